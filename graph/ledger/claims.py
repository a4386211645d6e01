"""The claims of releases: what supports a fact, and what people said of the claims."""

from __future__ import annotations

from collections.abc import Iterable

from .base import Base, now


class Claims(Base):
    """See the module."""

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
