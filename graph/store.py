"""A place for quads, and what is done with it: add a release, take one out, ask.

Adding is replacing, one atomic update a release: the second time nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)

from ..extract.errors import UsageError
from ..extract.model import Extraction
from . import resolve
from .claims import is_held
from .iris import release_iri
from .ledger import Ledger
from .rdf import WORLD, quads
from .reference import Reference
from .vocab import IV, OA, PROV, RDF

Graph = NamedNode | DefaultGraph
Answer = QuerySolutions | QueryBoolean | QueryTriples


class Store(Protocol):
    """What every store does. `None` in a pattern stands for anything."""

    @property
    def ledger(self) -> Ledger:
        """The releases as extracted, identities and decisions."""

    @property
    def reference(self) -> Reference:
        """The things with public identifiers."""

    def query(self, sparql: str) -> Answer:
        """The answer to a SPARQL 1.1 query; the prefixes of `vocab.PREFIXES` are known. Raises QueryError."""

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | None = None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        """The quads that fit the pattern, in no order."""

    def change(self, *, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """Remove and add, all or nothing. Raises StoreError."""

    def close(self) -> None:
        """Give the store back to other processes."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """How many quads an addition or removal really changed."""

    added: int
    removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def __add__(self, other: Change) -> Change:
        return Change(self.added + other.added, self.removed + other.removed)


def open_store(location: str | Path, *, write: bool = False) -> Store:
    """The store at a folder. Raises UsageError where there is none to read, StoreError where it is in use."""
    from .embedded import EmbeddedStore

    if "://" in str(location):
        raise UsageError(f"{location}: only a folder can be the store in this version")
    store = EmbeddedStore(Path(location), write=write)
    if write:
        try:
            mend(store)
        except BaseException:
            store.close()
            raise
    return store


def add(store: Store, extraction: Extraction, *, version: str = "", settled: bool = True) -> Change:
    """Put a release in the place of what the store has of it. Raises InputError.

    Without `settled`, what it means for the identity of things in other releases waits for `settle`.
    """
    if store.ledger.has(extraction, version=version):
        return Change(0, 0)
    with store.ledger.transaction():
        resolve.place(store.ledger, extraction, store.reference, version=version)
    change = _write(store, extraction.document.id)
    return change + settle(store) if settled else change


def forget(store: Store, release_id: str, *, settled: bool = True) -> Change:
    """Take out a release and what it alone supports. Raises UsageError where the store has it not."""
    if store.ledger.release(release_id) is None:
        raise UsageError(f"no release {release_id!r} in the store")
    with store.ledger.transaction():
        store.ledger.set_status(release_id, "leaving")
    change = _leave(store, release_id)
    return change + settle(store) if settled else change


def settle(store: Store) -> Change:
    """Work through what the last additions and removals mean for other releases."""
    ledger, total = store.ledger, Change(0, 0)
    with ledger.transaction():
        resolve.relink(ledger, store.reference)
    while True:
        with ledger.transaction():
            resolve.settle(ledger)
        pending, pairs = ledger.releases("pending"), ledger.touched("pair")
        for kept in pending:
            total += _write(store, kept.id)
        total += _tell(store, pairs)
        if not pending and not pairs:
            return total


def mend(store: Store) -> Change:
    """Finish what was being written when a process died."""
    total = Change(0, 0)
    for kept in store.ledger.releases("leaving"):
        total += _leave(store, kept.id)
    for kept in store.ledger.releases("pending"):
        total += _write(store, kept.id)
    return total


def _write(store: Store, id: str) -> Change:
    """Make the quads of a release what the ledger says."""
    extraction, kept = store.ledger.extraction(id), store.ledger.release(id)
    known = resolve.standing(store.ledger, id)
    new = quads(extraction, version=kept.version if kept is not None else "", standing=known)
    change = _replace(store, release_iri(id), new)
    store.ledger.set_status(id, "kept")
    return change


def _leave(store: Store, id: str) -> Change:
    change = _replace(store, release_iri(id), frozenset())
    with store.ledger.transaction():
        resolve.leave(store.ledger, id)
    return change


def _tell(store: Store, pairs: Iterable[str]) -> Change:
    """Make what the graph says of decisions what the ledger says."""
    removed: list[Quad] = []
    added: list[Quad] = []
    for pair in pairs:
        left, right = pair.split(resolve.SEPARATOR)
        subjects, new = resolve.decision_quads(store.ledger, (left, right))
        old = {quad for subject in subjects for quad in store.match(subject, None, None, WORLD)}
        removed += old - new
        added += new - old
    if removed or added:
        store.change(remove=removed, add=added)
    store.ledger.untouch("pair")
    return Change(len(added), len(removed))


def _replace(store: Store, release: NamedNode, new: Set[Quad]) -> Change:
    old, owned = _contribution(store, release)
    added = [quad for quad in new - old if quad.graph_name != WORLD or not _has(store, quad)]
    removed = [quad for quad in old - new if not _held_elsewhere(store, quad, owned)]
    if added or removed:
        store.change(remove=removed, add=added)
    return Change(len(added), len(removed))


def _has(store: Store, quad: Quad) -> bool:
    return any(store.match(quad.subject, quad.predicate, quad.object, quad.graph_name))  # type: ignore[arg-type]


def _contribution(store: Store, release: NamedNode) -> tuple[set[Quad], set[NamedNode]]:
    """The quads that the store has from a release, and the subjects and graphs that are its alone."""
    if not any(store.match(release, RDF.type, IV.Release, WORLD)):
        return set(), set()
    claims = _subjects(store, PROV.wasDerivedFrom, release)
    spans = _subjects(store, OA.hasSource, release)
    selectors = {q.object for span in spans for q in store.match(span, OA.hasSelector, None, WORLD)}
    mentions = _subjects(store, IV.inRelease, release)
    owned = {release, *claims, *spans, *mentions, *(s for s in selectors if isinstance(s, NamedNode))}
    found = {quad for subject in owned for quad in store.match(subject, None, None, WORLD)}
    for graph in (release, *claims):
        triples = list(store.match(None, None, None, graph))
        found.update(triples)
        if _asserted(store, graph):
            found.update(Quad(t.subject, t.predicate, t.object, WORLD) for t in triples)
    return found, owned


def _subjects(store: Store, predicate: NamedNode, release: NamedNode) -> set[NamedNode]:
    found = (quad.subject for quad in store.match(None, predicate, release, WORLD))
    return {subject for subject in found if isinstance(subject, NamedNode)}


def _held_elsewhere(store: Store, quad: Quad, owned: Set[NamedNode]) -> bool:
    """Whether another release's asserted graph keeps this triple in the world."""
    if quad.graph_name != WORLD or quad.subject in owned:
        return False
    graphs = (q.graph_name for q in store.match(quad.subject, quad.predicate, quad.object, None))  # type: ignore[arg-type]
    return any(isinstance(g, NamedNode) and g not in owned and _asserted(store, g) for g in graphs)


def _asserted(store: Store, graph: NamedNode) -> bool:
    """Whether the world holds the triples of this graph (the same rule as `Claim.asserted`)."""
    about = {quad.predicate: quad.object for quad in store.match(graph, None, None, WORLD)}
    if IV.modality not in about:
        return True  # the names that a release gives
    return is_held(about)


def triples(store: Store, graph: Graph = WORLD) -> Iterator[Triple]:
    """The triples of one graph; by default the world and its descriptions."""
    return (quad.triple for quad in store.match(None, None, None, graph))
