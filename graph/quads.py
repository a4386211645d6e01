"""Reading quads from Oxigraph: what the store in a folder and a picture of it have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby, starmap
from types import TracebackType
from typing import Self

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from ..extract.errors import QueryError, StoreError
from .rdf import WORLD
from .store import Answer, Graph, Pattern
from .vocab import PREFIXES


class Closing:
    """What is closed at the end of a block."""

    def close(self) -> None:
        """See `Store.close`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Quads(Closing):
    """The reading half of a `Store`; who inherits sets `_oxigraph`."""

    _oxigraph: pyoxigraph.Store

    def query(self, sparql: str) -> Answer:
        """See `Store.query`."""
        try:
            return self._oxigraph.query(sparql, prefixes=PREFIXES)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"SPARQL: {line(error)}") from None
        except (OSError, RuntimeError) as error:
            raise StoreError(f"cannot read the store: {line(error)}") from None

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | None = None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        """See `Store.match`."""
        return self._oxigraph.quads_for_pattern(subject, predicate, object, graph)

    def match_each(self, patterns: Iterable[Pattern]) -> Iterator[Quad]:
        """See `Store.match_each`."""
        return chain.from_iterable(starmap(self._oxigraph.quads_for_pattern, patterns))


def line(error: BaseException) -> str:
    """What went wrong, in one line."""
    return " ".join(str(error).split())


def changing(removed: Iterable[Quad], added: Iterable[Quad]) -> str:
    """The SPARQL update that removes and adds quads; empty where there are none."""
    parts = ((verb, list(quads)) for verb, quads in (("DELETE", removed), ("INSERT", added)))
    return " ;\n".join(f"{verb} DATA {{\n{_block(quads)}}}" for verb, quads in parts if quads)


def _block(quads: Iterable[Quad]) -> str:
    """Quads as the body of INSERT DATA or DELETE DATA."""
    ordered = sorted(quads, key=lambda quad: str(quad.graph_name))
    return "".join(_graph(graph, list(group)) for graph, group in groupby(ordered, lambda q: q.graph_name))


def _graph(graph: object, quads: list[Quad]) -> str:
    body = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads)
    return body if graph == WORLD else f"GRAPH {graph} {{\n{body}}}\n"
