"""Writing to the store of a server, for who has the token: SPARQL updates, whole graphs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from ..embedded import EmbeddedStore
from .guard import using
from .protocol import Operation


@dataclass(frozen=True, slots=True)
class Put:
    """Triples for a graph (None: the default one), beside what it holds or in its place."""

    graph: NamedNode | None
    triples: tuple[Triple, ...]
    replace: bool


def update(store: Path, asked: Operation, base: str) -> None:
    """Run a SPARQL update. Raises QueryError, StoreError."""
    with EmbeddedStore(store, write=True) as opened:
        opened.update(using(asked.update or "", asked.default_graphs, asked.named_graphs), base=base)


def write_graph(store: Path, put: Put) -> None:
    """Put triples into a graph. Raises StoreError."""
    graph = put.graph or DefaultGraph()
    with EmbeddedStore(store, write=True) as opened:
        old = set(opened.match(None, None, None, graph)) if put.replace else set()
        new = {Quad(t.subject, t.predicate, t.object, graph) for t in put.triples}
        opened.change(remove=old - new, add=new - old)
