"""What is the same across releases: decisions from rules and people → one IRI for each thing.

`place` takes a release into the ledger, `settle` works through what that touches: blocks of names that may
be one, groups of identities, facts that several releases state. Both only write the ledger and mark the
releases whose quads are to be made anew as pending; `store` makes them. The outcome depends on the
releases, the reference data and the people's decisions alone, not on the order in which they came.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ..extract.model import Extraction, folded
from .claims import claims
from .duplicates import ALIKE, bands, fingerprint, likeness, packed, unpacked
from .identity import (
    RULES,
    Decision,
    Groups,
    Identity,
    blocks,
    canonical,
    decide,
    grouped,
    identities,
    with_match,
)
from .iris import hashed, named
from .ledger import Kept, Ledger
from .linking import Match, linked
from .rdf import WORLD, own_iri
from .reference import Reference
from .standing import Identifier, Standing
from .vocab import IV, RDF, XSD

SEPARATOR = "\x1f"  # between the keys of a pair


def place(ledger: Ledger, extraction: Extraction, reference: Reference, *, version: str) -> None:
    """Write a release into the ledger as pending, and remember what it touches. Raises InputError."""
    id, document = extraction.document.id, extraction.document
    for entity in extraction.entities:
        own_iri(entity)  # one that is no IRI is told before anything is written
    before = ledger.release(id)
    ledger.put(extraction, version=version, family=before.family if before is not None else id)
    _identify(ledger, extraction, reference)
    if before is None or before.sha256 != document.sha256:
        _find_family(ledger, extraction)
    ledger.touch("fact", _state(ledger, extraction))


def _identify(ledger: Ledger, extraction: Extraction, reference: Reference) -> None:
    id, found = extraction.document.id, identities(extraction)
    own = {entity.id: own_iri(entity).value for entity in extraction.entities}
    matches = linked(extraction, reference)
    known = {e: with_match(i, matches[e].thing.iri if e in matches else None) for e, i in found.items()}
    identifiers = {e: _identifier(match) for e, match in matches.items()}
    ledger.set_entities(id, {e: (i, ledger.iri_of(i.key) or own[e]) for e, i in known.items()}, identifiers)
    ledger.touch(
        "block", ledger.set_blocks(id, {(block, i.key) for i in known.values() for block in blocks(i)})
    )
    ledger.touch("key", {identity.key for identity in known.values()})


def _state(ledger: Ledger, extraction: Extraction) -> set[str]:
    """Write the claims of a release. The facts that this touches."""
    iris = {e: NamedNode(iri) for e, (_, iri) in ledger.entities(extraction.document.id).items()}
    said = claims(extraction, iris)
    rows = [(c.iri.value, c.key, c.print, round(c.fact.confidence, 4)) for c in said]
    return ledger.set_claims(extraction.document.id, rows)


# --- settling -------------------------------------------------------------------------------------


def relink(ledger: Ledger, reference: Reference) -> None:
    """Look up every entity again, where reference data or rules are not those by which it was done."""
    fingerprint = f"{RULES}:{reference.fingerprint()}"
    if ledger.setting("reference") == fingerprint:
        return
    for kept in ledger.releases():
        _identify(ledger, ledger.extraction(kept.id), reference)
        ledger.set_status(kept.id, "pending")
    ledger.touch("block", ledger.blocks())
    ledger.setting("reference", fingerprint)


def settle(ledger: Ledger) -> None:
    """Decide anew what was touched; mark the releases that this changes as pending.

    The pairs of identities of which the graph has to be told stay touched.
    """
    pairs: set[tuple[str, str]] = set()
    for block in ledger.touched("block"):
        members = ledger.members(block)
        pairs |= ledger.replace_decisions(block, decide(block, members))
        if block.startswith("Person:"):
            ledger.touch("key", (member.key for member in members))
    ledger.untouch("block")
    ledger.touch("key", (key for pair in pairs for key in pair))
    changed: set[str] = set()
    seen: set[str] = set()
    for key in ledger.touched("key"):
        if key not in seen:
            region = _region(ledger, key)
            seen |= region
            moved = _name_groups(ledger, region)
            changed |= moved
            if moved:
                pairs |= {d.pair for d in ledger.decisions(region)}
    ledger.untouch("key")
    for release in sorted(changed):
        ledger.touch("fact", _state(ledger, ledger.extraction(release)))
    for fact in ledger.touched("fact"):
        changed |= ledger.set_belief(fact, _belief(ledger, fact))
    ledger.untouch("fact")
    for release in changed:
        ledger.set_status(release, "pending")
    ledger.touch("pair", map(SEPARATOR.join, pairs))


def _region(ledger: Ledger, key: str) -> set[str]:
    """All identities that hang together with one by decisions that hold, or by a name that people share."""
    found, left = {key}, [key]
    while left:
        here = left.pop()
        near = {k for d in ledger.decisions([here]) if d.outcome == "same" for k in d.pair}
        identity = ledger.identity(here)
        if identity is not None and identity.type == "Person":
            near |= {k for block in blocks(identity) for k in (m.key for m in ledger.members(block))}
        left += near - found
        found |= near
    return found


def _name_groups(ledger: Ledger, region: Iterable[str]) -> set[str]:
    """Give each group of identities of a region its IRI. Returns the releases in which one is new."""
    known = {key: identity for key in sorted(region) if (identity := ledger.identity(key)) is not None}
    decisions = [d for d in ledger.decisions(known) if d.left in known and d.right in known]
    groups: list[Sequence[Identity]] = [[known[k] for k in group] for group in grouped(known, decisions)]
    names: dict[tuple[str, str], list[Sequence[Identity]]] = defaultdict(list)
    for group in groups:
        names[group[0].type, folded(canonical(group).name)].append(group)
    changed: set[str] = set()
    for sharing in names.values():
        for group in sharing:
            iri = _iri(group, alone=len(sharing) == 1)
            keys = [identity.key for identity in group]
            if not canonical(group).iri and ledger.others_with(iri, known):
                iri = _told_apart(group)  # a person decided that they are two
            for key in keys:
                changed |= ledger.set_iri(key, iri)
    return changed


def _iri(group: Sequence[Identity], *, alone: bool) -> str:
    """The IRI of a group: its name, and where several share it, of a person the body in brackets."""
    chosen = canonical(group)
    if chosen.iri is not None:
        return chosen.iri
    if alone:
        return named(f"id/{chosen.type.lower()}", chosen.name).value
    bodies = sorted(body for identity in group for body in identity.bodies)
    if chosen.type == "Person":
        name = f"{chosen.name} ({bodies[0]})" if bodies else chosen.name
        return named("id/person", name).value
    return _told_apart(group)


def _told_apart(group: Sequence[Identity]) -> str:
    chosen = canonical(group)
    digest = hashlib.sha256(" ".join(sorted(i.key for i in group)).encode()).hexdigest()[:6]
    return named(f"id/{chosen.type.lower()}", f"{chosen.name} ({digest})").value


def _belief(ledger: Ledger, fact: str) -> float | None:
    """How sure a fact is by all independent releases that claim it; None where it is one.

    Each family of near duplicates counts once, by its surest claim; the doubts of several are multiplied.
    """
    surest: dict[str, float] = {}
    for family, confidence in ledger.support(fact):
        surest[family] = max(surest.get(family, 0.0), confidence)
    if len(surest) < 2:
        return None
    return round(1 - reduce(lambda doubt, sure: doubt * (1 - sure), surest.values(), 1.0), 4)


# --- near duplicates ------------------------------------------------------------------------------


def _find_family(ledger: Ledger, extraction: Extraction) -> None:
    """Find the near duplicates of a release. A family is named by its first release."""
    id = extraction.document.id
    old = ledger.release(id)
    print_ = fingerprint(extraction.document.text)
    members = {kept.id for kept in ledger.family(old.family)} if old is not None else set()
    near: set[str] = set()
    if print_ is None:  # too short to be like another, whatever it was before
        ledger.set_print(id, b"", [])
    else:
        found = ledger.like(bands(print_))
        near = {r for r, other in found.items() if r != id and likeness(print_, unpacked(other)) >= ALIKE}
        ledger.set_print(id, packed(print_), bands(print_))
    families = {kept.family for r in near if (kept := ledger.release(r)) is not None}
    joined = [kept for family in families for kept in ledger.family(family)]
    if members <= {id}:  # it belonged to none, so what belonged together still does
        _name_family(ledger, [*joined, old] if old is not None else joined)
    else:
        _name_families(ledger, members | {id} | {kept.id for kept in joined})


def part(ledger: Ledger, release: str) -> None:
    """Take a release out of its family, before it leaves."""
    kept = ledger.release(release)
    if kept is not None and len(members := ledger.family(kept.family)) > 1:
        ledger.set_family(release, release)
        ledger.set_print(release, b"", [])
        _name_families(ledger, {member.id for member in members} - {release})


def _name_families(ledger: Ledger, members: set[str]) -> None:
    """Families anew among some releases that were of one, or may be."""
    prints = {m: unpacked(p) for m in sorted(members) if (p := ledger.print_of(m))}
    groups = Groups(members)
    ordered = sorted(prints)
    for index, one in enumerate(ordered):
        for other in ordered[:index]:
            if likeness(prints[one], prints[other]) >= ALIKE:
                groups.join(one, other)
    families: dict[str, list[Kept]] = defaultdict(list)
    for member in sorted(members):
        kept = ledger.release(member)
        if kept is not None:
            families[groups.home(member)].append(kept)
    for family in families.values():
        _name_family(ledger, family)


def _name_family(ledger: Ledger, family: Iterable[Kept]) -> None:
    """Name a family by its first release, for each of them."""
    each = list(family)
    first = min(each, key=lambda kept: (kept.published or "9999", kept.id), default=None)
    for kept in each:
        if first is not None and kept.family != first.id:
            ledger.set_family(kept.id, first.id)
            ledger.set_status(kept.id, "pending")
            ledger.touch("fact", ledger.facts(kept.id))


def leave(ledger: Ledger, release: str) -> None:
    """Take a release out of the ledger, and remember what that touches."""
    part(ledger, release)
    keys = {identity.key for identity, _ in ledger.entities(release).values()}
    ledger.touch("fact", ledger.facts(release))
    ledger.touch("block", ledger.set_blocks(release, []))
    ledger.touch("key", keys)
    ledger.drop(release)


# --- what the graph is told -----------------------------------------------------------------------


def standing(ledger: Ledger, id: str) -> Standing:
    """What the ledger knows of a release."""
    kept = ledger.release(id)
    return Standing(
        iris={e: NamedNode(iri) for e, (_, iri) in ledger.entities(id).items()},
        identifiers=ledger.identifiers(id),
        beliefs=ledger.beliefs(id),
        verdicts=ledger.verdicts(id),
        ingested=kept.ingested if kept is not None else None,
        duplicate_of=kept.family if kept is not None and kept.family != id else None,
    )


def _identifier(match: Match) -> Identifier:
    return Identifier(match.thing.iri, match.thing.same, match.thing.governed_by)


def decision_quads(ledger: Ledger, pair: tuple[str, str]) -> tuple[set[NamedNode], set[Quad]]:
    """The subjects that decisions about two identities may have, and the quads that they should have."""
    subjects: set[NamedNode] = set()
    found: set[Quad] = set()
    iris = [ledger.iri_of(key) for key in pair]
    for decision in ledger.decisions([pair[0]]):
        if decision.pair == pair and None not in iris:
            subject = _subject(pair, decision.by)
            subjects.add(subject)
            told = _told(subject, decision, [shown(ledger, key) for key in pair], iris)
            found |= {Quad(t.subject, t.predicate, t.object, WORLD) for t in told}
    return subjects | {_subject(pair, "rule")}, found


def shown(ledger: Ledger, key: str) -> str:
    """An identity as a person reads it: "Karin Ek (Region Norrby)"."""
    identity = ledger.identity(key)
    if identity is None:
        return key.partition("/")[2]
    bodies = ", ".join(sorted(identity.bodies))
    return f"{identity.name} ({bodies})" if bodies else identity.name


def _subject(pair: tuple[str, str], by: str) -> NamedNode:
    return hashed("id/decision", *pair, by)


def _told(
    subject: NamedNode, decision: Decision, names: Iterable[str], iris: Iterable[str | None]
) -> Iterable[Triple]:
    yield Triple(subject, RDF.type, IV.Decision)
    yield Triple(subject, IV.outcome, named("concept/decision", decision.outcome))
    yield Triple(subject, IV.rule, Literal(decision.rule))
    yield Triple(subject, IV.decidedBy, Literal(decision.by))
    if decision.at:
        yield Triple(subject, IV.decidedAt, Literal(decision.at, datatype=XSD.dateTime))
    for name in names:
        yield Triple(subject, IV.comparedName, Literal(name))
    for iri in iris:
        if iri is not None:
            yield Triple(subject, IV.about, NamedNode(iri))
