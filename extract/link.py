"""Mentions → entities and drafts → facts, inside one document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from .aliases import is_alias
from .draft import Draft, names, spans
from .known import by_iri
from .model import ENTITY_TYPES, Entity, EntityType, Extraction, Fact, Link, Release, Span
from .phrases import acronym_behind, stripped


@dataclass(slots=True)
class _Cluster:
    """The mentions of one thing while they are being gathered."""

    type: EntityType
    mentions: list[DocSpan]
    iri: str | None = None
    names: dict[str, None] = field(default_factory=dict)

    def take(self, other: _Cluster) -> None:
        self.mentions += other.mentions
        self.names |= other.names
        self.iri = self.iri or other.iri


def link(doc: Doc, release: Release) -> Extraction:
    """What an annotated document says. Offsets are those of `release.text`, which the doc must hold."""
    clusters = _joined(_clustered(names(doc)))
    ids = {(m.start, m.end): f"e{n}" for n, c in enumerate(clusters, 1) for m in c.mentions}
    entities = tuple(_entity(f"e{n}", cluster) for n, cluster in enumerate(clusters, 1))
    facts = _merged(_fact(draft, ids, doc) for draft in doc._.drafts)
    return Extraction(release, entities, tuple(facts))


# --- entities -------------------------------------------------------------------------------------


def _clustered(ents: Iterable[DocSpan]) -> list[_Cluster]:
    """One cluster for each identity, or for each type and name."""
    found: dict[tuple[str, str], _Cluster] = {}
    for ent in ents:
        if ent.label_ not in ENTITY_TYPES:
            continue
        key = (ent.label_, ent._.iri or ent._.name.casefold())
        cluster = found.setdefault(key, _Cluster(ent.label_, [], ent._.iri))
        cluster.mentions.append(ent)
        cluster.names[ent._.name] = None
    return list(found.values())


def _joined(clusters: list[_Cluster]) -> list[_Cluster]:
    """Surnames join the person, acronyms and short forms the full name: "Västra Götalandsregionen (VGR)"."""
    people = [c for c in clusters if c.type == "Person" and any(" " in name for name in c.names)]
    defined = {a: c for c in reversed(clusters) for m in c.mentions if (a := acronym_behind(m)) is not None}
    home: dict[int, _Cluster] = {}  # where those went that joined another
    for cluster in clusters:
        target = (
            _full_person(cluster, people) or _defining(cluster, defined) or _longer(cluster, clusters, home)
        )
        target = _at_home(target, home) if target is not None else cluster
        if target is not cluster:
            target.take(cluster)
            home[id(cluster)] = target
    kept = [cluster for cluster in clusters if id(cluster) not in home]
    return sorted(kept, key=lambda c: min(m.start for m in c.mentions))


def _at_home(cluster: _Cluster, home: Mapping[int, _Cluster]) -> _Cluster:
    while id(cluster) in home:
        cluster = home[id(cluster)]
    return cluster


def _full_person(cluster: _Cluster, people: Sequence[_Cluster]) -> _Cluster | None:
    """The one person whose full name has this shorter name in it; none where it could be two."""
    name = next(iter(cluster.names))
    if cluster.type != "Person" or len(cluster.names) > 1:
        return None
    full = [person for person in people if person is not cluster and _is_part(name, person)]
    return full[0] if len(full) == 1 else None


def _is_part(name: str, cluster: _Cluster) -> bool:
    """One of its words, or those that it begins or ends with; a genitive -s is forgiven."""
    bare = name.removesuffix("s")
    for full in (full for full in cluster.names if len(full) > len(name) and " " in full):
        words = {word.removesuffix("s") for word in full.split()}
        if bare in words if " " not in name else f" {full} ".endswith((f" {name} ", f" {bare} ")):
            return True
    return False


def _defining(cluster: _Cluster, defined: Mapping[str, _Cluster]) -> _Cluster | None:
    """The thing whose name defines this acronym, unless that is an acronym itself."""
    target = defined.get(next(iter(cluster.names)))
    if len(cluster.names) > 1 or cluster.iri is not None or target is None:
        return None
    return None if any(name in defined for name in target.names) else target


def _longer(cluster: _Cluster, clusters: Sequence[_Cluster], home: Mapping[int, _Cluster]) -> _Cluster | None:
    """The one thing of its type of which this name is a short form; none where it could be two."""
    if cluster.iri is not None:
        return None
    full = {
        id(at): at
        for other in clusters
        if other.type == cluster.type
        and any(is_alias(short, longer, cluster.type) for short in cluster.names for longer in other.names)
        and (at := _at_home(other, home)) is not cluster
    }
    return next(iter(full.values())) if len(full) == 1 else None


def _entity(number: str, cluster: _Cluster) -> Entity:
    names = sorted(cluster.names, key=len, reverse=True)
    mentions = sorted(_span(m) for m in cluster.mentions)
    known = by_iri().get(cluster.iri or "")
    links = (Link(known.same_as, 1.0, "gazetteer"),) if known is not None and known.same_as else ()
    return Entity(number, cluster.type, tuple(names), tuple(mentions), cluster.iri, links)


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
