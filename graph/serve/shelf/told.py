"""What is told: of a thing, of an edge, by a claim, by a release."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode

from ...entities import label
from ...rdf import WORLD
from ...vocab import IV, RDF, SKOS
from ...why import reason
from .base import Base, Data

CLAIMS_AT_MOST = 500
_RELEASE = "iri, id, title, published, url, language, publisher"
_MENTIONS = """SELECT ?entity ?start ?end {{
  ?mention iv:inRelease {release} ; iv:refersTo ?entity ; oa:start ?start ; oa:end ?end .
}} ORDER BY ?start ?end"""
_WHERE = (
    "SELECT ?release (COUNT(*) AS ?n) {{ ?m iv:refersTo {thing} ; iv:inRelease ?release }} GROUP BY ?release"
)


class Told(Base):
    """See the module."""

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

    def edge(self, source: str, target: str, property_: str) -> Data:
        """The claims behind an edge."""
        sql = (
            "SELECT DISTINCT e.claim FROM edge_claim e JOIN edge g ON g.id = e.edge"
            " WHERE g.source = ? AND g.target = ? AND g.property = ?"
        )
        return {"claims": self._claims(self._column(sql, (source, target, property_)))}

    def release_head(self, iri: str) -> Data:
        """What identifies a release."""
        rows = self._rows(f"SELECT {_RELEASE} FROM release WHERE iri = ?", (iri,))
        values = rows[0] if rows else (iri, iri, iri, None, None, None, None)
        return dict(zip(_RELEASE.split(", "), values, strict=True))

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
