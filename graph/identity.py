"""Who is who across releases: what an entity of one release is known by, and when two such are the same.

An *identity* is what one release alone says a thing is: its type and fullest name, of a person also the
organisations that the release puts the person at. Rules compare the identities of a *block* (those that
share a key) and decide: same, different, unsure. What they decide depends on the set of identities alone,
never on the order in which they came.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Literal

from pyoxigraph import NamedNode
from rapidfuzz.distance import Indel

from ..extract.model import BASE, Entity, EntityType, Extraction, folded, without_legal_form
from .iris import name_of
from .wording import (
    LONG,
    act,
    amends,
    are_inflected,
    is_definite,
    lacks_linking_s,
    spelt_out,
    stems,
    without_number,
)

Outcome = Literal["same", "different", "unsure"]
RULES = 3  # one more whenever what is said here of two identities becomes another: stores are decided anew
ACRONYM = 4  # letters from which an acronym that is defined once means one thing
SPELT = 3  # letters from which it does if they are those of the name
_REWORDED = frozenset({"Organisation", "Initiative", "Agreement", "Event"})
BLOCK_AT_MOST = 60  # identities: a key that more share says nothing
# Three letters or more, two capitals; no compound of an acronym and a word, "OECD-projektet".
_ACRONYM = re.compile(r"(?=(?:\S*[^\W\d_]){3})(?=(?:\S*[A-ZÀ-ÖØ-Þ]){2})(?!\S*-[a-zà-öø-ÿ])[\w&+/.-]{3,12}")
SHORT = 5  # letters: of a shorter name the case tells apart, "SIS" and "SiS"
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "of for the at and on in de du des del della dello di per en para pour la el le d y e et för vid"
        " och i für der die das und im van voor v pro na",
    )
)


@dataclass(frozen=True, slots=True)
class Identity:
    """One thing as one or more releases know it.

    `names` are all forms that they use for it, `roles` and `bodies` what they say of a person, `iri` what
    extraction knew it by, `same_as` its public identifier, by the extraction or the reference data.
    """

    key: str
    type: EntityType
    name: str
    names: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()  # names of organisations
    roles: frozenset[str] = frozenset()
    iri: str | None = None
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of two identities, by which rule or by whom, and when."""

    left: str
    right: str
    outcome: Outcome
    rule: str
    by: str = "rule"
    at: str | None = None
    score: float = 1.0

    @property
    def pair(self) -> tuple[str, str]:
        """The two keys, in their order."""
        return (self.left, self.right) if self.left < self.right else (self.right, self.left)


def identities(extraction: Extraction) -> dict[str, Identity]:
    """The identity of each entity of a release, by the entity's id."""
    names = {entity.id: _known_as(entity) for entity in extraction.entities}
    bodies: dict[str, set[str]] = defaultdict(set)
    roles: dict[str, set[str]] = defaultdict(set)
    for fact in extraction.facts:
        if fact.type == "RoleHolding" and fact.modality != "negated":
            for person in fact.slots.get("person", ()):
                bodies[person] |= {names[o] for o in fact.slots.get("organisation", ()) if o in names}
                roles[person] |= {" ".join(role.split()).casefold() for role in fact.slots.get("role", ())}
    return {
        entity.id: _identity(entity, frozenset(bodies[entity.id]), frozenset(roles[entity.id]))
        for entity in extraction.entities
    }


def with_match(identity: Identity, identifier: str | None) -> Identity:
    """The identity with the public identifier that the reference data gives it, if it had none."""
    return identity if identity.same_as or not identifier else replace(identity, same_as=identifier)


def _known_as(entity: Entity) -> str:
    """The one name of what is known, the fullest in the release of anything else."""
    known_as = name_of(NamedNode(entity.iri)) if entity.iri and entity.iri.startswith(BASE) else ""
    return known_as or " ".join(entity.names[0].split())


