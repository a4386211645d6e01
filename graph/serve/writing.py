"""Writing to the store of a server, for who has the token: SPARQL updates, whole graphs."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from ..store import opened
from .guard import using
from .protocol import Operation


@dataclass(frozen=True, slots=True)
class Put:
    """Triples for a graph (None: the default one), beside what it holds or in its place."""

    graph: NamedNode | None
    triples: tuple[Triple, ...]
    replace: bool


def update(store: str, asked: Operation, base: str) -> None:
    """Run a SPARQL update. Raises QueryError, StoreError."""
    with opened(store, write=True) as written:
        written.update(using(asked.update or "", asked.default_graphs, asked.named_graphs), base=base)


def write_graph(store: str, put: Put) -> None:
    """Put triples into a graph, in one transaction. Raises StoreError."""
    steps = []
    if put.replace:
        steps.append("CLEAR DEFAULT" if put.graph is None else f"CLEAR SILENT GRAPH {put.graph}")
    if put.triples:
        told = (serialize(put.triples, format=RdfFormat.N_TRIPLES) or b"").decode()
        steps.append(f"INSERT DATA {{ {told if put.graph is None else f'GRAPH {put.graph} {{ {told} }}'} }}")
    with opened(store, write=True) as written:
        written.update(" ;\n".join(steps))
