"""Many values asked for in few queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import QuerySolution, QuerySolutions

from ..store import Store

BATCH = 2_000  # values a query: such look-ups are linear in Oxigraph, and other servers limit the length


def select(store: Store, query: str, values: Iterable[object] | None = None) -> Iterator[QuerySolution]:
    """The rows of a SELECT. Where it says `%s`, a batch of the values stands at a time."""
    for block in [""] if values is None else _blocks(values):
        answer = store.query(query.replace("%s", block))
        assert isinstance(answer, QuerySolutions)
        yield from answer


def _blocks(values: Iterable[object]) -> Iterator[str]:
    left = iter(values)
    while block := list(islice(left, BATCH)):
        yield " ".join(map(str, block))
