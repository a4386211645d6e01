"""Times, places and how much there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .base import Data
from .told import Told

_DATED = "(:first = '' OR r.earliest >= :first) AND (:last = '' OR r.earliest <= :last)"
_BEHIND = (
    "EXISTS (SELECT 1 FROM edge_claim k JOIN claim c ON c.iri = k.claim JOIN release r ON r.iri = c.release"
    f" WHERE k.edge = e.id AND {_DATED})"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place, and what releases tell of it: edges, claims by the kind of their fact, themes."""

    iri: str
    identifier: str
    label: str
    things: int
    facts: Mapping[str, int]
    themes: list[str]


class Figures(Told):
    """See the module."""

    def timeline(self, first: str, last: str, fact: str, node: str, limit: int) -> Data:
        """What is dated: how much in each month, and the facts themselves."""
        where, values = ["c.earliest IS NOT NULL", "c.modality <> 'negated'"], []
        conditions = {
            "c.earliest >= ?": first,
            "c.earliest <= ?": last,
            "c.fact = ?": fact,
            "c.iri IN (SELECT claim FROM part WHERE thing = ?)": node,
        }
        for condition, value in conditions.items():
            if value:
                where.append(condition)
                values.append(value)
        condition = " AND ".join(where)
        bins = self._rows(
            "SELECT substr(c.earliest, 1, 7), c.fact, COUNT(*) FROM claim c"
            f" WHERE {condition} GROUP BY 1, 2 ORDER BY 1, 2",
            values,
        )
        sql = (
            f"SELECT c.date, c.fact, c.iri FROM claim c WHERE {condition} ORDER BY c.earliest, c.iri LIMIT ?"
        )
        return {
            "bins": [{"month": month, "fact": kind, "count": n} for month, kind, n in bins],
            "items": [self._dated(*row) for row in self._rows(sql, (*values, limit))],
            "total": sum(n for _, _, n in bins),
        }

    def _dated(self, date: str, fact: str, claim: str) -> Data:
        told = self.claim(claim)
        parts = told["parts"] if told is not None else []
        things = [{"iri": part["iri"], "label": part["label"]} for part in parts if part["iri"]]
        name = " · ".join(
            dict.fromkeys(part["label"] for part in parts if part["name"] not in ("date", "sort"))
        )
        return {"date": date, "fact": fact, "label": name, "claim": claim, "things": things}

    def places(self, first: str, last: str) -> list[Place]:
        """The places with a public identifier that releases of some days tell of; none is no limit."""
        sql = (
            "SELECT p.iri, p.identifier, n.label FROM place p JOIN node n ON n.iri = p.iri"
            f" WHERE EXISTS (SELECT 1 FROM edge e WHERE (e.source = p.iri OR e.target = p.iri) AND {_BEHIND})"
            " ORDER BY n.rank"
        )
        days = {"first": first, "last": last}
        return [self._place(days, *row) for row in self._rows(sql, days)]

    def _place(self, days: Mapping[str, str], iri: str, identifier: str, label: str) -> Place:
        given = {**days, "place": iri}
        edges = f"SELECT COUNT(*) FROM edge e WHERE (e.source = :place OR e.target = :place) AND {_BEHIND}"
        themes = (
            "SELECT DISTINCT n.label FROM edge e JOIN theme t ON t.node = e.source"
            f" JOIN node n ON n.iri = t.theme WHERE e.target = :place AND {_BEHIND} ORDER BY n.rank LIMIT 12"
        )
        facts = (
            "SELECT c.fact, COUNT(*) FROM part p JOIN claim c ON c.iri = p.claim"
            f" JOIN release r ON r.iri = c.release WHERE p.thing = :place AND {_DATED} GROUP BY 1"
        )
        return Place(
            iri,
            identifier,
            label,
            self._count(edges, given),
            dict(self._rows(facts, given)),
            self._column(themes, given),
        )

    def stats(self) -> Data:
        """How much there is."""
        first, last = self._rows("SELECT MIN(earliest), MAX(earliest) FROM release")[0]
        themes = self._rows(
            "SELECT t.theme, n.label, COUNT(*) FROM theme t JOIN node n ON n.iri = t.theme"
            " GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT 60"
        )
        return {
            "releases": self._count("SELECT COUNT(*) FROM release"),
            "entities": self._count("SELECT COUNT(DISTINCT iri) FROM name"),
            "nodes": self._count("SELECT COUNT(*) FROM node"),
            "claims": self._count("SELECT COUNT(*) FROM claim"),
            "edges": self._count("SELECT COUNT(*) FROM edge"),
            "first": first,
            "last": last,
            "types": dict(self._rows("SELECT type, COUNT(*) FROM node GROUP BY 1 ORDER BY 2 DESC")),
            "facts": dict(self._rows("SELECT fact, COUNT(*) FROM claim GROUP BY 1 ORDER BY 2 DESC")),
            "themes": [{"iri": iri, "label": name, "count": n} for iri, name, n in themes],
        }
