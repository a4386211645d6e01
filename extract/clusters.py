"""The mentions of one text → one cluster for each thing, by what the text itself says is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from .aliases import (
    are_forms,
    bare,
    content,
    initials,
    is_acronym,
    is_alias,
    is_misspelt,
    is_person_alias,
    is_short_body,
    with_separator,
)
from .draft import names
from .model import ENTITY_TYPES, EntityType, folded, spells
from .phrases import acronym_behind, bracketed

INFLECTED = ("cs", "pl", "fi")  # languages in which the end of any word of a name may change
_NAMED = ("Person", "Place")  # what has no acronyms


@dataclass(slots=True, eq=False)
class Cluster:
    """The mentions of one thing, and its names in their base forms."""

    type: EntityType
    mentions: list[Span]
    iri: str | None = None
    names: dict[str, None] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The token at which it is first named."""
        return min(mention.start for mention in self.mentions)

    def take(self, other: Cluster) -> None:
        """Make another cluster part of this one."""
        self.mentions += other.mentions
        self.names |= other.names
        if self.iri is None and other.iri is not None:
            self.iri, self.type = other.iri, other.type  # what is known has the type that is known


def clustered(doc: Doc) -> list[Cluster]:
    """What the names of a document name, in the order of first mention.

    Surnames join the person, acronyms and short forms the full name: "Västra Götalandsregionen (VGR)".
    """
    clusters = _by_name(names(doc))
    for find in (_defined, _bare, _spelt_alike, _inflected, _shorter):
        clusters = _joined(clusters, find(doc, clusters))
    return sorted(clusters, key=lambda cluster: cluster.first)


def _by_name(ents: Iterable[Span]) -> list[Cluster]:
    """One cluster for each identity, or for each type and name."""
    found: dict[tuple[str, str], Cluster] = {}
    for ent in ents:
        if ent.label_ not in ENTITY_TYPES:
            continue
        key = (ent.label_, ent._.iri or folded(ent._.name))
        cluster = found.setdefault(key, Cluster(ent.label_, [], ent._.iri))
        cluster.mentions.append(ent)
        cluster.names[ent._.name] = None
    return list(found.values())


def _joined(clusters: list[Cluster], pairs: Iterator[tuple[Cluster, Cluster]]) -> list[Cluster]:
    """The clusters after each pair has become one: the first joins the second."""
    home: dict[Cluster, Cluster] = {}  # where those went that joined another
    for cluster, target in list(pairs):
        one, other = _at_home(cluster, home), _at_home(target, home)
        if one is not other and not (one.iri and other.iri):
            other.take(one)
            home[one] = other
    return [cluster for cluster in clusters if cluster not in home]


def _at_home(cluster: Cluster, home: Mapping[Cluster, Cluster]) -> Cluster:
    while cluster in home:
        cluster = home[cluster]
    return cluster


# --- what is defined in brackets ------------------------------------------------------------------


