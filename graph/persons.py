"""Forgetting a person: in texts, claims, decisions and what was before, and whenever a release comes again.

A print of the name stays in the ledger (see `ledger.forgotten`), so that the person is left out of what is
added later. Namesakes are left out too: a print cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, QuerySolutions

from ..extract.errors import UsageError
from ..extract.model import Extraction
from . import resolve
from .blotting import full, without
from .entities import find
from .ledger import Ledger, now
from .store import Store, rewrite, settle
from .vocab import FOAF, RDF

_LEFT = (
    "SELECT (COUNT(*) AS ?n) WHERE {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} FILTER({named}) }}"
)


@dataclass(frozen=True, slots=True)
class Removal:
    """The evidence of a removal: when, by whom, from which releases, and what was found of it afterwards."""

    at: str
    by: str
    releases: tuple[str, ...]
    claims: int
    left: int  # quads in which the name still stands: none, or the removal failed


def forget_person(store: Store, name: str, *, by: str) -> Removal:
    """Take a person out of everything the store holds. Raises UsageError where there is no such person."""
    iri = find(store, name)
    if not any(store.match(iri, RDF.type, FOAF.Person)):
        raise UsageError(f"{name!r} is not the name of a person")
    keys, names = _called(store.ledger, iri)
    told = {extraction.document.id: extraction for extraction in _affected(store.ledger, names)}
    claims = sum(len(store.ledger.extraction(id).facts) - len(found.facts) for id, found in told.items())
    _forget_decisions(store, keys)
    with store.ledger.transaction():
        for each in names:
            store.ledger.forget_name(each, by=by, releases=len(told), claims=claims)
        _forget_history(store.ledger, names)
    for extraction in told.values():
        rewrite(store, extraction)
    settle(store)
    store.compact()
    return Removal(now(), by, tuple(sorted(told)), claims, _left(store, names, iri))


def _affected(ledger: Ledger, names: Iterable[str]) -> Iterator[Extraction]:
    """The releases that name a person, without the person."""
    for extraction in ledger.extractions():
        found = without(extraction, names)
        if found != extraction:
            yield found


def _called(ledger: Ledger, iri: NamedNode) -> tuple[set[str], set[str]]:
    """The keys of the identities that have an IRI, and the full names that releases give it."""
    rows = ledger.entities_with(iri.value)
    names = [name for release, id, _ in rows for name in ledger.extraction(release).by_id[id].names]
    return {key for _, _, key in rows}, full(names)


def _forget_decisions(store: Store, keys: set[str]) -> None:
    ledger = store.ledger
    told = {q for d in ledger.decisions(keys) for q in resolve.decision_quads(ledger, d.pair)[1]}
    if told:
        store.change(remove=told, add=[])
    with ledger.transaction():
        ledger.forget_keys(keys)


def _forget_history(ledger: Ledger, names: Iterable[str]) -> None:
    for kept in ledger.releases():
        for revision in ledger.revisions(kept.id):
            ledger.set_revision(replace(revision, extraction=without(revision.extraction, names)))


def _left(store: Store, names: Iterable[str], iri: NamedNode) -> int:
    """How many quads still name the person."""
    tests = [f"CONTAINS(LCASE(STR(?o)), LCASE({Literal(name)}))" for name in sorted(names)]
    answer = store.query(_LEFT.format(named=" || ".join([f"?s = {iri}", f"?o = {iri}", *tests])))
    assert isinstance(answer, QuerySolutions)
    return int(next(iter(answer))["n"].value)
