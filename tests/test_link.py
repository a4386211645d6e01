"""Mentions become entities, drafts become facts, inside one release."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from valleygraph.extract.model import Extraction

Extract = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Karin Ek kom. Karin Ek gick. Ek log.", "sv", {"Person: Karin Ek | Ek"}),
        ("Vinnova betalar. Vinnovas stöd räcker.", "sv", {"Organisation: Vinnova"}),
        (
            "EU-kommissionen och Europeiska kommissionen.",
            "sv",
            {"Organisation: Europeiska kommissionen | EU-kommissionen"},
        ),
        (
            "Luleå tekniska universitet (LTU) växer. LTU bygger.",
            "sv",
            {"Organisation: Luleå tekniska universitet | LTU"},
        ),
        (
            "Karin Ek och Lars Ek kom till mötet. Ek log.",
            "sv",
            {"Person: Karin Ek", "Person: Lars Ek", "Person: Ek"},
        ),
        ("Region Skåne ligger i Skåne.", "sv", {"Organisation: Region Skåne", "Place: Skåne"}),
        ("Karin Ek came. Karin Ek left. Ek smiled.", "en", {"Person: Karin Ek | Ek"}),
        (
            "The European Commission (EC) pays. The EC decides.",
            "en",
            {"Organisation: European Commission | EC"},
        ),
    ],
)
def test_one_entity_a_thing(
    names_of: Callable[..., set[str]], text: str, language: str, expected: set[str]
) -> None:
    assert names_of(text, language) == expected


def test_every_mention_is_kept_where_it_stands(extract: Extract) -> None:
    text = "Karin Ek kom. Vinnova betalar. Ek log. Vinnovas stöd räcker."
    person, agency = extract(text).entities
    assert [(m.start, m.text) for m in person.mentions] == [(0, "Karin Ek"), (text.index("Ek log"), "Ek")]
    assert [m.text for m in agency.mentions] == ["Vinnova", "Vinnovas"]


def test_entities_are_numbered_as_they_come(extract: Extract) -> None:
    found = extract("Vinnova betalar. Karin Ek kom. Vinnova betalar Umeå universitet.").entities
    assert [(entity.id, entity.names[0]) for entity in found] == [
        ("e1", "Vinnova"),
        ("e2", "Karin Ek"),
        ("e3", "Umeå universitet"),
    ]


def test_offsets_are_code_points_of_the_normalised_text(extract: Extract) -> None:
    extraction = extract("🙂 Hej! Pa\u030a Vinnova är det bra.")
    [entity] = extraction.entities
    assert extraction.document.text[entity.mentions[0].start : entity.mentions[0].end] == "Vinnova"
    assert entity.mentions[0].start == len("🙂 Hej! På ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # told twice, the second time more fully
        (
            "Karin Ek är rektor. Karin Ek är rektor vid Umeå universitet.",
            {"done: person=Karin Ek; role=rektor; organisation=Umeå universitet"},
        ),
        (
            "Karin Ek är rektor vid Umeå universitet. Karin Ek är rektor.",
            {"done: person=Karin Ek; role=rektor; organisation=Umeå universitet"},
        ),
        # by another name
        ("Karin Ek är rektor. Rektor Ek kom.", {"done: person=Karin Ek; role=rektor"}),
        # two posts
        (
            "Karin Ek är rektor. Karin Ek är ordförande.",
            {"done: person=Karin Ek; role=rektor", "done: person=Karin Ek; role=ordförande"},
        ),
        # so and not so
        (
            "Karin Ek är rektor. Karin Ek är inte rektor.",
            {"done: person=Karin Ek; role=rektor", "negated: person=Karin Ek; role=rektor"},
        ),
        # by the release and by somebody in it
        (
            "Karin Ek är rektor.\n\n– Karin Ek är rektor, säger Lars Alm.",
            {"done: person=Karin Ek; role=rektor", "done: person=Karin Ek; role=rektor (says Lars Alm)"},
        ),
    ],
)
def test_a_fact_told_twice_is_one(facts_of: Callable[..., set[str]], text: str, expected: set[str]) -> None:
    assert facts_of("RoleHolding", text) == expected


def test_a_fact_told_twice_has_two_pieces_of_evidence(extract: Extract) -> None:
    [fact] = extract("Karin Ek är rektor. Det är bra. Rektor Karin Ek kom.").facts
    assert [span.text for span in fact.evidence] == ["Karin Ek är rektor.", "Rektor Karin Ek kom."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Det regnar."])
def test_nothing_to_find(extract: Extract, text: str) -> None:
    extraction = extract(text)
    assert (extraction.document.text, extraction.entities, extraction.facts) == (text, (), ())
