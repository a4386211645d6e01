"""Agreements: who signed what with whom, when and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from ..draft import Draft, Filler, names_in
from ..phrases import dates_in, follows, groups, later_than, lead_word, modality, noun_phrase, sentences
from ..words import Lexicon

METHOD = "rule:agreements"
_PARTIES = ("Organisation", "Place")
_REACH = 8  # tokens between a party and the verb
_BLOCKING = ("som", "i", "in", "which", "that")
_PLACING = ("i", "in", "at", "på", "vid", "from", "från")


def agreements(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts Agreement facts."""

    def relate(doc: Doc) -> Doc:
        found: list[Draft] = []
        for sentence in sentences(doc):
            noun = _noun(sentence, words)
            named = next((e for e in names_in(sentence) if e.label_ == "Agreement"), None)
            if noun is None and named is None:
                continue
            anchor = _signing(sentence, words)
            if anchor is None:
                continue
            draft = _draft(sentence, anchor, noun, named, words)
            if len(draft.slots.get("party", ())) > 1 or (named is not None and "party" in draft.slots):
                found.append(draft)
            else:
                _complete(found, draft)
        doc._.drafts.extend(found)
        return doc

    return relate


def _noun(sentence: Span, words: Lexicon) -> tuple[Span, str] | None:
    """The noun of an agreement and its kind; the longest of the lexicon's that stands there."""
    kinds = words["agreements"]["kinds"]
    doc = sentence.doc
    found: list[tuple[int, Span, str]] = []
    for token in sentence:
        for noun, kind in kinds.items():
            end = _noun_end(doc, token, noun.split(), words["agreements"]["definite"])
            if end is not None and end <= sentence.end:
                found.append((len(noun), doc[token.i : end], kind))
    return max(found, key=lambda f: f[0])[1:] if found else None


def _noun_end(doc: Doc, token: Token, noun: list[str], endings: list[str]) -> int | None:
    """The index behind the noun, definite or not, where it begins at this token."""
    if len(noun) > 1:
        end = follows(doc, token.i, noun)
        return end if end is not None else follows(doc, token.i, [*noun[:-1], f"{noun[-1]}s"])
    word = token.lower_.rstrip(".")  # "MoU." at the end of a sentence is one token
    plain = word == noun[0] or word in {noun[0] + ending for ending in endings}
    plural = not endings and word == f"{noun[0]}s"
    return token.i + 1 if plain or plural else None


def _signing(sentence: Span, words: Lexicon) -> Span | None:
    """The word that says that it is signed, concluded, renewed."""
    rules, doc = words["agreements"], sentence.doc
    for token in sentence:
        if token.lower_ in rules["nominal"]:
            return doc[token.i : token.i + 1]
        if token.lower_ not in rules["sign"]:
            continue
        if token.lower_ in rules["particled"]["verbs"]:
            ahead = {t.lower_ for t in doc[token.i + 1 : min(sentence.end, token.i + 6)]}
            if ahead.isdisjoint(rules["particled"]["particles"]):
                continue
        return doc[token.i : token.i + 1]
    return None


def _draft(
    sentence: Span, anchor: Span, noun: tuple[Span, str] | None, named: Span | None, words: Lexicon
) -> Draft:
    slots: dict[str, tuple[Filler, ...]] = {"kind": (noun[1] if noun else "agreement",)}
    parties = tuple(_parties(sentence, anchor, words))
    if parties:
        slots["party"] = parties
    if named is not None:
        slots["agreement"] = (named,)
    place = _place(sentence, anchor, parties)
    if place is not None:
        slots["place"] = (place,)
    theme = _theme(noun[0], words, sentence) if noun else None
    if theme is not None:
        slots["theme"] = (theme,)
    date = next((d._.edtf for d in dates_in(sentence) if not _is_term(d, words)), None)
    if date is not None:
        slots["date"] = (date,)
    said = modality(sentence, anchor, words)
    if said == "done" and date is not None and later_than(date, sentence.doc._.published):
        said = "planned"
    confidence = 0.9 if len(parties) > 1 else 0.6
    return Draft("Agreement", slots, anchor, (sentence,), METHOD, confidence, said)


def _parties(sentence: Span, anchor: Span, words: Lexicon) -> Iterator[Span]:
    """The names before the verb, and those behind "med", "mellan", "av"."""
    doc, rules = sentence.doc, words["agreements"]
    for group in groups(sentence, _PARTIES):
        between = doc[group[-1].end : anchor.start]
        near = group[-1].end <= anchor.start and len(between) <= _REACH
        blocked = any((t.is_punct and t.text != ")") or t.lower_ in _BLOCKING for t in between)
        lead = lead_word(group[0])
        before = near and not blocked and lead not in _PLACING
        behind = lead == anchor[0].lower_ and lead in rules["inverted"] and _is_base(group[0])
        if before or behind or lead in rules["with"]:
            yield from group


def _is_base(ent: Span) -> bool:
    """Whether a name is not in the genitive: "tecknade Region X …", not "tecknade Region Xs avtal"."""
    return bool(ent.text == ent._.name)


def _is_term(date: Span, words: Lexicon) -> bool:
    """Whether a date says how long or since when an agreement holds, not when it is signed."""
    terms = words["agreements"]["terms"]
    lead = date[0].lower_ if date[0].lower_ in terms else date.doc[date.start - 1].lower_
    return lead in terms and "/" not in date._.edtf


def _place(sentence: Span, anchor: Span, parties: tuple[Span, ...]) -> Span | None:
    places = (
        e for e in names_in(sentence) if e.label_ == "Place" and e not in parties and e.start > anchor.start
    )
    return next((e for e in places if lead_word(e) in _PLACING), None)


def _theme(noun: Span, words: Lexicon, sentence: Span) -> str | None:
    """What it is about, behind the noun and the parties: "en avsiktsförklaring [med X] om life science"."""
    doc, index, rules = noun.doc, noun.end, words["agreements"]
    for group in groups(sentence, _PARTIES):
        if noun.end < group[0].start <= noun.end + 2 and lead_word(group[0]) in rules["with"]:
            index = group[-1].end
    if index >= sentence.end or doc[index].lower_ not in rules["about"]:
        return None
    phrase = noun_phrase(doc, index + 1, words)
    if phrase is None or phrase[0].ent_type_ or phrase[0].lower_ == words["phrases"]["and"]:
        return None
    dated = any(index < date.end and date.start < phrase.end for date in dates_in(sentence))
    return None if dated else phrase.text


def _complete(found: list[Draft], later: Draft) -> None:
    """A later sentence about the last agreement of that kind gives it its date and place."""
    for index in range(len(found) - 1, -1, -1):
        draft = found[index]
        if draft.slots.get("kind") == later.slots.get("kind"):
            missing = {
                s: v for s, v in later.slots.items() if s in ("date", "place") and s not in draft.slots
            }
            if missing:
                evidence = (*draft.evidence, *later.evidence)
                found[index] = replace(draft, slots=dict(draft.slots) | missing, evidence=evidence)
            return
