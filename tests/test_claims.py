from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from tests.graphs import CAST, FILLERS, MODALITIES, fact, facts, release
from valleygraph.extract.model import BASE, FACT_TYPES, Extraction, Fact, Modality
from valleygraph.graph.claims import Claim, claims, decimal
from valleygraph.graph.facts import SHAPES
from valleygraph.graph.iris import named
from valleygraph.graph.rdf import own_iri as resolve
from valleygraph.graph.vocab import EURIO, IV, ORG, PREFIXES, RDF, RDFS, SKOS

IDS = {resolve(entity): id for id, entity in CAST.items()}

# Each type of fact with every slot that it has, and what it says of its node and of its entities.
SAID: list[tuple[Fact, str]] = [
    (
        fact(
            "RoleHolding", person="ann", role="director", organisation="region", start="2024-01", end="2025"
        ),
        """
        node rdf:type org:Membership
        node iv:status concept/modality/done
        node org:member ann
        node org:organization region
        node org:role concept/role/director
        node iv:roleText "director"
        node iv:startDate "2024-01"^^edtf:EDTF
        node iv:earliest "2024-01-01"^^xsd:date
        node iv:endDate "2025"^^edtf:EDTF
        node iv:latest "2025-12-31"^^xsd:date
        ann iv:holdsRole concept/role/director
        ann iv:holdsRoleAt region
        """,
    ),
    (
        fact("RoleHolding", person="ann", role="ambassador", organisation="land"),
        """
        node rdf:type org:Membership
        node iv:status concept/modality/done
        node org:member ann
        node iv:roleFor land
        node org:role concept/role/ambassador
        node iv:roleText "ambassador"
        ann iv:holdsRole concept/role/ambassador
        ann iv:holdsRoleFor land
        """,
    ),
    (
        fact(
            "Designation",
            subject="town",
            designation="valley",
            theme="batteries",
            authority="region",
            date="2024-06-14",
        ),
        """
        node rdf:type iv:Designation
        node iv:status concept/modality/done
        node iv:designee town
        node iv:designation valley
        node iv:theme concept/theme/batteries
        node iv:designatedBy region
        node iv:date "2024-06-14"^^edtf:EDTF
        node iv:earliest "2024-06-14"^^xsd:date
        node iv:latest "2024-06-14"^^xsd:date
        town iv:designatedAs valley
        """,
    ),
    (
        fact("Designation", subject="town", designation="green  town"),
        """
        node rdf:type iv:Designation
        node iv:status concept/modality/done
        node iv:designee town
        node iv:designation concept/designation/green_town
        town iv:designatedAs concept/designation/green_town
        """,
    ),
    (
        fact(
            "Agreement",
            kind="letter of intent",
            party=("region", "uni"),
            agreement="pact",
            date="2024-06",
            place="town",
            theme="batteries",
        ),
        """
        node rdf:type iv:Agreement
        node iv:status concept/modality/done
        node iv:agreementType concept/agreement-type/letter_of_intent
        node iv:party region
        node iv:party uni
        node iv:namedAgreement pact
        node iv:date "2024-06"^^edtf:EDTF
        node iv:earliest "2024-06-01"^^xsd:date
        node iv:latest "2024-06-30"^^xsd:date
        node iv:atPlace town
        node iv:theme concept/theme/batteries
        region iv:partyTo node
        uni iv:partyTo node
        """,
    ),
    (
        fact(
            "Funding",
            funder="region",
            recipient="uni",
            amount="2000000 SEK",
            initiative="valley",
            theme="batteries",
        ),
        """
        node rdf:type eurio:Grant
        node iv:status concept/modality/done
        node iv:funder region
        node iv:recipient uni
        node eurio:hasFundingAmount id/amount/2000000_SEK
        id/amount/2000000_SEK rdf:type eurio:MonetaryAmount
        id/amount/2000000_SEK rdfs:label "2000000 SEK"
        id/amount/2000000_SEK eurio:value "2000000"^^xsd:decimal
        id/amount/2000000_SEK eurio:currency "SEK"
        node iv:underInitiative valley
        node iv:theme concept/theme/batteries
        region iv:funds uni
        region iv:funds valley
        """,
    ),
    (
        fact(
            "Event",
            kind="conference",
            event="fair",
            date="2024-09/2024-11",
            place="town",
            organiser="region",
            participant=("uni", "ann"),
            theme="life science",
        ),
        """
        node rdf:type iv:Event
        node iv:status concept/modality/done
        node iv:eventKind concept/event-kind/conference
        node iv:namedEvent fair
        node iv:date "2024-09/2024-11"^^edtf:EDTF
        node iv:earliest "2024-09-01"^^xsd:date
        node iv:latest "2024-11-30"^^xsd:date
        node iv:atPlace town
        node iv:organiser region
        node iv:participant uni
        node iv:participant ann
        node iv:theme concept/theme/life_science
        region iv:organises node
        uni iv:takesPartIn node
        ann iv:takesPartIn node
        """,
    ),
    (
        fact("Participation", participant="uni", in_="valley"),
        """
        node rdf:type iv:Participation
        node iv:status concept/modality/done
        node iv:participant uni
        node iv:participationIn valley
        uni iv:memberOf valley
        """,
    ),
    (
        fact("Establishment", founder="region", established="lab", date="2024", place="town"),
        """
        node rdf:type iv:Establishment
        node iv:status concept/modality/done
        node iv:founder region
        node iv:established lab
        node iv:date "2024"^^edtf:EDTF
        node iv:earliest "2024-01-01"^^xsd:date
        node iv:latest "2024-12-31"^^xsd:date
        node iv:atPlace town
        region iv:founded lab
        """,
    ),
    (
        fact("Establishment", founder="region", established="a test bed"),
        """
        node rdf:type iv:Establishment
        node iv:status concept/modality/done
        node iv:founder region
        node iv:establishedText "a test bed"
        """,
    ),
    (
        fact("Commission", principal="region", agent="uni", task="map the needs"),
        """
        node rdf:type iv:Commission
        node iv:status concept/modality/done
        node iv:principal region
        node iv:agent uni
        node iv:task "map the needs"
        region iv:commissions uni
        """,
    ),
    (
        fact("Statement", speaker="ann", text="We are proud"),
        """
        node rdf:type iv:Quotation
        node iv:status concept/modality/done
        node iv:speaker ann
        node iv:quotedText "We are proud"
        ann iv:said node
        """,
    ),
    (fact("Location", subject="lab", place="town"), "lab iv:locatedIn town"),
    (
        fact("PartOf", part="lab", whole="region"),
        """
        lab iv:partOf region
        lab org:subOrganizationOf region
        """,
    ),
    (fact("PartOf", part="town", whole="land"), "town iv:partOf land"),
    (fact("Targeting", initiative="valley", theme="batteries"), "valley iv:hasGoal concept/theme/batteries"),
]
EDGES = {edge for shape in SHAPES.values() for form in shape.forms for _, edge, _ in form.edges} | {
    ORG.subOrganizationOf
}


