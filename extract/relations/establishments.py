"""Establishments: who founded, launched or opened what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from ..draft import Draft, Filler, names_in
from ..phrases import dates_in, ent_at, groups, later_than, lead_word, modality, sentences
from ..words import Lexicon

METHOD = "rule:establishments"
_FOUNDERS = ("Organisation",)
_FOUNDED = ("Initiative", "Organisation")
_AUXILIARIES = ("was", "were", "been", "is", "are", "being", "be")


def establishments(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts Establishment facts about named initiatives and organisations."""
    described = re.compile(words["establishments"]["is_initiative"])

    def relate(doc: Doc) -> Doc:
        for sentence in sentences(doc):
            doc._.drafts.extend(_described(sentence, described))
            doc._.drafts.extend(_founded(sentence, words))
        return doc

    return relate


def _described(sentence: Span, regex: re.Pattern[str]) -> Iterator[Draft]:
    """ "X är ett initiativ från Y": Y stands behind X."""
    doc = sentence.doc
    for match in regex.finditer(sentence.text):
        start, end = (sentence.start_char + offset for offset in match.span())
        anchor = doc.char_span(start, end, alignment_mode="expand")
        if anchor is None:
            continue
        founder = ent_at(doc, anchor.end, _FOUNDERS)
        before = (e for e in names_in(sentence) if e.label_ == "Initiative" and e.end <= anchor.start)
        initiative = next(before, None)
        if founder is not None and initiative is not None:
            yield _draft(initiative, anchor, sentence, (founder,), 0.8)


def _founded(sentence: Span, words: Lexicon) -> Iterator[Draft]:
    """ "Y lanserar X", "X lanserades av Y"."""
    doc, rules = sentence.doc, words["establishments"]
    found = groups(sentence, _FOUNDED)
    for token in sentence:
        anchor = doc[token.i : token.i + 1]
        before = next((g for g in reversed(found) if g[-1].end <= token.i and token.i - g[-1].end <= 3), None)
        if before is None:
            continue
        passive = _is_passive(token, rules)
        if passive and len(before) == 1:
            agents = (g for g in found if g[0].start > token.i and lead_word(g[0]) == rules["by"])
            founders = next(agents, [])
            if founders or dates_in(sentence):
                yield _draft(before[0], anchor, sentence, tuple(founders), 0.7, words)
        elif token.lower_ in rules["actives"] and not passive:
            named = ent_at(doc, token.i + 1, ("Initiative",))
            if named is not None and all(e.label_ == "Organisation" for e in before):
                yield _draft(named, anchor, sentence, tuple(before), 0.7, words)


def _is_passive(token: Token, rules: Lexicon) -> bool:
    """Whether the verb is passive; an English participle is if an auxiliary stands before it."""
    if token.lower_ not in rules["passives"]:
        return False
    return token.lower_ not in rules["actives"] or (token.i > 0 and token.nbor(-1).lower_ in _AUXILIARIES)


def _draft(
    established: Span,
    anchor: Span,
    sentence: Span,
    founders: tuple[Span, ...],
    confidence: float,
    words: Lexicon | None = None,
) -> Draft:
    slots: dict[str, tuple[Filler, ...]] = {"established": (established,)}
    if founders:
        slots["founder"] = founders
    dates = dates_in(sentence) if words is not None else []
    if len(dates) == 1:
        slots["date"] = (dates[0]._.edtf,)
    said = modality(sentence, anchor, words) if words is not None else "done"
    if dates and said == "done" and later_than(dates[0]._.edtf, sentence.doc._.published):
        said = "planned"
    return Draft("Establishment", slots, anchor, (sentence,), METHOD, confidence, said)
