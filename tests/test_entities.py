from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from tests.graphs import CAST, fact, release
from valleygraph.extract.errors import UsageError
from valleygraph.extract.model import Entity
from valleygraph.graph.entities import SUGGESTED, find, label
from valleygraph.graph.iris import hashed, named, release_iri
from valleygraph.graph.rdf import own_iri as resolve
from valleygraph.graph.store import Store, add, open_store

WIKIDATA = "http://www.wikidata.org/entity/Q1754"
ODD = 'Ab "X" {y} \\ AB'
_MORE = (
    Entity("strasse", "Organisation", ("Straße GmbH",)),
    Entity("rn", "Organisation", ("Rock Network", "RN")),
    Entity("batteries", "Initiative", ("Batteries",)),
    Entity("it", "Organisation", ("IT Centre",)),
    Entity("its", "Place", ("It Centre",)),
    Entity("wiki", "Place", ("Stockholm", "Eken"), iri=WIKIDATA),
    Entity("odd", "Organisation", (ODD,)),
    *(Entity(f"t{n}", "Place", (f"Tallvik {n}",)) for n in range(9)),
)
PEOPLE = {**CAST, **{entity.id: entity for entity in _MORE}}
EVERYBODY = fact("Agreement", party=tuple(PEOPLE), kind="Norrby")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    told = (
        EVERYBODY,
        fact("Targeting", initiative="valley", theme="life science"),
        fact("Targeting", initiative="valley", theme="Batteries"),
        fact("Designation", subject="town", designation="Dry Town", modality="negated"),
        fact("Funding", funder="region", amount="5 EUR"),
    )
    with open_store(tmp_path_factory.mktemp("entities") / "store", write=True) as opened:
        add(opened, release("r1", *told, cast=PEOPLE, title="Norrby University"), version="1")
        yield opened


def iri(id: str) -> NamedNode:
    return resolve(PEOPLE[id])


def refusal(store: Store, name: str) -> str:
    with pytest.raises(UsageError) as caught:
        find(store, name)
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Region Norrby", "region"),
        ("region NORRBY", "region"),
        (resolve(CAST["region"]).value, "region"),
        ("Straße GmbH", "strasse"),
        ("straße gmbh", "strasse"),
        ("STRAßE GMBH", "strasse"),
        ("IT Centre", "it"),
        ("It Centre", "its"),
        ("Stockholm", "wiki"),
        ("eken", "wiki"),
        (WIKIDATA, "wiki"),
        (ODD, "odd"),
        (ODD.lower(), "odd"),
    ],
)
def test_an_entity_is_found(store: Store, name: str, id: str) -> None:
    assert find(store, name) == iri(id)


def test_a_title_of_a_release_is_not_the_name_of_a_thing(store: Store) -> None:
    assert find(store, "Norrby University") == iri("uni")


def test_a_concept_is_found_but_gives_way_to_an_entity(store: Store) -> None:
    assert (
        find(store, "life science") == find(store, "Life Science") == named("concept/theme", "life science")
    )
    assert find(store, "Batteries") == find(store, "BATTERIES") == iri("batteries")
    assert find(store, "norrby") == iri("town")


@pytest.mark.parametrize(("name", "ids"), [("RN", ("region", "rn")), ("IT CENTRE", ("it", "its"))])
def test_a_name_of_several_lists_them(store: Store, name: str, ids: tuple[str, ...]) -> None:
    choices = ", ".join(sorted(iri(id).value for id in ids))
    assert refusal(store, name) == f"{name!r} is the name of several: {choices}"


def test_near_names_are_told(store: Store) -> None:
    assert refusal(store, "university") == "no entity 'university' in the store; there are: Norrby University"
    near = refusal(store, "TALLV").split("there are: ")[1].split(", ")
    assert near == [f"Tallvik {n}" for n in range(SUGGESTED)]


@pytest.mark.parametrize(
    "name",
    [
        "Nobody",
        "extraction by",
        "5 EUR",
        "Dry Town",
        '") } DROP ALL #',
        "https://example.org/nobody",
        named("id/person", "Nobody").value,
    ],
)
def test_what_is_not_there_is_wrong_usage(store: Store, name: str) -> None:
    assert refusal(store, name).startswith("no entity ")
    assert "there are" not in refusal(store, name)


@pytest.mark.parametrize("name", ["https://e.x/a b", "://", "https://e.x/> }"])
def test_what_looks_like_an_iri_must_be_one(store: Store, name: str) -> None:
    assert refusal(store, name).endswith("is not an IRI")


def test_what_a_terminal_could_not_read_is_no_name(store: Store) -> None:
    assert refusal(store, "\udcff") == "'\\udcff' is not text"


@given(st.text())
def test_any_text_is_an_entity_or_wrong_usage(store: Store, name: str) -> None:
    try:
        found = find(store, name)
    except UsageError:
        return
    assert label(store, found)


def test_a_label_is_what_people_call_it(store: Store) -> None:
    assert label(store, iri("region")) == "Region Norrby"
    assert label(store, release_iri("r1")) == "Norrby University"
    assert label(store, named("concept/designation", "Dry Town")) == "Dry Town"


def test_what_has_no_label_is_called_by_its_iri(store: Store) -> None:
    assert label(store, hashed("id/agreement", "x")) == hashed("id/agreement", "x").value


def test_of_two_labels_it_is_always_the_same(store: Store) -> None:
    other = replace(PEOPLE["wiki"], names=("Holmia",))
    cast = {**PEOPLE, "wiki": other}
    add(store, release("r2", fact("Location", subject="uni", place="wiki"), cast=cast))
    assert label(store, NamedNode(WIKIDATA)) == "Holmia"
    assert find(store, "Stockholm") == find(store, "Holmia") == NamedNode(WIKIDATA)