def of(extraction: Extraction) -> list[Claim]:
    return claims(extraction, {entity.id: resolve(entity) for entity in extraction.entities})


def only(told: Fact, **document: Any) -> Claim:
    (claim,) = of(release("r1", told, **document))
    return claim


def short(term: object, node: NamedNode | None) -> str:
    if isinstance(term, Literal):
        datatype = term.datatype.value
        return f'"{term.value}"' + ("" if datatype.endswith("#string") else f"^^{prefixed(datatype)}")
    assert isinstance(term, NamedNode)
    if term == node:
        return "node"
    return IDS.get(term) or prefixed(term.value)


def prefixed(iri: str) -> str:
    if iri.startswith(BASE) and "#" not in iri:
        return iri.removeprefix(BASE)
    prefix, space = max(
        ((p, s) for p, s in PREFIXES.items() if iri.startswith(s)), key=lambda pair: len(pair[1])
    )
    return f"{prefix}:{iri.removeprefix(space)}"


def lines(claim: Claim) -> set[str]:
    """The triples of a claim in words, but for what it says of concepts."""
    told = (t for t in claim.triples if not str(t.subject).startswith(f"<{BASE}concept/"))
    return {" ".join(short(term, claim.node) for term in (t.subject, t.predicate, t.object)) for t in told}


# --- what each type of fact says --------------------------------------------------------------------


@pytest.mark.parametrize(("told", "expected"), SAID, ids=lambda value: getattr(value, "type", ""))
def test_what_a_fact_says(told: Fact, expected: str) -> None:
    assert lines(only(told)) == {line.strip() for line in expected.strip().splitlines()}


def test_every_type_and_every_slot_is_tried() -> None:
    tried = {(told.type, slot) for told, _ in SAID for slot in told.slots}
    assert {type for type, _ in tried} == set(FACT_TYPES)
    assert tried == {(type, slot) for type, shape in SHAPES.items() for slot in shape.slots}
    assert tried == {(type, slot) for type, slots in FILLERS.items() for slot in slots}


