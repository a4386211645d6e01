"""Nanopublications: well-formed, whole, and none that says what the release does not."""

from __future__ import annotations

import io
from collections import defaultdict
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from tests.graphs import WORLD, Memory, fact, held, release, releases, remembered
from valleygraph.extract.model import BASE, Extraction
from valleygraph.graph.export import export
from valleygraph.graph.iris import named, release_iri
from valleygraph.graph.nanopub import nanopubs
from valleygraph.graph.store import forget
from valleygraph.graph.vocab import ATTRIBUTED_TO, CREATED, HAS_PART, IV, NP, OA, PROV, RDF, RDFS, XSD

UNI, LAB = named("id/organisation", "Norrby University"), named("id/organisation", "Batterilabbet")
ANN = named("id/person", "Ann Lee")
PARTS = (NP.hasAssertion, NP.hasProvenance, NP.hasPublicationInfo)
JOINED: dict[str, Any] = {"participant": "uni", "in_": "lab"}
LAB_IN_UNI: dict[str, Any] = {"part": "lab", "whole": "uni"}
Graphs = dict[NamedNode, set[Triple]]


def written(store: Memory) -> bytes:
    out = io.BytesIO()
    export(store, "nanopub", out)
    return out.getvalue()


def graphs(quads: Any) -> Graphs:
    found: Graphs = defaultdict(set)
    for quad in quads:
        found[quad.graph_name].add(quad.triple)
    return dict(found)


def checked(store: Memory) -> list[tuple[NamedNode, set[Triple], set[Triple], set[Triple]]]:
    """IRI and parts of each nanopublication, after a check by the criteria of the guidelines.

    https://nanopub.net/guidelines/working_draft/, "Well-formed Nanopublications".
    """
    quads = list(parse(written(store), RdfFormat.TRIG))
    found, left = [], graphs(quads)
    assert WORLD not in left
    for quad in quads:
        assert not any(isinstance(term, BlankNode) for term in quad)
        if quad.object != NP.Nanopublication:
            continue
        iri, head = quad.subject, quad.graph_name
        named_by = {triple.predicate: triple.object for triple in left[head]}
        assert left.pop(head) == {
            Triple(iri, RDF.type, NP.Nanopublication),
            *(Triple(iri, part, named_by[part]) for part in PARTS),
        }
        assert len({iri, head, *(named_by[part] for part in PARTS)}) == 5
        assertion, provenance, info = (left.pop(named_by[part]) for part in PARTS)
        assert assertion
        assert any(triple.subject == named_by[NP.hasAssertion] for triple in provenance)
        assert any(triple.subject == iri for triple in info)
        found.append((iri, assertion, provenance, info))
    assert not left
    return found


def claimed(assertion: set[Triple]) -> set[Triple]:
    """What an assertion states or reports."""
    by: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for triple in assertion:
        by[triple.subject][triple.predicate] = triple.object
    reified = [about for about in by.values() if about.get(RDF.type) == RDF.Statement]
    if not reified:
        return assertion
    return {Triple(about[RDF.subject], about[RDF.predicate], about[RDF.object]) for about in reified}


def claim_of(provenance: set[Triple]) -> NamedNode:
    (claim,) = (t.subject for t in provenance if t.predicate == RDF.type and t.object == IV.Claim)
    assert isinstance(claim, NamedNode)
    return claim


@settings(max_examples=60)
@given(st.tuples(*(releases(f"r{number}") for number in range(2))))
def test_any_claims_are_in_well_formed_nanopublications(told: tuple[Extraction, ...]) -> None:
    store = remembered(*told)
    held = graphs(store.match())
    claims = {quad.subject for quad in store.match(None, RDF.type, IV.Claim, WORLD)}
    found = checked(store)
    assert {claim_of(provenance): claimed(assertion) for _, assertion, provenance, _ in found} == {
        claim: held[claim] for claim in claims
    }
    assert len({iri for iri, *_ in found}) == len(claims)
    for _, assertion, provenance, _ in found:
        claim = claim_of(provenance)
        about = {triple for triple in held[WORLD] if triple.subject == claim}
        assert about <= provenance
        if assertion == held[claim]:
            assert assertion <= held[WORLD]
        else:
            assert {t for t in assertion if t.subject == claim and t.predicate != HAS_PART} <= about


@settings(max_examples=60)
@given(releases("r"))
def test_no_assertion_says_what_the_world_does_not(told: Extraction) -> None:
    """Of a release alone: a claim is asserted as it stands just when the world holds it."""
    store = remembered(told)
    world = {quad.triple for quad in store.match(graph=WORLD)}
    for _, assertion, provenance, _ in checked(store):
        claim = claim_of(provenance)
        modality = next(store.match(claim, IV.modality, None, WORLD)).object
        speaker = any(store.match(claim, IV.attributedTo, None, WORLD))
        sure = float(next(store.match(claim, IV.confidence, None, WORLD)).object.value) >= 0.5  # type: ignore
        plain = assertion == claimed(assertion)
        node = any(store.match(claim, IV.states, None, WORLD))
        planned = modality == named("concept/modality", "planned")
        done = modality == named("concept/modality", "done")
        assert plain == ((done or (planned and node)) and not speaker and sure)
        if plain:
            assert assertion <= world


