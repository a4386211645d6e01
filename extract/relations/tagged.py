"""Facts from the tagger's scores: what a fact hangs on, and which spans of the window fill its slots."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from spacy.tokens import Doc, Span

from ..draft import Draft, Filler, names, spans
from ..labels import ANCHORS, DATE_SLOTS, KINDS, MODALITIES, PRESENT, SLOTS, SPAN_TYPES, TEXT_TYPES
from ..model import FactType, Modality
from ..nodes import APART, Nodes
from ..phrases import sentences
from ..reader import Array, Scores
from ..tagger import Window
from ..words import Lexicon
from .roles import role_base

METHOD = "model:tagger"
_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a type of fact is told: how sure its anchor and its slots must be, and which slots it needs."""

    present: float
    slot: float = 0.5
    needs: tuple[str, ...] = ()
    at_least: int = 1  # slots beside the kind
    rescue: float = 0.25  # a needed slot may be filled by the best span from here on
    each: tuple[str, ...] = ()  # slots whose fillers are a fact each
    surer: bool = False  # than hand-written rules: where both read a fact, this one stands


@dataclass(frozen=True, slots=True)
class Table:
    """A window: its sentences, its spans, and how sure each span fills each slot on each node."""

    sents: list[Span]
    numbers: list[int]  # of the sentences in the document
    spans: list[Span]
    types: list[str]  # of the spans
    rows: list[int]  # which sentence each span is in
    links: Array  # nodes (spans, then sentences) × spans × SLOTS
    scores: Scores
    roles: Lexicon | None  # the words of roles, where the language has them

    def row(self, node: int) -> int:
        """Which sentence of the window a node is, or is in."""
        return self.rows[node] if node < len(self.spans) else node - len(self.spans)


# Found on the development fold, all languages together, by the F1 of each type.
RULES: Mapping[FactType, Rule] = {
    "RoleHolding": Rule(0.5, 0.9, needs=("person",), each=("person",)),
    "Designation": Rule(0.5, 0.65, needs=("subject", "designation"), each=("subject",)),
    "Agreement": Rule(0.3, 0.4, needs=("party",)),
    "Funding": Rule(0.5, 0.6, needs=("amount",), at_least=2),
    "Event": Rule(0.5, 0.5, at_least=2, surer=True),
    "Participation": Rule(0.2, 0.5, needs=("participant", "in"), rescue=0.4, each=("participant", "in")),
    "Establishment": Rule(0.5, 0.7, needs=("established",), rescue=0.4, each=("established",)),
    "Commission": Rule(0.5, 0.8, needs=("agent",), at_least=2),
    "Location": Rule(0.3, 0.8, needs=("subject", "place"), each=("subject", "place")),
    "PartOf": Rule(0.5, 0.8, needs=("part", "whole"), rescue=0.6, each=("part", "whole")),
    "Targeting": Rule(0.4, 0.55, needs=("initiative", "theme"), each=("initiative", "theme")),
}
# What a fact has one of: the surest. "Agreement, event and funding take the main theme only."
_SINGLE = frozenset(
    [
        *(label for label in SLOTS if label.split(".")[1] in (*DATE_SLOTS, "amount", "task")),
        *(f"{kind}.theme" for kind in ("Agreement", "Event", "Funding", "Designation")),
        *("RoleHolding.organisation", "Designation.designation", "Event.event", "Agreement.agreement"),
    ]
)
# Pairs of names: what is told of one is not said sentences away from it.
_NEAR = ("Participation", "Location", "PartOf")


