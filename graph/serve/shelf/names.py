"""Looking for things by their names."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from ....extract.model import folded
from .base import Base, Data

CANDIDATES = 16_000  # names that are compared letter by letter
BEGUN = 150.0  # how well a name fits, at least, that begins as what is looked for
INSIDE = 1_000  # names that hold what is looked for somewhere inside, of which the best are offered
LONGEST = 60  # letters of what is looked for that count
TIED = 60  # things that fit equally well, of which those that most is told of are offered
ALIKE = 60.0  # of 100, from which a name with typing errors is offered


def _any(threes: Iterable[str]) -> str:
    """The question for names with any of some groups of letters."""
    return " OR ".join('"' + three.replace('"', '""') + '"' for three in threes)


class Names(Base):
    """See the module."""

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
