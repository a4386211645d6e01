"""Which public identifier an entity of a release has, by the index of reference data.

A link is made only where one thing is meant: the name is exact, and nothing else of its type has it, or
the release's countries, or the number of inhabitants, leave no doubt. What is nearly a name is no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..extract.model import Entity, Extraction, folded
from .reference import Candidate, Reference, Thing

LARGER = 5.0  # times as many inhabitants as the next place of the name: it is the one that is meant
KNOWN_PLACE = 50_000  # inhabitants from which a place abroad is meant without its country being named
# Where releases in a language come from, as far as that is one country.
COUNTRIES: Mapping[str, str] = {
    "sv": "SE", "da": "DK", "nb": "NO", "fi": "FI", "cs": "CZ", "pl": "PL", "it": "IT", "nl": "NL",
}  # fmt: skip
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
        match = _match(entity, reference, countries)
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


def _match(entity: Entity, reference: Reference, countries: frozenset[str]) -> Match | None:
    if entity.type not in ("Place", "Organisation", "Initiative"):
        return None
    for link in entity.links:  # the gazetteer knows it
        thing = reference.get(link.identifier)
        if thing is not None:
            return Match(thing, link.score, link.why)
    for name in entity.names:
        found = [c for c in reference.find(name, entity.type) if _means(c, name, countries)]
        chosen = _place(found, countries) if entity.type == "Place" else _one(found, countries)
        if chosen is not None:
            return Match(chosen.thing, chosen.score, f"{chosen.how} name {chosen.name!r}")
    return None


def _means(candidate: Candidate, name: str, countries: frozenset[str]) -> bool:
    """Whether a candidate may be meant: exact, and of an acronym only where the country fits."""
    if candidate.how == "near":
        return False
    acronym = candidate.how == "acronym" or (name.isupper() and " " not in name)
    if not acronym:
        return len(folded(name)) > SHORT or candidate.thing.type == "Place"
    at_home = candidate.thing.country is None or candidate.thing.country in countries
    return len(folded(name)) >= SHORT and at_home


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
        narrow = [c for c in choices if c.thing.kind == "nuts3"] if len(choices) > 1 else choices
        return narrow[0] if len(narrow) == 1 else choices[0] if len(choices) == 1 else None
    return None


_KINDS = ("country", "city", "nuts1", "nuts2", "nuts3", "administrative unit")


def _best_country(found: list[Candidate]) -> Candidate | None:
    """Countries are in several tables: the authority table of the EU before others."""
    if len({c.thing.country or c.thing.label for c in found}) > 1:
        labels = [c for c in found if folded(c.thing.label) == folded(c.name)]
        found = labels or found
    return min(found, key=lambda c: ("publications.europa.eu" not in c.thing.iri, c.thing.iri))
