"""The network: what is drawn, what it rests on, and what is left out of a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from tests.graphs import fact, release, releases
from valleygraph.extract.errors import UsageError
from valleygraph.extract.model import Extraction, Modality
from valleygraph.graph.embedded import EmbeddedStore
from valleygraph.graph.iris import named
from valleygraph.graph.network import TYPES, network
from valleygraph.graph.store import Answer, Store, add, forget, open_store

LETTER: dict[str, Any] = {"kind": "letter of intent", "party": ("region", "uni"), "date": "2024-06-14"}
UNI = named("id/organisation", "Norrby University")
REGION = named("id/organisation", "Region Norrby")


def told() -> Extraction:
    """A release with facts of all the ways in which they are drawn, or not."""
    return release(
        "r1",
        fact("Agreement", **LETTER, place="town", theme="batteries", sentence="They signed in Norrby."),
        fact("Funding", funder="region", recipient="lab", amount="12500000 SEK"),
        fact("Funding", funder="region", recipient="lab", amount="999 SEK", modality="planned"),
        fact("Commission", principal="region", agent="uni", task="map the needs", modality="planned"),
        fact(
            "Event",
            kind="conference",
            date="2024-09/2024-11",
            place="town",
            organiser="uni",
            modality="planned",
        ),
        fact("Designation", subject="land", designation="valley", authority="region", theme="batteries"),
        fact("RoleHolding", person="ann", role="director", organisation="uni"),
        fact("Statement", speaker="ann", text="We are proud", sentence="“We are proud”, says Ann Lee."),
        fact("PartOf", part="lab", whole="uni", modality="planned"),
        fact("Location", subject="lab", place="town", modality="negated"),
        fact("Participation", participant="uni", in_="valley", attributed_to="ann"),
        fact("Participation", participant="lab", in_="valley", confidence=0.3),
        title="Norrby signs",
        url="https://norrby.example/1",
    )


def again() -> Extraction:
    """An earlier release that tells one of these facts in other words."""
    return release(
        "r2",
        fact("Agreement", **LETTER, confidence=0.8, sentence="A letter was signed."),
        published="2024-06-01",
    )


def unsure(id: str) -> Extraction:
    """One of several releases that tell a fact, each less surely than the world asks for."""
    text = {"r4": "The lab has begun, it is thought.", "r5": "Work there is perhaps under way."}[id]
    return release(id, fact("Location", subject="lab", place="town", confidence=0.4, sentence=text))


def contradiction() -> Extraction:
    return release(
        "r3",
        fact("Agreement", **LETTER, modality="negated", sentence="Nothing was signed."),
        fact("Agreement", **LETTER, attributed_to="bo", confidence=0.9, sentence="It is signed, says Bo Ek."),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", write=True) as opened:
        yield opened


def drawn(graph: nx.MultiDiGraph) -> set[tuple[str, str, str, bool]]:
    label = nx.get_node_attributes(graph, "label")
    return {(label[s], data["label"], label[o], data["planned"]) for s, o, data in graph.edges(data=True)}


def edge(graph: nx.MultiDiGraph, source: str, name: str, target: str) -> dict[str, Any]:
    label = nx.get_node_attributes(graph, "label")
    wanted = (source, name, target)
    (found,) = (
        data for s, o, data in graph.edges(data=True) if (label[s], data["property"], label[o]) == wanted
    )
    return dict(found)


def test_facts_are_edges_and_those_that_join_more_are_nodes(store: Store) -> None:
    add(store, told())
    letter, conference = "Letter of intent · batteries", "Conference · 2024-09–2024-11"
    assert drawn(network(store)) == {
        ("Region Norrby", "party to", letter, False),
        ("Norrby University", "party to", letter, False),
        (letter, "takes place in", "Norrby", False),
        (letter, "on the theme", "batteries", False),
        ("Region Norrby", "funds with 12,500,000 SEK", "Batterilabbet", False),
        ("Region Norrby", "commissions: map the needs", "Norrby University", True),
        ("Norrby University", "organises", conference, True),
        (conference, "takes place in", "Norrby", True),
        ("Nordland", "designated as", "Green Valley", False),
        ("Nordland", "designated by", "Region Norrby", False),
        ("Nordland", "on the theme", "batteries", False),
        ("Ann Lee", "director at", "Norrby University", False),
        ("Batterilabbet", "part of", "Norrby University", True),
    }


def test_nodes_say_what_they_are(store: Store) -> None:
    add(store, told())
    graph = network(store)
    types = {data["label"]: data["type"] for _, data in graph.nodes(data=True)}
    assert types == {
        "Ann Lee": "Person",
        "Region Norrby": "Organisation",
        "Norrby University": "Organisation",
        "Batterilabbet": "Organisation",
        "Norrby": "Place",
        "Nordland": "Place",
        "Green Valley": "Initiative",
        "batteries": "Concept",
        "Letter of intent · batteries": "Agreement",
        "Conference · 2024-09–2024-11": "Event",
    }
    assert [d["label"] for _, d in graph.nodes(data=True) if d["planned"]] == ["Conference · 2024-09–2024-11"]
    assert graph.nodes[REGION.value]["degree"] == 4
    assert set(types.values()) == set(TYPES.values())


def test_a_fact_about_a_named_agreement_or_event_leads_to_it(store: Store) -> None:
    add(
        store,
        release(
            "r", fact("Event", event="fair", place="town"), fact("Agreement", agreement="pact", party="uni")
        ),
    )
    assert drawn(network(store)) == {
        ("Event", "known as", "Norrby Fair", False),
        ("Event", "takes place in", "Norrby", False),
        ("Agreement", "known as", "Norrby Pact", False),
        ("Norrby University", "party to", "Agreement", False),
    }


def test_what_releases_make_sure_together_is_not_drawn_as_planned(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True) as store:
        add(store, unsure("r4"))
        assert not network(store).edges
        add(store, unsure("r5"))
        found = edge(network(store), "Batterilabbet", "locatedIn", "Norrby")
        assert not found["planned"]


def test_an_edge_has_the_sentences_of_all_releases_that_say_so(store: Store) -> None:
    for extraction in (told(), again(), contradiction()):
        add(store, extraction)
    found = edge(network(store), "Region Norrby", "partyTo", "Letter of intent · batteries")
    assert [(e["sentence"], e["release"], e["said_by"], e["confidence"]) for e in found["evidence"]] == [
        ("A letter was signed.", "r2", "", 0.8),
        ("They signed in Norrby.", "r1", "", 1.0),
        ("It is signed, says Bo Ek.", "r3", "Bo Ek", 0.9),
    ]
    assert found["evidence"][1] == {
        "sentence": "They signed in Norrby.",
        "release": "r1",
        "title": "Norrby signs",
        "published": "2024-06-14",
        "url": "https://norrby.example/1",
        "said_by": "",
        "modality": "done",
        "confidence": 1.0,
        "counts": True,
    }
    assert found["confidence"] == 1.0


def test_a_sentence_is_evidence_of_an_edge_only_if_it_says_all_of_it(store: Store) -> None:
    named_valley: dict[str, Any] = {"subject": "land", "designation": "valley"}
    add(store, release("r1", fact("Designation", **named_valley, sentence="It is a valley.")))
    add(
        store, release("r2", fact("Designation", **named_valley, authority="region", sentence="Named by us."))
    )
    graph = network(store)
    by_whom = edge(graph, "Nordland", "designatedBy", "Region Norrby")["evidence"]
    as_what = edge(graph, "Nordland", "designatedAs", "Green Valley")["evidence"]
    assert [item["sentence"] for item in by_whom] == ["Named by us."]
    assert [item["sentence"] for item in as_what] == ["It is a valley.", "Named by us."]


def test_a_plan_is_no_evidence_of_what_is_done(store: Store) -> None:
    funding: dict[str, Any] = {"funder": "region", "recipient": "lab"}
    plan = fact("Funding", **funding, amount="5 SEK", modality="planned", sentence="It will give 5.")
    add(store, release("r1", plan))
    planned = edge(network(store), "Region Norrby", "funds", "Batterilabbet")
    assert (planned["planned"], planned["label"]) == (True, "funds with 5 SEK")
    assert [item["sentence"] for item in planned["evidence"]] == ["It will give 5."]
    add(store, release("r2", fact("Funding", **funding, amount="3 SEK", sentence="It gave 3.")))
    done = edge(network(store), "Region Norrby", "funds", "Batterilabbet")
    assert (done["planned"], done["label"]) == (False, "funds with 3 SEK")
    assert [item["sentence"] for item in done["evidence"]] == ["It gave 3."]


@pytest.mark.parametrize("doubt", [{"confidence": 0.4}, {"attributed_to": "ann"}, {"modality": "negated"}])
def test_what_is_planned_does_not_become_done_by_doubtful_claims(store: Store, doubt: dict[str, Any]) -> None:
    lab_in_town: dict[str, Any] = {"subject": "lab", "place": "town"}
    add(store, release("r1", fact("Location", **lab_in_town, modality="planned")))
    add(store, release("r2", fact("Location", **lab_in_town, **doubt)))
    assert drawn(network(store)) == {("Batterilabbet", "located in", "Norrby", True)}


@pytest.mark.parametrize("doubt", [{"confidence": 0.4}, {"attributed_to": "ann"}])
def test_a_doubtful_plan_is_not_drawn(store: Store, doubt: dict[str, Any]) -> None:
    add(
        store,
        release(
            "r1",
            fact("Location", subject="lab", place="town", modality="planned", **doubt),
            fact("Funding", funder="region", recipient="lab", modality="planned", **doubt),
        ),
    )
    assert drawn(network(store)) == set()


def test_what_was_planned_and_then_done_is_done(store: Store) -> None:
    lab_in_town: dict[str, Any] = {"subject": "lab", "place": "town"}
    add(
        store,
        release("r1", fact("Location", **lab_in_town, modality="planned", sentence="It will be there.")),
    )
    assert edge(network(store), "Batterilabbet", "locatedIn", "Norrby")["planned"]
    add(store, release("r2", fact("Location", **lab_in_town, sentence="It is there.")))
    found = edge(network(store), "Batterilabbet", "locatedIn", "Norrby")
    assert not found["planned"]
    assert [item["modality"] for item in found["evidence"]] == ["planned", "done"]


def test_of_a_done_fact_what_only_a_plan_says_stays_planned(store: Store) -> None:
    conference: dict[str, Any] = {"kind": "conference", "date": "2024-10", "place": "town"}
    add(store, release("r1", fact("Event", **conference, organiser="uni")))
    add(store, release("r2", fact("Event", **conference, participant="ann", modality="planned")))
    graph = network(store)
    planned = {data["property"]: data["planned"] for *_, data in graph.edges(data=True)}
    assert planned == {"organises": False, "atPlace": False, "takesPartIn": True}
    assert not any(planned for _, planned in graph.nodes(data="planned"))


@pytest.mark.parametrize("modality", ["done", "planned"])
def test_a_role_for_a_place_is_drawn(store: Store, modality: Modality) -> None:
    envoy = fact("RoleHolding", person="ann", role="envoy", organisation="land", modality=modality)
    add(store, release("r1", envoy))
    assert drawn(network(store)) == {("Ann Lee", "envoy for", "Nordland", modality == "planned")}


def test_speakers_have_their_quotations(store: Store) -> None:
    add(store, told())
    ann = network(store).nodes[named("id/person", "Ann Lee").value]
    assert [(quote["sentence"], quote["release"]) for quote in ann["quotes"]] == [("We are proud", "r1")]


def test_around_goes_so_many_hops(store: Store) -> None:
    add(store, told())
    near = {hops: set(network(store, around=UNI, hops=hops)) for hops in (0, 1, 2)}
    assert near[0] == {UNI.value}
    assert named("id/person", "Ann Lee").value in near[1]
    assert named("id/place", "Norrby").value not in near[1]
    assert named("id/place", "Norrby").value in near[2]


def test_around_one_that_nothing_is_said_of_is_that_one(store: Store) -> None:
    add(store, release("r", fact("Statement", speaker="ann", text="We are proud")))
    graph = network(store, around=named("id/person", "Ann Lee"))
    assert [data["label"] for _, data in graph.nodes(data=True)] == ["Ann Lee"]


def test_around_an_unknown_one_is_an_error(store: Store) -> None:
    with pytest.raises(UsageError, match=r"no entity https://example\.org/nobody in the store"):
        network(store, around=NamedNode("https://example.org/nobody"))


def test_an_empty_store_gives_an_empty_network(store: Store) -> None:
    graph = network(store)
    assert (len(graph), graph.graph["left_out"]) == (0, 0)


def test_a_limit_keeps_the_well_connected_and_counts_the_rest(store: Store) -> None:
    add(store, told())
    whole = network(store)
    graph = network(store, limit=4)
    assert graph.graph["left_out"] == len(whole) - 4
    assert REGION.value in graph
    assert nx.is_weakly_connected(graph)
    assert graph.nodes[REGION.value]["degree"] == whole.degree(REGION.value)


def test_a_limit_starts_with_the_middle(store: Store) -> None:
    add(store, told())
    ann = named("id/person", "Ann Lee")
    assert set(network(store, around=ann, hops=3, limit=2)) == {ann.value, UNI.value}


def test_forgetting_takes_edges_and_sentences_away(store: Store) -> None:
    add(store, told())
    add(store, again())
    forget(store, "r1")
    graph = network(store)
    assert drawn(graph) == {
        ("Norrby University", "party to", "Letter of intent · 2024-06-14", False),
        ("Region Norrby", "party to", "Letter of intent · 2024-06-14", False),
    }
    assert {item["release"] for *_, data in graph.edges(data=True) for item in data["evidence"]} == {"r2"}


class Counting(EmbeddedStore):
    """A store that counts what it is asked."""

    asked = 0

    def query(self, sparql: str) -> Answer:
        self.asked += 1
        return super().query(sparql)


def test_the_number_of_queries_does_not_grow_with_the_network(tmp_path: Path) -> None:
    counts = []
    with Counting(tmp_path / "store", write=True) as store:
        for year in (2001, 2002, 2003, 2004):
            add(store, release(str(year), fact("Agreement", **(LETTER | {"date": str(year)}))))
            store.asked = 0
            network(store)
            counts.append(store.asked)
    assert len(set(counts)) == 1


any_releases = st.tuples(*(releases(f"r{number}") for number in range(3)))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_releases, st.randoms(use_true_random=False), st.integers(1, 4), st.integers(1, 12))
def test_any_network(
    tmp_path_factory: pytest.TempPathFactory, told: tuple[Extraction, ...], random: Any, hops: int, limit: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    shuffled = random.sample(told, len(told))
    with open_store(folder / "a", write=True) as a, open_store(folder / "b", write=True) as b:
        for one, other in zip(told, shuffled, strict=True):
            add(a, one)
            add(b, other)
        whole, same = network(a), network(b)
        assert nx.utils.graphs_equal(whole, same)
        assert list(whole.edges(keys=True)) == list(same.edges(keys=True))
        check_evidence(whole, told)
        for middle in sorted(whole)[:1]:
            near = network(a, around=NamedNode(middle), hops=hops)
            ego = nx.ego_graph(whole.to_undirected(as_view=True), middle, radius=hops)
            assert set(near) == set(ego)
            part = network(a, around=NamedNode(middle), hops=hops, limit=limit)
            assert len(part) == min(limit, len(near))
            assert len(part) + part.graph["left_out"] == len(near)
            assert nx.is_weakly_connected(part)
            assert nx.utils.edges_equal(
                part.edges(keys=True, data=True),
                whole.subgraph(part).edges(keys=True, data=True),
                directed=True,
            )


def check_evidence(graph: nx.MultiDiGraph, told: tuple[Extraction, ...]) -> None:
    """Every edge stands on a sentence that says it is done or planned, and shows none that denies it."""
    texts = {extraction.document.id: extraction.document.text for extraction in told}
    for *_, data in graph.edges(data=True):
        assert data["evidence"]
        assert all(item["sentence"] in texts[item["release"]] for item in data["evidence"])
        assert {item["modality"] for item in data["evidence"]} <= {"done", "planned"}
        sure = [item for item in data["evidence"] if item["confidence"] >= 0.5 and not item["said_by"]]
        assert sure
        assert data["planned"] == all(item["modality"] == "planned" for item in sure)
