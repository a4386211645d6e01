"""Extractions without a person: the name blotted out letter by letter, so that no offset moves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from ..extract.model import Entity, Extraction, Fact, Span, folded

BLOT = "•"  # as for telephone numbers
LONGEST = 4  # words of a name that is looked for in texts
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?")
_SEVERAL = frozenset(("party", "participant", "principal", "agent", "founder", "organiser", "designee"))


def left_out(extraction: Extraction, forgotten: Callable[[str], bool]) -> Extraction:
    """An extraction without the people whose names are forgotten."""
    names = {name for name in _names(extraction) if forgotten(name)}
    return without(extraction, names) if names else extraction


def without(extraction: Extraction, names: Iterable[str]) -> Extraction:
    """An extraction without a person of these names: blotted out of texts, out of entities and facts."""
    called = {folded(name) for name in names}
    persons = [
        e for e in extraction.entities if e.type == "Person" and any(folded(n) in called for n in e.names)
    ]
    words = _words(full([*names, *(name for person in persons for name in person.names)]))
    document = extraction.document
    spans = {(m.start, m.end) for person in persons for m in person.mentions}
    text = _blotted(document.text, spans | {match.span() for match in words.finditer(document.text)})

    def hidden(told: str) -> str:
        at = document.text.find(told)
        return words.sub(_blot, text[at : at + len(told)] if at >= 0 else told)

    entities = tuple(_entities(extraction.entities, {person.id for person in persons}, text, words))
    gone = {entity.id for entity in extraction.entities} - {entity.id for entity in entities}
    facts = tuple(_facts(extraction.facts, gone, text, hidden))
    title = None if document.title is None else hidden(document.title)
    return Extraction(replace(document, text=text, title=title), entities, facts)


def full(names: Iterable[str]) -> set[str]:
    """Those of a person's names that have several words; all of them if none has.

    >>> full(["Karin Ek", "Ek"]), full(["Zlatan"])
    ({'Karin Ek'}, {'Zlatan'})
    """
    each = {" ".join(name.split()) for name in names if name.strip()}
    return {name for name in each if " " in name} or each


def _names(extraction: Extraction) -> Iterator[str]:
    """What may be the name of a person: of the people found, and each few words in a row."""
    for entity in extraction.entities:
        if entity.type == "Person":
            yield from entity.names
    for text in filter(None, (extraction.document.title, extraction.document.text)):
        found = list(_WORD.finditer(text))
        for first in range(len(found)):
            for last in range(first, min(first + LONGEST, len(found))):
                yield text[found[first].start() : found[last].end()].rstrip(".")


def _words(names: Iterable[str]) -> re.Pattern[str]:
    """Where one of the names stands, in any case, also in the genitive."""
    longest = sorted(names, key=len, reverse=True)
    alternatives = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest)
    return re.compile(rf"(?<!\w)(?:{alternatives})s?(?!\w)" if longest else r"(?!)", re.IGNORECASE)


def _entities(
    entities: Iterable[Entity], persons: set[str], text: str, words: re.Pattern[str]
) -> Iterator[Entity]:
    """The other entities; without mentions that a blot covers, and without those of which nothing stays."""
    for entity in entities:
        mentions = tuple(m for m in entity.mentions if text[m.start : m.end] == m.text)
        names = tuple(name for name in entity.names if not words.search(name))
        if entity.id not in persons and names and (mentions or not entity.mentions):
            yield replace(entity, names=names, mentions=mentions)


def _facts(facts: Iterable[Fact], gone: set[str], text: str, hidden: Callable[[str], str]) -> Iterator[Fact]:
    """The facts that say something without those who are gone."""
    for fact in facts:
        if fact.attributed_to in gone:
            continue
        slots = dict(_slots(fact.slots, gone, hidden))
        if slots.keys() == fact.slots.keys():
            evidence = tuple(Span(s.start, s.end, text[s.start : s.end]) for s in fact.evidence)
            yield replace(fact, slots=slots, evidence=evidence)


def _slots(
    slots: Mapping[str, tuple[str, ...]], gone: set[str], hidden: Callable[[str], str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for slot, fillers in slots.items():
        kept = tuple(hidden(filler) for filler in fillers if filler not in gone)
        if len(kept) == len(fillers) or (kept and slot in _SEVERAL):
            yield slot, kept


def _blotted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = [c if c.isspace() else BLOT for c in letters[start:end]]
    return "".join(letters)


def _blot(match: re.Match[str]) -> str:
    return _blotted(match.group(), [(0, len(match.group()))])
