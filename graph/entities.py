"""Finding an entity by what people call it."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, QuerySolutions

from ..extract.errors import UsageError
from .rdf import WORLD
from .store import Store
from .vocab import PREFIXES, RDFS

SUGGESTED = 5  # names in an error message

# Releases, amounts and runs have labels too, but nobody means them by a name.
_NAMED = """
SELECT DISTINCT ?entity ?label WHERE {{
  VALUES ?class {{
    foaf:Person org:Organization dcterms:Location iv:Initiative iv:NamedAgreement iv:NamedEvent skos:Concept
  }}
  ?entity rdfs:label|skos:altLabel {name} ; rdfs:label ?label ; a ?class .
  FILTER({condition})
}}
"""


def find(store: Store, name: str) -> NamedNode:
    """The entity with this IRI, name or other name; case is minded only where it decides.

    Of an entity and a concept with one name it is the entity. Raises UsageError with near names where
    there is none, or with the choices where there are several.
    """
    if "://" in name:
        return _by_iri(store, name)
    try:
        text = str(Literal(name))
    except ValueError:
        raise UsageError(f"{name!r} is not text") from None
    found = _named(store, name=text) or _named(store, condition=f"LCASE(?name) = LCASE({text})")
    if not found:
        near = _named(store, condition=f"CONTAINS(LCASE(?name), LCASE({text}))")
        hint = "; there are: " + ", ".join(sorted(set(near.values()))[:SUGGESTED]) if near else ""
        raise UsageError(f"no entity {name!r} in the store{hint}")
    entities = [iri for iri in found if not iri.value.startswith(PREFIXES["concept"])] or list(found)
    if len(entities) > 1:
        choices = ", ".join(sorted(iri.value for iri in entities))
        raise UsageError(f"{name!r} is the name of several: {choices}")
    return entities[0]


def label(store: Store, iri: NamedNode) -> str:
    """The name that a person reads for an IRI: its label, also if only a claim gives it, or itself."""
    for graph in (WORLD, None):  # the world knows most things, and each of them once
        labels = (quad.object for quad in store.match(iri, RDFS.label, None, graph))
        found = min((text.value for text in labels if isinstance(text, Literal)), default=None)
        if found is not None:
            return found
    return iri.value


def _by_iri(store: Store, text: str) -> NamedNode:
    try:
        iri = NamedNode(text)
    except ValueError:
        raise UsageError(f"{text!r} is not an IRI") from None
    if not any(store.match(iri, None, None, WORLD)):
        raise UsageError(f"no entity {text} in the store")
    return iri


def _named(store: Store, *, name: str = "?name", condition: str = "true") -> dict[NamedNode, str]:
    answer = store.query(_NAMED.format(name=name, condition=condition))
    assert isinstance(answer, QuerySolutions)
    return {row["entity"]: row["label"].value for row in answer}
