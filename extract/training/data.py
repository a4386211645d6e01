"""Annotated releases → windows of tokens with labels, for the tagger.

Gold states what a text says, not where: names and fillers are projected on the text here. An entity's
names label every place where they stand; a fact labels the sentence that has most of its fillers, and
those others that have nearly as many, and links what it hangs on (labels.ANCHORS) with its fillers.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from ..clusters import INFLECTED
from ..draft import spans
from ..labels import (
    ANCHORS,
    DATE_SLOTS,
    FILLERS,
    KINDS,
    NAME_LABELS,
    PRESENT,
    SLOTS,
    SPAN_TYPES,
    TEXT_LABELS,
    TEXT_SLOTS,
    TEXT_TYPES,
)
from ..model import ENTITY_TYPES
from ..nodes import Nodes
from ..tagger import Tokenizer, Window, windows

_ENDINGS = ("", "s", ":s", "'s", "’s", "en", "et", "n", "t", "ens", "ets", "ns", "na", "nas")
_ENDING = "|".join(sorted(map(re.escape, _ENDINGS), key=len, reverse=True))
_WORD = re.compile(r"\w+|[^\w\s]")
UNPLACED = ("kind", "text")  # slots whose fillers are not words that stand in the sentence as they are
ALIKE = 0.6  # share of a string's words that a stretch of text must have
STEM = 5  # letters by which two forms of one word are known as the same
DECOYS = 4  # spans in a window that are offered as strings and fill nothing

Place = tuple[int, int]  # tokens
Node = tuple[int, str]  # first token and type of a span; number of a sentence and ""
Link = tuple[Node, Node, int]  # what the fact hangs on, what fills, which of SLOTS
Gold = Mapping[str, Any]
Array = NDArray[np.float32]


@dataclass(slots=True)
class Labelled:
    """A window with what the tagger is to say of it."""

    window: Window
    names: list[int]
    texts: list[int]
    present: Array  # sentences × PRESENT
    kinds: Array  # sentences × KINDS
    nodes: Nodes
    links: list[tuple[int, int, int]]  # node, span, slot
    unknown: list[tuple[int, int, int]]
    facts_known: bool = True


@dataclass(slots=True)
class Marks:
    """The labels of a whole document, and where each entity stands."""

    names: list[int]
    texts: list[int]
    present: Array
    kinds: Array
    spans: set[Node] = field(default_factory=set)
    links: set[Link] = field(default_factory=set)
    unknown: set[Link] = field(default_factory=set)
    places: dict[str, list[Place]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A filler of a fact where it stands."""

    slot: str
    filler: str
    place: Place
    type: str
    sentence: int

    @property
    def node(self) -> Node:
        """The span as a node."""
        return self.place[0], self.type