@pytest.mark.parametrize("told", [told for told, _ in SAID], ids=lambda told: told.type)
def test_a_planned_fact_has_a_status_and_no_direct_edge(told: Fact) -> None:
    done, planned = only(told), only(replace(told, modality="planned"))
    if done.node is None:
        assert lines(planned) == lines(done)
        assert not planned.asserted
        return
    assert planned.node == done.node
    assert planned.asserted
    expected = {line for line in lines(done) if not direct(line)} - {"node iv:status concept/modality/done"}
    assert lines(planned) == expected | {"node iv:status concept/modality/planned"}


@pytest.mark.parametrize("told", [told for told, _ in SAID], ids=lambda told: told.type)
def test_what_is_not_so_or_only_said_or_unsure_is_a_claim_and_no_more(told: Fact) -> None:
    assert only(told).asserted
    assert not only(replace(told, modality="negated")).asserted
    assert not only(replace(told, attributed_to="ann")).asserted
    assert not only(replace(told, confidence=0.49)).asserted
    assert only(replace(told, confidence=0.5)).asserted


def direct(line: str) -> bool:
    return any(line.split(" ")[1] == prefixed(edge.value) for edge in EDGES)


def test_a_concept_has_a_label_and_a_scheme() -> None:
    claim = only(fact("Targeting", initiative="valley", theme=" life\u00a0 science"))
    concept = named("concept/theme", "life science")
    assert {t for t in claim.triples if t.subject == concept} == {
        Triple(concept, RDF.type, SKOS.Concept),
        Triple(concept, RDFS.label, Literal("life science")),
        Triple(concept, SKOS.inScheme, NamedNode(f"{BASE}concept/theme")),
    }


def test_an_unknown_slot_is_left_out() -> None:
    assert only(fact("Location", subject="lab", place="town", mood="happy")).triples == (
        Triple(resolve(CAST["lab"]), IV.locatedIn, resolve(CAST["town"])),
    )


def test_a_fact_that_says_nothing_is_no_claim() -> None:
    assert of(release("r1", fact("Location", subject="lab"))) == []


@pytest.mark.parametrize(
    ("amount", "value", "currency"),
    [
        ("12.50 EUR", "12.5", "EUR"),
        ("007 EUR", "7", "EUR"),
        ("1200 million SEK", "1200", "million SEK"),
        ("100  EUR", "100", "EUR"),
        ("100", None, None),
        ("about 100 EUR", None, None),
        ("-5 EUR", None, None),
        ("1. EUR", None, None),
        ("1e3 EUR", None, None),
        ("\u0662\u0663 EUR", None, None),
    ],
)
def test_an_amount_has_a_number_and_a_currency_only_if_it_states_them(
    amount: str, value: str | None, currency: str | None
) -> None:
    triples = only(fact("Funding", funder="region", amount=amount)).triples
    found = {t.predicate: t.object for t in triples if t.subject == named("id/amount", amount)}
    number, unit = found.get(EURIO.value), found.get(EURIO.currency)
    assert (number.value if isinstance(number, Literal) else None) == value
    assert (unit.value if isinstance(unit, Literal) else None) == currency


@given(st.decimals(min_value=0, allow_nan=False, allow_infinity=False))
def test_a_decimal_is_written_in_one_way(number: object) -> None:
    written = decimal(str(number)).value
    assert decimal(written) == decimal(f"00{written}{'0' if '.' in written else '.00'}")
    assert set(written) <= set("0123456789.")


# --- identity ---------------------------------------------------------------------------------------


def test_two_organisations_in_one_role_holding_are_two_memberships() -> None:
    found = of(release("r1", fact("RoleHolding", person="ann", role="chair", organisation=("region", "uni"))))
    assert len({claim.node for claim in found}) == 2
    for claim in found:
        assert sum(t.predicate == ORG.organization for t in claim.triples) == 1
    assert {t.object for claim in found for t in claim.triples if t.predicate == ORG.organization} == {
        resolve(CAST["region"]),
        resolve(CAST["uni"]),
    }


def test_only_an_organisation_has_members() -> None:
    told = fact("RoleHolding", person="ann", role="chair", organisation=("region", "land", "valley"))
    triples = {triple for claim in of(release("r1", told)) for triple in claim.triples}
    for terms, ids in (
        ((ORG.organization, IV.holdsRoleAt), ("region",)),
        ((IV.roleFor, IV.holdsRoleFor), ("land", "valley")),
    ):
        for term in terms:
            assert {IDS[t.object] for t in triples if t.predicate == term} == set(ids)  # type: ignore[index]


def test_several_people_and_roles_are_as_many_memberships() -> None:
    told = fact(
        "RoleHolding", person=("ann", "bo"), role=("chair", "director"), organisation=("region", "uni")
    )
    assert len({claim.node for claim in of(release("r1", told))}) == 8


