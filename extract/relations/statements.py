"""Direct speech and its speaker, in the styles of the press.

– Det här är stort, säger Karin Ek, chef i Region Nord.
”Det här är stort”, säger Karin Ek.
"This is big," said Karin Ek.
Karin Ek said: "This is big."
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from ..draft import Draft, Filler, spans
from ..words import Lexicon

METHOD = "rule:statements"
WORDS = 8  # a Statement's text is the first eight words
_DASHED = re.compile(r"^[ \t]*(?:[–—−‒]|-(?=[ \t]))[ \t]*(?P<quote>.+)$", re.MULTILINE)
_QUOTED = re.compile(
    r"[”\"“][^”\"“„\n]{12,2000}[”\"“]|„[^“”\n]{12,2000}[“”]|«[^«»\n]{12,2000}»|»[^«»\n]{12,2000}«"
)
_MARKS = '”"“„«» \t\xa0'


@dataclass(frozen=True, slots=True)
class _Quote:
    """Character offsets of the words said, and of the words that say who said them."""

    start: int
    end: int
    source: tuple[int, int]


def statements(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["quotations"]` and drafts Statement facts."""
    verbs = "|".join(sorted(map(re.escape, words["statements"]["verbs"]), key=len, reverse=True))
    said = re.compile(rf"(?:^|[,.!?”\"“»«]|\s)[ \t]*(?P<verb>{verbs})(?=[ \t:])")
    pronoun = re.compile(rf"[ \t]*(?:{'|'.join(words['statements']['pronouns'])})\b")

    def speak(doc: Doc) -> Doc:
        quotations = []
        furniture = [zone for zone in spans(doc, "zones") if zone.label_ == "boilerplate"]
        for quote in (*_dashed(doc.text, said), *_quoted(doc.text, said)):
            if any(zone.start_char <= quote.start < zone.end_char for zone in furniture):
                continue
            span = doc.char_span(quote.start, quote.end, label="Quotation", alignment_mode="contract")
            speaker = _speaker(doc, quote, pronoun)
            if span is None or speaker is None:
                continue
            span._.speaker = speaker
            quotations.append(span)
            doc._.drafts.append(_draft(span, speaker, quote))
        doc.spans["quotations"] = quotations
        return doc

    return speak


def _dashed(text: str, said: re.Pattern[str]) -> Iterator[_Quote]:
    """A line that begins with a dash; the last "…, säger X" in it parts the words from their source."""
    for line in _DASHED.finditer(text):
        start, end = line.span("quote")
        clause = next((m for m in said.finditer(text, start, end) if _after_mark(text, start, m)), None)
        if clause is not None:
            verb = clause.end("verb")
            yield _Quote(start, clause.start(), (verb, _sentence_end(text, verb, end)))


def _after_mark(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a comma or another mark stands right before the verb of saying."""
    before = text[max(start, match.start() - 1) : match.start("verb")].strip()
    return before[-1:] in (",", "!", "?", ".", "”", '"')


def _quoted(text: str, said: re.Pattern[str]) -> Iterator[_Quote]:
    """Words between quotation marks, with the verb of saying right behind them or right before."""
    for match in _QUOTED.finditer(text):
        if text[max(0, match.start() - 3) : match.start()].strip().startswith(("–", "—")):
            continue
        inner = text[match.start() : match.end()]
        start = match.start() + len(inner) - len(inner.lstrip(_MARKS))
        end = match.end() - (len(inner) - len(inner.rstrip(_MARKS + ",")))
        source = _source_behind(text, match.end(), said) or _source_before(text, match.start(), said)
        if source is not None:
            yield _Quote(start, end, source)


def _source_behind(text: str, position: int, said: re.Pattern[str]) -> tuple[int, int] | None:
    stop = _sentence_end(text, position + 1, _line_end(text, position))
    mark = said.search(text, position - 1, stop)
    if mark is None:
        return None
    before = text[position : mark.start("verb")].strip(" ,")
    near = not before or (len(before) <= 120 and before[:1].isupper())
    return (min(position, mark.start("verb")), stop) if near else None


def _source_before(text: str, position: int, said: re.Pattern[str]) -> tuple[int, int] | None:
    start = max(text.rfind("\n", 0, position), text.rfind(". ", 0, position)) + 1
    mark = said.search(text, start, position)
    close = mark is not None and text[mark.end("verb") : position].strip() in (":", ",", "")
    return (start, position) if close else None


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _sentence_end(text: str, position: int, limit: int) -> int:
    match = re.compile(r"[.!?](?=\s+[A-ZÅÄÖÉÜ–”\"“]|\s*$)").search(text, position, limit)
    return match.start() if match else limit


def _speaker(doc: Doc, quote: _Quote, pronoun: re.Pattern[str]) -> Span | None:
    """The first person in the source, else the first organisation; for "säger hon" the last person before."""
    start, end = quote.source
    inside = [e for e in doc.ents if start <= e.start_char and e.end_char <= end + 1]
    for kind in ("Person", "Organisation"):
        found = next((e for e in inside if e.label_ == kind), None)
        if found is not None and (kind == "Person" or not pronoun.match(doc.text, start)):
            return found
    if pronoun.match(doc.text, start):
        earlier = [e for e in doc.ents if e.label_ == "Person" and e.end_char <= quote.start]
        return earlier[-1] if earlier else None
    return None


def _draft(span: Span, speaker: Span, quote: _Quote) -> Draft:
    doc = span.doc
    first, last = min(quote.start, quote.source[0]), max(quote.end, quote.source[1])
    sents = [s for s in doc.sents if s.start_char < last and s.end_char > first]
    evidence = doc[sents[0].start : sents[-1].end]
    text = " ".join(span.text.split()[:WORDS])
    slots: dict[str, tuple[Filler, ...]] = {"speaker": (speaker,), "text": (text,)}
    return Draft("Statement", slots, span, (evidence,), METHOD, 0.95)
