"""Zones: which lines of a release are title, heading, body, and which are furniture of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span

from .words import Lexicon

_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_MARKUP = "#*>•· \t"
HEADING = 120  # characters: a longer line without a full stop is still a paragraph


def zoner(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["zones"]`, one span a line that is not blank."""
    rules = words["boilerplate"]
    lines, closing = frozenset(rules["lines"]), frozenset(rules["closing"])
    starts = tuple(rules["starts"])

    def zones(doc: Doc) -> Doc:
        doc.spans["zones"] = list(_zones(doc, lines, closing, starts))
        return doc

    return zones


def _zones(
    doc: Doc, lines: frozenset[str], closing: frozenset[str], starts: tuple[str, ...]
) -> Iterator[Span]:
    found = list(_LINE.finditer(doc.text))
    closed = False
    for number, match in enumerate(found):
        line = match.group().strip(_MARKUP).rstrip(":. ").casefold()
        closed = closed or (line in closing and number > 0)
        furniture = closed or line in lines or match.group().strip().casefold().startswith(starts)
        label = "boilerplate" if furniture else _label(match.group(), number)
        span = doc.char_span(match.start(), match.end(), label=label, alignment_mode="expand")
        if span is not None:
            yield span


def _label(line: str, number: int) -> str:
    ended = line.rstrip().endswith((".", "!", "?", "”", '"', ":", ",", "…"))
    if ended or len(line) > HEADING or line.lstrip().startswith(("–", "—", "- ")):
        return "body"
    return "title" if number == 0 else "heading"
