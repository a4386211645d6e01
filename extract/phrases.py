"""Reading a tokenised sentence without a grammar: phrases, lists of names, modality."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from .aliases import is_acronym
from .draft import name_at, names_in, spans
from .model import Modality, spells
from .words import Lexicon

_JOINERS = frozenset([",", "och", "samt", "and", "&", "respektive", "as", "well", "både", "both", "the"])
_ARTICLES = frozenset(["the", "den", "det", "de"])
_OPENING, _CLOSING = "(", ")"
_BRACKET, _REACH = re.compile(r"[ \n]{0,2}\(([^()]{2,120})\)"), 24  # tokens


def sentences(doc: Doc) -> Iterator[Span]:
    """The sentences of the body, title and headings, without white space around; furniture is left out."""
    aside = furniture(doc)
    for sent in doc.sents:
        span = stripped(sent)
        if span is not None and span.start not in aside:
            yield span


def furniture(doc: Doc) -> set[int]:
    """The tokens of lines that do not belong to the body."""
    zones = (zone for zone in spans(doc, "zones") if zone.label_ == "boilerplate")
    return {index for zone in zones for index in range(zone.start, zone.end)}


def stripped(span: Span) -> Span | None:
    """The span, its label kept, without white space tokens at its ends; None where nothing is left."""
    start, end = span.start, span.end
    while start < end and span.doc[start].is_space:
        start += 1
    while end > start and span.doc[end - 1].is_space:
        end -= 1
    return Span(span.doc, start, end, label=span.label) if start < end else None


def noun_phrase(doc: Doc, start: int, words: Lexicon, *, limit: int = 8) -> Span | None:
    """The words from `start` to where a phrase plausibly ends, without articles before it.

    It ends at punctuation, at a word of the lexicon's stop list, at a person, or after `limit` tokens.
    """
    rules = words["phrases"]
    start = _after_articles(doc, start, rules["articles"])
    end = start
    while end < min(len(doc), start + limit) and _continues(doc[end], start, rules):
        end += 1
    while end > start and doc[end - 1].lower_ == rules["and"]:
        end -= 1
    return doc[start:end] if end > start else None


def _after_articles(doc: Doc, start: int, articles: Iterable[str]) -> int:
    while start < len(doc):
        after = next((e for a in articles if (e := follows(doc, start, a.split())) is not None), None)
        if after is None:
            return start
        start = after
    return start


def _continues(token: Token, start: int, rules: Lexicon) -> bool:
    if token.ent_type_ == "Person" or not (token.is_alpha or "-" in token.text or token.like_num):
        return False
    if not any(character.isalnum() for character in token.text):
        return False
    return (token.i > start and token.lower_ == rules["and"]) or token.lower_ not in rules["stops"]


def follows(doc: Doc, index: int, phrase: Sequence[str]) -> int | None:
    """The index after `phrase` where it stands at `index`, else None. Case does not matter."""
    end = index + len(phrase)
    if index < 0 or end > len(doc):
        return None
    return end if all(doc[index + k].lower_ == word for k, word in enumerate(phrase)) else None


def follows_any(doc: Doc, index: int, phrases: Iterable[str]) -> int | None:
    """The index after the longest of the phrases that stands at `index`."""
    ends = (follows(doc, index, phrase.split()) for phrase in phrases)
    return max((end for end in ends if end is not None), default=None)


def ent_at(doc: Doc, index: int, types: Container[str]) -> Span | None:
    """The entity of one of these types that begins at `index`, articles before it passed over."""
    while index < len(doc) and doc[index].lower_ in _ARTICLES:
        index += 1
    found = name_at(doc, index)
    return found if found is not None and found.label_ in types else None


def lead_word(span: Span) -> str:
    """The word before a name, articles passed over; in lower case, empty at the beginning."""
    index = span.start - 1
    while index >= 0 and span.doc[index].lower_ in _ARTICLES:
        index -= 1
    return str(span.doc[index].lower_) if index >= 0 else ""


def acronym_behind(span: Span) -> str | None:
    """The acronym in brackets right behind a name, "(OSF 2023)", if it is made of the name's letters."""
    inside = _bracket(span)
    acronym = re.split(r"[,;] ?", inside[1])[0].strip() if inside is not None else ""
    return acronym if is_acronym(acronym) and spells(acronym, span.text) else None


