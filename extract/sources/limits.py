"""How large a document may be, and how much a container may hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..errors import InputError

MAX_TEXT = 5_000_000  # bytes of a text or a page; no press release is that large
MAX_DOCUMENT = 20_000_000  # bytes of any other document, pictures included
MAX_UNPACKED = 1_000_000_000  # bytes of all documents in one container
MAX_MEMBERS = 10_000
MAX_NESTING = 3  # containers in containers
MAX_RATIO = 200  # unpacked to packed, from the size on from which it counts; text packs to a tenth
RATIO_COUNTS = 1_000_000  # bytes


class TooMuch(InputError):
    """A container holds more than one may; what was read of it is kept."""


@dataclass(slots=True)
class Budget:
    """What may still come out of the outermost container."""

    size: int = MAX_UNPACKED
    members: int = MAX_MEMBERS

    def take(self, size: int) -> None:
        """Count a member of this size. Raises TooMuch."""
        self.members -= 1
        self.size -= size
        if self.members < 0:
            raise TooMuch(f"holds more than {MAX_MEMBERS:,} documents: split it")
        if self.size < 0:
            raise TooMuch(f"unpacks to more than {MAX_UNPACKED // 10**9} GB: split it")


@dataclass(frozen=True, slots=True)
class Room:
    """Where among containers a document lies, and what may still be unpacked there."""

    budget: Budget
    depth: int = 0

    def inside(self) -> Room:
        """Within one more container. Raises InputError where that is one too many."""
        if self.depth >= MAX_NESTING:
            raise InputError(f"lies in more than {MAX_NESTING} archives or mails: unpack them")
        return replace(self, depth=self.depth + 1)


def check_size(size: int, limit: int = MAX_DOCUMENT) -> None:
    """Raises InputError for a document that is too large."""
    if size > limit:
        raise InputError(f"larger than {limit // 1_000_000} MB: split it or use JSONL")


def check_ratio(packed: int, unpacked: int) -> None:
    """Raises InputError for what unpacks to so much that it is made to fill memory."""
    if unpacked > RATIO_COUNTS and unpacked > MAX_RATIO * max(packed, 1):
        raise InputError(f"unpacks to more than {MAX_RATIO} times its size, as no text does")
