"""What the parts of the ledger share: the file, its tables, transactions."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ...extract.errors import StoreError
from ..identity import Identity

VERSION = 4

_SCHEMA = f"""
CREATE TABLE release (
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  published TEXT,
  version TEXT NOT NULL,
  ingested TEXT NOT NULL,
  family TEXT NOT NULL,
  extraction BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX release_family ON release(family);
CREATE INDEX release_status ON release(status);
CREATE TABLE entity (
  release TEXT NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  iri TEXT NOT NULL,
  identity BLOB NOT NULL,
  identifier BLOB,
  PRIMARY KEY (release, id)) WITHOUT ROWID;
CREATE INDEX entity_key ON entity(key);
CREATE INDEX entity_iri ON entity(iri);
CREATE TABLE block (
  block TEXT NOT NULL,
  key TEXT NOT NULL,
  release TEXT NOT NULL,
  PRIMARY KEY (block, key, release)) WITHOUT ROWID;
CREATE INDEX block_release ON block(release);
CREATE TABLE decision (
  left TEXT NOT NULL,
  right TEXT NOT NULL,
  by TEXT NOT NULL,
  outcome TEXT NOT NULL,
  rule TEXT NOT NULL,
  block TEXT NOT NULL,
  score REAL NOT NULL,
  at TEXT,
  PRIMARY KEY (left, right, by, block)) WITHOUT ROWID;
CREATE INDEX decision_right ON decision(right);
CREATE INDEX decision_block ON decision(block);
CREATE TABLE claim (
  iri TEXT NOT NULL,
  release TEXT NOT NULL,
  fact TEXT NOT NULL,
  print TEXT NOT NULL,
  confidence REAL NOT NULL,
  belief REAL,
  PRIMARY KEY (iri)) WITHOUT ROWID;
CREATE INDEX claim_release ON claim(release);
CREATE INDEX claim_fact ON claim(fact);
CREATE INDEX claim_print ON claim(print);
CREATE TABLE verdict (
  print TEXT PRIMARY KEY,
  right INTEGER NOT NULL,
  by TEXT NOT NULL,
  at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE band (
  band INTEGER NOT NULL,
  release TEXT NOT NULL,
  PRIMARY KEY (band, release)) WITHOUT ROWID;
CREATE INDEX band_release ON band(release);
CREATE TABLE print (
  release TEXT PRIMARY KEY,
  print BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE touched (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE revision (
  number INTEGER PRIMARY KEY,
  release TEXT NOT NULL,
  ingested TEXT NOT NULL,
  replaced TEXT NOT NULL,
  extraction BLOB NOT NULL);
CREATE INDEX revision_release ON revision(release);
CREATE TABLE forgotten (
  print TEXT PRIMARY KEY,
  by TEXT NOT NULL,
  at TEXT NOT NULL,
  releases INTEGER NOT NULL,
  claims INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
"""


class Base:
    """The open file. One connection, one process; every change is a transaction."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self._identities: dict[str, Identity | None] = {}  # read once, until entities change
        self._forgotten: frozenset[str] | None = None  # read once, until somebody is forgotten
        try:
            if write:
                fresh = not path.is_file() or path.stat().st_size == 0
                self._db = sqlite3.connect(path, isolation_level=None)
                self._db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
                if fresh:
                    self._db.executescript(f"BEGIN;{_SCHEMA}COMMIT;")
            elif path.is_file():
                self._db = _reader(path)
            else:
                self._db = sqlite3.connect(":memory:", isolation_level=None)
                self._db.executescript(_SCHEMA)
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{path}: cannot open the ledger: {error}") from None
        if version != VERSION:
            raise StoreError(f"{path}: this ledger was made by another version of valleygraph")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is done inside. Transactions inside it are part of it."""
        if self._db.in_transaction:
            yield
            return
        self._run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._run("COMMIT")

    def _run(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise StoreError(f"cannot use the ledger: {error}") from None

    def _many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        try:
            self._db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise StoreError(f"cannot use the ledger: {error}") from None

    def setting(self, name: str, value: str | None = None) -> str:
        """A value that the store keeps; with `value`, it is set first."""
        if value is not None:
            self._run("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
        row = self._run("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""


def now() -> str:
    """The time, in UTC, to the second; that of SOURCE_DATE_EPOCH where it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    time = datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.now(UTC)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _reader(path: Path) -> sqlite3.Connection:
    """A connection that only reads. Of a folder that cannot be written SQLite has to be told so."""
    for how in ("mode=ro", "immutable=1"):
        reader = sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None)
        try:
            reader.execute("SELECT COUNT(*) FROM setting")
        except sqlite3.OperationalError:
            reader.close()
            if how == "immutable=1":
                raise
        else:
            return reader
    raise AssertionError("one of the two returns or raises")
