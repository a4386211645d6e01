from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse, serialize

from tests.graphs import CAST, WORLD, fact, release, releases, text_of
from valleygraph.extract.errors import InputError
from valleygraph.extract.model import Entity, Extraction, Link, Release, Span
from valleygraph.graph.claims import claims
from valleygraph.graph.iris import named, release_iri
from valleygraph.graph.rdf import own_iri as resolve
from valleygraph.graph.rdf import quads
from valleygraph.graph.vocab import DCTERMS, FOAF, IV, OA, PROV, RDF, RDFS, SKOS

DAY = "2024-06-14"


def about(found: Iterable[Quad], subject: object) -> dict[NamedNode, set[str]]:
    """What the default graph says of a subject, by property."""
    said: dict[NamedNode, set[str]] = {}
    for quad in found:
        if quad.subject == subject and quad.graph_name == WORLD:
            said.setdefault(quad.predicate, set()).add(text_of(quad.object))
    return said


def claim_of(found: Iterable[Quad]) -> NamedNode:
    (claim,) = (q.subject for q in found if q.predicate == RDF.type and q.object == IV.Claim)
    assert isinstance(claim, NamedNode)
    return claim


def is_a(kinds: tuple[str, ...], term: object) -> bool:
    return text_of(term).startswith(tuple(named(f"id/{kind}", "").value for kind in kinds))


def value(said: dict[NamedNode, set[str]], term: NamedNode) -> str:
    (only,) = said[term]
    return only


# --- all of it --------------------------------------------------------------------------------------


@given(releases("r1"))
def test_there_are_no_blank_nodes(extraction: Extraction) -> None:
    for quad in quads(extraction):
        assert not any(isinstance(term, BlankNode) for term in (quad.subject, quad.object, quad.graph_name))


@given(releases("r1"), st.randoms(use_true_random=False))
def test_the_order_inside_a_release_does_not_matter(extraction: Extraction, order: random.Random) -> None:
    facts, entities = list(extraction.facts), list(extraction.entities)
    order.shuffle(facts)
    order.shuffle(entities)
    assert quads(replace(extraction, facts=tuple(facts), entities=tuple(entities))) == quads(extraction)


@given(releases("r1"))
def test_what_is_serialised_comes_back_the_same(extraction: Extraction) -> None:
    written = serialize(quads(extraction), format=RdfFormat.N_QUADS)
    assert written is not None
    assert set(parse(written, format=RdfFormat.N_QUADS)) == quads(extraction)


@given(releases("r1"))
def test_evidence_and_mentions_stand_where_they_say(extraction: Extraction) -> None:
    found = quads(extraction)
    text = extraction.document.text
    words = {q.subject: text_of(q.object) for q in found if q.predicate in (IV.surface, OA.exact)}
    for resource in {q.subject for q in found if q.predicate == OA.hasSelector}:
        position, quote = sorted(about(found, resource)[OA.hasSelector])
        start, end = (value(about(found, NamedNode(position)), term) for term in (OA.start, OA.end))
        exact = words[NamedNode(quote)]
        assert text[int(start) : int(end)] == exact
        around = about(found, NamedNode(quote))
        assert value(around, OA.prefix) + exact + value(around, OA.suffix) in text
    for mention in {q.subject for q in found if q.predicate == IV.inRelease}:
        start, end = (value(about(found, mention), term) for term in (OA.start, OA.end))
        assert text[int(start) : int(end)] == words[mention]


@given(releases("r1"))
def test_every_claim_is_described_with_its_evidence(extraction: Extraction) -> None:
    found = quads(extraction)
    graphs = {q.graph_name for q in found} - {WORLD, release_iri("r1")}
    described = {q.subject for q in found if q.predicate == RDF.type and q.object == IV.Claim}
    assert graphs == described
    for claim in described:
        said = about(found, claim)
        assert value(said, PROV.wasDerivedFrom) == release_iri("r1").value
        assert said[IV.quote]
        assert said[IV.evidence]
        assert 0 <= float(value(said, IV.confidence)) <= 1


@given(releases("r1"))
def test_the_world_is_the_union_of_names_and_asserted_claims(extraction: Extraction) -> None:
    found = quads(extraction)
    iris = {entity.id: resolve(entity) for entity in extraction.entities}
    graphs = {release_iri("r1"), *(c.iri for c in claims(extraction, iris) if c.asserted)}
    supported = {q.triple for q in found if q.graph_name in graphs}
    described = ("claim", "span", "position", "quote", "mention", "release")
    world = {q.triple for q in found if q.graph_name == WORLD and not is_a(described, q.subject)}
    assert world == supported