def _identity(entity: Entity, bodies: frozenset[str], roles: frozenset[str]) -> Identity:
    name = _known_as(entity)
    place = f"@{'+'.join(sorted(map(folded, bodies)))}" if entity.type == "Person" and bodies else ""
    key = f"{entity.type}/{entity.iri}" if entity.iri else f"{entity.type}/{name}{place}"
    known = next((link.identifier for link in entity.links if "://" in link.identifier), None)
    return Identity(key, entity.type, name, frozenset(entity.names), bodies, roles, entity.iri, known)


def blocks(identity: Identity) -> Iterator[str]:
    """The keys under which an identity is compared with others."""
    kind = identity.type
    if kind == "Person":
        yield f"Person:{folded(identity.name)}"
        return
    for name in identity.names:
        key = folded(name)
        yield f"{kind}:{key}"
        yield f"{kind}:{key.removesuffix('s')}"  # a genitive
        if kind == "Organisation":
            yield f"{kind}:{folded(without_legal_form(name))}"
            yield f"{kind}:words:{_words(name)}"
    if kind in _REWORDED:
        yield from (f"{kind}:stems:{key}" for name in identity.names if (key := stems(name)))
        yield from (f"{kind}:act:{number}" for name in identity.names if (number := act(name)))
    if len(key := folded(identity.name)) >= LONG:
        yield from (f"{kind}:{key[: len(key) // 2]}", f"{kind}:{key[-(len(key) // 2) :]}")
        yield from (f"{kind}:{key[: (len(key) - 1) // 2]}", f"{kind}:{key[-((len(key) - 1) // 2) :]}")
    if identity.same_as:
        yield f"{kind}:{identity.same_as}"


def decide(block: str, found: Sequence[Identity]) -> list[Decision]:
    """What the rules say of the identities of a block. Nothing where no rule says anything."""
    if not 1 < len(found) <= BLOCK_AT_MOST:
        return []
    members = sorted(found, key=lambda identity: identity.key)
    if members[0].type == "Person":
        return list(_people(members))
    if block.startswith(f"{members[0].type}:stems:"):
        return [*_things(members), *_unnumbered(members)]
    return list(_things(members))


# --- people ---------------------------------------------------------------------------------------


def _people(block: Sequence[Identity]) -> Iterator[Decision]:
    """Two people of one name in two bodies stay two until a body or a post that they share says otherwise."""
    placed = [one for one in block if one.bodies]
    groups = Groups(one.key for one in placed)
    unsure = []
    for one, other in combinations(placed, 2):
        rule = _same_person(one, other)
        if rule:
            groups.join(one.key, other.key)
            yield Decision(one.key, other.key, "same", rule)
        else:
            unsure.append((one, other))
    for one, other in unsure:
        if groups.home(one.key) != groups.home(other.key):
            yield Decision(one.key, other.key, "unsure", "one name at two bodies", score=0.5)
    homes = {groups.home(one.key) for one in placed}
    for one in (one for one in block if not one.bodies):
        if len(homes) == 1:
            yield Decision(one.key, next(iter(homes)), "same", "only one person of that name")
        for home in homes if len(homes) > 1 else ():
            alike = [o for o in placed if groups.home(o.key) == home and o.roles & one.roles]
            if len({groups.home(o.key) for o in placed if o.roles & one.roles}) == 1 and alike:
                yield Decision(one.key, home, "same", "same post")
            else:
                yield Decision(one.key, home, "unsure", "which of two people of that name", score=0.4)


def _same_person(one: Identity, other: Identity) -> str | None:
    bodies = [{folded(body) for body in identity.bodies} for identity in (one, other)]
    if bodies[0] & bodies[1]:
        return "same body"
    if one.roles & other.roles - _COMMON:
        return "same post"
    if len(one.name.split()) > 2:
        return "a name of three words"
    if any(a in b or b in a for a in bodies[0] for b in bodies[1] if min(len(a), len(b)) > 5):
        return "a body within the other"
    return None


