"""Zones: which lines of a release are title, heading, body, and which are furniture of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from .lines import lines
from .words import Lexicon

_MARKUP = "#*>•· \t"
_ITEM = re.compile(r"\s*(?:[*•·▪◦‣●○■]|\d{1,2}[.)])\s+\S")
_CELLS = re.compile(r"[^|\t]*(?:\||\t)[^|\t]*(?:\||\t)")
HEADING = 120  # characters: a longer line without a full stop is still a paragraph
ABOUT = 80  # a longer line is no heading over a self-description


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language calls the furniture of a page."""

    lines: frozenset[str]
    closing: frozenset[str]
    starts: tuple[str, ...]
    about: tuple[str, ...]
    us: frozenset[str]


def zoner(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["zones"]`, one span a line that is not blank.

    Labels: title, heading, body; list and table for lines of these; about for what a body tells of itself
    under "About …"; boilerplate for contacts, links, credits and what else belongs to the page.
    """
    rules = words["boilerplate"]
    known = _Words(
        frozenset(rules["lines"]),
        frozenset(rules["closing"]),
        tuple(rules["starts"]),
        tuple(rules["about"]),
        frozenset(rules["us"]),
    )

    def zones(doc: Doc) -> Doc:
        doc.spans["zones"] = list(_zones(doc, known))
        return doc

    return zones


def _zones(doc: Doc, words: _Words) -> Iterator[Span]:
    closed = about = False
    text = doc.text
    for number, (start, end) in enumerate(lines(text)):
        whole = text[start:end]
        line = whole.strip(_MARKUP).rstrip(":. ").casefold()
        closed = closed or (line in words.closing and number > 0)
        furniture = line in words.lines or whole.strip().casefold().startswith(words.starts)
        label = "boilerplate" if closed or furniture else _label(whole, number)
        if _opens_about(whole.strip(_MARKUP).rstrip(": "), words):
            about, label = True, "heading" if label == "body" else label
        elif label == "heading":
            about = False
        elif about and label == "body":
            label = "about"
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None:
            yield span


def _opens_about(line: str, words: _Words) -> bool:
    """Whether a line is "About" or "Om Region Tallvik": a name follows, and no sentence ends."""
    start = next((w for w in words.about if f"{line.casefold()} ".startswith(w)), None)
    if start is None or len(line) > ABOUT or line.endswith((".", "!", "?", ",")):
        return False
    rest = line[len(start) :].strip()
    return rest[:1].isupper() or rest.casefold() in words.us


def _label(line: str, number: int) -> str:
    if number and _CELLS.match(line):
        return "table"
    if _ITEM.match(line):
        return "list"
    ended = line.rstrip().endswith((".", "!", "?", "”", '"', ":", ",", "…"))
    if ended or len(line) > HEADING or line.lstrip().startswith(("–", "—", "- ")):
        return "body"
    return "title" if number == 0 else "heading"
