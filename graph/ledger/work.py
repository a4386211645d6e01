"""What settling works on: fingerprints of texts by which near duplicates are found, and what was touched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from .base import Base

Touchable = Literal["block", "key", "fact", "pair"]


class Work(Base):
    """See the module."""

    def set_print(self, release: str, print_: bytes, bands: Iterable[int]) -> None:
        """The fingerprint of a release's text, and the bands under which it is found."""
        self._run("DELETE FROM band WHERE release = ?", (release,))
        self._run("INSERT OR REPLACE INTO print VALUES (?, ?)", (release, print_))
        self._many("INSERT OR IGNORE INTO band VALUES (?, ?)", ((band, release) for band in bands))

    def print_of(self, release: str) -> bytes:
        """The fingerprint of a release; empty where it has none."""
        row = self._run("SELECT print FROM print WHERE release = ?", (release,)).fetchone()
        return bytes(row[0]) if row else b""

    def like(self, bands: Iterable[int]) -> dict[str, bytes]:
        """The fingerprints of the releases that share a band."""
        found: dict[str, bytes] = {}
        for band in bands:
            sql = (
                "SELECT b.release, p.print FROM band b JOIN print p ON p.release = b.release WHERE b.band = ?"
            )
            found |= dict(self._run(sql, (band,)))
        return found

    def touch(self, kind: Touchable, keys: Iterable[str]) -> None:
        """Remember what must be looked at again."""
        self._many("INSERT OR IGNORE INTO touched VALUES (?, ?)", ((kind, key) for key in keys))

    def touched(self, kind: Touchable) -> list[str]:
        """What must be looked at again."""
        return [row[0] for row in self._run("SELECT key FROM touched WHERE kind = ? ORDER BY key", (kind,))]

    def untouch(self, kind: Touchable) -> None:
        """It was looked at."""
        self._run("DELETE FROM touched WHERE kind = ?", (kind,))
