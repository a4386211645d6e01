"""What all that is asked of the shelf has in common: its two files, and things by their IRIs."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, QuerySolutions

from ...entities import label
from ...network.world import TYPES
from ...rdf import WORLD
from ...vocab import RDF
from ..picture import Picture

Data = dict[str, Any]
Values = Sequence[object] | Mapping[str, object]  # of the marks in a question in SQL


class Base:
    """A catalogue in SQLite and a picture of the quads, which nobody changes."""

    def __init__(self, catalogue: Path, quads: Path) -> None:
        self._file = catalogue
        self._quads = Picture(quads)
        self._own = threading.local()

    def _item(self, iri: str) -> Data | None:
        rows = self._rows("SELECT label, type, degree FROM node WHERE iri = ?", (iri,))
        name, type_, degree = rows[0] if rows else (None, None, 0)
        if name is None:
            thing = NamedNode(iri)
            name, type_ = label(self._quads, thing), self._type(thing)
        if type_ is None:
            return None
        others = self._rows("SELECT text FROM name WHERE iri = ? AND text <> ? LIMIT 12", (iri, name))
        return {
            "iri": iri,
            "label": name,
            "type": type_,
            "degree": degree,
            "aliases": [row[0] for row in others],
        }

    def _type(self, thing: NamedNode) -> str | None:
        classes = {quad.object for quad in self._quads.match(thing, RDF.type, None, WORLD)}
        return next((name for class_, name in TYPES.items() if class_ in classes), None)

    def _named(self, thing: NamedNode) -> Data:
        rows = self._rows("SELECT label, type FROM node WHERE iri = ?", (thing.value,))
        name, type_ = rows[0] if rows else (label(self._quads, thing), self._type(thing))
        return {"iri": thing.value, "label": name, "type": type_}

    def _ask(self, sparql: str) -> QuerySolutions:
        answer = self._quads.query(sparql)
        assert isinstance(answer, QuerySolutions)
        return answer

    def _rows(self, sql: str, values: Values = ()) -> list[Any]:
        database = getattr(self._own, "database", None)
        if database is None:
            database = sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            self._own.database = database
        return list(database.execute(sql, values))

    def _column(self, sql: str, values: Values = ()) -> list[str]:
        return [row[0] for row in self._rows(sql, values)]

    def _count(self, sql: str, values: Values = ()) -> int:
        return int(self._rows(sql, values)[0][0])
