"""People who asked to be forgotten: a print of each name, so that it is known again without being kept."""

from __future__ import annotations

import hmac
import secrets
from functools import cached_property

from ...extract.model import folded
from .base import Base, now


class Forgotten(Base):
    """See the module."""

    def forget_name(self, name: str, *, by: str, releases: int, claims: int) -> None:
        """Write that a name is forgotten, by whom, and how much that took out."""
        if not self.setting("salt"):
            self.setting("salt", secrets.token_hex(32))
        sql = "INSERT OR REPLACE INTO forgotten VALUES (?, ?, ?, ?, ?)"
        self._run(sql, (self._print(name), by, now(), releases, claims))
        self._forgotten = None

    def is_forgotten(self, name: str) -> bool:
        """Whether a name is that of somebody who was forgotten."""
        if self._forgotten is None:
            self._forgotten = frozenset(row[0] for row in self._run("SELECT print FROM forgotten"))
        return bool(self._forgotten) and self._print(name) in self._forgotten

    def has_forgotten(self) -> bool:
        """Whether anybody was."""
        return self._run("SELECT 1 FROM forgotten LIMIT 1").fetchone() is not None

    def forget_keys(self, keys: set[str]) -> None:
        """Take out what was decided of identities, whose keys hold names."""
        for key in keys:
            self._run("DELETE FROM decision WHERE left = ? OR right = ?", (key, key))
            self._run("DELETE FROM touched WHERE instr(key, ?)", (key,))

    def compact(self) -> None:
        """Leave nothing of what was deleted in the files."""
        self._run("VACUUM")
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")

    def _print(self, name: str) -> str:
        """A name as only this store writes it: with its own salt, so that no table of names finds it."""
        return hmac.digest(self._salt, folded(name).encode(), "sha256").hex()

    @cached_property
    def _salt(self) -> bytes:
        return self.setting("salt").encode()
