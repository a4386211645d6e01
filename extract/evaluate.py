"""How right extractions are: precision, recall and F1 against annotated releases.

Entities agree one to one where type and one name are the same. A fact is a bag of (slot, filler) pairs;
facts of one type are paired greedily by the number of fillers that agree, and the figures run over
fillers. Names are compared without case, punctuation and a final genitive -s; strings of the text agree
where half of their words do; a quotation by its first four words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .model import Extraction, Fact

_LOOSE = frozenset(["theme", "task", "role", "designation", "established"])
_QUOTED_WORDS = 4

Keys = frozenset[str]
Pair = tuple[str, "Keys | str"]


@dataclass(slots=True)
class Tally:
    """What was right, wrong and missed; for facts also how many modalities of paired facts agree."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    paired: int = 0
    modal: int = 0

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        for name in ("right", "wrong", "missed", "paired", "modal"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def precision(self) -> float:
        """Of what was said, the share that is right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Of what the gold has, the share that was said."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Scores:
    """Tallies by type, every error in words, and for each fact found the share of its fillers that is."""

    entities: dict[str, Tally] = field(default_factory=dict)
    facts: dict[str, Tally] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    judged: list[tuple[Fact, float]] = field(default_factory=list)

    def total(self, kind: str) -> Tally:
        """The sum over the types of "entities" or "facts"."""
        whole = Tally()
        for tally in getattr(self, kind).values():
            whole.add(tally)
        return whole

    def surer(self, bounds: Sequence[float]) -> Iterator[tuple[float, int, float, float]]:
        """For falling bounds the facts from there up to the bound before.

        How many, the share that is right in all it says, the share of their fillers that is right.
        """
        above = 2.0
        for bound in bounds:
            shares = [share for fact, share in self.judged if bound <= (fact.confidence or 0) < above]
            count = max(len(shares), 1)
            yield bound, len(shares), sum(share == 1 for share in shares) / count, sum(shares) / count
            above = bound


def is_held_out(release_id: str) -> bool:
    """Whether a release is of the development fold: the last three digits of its id are a multiple of five.

    The tagger that ships was never trained on these.

    >>> is_held_out("sv-t010"), is_held_out("sv-t011"), is_held_out("seed")
    (True, False, False)
    """
    return release_id[-3:].isdecimal() and int(release_id[-3:]) % 5 == 0


def evaluate(pairs: Iterable[tuple[Extraction, Extraction]]) -> Scores:
    """The scores of pairs of gold and found."""
    scores = Scores()
    for gold, found in pairs:
        _entities(gold, found, scores)
        _facts(gold, found, scores)
    return scores


def normal(text: str) -> str:
    """The words of a text, without case and punctuation.

    >>> normal("EU:s  Horisont-Europa")
    'eu s horisont europa'
    """
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _keys(names: Iterable[str]) -> Keys:
    plain = {normal(name) for name in names} - {""}
    return frozenset(plain | {re.sub(r"(?<=\w{3})s$", "", key) for key in plain})


def _entities(gold: Extraction, found: Extraction, scores: Scores) -> None:
    left = list(found.entities)
    for entity in gold.entities:
        tally = scores.entities.setdefault(entity.type, Tally())
        keys = _keys(entity.names)
        hit = next((e for e in left if e.type == entity.type and keys & _keys(e.names)), None)
        if hit is None:
            tally.missed += 1
            scores.errors.append(f"{gold.document.id}\tentity missed\t{entity.type}\t{entity.names[0]}")
        else:
            tally.right += 1
            left.remove(hit)
    for entity in left:
        scores.entities.setdefault(entity.type, Tally()).wrong += 1
        scores.errors.append(f"{gold.document.id}\tentity wrong\t{entity.type}\t{entity.names[0]}")


def _facts(gold: Extraction, found: Extraction, scores: Scores) -> None:
    for kind in sorted({fact.type for fact in (*gold.facts, *found.facts)}):
        tally = scores.facts.setdefault(kind, Tally())
        golds = [(fact, list(_fillers(fact, gold))) for fact in gold.facts if fact.type == kind]
        founds = [(fact, list(_fillers(fact, found))) for fact in found.facts if fact.type == kind]
        matched = dict(_paired([f for _, f in golds], [f for _, f in founds]))
        for i, (fact, fillers) in enumerate(golds):
            hits = _agreeing(fillers, founds[matched[i]][1]) if i in matched else 0
            tally.right += hits
            tally.missed += len(fillers) - hits
            if i in matched:
                tally.wrong += len(founds[matched[i]][1]) - hits
                tally.paired += 1
                tally.modal += fact.modality == founds[matched[i]][0].modality
            else:
                scores.errors.append(f"{gold.document.id}\tfact missed\t{kind}\t{_told(fact, gold)}")
        match_of = {j: i for i, j in matched.items()}
        for j, (fact, fillers) in enumerate(founds):
            meant = golds[match_of[j]] if j in match_of else None
            same = meant is not None and meant[0].modality == fact.modality
            hits = _agreeing(meant[1], fillers) if meant is not None and same else 0
            scores.judged.append((fact, hits / len(fillers) if fillers else 0.0))
            if j not in match_of:
                tally.wrong += len(fillers)
                scores.errors.append(f"{gold.document.id}\tfact wrong\t{kind}\t{_told(fact, found)}")


def _fillers(fact: Fact, extraction: Extraction) -> Iterator[Pair]:
    entities = extraction.by_id
    for slot, fillers in fact.slots.items():
        for filler in fillers:
            yield slot, _keys(entities[filler].names) if filler in entities else filler


def _paired(golds: list[list[Pair]], founds: list[list[Pair]]) -> Iterator[tuple[int, int]]:
    """Gold and found facts that belong together: most fillers in common first, then the nearest in size."""
    rated = sorted(
        (
            (_agreeing(g, f), -abs(len(g) - len(f)), i, j)
            for i, g in enumerate(golds)
            for j, f in enumerate(founds)
        ),
        reverse=True,
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for hits, _, i, j in rated:
        if hits and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            yield i, j


def _agreeing(gold: list[Pair], found: list[Pair]) -> int:
    left, hits = list(found), 0
    for slot, wanted in gold:
        place = next((i for i, (s, f) in enumerate(left) if s == slot and _agree(slot, wanted, f)), None)
        if place is not None:
            del left[place]
            hits += 1
    return hits


def _agree(slot: str, gold: Keys | str, found: Keys | str) -> bool:
    if isinstance(gold, frozenset) or isinstance(found, frozenset):
        sides = [side if isinstance(side, frozenset) else _keys([side]) for side in (gold, found)]
        return bool(sides[0] & sides[1])
    if slot == "text":
        return normal(gold).split()[:_QUOTED_WORDS] == normal(found).split()[:_QUOTED_WORDS]
    return _similar(gold, found) if slot in _LOOSE else normal(gold) == normal(found)


def _similar(one: str, other: str) -> bool:
    """Half of the words in common, or one text inside the other."""
    x, y = normal(one), normal(other)
    if not x or not y:
        return False
    if x in y or y in x:
        return min(len(x), len(y)) >= 3
    a, b = set(x.split()), set(y.split())
    return 2 * len(a & b) >= max(len(a), len(b))


def _told(fact: Fact, extraction: Extraction) -> str:
    names: Mapping[str, str] = {entity.id: entity.names[0] for entity in extraction.entities}
    slots = (f"{slot}={', '.join(names.get(f, f) for f in fillers)}" for slot, fillers in fact.slots.items())
    return f"{fact.modality}: {'; '.join(slots)}"
