"""The index of reference data: SQLite, names found by exact form, by acronym, by words, by near spelling.

A name is looked up by its folded form (`model.folded`). A name with a typing error is found by the half
of it that is right: of a string with one wrong letter, the first or the second half is as it should be.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, Self

from rapidfuzz.distance import OSA

from ...extract.errors import InputError, StoreError
from ...extract.model import EntityType, folded

NameKind = Literal["label", "alias", "acronym"]
FUZZY_FROM = 8  # letters: in a shorter name one letter makes another name
FUZZY_AT_MOST = 400  # names to compare with; a half that more have says little
VERSION = 1

_SCHEMA = f"""
CREATE TABLE thing (
  id INTEGER PRIMARY KEY,
  iri TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  country TEXT,
  weight REAL NOT NULL,
  governed_by TEXT,
  same TEXT NOT NULL,
  source TEXT NOT NULL
);
CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  thing INTEGER NOT NULL REFERENCES thing(id) ON DELETE CASCADE,
  folded TEXT NOT NULL,
  words TEXT,
  text TEXT NOT NULL,
  language TEXT,
  kind TEXT NOT NULL,
  source TEXT NOT NULL
);
CREATE INDEX name_source ON name(source);
CREATE INDEX thing_source ON thing(source);
CREATE INDEX name_folded ON name(folded);
CREATE INDEX name_words ON name(words) WHERE words IS NOT NULL;
CREATE INDEX name_thing ON name(thing);
CREATE TABLE half (
  part TEXT NOT NULL,
  length INTEGER NOT NULL,
  name INTEGER NOT NULL REFERENCES name(id) ON DELETE CASCADE,
  PRIMARY KEY (part, length, name)) WITHOUT ROWID;
CREATE INDEX half_name ON half(name);
CREATE TABLE source (
  name TEXT PRIMARY KEY,
  things INTEGER NOT NULL,
  sha256 TEXT NOT NULL);