def _defined(_: Doc, clusters: list[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    """The names in brackets behind a name, where they are other names of it, also if their types differ."""
    of = {(mention.start, mention.end): c for c in clusters for mention in c.mentions}
    by_name = {name: c for c in reversed(clusters) for name in c.names}
    mentions = [(mention, c) for c in clusters if c.type not in _NAMED for mention in c.mentions]
    for mention, cluster in mentions:
        acronym = acronym_behind(mention)
        if acronym is not None and acronym in by_name:
            other = by_name[acronym]
            if other.iri is None and not any(is_acronym(name) for name in cluster.names):
                yield other, cluster
        inside = bracketed(mention)
        if not inside or inside[0].label_ in _NAMED:
            continue
        first = of[inside[0].start, inside[0].end]
        if _defines(mention, inside[0], cluster, first):
            short, full = (cluster, first) if is_acronym(mention.text) else (first, cluster)
            yield (short, full) if full.iri is None or short.iri is None else (full, short)
            yield from ((of[o.start, o.end], cluster) for o in inside[1:] if o.label_ == cluster.type)


def _defines(full: Span, short: Span, cluster: Cluster, other: Cluster) -> bool:
    """Whether brackets define, and do not say where something belongs: "the Puhuri project (NeIC)"."""
    if is_acronym(full[-1].text) and not is_acronym(short.text):
        full, short, cluster, other = short, full, other, cluster
        new = full.label_ == short.label_ and cluster.first == full.start and len(full) > 2
        return new or spells(short[-1].text, full.text)
    if not is_acronym(short.text):
        spelt = len(short) == 1 and len(short.text) < 7 and spells(short.text, full.text)  # Ocse
        return full.label_ == short.label_ and (spelt or _akin(full, short))
    new = other.first == short.start or spells(short.text, full.text)
    return new and (len(full) > 1 or full.label_ == short.label_)


def _akin(full: Span, short: Span) -> bool:
    """Whether two names have a word in common, or its beginning: "HS Mainz", "section-infra"."""
    stems = {token.lower_[:5] for token in full if len(token) > 4}
    return any(token.lower_[:5] in stems for token in short if len(token) > 4)


# --- shorter names --------------------------------------------------------------------------------


def _bare(_: Doc, clusters: list[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    """ "The LUMI-Q project" and "the LUMI-Q proposal" are LUMI-Q."""
    known = {(c.type, folded(name)): c for c in clusters for name in c.names}
    for cluster in clusters:
        for name in list(cluster.names):
            short = bare(name, cluster.type)
            if short is None:
                continue
            target = known.get((cluster.type, folded(short)))
            if target is None:
                cluster.names[short] = None
            elif target is not cluster:
                yield cluster, target


def _shorter(_: Doc, clusters: list[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    """The one thing of its type of which a name is a short form; none where it could be two."""
    for cluster in clusters:
        full = [other for other in clusters if other is not cluster and _is_short(cluster, other)]
        if cluster.iri is not None:  # "NTNU" is known, the full name with a "&" in it is not
            yield from ((other, cluster) for other in full if other.iri is None and _spelt(cluster, other))
        else:
            roots = [one for one in full if not any(_is_short(one, other) for other in full if other != one)]
            if len(roots) == 1 or (roots and cluster.type == "Event"):  # of a series, the first
                yield cluster, min(roots, key=lambda root: root.first)


def _is_short(cluster: Cluster, other: Cluster) -> bool:
    if cluster.type != other.type:
        return False
    if cluster.type == "Person":
        return len(cluster.names) == 1 and any(
            is_person_alias(short, full) for short in cluster.names for full in other.names
        )
    pairs = [(short, full) for short in cluster.names for full in other.names]
    if any(is_alias(short, full, cluster.type) or with_separator(short, full) for short, full in pairs):
        return True
    if cluster.type != "Organisation":
        return False
    late = other.first <= cluster.first
    return any(is_short_body(short, full) and (late or full.endswith(short)) for short, full in pairs)


def _spelt(cluster: Cluster, other: Cluster) -> bool:
    """Whether an acronym is the first letters of a name."""
    acronyms = [name.casefold() for name in cluster.names if len(name) > 3 and is_acronym(name)]
    return any(acronym in initials(full) for acronym in acronyms for full in other.names)


def _spelt_alike(_: Doc, clusters: list[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    """Names that differ by a typing error, or by small words within."""
    for index, cluster in enumerate(clusters):
        for other in clusters[:index]:
            pairs = ((one, two) for one in cluster.names for two in other.names)
            if cluster.type == other.type and any(
                is_misspelt(one, two) or content(one) == content(two) for one, two in pairs
            ):
                yield cluster, other
                break


def _inflected(doc: Doc, clusters: list[Cluster]) -> Iterator[tuple[Cluster, Cluster]]:
    """The forms of one name in the languages that inflect names."""
    if doc.lang_ not in INFLECTED:
        return
    for index, cluster in enumerate(clusters):
        for other in clusters[:index]:
            same = cluster.type == other.type and any(
                are_forms(one, two) for one in cluster.names for two in other.names
            )
            if same:
                yield cluster, other
                break


def best_first(names: Iterable[str], language: str | None) -> Sequence[str]:
    """Names, the fullest first; where names are inflected, the shortest of as many words first."""
    inflected = language in INFLECTED
    return sorted(names, key=lambda n: (-len(n.split()), len(n)) if inflected else (-len(n),))