def tagger_facts(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts facts of the types in `RULES` from `doc.user_data["scores"]`.

    None where another model than ours has read the document.
    """
    roles: Lexicon | None = words.get("roles")

    def facts(doc: Doc) -> Doc:
        scores: Scores | None = doc.user_data.get("scores")
        if scores is not None:
            doc.user_data["drafts"] = _with_tagged(doc, scores, roles)
        return doc

    return facts


def _with_tagged(doc: Doc, scores: Scores, roles: Lexicon | None) -> list[Draft]:
    """The drafts of rules and of the tagger; of a fact that both read, the rule's unless `surer`."""
    sents, read = list(doc.sents), {sent.start for sent in sentences(doc)}
    found: list[Draft] = []
    for window in scores.windows:
        table = _table(doc, window, sents, scores, roles)
        for kind, rule in RULES.items() if table.spans else ():
            drafts = [d for d in _drafts(kind, rule, table) if d.anchor.sent.start in read]
            found += (d for d in drafts if not any(_reversed(d, other) for other in drafts))
    told = list(doc._.drafts)
    surer = [_completed(draft, told) for draft in found if RULES[draft.type].surer]
    told = [d for d in told if not any(_again(draft, d) for draft in surer)]
    others = [draft for draft in found if not RULES[draft.type].surer]
    return [*told, *surer, *(draft for draft in others if not any(_again(draft, other) for other in told))]


def _reversed(one: Draft, other: Draft) -> bool:
    """Whether two facts say the opposite, that each is a part of the other: then neither is told."""
    ends = [tuple(fillers) for fillers in one.slots.values()]
    return one.type in ("PartOf", "Location") and ends[::-1] == [tuple(f) for f in other.slots.values()]


def _completed(draft: Draft, told: Sequence[Draft]) -> Draft:
    """With what only a rule read of the same fact; of "life science-konferens" the tagger reads "life"."""
    slots = dict(draft.slots)
    for other in told:
        if _again(draft, other) and other.modality == draft.modality:
            for slot, fillers in other.slots.items():
                if slot not in slots or (
                    slot == "theme" and str(fillers[0]).startswith(f"{slots[slot][0]} ")
                ):
                    slots[slot] = fillers
    return replace(draft, slots=slots)


def _table(doc: Doc, window: Window, sents: list[Span], scores: Scores, roles: Lexicon | None) -> Table:
    first, last = window.tokens
    found = [
        *((name, name.label_) for name in names(doc)),
        *((span, "Date") for span in spans(doc, "dates")),
        *((span, "Amount") for span in spans(doc, "amounts")),
        *((span, span.label_) for span in scores.texts),
    ]
    begun = {span.start for span, kind in found if kind == "Role"}
    inside = [
        (span, kind)
        for span, kind in found
        if first <= span.start < last and kind in SPAN_TYPES
        # "regionstyrelsens ordförande" is one role, the last
        if not (kind == "Role" and span.end in begun)
    ]
    inside.sort(key=lambda pair: (pair[0].start, pair[0].end))
    ends = [end + first for _, end, _ in window.sentences]
    numbers = [number for _, _, number in window.sentences]
    rows = [bisect_right(ends, span.start) for span, _ in inside]
    types = [SPAN_TYPES.index(kind) for _, kind in inside]
    nodes = Nodes([span.start - first for span, _ in inside], types, rows, len(numbers))
    links = scores.links(window, nodes) if inside else np.zeros((0, 0, len(SLOTS)), np.float32)
    return Table(
        [sents[number] for number in numbers],
        numbers,
        [span for span, _ in inside],
        [kind for _, kind in inside],
        rows,
        links,
        scores,
        roles,
    )


def _again(draft: Draft, other: Draft) -> bool:
    """Whether a rule has read this fact: its type in the sentence, on the same words or filled the same."""
    if draft.type != other.type or all(draft.anchor.sent != e.sent for e in other.evidence):
        return False
    each = [filler for slot in RULES[draft.type].each for filler in draft.slots.get(slot, ())]
    overlap = max(draft.anchor.start, other.anchor.start) < min(draft.anchor.end, other.anchor.end)
    return overlap or not each or any(f in fillers for f in each for fillers in other.slots.values())


def _drafts(kind: FactType, rule: Rule, table: Table) -> Iterator[Draft]:
    """The facts of a type in a window: first those that hang on spans, then those of whole sentences."""
    hung = set()
    for node, sure in _anchors(kind, table):
        if sure >= rule.present and node not in hung:
            yield from _told(kind, rule, table, node, sure)
            hung.add(len(table.spans) + table.row(node))  # an amount speaks for its sentence


def _anchors(kind: FactType, table: Table) -> Iterator[tuple[int, float]]:
    """The nodes that a fact may hang on, and how sure each is to have one."""
    if kind in ANCHORS:
        own = SLOTS.index(f"{kind}.{ANCHORS[kind]}")
        yield from ((node, float(table.links[node, node, own])) for node in range(len(table.spans)))
    if kind not in ANCHORS or kind == "Funding":
        for row, number in enumerate(table.numbers):
            here = table.scores.present[number, _rows_of(kind)]
            yield len(table.spans) + row, float(1 - np.prod(1 - here))


def _told(kind: FactType, rule: Rule, table: Table, node: int, sure: float) -> Iterator[Draft]:
    """The fact on a node, one for each filler of the slots in `rule.each`; none without what it needs."""
    slots, certainty = _slots(kind, rule, table, node)
    if any(need not in slots for need in rule.needs) or len(slots) < rule.at_least:
        return
    if kind == "Agreement" and len(slots["party"]) < 2 and "agreement" not in slots:
        return
    chosen = [i for fillers in slots.values() for i in fillers]
    rows = sorted({table.row(node), *(table.rows[i] for i in chosen)})
    number = table.numbers[table.row(node)]
    filled = {slot: tuple(_filler(table, i, slot) for i in fillers) for slot, fillers in slots.items()}
    if kind in ("Agreement", "Event") and "event" not in slots:
        filled["kind"] = (_kind(kind, number, table.scores),)
    said: Modality = MODALITIES[int(np.argmax(table.scores.present[number, _rows_of(kind)]))]  # type: ignore[assignment]
    said = _timely(said, filled, table.sents[0].doc._.published)
    confidence = round(sure * float(np.mean(certainty)) if certainty else sure, 3)
    evidence = tuple(table.sents[row] for row in rows)
    each = [slot for slot in rule.each if slot in filled]
    for apart in product(*(filled[slot] for slot in each)):
        one = filled | {slot: (filler,) for slot, filler in zip(each, apart, strict=True)}
        yield Draft(kind, one, _anchor(table, node, chosen), evidence, METHOD, confidence, said)


def _timely(said: Modality, slots: Mapping[str, tuple[Filler, ...]], published: str | None) -> Modality:
    """What was before the day of publication is planned no more, what comes after it is not done yet."""
    first, _, last = str(slots.get("date", ("",))[0]).partition("/")
    last = last or first
    if said == "negated" or published is None or not (_DAY.fullmatch(first) and _DAY.fullmatch(last)):
        return said
    if _is_before(last, published):
        return "done"
    return "planned" if _is_before(published, first) else said


def _is_before(one: str, other: str) -> bool:
    """Whether a day, month or year is over when another one begins: as far as both are known."""
    length = min(len(one), len(other))
    return one[:length] < other[:length]


def _anchor(table: Table, node: int, chosen: list[int]) -> Span:
    """The span that a fact hangs on; of a sentence its first filler, which is in a quotation or not."""
    if node < len(table.spans):
        return table.spans[node]
    own = [i for i in chosen if table.rows[i] == table.row(node)]
    return table.spans[min(own)] if own else table.sents[table.row(node)]


def _slots(kind: FactType, rule: Rule, table: Table, node: int) -> tuple[dict[str, list[int]], list[float]]:
    """The spans that fill the slots of a fact on a node, and how sure each is."""
    slots: dict[str, list[int]] = {}
    certainty: list[float] = []
    near = np.array([abs(row - table.row(node)) <= APART for row in table.rows])
    for index, label in enumerate(SLOTS):
        of, slot = label.split(".")
        if of != kind:
            continue
        rated = table.links[node, :, index] * (near if kind in _NEAR else 1)
        own = slot == ANCHORS.get(kind) and node < len(table.spans)
        chosen = [node] if own else [int(i) for i in np.flatnonzero(rated >= rule.slot)]
        best = int(rated.argmax())
        if not chosen and slot in rule.needs and rated[best] >= rule.rescue:
            chosen = [best]
        if chosen and label in _SINGLE and not own:
            chosen = [best]
        if chosen:
            slots[slot] = chosen
            certainty += [float(rated[i]) for i in chosen if not own]
    return slots, certainty


def _rows_of(kind: FactType) -> slice:
    first = PRESENT.index(f"{kind}.{MODALITIES[0]}")
    return slice(first, first + len(MODALITIES))


def _filler(table: Table, index: int, slot: str) -> Filler:
    span, kind = table.spans[index], table.types[index]
    if kind == "Date":
        return str(span._.edtf)
    if kind == "Amount":
        return str(span._.name)
    if kind == "Role":
        return role_base(span, table.roles)
    if kind in TEXT_TYPES:
        words = span.text.split()
        return " ".join(words[:10]) if slot == "task" else " ".join(words)
    return span


def _kind(kind: FactType, number: int, scores: Scores) -> str:
    options = [(float(scores.kinds[number, i]), k) for i, k in enumerate(KINDS) if k.startswith(f"{kind}.")]
    return max(options)[1].split(".")[1]
