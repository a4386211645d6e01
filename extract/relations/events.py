"""Events: conferences, meetings, visits: what, when, where, who."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from ..draft import Draft, Filler, names_in
from ..model import Modality
from ..phrases import (
    dates_in,
    follows,
    follows_any,
    groups,
    later_than,
    lead_word,
    modality,
    noun_phrase,
    sentences,
)
from ..words import Lexicon

METHOD = "rule:events"
_ACTORS = ("Organisation", "Person", "Place")
_NEAR = 8  # tokens between an event and its place


def events(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts Event facts: each needs a date, a place or somebody beside its kind."""

    def relate(doc: Doc) -> Doc:
        for sentence in sentences(doc):
            found = list(_nouns(sentence, words))
            for noun, kind in found:
                # "mötet följs upp med en konferens i X": what stands there is said of the conference.
                refers_back = len(found) > 1 and noun.text.casefold() in words["events"]["forms"]
                draft = None if refers_back else _draft(sentence, noun, kind, words)
                if draft is not None:
                    doc._.drafts.append(draft)
        return doc

    return relate


def _nouns(sentence: Span, words: Lexicon) -> Iterator[tuple[Span, str]]:
    """The nouns that name a kind of event, or the names of events, each with its kind."""
    rules, doc, taken = words["events"], sentence.doc, -1
    longest = sorted(rules["kinds"], key=len, reverse=True)
    yield from ((ent, "") for ent in names_in(sentence) if ent.label_ == "Event")
    for token in sentence:
        if token.i < taken or token.ent_type_:
            continue
        for noun in longest:
            end = _noun_end(token, noun.split(), rules)
            if end is not None and end <= sentence.end:
                yield doc[token.i : end], rules["kinds"][noun]
                taken = end
                break


def _noun_end(token: Token, noun: list[str], rules: Lexicon) -> int | None:
    if len(noun) > 1:
        return follows(token.doc, token.i, noun)
    word = rules["forms"].get(token.lower_, token.lower_)
    compound = bool(rules["definite"]) and len(noun[0]) > 4 and word.endswith((noun[0], f"{noun[0]}en"))
    return token.i + 1 if word == noun[0] or compound else None


def _draft(sentence: Span, noun: Span, kind: str, words: Lexicon) -> Draft | None:
    named = noun.label_ == "Event"
    if named and lead_word(noun) in words["events"]["apart"]:
        return None
    slots: dict[str, tuple[Filler, ...]] = {"event": (noun,)} if named else {"kind": (kind,)}
    date = _date(sentence, noun, named=named)
    if date is not None:
        slots["date"] = (date._.edtf,)
    place = _place(sentence, noun, words)
    if place is not None:
        slots["place"] = (place,)
    slots |= _actors(sentence, noun, words)
    if len(slots) < 2:
        return None
    theme = _theme(sentence, noun, words)
    if theme is not None:
        slots["theme"] = (theme,)
    said = _modality(sentence, noun, words)
    if said == "done" and date is not None and later_than(date._.edtf, sentence.doc._.published):
        said = "planned"
    confidence = 0.8 if "date" in slots and "place" in slots else 0.6
    return Draft("Event", slots, noun, (sentence,), METHOD, confidence, said)


def _modality(sentence: Span, noun: Span, words: Lexicon) -> Modality:
    """As the clause says it, before the noun or in the verb behind it; a cancelled event is negated."""
    doc, rules = sentence.doc, words["modality"]
    behind = range(noun.end, min(sentence.end, noun.end + _NEAR))
    stop = next((i for i in behind if doc[i].is_punct or doc[i].lower_ in rules["clauses"]), behind.stop)
    if any(follows_any(doc, i, rules["cancelled"]) is not None for i in range(noun.end, stop)):
        return "negated"
    said = modality(sentence, noun, words)
    ahead = any(follows_any(doc, i, rules["planned"]) is not None for i in range(noun.end, stop))
    return "planned" if said == "done" and ahead else said


def _date(sentence: Span, noun: Span, *, named: bool) -> Span | None:
    """The date nearest to the noun; for a name, which may stand for what is far off, in the same clause."""
    dates = dates_in(sentence)
    if named:
        dates = [d for d in dates if not any(t.is_punct for t in _between(d, noun))]
    return min(dates, key=lambda d: abs(d.start - noun.start), default=None)


def _between(one: Span, other: Span) -> Span:
    return one.doc[min(one.end, other.end) : max(one.start, other.start)]


def _place(sentence: Span, noun: Span, words: Lexicon) -> Span | None:
    """The first place behind the noun that a preposition of place introduces, in the same clause."""
    doc = sentence.doc
    for ent in names_in(sentence):
        near = noun.end <= ent.start <= noun.end + _NEAR
        if ent.label_ == "Place" and near and doc[ent.start - 1].lower_ in words["events"]["in_place"]:
            return ent
    return None


def _actors(sentence: Span, noun: Span, words: Lexicon) -> dict[str, tuple[Filler, ...]]:
    """Who holds it and who takes part, by the verb between the names and the noun."""
    rules, doc = words["events"], sentence.doc
    slots: dict[str, tuple[Filler, ...]] = {}
    for group in groups(sentence, _ACTORS):
        between = doc[group[-1].end : noun.start]
        if not 0 < len(between) <= 10 or any(t.text in (";", ":", "(", "–") for t in between):
            continue
        if _placed(doc, group[0]):
            continue
        verbs = {t.lower_ for t in between}
        if verbs & set(rules["organise"]):
            slots["organiser"] = tuple(group)
        elif verbs & set(rules["attend"]):
            slots["participant"] = tuple(group)
    return slots


def _placed(doc: Doc, ent: Span) -> bool:
    return ent.start > 0 and doc[ent.start - 1].lower_ in ("i", "in", "at", "från", "from", "av", "of", "på")


def _theme(sentence: Span, noun: Span, words: Lexicon) -> str | None:
    """ "life science-konferens", "en konferens om life science"."""
    doc, rules = sentence.doc, words["events"]
    for lead in rules["about"]:
        begin = follows(doc, noun.end, lead.split())
        phrase = noun_phrase(doc, begin, words) if begin is not None and begin < sentence.end else None
        if phrase is not None and not phrase[0].ent_type_:
            return phrase.text
    return _compound_theme(sentence, noun, words)


def _compound_theme(sentence: Span, noun: Span, words: Lexicon) -> str | None:
    """The first part of a compound with a hyphen, and an English word before it: "life science-konferens"."""
    first, hyphen, _ = noun[0].text.rpartition("-")
    if not hyphen or not first.islower():
        return None
    doc, start = noun.doc, noun.start
    before = doc[start - 1] if start > sentence.start else None
    passed = {*words["phrases"]["articles"], *words["phrases"]["stops"], words["phrases"]["and"]}
    if before is not None and before.is_lower and before.is_alpha and before.lower_ not in passed:
        return f"{before.text} {first}"
    return first
