"""What was decided of two identities: by the rules, and by people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..identity import Decision
from .base import Base

_DECISION = "left, right, outcome, rule, by, at, score"
_INSERT = (
    "INSERT OR REPLACE INTO decision (left, right, by, outcome, rule, block, score, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class Decisions(Base):
    """See the module."""

    def replace_decisions(self, block: str, decisions: Iterable[Decision]) -> set[tuple[str, str]]:
        """The rules' decisions of a block, in the place of those before. Returns the pairs touched."""
        rows = self._run(f"SELECT {_DECISION} FROM decision WHERE block = ? AND by = 'rule'", (block,))
        before = {_decision(row) for row in rows}
        after = {replace(d, left=d.pair[0], right=d.pair[1]) for d in decisions}  # in the order that is kept
        self._many(
            "DELETE FROM decision WHERE left = ? AND right = ? AND by = 'rule' AND block = ?",
            ((*d.pair, block) for d in before - after),
        )
        self._many(_INSERT, (_row(decision, block) for decision in after - before))
        return {decision.pair for decision in before ^ after}

    def decide(self, decision: Decision) -> None:
        """Write what a person decided, in the place of what the same person decided before."""
        self._run(
            "DELETE FROM decision WHERE left = ? AND right = ? AND by = ?", (*decision.pair, decision.by)
        )
        self._run(_INSERT, _row(decision, ""))

    def undo(self, left: str, right: str) -> bool:
        """Take back what people decided of two identities. Whether there was anything."""
        pair = Decision(left, right, "unsure", "").pair
        done = self._run("DELETE FROM decision WHERE left = ? AND right = ? AND by <> 'rule'", pair)
        return done.rowcount > 0

    def decisions(self, keys: Iterable[str] | None = None) -> list[Decision]:
        """All decisions, or those that name one of the keys; each pair and decider once."""
        if keys is None:
            rows = self._run(f"SELECT {_DECISION} FROM decision").fetchall()
        else:
            rows = []
            for key in keys:
                for side in ("left", "right"):
                    rows += self._run(f"SELECT {_DECISION} FROM decision WHERE {side} = ?", (key,)).fetchall()
        found: dict[tuple[str, str, str], Decision] = {}
        for decision in map(_decision, sorted(rows)):
            known = found.get((*decision.pair, decision.by))
            if known is None or (decision.outcome == "same", decision.score) > (
                known.outcome == "same",
                known.score,
            ):
                found[(*decision.pair, decision.by)] = decision
        return sorted(found.values(), key=lambda d: (d.pair, d.by))


def _row(decision: Decision, block: str) -> tuple[object, ...]:
    d = decision
    return (*d.pair, d.by, d.outcome, d.rule, block, d.score, d.at)


def _decision(row: Sequence[object]) -> Decision:
    left, right, outcome, rule, by, at, score = row
    return Decision(left, right, outcome, rule, by, at, score)  # type: ignore[arg-type]
