"""Names: what the model, the gazetteer and the patterns of a language find, brought to one set.

The component can stand behind any recogniser: it reads `doc.ents` in the labels that the lexicon maps
to our types and leaves `doc.ents` in our types, each with its base form in `ent._.name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from .draft import spans
from .known import GENITIVES, matcher, matches
from .model import mint
from .words import Lexicon

Find = Callable[[Doc], Iterator[Span]]
_EDGES = re.compile(r"^[\W_]+|[^\w)]+$")
_ARTICLES = ("the ", "The ", "an ", "a ")


def namer(nlp: Language, words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that turns model entities, known names and patterns into `doc.ents` of our types."""
    rules = words["names"]
    phrases = matcher(nlp)
    patterns = [(kind, re.compile(regex)) for kind, found in rules["patterns"].items() for regex in found]
    labels: dict[str, str] = rules["labels"]
    stop = frozenset(rules["stop"]["words"])
    finders: list[Find] = [
        lambda doc: matches(doc, phrases),
        lambda doc: _government(doc, rules["stop"]["government"]),
        lambda doc: _patterned(doc, patterns),
        lambda doc: _modelled(doc, labels),
    ]

    def names(doc: Doc) -> Doc:
        found = [span for find in finders for span in find(doc) if span.text not in stop]
        chosen = _without_overlap(_units(found, doc, rules["units"]) + found)
        doc.ents = [span for span in chosen if not _in_furniture(span)]
        _set_bases(doc)
        return doc

    return names


def _without_overlap(found: Iterable[Span]) -> list[Span]:
    """The longest first; of equal ones the one that came first, which is the better source."""
    taken: set[int] = set()
    chosen = []
    for span in sorted(found, key=lambda s: -len(s)):
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            chosen.append(span)
    return chosen


def _in_furniture(span: Span) -> bool:
    zones = spans(span.doc, "zones")
    return any(z.label_ == "boilerplate" and z.start <= span.start < z.end for z in zones)


# --- where names come from ----------------------------------------------------------------------


def _patterned(doc: Doc, patterns: list[tuple[str, re.Pattern[str]]]) -> Iterator[Span]:
    for kind, regex in patterns:
        for match in regex.finditer(doc.text):
            span = doc.char_span(*match.span(), label=kind, alignment_mode="expand")
            if span is not None:
                yield span


def _government(doc: Doc, rule: dict[str, Any]) -> Iterator[Span]:
    """ "regeringen" without a foreign country before it is the government of the language's country."""
    foreign = re.compile(rule["foreign"]) if rule["foreign"] else None
    for token in doc:
        base = next((w for w in rule["words"] if token.text in (w, f"{w}s")), None)
        if base is None or (foreign and token.i and foreign.search(doc[token.i - 1].text)):
            continue
        span = Span(doc, token.i, token.i + 1, label="Organisation")
        span._.name = base.lower()
        span._.iri = mint("id/organisation", rule["iri_name"])
        yield span


def _modelled(doc: Doc, labels: dict[str, str]) -> Iterator[Span]:
    persons = {
        t.text for e in doc.ents if labels.get(e.label_) == "Person" and len(e) > 1 for t in _trimmed(e) or e
    }
    for ent in doc.ents:
        kind, span = labels.get(ent.label_), _trimmed(ent)
        if kind is None or span is None or not span.text[0].isupper():
            continue
        if len(span) == 1 and kind == "Person" and span.text not in persons:
            continue
        if len(span) == 1 and not _confirmed(span):
            continue
        yield Span(doc, span.start, span.end, label=kind)


def _trimmed(ent: Span) -> Span | None:
    """The entity without punctuation, articles and line breaks around it; only its first line."""
    text = ent.text.split("\n", 1)[0]
    start = len(text) - len(_EDGES.sub("", text, count=1)) if _EDGES.match(text) else 0
    end = len(_EDGES.sub("", text[start:])) + start
    for article in _ARTICLES:
        if text[start:end].startswith(article):
            start += len(article)
    return ent.doc.char_span(ent.start_char + start, ent.start_char + end) if start < end else None


def _confirmed(span: Span) -> bool:
    """One word at the head of a sentence may have its capital from there: it must have it elsewhere too."""
    token = span[0]
    if not token.is_sent_start and not (token.i and token.nbor(-1).text in '–—-”"“'):
        return True
    if token.is_upper and len(token) > 1:
        return True
    return any(t.text == token.text and t.i != token.i and not t.is_sent_start for t in token.doc)


def _units(found: list[Span], doc: Doc, rule: dict[str, Any]) -> list[Span]:
    """Units of an organisation that have no name but in it: "Region Stockholms programkontor för …"."""
    units = []
    for span in found:
        genitive = span.label_ == "Organisation" and span.text.endswith(GENITIVES)
        if genitive and span.end < len(doc) and doc[span.end].text in rule["nouns"]:
            end = _end_of_field(doc, span.end + 1, rule["link"])
            units.append(Span(doc, span.start, end, label="Organisation"))
    return units


def _end_of_field(doc: Doc, end: int, link: str) -> int:
    """Where "för life science och smart specialisering" ends: at the first word that is not lower case."""
    if end >= len(doc) or doc[end].text != link or end + 1 >= len(doc) or not doc[end + 1].is_lower:
        return end
    last = end + 1
    while last < min(len(doc), end + 9) and doc[last].is_alpha and doc[last].is_lower:
        last += 1
    return last


# --- base forms ---------------------------------------------------------------------------------


def _set_bases(doc: Doc) -> None:
    written = {ent.text for ent in doc.ents}
    for ent in doc.ents:
        if ent._.name is None:
            ent._.name = " ".join(_without_genitive(ent.text, written).split())


def _without_genitive(text: str, written: set[str]) -> str:
    """The base form: sure where the apostrophe or colon shows it, else only if the text has it elsewhere."""
    for ending in GENITIVES[1:]:
        if text.endswith(ending):
            return text.removesuffix(ending)
    base = text.removesuffix("s")
    return base if base in written else text
