"""Which public identifier an entity of a release has, by the index of reference data.

A link is made only where one thing is meant: the name is exact, and nothing else of its type has it, or
the release's countries, or the number of inhabitants, leave no doubt. What is nearly a name is no link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ..extract.model import BASE, Entity, Extraction, folded
from .reference import Candidate, Reference, Thing, is_foreign

LARGER = 5.0  # times as many inhabitants as the next place of the name: it is the one that is meant
KNOWN_PLACE = 100_000  # inhabitants from which a place abroad is meant without its country being named
# Where releases in a language come from, as far as that is one country.
COUNTRIES: Mapping[str, str] = {
    "sv": "SE", "da": "DK", "nb": "NO", "fi": "FI", "cs": "CZ", "pl": "PL", "it": "IT", "nl": "NL",
}  # fmt: skip
_GENITIVE_S = ("sv", "da", "nb", "de")
LONG = 6  # letters of a name from which a last -s may be a genitive
SHORT = 3  # letters: an acronym of as many has too many meanings


@dataclass(frozen=True, slots=True)
class Match:
    """The thing that an entity is, how sure that is, and why."""

    thing: Thing
    score: float
    why: str


def linked(extraction: Extraction, reference: Reference) -> dict[str, Match]:
    """The match of each entity that has one, by the entity's id."""
    countries = _countries(extraction, reference)
    found = {}
    for entity in extraction.entities:
        match = _match(entity, reference, countries, extraction.document.language)
        if match is not None:
            found[entity.id] = match
    return found


def _countries(extraction: Extraction, reference: Reference) -> frozenset[str]:
    """The countries that a release is about: those it names, and that of its language."""
    found = (
        {COUNTRIES[extraction.document.language or ""]}
        if extraction.document.language in COUNTRIES
        else set()
    )
    for entity in extraction.entities:
        if entity.type == "Place":
            for candidate in reference.find(entity.names[0], "Place"):
                if candidate.thing.kind == "country" and candidate.thing.country:
                    found.add(candidate.thing.country)
    return frozenset(found)


def _match(
    entity: Entity, reference: Reference, countries: frozenset[str], language: str | None
) -> Match | None:
    if entity.type not in ("Place", "Organisation", "Initiative"):
        return None
    if entity.links:  # extraction knows it: no other is meant, whether the index has it or not
        known = ((reference.get(link.identifier), link) for link in entity.links)
        return next((Match(thing, link.score, link.why) for thing, link in known if thing is not None), None)
    if entity.type == "Place" and entity.iri and entity.iri.startswith(BASE):
        return None  # a province, a sea, a part of a country that the gazetteer knows: none has an identifier
    for name in _names(entity, language):
        found = [c for c in reference.find(name, entity.type) if _means(c, name, countries)]
        if entity.type == "Place":
            told = [c for c in found if _is_told(c, name, reference) and _is_called(c, name, language)]
            chosen = _place(told, countries)
        else:
            chosen = _one(found, countries)
        if chosen is not None:
            return Match(chosen.thing, chosen.score, f"{chosen.how} name {chosen.name!r}")
    return None


def _names(entity: Entity, language: str | None) -> Iterator[str]:
    """The names of an entity, then without what may be the ending of a genitive, "Elfenbenskustens"."""
    yield from entity.names
    if language in _GENITIVE_S:
        yield from (name[:-1] for name in entity.names if name.endswith("s") and len(name) > LONG)


def _means(candidate: Candidate, name: str, countries: frozenset[str]) -> bool:
    """Whether a candidate may be meant: exact, and of an acronym only where the country fits."""
    if candidate.how == "near":
        return False
    acronym = candidate.how == "acronym" or (name.isupper() and " " not in name)
    if not acronym:
        return len(folded(name)) > SHORT or candidate.thing.type == "Place"
    at_home = candidate.thing.country is None or candidate.thing.country in countries
    return len(folded(name)) >= SHORT and at_home


def _is_told(candidate: Candidate, name: str, reference: Reference) -> bool:
    """Whether a region is meant rather than a town of its name.

    The name says so ("Norrby län"), or the index knows the towns of the country, and would have it.
    """
    if not candidate.thing.kind.startswith("nuts") or _REGION.search(name):
        return True
    return reference.holds("city", candidate.thing.country)


def _is_called(candidate: Candidate, name: str, language: str | None) -> bool:
    """Whether a country is called so in the language of the release: "Tunis" is one in Croatian."""
    country = candidate.thing.country if candidate.thing.kind == "country" else None
    return not (country and language) or not is_foreign(name, country, language)


# Words for a territory, alone or at the end of a compound.
_REGION = re.compile(
    r"(?i)(?:län|county|landskap|fylke|maakunta|region|régió|regionen|région|región|regione|província|provincia"
    r"|province|provincie|provins|departement|département|kreis|land|landes|bezirk|gewest|kraj|kraje|voivodeship"
    r"|województwo|comunidad|comunità|principado|canton|kanton|district|oblast|megye|apskritis|județ)\b"
)


def _one(found: Iterable[Candidate], countries: frozenset[str]) -> Candidate | None:
    """The only one, or the only one of the countries."""
    choices = list(found)
    if len(choices) > 1:
        choices = [c for c in choices if c.thing.country in countries] or choices
    if len(choices) > 1:
        own = [c for c in choices if folded(c.thing.label) == folded(c.name)]
        choices = own if len(own) == 1 else choices
    return choices[0] if len(choices) == 1 else None


def _place(found: Iterable[Candidate], countries: frozenset[str]) -> Candidate | None:
    """A country before a city before a region; of cities that of the country, or by far the largest."""
    for kinds in (("country",), ("city",), ("nuts1", "nuts2", "nuts3", "administrative unit"), ("",)):
        of_kind = [c for c in found if (c.thing.kind in kinds if kinds[0] else c.thing.kind not in _KINDS)]
        if not of_kind:
            continue
        if kinds == ("country",):
            return _best_country(of_kind)
        named = [c for c in of_kind if folded(c.thing.label) == folded(c.name)] or of_kind
        at_home = [c for c in named if c.thing.country in countries]
        choices = sorted(at_home or named, key=lambda c: -c.thing.weight)
        if kinds == ("city",):
            well_known = bool(at_home) or choices[0].thing.weight >= KNOWN_PLACE
            alone = len(choices) == 1 or choices[0].thing.weight >= LARGER * max(choices[1].thing.weight, 1)
            if well_known and alone:
                return choices[0]
            if choices[0].thing.weight and at_home:
                return None
            continue
        return _narrowest(choices)
    return None


def _narrowest(choices: Iterable[Candidate]) -> Candidate | None:
    """Of regions one within the other the smallest, which has the same area; none where they are two."""
    ordered = sorted(choices, key=lambda c: (len(c.thing.iri), c.thing.iri))
    nested = all(b.thing.iri.startswith(a.thing.iri) for a, b in pairwise(ordered))
    return ordered[-1] if nested else None


_KINDS = ("country", "city", "nuts1", "nuts2", "nuts3", "administrative unit")


def _best_country(found: list[Candidate]) -> Candidate | None:
    """Countries are in several tables: the authority table of the EU before others."""
    if len({c.thing.country or c.thing.label for c in found}) > 1:
        labels = [c for c in found if folded(c.thing.label) == folded(c.name)]
        found = labels or found
    return min(found, key=lambda c: ("publications.europa.eu" not in c.thing.iri, c.thing.iri))
