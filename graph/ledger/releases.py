"""The releases in the ledger: as they were extracted last, and as they were before."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from ...extract.model import Extraction, Release
from .base import Base, now

Status = Literal["pending", "kept", "leaving"]
_KEPT = "id, status, sha256, published, version, ingested, family"


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


@dataclass(frozen=True, slots=True)
class Revision:
    """A release as it was until its text changed: when that came in, and when another one took its place."""

    number: int
    ingested: str
    replaced: str
    extraction: Extraction


class Releases(Base):
    """See the module."""

    def put(self, extraction: Extraction, *, version: str, family: str) -> None:
        """Write a release as pending. It keeps the time at which its text first came in."""
        document, before = extraction.document, self.release(extraction.document.id)
        same = before is not None and before.sha256 == document.sha256
        ingested = before.ingested if before is not None and same else now()
        if before is not None and not same:
            self._run(_ARCHIVE, (now(), document.id))
        self._run(
            "INSERT OR REPLACE INTO release VALUES (?, 'pending', ?, ?, ?, ?, ?, ?)",
            (
                document.id, document.sha256, document.published, version, ingested, family,
                packed(extraction),
            ),
        )  # fmt: skip

    def rewrite(self, extraction: Extraction) -> None:
        """Give a release another form in place, as pending; nothing is kept of what it was."""
        sql = "UPDATE release SET status = 'pending', sha256 = ?, extraction = ? WHERE id = ?"
        document = extraction.document
        self._run(sql, (document.sha256, packed(extraction), document.id))

    def has(self, extraction: Extraction, *, version: str) -> bool:
        """Whether a release is kept just so."""
        sql = "SELECT extraction FROM release WHERE id = ? AND status = 'kept' AND version = ?"
        row = self._run(sql, (extraction.document.id, version)).fetchone()
        return row is not None and zlib.decompress(row[0]) == msgspec.msgpack.encode(extraction)

    def keeps(self, release: Release, *, version: str) -> bool:
        """Whether a release is kept with this text and what else it says of itself.

        A language that it does not name was found in its text, and so is that of the text.
        """
        sql = "SELECT extraction FROM release WHERE id = ? AND status = 'kept' AND version = ? AND sha256 = ?"
        row = self._run(sql, (release.id, version, release.sha256)).fetchone()
        if row is None:
            return False
        document = unpacked(row[0]).document
        return document == replace(release, language=release.language or document.language)

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
            *((t, "release") for t in ("revision", "entity", "block", "claim", "band", "print")),
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
        return unpacked(row[0])

    def family(self, family: str) -> list[Kept]:
        """What is known of the releases of one family of near duplicates."""
        return [Kept(*row) for row in self._run(f"SELECT {_KEPT} FROM release WHERE family = ?", (family,))]

    def extractions(self) -> Iterator[Extraction]:
        """The extractions of all releases, by their ids."""
        for kept in self.releases():
            yield self.extraction(kept.id)

    def with_text(self, sha256: str) -> str | None:
        """The id of a release whose text has this SHA-256."""
        row = self._run("SELECT MIN(id) FROM release WHERE sha256 = ?", (sha256,)).fetchone()
        return str(row[0]) if row[0] is not None else None

    def revisions(self, id: str) -> list[Revision]:
        """What a release was before, the oldest first."""
        sql = "SELECT number, ingested, replaced, extraction FROM revision WHERE release = ? ORDER BY number"
        return [Revision(number, i, r, unpacked(blob)) for number, i, r, blob in self._run(sql, (id,))]

    def set_revision(self, revision: Revision) -> None:
        """Write an earlier extraction anew."""
        sql = "UPDATE revision SET extraction = ? WHERE number = ?"
        self._run(sql, (packed(revision.extraction), revision.number))


_ARCHIVE = """
INSERT INTO revision (release, ingested, replaced, extraction)
SELECT id, ingested, ?, extraction FROM release WHERE id = ?
"""


def packed(extraction: Extraction) -> bytes:
    """An extraction as it is stored."""
    return zlib.compress(msgspec.msgpack.encode(extraction), 6)


def unpacked(data: bytes) -> Extraction:
    """An extraction from what is stored."""
    return msgspec.msgpack.decode(zlib.decompress(data), type=Extraction)
