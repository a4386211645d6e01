"""The catalogue and the quads of one picture of the store, as the explorer asks for them: plain data."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolutions
from rapidfuzz import fuzz, process

from ...extract.model import folded
from ..entities import label
from ..network.world import TYPES
from ..rdf import WORLD
from ..vocab import IV, RDF, SKOS
from ..why import reason
from .picture import Picture

Data = dict[str, Any]

CLAIMS_AT_MOST = 500
CANDIDATES = 16_000  # names that are compared letter by letter
BEGUN = 150.0  # how well a name fits, at least, that begins as what is looked for
INSIDE = 1_000  # names that hold what is looked for somewhere inside, of which the best are offered
LONGEST = 60  # letters of what is looked for that count
TIED = 60  # things that fit equally well, of which those that most is told of are offered
ALIKE = 60.0  # of 100, from which a name with typing errors is offered
_RELEASE = "iri, id, title, published, url, language, publisher"
_MENTIONS = """SELECT ?entity ?start ?end {{
  ?mention iv:inRelease {release} ; iv:refersTo ?entity ; oa:start ?start ; oa:end ?end .
}} ORDER BY ?start ?end"""
_WHERE = (
    "SELECT ?release (COUNT(*) AS ?n) {{ ?m iv:refersTo {thing} ; iv:inRelease ?release }} GROUP BY ?release"
)


def _any(threes: Iterable[str]) -> str:
    """The question for names with any of some groups of letters."""
    return " OR ".join('"' + three.replace('"', '""') + '"' for three in threes)


class Shelf:
    """See the module. May be asked by several threads."""

    def __init__(self, catalogue: Path, quads: Path) -> None:
        self._file = catalogue
        self._quads = Picture(quads)
        self._own = threading.local()

    # --- searching ---

    def search(self, text: str, type_: str | None, limit: int) -> list[Data]:
        """Things by a name or a part of it, the best first; near names if there are too few."""
        key = folded(text)
        if not key:
            return []
        found: dict[str, float] = {}
        for iri, name in self._names(key):
            length = max(len(name), 1)
            score = (
                200
                if name == key
                else BEGUN + 50 * len(key) / length
                if name.startswith(key)
                else 100 * len(key) / length
            )
            found[iri] = max(found.get(iri, 0.0), score)
        if len(found) < limit and max(found.values(), default=0.0) < BEGUN:
            for iri, score in self._near(key):
                found.setdefault(iri, score / 2)
        items: list[Data] = []
        for iri in sorted(found, key=lambda iri: -found[iri]):
            if len(items) >= limit and (found[iri] < found[items[-1]["iri"]] or len(items) > TIED):
                break
            item = self._item(iri)
            if item is not None and type_ in (None, "", item["type"]):
                items.append(item)
        return sorted(items, key=lambda item: (-found[item["iri"]], -item["degree"], item["label"]))[:limit]

    def _names(self, key: str) -> list[tuple[str, str]]:
        """Names that begin with a key, and those that hold it."""
        rows = self._rows(
            "SELECT iri, folded FROM name WHERE folded >= ? AND folded < ? ORDER BY length(folded) LIMIT 200",
            (key, key + "\U0010ffff"),
        )
        rarest = self._threes(key)[:1]
        if rarest:
            sql = (
                "SELECT n.iri, n.folded FROM name_part p JOIN name n ON n.id = p.rowid"
                " WHERE name_part MATCH ? AND instr(n.folded, ?) LIMIT ?"
            )
            rows += self._rows(sql, (_any(three for three, _ in rarest), key, INSIDE))
        return rows

    def _near(self, key: str) -> list[tuple[str, float]]:
        """Names with some of the same groups of three letters, by likeness; the rarest groups tell most."""
        asked: list[str] = []
        names = 0
        for three, count in self._threes(key):
            if len(asked) > 2 and names + count > CANDIDATES:
                break
            asked.append(three)
            names += count
        if not asked:
            return []
        sql = (
            "SELECT n.iri, n.folded FROM name_part p JOIN name n ON n.id = p.rowid"
            " WHERE name_part MATCH ? LIMIT ?"
        )
        rows = self._rows(sql, (_any(asked), CANDIDATES))
        best = process.extract(
            key, [name for _, name in rows], scorer=fuzz.ratio, limit=30, score_cutoff=ALIKE
        )
        return [(rows[index][0], score) for _, score, index in best]

    def _threes(self, key: str) -> list[tuple[str, int]]:
        """The groups of three letters in a key, with the number of names that have them, the rarest first."""
        threes = {key[i : i + 3] for i in range(min(len(key), LONGEST) - 2)}
        marks = ", ".join("?" * len(threes))
        sql = f"SELECT letters, names FROM three WHERE letters IN ({marks}) ORDER BY names, letters"
        return self._rows(sql, tuple(sorted(threes)))

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

    # --- the network ---

    def graph(self, node: str | None, hops: int, limit: int) -> Data:
        """The best connected nodes, or those around one, with the edges between them."""
        if node is None:
            chosen = [row[0] for row in self._rows("SELECT iri FROM node ORDER BY rank LIMIT ?", (limit,))]
            left_out = self._count("SELECT COUNT(*) FROM node") - len(chosen)
        else:
            chosen, left_out = self._around(node, hops, limit)
        marks = ",".join("?" * len(chosen))
        keys = ("iri", "label", "type", "planned", "degree", "community", "centrality", "x", "y")
        sql = f"SELECT {', '.join(keys)} FROM node WHERE iri IN ({marks})"
        nodes = [dict(zip(keys, row, strict=True)) for row in self._rows(sql, chosen)]
        if node is not None and not nodes and (alone := self._item(node)) is not None:
            here = {"planned": 0, "degree": 0, "community": -1, "centrality": 0.0, "x": 0.0, "y": 0.0}
            nodes.append({"iri": node, "label": alone["label"], "type": alone["type"], **here})
        for item in nodes:
            item["planned"] = bool(item["planned"])
            item["themes"] = self._column("SELECT theme FROM theme WHERE node = ?", (item["iri"],))
        sql = (
            "SELECT id, source, target, property, label, planned, confidence, first, last, fact FROM edge"
            f" WHERE source IN ({marks}) AND target IN ({marks})"
        )
        return {
            "nodes": nodes,
            "edges": [self._edge(row) for row in self._rows(sql, (*chosen, *chosen))],
            "left_out": left_out,
        }

    def _around(self, node: str, hops: int, limit: int) -> tuple[list[str], int]:
        chosen, ring, left_out = [node], [node], 0
        for _ in range(hops):
            near: dict[str, int] = {}
            for iri in ring:
                sql = (
                    "SELECT n.iri, n.rank FROM edge e JOIN node n ON n.iri = e.target WHERE e.source = ?"
                    " UNION"
                    " SELECT n.iri, n.rank FROM edge e JOIN node n ON n.iri = e.source WHERE e.target = ?"
                )
                near |= dict(self._rows(sql, (iri, iri)))
            ring = [iri for iri in sorted(near, key=near.__getitem__) if iri not in set(chosen)]
            left_out += max(0, len(chosen) + len(ring) - limit)
            ring = ring[: max(0, limit - len(chosen))]
            chosen += ring
        return chosen, left_out

    def _edge(self, row: Sequence[Any]) -> Data:
        keys = (
            "id",
            "source",
            "target",
            "property",
            "label",
            "planned",
            "confidence",
            "first",
            "last",
            "fact",
        )
        found = dict(zip(keys, row, strict=True))
        sql = "SELECT DISTINCT c.release FROM edge_claim e JOIN claim c ON c.iri = e.claim WHERE e.edge = ?"
        return {
            **found,
            "id": str(found["id"]),
            "planned": bool(found["planned"]),
            "releases": self._column(sql, (found["id"],)),
        }

    def edge(self, source: str, target: str, property_: str) -> Data:
        """The claims behind an edge."""
        sql = (
            "SELECT DISTINCT e.claim FROM edge_claim e JOIN edge g ON g.id = e.edge"
            " WHERE g.source = ? AND g.target = ? AND g.property = ?"
        )
        return {"claims": self._claims(self._column(sql, (source, target, property_)))}

    # --- things, claims, releases ---

    def entity(self, iri: str) -> Data | None:
        """A thing with its claims, neighbours and mentions."""
        thing = NamedNode(iri)
        item = self._item(iri)
        if item is None:
            return None
        sql = (
            "SELECT p.claim FROM part p JOIN claim c ON c.iri = p.claim JOIN release r ON r.iri = c.release"
            " WHERE p.thing = ? ORDER BY r.earliest, r.id, p.claim"
        )
        claims = self._column(sql, (iri,))
        governed = next((q.object for q in self._quads.match(thing, IV.governedBy, None, WORLD)), None)
        same = (q.object for q in self._quads.match(thing, SKOS.exactMatch, None, WORLD))
        return {
            **item,
            "identifiers": sorted(o.value for o in same if isinstance(o, NamedNode)),
            "governed_by": self._named(governed) if isinstance(governed, NamedNode) else None,
            "claims": self._claims(claims[:CLAIMS_AT_MOST]),
            "claims_total": len(claims),
            "neighbours": self._neighbours(iri),
            "mentions": self._where(thing),
        }

    def _neighbours(self, iri: str) -> list[Data]:
        sql = (
            "SELECT n.iri, n.label, n.type, e.property, e.label FROM edge e"
            " JOIN node n ON n.iri = CASE e.source WHEN ?1 THEN e.target ELSE e.source END"
            " WHERE e.source = ?1 OR e.target = ?1 ORDER BY n.rank LIMIT 300"
        )
        keys = ("iri", "label", "type", "property", "label_property")
        return [dict(zip(keys, row, strict=True)) for row in self._rows(sql, (iri,))]

    def _where(self, thing: NamedNode) -> list[Data]:
        found = [
            {"release": self.release_head(row["release"].value), "count": int(row["n"].value)}
            for row in self._ask(_WHERE.format(thing=thing))
        ]
        return sorted(found, key=lambda item: (item["release"]["published"] or "", item["release"]["id"]))

    def claim(self, iri: str) -> Data | None:
        """One claim in words, with its sentences."""
        node = NamedNode(iri)
        if not any(self._quads.match(node, RDF.type, IV.Claim, WORLD)):
            return None
        told = reason(self._quads, node)
        about = {quad.predicate: quad.object for quad in self._quads.match(node, None, None, WORLD)}
        said_by, belief, judged = (about.get(term) for term in (IV.attributedTo, IV.belief, IV.judgedRight))
        release = self._column("SELECT release FROM claim WHERE iri = ?", (iri,))
        return {
            "iri": iri,
            "fact": told.fact,
            "modality": told.modality,
            "parts": self._parts(node, told.parts),
            "sentences": [{"text": s.text, "start": s.start, "end": s.end} for s in told.sentences],
            "release": self.release_head(release[0]) if release else None,
            "confidence": told.confidence,
            "belief": float(belief.value) if isinstance(belief, Literal) else None,
            "method": told.method,
            "said_by": self._named(said_by) if isinstance(said_by, NamedNode) else None,
            "judged": judged.value == "true" if isinstance(judged, Literal) else None,
        }

    def _parts(self, claim: NamedNode, parts: Iterable[tuple[str, str]]) -> list[Data]:
        """The parts of a claim in words, with the IRIs of those that are things."""
        things = {
            label(self._quads, term): term.value
            for quad in self._quads.match(None, None, None, claim)
            for term in (quad.subject, quad.object)
            if isinstance(term, NamedNode) and self._type(term) is not None
        }
        return [{"name": name, "label": text, "iri": things.get(text)} for name, text in parts]

    def _claims(self, iris: Iterable[str]) -> list[Data]:
        return [claim for iri in iris if (claim := self.claim(iri)) is not None]

    def release_head(self, iri: str) -> Data:
        """What identifies a release."""
        rows = self._rows(f"SELECT {_RELEASE} FROM release WHERE iri = ?", (iri,))
        values = rows[0] if rows else (iri, iri, iri, None, None, None, None)
        return dict(zip(_RELEASE.split(", "), values, strict=True))

    def release(self, iri: str) -> Data | None:
        """A release with its text, its mentions and its claims."""
        node = NamedNode(iri)
        if not self._rows("SELECT 1 FROM release WHERE iri = ?", (iri,)):
            return None
        text = next((q.object for q in self._quads.match(node, IV.text, None, WORLD)), None)
        claims = self._claims(self._column("SELECT iri FROM claim WHERE release = ?", (iri,)))
        first = {claim["iri"]: min((s["start"] for s in claim["sentences"]), default=0) for claim in claims}
        return {
            **self.release_head(iri),
            "text": text.value if isinstance(text, Literal) else "",
            "mentions": [
                {"start": int(row["start"].value), "end": int(row["end"].value), **self._named(row["entity"])}
                for row in self._ask(_MENTIONS.format(release=node))
            ],
            "claims": sorted(claims, key=lambda claim: (first[claim["iri"]], claim["iri"])),
        }

    def releases(self, text: str, first: str, last: str, limit: int, offset: int) -> Data:
        """Releases, the newest first."""
        where, values = ["1"], []
        if text:
            where.append("title LIKE ? ESCAPE '\\'")
            values.append("%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
        for condition, day in (("earliest >= ?", first), ("earliest <= ?", last)):
            if day:
                where.append(condition)
                values.append(day)
        condition = " AND ".join(where)
        order = "ORDER BY earliest DESC, id LIMIT ? OFFSET ?"
        sql = f"SELECT {_RELEASE}, claims FROM release WHERE {condition} {order}"
        keys = [*_RELEASE.split(", "), "claims"]
        return {
            "items": [dict(zip(keys, row, strict=True)) for row in self._rows(sql, (*values, limit, offset))],
            "total": self._count(f"SELECT COUNT(*) FROM release WHERE {condition}", values),
        }

    # --- times, places, figures ---

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

    def places(self) -> list[tuple[str, str, str, int, list[str]]]:
        """IRI, identifier, label, degree and themes of each place with a public identifier."""
        sql = (
            "SELECT p.iri, p.identifier, n.label, n.degree FROM place p JOIN node n ON n.iri = p.iri"
            " ORDER BY n.rank"
        )
        themes = (
            "SELECT DISTINCT n.label FROM edge e JOIN theme t ON t.node = e.source"
            " JOIN node n ON n.iri = t.theme WHERE e.target = ? ORDER BY n.rank LIMIT 12"
        )
        return [(*row, self._column(themes, (row[0],))) for row in self._rows(sql)]

    def facts_at(self, place: str) -> Mapping[str, int]:
        """How many claims of each kind of fact have a part in a place."""
        sql = (
            "SELECT c.fact, COUNT(*) FROM part p JOIN claim c ON c.iri = p.claim WHERE p.thing = ? GROUP BY 1"
        )
        return dict(self._rows(sql, (place,)))

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

    # --- inside ---

    def _named(self, thing: NamedNode) -> Data:
        rows = self._rows("SELECT label, type FROM node WHERE iri = ?", (thing.value,))
        name, type_ = rows[0] if rows else (label(self._quads, thing), self._type(thing))
        return {"iri": thing.value, "label": name, "type": type_}

    def _ask(self, sparql: str) -> QuerySolutions:
        answer = self._quads.query(sparql)
        assert isinstance(answer, QuerySolutions)
        return answer

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        database = getattr(self._own, "database", None)
        if database is None:
            database = sqlite3.connect(f"{self._file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            self._own.database = database
        return list(database.execute(sql, values))

    def _column(self, sql: str, values: Sequence[object] = ()) -> list[str]:
        return [row[0] for row in self._rows(sql, values)]

    def _count(self, sql: str, values: Sequence[object] = ()) -> int:
        return int(self._rows(sql, values)[0][0])
