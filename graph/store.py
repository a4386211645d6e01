"""A place for quads, and what is done with it: add a release, take one out, ask.

Adding is replacing, one atomic update a release: the second time nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import islice
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

from ..extract.errors import StoreError, UsageError
from ..extract.model import Extraction
from . import resolve
from .blotting import left_out
from .iris import release_iri
from .ledger import Ledger
from .rdf import WORLD, quads
from .reference import Reference
from .vocab import IV, OA, PROV, RDF

Graph = NamedNode | DefaultGraph
Answer = QuerySolutions | QueryBoolean | QueryTriples
Pattern = tuple[NamedNode | None, NamedNode | None, NamedNode | Literal | None, Graph | None]
TOGETHER = 200  # triples in one question


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

    def match_each(self, patterns: Iterable[Pattern]) -> Iterator[Quad]:
        """The quads that fit any of the patterns: (subject, predicate, object, graph), `None` as in `match`.

        One that fits several may come more than once.
        """

    def change(self, *, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """Remove and add, all or nothing. Raises StoreError."""

    def update(self, sparql: str, *, base: str | None = None) -> None:
        """Run a SPARQL 1.1 update, all or nothing. Raises QueryError, StoreError.

        What releases say is told again when the ledger next makes their quads.
        """

    def compact(self) -> None:
        """Leave nothing of what was deleted in the files on this computer."""

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


def open_store(location: str | Path, *, write: bool = False, patience: float = 0.0) -> Store:
    """The store in a folder, or at the http address of a SPARQL 1.1 server.

    One that is in use is waited for, for so many seconds. Raises UsageError where there is none to read,
    StoreError where it is in use or does not answer.
    """
    store = opened(location, write=write, patience=patience)
    if write:
        try:
            if is_address(location):
                _check_ledger(store)
            mend(store)
        except BaseException:
            store.close()
            raise
    return store


def is_address(location: str | Path) -> bool:
    """Whether a store is on a server, not in a folder."""
    return "://" in str(location)


def home(location: str | Path) -> Path:
    """The folder on this computer for what is kept beside the quads of a store."""
    if not is_address(location):
        return Path(location)
    from .remote import state

    return state(str(location))


def opened(location: str | Path, *, write: bool = False, patience: float = 0.0) -> Store:
    """The store as it is, even if something is left undone in it (see `mend`). Raises as `open_store`."""
    if not is_address(location):
        from .embedded import EmbeddedStore

        return EmbeddedStore(Path(location), write=write, patience=patience)
    if not str(location).lower().startswith(("http://", "https://")):
        raise UsageError(f"{location}: a store is a folder, or the http address of a SPARQL server")
    from .remote import RemoteStore

    return RemoteStore(str(location), write=write, patience=patience)


def _check_ledger(store: Store) -> None:
    """A server's releases can only be replaced by who knows them."""
    answer = None if store.ledger.releases() else store.query("ASK { ?release a iv:Release }")
    if isinstance(answer, QueryBoolean) and answer:
        raise StoreError("the server holds releases whose ledger is not on this computer")


def add(store: Store, extraction: Extraction, *, version: str = "", settled: bool = True) -> Change:
    """Put a release in the place of what the store has of it. Raises InputError.

    Without `settled`, what it means for the identity of things in other releases waits for `settle`.
    """
    extraction = _without_forgotten(store, extraction)
    if store.ledger.has(extraction, version=version):
        return Change(0, 0)
    with store.ledger.transaction():
        resolve.place(store.ledger, extraction, store.reference, version=version)
    change = _write(store, extraction.document.id)
    return change + settle(store) if settled else change


def meet(store: Store, extraction: Extraction, *, version: str = "") -> tuple[str, Change]:
    """Add a release, unless the store has this very text under another id: then it is that one. Its id.

    What it means for other releases waits for `settle`. Raises InputError.
    """
    told = _without_forgotten(store, extraction)
    known = store.ledger.with_text(told.document.sha256)
    if known is not None and store.ledger.release(extraction.document.id) is None:
        return known, Change(0, 0)
    return extraction.document.id, add(store, extraction, version=version, settled=False)