@given(releases("r1"))
def test_what_is_negated_leaves_no_more_than_the_description_of_its_claim(extraction: Extraction) -> None:
    bare = {q.triple for q in quads(replace(extraction, facts=())) if q.graph_name == WORLD}
    denied = tuple(replace(fact, modality="negated") for fact in extraction.facts)
    found = quads(replace(extraction, facts=denied))
    more = {q.triple for q in found if q.graph_name == WORLD} - bare
    assert all(is_a(("claim", "span", "position", "quote"), triple.subject) for triple in more)


@given(st.text(min_size=1).filter(str.strip), st.text(), st.text(min_size=1).filter(str.strip))
def test_any_text_goes_in(id: str, text: str, name: str) -> None:
    document = Release(id, text, title=text, publisher=text, url=text, language=text, published=text)
    entity = Entity("e1", "Person", (name, text or "x"))
    said = fact("Statement", speaker="e1", text=text or "x", sentence="x", method=text)
    found = quads(Extraction(document, (entity,), (replace(said, evidence=()),)))
    assert any(q.predicate == IV.speaker and q.object == resolve(entity) for q in found)


# --- one release ------------------------------------------------------------------------------------


def test_a_release_says_what_it_is() -> None:
    document = Release(
        "r1",
        "Malmo\u0308",
        language="sv",
        title="Nytt",
        published="2024-06",
        publisher="RN",
        url="https://e.x/1",
        original_sha256="0" * 64,
    )
    said = about(quads(Extraction(document)), release_iri("r1"))
    assert said == {
        RDF.type: {IV.Release.value},
        DCTERMS.identifier: {"r1"},
        IV.sha256: {hashlib.sha256("Malmö".encode()).hexdigest()},
        IV.originalSha256: {"0" * 64},
        RDFS.label: {"Nytt"},
        DCTERMS.title: {"Nytt"},
        DCTERMS.language: {"sv"},
        DCTERMS.publisher: {"RN"},
        DCTERMS.source: {"https://e.x/1"},
        DCTERMS.issued: {"2024-06"},
        IV.earliest: {"2024-06-01"},
        IV.latest: {"2024-06-30"},
        IV.text: {"Malmö"},
    }


def test_a_bare_release_says_what_it_has() -> None:
    said = about(quads(Extraction(Release("r1"))), release_iri("r1"))
    assert set(said) == {RDF.type, DCTERMS.identifier, IV.sha256}


def test_a_claim_says_all_that_stands_behind_it() -> None:
    told = fact(
        "Participation",
        participant="uni",
        in_="valley",
        modality="planned",
        confidence=0.87654,
        attributed_to="ann",
        method="rule:joins",
        sentence="Norrby University will join Green Valley, says Ann Lee.",
    )
    found = quads(release("r1", told), version="1.2")
    claim = claim_of(found)
    said = about(found, claim)
    (node,) = said.pop(IV.states)
    (evidence,) = said.pop(IV.evidence)
    assert Quad(NamedNode(node), RDF.type, IV.Participation, claim) in found
    assert said == {
        RDF.type: {IV.Claim.value},
        IV.factType: {"Participation"},
        IV.summary: {"Green Valley · Norrby University"},
        IV.modality: {named("concept/modality", "planned").value},
        IV.confidence: {"0.8765"},
        IV.method: {"rule:joins"},
        IV.attributedTo: {resolve(CAST["ann"]).value},
        IV.quote: {"Norrby University will join Green Valley, says Ann Lee."},
        PROV.wasDerivedFrom: {release_iri("r1").value},
        PROV.wasGeneratedBy: {named("id/run", "valleygraph 1.2").value},
    }
    assert value(about(found, NamedNode(evidence)), OA.hasSource) == release_iri("r1").value


def test_a_negated_claim_denies_its_node() -> None:
    found = quads(release("r1", fact("Funding", funder="region", recipient="uni", modality="negated")))
    said = about(found, claim_of(found))
    (node,) = said[IV.denies]
    assert IV.states not in said
    assert not about(found, NamedNode(node))
    assert about(found, resolve(CAST["region"])).keys() == {RDF.type, RDFS.label, SKOS.altLabel}


@pytest.mark.parametrize(
    "held_back", [{"modality": "negated"}, {"attributed_to": "ann"}, {"confidence": 0.4}], ids=str
)
def test_what_is_held_back_stays_in_the_graph_of_its_claim(held_back: dict[str, object]) -> None:
    told = replace(fact("Location", subject="lab", place="town"), **held_back)  # type: ignore[arg-type]
    found = quads(release("r1", told))
    edges = [q.graph_name for q in found if q.predicate == IV.locatedIn]
    assert edges == [claim_of(found)]


