"""Establishments, and the units of an organisation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FactsOf = Callable[..., set[str]]
HORIZON = {
    "sv": "founder=EU-kommissionen; established=Horisont Europa",
    "en": "founder=European Commission; established=Horizon Europe",
}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("EU-kommissionen har lanserat Horisont Europa.", "sv", HORIZON["sv"]),
        ("Horisont Europa lanserades av EU-kommissionen.", "sv", HORIZON["sv"]),
        ("Horisont Europa är ett initiativ från EU-kommissionen.", "sv", HORIZON["sv"]),
        ("Horisont Europa är ett nytt program från EU-kommissionen.", "sv", HORIZON["sv"]),
        (
            "Region Skåne och Vinnova har startat Agtech 2030.",
            "sv",
            "founder=Region Skåne, Vinnova; established=Agtech 2030",
        ),
        ("Northvolt bildades 2016 av Vinnova.", "sv", "founder=Vinnova; established=Northvolt; date=2016"),
        ("Vinnova inrättades den 1 januari 2001.", "sv", "established=Vinnova; date=2001-01-01"),
        ("The European Commission launched Horizon Europe.", "en", HORIZON["en"]),
        ("Horizon Europe was launched by the European Commission.", "en", HORIZON["en"]),
        ("Horizon Europe is an initiative of the European Commission.", "en", HORIZON["en"]),
        ("The European Commission launched Horizon Europe in 2021.", "en", f"{HORIZON['en']}; date=2021"),
        ("Vinnova was established in 2001.", "en", "established=Vinnova; date=2001"),
    ],
)
def test_what_was_founded(facts_of: FactsOf, text: str, language: str, expected: str) -> None:
    assert facts_of("Establishment", text, language) == {f"done: {expected}"}


@pytest.mark.parametrize(
    ("text", "language", "modality"),
    [
        ("EU-kommissionen ska lansera Horisont Europa.", "sv", "planned"),
        ("EU-kommissionen har inte lanserat Horisont Europa.", "sv", "negated"),
        ("The European Commission will launch Horizon Europe.", "en", "planned"),
        ("The European Commission has not launched Horizon Europe.", "en", "negated"),
    ],
)
def test_to_come_and_not_so(facts_of: FactsOf, text: str, language: str, modality: str) -> None:
    assert facts_of("Establishment", text, language) == {f"{modality}: {HORIZON[language]}"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("EU-kommissionen stöder Horisont Europa.", "sv"),
        ("EU-kommissionen lanserade en rapport om Horisont Europa.", "sv"),
        ("Vinnova grundades.", "sv"),
        ("Det är ett initiativ från EU-kommissionen.", "sv"),
        ("The European Commission opened the meeting.", "en"),
        ("The European Commission funds Horizon Europe.", "en"),
        ("It is an initiative of the European Commission.", "en"),
    ],
)
def test_no_establishment(facts_of: FactsOf, text: str, language: str) -> None:
    assert facts_of("Establishment", text, language) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Region Skåne växer. Region Skånes programkontor för grön energi är nytt.",
            {"done: part=Region Skånes programkontor för grön energi; whole=Region Skåne"},
        ),
        ("Region Skånes programkontor för grön energi är nytt.", set()),
        ("Region Skåne växer. Vinnovas kansli är nytt.", set()),
    ],
)
def test_units_are_part_of_what_the_text_names(facts_of: FactsOf, text: str, expected: set[str]) -> None:
    assert facts_of("PartOf", text) == expected
