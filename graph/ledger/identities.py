"""Who is who: the identity, IRI and public identifier of each entity of each release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from ..identity import Identity
from ..standing import Identifier
from .base import Base


class Identities(Base):
    """See the module."""

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

    def blocks(self) -> list[str]:
        """All blocks."""
        return [row[0] for row in self._run("SELECT DISTINCT block FROM block")]

    def entities(self, release: str) -> dict[str, tuple[Identity, str]]:
        """The identity and IRI of each entity of a release."""
        rows = self._run("SELECT id, identity, iri FROM entity WHERE release = ?", (release,))
        return {id: (msgspec.msgpack.decode(blob, type=Identity), iri) for id, blob, iri in rows}

    def identifiers(self, release: str) -> dict[str, Identifier]:
        """The public identifier of each entity of a release that the reference data give one."""
        sql = "SELECT id, identifier FROM entity WHERE release = ? AND identifier IS NOT NULL"
        return {id: msgspec.msgpack.decode(blob, type=Identifier) for id, blob in self._run(sql, (release,))}

    def entities_with(self, iri: str) -> list[tuple[str, str, str]]:
        """Release, entity id and key of each entity that has an IRI."""
        return list(
            self._run("SELECT release, id, key FROM entity WHERE iri = ? ORDER BY release, id", (iri,))
        )

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