def test_an_asserted_claim_is_in_its_graph_and_in_the_world() -> None:
    found = quads(release("r1", fact("Location", subject="lab", place="town")))
    assert {q.graph_name for q in found if q.predicate == IV.locatedIn} == {claim_of(found), WORLD}


@pytest.mark.parametrize(
    ("confidence", "written"),
    [(1.0, "1"), (0.0, "0"), (0.5, "0.5"), (0.95, "0.95"), (0.00001, "0"), (1e-4, "0.0001")],
)
def test_confidence_is_a_plain_decimal(confidence: float, written: str) -> None:
    found = quads(release("r1", fact("Location", subject="lab", place="town", confidence=confidence)))
    assert value(about(found, claim_of(found)), IV.confidence) == written


def test_what_is_written_as_sure_enough_is_held_to_be_so() -> None:
    for confidence in (0.49996, 0.49994):
        found = quads(release("r1", fact("Location", subject="lab", place="town", confidence=confidence)))
        written = float(value(about(found, claim_of(found)), IV.confidence))
        assert any(q.predicate == IV.locatedIn and q.graph_name == WORLD for q in found) == (written >= 0.5)


def test_the_version_of_the_software_is_in_the_graph() -> None:
    found = quads(release("r1"), version="0.3")
    assert about(found, named("id/agent", "valleygraph 0.3"))[RDFS.label] == {"valleygraph 0.3"}


# --- entities ---------------------------------------------------------------------------------------


def of_entity(entity: Entity) -> dict[NamedNode, set[str]]:
    return about(quads(Extraction(Release("r1", "Ann Lee"), (entity,))), resolve(entity))


def test_an_entity_has_its_type_its_label_and_its_other_names() -> None:
    assert of_entity(Entity("e1", "Person", ("Ann Lee", "Lee", "Ann"))) == {
        RDF.type: {FOAF.Person.value},
        RDFS.label: {"Ann Lee"},
        SKOS.altLabel: {"Lee", "Ann"},
    }


def test_a_known_entity_has_the_label_in_its_iri_and_the_form_of_the_text() -> None:
    known = resolve(Entity("e1", "Organisation", ("Region Stockholm",))).value
    said = of_entity(Entity("e1", "Organisation", ("Stockholm Region",), iri=known))
    assert said[RDFS.label] == {"Region Stockholm"}
    assert said[SKOS.altLabel] == {"Stockholm Region"}


def test_an_entity_with_a_public_iri_keeps_its_name() -> None:
    entity = Entity("e1", "Place", ("Norrby", "Norby"), iri="http://www.wikidata.org/entity/Q1")
    assert resolve(entity).value == "http://www.wikidata.org/entity/Q1"
    assert of_entity(entity)[RDFS.label] == {"Norrby"}


def test_public_identifiers_are_matches() -> None:
    links = (
        Link("https://ror.org/1", 1.0, "gazetteer"),
        Link("Q1754", 0.5, "no IRI"),
        Link(resolve(CAST["uni"]).value, 1.0, "itself"),
    )
    assert of_entity(replace(CAST["uni"], links=links))[SKOS.exactMatch] == {"https://ror.org/1"}


@pytest.mark.parametrize(
    "entity",
    [
        replace(CAST["uni"], iri="not an iri"),
        replace(CAST["uni"], iri=""),
        replace(CAST["uni"], links=(Link("https://ror.org/a b", 1.0, ""),)),
    ],
)
def test_an_identifier_that_is_no_iri_is_an_input_error(entity: Entity) -> None:
    with pytest.raises(InputError, match="is not an IRI") as caught:
        quads(Extraction(Release("r1"), (entity,)))
    assert "\n" not in str(caught.value)


def test_a_mention_leads_to_its_entity_and_its_place() -> None:
    entity = replace(CAST["ann"], mentions=(Span(4, 11, "Ann Lee"),))
    found = quads(Extraction(Release("r1", "Hi, Ann Lee"), (entity,)))
    (mention,) = (q.subject for q in found if q.predicate == IV.refersTo)
    assert about(found, mention) == {
        RDF.type: {IV.Mention.value},
        IV.refersTo: {resolve(entity).value},
        IV.inRelease: {release_iri("r1").value},
        IV.surface: {"Ann Lee"},
        OA.start: {"4"},
        OA.end: {"11"},
    }