def read_gold(folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of release and gold from a folder with releases.jsonl and gold/<id>.json."""
    for line in (folder / "releases.jsonl").open(encoding="utf-8"):
        release = json.loads(line)
        yield release, json.loads((folder / "gold" / f"{release['id']}.json").read_text("utf-8"))


def labelled(doc: Doc, gold: Gold, tokenizer: Tokenizer, size: int) -> Iterator[Labelled]:
    """The windows of a document with their labels. The doc must have sentences, dates and amounts."""
    marks = mark(doc, gold)
    for window in windows(doc, tokenizer, size):
        tokens = slice(*window.tokens)
        rows = slice(window.sentences[0][2], window.sentences[-1][2] + 1)
        nodes, places = _nodes(window, marks)
        yield Labelled(
            window,
            marks.names[tokens],
            marks.texts[tokens],
            marks.present[rows],
            marks.kinds[rows],
            nodes,
            _within(marks.links, places),
            _within(marks.unknown - marks.links, places),
        )


def _nodes(window: Window, marks: Marks) -> tuple[Nodes, dict[Node, int]]:
    """The nodes of a window, and the place of each among them."""
    first, last = window.tokens
    chosen = sorted(span for span in marks.spans if first <= span[0] < last)
    chosen += [(random.randrange(first, last), random.choice(TEXT_TYPES)) for _ in range(DECOYS)]
    chosen = list(dict.fromkeys(chosen))
    nodes = Nodes(
        [token - first for token, _ in chosen],
        [SPAN_TYPES.index(kind) for _, kind in chosen],
        [_row(window, token - first) for token, _ in chosen],
        len(window.sentences),
    )
    places = {span: i for i, span in enumerate(chosen)}
    return nodes, places | {
        (number, ""): len(chosen) + i for i, (_, _, number) in enumerate(window.sentences)
    }


def _row(window: Window, token: int) -> int:
    return next(i for i, (_, end, _) in enumerate(window.sentences) if token < end)


def _within(links: set[Link], places: Mapping[Node, int]) -> list[tuple[int, int, int]]:
    return sorted((places[a], places[c], slot) for a, c, slot in links if a in places and c in places)


def mark(doc: Doc, gold: Gold) -> Marks:
    """Project gold on a document."""
    sents = list(doc.sents)
    marks = Marks(
        [0] * len(doc),
        [0] * len(doc),
        np.zeros((len(sents), len(PRESENT)), np.float32),
        np.zeros((len(sents), len(KINDS)), np.float32),
    )
    _mark_names(doc, gold, marks)
    for key, kind in (("dates", "Date"), ("amounts", "Amount")):
        marks.spans |= {(span.start, kind) for span in spans(doc, key)}
    for fact in gold["facts"]:
        _mark_fact(sents, fact, marks)
    return marks


# --- names ----------------------------------------------------------------------------------------


def _mark_names(doc: Doc, gold: Gold, marks: Marks) -> None:
    """The longest names first; a name nested in another is none."""
    entities = [entity for entity in gold["entities"] if entity["type"] in ENTITY_TYPES]
    names = [(name, entity) for entity in entities for name in entity["names"] if name.strip()]
    taken = [False] * len(doc)
    for name, entity in sorted(names, key=lambda pair: -len(pair[0])):
        for start, end in _where(doc, name):
            if any(taken[start:end]):
                continue
            taken[start:end] = [True] * (end - start)
            _write(marks.names, NAME_LABELS, entity["type"], (start, end))
            marks.spans.add((start, entity["type"]))
            marks.types[entity["id"]] = entity["type"]
            marks.places.setdefault(entity["id"], []).append((start, end))


def _where(doc: Doc, name: str) -> Iterator[Place]:
    """Where a name stands, with any ending that it may have in the language."""
    words = _WORD.findall(name)
    inner = r"\s*".join(_form(word, doc.lang_) for word in words)
    flags = re.IGNORECASE if name.islower() else 0
    for match in re.finditer(rf"(?<!\w){inner}(?:{_ENDING})(?!\w)", doc.text, flags):
        span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
        if span is not None:
            yield span.start, span.end


def _form(word: str, language: str) -> str:
    if language in INFLECTED and len(word) > 4 and word.isalpha():
        return re.escape(word[: max(3, len(word) - 3)]) + r"\w{0,6}"
    return re.escape(word)


def _write(labels: list[int], names: Sequence[str], kind: str, place: Place) -> None:
    labels[place[0]] = names.index(f"B-{kind}")
    for index in range(place[0] + 1, place[1]):
        labels[index] = names.index(f"I-{kind}")


# --- facts ----------------------------------------------------------------------------------------


def _mark_fact(sents: list[Span], fact: Gold, marks: Marks) -> None:
    found = [list(_fillers(sent, number, fact, marks)) for number, sent in enumerate(sents)]
    slots = [len({f.slot for f in here}) for here in found]
    distinct = [len({(f.slot, f.place) for f in here}) for here in found]
    best = max(range(len(sents)), key=lambda i: (slots[i], distinct[i], -i))
    stated = sum(len(f) for slot, f in fact["slots"].items() if slot not in UNPLACED)
    if not distinct[best] or distinct[best] < min(2, stated):
        return
    told = [i for i in range(len(sents)) if i == best or (slots[i] >= 2 and slots[i] >= slots[best] - 1)]
    for number in told:
        _mark_sentence(number, fact, marks)
    everywhere = [f for here in found for f in here]
    chosen = _nearest(everywhere, best, told)
    for one in chosen:
        marks.spans.add(one.node)
        if one.type in TEXT_TYPES and not any(marks.texts[slice(*one.place)]):
            _write(marks.texts, TEXT_LABELS, one.type, one.place)
    anchor = ANCHORS.get(fact["type"])
    if anchor is not None and anchor in fact["slots"]:
        _hang_on_spans(fact["type"], anchor, everywhere, chosen, marks)
    elif anchor is None or fact["type"] == "Funding":
        _hang_on_sentences(fact["type"], everywhere, chosen, best, told, marks)


def _nearest(found: list[Found], best: int, told: list[int]) -> list[Found]:
    """The fillers in the sentences that tell a fact; of each that stands elsewhere only the nearest place."""
    chosen = [f for f in found if f.sentence in told]
    there = {(f.slot, f.filler) for f in chosen}
    for key in dict.fromkeys((f.slot, f.filler) for f in found):
        if key not in there:
            places = (f for f in found if (f.slot, f.filler) == key)
            chosen.append(min(places, key=lambda f: (abs(f.sentence - best), f.place)))
    return chosen


def _hang_on_sentences(
    kind: str, found: list[Found], chosen: list[Found], best: int, told: list[int], marks: Marks
) -> None:
    """From the best sentence to every filler; from the others that tell the fact to their own."""
    for number in told:
        node = (number, "")
        marks.unknown |= {(node, f.node, SLOTS.index(f"{kind}.{f.slot}")) for f in found}
        own = chosen if number == best else [f for f in chosen if f.sentence == number]
        marks.links |= {(node, f.node, SLOTS.index(f"{kind}.{f.slot}")) for f in own}


def _hang_on_spans(kind: str, anchor: str, found: list[Found], chosen: list[Found], marks: Marks) -> None:
    """From the anchor to the fillers of its sentence; from the nearest to one that stands elsewhere."""
    own = SLOTS.index(f"{kind}.{anchor}")
    anchors = [f for f in found if f.slot == anchor]
    used = [f for f in chosen if f.slot == anchor]
    links: set[Link] = set()
    for filler in (f for f in found if f.slot != anchor):
        slot = SLOTS.index(f"{kind}.{filler.slot}")
        marks.unknown |= {(a.node, filler.node, slot) for a in anchors}
        if filler in chosen:
            near = [a for a in used if a.sentence == filler.sentence]
            near = near or sorted(used, key=lambda a: abs(a.sentence - filler.sentence))[:1]
            links |= {(a.node, filler.node, slot) for a in near}
    hung = {link[0] for link in links}
    marks.unknown |= {(a.node, a.node, own) for a in anchors}
    marks.links |= links | {(a.node, a.node, own) for a in used if a.node in hung}


def _fillers(sent: Span, number: int, fact: Gold, marks: Marks) -> Iterator[Found]:
    """The fillers of a fact that stand in a sentence, by their slots."""
    for slot, fillers in fact["slots"].items():
        for filler in fillers:
            label = f"{fact['type']}.{slot}"
            kind = marks.types.get(filler) or TEXT_SLOTS.get(label) or FILLERS.get(label, ("",))[0]
            for place in _places(sent, label, filler, marks):
                if kind in FILLERS.get(label, ()):
                    yield Found(slot, filler, place, kind, number)


def _places(sent: Span, label: str, filler: str, marks: Marks) -> list[Place]:
    slot = label.split(".")[1]
    if filler in marks.places:
        return [place for place in marks.places[filler] if sent.start <= place[0] < sent.end]
    if slot in DATE_SLOTS:
        dates = (d for d in spans(sent.doc, "dates") if _begin(d._.edtf) == _begin(filler))
        return [(d.start, d.end) for d in dates if sent.start <= d.start < sent.end]
    if slot == "amount":
        amounts = (a for a in spans(sent.doc, "amounts") if a._.name == filler)
        return [(a.start, a.end) for a in amounts if sent.start <= a.start < sent.end]
    place = _alike(sent, filler) if label in TEXT_SLOTS else None
    return [place] if place else []


def _begin(edtf: str) -> str:
    return edtf.split("/")[0]


def _alike(sent: Span, filler: str) -> Place | None:
    """The stretch of a sentence that is most like a string: its words, inflected or not, close together."""
    wanted = {_stem(word) for word in re.findall(r"\w+", filler)}
    words = [(t.i, _stem(t.text)) for t in sent if any(c.isalnum() for c in t.text)]
    hits = [n for n, (_, stem) in enumerate(words) if stem in wanted]
    best, score = None, 0.0
    for first in hits:
        for last in (n for n in hits if first <= n < first + len(wanted) + 4):
            got = {stem for _, stem in words[first : last + 1]} & wanted
            value = (len(got) - 0.1 * (last + 1 - first - len(got))) / len(wanted)
            if value > score:
                best, score = (words[first][0], words[last][0] + 1), value
    return best if score >= ALIKE else None


def _stem(word: str) -> str:
    return word.casefold()[:STEM]


def _mark_sentence(sentence: int, fact: Gold, marks: Marks) -> None:
    kind = fact["type"]
    marks.present[sentence, PRESENT.index(f"{kind}.{fact.get('modality', 'done')}")] = 1
    for value in fact["slots"].get("kind", ()):
        if f"{kind}.{value}" in KINDS:
            marks.kinds[sentence, KINDS.index(f"{kind}.{value}")] = 1
