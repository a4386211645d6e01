from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pyoxigraph import NamedNode

from tests.graphs import CAST, fact, release
from valleygraph.extract.model import Extraction, Span
from valleygraph.graph.iris import named
from valleygraph.graph.rdf import own_iri as resolve
from valleygraph.graph.store import Store, add, forget, open_store
from valleygraph.graph.why import Reason, Sentence, why

LATER = release(
    "r1",
    fact("Location", subject="lab", place="town", sentence="The lab lies in Norrby."),
    fact(
        "Agreement",
        kind="contract",
        party=("region", "uni"),
        date="2024-06-14",
        place="town",
        confidence=0.8,
        method="rule:signs",
        sentence="They signed – at last – a contract in Norrby. 👏",
    ),
    url="https://example.org/r1",
    published="2024-06-14",
)
EARLIER = release(
    "r2",
    fact("PartOf", part="lab", whole="region", sentence="The lab is the region's."),
    fact(
        "Designation",
        subject="town",
        designation="Dry Town",
        modality="negated",
        attributed_to="ann",
        confidence=0.3,
        sentence='"Norrby is no Dry Town," said Ann Lee.',
    ),
    published="2023",
)
UNDATED = release(
    "r3",
    fact("Funding", funder="region", amount="5 EUR", modality="planned", sentence="Money will follow."),
    fact("Targeting", initiative="valley", theme="batteries"),
    published=None,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("why") / "store", write=True) as opened:
        for extraction in (LATER, EARLIER, UNDATED):
            add(opened, extraction)
        yield opened


def reasons(store: Store, id: str) -> list[Reason]:
    return why(store, resolve(CAST[id]))


def sentence(extraction: Extraction, number: int) -> Sentence:
    span = extraction.facts[number].evidence[0]
    return Sentence(span.text, span.start, span.end)


def test_a_reason_tells_all_that_stands_behind_a_claim(store: Store) -> None:
    (reason,) = reasons(store, "uni")
    assert replace(reason, claim="") == Reason(
        claim="",
        fact="Agreement",
        modality="done",
        parts=reason.parts,
        sentences=(sentence(LATER, 1),),
        release="r1",
        published="2024-06-14",
        source="https://example.org/r1",
        confidence=0.8,
        method="rule:signs",
        said_by=None,
    )
    assert sorted(reason.parts) == [
        ("agreementType", "contract"),
        ("atPlace", "Norrby"),
        ("date", "2024-06-14"),
        ("party", "Norrby University"),
        ("party", "Region Norrby"),
    ]
    assert any(store.match(None, None, None, NamedNode(reason.claim)))


def test_offsets_are_code_points_of_the_text(store: Store) -> None:
    ((said,),) = (reason.sentences for reason in reasons(store, "uni"))
    assert (
        LATER.document.text[said.start : said.end]
        == said.text
        == "They signed – at last – a contract in Norrby. 👏"
    )


def test_what_is_denied_and_only_said_is_told_as_such(store: Store) -> None:
    (reason,) = (reason for reason in reasons(store, "town") if reason.fact == "Designation")
    assert (reason.modality, reason.said_by, reason.confidence) == ("negated", "Ann Lee", 0.3)
    assert sorted(reason.parts) == [("designation", "Dry Town"), ("designee", "Norrby")]


def test_the_oldest_comes_first_and_what_has_no_date_before_it(store: Store) -> None:
    assert [(reason.release, reason.fact) for reason in reasons(store, "region")] == [
        ("r3", "Funding"),
        ("r2", "PartOf"),
        ("r1", "Agreement"),
    ]


def test_claims_of_one_release_stand_in_the_order_of_the_text(store: Store) -> None:
    ((first,), (second,)) = (reason.sentences for reason in reasons(store, "town") if reason.release == "r1")
    assert (first, second) == (sentence(LATER, 0), sentence(LATER, 1))


def test_what_is_not_given_is_none(store: Store) -> None:
    reason = reasons(store, "region")[0]
    assert (reason.published, reason.source, reason.method) == (None, None, None)
    assert (reason.modality, reason.confidence) == ("planned", 1.0)
    assert sorted(reason.parts) == [("funder", "Region Norrby"), ("hasFundingAmount", "5 EUR")]


@pytest.mark.parametrize(
    ("id", "fact_type", "parts"),
    [
        ("lab", "Location", [("of", "Batterilabbet"), ("locatedIn", "Norrby")]),
        ("lab", "PartOf", [("of", "Batterilabbet"), ("partOf", "Region Norrby")]),
        ("valley", "Targeting", [("of", "Green Valley"), ("hasGoal", "batteries")]),
    ],
)
def test_a_fact_without_a_node_is_told_by_its_edge(
    store: Store, id: str, fact_type: str, parts: list[tuple[str, str]]
) -> None:
    (reason,) = (reason for reason in reasons(store, id) if reason.fact == fact_type)
    assert list(reason.parts) == parts


def test_a_concept_has_its_claims_too(store: Store) -> None:
    (reason,) = why(store, named("concept/theme", "batteries"))
    assert (reason.fact, reason.sentences) == ("Targeting", (sentence(UNDATED, 1),))


def test_of_an_entity_that_nobody_speaks_of_there_are_no_claims(store: Store) -> None:
    assert reasons(store, "bo") == []


def test_several_sentences_of_one_claim_stand_in_their_order(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    told = release(
        "r1", fact("Participation", participant="uni", in_="valley", sentence="Uni joins. Valley grows.")
    )
    spans = (Span(11, 24, "Valley grows."), Span(0, 10, "Uni joins."))
    with open_store(tmp_path_factory.mktemp("why") / "store", write=True) as store:
        add(store, replace(told, facts=(replace(told.facts[0], evidence=spans),)))
        (reason,) = reasons(store, "uni")
        assert [said.text for said in reason.sentences] == ["Uni joins.", "Valley grows."]
        forget(store, "r1")
        assert reasons(store, "uni") == []


def test_two_releases_that_say_the_same_are_two_reasons(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_store(tmp_path_factory.mktemp("why") / "store", write=True) as store:
        for id, published in (("b", "2024-02"), ("a", "2024-01")):
            add(store, release(id, fact("Location", subject="lab", place="town"), published=published))
        one, other = reasons(store, "lab")
        assert (one.release, other.release) == ("a", "b")
        assert one.parts == other.parts
        assert one.claim != other.claim
