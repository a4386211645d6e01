"""Mentions → entities and drafts → facts, inside one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from .clusters import Cluster, best_first, clustered
from .draft import Draft, spans
from .known import by_iri
from .model import Entity, Extraction, Fact, Link, Release, Span
from .phrases import stripped


def link(doc: Doc, release: Release) -> Extraction:
    """What an annotated document says. Offsets are those of the doc."""
    clusters = clustered(doc)
    ids = {(m.start, m.end): f"e{n}" for n, c in enumerate(clusters, 1) for m in c.mentions}
    entities = tuple(_entity(f"e{n}", cluster, release.language) for n, cluster in enumerate(clusters, 1))
    facts = _merged(_fact(draft, ids, doc) for draft in doc._.drafts)
    return Extraction(release, entities, tuple(facts))


def _entity(number: str, cluster: Cluster, language: str | None) -> Entity:
    mentions = sorted(_span(m) for m in cluster.mentions)
    known = by_iri().get(cluster.iri or "")
    links = (Link(known.same_as, 1.0, "gazetteer"),) if known is not None and known.same_as else ()
    names = tuple(best_first(cluster.names, language))
    return Entity(number, cluster.type, names, tuple(mentions), cluster.iri, links)


def _span(span: DocSpan) -> Span:
    return Span(span.start_char, span.end_char, span.text)


# Slots of an event or agreement with one filler only.
_SINGLE = frozenset(["kind", "event", "date", "place", "theme"])


# --- facts ----------------------------------------------------------------------------------------


def _fact(draft: Draft, ids: Mapping[tuple[int, int], str], doc: Doc) -> Fact | None:
    """The fact of a draft with ids for spans; none where a name that it needs was given up."""
    slots: dict[str, tuple[str, ...]] = {}
    for slot, fillers in draft.slots.items():
        found = [f if isinstance(f, str) else ids.get((f.start, f.end)) for f in fillers]
        if None in found:
            return None
        slots[slot] = tuple(dict.fromkeys(f for f in found if f is not None))
    return Fact(
        type=draft.type,
        slots=slots,
        modality=draft.modality,
        confidence=draft.confidence,
        evidence=tuple(dict.fromkeys(_span(s) for e in draft.evidence if (s := stripped(e)) is not None)),
        attributed_to=_speaker(draft, ids, doc),
        method=draft.method,
    )


def _speaker(draft: Draft, ids: Mapping[tuple[int, int], str], doc: Doc) -> str | None:
    """Who says it, where it is said in a quotation only."""
    if draft.type == "Statement":
        return None
    for quotation in spans(doc, "quotations"):
        if quotation.start <= draft.anchor.start < quotation.end:
            speaker = quotation._.speaker
            return ids.get((speaker.start, speaker.end))
    return None


def _merged(facts: Iterable[Fact | None]) -> list[Fact]:
    """A fact told twice is one: it joins an earlier one whose fillers it repeats or that repeats its own."""
    kept: list[Fact] = []
    for fact in facts:
        if fact is None:
            continue
        twin = next((i for i, other in enumerate(kept) if _same(fact, other)), None)
        if twin is None:
            kept.append(fact)
        else:
            kept[twin] = _union(kept[twin], fact)
    return kept


def _same(one: Fact, other: Fact) -> bool:
    kinds = [(fact.type, fact.modality, fact.attributed_to) for fact in (one, other)]
    return kinds[0] == kinds[1] and (_covers(one, other) or _covers(other, one) or _completes(one, other))


def _completes(one: Fact, other: Fact) -> bool:
    """Whether two sentences tell parts of one event or agreement: something in common, nothing at odds.

    What kind of agreement it is may be told in two ways between the same parties.
    """
    if one.type not in ("Event", "Agreement"):
        return False
    both = set(one.slots) & set(other.slots)
    parties = [set(fact.slots.get("party", ())) for fact in (one, other)]
    alike = {"kind", "theme"} if len(parties[0]) > 1 and parties[0] == parties[1] else set()
    at_odds = any(one.slots[slot] != other.slots[slot] for slot in both & _SINGLE - alike)
    shared = any(set(one.slots[slot]) & set(other.slots[slot]) for slot in both - {"kind", "theme"})
    return shared and not at_odds


def _covers(one: Fact, other: Fact) -> bool:
    return all(set(fillers) <= set(one.slots.get(slot, ())) for slot, fillers in other.slots.items())


def _union(one: Fact, other: Fact) -> Fact:
    slots = {
        slot: tuple(dict.fromkeys((*one.slots.get(slot, ()), *other.slots.get(slot, ()))))
        for slot in (*one.slots, *other.slots)
    }
    slots = {slot: fillers[:1] if slot in _SINGLE else fillers for slot, fillers in slots.items()}
    evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
    surer = max(one, other, key=lambda fact: fact.confidence)
    return replace(one, slots=slots, evidence=evidence, confidence=surer.confidence, method=surer.method)
