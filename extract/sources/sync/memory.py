"""What was read from which source, when, with which result: a SQLite file beside the store.

An offer is written here once the store has what came of it. So a run that is killed reads again what it
had not finished.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from ...errors import StoreError

Status = Literal["read", "same", "part", "failed", "gone", "forgotten"]
LISTING = "\nlisting"  # behind the address of a source: of what it is asked for what it has
VERSION = 2
_SCHEMA = f"""
PRAGMA user_version = {VERSION};
CREATE TABLE IF NOT EXISTS seen (
  source TEXT NOT NULL,
  address TEXT NOT NULL,
  status TEXT NOT NULL,
  releases TEXT NOT NULL,
  changed TEXT,
  sha256 TEXT,
  message TEXT NOT NULL,
  lasting INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  first TEXT NOT NULL,
  tried TEXT NOT NULL,
  published TEXT,
  language TEXT,
  PRIMARY KEY (source, address)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS seen_address ON seen(address);
CREATE INDEX IF NOT EXISTS seen_sha256 ON seen(sha256);
CREATE TABLE IF NOT EXISTS owner (
  release TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  sha256 TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS run (
  source TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT NOT NULL,
  read INTEGER NOT NULL,
  same INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  PRIMARY KEY (source, started)) WITHOUT ROWID;
"""
_COLUMNS = (
    "source, address, status, releases, changed, sha256, message, lasting, attempts, first, tried, published,"
    " language"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of one thing that a source offered.

    `changed`: what the source said by which it can tell that the thing is another one now. `sha256`: of its
    bytes. `lasting`: whether it would fail again. `first`, `tried`: when, in UTC. `published`, `language`:
    what the source said. Of a `part` some releases could not be read.
    """

    source: str
    address: str
    status: Status
    releases: tuple[str, ...] = ()
    changed: str | None = None
    sha256: str | None = None
    message: str = ""
    lasting: bool = False
    attempts: int = 1
    first: str = ""
    tried: str = ""
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One visit to a source."""

    source: str
    started: str
    ended: str
    read: int
    same: int
    failed: int


class Memory:
    """The file, opened. Several processes may have it open. Raises StoreError."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._db.execute("PRAGMA journal_mode = WAL")
            old = self._db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if old and version != VERSION:
                raise StoreError(
                    f"{path}: made by another version of valleygraph; take it away to begin anew"
                )
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise StoreError(f"{path}: cannot open what is remembered of sources: {error}") from None

    def seen(self, source: str, address: str) -> Seen | None:
        """What is remembered of an address at a source."""
        sql = f"SELECT {_COLUMNS} FROM seen WHERE source = ? AND address = ?"
        return next(self._seen(sql, (source, address)), None)

    def failed(self, source: str | None = None) -> list[Seen]:
        """What failed, in whole or in part, at all sources or one, by source and address."""
        where, values = ("AND source = ?", (source,)) if source is not None else ("", ())
        sql = (
            f"SELECT {_COLUMNS} FROM seen WHERE status IN ('failed', 'part') {where} ORDER BY source, address"
        )
        return list(self._seen(sql, values))

    def record(self, seen: Seen) -> None:
        """Remember what came of an offer, in the place of what was known of it."""
        values = (
            seen.source, seen.address, seen.status, "\n".join(seen.releases), seen.changed, seen.sha256,
            seen.message, seen.lasting, seen.attempts, seen.first or seen.tried, seen.tried, seen.published,
            seen.language,
        )  # fmt: skip
        self._run(_RECORD, values)

    def drop(self, source: str, address: str) -> None:
        """Know nothing of an address any more."""
        self._run("DELETE FROM seen WHERE source = ? AND address = ?", (source, address))

    def owner(self, release: str) -> tuple[str, str] | None:
        """The address that a release came from first, and the SHA-256 of its text."""
        rows = list(self._run("SELECT address, sha256 FROM owner WHERE release = ?", (release,)))
        return (rows[0][0], rows[0][1]) if rows else None

    def own(self, release: str, address: str, sha256: str) -> None:
        """Remember from which address a release came, with which text."""
        self._run("INSERT OR REPLACE INTO owner VALUES (?, ?, ?)", (release, address, sha256))

    def forget_release(self, release: str) -> None:
        """Never read again what a release came from."""
        for seen in list(self._seen(f"SELECT {_COLUMNS} FROM seen WHERE instr(releases, ?)", (release,))):
            if release in seen.releases:
                self.record(replace(seen, status="forgotten"))

    def end(self, run: Run) -> None:
        """Remember a visit."""
        values = (run.source, run.started, run.ended, run.read, run.same, run.failed)
        self._run("INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?)", values)

    def runs(self) -> list[Run]:
        """The last visit to each source."""
        sql = (
            "SELECT source, started, ended, read, same, failed FROM run r"
            " WHERE started = (SELECT MAX(started) FROM run WHERE source = r.source) ORDER BY source"
        )
        return [Run(*row) for row in self._run(sql)]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _seen(self, sql: str, values: Sequence[object]) -> Iterator[Seen]:
        with closing(self._run(sql, values)) as rows:
            for source, address, status, releases, *rest in rows:
                changed, sha256, message, lasting, *last = rest
                known = tuple(releases.split("\n")) if releases else ()
                yield Seen(source, address, status, known, changed, sha256, message, bool(lasting), *last)

    def _run(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise StoreError(f"cannot use what is remembered of sources: {error}") from None


_RECORD = """
INSERT INTO seen
  (source, address, status, releases, changed, sha256, message, lasting, attempts, first, tried, published,
   language)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (source, address) DO UPDATE SET
  status = excluded.status, releases = excluded.releases, changed = excluded.changed,
  sha256 = excluded.sha256, message = excluded.message, lasting = excluded.lasting,
  attempts = excluded.attempts, tried = excluded.tried, published = excluded.published,
  language = excluded.language
"""
