"""Reading quads from Oxigraph: what the store in a folder and a picture of it have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, starmap
from types import TracebackType
from typing import Self

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from ..extract.errors import QueryError, StoreError
from .store import Answer, Graph, Pattern
from .vocab import PREFIXES


class Quads:
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


def line(error: BaseException) -> str:
    """What went wrong, in one line."""
    return " ".join(str(error).split())
