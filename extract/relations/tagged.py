"""Facts from the tagger's scores: which facts a sentence states, and which of its spans fill their slots."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from spacy.tokens import Doc, Span

from ..draft import Draft, Filler, names_in, spans
from ..labels import KINDS, MODALITIES, PRESENT, SLOTS, TEXT_SLOTS
from ..model import FactType, Modality
from ..phrases import sentences
from ..reader import Scores

METHOD = "model:tagger"
SUREST = 0.89  # .9 and more are kept for what rules read: of that nine in ten are right


@dataclass(frozen=True, slots=True)
class Rule:
    """When a type of fact is told: how sure the sentence and the slots must be, and which slots it needs."""

    present: float
    slot: float = 0.5
    needs: tuple[str, ...] = ()
    at_least: int = 1  # slots beside the kind
    rescue: float = 0.25  # a needed slot may be filled by the best span from here on
    each: tuple[str, ...] = ()  # slots whose fillers are a fact each


# Found on the development fold, Swedish and English, by the F1 of each type.
RULES: Mapping[FactType, Rule] = {
    "RoleHolding": Rule(0.3, 0.7, needs=("person", "role"), each=("person",)),
    "Agreement": Rule(0.7, 0.4, needs=("party",)),
    "Funding": Rule(0.7, 0.3, at_least=2),
    "Event": Rule(0.5, 0.7, at_least=1),
    "Participation": Rule(0.3, 0.6, needs=("participant", "in"), each=("participant", "in")),
    "Establishment": Rule(0.8, 0.5, needs=("established",), each=("established",)),
    "Commission": Rule(0.4, 0.6, needs=("agent",), at_least=2),
    "Location": Rule(0.2, 0.7, needs=("subject", "place"), each=("subject", "place")),
    "PartOf": Rule(0.7, 0.6, needs=("part", "whole"), each=("part", "whole")),
    "Targeting": Rule(0.5, 0.5, needs=("initiative", "theme"), each=("initiative", "theme")),
}
# The types of entity that a slot takes; where none is named, any.
TYPES: Mapping[str, tuple[str, ...]] = {
    "RoleHolding.person": ("Person",),
    "RoleHolding.organisation": ("Organisation",),
    "Agreement.party": ("Organisation", "Place", "Person"),
    "Agreement.agreement": ("Agreement",),
    "Agreement.place": ("Place",),
    "Funding.initiative": ("Initiative",),
    "Event.event": ("Event",),
    "Event.place": ("Place",),
    "Establishment.place": ("Place",),
    "Commission.principal": ("Organisation", "Person"),
    "Commission.agent": ("Organisation", "Person"),
    "Location.place": ("Place",),
    "PartOf.part": ("Organisation",),
    "PartOf.whole": ("Organisation",),
    "Targeting.initiative": ("Initiative",),
}
_DATES = ("date", "start", "end")
_OPEN = ("theme", "role", "task", "designation", "established")


def tagged(doc: Doc) -> Doc:
    """A component that drafts facts of the types in `RULES` from `doc.user_data["scores"]`."""
    scores: Scores | None = doc.user_data.get("scores")
    if scores is None:
        return doc
    starts = [sent.start for sent in doc.sents]
    told = {(draft.type, i) for draft in doc._.drafts for e in draft.evidence for i in range(e.start, e.end)}
    found: list[Draft] = []
    for sent in sentences(doc):
        number = bisect_right(starts, sent.start) - 1
        for kind, rule in RULES.items():
            if (kind, sent.start) not in told:  # what a rule has read needs no second reading
                found += _told(sent, number, kind, rule, scores)
    doc._.drafts.extend(found)
    return doc


def _told(sent: Span, number: int, kind: FactType, rule: Rule, scores: Scores) -> Iterator[Draft]:
    here = [scores.present[number, PRESENT.index(f"{kind}.{m}")] for m in MODALITIES]
    sure = float(1 - np.prod([1 - p for p in here]))
    if sure < rule.present:
        return
    said: Modality = MODALITIES[int(np.argmax(here))]  # type: ignore[assignment]
    slots, certainty = _slots(sent, kind, rule, scores)
    if any(need not in slots for need in rule.needs) or len(slots) < rule.at_least:
        return
    if kind == "Agreement" and len(slots["party"]) < 2 and "agreement" not in slots:
        return
    if kind in ("Agreement", "Event") and "event" not in slots:
        slots["kind"] = [_kind(kind, number, scores)]
    confidence = min(SUREST, sure * float(np.mean(certainty)) if certainty else sure)
    for chosen in product(*(slots[slot] for slot in rule.each if slot in slots)):
        each = [slot for slot in rule.each if slot in slots]
        filled: dict[str, tuple[Filler, ...]] = {slot: tuple(f) for slot, f in slots.items()}
        filled |= {slot: (filler,) for slot, filler in zip(each, chosen, strict=True)}
        yield Draft(kind, filled, sent, (sent,), METHOD, round(confidence, 3), said)


def _slots(
    sent: Span, kind: FactType, rule: Rule, scores: Scores
) -> tuple[dict[str, list[Filler]], list[float]]:
    slots: dict[str, list[Filler]] = {}
    certainty: list[float] = []
    for index, label in enumerate(SLOTS):
        of, slot = label.split(".")
        if of != kind:
            continue
        rated = [(float(scores.slots[span.start, index]), span) for span in _candidates(sent, label, scores)]
        chosen = [pair for pair in rated if pair[0] >= rule.slot]
        if not chosen and slot in rule.needs and rated:
            best = max(rated, key=lambda pair: pair[0])
            chosen = [best] if best[0] >= rule.rescue else []
        if slot in _DATES or slot in ("amount", "task"):
            chosen = sorted(chosen, key=lambda pair: -pair[0])[:1]
        if chosen:
            slots[slot] = [_filler(span, slot) for _, span in chosen]
            certainty += [sure for sure, _ in chosen]
    return slots, certainty


def _candidates(sent: Span, label: str, scores: Scores) -> list[Span]:
    """The spans of a sentence that can fill a slot: names, dates, amounts, strings of its kind."""
    slot = label.split(".")[1]
    if slot in _DATES:
        return _within(spans(sent.doc, "dates"), sent)
    if slot == "amount":
        return _within(spans(sent.doc, "amounts"), sent)
    text = TEXT_SLOTS.get(label)
    strings = _within([s for s in scores.texts if s.label_ == text], sent) if text else []
    if slot in ("theme", "role", "task"):
        return strings
    types = TYPES.get(label)
    return [*(name for name in names_in(sent) if types is None or name.label_ in types), *strings]


def _within(found: list[Span], sent: Span) -> list[Span]:
    return [span for span in found if sent.start <= span.start < sent.end]


def _filler(span: Span, slot: str) -> Filler:
    if slot in _DATES:
        return str(span._.edtf)
    if slot == "amount":
        return str(span._.name)
    if span.label_ in ("Role", "Theme", "Task", "Designation", "Established"):
        words = span.text.split()
        return " ".join(words[:10]) if slot == "task" else " ".join(words)
    return span


def _kind(kind: FactType, number: int, scores: Scores) -> str:
    options = [(float(scores.kinds[number, i]), k) for i, k in enumerate(KINDS) if k.startswith(f"{kind}.")]
    return max(options)[1].split(".")[1]