@pytest.mark.parametrize(
    ("told", "mark"),
    [
        (
            fact("Participation", **JOINED, modality="negated"),
            (IV.modality, named("concept/modality", "negated")),
        ),
        (fact("Participation", **JOINED, attributed_to="ann"), (IV.attributedTo, ANN)),
        (
            fact("PartOf", **LAB_IN_UNI, modality="planned"),
            (IV.modality, named("concept/modality", "planned")),
        ),
        (
            fact("PartOf", **LAB_IN_UNI, confidence=0.25),
            (IV.confidence, Literal("0.25", datatype=XSD.decimal)),
        ),
    ],
    ids=["negated", "attributed", "planned edge", "unsure"],
)
def test_what_the_world_does_not_hold_is_reported_not_asserted(told: Any, mark: Any) -> None:
    ((_, assertion, provenance, _),) = checked(remembered(release("r", told)))
    claim = claim_of(provenance)
    assert Triple(claim, *mark) in assertion
    assert Triple(claim, PROV.wasDerivedFrom, release_iri("r")) in assertion
    assert not {t.predicate for t in assertion} & {IV.memberOf, IV.partOf, IV.participant}
    assert claimed(assertion) & {Triple(UNI, IV.memberOf, LAB), Triple(LAB, IV.partOf, UNI)}


def test_what_is_done_is_asserted_and_what_is_planned_says_so() -> None:
    told = release(
        "r",
        fact("Participation", **JOINED),
        fact("Commission", principal="uni", agent="lab", modality="planned"),
    )
    done, planned = sorted(
        (assertion for _, assertion, *_ in checked(remembered(told))),
        key=lambda assertion: Triple(UNI, IV.memberOf, LAB) not in assertion,
    )
    assert Triple(UNI, IV.memberOf, LAB) in done
    assert named("concept/modality", "planned") in {triple.object for triple in planned}
    assert IV.commissions not in {triple.predicate for triple in planned}


def test_provenance_and_publication_say_where_from_and_by_what() -> None:
    told = release(
        "r", fact("Participation", **JOINED, method="rule:x", sentence="The uni is in."), title="T"
    )
    ((iri, _, provenance, info),) = checked(remembered(told))
    claim, source = claim_of(provenance), release_iri("r")
    values = {triple.predicate: triple.object for triple in provenance if triple.subject == claim}
    assert values[IV.quote] == Literal("The uni is in.")
    assert values[IV.method] == Literal("rule:x")
    assertion = NamedNode(f"{iri.value}#assertion")
    assert Triple(assertion, PROV.wasDerivedFrom, source) in provenance
    assert Triple(assertion, PROV.wasDerivedFrom, claim) in provenance
    assert {OA.exact, OA.start, OA.end, OA.hasSource} <= {triple.predicate for triple in provenance}
    assert IV.text not in {triple.predicate for triple in provenance}
    assert Triple(iri, ATTRIBUTED_TO, named("id/agent", "valleygraph 1")) in info
    assert Triple(UNI, RDFS.label, Literal("Norrby University")) in info
    assert CREATED in {triple.predicate for triple in info}


def test_the_time_is_that_at_which_the_release_was_ingested() -> None:
    store = remembered(release("r", fact("Participation", **JOINED)))
    time = Literal("2026-01-02T03:04:05Z", datatype=XSD.dateTime)
    before = list(store.match(release_iri("r"), IV.ingested))
    store.change(remove=before, add=[Quad(release_iri("r"), IV.ingested, time, WORLD)])
    ((iri, _, _, info),) = checked(store)
    assert Triple(iri, CREATED, time) in info


def test_another_content_is_another_nanopublication(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1718323200")  # the time of ingestion is a part of the content

    def iris(**changes: Any) -> set[str]:
        told = release("r", fact("Participation", **JOINED, **changes))
        return {iri.value for iri, *_ in checked(remembered(told))}

    assert iris() == iris()
    assert all(iri.startswith(f"{BASE}id/nanopub/") for iri in iris())
    assert not iris() & iris(confidence=0.9)
    assert not iris(confidence=0.9) & iris(confidence=0.9, method="rule")


def test_a_forgotten_release_has_no_nanopublications() -> None:
    store = remembered(
        release("r1", fact("PartOf", **LAB_IN_UNI)), release("r2", fact("PartOf", **LAB_IN_UNI))
    )
    assert len(checked(store)) == 2
    forget(store, "r1")
    assert len(checked(store)) == 1


def test_rdflib_reads_them() -> None:
    store = remembered(release("r", fact("Participation", **JOINED), fact("PartOf", **LAB_IN_UNI)))
    dataset = rdflib.Dataset()
    dataset.parse(data=written(store), format="trig")
    assert len(list(dataset.quads())) == len(set(nanopubs(store)))
    assert set(nanopubs(store)).isdisjoint(held(store))
