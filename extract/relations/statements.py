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

from ..draft import Draft, Filler, names, spans
from ..words import Lexicon

METHOD = "rule:statements"
WORDS = 8  # a Statement's text is the first eight words
# A long line that goes on in lower case in the next one is broken at a fixed width.
_DASHED = re.compile(
    r"^[ \t]*(?:[–—−‒]|-(?=[ \t]))[ \t]*(?P<quote>.+(?:(?<=.{50})\n[ \t]*(?=[a-zà-öø-þ]).+)*)$", re.MULTILINE
)
_SIGNED = re.compile(r"[ \t]*(?:\n[> \t]*)?[–—][ \t]*(?P<who>[^\n]{3,150})")  # “…” – Karin Ek, chair
_QUOTED = re.compile(
    r"[”\"“][^”\"“„\n]{8,2000}[”\"“]|„[^“”\n]{8,2000}[“”]|«[^«»\n]{8,2000}»|»[^«»\n]{8,2000}[«»]"
    r"|‘[^‘\n]{8,2000}?[,.!?]’"
)
_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĘĚŁŃŇŐŘŚŠŤŮŰŹŻŽ"
_NAME = rf"[{_CAPITAL}][\w-]+"
_MARKS = '”"“„«»‘’ \t\xa0\u202f'


@dataclass(frozen=True, slots=True)
class _Quote:
    """Character offsets of the words said, and of the words that say who said them."""

    start: int
    end: int
    source: tuple[int, int]
    goes_on: bool = False  # the rest of a quotation that "säger X" interrupted: no Statement of its own


@dataclass(frozen=True, slots=True)
class _Saying:
    """How a language says who said it: "säger", "Karin Ek says" at the end of a sentence, "hon"."""

    verb: re.Pattern[str]
    stop: re.Pattern[str]
    named: re.Pattern[str]
    pronoun: re.Pattern[str]
    that: re.Pattern[str]

    @classmethod
    def of(cls, words: Lexicon) -> _Saying:
        """From the lexicon's verbs and pronouns; a full stop behind an abbreviation ends no sentence."""
        rules = words["statements"]
        short = "".join(rf"(?<!\b{re.escape(a)})" for a in words["sentences"]["abbreviations"])
        verbs = "|".join(sorted(map(re.escape, rules["verbs"]), key=len, reverse=True))
        pronouns = "|".join(rules["pronouns"])
        return cls(
            verb=re.compile(rf"(?:^|[,.!?”\"“»«–—]|\s)[ \t]*(?P<verb>{verbs})(?=[ \t:,.]|$)"),
            named=re.compile(
                rf"[,.!?] (?P<who>(?:{_NAME} ){{1,4}}|(?:{pronouns}) )(?P<verb>{verbs})(?=[.,]|$)"
            ),
            stop=re.compile(rf"(?i:{short})[.!?](?=\s+[{_CAPITAL}–”\"“„«»]|\s*$)"),
            pronoun=re.compile(rf"[ \t,]*(?:{pronouns})\b"),
            that=re.compile(rf"(?<!\w)(?:{'|'.join(rules['that'])})[ \t,:]*$"),
        )