PRAGMA user_version = {VERSION};
"""


@dataclass(frozen=True, slots=True)
class ThingName:
    """One name of a thing, in a language if that is known."""

    text: str
    kind: NameKind = "alias"
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a public identifier. `weight` says how well known it is: inhabitants of a place."""

    iri: str
    type: EntityType
    label: str
    names: tuple[ThingName, ...] = ()
    kind: str = ""  # country, nuts3, city, university …
    country: str | None = None  # ISO 3166-1, two letters
    weight: float = 0.0
    governed_by: str | None = None  # IRI of the authority of a territory
    same: tuple[str, ...] = ()  # further identifiers
    source: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a name may mean, and how it was found: exact, acronym, words, near."""

    thing: Thing
    how: Literal["exact", "acronym", "words", "near"]
    score: float
    name: str = field(default="")


def open_reference(path: Path, *, write: bool = False) -> Index:
    """The index in a file; an empty one in memory where there is none to read. Raises StoreError."""
    if not write and not _is_there(path):
        return Index(sqlite3.connect(":memory:"), fresh=True)
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
            return Index(sqlite3.connect(path), fresh=not path.is_file() or path.stat().st_size == 0)
        return Index(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True), fresh=False)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path}: cannot open the reference index: {error}") from None


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder that this user may not enter
        return False


class Reference(Protocol):
    """Where things with public identifiers are found."""

    def find(self, name: str, type: EntityType) -> list[Candidate]:
        """The things of a type that a name may mean, the best first; near ones if none is exact."""

    def get(self, iri: str) -> Thing | None:
        """The thing with an identifier, with all its names."""

    def holds(self, kind: str, country: str | None) -> bool:
        """Whether it holds things of a kind in a country."""

    def fingerprint(self) -> str:
        """What stands for the content: the same sources, the same answers."""

    def close(self) -> None:
        """Let go of the files."""


class Index:
    """A `Reference` in SQLite."""

    def __init__(self, connection: sqlite3.Connection, *, fresh: bool) -> None:
        self._db = connection
        self._holds: dict[tuple[str, str | None], bool] = {}  # asked once, until things change
        if fresh:
            self._db.executescript(_SCHEMA)
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            self._db.close()
            raise StoreError(
                "the reference index was made by another version; delete it and add the files again"
            )
        self._db.execute("PRAGMA foreign_keys = ON")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def add(self, source: str, sha256: str, things: Iterable[Thing]) -> int:
        """Put the things of a source in the place of what it gave before; all of them or none. How many.

        A thing that another source has too keeps the names of both. Raises InputError.
        """
        self._holds.clear()
        with self._db:
            self._remove(source)
            count = 0
            for thing in things:
                self._insert(thing, source)
                count += 1
            if not count:
                raise InputError("nothing in it that has a public identifier and a name")
            self._db.execute("INSERT INTO source VALUES (?, ?, ?)", (source, count, sha256))
        return count

    def has(self, source: str, sha256: str) -> bool:
        """Whether a source was added as it is."""
        found = self._db.execute("SELECT sha256 FROM source WHERE name = ?", (source,)).fetchone()
        return found is not None and found[0] == sha256

    def sources(self) -> list[tuple[str, int]]:
        """What was added, and how many things each gave."""
        return list(self._db.execute("SELECT name, things FROM source ORDER BY name"))

    def fingerprint(self) -> str:
        """See `Reference.fingerprint`."""
        rows = self._db.execute("SELECT name, sha256 FROM source ORDER BY name")
        return ",".join(f"{name}={sha}" for name, sha in rows)

    def holds(self, kind: str, country: str | None) -> bool:
        """See `Reference.holds`."""
        if (kind, country) not in self._holds:
            sql = "SELECT 1 FROM thing WHERE kind = ? AND country IS ? LIMIT 1"
            self._holds[kind, country] = self._db.execute(sql, (kind, country)).fetchone() is not None
        return self._holds[kind, country]

    def find(self, name: str, type: EntityType) -> list[Candidate]:
        """See `Reference.find`."""
        key = folded(name)
        exact = self._named("folded = ?", key, type)
        found = [
            Candidate(thing, "acronym" if kind == "acronym" else "exact", 1.0, text)
            for thing, text, kind in exact
        ]
        accented = [c for c in found if _same_accents(c.name, name)]  # "Åre" is not "Are"
        found = accented or found
        if not found and (words := sorted_words(name)) is not None:
            found = [
                Candidate(t, "words", 0.97, text) for t, text, _ in self._named("words = ?", words, type)
            ]
        if not found and len(key) >= FUZZY_FROM:
            found = list(self._near(key, type))
        best: dict[str, Candidate] = {}
        for candidate in sorted(
            found, key=lambda c: (-c.score, c.how != "exact", -c.thing.weight, c.thing.iri)
        ):
            best.setdefault(candidate.thing.iri, candidate)
        return list(best.values())

    def get(self, iri: str) -> Thing | None:
        """See `Reference.get`."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM thing WHERE iri = ?", (iri,)).fetchone()
        if row is None:
            return None
        names = self._db.execute(
            "SELECT text, kind, language FROM name WHERE thing = ? ORDER BY id", (row[0],)
        )
        return _thing(row, tuple(ThingName(*each) for each in names))

    # --- inside ---

    def _named(self, condition: str, key: str, type: EntityType) -> list[tuple[Thing, str, str]]:
        sql = (
            f"SELECT {_PREFIXED}, n.text, n.kind FROM name n JOIN thing t ON t.id = n.thing"
            f" WHERE n.{condition} AND t.type = ? LIMIT 200"
        )
        return [(_thing(row), row[-2], row[-1]) for row in self._db.execute(sql, (key, type))]

    def _near(self, key: str, type: EntityType) -> Iterator[Candidate]:
        """Names that differ by a letter, or by two that changed places."""
        seen: dict[int, str] = {}
        for part, lengths in _wanted(key):
            marks = ",".join("?" * len(lengths))
            sql = (
                "SELECT n.id, n.folded FROM half h JOIN name n ON n.id = h.name"
                f" WHERE h.part = ? AND h.length IN ({marks}) LIMIT {FUZZY_AT_MOST}"
            )
            seen |= dict(self._db.execute(sql, (part, *lengths)).fetchall())
        near = [number for number, other in seen.items() if OSA.distance(key, other, score_cutoff=1) == 1]
        for number in near:
            sql = (
                f"SELECT {_PREFIXED}, n.text FROM name n JOIN thing t ON t.id = n.thing"
                " WHERE n.id = ? AND t.type = ?"
            )
            for row in self._db.execute(sql, (number, type)):
                yield Candidate(_thing(row), "near", 1 - 1 / len(key), row[-1])

    def _remove(self, source: str) -> None:
        self._db.execute("DELETE FROM source WHERE name = ?", (source,))
        self._db.execute("DELETE FROM name WHERE source = ?", (source,))
        self._db.execute(
            "DELETE FROM thing WHERE source = ? AND NOT EXISTS (SELECT 1 FROM name WHERE thing = thing.id)",
            (source,),
        )

    def _insert(self, thing: Thing, source: str) -> None:
        row = self._db.execute("SELECT id, same FROM thing WHERE iri = ?", (thing.iri,)).fetchone()
        if row is None:
            values = (
                thing.iri, thing.type, thing.kind, thing.label, thing.country, thing.weight,
                thing.governed_by, " ".join(thing.same), source,
            )  # fmt: skip
            number = self._db.execute(
                "INSERT INTO thing (iri, type, kind, label, country, weight, governed_by, same, source)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            ).lastrowid
        else:
            number = row[0]
            sql = "UPDATE thing SET governed_by = COALESCE(governed_by, ?), same = ? WHERE id = ?"
            same = " ".join(dict.fromkeys((*row[1].split(), *thing.same)))
            self._db.execute(sql, (thing.governed_by, same, number))
        names = {
            folded(name.text): name for name in reversed((ThingName(thing.label, "label"), *thing.names))
        }
        known = {each[0] for each in self._db.execute("SELECT folded FROM name WHERE thing = ?", (number,))}
        for key, name in reversed(names.items()):
            if len(key) > 1 and key not in known:
                self._insert_name(number, key, name, source)

    def _insert_name(self, thing: int | None, key: str, name: ThingName, source: str) -> None:
        words = sorted_words(name.text)
        number = self._db.execute(
            "INSERT INTO name (thing, folded, words, text, language, kind, source)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (thing, key, words, name.text, name.language, name.kind, source),
        ).lastrowid
        if len(key) >= FUZZY_FROM - 1 and name.kind != "acronym":
            rows = {(part, len(key), number) for part in _halves(key)}
            self._db.executemany("INSERT OR IGNORE INTO half VALUES (?, ?, ?)", rows)


_FIELDS = ("id", "iri", "type", "kind", "label", "country", "weight", "governed_by", "same", "source")
_COLUMNS = ", ".join(_FIELDS)
_PREFIXED = ", ".join(f"t.{name}" for name in _FIELDS)


def _thing(row: Sequence[object], names: tuple[ThingName, ...] = ()) -> Thing:
    _, iri, type_, kind, label, country, weight, governed_by, same, source = row[: len(_FIELDS)]
    return Thing(
        iri, type_, label, names, kind, country, weight, governed_by, tuple(str(same).split()), source  # type: ignore[arg-type]
    )  # fmt: skip


def _same_accents(one: str, other: str) -> bool:
    marks = [
        [c for c in unicodedata.normalize("NFKD", n.casefold()) if unicodedata.combining(c)]
        for n in (one, other)
    ]
    return marks[0] == marks[1]


def sorted_words(name: str) -> str | None:
    """What is the same for a name with its words in another order; None for a name of one word.

    >>> sorted_words("Universität Wien") == sorted_words("Wien, Universität")
    True
    """
    words = [key for word in name.split() if len(key := folded(word)) > 1]
    return " ".join(sorted(words)) if len(words) > 1 else None


def _halves(key: str) -> tuple[str, str]:
    middle = len(key) // 2
    return f"<{key[:middle]}", f"{key[middle:]}>"


def _wanted(key: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The halves that names one letter longer, shorter or as long have, where they agree with this one.

    >>> dict(_wanted("umeå"))["<um"]
    (4, 5)
    """
    lengths: dict[str, set[int]] = {}
    for length in (len(key) - 1, len(key), len(key) + 1):
        middle = length // 2
        lengths.setdefault(f"<{key[:middle]}", set()).add(length)
        lengths.setdefault(f"{key[-(length - middle) :]}>", set()).add(length)
    for part, found in lengths.items():
        yield part, tuple(sorted(found))


def transact(path: Path, source: str, sha256: str, things: Iterable[Thing]) -> int:
    """Add to the index in a file. Raises InputError, StoreError."""
    try:
        with closing(open_reference(path, write=True)) as reference:
            return reference.add(source, sha256, things)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot write the reference index: {error}") from None
