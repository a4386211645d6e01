"""What the server keeps of its answers, and what it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from valleygraph.graph.serve.answered import LARGEST, TOGETHER, Answered


def told(kept: Answered, tag: str, sparql: str, *parts: bytes) -> bytes:
    """What comes through of an answer in parts."""

    async def each() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    async def whole() -> bytes:
        return b"".join([part async for part in kept.keeping(tag, sparql, "text/csv", each())])

    return asyncio.run(whole())


def test_a_small_answer_is_kept_by_its_tag() -> None:
    kept = Answered()
    assert told(kept, "1-a", "SELECT * {}", b"a\n", b"b\n") == b"a\nb\n"
    assert kept.get("1-a") == ("text/csv", b"a\nb\n")
    assert kept.get("2-a") is None


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT (NOW() AS ?n) {}",
        "SELECT (RaNd() AS ?n) {}",
        "SELECT (STRUUID() AS ?n) {}",
        "SELECT (NO\\u0057() AS ?n) {}",
    ],
)
def test_what_changes_each_time_is_not_kept(sparql: str) -> None:
    kept = Answered()
    assert told(kept, "t", sparql, b"x") == b"x"
    assert kept.get("t") is None


def test_what_is_large_is_passed_on_but_not_kept() -> None:
    kept = Answered()
    half = b"x" * (LARGEST // 2)
    assert len(told(kept, "t", "ASK {}", half, half, b"x")) == 2 * len(half) + 1
    assert kept.get("t") is None


def test_an_answer_that_breaks_off_is_not_kept() -> None:
    kept = Answered()

    async def broken() -> AsyncIterator[bytes]:
        yield b"x"
        raise ConnectionError

    async def read() -> None:
        async for _ in kept.keeping("t", "ASK {}", "text/csv", broken()):
            pass

    with pytest.raises(ConnectionError):
        asyncio.run(read())
    assert kept.get("t") is None


def test_the_oldest_make_room() -> None:
    kept = Answered()
    count = TOGETHER // LARGEST + 5
    for number in range(count):
        told(kept, f"t{number}", "ASK {}", b"x" * LARGEST)
    assert kept.get("t0") is None
    assert kept.get(f"t{count - 1}") is not None
