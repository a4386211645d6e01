"""The ledger of a store: the releases as they were extracted, who is who, and what was decided, in SQLite.

The quads say what is; the ledger says why a thing has the IRI that it has, and keeps what must survive
when quads are made anew: extractions, decisions of people, the time at which a release first came in.
A release is written here first, as pending, then its quads, then it is marked kept. What a crash leaves
pending is put in order the next time that somebody writes.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from ..extract.errors import StoreError
from ..extract.model import Extraction
from .identity import Decision, Identity
from .standing import Identifier

VERSION = 2
Status = Literal["pending", "kept", "leaving"]
Touchable = Literal["block", "key", "fact", "pair"]

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
PRAGMA user_version = {VERSION};
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger knows of a release. `family`: the id of the first of its near duplicates."""

    id: str
    status: Status
    sha256: str
    published: str | None
    version: str
    ingested: str
    family: str


class Ledger:
    """See the module. One connection, one process; every change is a transaction."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self._identities: dict[str, Identity | None] = {}  # read once, until entities change
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

    # --- releases ---

    def put(self, extraction: Extraction, *, version: str, family: str) -> None:
        """Write a release as pending. It keeps the time at which its text first came in."""
        document, before = extraction.document, self.release(extraction.document.id)
        same = before is not None and before.sha256 == document.sha256
        ingested = before.ingested if before is not None and same else now()
        blob = zlib.compress(msgspec.msgpack.encode(extraction), 6)
        self._run(
            "INSERT OR REPLACE INTO release VALUES (?, 'pending', ?, ?, ?, ?, ?, ?)",
            (
                document.id, document.sha256, document.published, version, ingested, family, blob,
            ),
        )  # fmt: skip

    def has(self, extraction: Extraction, *, version: str) -> bool:
        """Whether a release is kept just so."""
        sql = "SELECT extraction FROM release WHERE id = ? AND status = 'kept' AND version = ?"
        row = self._run(sql, (extraction.document.id, version)).fetchone()
        return row is not None and zlib.decompress(row[0]) == msgspec.msgpack.encode(extraction)

    def set_status(self, release: str, status: Status) -> None:
        """Mark a release."""
        self._run("UPDATE release SET status = ? WHERE id = ?", (status, release))

    def set_family(self, release: str, family: str) -> None:
        """Say of which release a release is a near duplicate; its own id if of none."""
        self._run("UPDATE release SET family = ? WHERE id = ?", (family, release))

    def drop(self, release: str) -> None:
        """Take everything of a release out."""
        self._identities.clear()
        for table, column in (
            ("release", "id"),
            *((t, "release") for t in ("entity", "block", "claim", "band", "print")),
        ):
            self._run(f"DELETE FROM {table} WHERE {column} = ?", (release,))

    def release(self, id: str) -> Kept | None:
        """What is known of a release."""
        row = self._run(f"SELECT {_KEPT} FROM release WHERE id = ?", (id,)).fetchone()
        return Kept(*row) if row else None

    def releases(self, status: Status | None = None) -> list[Kept]:
        """All releases, or those of one status, by their ids."""
        where, values = ("WHERE status = ?", (status,)) if status else ("", ())
        return [Kept(*row) for row in self._run(f"SELECT {_KEPT} FROM release {where} ORDER BY id", values)]

    def extraction(self, id: str) -> Extraction:
        """The extraction of a release that is there."""
        row = self._run("SELECT extraction FROM release WHERE id = ?", (id,)).fetchone()
        return msgspec.msgpack.decode(zlib.decompress(row[0]), type=Extraction)

    def relatives(self, family: str) -> list[str]:
        """The releases of one family of near duplicates."""
        rows = self._run("SELECT id FROM release WHERE family = ? ORDER BY id", (family,))
        return [row[0] for row in rows]

    # --- identities ---

    def set_entities(
        self,
        release: str,
        found: Mapping[str, tuple[Identity, str]],
        identifiers: Mapping[str, Identifier],
    ) -> None:
        """The identity, IRI and public identifier of each entity of a release, instead of what was there."""
        self._identities.clear()
        self._run("DELETE FROM entity WHERE release = ?", (release,))
        encode = msgspec.msgpack.encode
        rows = (
            (release, id, i.key, iri, encode(i), encode(identifiers[id]) if id in identifiers else None)
            for id, (i, iri) in found.items()
        )
        self._many("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)", rows)

    def set_blocks(self, release: str, found: Iterable[tuple[str, str]]) -> set[str]:
        """The blocks and keys of a release's identities. Returns the blocks that this changes."""
        before = set(self._run("SELECT block, key FROM block WHERE release = ?", (release,)))
        after = set(found)
        self._many(
            "DELETE FROM block WHERE block = ? AND key = ? AND release = ?",
            ((*r, release) for r in before - after),
        )
        self._many("INSERT INTO block VALUES (?, ?, ?)", ((*row, release) for row in after - before))
        return {block for block, _ in before ^ after}

    def entities(self, release: str) -> dict[str, tuple[Identity, str]]:
        """The identity and IRI of each entity of a release."""
        rows = self._run("SELECT id, identity, iri FROM entity WHERE release = ?", (release,))
        return {id: (msgspec.msgpack.decode(blob, type=Identity), iri) for id, blob, iri in rows}

    def identifiers(self, release: str) -> dict[str, Identifier]:
        """The public identifier of each entity of a release that the reference data give one."""
        sql = "SELECT id, identifier FROM entity WHERE release = ? AND identifier IS NOT NULL"
        return {id: msgspec.msgpack.decode(blob, type=Identifier) for id, blob in self._run(sql, (release,))}

    def iri_of(self, key: str) -> str | None:
        """The IRI that an identity has."""
        row = self._run("SELECT iri FROM entity WHERE key = ? LIMIT 1", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_iri(self, key: str, iri: str) -> set[str]:
        """Give an identity its IRI. Returns the releases in which this is another one."""
        changed = {
            row[0] for row in self._run("SELECT release FROM entity WHERE key = ? AND iri <> ?", (key, iri))
        }
        if changed:
            self._run("UPDATE entity SET iri = ? WHERE key = ?", (iri, key))
        return changed

    def others_with(self, iri: str, keys: Iterable[str]) -> bool:
        """Whether an identity that is none of these has an IRI."""
        rows = self._run("SELECT DISTINCT key FROM entity WHERE iri = ?", (iri,))
        return bool({row[0] for row in rows} - set(keys))

    def identity(self, key: str) -> Identity | None:
        """What all releases together say of an identity."""
        if key not in self._identities:
            self._identities[key] = self._identity(key)
        return self._identities[key]

    def _identity(self, key: str) -> Identity | None:
        rows = self._run("SELECT identity FROM entity WHERE key = ?", (key,)).fetchall()
        return _together(msgspec.msgpack.decode(row[0], type=Identity) for row in rows) if rows else None

    def members(self, block: str) -> list[Identity]:
        """The identities of a block."""
        keys = [
            row[0] for row in self._run("SELECT DISTINCT key FROM block WHERE block = ? LIMIT 200", (block,))
        ]
        return [identity for key in keys if (identity := self.identity(key)) is not None]

    def users(self, keys: Iterable[str]) -> dict[str, dict[str, str]]:
        """The releases that name these identities: release → key → IRI that it has for it."""
        found: dict[str, dict[str, str]] = {}
        for key in keys:
            for release, iri in self._run("SELECT release, iri FROM entity WHERE key = ?", (key,)):
                found.setdefault(release, {})[key] = iri
        return found

    # --- decisions ---

    def replace_decisions(self, block: str, decisions: Iterable[Decision]) -> set[tuple[str, str]]:
        """The rules' decisions of a block, in the place of those before. Returns the pairs touched."""
        rows = self._run(f"SELECT {_DECISION} FROM decision WHERE block = ? AND by = 'rule'", (block,))
        before = {_decision(row) for row in rows}
        after = set(decisions)
        self._many(
            "DELETE FROM decision WHERE left = ? AND right = ? AND by = 'rule' AND block = ?",
            ((*d.pair, block) for d in before - after),
        )
        self._many(_INSERT, (_row(decision, block) for decision in after - before))
        return {decision.pair for decision in before ^ after}

    def decide(self, decision: Decision) -> None:
        """Write what a person decided, in the place of what the same person decided before."""
        self._run(
            "DELETE FROM decision WHERE left = ? AND right = ? AND by = ?", (*decision.pair, decision.by)
        )
        self._run(_INSERT, _row(decision, ""))

    def undo(self, left: str, right: str) -> bool:
        """Take back what people decided of two identities. Whether there was anything."""
        pair = Decision(left, right, "unsure", "").pair
        done = self._run("DELETE FROM decision WHERE left = ? AND right = ? AND by <> 'rule'", pair)
        return done.rowcount > 0

    def decisions(self, keys: Iterable[str] | None = None) -> list[Decision]:
        """All decisions, or those that name one of the keys; each pair and decider once."""
        if keys is None:
            rows = self._run(f"SELECT {_DECISION} FROM decision").fetchall()
        else:
            rows = []
            for key in keys:
                for side in ("left", "right"):
                    rows += self._run(f"SELECT {_DECISION} FROM decision WHERE {side} = ?", (key,)).fetchall()
        found: dict[tuple[str, str, str], Decision] = {}
        for decision in map(_decision, sorted(rows)):
            known = found.get((*decision.pair, decision.by))
            if known is None or (decision.outcome == "same", decision.score) > (
                known.outcome == "same",
                known.score,
            ):
                found[(*decision.pair, decision.by)] = decision
        return sorted(found.values(), key=lambda d: (d.pair, d.by))

    # --- claims and verdicts ---

    def set_claims(self, release: str, found: Iterable[tuple[str, str, str, float]]) -> set[str]:
        """IRI, fact, print and confidence of each claim of a release. Returns the facts that this touches."""
        before = set(
            self._run("SELECT iri, fact, print, confidence FROM claim WHERE release = ?", (release,))
        )
        after = set(found)
        self._many("DELETE FROM claim WHERE iri = ?", ((row[0],) for row in before - after))
        self._many(
            "INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?, NULL)",
            ((iri, release, fact, print_, sure) for iri, fact, print_, sure in after - before),
        )
        return {row[1] for row in before ^ after if row[1]}

    def set_belief(self, fact: str, belief: float | None) -> set[str]:
        """What all claims of a fact together are worth. Returns the releases for whose claims this is new."""
        sql = "SELECT DISTINCT release FROM claim WHERE fact = ? AND belief IS NOT ?"
        changed = {row[0] for row in self._run(sql, (fact, belief))}
        if changed:
            self._run("UPDATE claim SET belief = ? WHERE fact = ?", (belief, fact))
        return changed

    def beliefs(self, release: str) -> dict[str, float]:
        """The belief in each claim of a release that others share."""
        sql = "SELECT iri, belief FROM claim WHERE release = ? AND belief IS NOT NULL"
        return dict(self._run(sql, (release,)))

    def verdicts(self, release: str) -> dict[str, bool]:
        """What people said of the claims of a release, by print."""
        sql = "SELECT v.print, v.right FROM verdict v JOIN claim c ON c.print = v.print WHERE c.release = ?"
        return {print_: bool(right) for print_, right in self._run(sql, (release,))}

    def support(self, fact: str) -> list[tuple[str, float]]:
        """The family and confidence of each claim of a fact that nobody judged wrong."""
        sql = (
            "SELECT r.family, c.confidence FROM claim c JOIN release r ON r.id = c.release"
            " WHERE c.fact = ? AND c.print NOT IN (SELECT print FROM verdict WHERE right = 0)"
        )
        return list(self._run(sql, (fact,)))

    def facts(self, release: str) -> list[str]:
        """The facts of which a release has a claim."""
        return [
            row[0]
            for row in self._run(
                "SELECT DISTINCT fact FROM claim WHERE release = ? AND fact <> ''", (release,)
            )
        ]

    def doubtful(self, low: float, high: float) -> list[tuple[str, str, str, float]]:
        """IRI, release, print and confidence of claims in between that nobody has judged."""
        sql = (
            "SELECT iri, release, print, confidence FROM claim WHERE confidence >= ? AND confidence < ?"
            " AND print NOT IN (SELECT print FROM verdict) ORDER BY confidence DESC, iri"
        )
        return list(self._run(sql, (low, high)))

    def judge(self, print_: str, *, right: bool, by: str) -> None:
        """Write what a person says of a claim."""
        self._run("INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?)", (print_, right, by, now()))

    def claimants(self, print_: str) -> list[tuple[str, str]]:
        """The release and fact of each claim with this print; no fact where none counts."""
        return list(self._run("SELECT DISTINCT release, fact FROM claim WHERE print = ?", (print_,)))

    # --- near duplicates ---

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

    # --- what is left to do ---

    def touch(self, kind: Touchable, keys: Iterable[str]) -> None:
        """Remember what must be looked at again."""
        self._many("INSERT OR IGNORE INTO touched VALUES (?, ?)", ((kind, key) for key in keys))

    def touched(self, kind: Touchable) -> list[str]:
        """What must be looked at again."""
        return [row[0] for row in self._run("SELECT key FROM touched WHERE kind = ? ORDER BY key", (kind,))]

    def untouch(self, kind: Touchable) -> None:
        """It was looked at."""
        self._run("DELETE FROM touched WHERE kind = ?", (kind,))

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


_KEPT = "id, status, sha256, published, version, ingested, family"
_DECISION = "left, right, outcome, rule, by, at, score"
_INSERT = (
    "INSERT OR REPLACE INTO decision (left, right, by, outcome, rule, block, score, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def _row(decision: Decision, block: str) -> tuple[object, ...]:
    d = decision
    return (*d.pair, d.by, d.outcome, d.rule, block, d.score, d.at)


def _decision(row: Sequence[object]) -> Decision:
    left, right, outcome, rule, by, at, score = row
    return Decision(left, right, outcome, rule, by, at, score)  # type: ignore[arg-type]


def _together(found: Iterable[Identity]) -> Identity:
    """One identity of what several releases say of it."""
    each = list(found)
    first = min(each, key=lambda one: (one.name, sorted(one.names)))
    return Identity(
        first.key,
        first.type,
        first.name,
        frozenset().union(*(one.names for one in each)),
        frozenset().union(*(one.bodies for one in each)),
        frozenset().union(*(one.roles for one in each)),
        first.iri,
        min((one.same_as for one in each if one.same_as), default=None),
    )
