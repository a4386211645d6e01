"""Parts of the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .base import Base, Data


class Network(Base):
    """See the module."""

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
