"""Forgetting a person: nothing of the name stays, all else stays as it was, and it does not come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.graphs import everything
from valleygraph.cli import main
from valleygraph.extract import contract
from valleygraph.extract.errors import UsageError
from valleygraph.extract.model import Entity, Extraction, Fact, Release, Span
from valleygraph.graph.blotting import left_out, without
from valleygraph.graph.persons import forget_person
from valleygraph.graph.store import Store, add, open_store

TEXT = (
    "Karin Ek leder Norrlabbet\n\nKarin Ek blir chef för Norrlabbet. "
    "Region Norrby och Norrlabbet tecknar avtal.\n"
    "– Eken på gården får stå kvar, säger Ek.\nAnna Ek och KARIN EKS bror var där."
)


def span(words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words), words)


KARIN = Entity("e1", "Person", ("Karin Ek", "Ek"), (span("Karin Ek"), span("Karin Ek", 1), span("Ek.")))
KARIN = replace(
    KARIN, mentions=(*KARIN.mentions[:2], Span(KARIN.mentions[2].start, KARIN.mentions[2].start + 2, "Ek"))
)
ANNA = Entity("e2", "Person", ("Anna Ek",), (span("Anna Ek"),))
LAB = Entity("e3", "Organisation", ("Norrlabbet",), (span("Norrlabbet"),))
REGION = Entity("e4", "Organisation", ("Region Norrby",), (span("Region Norrby"),))
CHAIR = {"person": ("e1",), "role": ("chef",), "organisation": ("e3",)}
SAID = (span("– Eken på gården får stå kvar, säger Ek."),)
FACTS = (
    Fact("RoleHolding", CHAIR, evidence=(span("Karin Ek blir chef för Norrlabbet."),)),
    Fact(
        "Agreement",
        {"party": ("e3", "e4"), "kind": ("contract",)},
        evidence=(span("Region Norrby och Norrlabbet tecknar avtal."),),
    ),
    Fact("Statement", {"speaker": ("e1",), "quote": ("Eken på gården får stå kvar",)}, evidence=SAID),
    Fact(
        "Participation",
        {"participant": ("e1", "e2"), "event": ("fest",)},
        evidence=(span("Anna Ek och KARIN EKS bror var där."),),
    ),
    Fact("Location", {"subject": ("e3",), "place": ("e4",)}, attributed_to="e1", evidence=SAID),
)
TOLD = Extraction(
    Release(id="r1", text=TEXT, language="sv", title="Karin Ek leder Norrlabbet"),
    (KARIN, ANNA, LAB, REGION),
    FACTS,
)
OTHER = Extraction(Release(id="r2", text="Region Norrby hälsar Karin Ek.", language="sv"), (), ())


def test_the_name_is_blotted_out_and_nothing_moves() -> None:
    found = without(TOLD, ["Karin Ek"])
    text = found.document.text
    assert len(text) == len(TEXT)
    assert text.count("Karin") == text.count("KARIN") == 0
    assert "Anna Ek och" in text
    assert "Eken på gården" in text
    assert "säger ••." in text
    assert found.document.title == "••••• •• leder Norrlabbet"
    assert [entity.id for entity in found.entities] == ["e2", "e3", "e4"]
    for entity in found.entities:
        for mention in entity.mentions:
            assert text[mention.start : mention.end] == mention.text
    for fact in found.facts:
        for evidence in fact.evidence:
            assert text[evidence.start : evidence.end] == evidence.text


def test_facts_without_the_person_stay() -> None:
    facts = without(TOLD, ["karin ek"]).facts
    assert [fact.type for fact in facts] == ["Agreement", "Participation"]
    assert facts[1].slots["participant"] == ("e2",)


def test_who_is_not_named_changes_nothing() -> None:
    assert without(TOLD, ["Nils Holm"]) == TOLD
    assert left_out(TOLD, lambda name: name == "Nils Holm") == TOLD


def test_a_name_that_no_entity_has_is_found_in_the_text() -> None:
    found = left_out(OTHER, lambda name: name.rstrip(".") == "Karin Ek")
    assert found.document.text == "Region Norrby hälsar ••••• ••."


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=8), max_size=3))
def test_any_text_and_names_keep_their_length(text: str, names: list[str]) -> None:
    told = Extraction(Release(id="r", text=text), (), ())
    assert len(without(told, names).document.text) == len(told.document.text)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", write=True) as opened:
        add(opened, TOLD)
        add(opened, OTHER)
        yield opened


def test_a_forgotten_person_is_nowhere(store: Store, tmp_path: Path) -> None:
    add(store, replace(TOLD, document=replace(TOLD.document, text=TEXT + " ")))  # so there is a past, too
    done = forget_person(store, "Karin Ek", by="kim")
    assert done.releases == ("r1", "r2")
    assert (done.by, done.left) == ("kim", 0)
    assert done.claims == 3
    assert not any("karin" in str(quad).lower() for quad in everything(store))
    assert any("Anna Ek" in str(quad) for quad in everything(store))
    assert "karin" not in contract.dumps(store.ledger.revisions("r1")[0].extraction).lower()
    store.close()
    for path in tmp_path.rglob("*"):
        if path.suffix == ".sqlite":
            assert b"arin" not in path.read_bytes()


def test_a_forgotten_person_does_not_come_back(store: Store) -> None:
    forget_person(store, "Karin Ek", by="kim")
    before = everything(store)
    assert not add(store, TOLD)
    assert not add(store, OTHER)
    assert everything(store) == before


def test_only_a_person_can_be_forgotten(store: Store) -> None:
    for name in ("Norrlabbet", "Nils Holm"):
        with pytest.raises(UsageError):
            forget_person(store, name, by="kim")


def test_the_command(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    monkeypatch.setenv("VALLEY_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache" / "http").mkdir(parents=True)
    folder = str(tmp_path / "store")
    run = CliRunner().invoke
    assert run(main, ["forget", "--store", folder]).exit_code == 2
    assert run(main, ["forget", "r1", "--person", "x", "--store", folder]).exit_code == 2
    assert run(main, ["forget", "--person", "Nobody", "--store", folder]).exit_code == 2
    result = run(main, ["forget", "--person", "Karin Ek", "--by", "kim", "--store", folder])
    assert result.exit_code == 0
    assert "releases: r1, r2" in result.stdout
    assert "still name the person: 0" in result.stdout
    assert not (tmp_path / "cache" / "http").exists()
