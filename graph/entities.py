"""Finding an entity by what people call it."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, QuerySolutions

from ..extract.errors import UsageError
from .rdf import WORLD
from .store import Answer, Store
from .vocab import RDFS, SKOS

SUGGESTED = 5  # names in an error message

_FOLDED = """
SELECT DISTINCT ?entity ?label WHERE {{
  ?entity rdfs:label|skos:altLabel ?name ; rdfs:label ?label .
  FILTER(ISIRI(?entity) && STRSTARTS(STR(?entity), "https://w3id.org/innovation-valley/id/"))
  FILTER({condition})
}}
"""


def find(store: Store, name: str) -> NamedNode:
    """The entity with this IRI, name or other name; case is minded only where it decides.

    Raises UsageError with near names where there is none, or with the choices where there are several.
    """
    if "://" in name:
        return _by_iri(store, name)
    exact = {
        quad.subject
        for term in (RDFS.label, SKOS.altLabel)
        for quad in store.match(None, term, Literal(name), WORLD)
        if isinstance(quad.subject, NamedNode)
    }
    if len(exact) == 1:
        return exact.pop()
    text = str(Literal(name.casefold()))
    folded = _labelled(store.query(_FOLDED.format(condition=f"LCASE(STR(?name)) = {text}")))
    if len(folded) == 1:
        return next(iter(folded))
    if folded:
        choices = ", ".join(sorted(iri.value for iri in folded))
        raise UsageError(f"{name!r} is the name of several: {choices}")
    near = _labelled(store.query(_FOLDED.format(condition=f"CONTAINS(LCASE(STR(?name)), {text})")))
    hint = "; there are: " + ", ".join(sorted(set(near.values()))[:SUGGESTED]) if near else ""
    raise UsageError(f"no entity {name!r} in the store{hint}")


def label(store: Store, iri: NamedNode) -> str:
    """The name that a person reads for an IRI: its label, or itself."""
    labels = (quad.object for quad in store.match(iri, RDFS.label, None, WORLD))
    return min((text.value for text in labels if isinstance(text, Literal)), default=iri.value)


def _by_iri(store: Store, text: str) -> NamedNode:
    try:
        iri = NamedNode(text)
    except ValueError:
        raise UsageError(f"{text!r} is not an IRI") from None
    if not any(store.match(iri, None, None, WORLD)):
        raise UsageError(f"no entity {text} in the store")
    return iri


def _labelled(answer: Answer) -> dict[NamedNode, str]:
    assert isinstance(answer, QuerySolutions)
    return {row["entity"]: row["label"].value for row in answer}