def bracketed(span: Span) -> list[Span]:
    """The names in brackets right behind a name, if the brackets hold nothing but a list of names."""
    inside = _bracket(span)
    if inside is None:
        return []
    first, last = inside.span(1)
    behind = span.doc.char_span(span.end_char, span.end_char + last, alignment_mode="expand")
    found = names_in(behind) if behind is not None else []
    rest = inside[1]
    for name in reversed(found):
        start = name.start_char - span.end_char - first
        rest = rest[:start] + rest[start + len(name.text) :]
    return found if not rest.strip(" ,;'\"“”") else []


def _bracket(span: Span) -> re.Match[str] | None:
    """What stands in brackets right behind a span; its offsets count from the end of the span."""
    behind = span.doc[span.end - 1 : span.end + _REACH]
    return _BRACKET.match(behind.text[span.end_char - behind.start_char :])


def groups(sentence: Span, types: Container[str]) -> list[list[Span]]:
    """The names of these types in a sentence; those that are listed together in one group."""
    found: list[list[Span]] = []
    for ent in names_in(sentence):
        if ent.label_ not in types:
            continue
        if found and _listed(found[-1][-1], ent):
            found[-1].append(ent)
        else:
            found.append([ent])
    return found


def _listed(first: Span, second: Span) -> bool:
    """Whether only commas, conjunctions and a bracket stand between two names."""
    between = [t for t in first.doc[first.end : second.start] if not t.is_space]
    texts = [t.lower_ for t in between]
    if _OPENING in texts and _CLOSING in texts:
        texts = texts[: texts.index(_OPENING)] + texts[texts.index(_CLOSING) + 1 :]
    return bool(texts) and len(texts) <= 4 and all(text in _JOINERS for text in texts)


def modality(sentence: Span, anchor: Span, words: Lexicon, *, reach: int = 8) -> Modality:
    """Whether the anchor's clause says that it is done, planned or not so.

    Only words of the same clause and at most `reach` tokens before the anchor count, and negations
    up to two tokens behind it.
    """
    rules = words["modality"]
    start = max(sentence.start, anchor.start - reach)
    for token in reversed(sentence.doc[start : anchor.start]):
        if token.text in (";", ":", "–") or token.lower_ in ("som", "which", "that", "who"):
            start = token.i + 1
            break
    before, within = range(start, anchor.start), range(anchor.start, anchor.end - 1)
    around = range(start, min(sentence.end, anchor.end + 2))
    if any(sentence.doc[i].lower_ in rules["negated"] for i in around):
        return "negated"
    if any(follows_any(sentence.doc, i, rules["planned"]) is not None for i in (*before, *within)):
        return "planned"
    return "done"


def dates_in(sentence: Span) -> list[Span]:
    """The dates that stand in a sentence."""
    dates = sentence.doc.spans.get("dates", [])
    first = bisect_left(dates, sentence.start, key=lambda date: date.start)
    last = bisect_left(dates, sentence.end, lo=first, key=lambda date: date.start)
    return [dates[index] for index in range(first, last)]


def later_than(edtf: str, published: str | None) -> bool:
    """Whether a date lies wholly after the publication, as far as both are known.

    >>> later_than("2024-09/2024-11", "2024-06"), later_than("2024-06-14", "2024-06")
    (True, False)
    """
    first = edtf.split("/")[0]
    if not published or not first[:1].isdigit():
        return False
    known = min(len(first), len(published))
    return first[:known] > published[:known]
