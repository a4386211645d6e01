"""What comes with the package, and where a user's index is."""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import platformdirs

from ...extract.model import EntityType
from .formats import checksum, things
from .index import Candidate, Index, Reference, Thing, open_reference
from .packages import packaged

VARIABLE = "VALLEY_REFERENCE"


def location() -> Path:
    """The file of the user's index: VALLEY_REFERENCE, else in the folder where the system keeps such data."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else platformdirs.user_data_path("valleygraph") / "reference.sqlite"


def open_references(path: Path | None = None) -> Reference:
    """The user's index, and what comes with the package. Raises StoreError."""
    return _Both(open_reference(path or location()), _shipped())


@cache
def _tables() -> tuple[tuple[str, str, tuple[Thing, ...]], ...]:
    """Name, checksum or version, and things of each table of the package and of what it depends on."""
    found = []
    folder = files("valleygraph") / "graph" / "reference"
    for table in sorted((f for f in folder.iterdir() if f.name.endswith(".tsv")), key=lambda f: f.name):
        with as_file(table) as path:
            found.append((table.name, checksum(path), tuple(things(path))))
    return (*packaged(), *found)


def _shipped() -> Index:
    index = Index(sqlite3.connect(":memory:"), fresh=True)
    for name, sha256, found in _tables():
        index.add(name, sha256, found)
    return index


class _Both:
    """The user's index before the package's own tables."""

    def __init__(self, own: Index, shipped: Index) -> None:
        self._parts = (own, shipped)

    def find(self, name: str, type: EntityType) -> list[Candidate]:
        """See `Reference.find`."""
        found: dict[str, Candidate] = {}
        for part in self._parts:
            for candidate in part.find(name, type):
                found.setdefault(candidate.thing.iri, candidate)
        if any(candidate.how != "near" for candidate in found.values()):
            return [candidate for candidate in found.values() if candidate.how != "near"]
        return list(found.values())

    def get(self, iri: str) -> Thing | None:
        """See `Reference.get`: of a thing that both have, the authority that either knows."""
        found = [thing for part in self._parts if (thing := part.get(iri)) is not None]
        governed = (thing for thing in found if thing.governed_by)
        return next(governed, found[0] if found else None)

    def holds(self, kind: str, country: str | None) -> bool:
        """See `Reference.holds`."""
        return any(part.holds(kind, country) for part in self._parts)

    def fingerprint(self) -> str:
        """See `Reference.fingerprint`."""
        return ";".join(part.fingerprint() for part in self._parts)

    def close(self) -> None:
        """Let go of the files."""
        for part in self._parts:
            part.close()