@given(facts())
def test_a_membership_has_one_member_and_one_organisation(told: Fact) -> None:
    for claim in of(release("r1", told)):
        for functional in (ORG.member, ORG.organization):
            assert sum(t.predicate == functional for t in claim.triples) <= 1


@pytest.mark.parametrize("told", [told for told, _ in SAID], ids=lambda told: told.type)
def test_one_fact_from_two_releases_is_one_node_and_two_claims(told: Fact) -> None:
    (one,) = of(release("r1", told))
    _, other = of(release("r2", fact("Location", subject="uni", place="land"), told))
    assert one.node == other.node
    assert one.triples == other.triples
    assert one.iri != other.iri


SAME = [
    (fact("Agreement", party=("region", "uni")), fact("Agreement", party=("uni", "region", "uni"))),
    (fact("Agreement", party="region", kind="a  b"), fact("Agreement", party="region", kind=" a b")),
    (fact("Agreement", party="region", theme="batteries"), fact("Agreement", party="region", place="town")),
    (fact("Agreement", party="region", date="2024-01"), fact("Agreement", party="region", date="2024-06-14")),
    (fact("Agreement", party="region"), fact("Agreement", party="region", date="2024-06-14")),
    (fact("Funding", funder="region"), fact("Funding", funder="region", modality="planned")),
    (
        fact("RoleHolding", person="ann", role="chair", start="2023"),
        fact("RoleHolding", person="ann", role="chair"),
    ),
]
OTHER = [
    # Two spellings are two concepts, so that one node never has both.
    (fact("Agreement", party="region", kind="Contract"), fact("Agreement", party="region", kind="contract")),
    (fact("Agreement", party="region"), fact("Agreement", party=("region", "uni"))),
    (fact("Agreement", party="region", date="2023"), fact("Agreement", party="region", date="2024")),
    (fact("Funding", funder="region", amount="1 EUR"), fact("Funding", funder="region", amount="2 EUR")),
    (
        fact("RoleHolding", person="ann", role="chair"),
        fact("RoleHolding", person="ann", role="chair", organisation="uni"),
    ),
    (
        fact("Event", date="2024-06-14", place="town", kind="meeting"),
        fact("Event", date="2024-06-14", place="town", kind="conference"),
    ),
    # Too little is known to tell whether it is the same.
    (fact("Event", kind="meeting", place="town"), fact("Event", kind="meeting", place="town")),
    (fact("RoleHolding", person="ann"), fact("RoleHolding", person="ann")),
    (fact("Statement", speaker="ann"), fact("Statement", speaker="ann")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_key_slots_make_a_fact_the_same(one: Fact, other: Fact) -> None:
    assert of(release("r1", one))[0].node == of(release("r2", other))[0].node


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_the_key_slots_make_a_fact_another(one: Fact, other: Fact) -> None:
    assert of(release("r1", one))[0].node != of(release("r2", other))[0].node


def test_the_year_of_a_fact_without_a_date_is_that_of_its_release() -> None:
    told = fact("Agreement", party="region")
    assert only(told, published="2023-01-01").node != only(told, published="2024").node
    assert only(told, published="2024-12-31").node == only(told, published="2024").node


def test_an_incomplete_fact_is_not_taken_for_a_complete_one() -> None:
    complete = fact("RoleHolding", person="ann", role="x")
    (claim,) = of(release("role=x", fact("RoleHolding", person="ann")))
    assert claim.node != only(complete).node


def test_nodes_of_all_types_differ() -> None:
    nodes = [only(told).node for told, _ in SAID if SHAPES[told.type].node is not None]
    assert all(one != other for one, other in combinations(nodes, 2))


def test_ids_of_entities_leave_no_trace() -> None:
    told = fact("Participation", participant="uni", in_="valley", attributed_to="ann")
    renamed = fact(
        "Participation",
        participant="e1",
        in_="e2",
        attributed_to="e3",
        sentence="Participation, done: Norrby University, Green Valley.",
    )
    ids = {"e1": "uni", "e2": "valley", "e3": "ann"}
    cast = {new: replace(CAST[old], id=new) for new, old in ids.items()}
    (one,), (other,) = of(release("r1", told)), of(release("r1", renamed, cast=cast))
    assert (one.iri, one.triples) == (other.iri, other.triples)


@pytest.mark.parametrize("modality", MODALITIES)
def test_of_two_claims_that_differ_in_confidence_the_surer_stays(modality: Modality) -> None:
    extraction = release("r1", fact("Location", subject="lab", place="town", modality=modality))
    told = tuple(replace(extraction.facts[0], confidence=sure) for sure in (0.4, 0.8, 0.6))
    assert [claim.fact.confidence for claim in of(replace(extraction, facts=told))] == [0.8]
