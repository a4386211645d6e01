"""A picture of the quads as a `Store` that only reads: what needs no ledger works on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Never, Self

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from ...extract.errors import QueryError, UsageError
from ..store import Answer, Graph
from ..vocab import PREFIXES


class Picture:
    """See `Store`."""

    def __init__(self, folder: Path) -> None:
        self._quads = pyoxigraph.Store.read_only(str(folder))

    @property
    def ledger(self) -> Never:
        """There is none."""
        raise UsageError("a picture of a store has no ledger")

    @property
    def reference(self) -> Never:
        """There is none."""
        raise UsageError("a picture of a store has no reference data")

    def query(self, sparql: str) -> Answer:
        """See `Store.query`."""
        try:
            return self._quads.query(sparql, prefixes=PREFIXES)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"SPARQL: {' '.join(str(error).split())}") from None

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | None = None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        """See `Store.match`."""
        return self._quads.quads_for_pattern(subject, predicate, object, graph)

    def change(self, **_: object) -> Never:
        """Nobody can."""
        raise UsageError("a picture of a store cannot be changed")

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