def _without_forgotten(store: Store, extraction: Extraction) -> Extraction:
    if not store.ledger.has_forgotten():
        return extraction
    return left_out(extraction, store.ledger.is_forgotten)


def rewrite(store: Store, extraction: Extraction) -> Change:
    """Give a release another form, of which nothing is kept; `settle` follows. Raises InputError."""
    kept = store.ledger.release(extraction.document.id)
    with store.ledger.transaction():
        store.ledger.rewrite(extraction)
        resolve.place(store.ledger, extraction, store.reference, version=kept.version if kept else "")
    return _write(store, extraction.document.id)


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
    fresh = new - old
    there = set(store.match_each(_pattern(q) for q in fresh if q.graph_name == WORLD))
    added = [quad for quad in fresh if quad not in there]
    gone = old - new
    held = _held_elsewhere(
        store, (q for q in gone if q.graph_name == WORLD and q.subject not in owned), owned
    )
    removed = [quad for quad in gone if quad.graph_name != WORLD or quad.triple not in held]
    if added or removed:
        store.change(remove=removed, add=added)
    return Change(len(added), len(removed))


def _pattern(quad: Quad) -> Pattern:
    return quad.subject, quad.predicate, quad.object, quad.graph_name  # type: ignore[return-value]


def _contribution(store: Store, release: NamedNode) -> tuple[set[Quad], set[NamedNode]]:
    """The quads that the store has from a release, and the subjects and graphs that are its alone.

    What its graphs hold counts in the world too, whoever else may say the same.
    """
    if not any(store.match(release, RDF.type, IV.Release, WORLD)):
        return set(), set()
    told = ((PROV.wasDerivedFrom, release), (OA.hasSource, release), (IV.inRelease, release))
    parts = list(store.match_each((None, predicate, about, WORLD) for predicate, about in told))
    spans = {q.subject for q in parts if q.predicate == OA.hasSource}
    selectors = store.match_each((span, OA.hasSelector, None, WORLD) for span in spans)  # type: ignore[misc]
    named = {q.subject for q in parts} | {q.object for q in selectors}
    owned = {release} | {node for node in named if isinstance(node, NamedNode)}
    graphs = {release} | {q.subject for q in parts if q.predicate == PROV.wasDerivedFrom}
    stated = set(store.match_each((None, None, None, graph) for graph in graphs))  # type: ignore[misc]
    world = store.match_each((q.subject, q.predicate, q.object, WORLD) for q in stated)  # type: ignore[misc]
    about = store.match_each((subject, None, None, WORLD) for subject in owned)
    return stated | set(world) | set(about), owned


_HELD = """
SELECT ?s ?p ?o WHERE {{
  VALUES (?s ?p ?o) {{ {triples} }}
  FILTER EXISTS {{
    GRAPH ?claim {{ ?s ?p ?o }}
    FILTER(?claim NOT IN ({owned}))
    FILTER(EXISTS {{ ?claim iv:asserts ?fact }} || NOT EXISTS {{ ?claim iv:modality ?any }})
  }}
}}
"""


def _held_elsewhere(store: Store, quads: Iterable[Quad], owned: Set[NamedNode]) -> set[Triple]:
    """Those of some triples that an asserted graph of another release keeps in the world."""
    found: set[Triple] = set()
    waiting = iter(sorted(f"({q.subject} {q.predicate} {q.object})" for q in quads))
    beside = ", ".join(map(str, owned))
    while some := list(islice(waiting, TOGETHER)):
        answer = store.query(_HELD.format(triples=" ".join(some), owned=beside))
        assert isinstance(answer, QuerySolutions)
        found |= {Triple(row["s"], row["p"], row["o"]) for row in answer}
    return found


def triples(store: Store, graph: Graph = WORLD) -> Iterator[Triple]:
    """The triples of one graph; by default the world and its descriptions."""
    return (quad.triple for quad in store.match(None, None, None, graph))