def statements(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["quotations"]` and drafts Statement facts."""
    saying = _Saying.of(words)

    def speak(doc: Doc) -> Doc:
        quotations = []
        furniture = [zone for zone in spans(doc, "zones") if zone.label_ == "boilerplate"]
        for quote in (*_dashed(doc.text, saying), *_quoted(doc.text, saying)):
            if any(zone.start_char <= quote.start < zone.end_char for zone in furniture):
                continue
            span = doc.char_span(quote.start, quote.end, label="Quotation", alignment_mode="contract")
            speaker = _speaker(doc, quote, saying.pronoun)
            if span is None or speaker is None:
                continue
            span._.speaker = speaker
            quotations.append(span)
            if not quote.goes_on:
                doc._.drafts.append(_draft(span, speaker, quote))
        doc.spans["quotations"] = quotations
        return doc

    return speak


def _dashed(text: str, saying: _Saying) -> Iterator[_Quote]:
    """A line that begins with a dash; the first "…, säger X" in it parts the words from their source."""
    for line in _DASHED.finditer(text):
        start, end = line.span("quote")
        clause = _clause(text, start, end, saying)
        if clause is not None:
            stop = _sentence_end(text, clause.end("verb"), end, saying)
            source = (clause.start("who") if "who" in clause.groupdict() else clause.end("verb"), stop)
            yield _Quote(start, clause.start() + (text[clause.start()] in "!?"), source)
            if text[stop + 1 : end].strip():
                yield _Quote(stop + 2, end, source, goes_on=True)


def _clause(text: str, start: int, end: int, saying: _Saying) -> re.Match[str] | None:
    """The verb of saying that stands right behind a comma or another mark, or with a name between."""
    for match in saying.verb.finditer(text, start, end):
        before = text[max(start, match.start() - 1) : match.start("verb")].strip()
        if before[-1:] in (",", "!", "?", ".", "”", '"', "–", "—"):
            return match
    return saying.named.search(text, start, end)


def _quoted(text: str, saying: _Saying) -> Iterator[_Quote]:
    """Words between quotation marks, with the verb of saying right behind them or right before."""
    lines = [line.span() for line in _DASHED.finditer(text) if _clause(text, *line.span("quote"), saying)]
    last: _Quote | None = None
    for match in _QUOTED.finditer(text):
        if any(start <= match.start() < end for start, end in lines):
            continue
        start, end = _inside(match)
        source = _source_behind(text, match.end(), saying)
        if source is None and last is not None and _goes_on(text, last, match.start()):
            last = _Quote(start, end, last.source, goes_on=True)
        else:
            source = source or _source_before(text, match.start(), saying) or _signature(text, match, saying)
            last = _Quote(start, end, source) if source is not None else None
        if last is not None:
            yield last


def _inside(match: re.Match[str]) -> tuple[int, int]:
    """Where the words between the marks stand."""
    words = match.group()
    begin = match.start() + len(words) - len(words.lstrip(_MARKS))
    return begin, match.end() - (len(words) - len(words.rstrip(_MARKS + ",")))


def _goes_on(text: str, last: _Quote, position: int) -> bool:
    """Whether only the source of the last quotation stands between it and this position."""
    after = max(last.end, last.source[1])
    between = text[after:position]
    return position < after or ("\n" not in between and not between.strip(_MARKS + "."))


def _source_behind(text: str, position: int, saying: _Saying) -> tuple[int, int] | None:
    stop = _sentence_end(text, position + 1, _line_end(text, position), saying)
    mark = saying.verb.search(text, position - 1, stop)
    if mark is None:
        return None
    before = text[position : mark.start("verb")].strip(" ,–—")
    # "project manager Karin Ek says" too, behind a comma
    comma = "," in text[max(0, position - 2) : position + 1]
    capital = before[:1].isupper() or (comma and re.search(rf"(?<!\w){_NAME}", before))
    named = len(before) <= 120 and (capital or saying.pronoun.fullmatch(before))
    if not before:
        return mark.end("verb"), stop
    return (position, stop) if named else None


def _source_before(text: str, position: int, saying: _Saying) -> tuple[int, int] | None:
    """The sentence that the quotation ends, or the whole sentence before it."""
    line = text.rfind("\n", 0, position) + 1
    start = max(line, text.rfind(". ", 0, position) + 1)
    mark = saying.verb.search(text, start, position)
    between = text[mark.end("verb") : position].strip() if mark else ""
    if mark is not None and (between in (":", ",", "") or saying.that.search(between)):
        return start, position
    lead = text[line:position].strip()
    if lead.endswith(":") and len(lead) < 80 and re.fullmatch(rf"[-•* \t]*(?:{_NAME} ?){{2,4}}:", lead):
        return line, position
    if text[start:position].strip() or start == line or not _whole(text, position):
        return None
    start = max(line, text.rfind(". ", 0, start - 1) + 1)
    return (start, position) if saying.verb.search(text, start, position) else None


def _whole(text: str, position: int) -> bool:
    """Whether the quotation that begins here is the rest of its line: sentences of their own."""
    match = _QUOTED.match(text, position)
    ended = match is not None and match.group().rstrip(_MARKS).endswith((".", "!", "?"))
    return match is not None and ended and not text[match.end() : _line_end(text, match.end())].strip()


def _signature(text: str, quotation: re.Match[str], saying: _Saying) -> tuple[int, int] | None:
    """Who signed a quotation that has its line or paragraph to itself: "– Karin Ek, chair"."""
    match = _SIGNED.match(text, quotation.end())
    line = text.rfind("\n", 0, quotation.start()) + 1
    if (
        match is None
        or text[line : quotation.start()].strip(" \t>*")
        or _clause(text, *match.span("who"), saying)
    ):
        return None
    return match.span("who") if re.match(rf"(?:[\w.-]+ ){{0,4}}{_NAME} {_NAME}", match["who"]) else None


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _sentence_end(text: str, position: int, limit: int, saying: _Saying) -> int:
    match = saying.stop.search(text, position, limit)
    return match.start() if match else limit


def _speaker(doc: Doc, quote: _Quote, pronoun: re.Pattern[str]) -> Span | None:
    """The first person in the source, else the first organisation; for "säger hon" the last person before."""
    start, end = quote.source
    inside = [e for e in names(doc) if start <= e.start_char and e.end_char <= end + 1]
    for kind in ("Person", "Organisation"):
        found = next((e for e in inside if e.label_ == kind), None)
        if found is not None and (kind == "Person" or not pronoun.match(doc.text, start)):
            return found
    if pronoun.match(doc.text, start):
        earlier = [e for e in names(doc) if e.label_ == "Person" and e.end_char <= quote.start]
        return earlier[-1] if earlier else None
    return None


def _draft(span: Span, speaker: Span, quote: _Quote) -> Draft:
    doc = span.doc
    first, last = min(quote.start, quote.source[0]), max(quote.end, quote.source[1])
    within = doc.char_span(first, last, alignment_mode="expand") or span
    evidence = doc[within[0].sent.start : within[-1].sent.end]
    text = " ".join(span.text.split()[:WORDS])
    slots: dict[str, tuple[Filler, ...]] = {"speaker": (speaker,), "text": (text,)}
    return Draft("Statement", slots, span, (evidence,), METHOD, 0.95)
