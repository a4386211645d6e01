"""Annotated releases → windows of tokens with labels, for the tagger.

Gold states what a text says, not where: names and fillers are projected on the text here. An entity's
names label every place where they stand; a fact labels the sentence that has most of its fillers, and
those others that have nearly as many.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from ..draft import spans
from ..labels import KINDS, NAME_LABELS, PRESENT, SLOTS, TEXT_LABELS, TEXT_SLOTS
from ..model import ENTITY_TYPES
from ..tagger import Tokenizer, Window, windows

INFLECTED = ("cs", "pl", "fi")  # languages in which the end of any word of a name may change
_ENDINGS = ("", "s", ":s", "'s", "’s", "en", "et", "n", "t", "ens", "ets", "ns", "na", "nas")
_ENDING = "|".join(sorted(map(re.escape, _ENDINGS), key=len, reverse=True))
_WORD = re.compile(r"\w+|[^\w\s]")
_DATES = ("date", "start", "end")
_UNPLACED = ("kind", "text")  # slots whose fillers are not words that stand in the sentence as they are
ALIKE = 0.6  # share of a string's words that a stretch of text must have
STEM = 5  # letters by which two forms of one word are known as the same

Place = tuple[int, int]  # tokens
Gold = Mapping[str, Any]
Array = NDArray[np.float32]


@dataclass(slots=True)
class Labelled:
    """A window with what the tagger is to say of it."""

    window: Window
    names: list[int]
    texts: list[int]
    slots: Array  # tokens × SLOTS
    slots_known: Array  # tokens: 1 where the row of slots counts
    present: Array  # sentences × PRESENT
    kinds: Array  # sentences × KINDS
    facts_known: bool = True


@dataclass(slots=True)
class Marks:
    """The labels of a whole document, and where each entity stands."""

    names: list[int]
    texts: list[int]
    slots: Array
    slots_known: Array
    present: Array
    kinds: Array
    places: dict[str, list[Place]] = field(default_factory=dict)


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
        yield Labelled(
            window,
            marks.names[tokens],
            marks.texts[tokens],
            marks.slots[tokens],
            marks.slots_known[tokens],
            marks.present[rows],
            marks.kinds[rows],
        )


def mark(doc: Doc, gold: Gold) -> Marks:
    """Project gold on a document."""
    sents = list(doc.sents)
    marks = Marks(
        [0] * len(doc),
        [0] * len(doc),
        np.zeros((len(doc), len(SLOTS)), np.float32),
        np.zeros(len(doc), np.float32),
        np.zeros((len(sents), len(PRESENT)), np.float32),
        np.zeros((len(sents), len(KINDS)), np.float32),
    )
    _mark_names(doc, gold, marks)
    for span in (*spans(doc, "dates"), *spans(doc, "amounts")):
        marks.slots_known[span.start] = 1
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
            marks.slots_known[start] = 1
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
    found = [list(_fillers(sent, fact, marks)) for sent in sents]
    slots = [len({slot for slot, _ in here}) for here in found]
    distinct = [len(set(here)) for here in found]
    best = max(range(len(sents)), key=lambda i: (slots[i], distinct[i], -i))
    stated = sum(len(f) for slot, f in fact["slots"].items() if slot not in _UNPLACED)
    if not distinct[best] or distinct[best] < min(2, stated):
        return
    for number, here in enumerate(found):
        if number == best or (slots[number] >= 2 and slots[number] >= slots[best] - 1):
            _mark_sentence(here, number, fact, marks)


def _fillers(sent: Span, fact: Gold, marks: Marks) -> Iterator[tuple[str, Place]]:
    """The fillers of a fact that stand in a sentence, by their slots."""
    for slot, fillers in fact["slots"].items():
        for filler in fillers:
            for place in _places(sent, f"{fact['type']}.{slot}", filler, marks):
                yield slot, place


def _places(sent: Span, label: str, filler: str, marks: Marks) -> list[Place]:
    slot = label.split(".")[1]
    if filler in marks.places:
        return [place for place in marks.places[filler] if sent.start <= place[0] < sent.end]
    if slot in _DATES:
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


def _mark_sentence(here: list[tuple[str, Place]], sentence: int, fact: Gold, marks: Marks) -> None:
    kind = fact["type"]
    marks.present[sentence, PRESENT.index(f"{kind}.{fact.get('modality', 'done')}")] = 1
    for value in fact["slots"].get("kind", ()):
        if f"{kind}.{value}" in KINDS:
            marks.kinds[sentence, KINDS.index(f"{kind}.{value}")] = 1
    for slot, (start, end) in here:
        label = f"{kind}.{slot}"
        marks.slots[start, SLOTS.index(label)] = 1
        marks.slots_known[start] = 1
        text = TEXT_SLOTS.get(label)
        if text and not any(marks.texts[start:end]):
            _write(marks.texts, TEXT_LABELS, text, (start, end))
