"""Which thing in the graph an entity of a release is.

For now by rule alone: the identifier that extraction linked it to, else its type and fullest name.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from ..extract.errors import InputError
from ..extract.model import Entity
from .iris import named


def resolve(entity: Entity) -> NamedNode:
    """The canonical IRI of an entity. It depends on nothing but the entity itself.

    >>> resolve(Entity("e1", "Organisation", ("Region Stockholm",))).value
    'https://w3id.org/innovation-valley/id/organisation/Region_Stockholm'
    """
    if entity.iri is None:
        return named(f"id/{entity.type.lower()}", entity.names[0])
    try:
        return NamedNode(entity.iri)
    except ValueError:
        raise InputError(f"entity {entity.id}: {entity.iri!r} is not an IRI") from None
