"""Designations: a place or body is named, chosen or classified as something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from spacy.tokens import Doc, Span

from ..draft import Draft, Filler, names_in
from ..phrases import dates_in, ent_at, follows_any, groups, lead_word, modality, noun_phrase, sentences
from ..words import Lexicon

METHOD = "rule:designations"
_SUBJECTS = ("Place", "Organisation")
_NAMED = ("Initiative", "Event")


def designations(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts Designation facts."""
    follow = re.compile(words["designations"]["follow"])

    def relate(doc: Doc) -> Doc:
        for sentence in sentences(doc):
            for draft in (*_passive(sentence, words), *_active(sentence, words)):
                doc._.drafts.append(draft if "theme" in draft.slots else _with_theme(draft, follow, words))
        return doc

    return relate


def _passive(sentence: Span, words: Lexicon) -> Iterator[Draft]:
    """ "X har [inte] [av W] utnämnts [av W] till Y inom Z [av W]"."""
    rules, doc = words["designations"], sentence.doc
    verbs = {*rules["participles"], *rules["passives"]}
    for group in groups(sentence, _SUBJECTS):
        index = _after_auxiliaries(sentence, group[-1].end, rules)
        if index >= sentence.end or doc[index].lower_ not in verbs or lead_word(group[0]) == rules["by"]:
            continue
        finite = index > group[-1].end or doc[index].lower_ in rules["passives"]
        behind = _after_auxiliaries(sentence, index + 1, rules)
        begin = follows_any(doc, behind, rules["links"])
        if begin is None and ent_at(doc, behind, _NAMED) is not None:
            begin = behind
        if finite and begin is not None:
            anchor = doc[group[-1].end : index + 1]
            agent = _agent(sentence, group[-1].end, rules)
            yield from _draft(_without_frame(group), begin, anchor, sentence, words, agent)


def _without_frame(group: list[Span]) -> list[Span]:
    """The names without a place that only says where: "In Austria, Carinthia and Styria have been …"."""
    framed = len(group) > 1 and lead_word(group[0]) in ("i", "in")
    return group[1:] if framed else group


def _after_auxiliaries(sentence: Span, index: int, rules: Lexicon) -> int:
    """The index behind "har", "inte", "ut", the date, and the body that does it: "av EU-kommissionen"."""
    doc, ends = sentence.doc, {date.start: date.end for date in dates_in(sentence)}
    while index < sentence.end:
        by = doc[index].lower_ == rules["by"]
        agent = ent_at(doc, index + 1, ("Organisation",)) if by else None
        if agent is not None:
            index = agent.end
        elif index in ends or doc[index].lower_ in rules["auxiliaries"]:
            index = ends.get(index, index + 1)
        else:
            break
    return index


def _active(sentence: Span, words: Lexicon) -> Iterator[Draft]:
    """ "W har utsett X till Y inom Z"."""
    rules, doc = words["designations"], sentence.doc
    found = groups(sentence, _SUBJECTS)
    for before, group in pairwise(found):
        between = doc[before[-1].end : group[0].start]
        verb = next((t for t in between if t.lower_ in rules["actives"]), None)
        begin = follows_any(doc, group[-1].end, rules["links"])
        loose = any(t.lower_ in rules["links"] or t.is_punct for t in between)
        if verb is not None and begin is not None and not loose and group[0].start - verb.i <= 3:
            yield from _draft(group, begin, doc[verb.i : verb.i + 1], sentence, words, before[-1])


def _agent(sentence: Span, begin: int, rules: Lexicon) -> Span | None:
    """The body behind a passive: "… av EU-kommissionen"."""
    bodies = (e for e in names_in(sentence) if e.label_ == "Organisation" and e.start > begin)
    return next((e for e in bodies if lead_word(e) == rules["by"]), None)


def _draft(
    group: list[Span], begin: int, anchor: Span, sentence: Span, words: Lexicon, authority: Span | None
) -> Iterator[Draft]:
    doc = sentence.doc
    designation, end = _designation(doc, begin, sentence, words)
    if designation is None:
        return
    slots: dict[str, tuple[Filler, ...]] = {"designation": (designation,)}
    theme = _theme(doc, end, sentence, words)
    if theme is not None:
        slots["theme"] = (theme.text,)
    if authority is not None and authority not in group:
        slots["authority"] = (authority,)
    dates = dates_in(sentence)
    if len(dates) == 1:
        slots["date"] = (dates[0]._.edtf,)
    said = modality(sentence, anchor, words)
    confidence = 0.9 if isinstance(designation, Span) else 0.7
    for subject in group:
        filled = {"subject": (subject,)} | slots
        yield Draft("Designation", filled, anchor, (sentence,), METHOD, confidence, said)


def _designation(doc: Doc, begin: int, sentence: Span, words: Lexicon) -> tuple[Filler | None, int]:
    """What the subject is named: a known label if one stands there, else the words of the text."""
    near = (e for e in names_in(sentence) if e.label_ in _NAMED and begin <= e.start <= begin + 4)
    named = next(near, None)
    if named is not None:
        return named, named.end
    phrase = noun_phrase(doc, begin, words)
    if phrase is None or phrase.end > sentence.end or any(t.ent_type_ == "Person" for t in phrase):
        return None, begin
    roles = {i for role in doc.spans.get("roles", []) for i in range(role.start, role.end)}
    return (None, begin) if phrase.start in roles else (phrase.text, phrase.end)


def _theme(doc: Doc, end: int, sentence: Span, words: Lexicon) -> Span | None:
    """The field, behind what is named: "… inom life science"; not a place or a body."""
    for index in range(end, min(sentence.end, end + 6)):
        if doc[index].is_punct:
            return None
        if doc[index].lower_ in words["designations"]["within"]:
            phrase = noun_phrase(doc, index + 1, words)
            if phrase is not None and not any(t.ent_type_ for t in phrase):
                return phrase
    return None


def _with_theme(draft: Draft, follow: re.Pattern[str], words: Lexicon) -> Draft:
    """The theme from a later sentence of the paragraph: "Utnämnandet gäller inom området life science."."""
    doc = draft.anchor.doc
    start = draft.evidence[0].end_char
    end = doc.text.find("\n", start)
    match = follow.search(doc.text, start, len(doc.text) if end < 0 else end)
    place = doc.char_span(match.start(), match.end(), alignment_mode="expand") if match else None
    phrase = noun_phrase(doc, place.end, words) if place is not None else None
    if place is None or phrase is None:
        return draft
    evidence = (*draft.evidence, place.sent)
    slots = dict(draft.slots) | {"theme": (phrase.text,)}
    return Draft(draft.type, slots, draft.anchor, evidence, METHOD, draft.confidence, draft.modality)