# Posts that many bodies have.
_COMMON = frozenset(
    re.split(
        ", ",
        "vd, ordförande, vice ordförande, direktör, generaldirektör, professor, rektor, chef,"
        " verkställande direktör, projektledare, koordinator, forskare, ledamot, ceo, director,"
        " managing director, chair, manager,"
        " project manager, president, coordinator, researcher, member, geschäftsführer, direktor, leiter,"
        " présidente, président, directeur, directora, presidente, rektorin, dekan",
    )
)


# --- other things ---------------------------------------------------------------------------------


def _things(block: Sequence[Identity]) -> Iterator[Decision]:
    defined = _defined(block)
    for one, other in combinations(block, 2):
        if one.iri and other.iri:
            continue  # two known things are two
        if one.same_as and other.same_as:
            if one.same_as == other.same_as:
                yield Decision(one.key, other.key, "same", "same public identifier")
            continue  # two public identifiers are two things
        rule = _same_thing(one, other, defined)
        if rule is not None:
            outcome, text, score = rule
            yield Decision(one.key, other.key, outcome, text, score=score)


def _unnumbered(block: Sequence[Identity]) -> Iterator[Decision]:
    """An act of law with its number and without it, where no other number has that name."""
    numbers = {identity.key: number for identity in block if (number := act(identity.name))}
    if len(set(numbers.values())) != 1:
        return
    numbered = [one for one in block if one.key in numbers]
    for one, other in product(numbered, (other for other in block if other.key not in numbers)):
        name, bare = without_number(one.name), without_number(other.name)
        if amends(name) or (one.iri and other.iri):
            continue
        if folded(name) == folded(bare) or (is_definite(bare) and are_inflected(name, bare)):
            yield Decision(one.key, other.key, "same", "an act with and without its number", score=0.98)


def _defined(block: Sequence[Identity]) -> Mapping[str, set[str]]:
    """For each acronym, the full names for which releases of the block use it."""
    found: dict[str, set[str]] = defaultdict(set)
    for identity in block:
        if not _ACRONYM.fullmatch(identity.name):
            for name in filter(_ACRONYM.fullmatch, identity.names):
                found[folded(name)].add(without_legal_form(identity.name))
    return found


def _same_thing(
    one: Identity, other: Identity, defined: Mapping[str, set[str]]
) -> tuple[Outcome, str, float] | None:
    a, b = folded(one.name), folded(other.name)
    if a == b:
        sure = len(a) >= SHORT or one.name == other.name
        return ("same", "same but for typography", 1.0) if sure else ("unsure", "the case differs", 0.6)
    if min(len(a), len(b)) >= SHORT + 3 and sorted((a, b), key=len)[0] + "s" in (a, b):
        return "same", "same but for a genitive", 0.98
    if one.type in _REWORDED:
        if (number := act(one.name)) and number == act(other.name):
            return "same", "the number of an act", 0.99
        # What has an indefinite name may be a new act: "en förordning om …", "en socialtjänstlag".
        inflected = are_inflected(one.name, other.name, named=one.type == "Organisation")
        if inflected and is_definite(one.name) == is_definite(other.name):
            return "same", "same but for the ends of words", 0.97
    if one.type == "Organisation":
        bare = [without_legal_form(identity.name) for identity in (one, other)]
        if folded(bare[0]) == folded(bare[1]):
            both = all(stem != identity.name for stem, identity in zip(bare, (one, other), strict=True))
            return (
                ("unsure", "two legal forms", 0.5) if both else ("same", "same but for the legal form", 0.99)
            )
        if " " in (words := _words(one.name)) and words == _words(other.name):
            return "same", "same words", 0.98
    shared = {folded(name) for name in one.names} & {folded(name) for name in other.names}
    if folded(one.name) in shared or folded(other.name) in shared:
        short = min(one.name, other.name, key=len)
        acronym = _ACRONYM.fullmatch(short) is not None
        if acronym and _means(one, other, defined):
            return "same", "an acronym that releases use for this name only", 0.95
        vague = a in b or b in a or " " not in short  # "Förvaltningsrätten" is many, so is "ministerrådet"
        if not acronym and not vague and len(short) >= LONG:
            return "same", "a release uses both names", 0.98
        return "unsure", "a release uses both names", 0.8
    digits = re.findall(r"\d+", one.name) == re.findall(r"\d+", other.name)
    if digits and lacks_linking_s(one.name, other.name):
        return "same", "same but for a linking s", 0.97
    if min(len(a), len(b)) >= LONG and digits and Indel.distance(a, b, score_cutoff=1) == 1:
        return "unsure", "one letter apart", 0.7
    return None


