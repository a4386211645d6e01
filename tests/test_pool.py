"""Who is served first where all places are taken: real workers on a real store."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.graphs import fact, release
from valleygraph.graph.serve.pool import Pool
from valleygraph.graph.serve.settings import Settings
from valleygraph.graph.serve.worker import Query
from valleygraph.graph.store import add, open_store


def small(name: str) -> Query:
    return Query(f"ASK {{ ?{name} ?p ?o }}", "text/csv", "text/turtle")


async def served(quads: Path, order: list[str]) -> None:
    """Ask for one thing after the other while the only place is taken, then let go of it."""
    pool = Pool(quads, Settings(parallel=1, patience=60))

    async def ask(name: str) -> None:
        async with pool.answer(small(name)) as (_, parts):
            order.append(name)
            assert [part async for part in parts] == [b"true\n"]

    await pool.open()
    try:
        async with asyncio.TaskGroup() as tasks, pool.answer(small("first")) as (_, parts):
            for number, name in enumerate(("old", "newer", "newest"), 1):
                tasks.create_task(ask(name))
                while pool.load[1] < number:
                    await asyncio.sleep(0)
            assert [part async for part in parts] == [b"true\n"]
    finally:
        await pool.close()


def test_the_newest_waits_first_in_line(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True) as store:
        add(store, release("r1", fact("Location", subject="lab", place="town")))
    order: list[str] = []
    asyncio.run(served(tmp_path / "store" / "quads", order))
    assert order == ["newest", "newer", "old"]
