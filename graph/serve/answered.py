"""Small answers that were given, for who asks the same again: a picture of the store does not change."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

LARGEST = 100_000  # bytes of an answer that is kept
TOGETHER = 32_000_000  # bytes of all of them

# These give something else each time; where else a word of these stands does no harm.
_CHANGING = re.compile(r"now|rand|uuid|bnode|service|\\u", re.IGNORECASE)


@dataclass(slots=True)
class Answered:
    """Answers by their tags, which tell both the query and the state of the store; the latest are kept."""

    _kept: OrderedDict[str, tuple[str, bytes]] = field(default_factory=OrderedDict)
    _size: int = 0

    def get(self, tag: str) -> tuple[str, bytes] | None:
        """The format and the bytes of an answer."""
        found = self._kept.get(tag)
        if found is not None:
            self._kept.move_to_end(tag)
        return found

    async def keeping(
        self, tag: str, sparql: str, media: str, parts: AsyncIterator[bytes]
    ) -> AsyncIterator[bytes]:
        """The parts of an answer, which is kept once it is whole, if it is small and always the same."""
        whole, small = bytearray(), _CHANGING.search(sparql) is None
        async for part in parts:
            small = small and len(whole) + len(part) <= LARGEST
            if small:
                whole += part
            yield part
        if small:
            self._put(tag, (media, bytes(whole)))

    def _put(self, tag: str, answer: tuple[str, bytes]) -> None:
        if tag not in self._kept:
            self._size += len(answer[1])
        self._kept[tag] = answer
        while self._size > TOGETHER:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._size -= len(oldest)