def _means(one: Identity, other: Identity, defined: Mapping[str, set[str]]) -> bool:
    """Whether one is an acronym that releases use for the other alone, or whose letters only this one has."""
    short, full = sorted((one, other), key=lambda identity: len(identity.name))
    names = defined.get(folded(short.name), set())
    if full.name.startswith(short.name):  # "OECD-projektet"
        return False
    if len(folded(short.name)) >= ACRONYM and len({folded(name) for name in names}) == 1:
        return True
    spelt = short.name in full.names and len(folded(short.name)) >= SPELT
    return spelt and without_legal_form(full.name) in spelt_out(short.name, names)


def _words(name: str) -> str:
    words = (word.casefold() for word in re.findall(r"\w+", name))
    return " ".join(sorted(folded(word) for word in words if word not in _SMALL))


# --- groups ---------------------------------------------------------------------------------------


class Groups:
    """Disjoint sets of keys; the home of each is its least member."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._home = {key: key for key in keys}

    def home(self, key: str) -> str:
        """The least member of the group of a key, which may be new."""
        self._home.setdefault(key, key)
        while self._home[key] != key:
            key = self._home[key]
        return key

    def join(self, one: str, other: str) -> None:
        """Make one group of the groups of two keys."""
        first, second = sorted((self.home(one), self.home(other)))
        self._home[second] = first

    def members(self) -> dict[str, list[str]]:
        """The groups by their homes."""
        found: dict[str, list[str]] = defaultdict(list)
        for key in self._home:
            found[self.home(key)].append(key)
        return found


def grouped(keys: Iterable[str], decisions: Iterable[Decision]) -> list[list[str]]:
    """Keys in groups of what is the same. What a person said is different is never joined.

    What people decided counts first, then the surest rules; a join that would bring two together that are
    decided to be different is left out.
    """
    groups = Groups(keys)
    given = sorted(decisions, key=lambda d: (d.by == "rule", -d.score, d.pair))
    apart: dict[str, set[str]] = defaultdict(set)
    for decision in given:
        if decision.outcome == "different":
            one, other = decision.pair
            apart[one].add(other)
            apart[other].add(one)
    members: dict[str, set[str]] = {}
    for decision in given:
        if decision.outcome != "same":
            continue
        one, other = groups.home(decision.left), groups.home(decision.right)
        if one == other:
            continue
        left, right = members.get(one, {one}), members.get(other, {other})
        if any(apart[key] & right for key in left):
            continue
        groups.join(one, other)
        members[groups.home(one)] = left | right
    return [sorted(group) for _, group in sorted(groups.members().items())]


def canonical(group: Sequence[Identity]) -> Identity:
    """The identity that gives a group its IRI: a known one, one with an identifier, the fullest name.

    A name that another of the group has without its last -s is in the genitive, and not that.
    """
    names = {folded(one.name) for one in group}
    return min(
        group,
        key=lambda one: (
            one.iri is None,
            one.same_as is None,
            bool(_ACRONYM.fullmatch(one.name)),
            (key := folded(one.name)).endswith("s") and key[:-1] in names,
            -len(one.name.split()),
            -len(one.name),
            one.name,
            one.key,
        ),
    )
