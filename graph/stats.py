"""What is in a store, in numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import QuerySolutions

from .store import Store
from .vocab import DCTERMS, FOAF, IV, ORG

_KINDS = {
    "people": FOAF.Person,
    "organisations": ORG.Organization,
    "places": DCTERMS.Location,
    "initiatives": IV.Initiative,
    "named agreements": IV.NamedAgreement,
    "named events": IV.NamedEvent,
}
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
_CLAIMS = """
SELECT ?fact ?modality (COUNT(*) AS ?n) WHERE {
  ?claim iv:factType ?fact ; iv:modality ?state .
  BIND(STRAFTER(STR(?state), "modality/") AS ?modality)
} GROUP BY ?fact ?modality ORDER BY ?fact ?modality
"""
_LANGUAGES = """
SELECT ?language (COUNT(*) AS ?n) WHERE { ?r a iv:Release . OPTIONAL { ?r dcterms:language ?l }
  BIND(COALESCE(?l, "unknown") AS ?language) } GROUP BY ?language ORDER BY ?language
"""


def stats(store: Store) -> list[tuple[str, int]]:
    """Pairs of what is counted and how many there are: releases, entities, claims, triples."""
    return list(_stats(store))


def _stats(store: Store) -> Iterator[tuple[str, int]]:
    yield "releases", _count(store, "?r a iv:Release")
    for row in _rows(store, _LANGUAGES):
        yield f"releases in {row[0]}", int(row[1])
    for kind, term in _KINDS.items():
        yield kind, _count(store, f"?e a {term}")
    yield "mentions", _count(store, "?m a iv:Mention")
    yield "claims", _count(store, "?c a iv:Claim")
    for row in _rows(store, _CLAIMS):
        yield f"{row[0]}, {row[1]}", int(row[2])
    yield "triples in the default graph", _count(store, "?s ?p ?o")
    yield "triples in named graphs", _count(store, "GRAPH ?g { ?s ?p ?o }")


def _count(store: Store, pattern: str) -> int:
    return int(next(iter(_rows(store, _COUNT.format(pattern=pattern))))[0])


def _rows(store: Store, sparql: str) -> Iterator[list[str]]:
    answer = store.query(sparql)
    assert isinstance(answer, QuerySolutions)
    return ([term.value for term in row] for row in answer)
