"""Roles, and who holds them: before and behind the name, appointed, to come, and no longer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from valleygraph.extract.model import Extraction

FactsOf = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # behind the name
        ("Karin Ek, innovationschef i Region Skåne, kom.", "role=innovationschef; organisation=Region Skåne"),
        ("Karin Ek, rektor vid Umeå universitet, kom.", "role=rektor; organisation=Umeå universitet"),
        ("Karin Ek, projektledare på Vinnova, kom.", "role=projektledare; organisation=Vinnova"),
        ("Karin Ek, vd för Northvolt, kom.", "role=vd; organisation=Northvolt"),
        ("Karin Ek, strateg, Region Skåne.", "role=strateg; organisation=Region Skåne"),
        ("Karin Ek (C), ordförande i Region Skåne, kom.", "role=ordförande; organisation=Region Skåne"),
        ("Karin Ek, EU-kommissionens ordförande, kom.", "role=ordförande; organisation=EU-kommissionen"),
        ("Karin Ek, som är chef på Vinnova, kom.", "role=chef; organisation=Vinnova"),
        # before the name
        ("Region Skånes innovationschef Karin Ek kom.", "role=innovationschef; organisation=Region Skåne"),
        ("Northvolts vd Karin Ek kom till mötet.", "role=vd; organisation=Northvolt"),
        ("Innovationschefen Karin Ek kom.", "role=innovationschef"),
        (
            "Innovationschefen i Region Skåne, Karin Ek, kom.",
            "role=innovationschef; organisation=Region Skåne",
        ),
        ("Regionrådet Karin Ek (S) kom till mötet i Luleå.", "role=regionråd"),
        ("Statsminister Karin Ek kom.", "role=statsminister"),
        # with what belongs to the role
        (
            "Karin Ek, biträdande avdelningschef på Vinnova.",
            "role=biträdande avdelningschef; organisation=Vinnova",
        ),
        ("Karin Ek, vice ordförande i Region Skåne.", "role=vice ordförande; organisation=Region Skåne"),
        ("Karin Ek, tf generaldirektör på Vinnova.", "role=tf generaldirektör; organisation=Vinnova"),
        ("Energi- och näringsminister Karin Ek kom.", "role=energi- och näringsminister"),
        (
            "Karin Ek, energi-, närings- och forskningsminister.",
            "role=energi-, närings- och forskningsminister",
        ),
        (
            "Karin Ek, minister för högre utbildning och forskning, kom.",
            "role=minister för högre utbildning och forskning",
        ),
        (
            "Karin Ek, professor i materialvetenskap vid Umeå universitet.",
            "role=professor i materialvetenskap; organisation=Umeå universitet",
        ),
        (
            "Karin Ek är koordinator för Region Skånes programkontor för grön energi.",
            "role=koordinator; organisation=Region Skånes programkontor för grön energi",
        ),
        # being and becoming
        ("Karin Ek är rektor vid Umeå universitet.", "role=rektor; organisation=Umeå universitet"),
        ("Karin Ek är nu rektor vid Umeå universitet.", "role=rektor; organisation=Umeå universitet"),
        ("Karin Ek blir ny rektor vid Umeå universitet.", "role=rektor; organisation=Umeå universitet"),
        ("Karin Ek blir Region Skånes nya chef.", "role=chef; organisation=Region Skåne"),
        ("Karin Ek arbetar som jurist på Vinnova.", "role=jurist; organisation=Vinnova"),
        (
            "Karin Ek har utsetts till rektor vid Umeå universitet.",
            "role=rektor; organisation=Umeå universitet",
        ),
        (
            "Regeringen har utsett Karin Ek till generaldirektör för Vinnova.",
            "role=generaldirektör; organisation=Vinnova",
        ),
        ("Vinnova utsåg i går Karin Ek till ny avdelningschef.", "role=avdelningschef"),
        ("Karin Ek är vd för Northvolt sedan 2021.", "role=vd; organisation=Northvolt; start=2021"),
        ("Karin Ek tillträdde som vd den 1 mars.", "role=vd; start=2024-03-01"),
    ],
)
def test_swedish_roles(facts_of: FactsOf, text: str, expected: str) -> None:
    assert facts_of("RoleHolding", text) == {f"done: person=Karin Ek; {expected}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Karin Ek, director at Vinnova, came.", "role=director; organisation=Vinnova"),
        ("Karin Ek, CEO of Northvolt, came.", "role=CEO; organisation=Northvolt"),
        (
            "Karin Ek, director of innovation at Region Skåne.",
            "role=director of innovation; organisation=Region Skåne",
        ),
        (
            "Karin Ek, Senior Research Scientist at RISE, came.",
            "role=senior research scientist; organisation=RISE",
        ),
        ("Karin Ek, press officer, Vinnova.", "role=press officer; organisation=Vinnova"),
        ("Karin Ek, Director-General of Vinnova, came.", "role=director-general; organisation=Vinnova"),
        ("Karin Ek, vice-president of Northvolt, came.", "role=vice-president; organisation=Northvolt"),
        ("Karin Ek, co-founder of Northvolt, came.", "role=co-founder; organisation=Northvolt"),
        ("Karin Ek, who is CEO of Northvolt, came.", "role=CEO; organisation=Northvolt"),
        ("The director of Vinnova, Karin Ek, came.", "role=director; organisation=Vinnova"),
        ("Vinnova's director general Karin Ek came.", "role=director general; organisation=Vinnova"),
        ("Prime Minister Karin Ek came.", "role=prime minister"),
        ("Karin Ek, Minister for Energy and Enterprise, came.", "role=minister for energy and enterprise"),
        (
            "Karin Ek, professor of materials science at Lund University, came.",
            "role=professor of materials science; organisation=Lund University",
        ),
        ("Karin Ek is the new rector of Umeå University.", "role=rector; organisation=Umeå University"),
        ("Karin Ek becomes rector of Umeå University.", "role=rector; organisation=Umeå University"),
        ("Karin Ek has been appointed CEO of Northvolt.", "role=CEO; organisation=Northvolt"),
        ("Northvolt has appointed Karin Ek as CEO.", "role=CEO"),
        ("Northvolt has appointed Karin Ek CEO.", "role=CEO"),
        ("Karin Ek is a member of the European Parliament.", "role=member; organisation=European Parliament"),
        ("Karin Ek has been CEO of Northvolt since 2021.", "role=CEO; organisation=Northvolt; start=2021"),
    ],
)
def test_english_roles(facts_of: FactsOf, text: str, expected: str) -> None:
    assert facts_of("RoleHolding", text, "en") == {f"done: person=Karin Ek; {expected}"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Karin Lind ska bli rektor.", "sv", "planned: person=Karin Lind; role=rektor"),
        ("Karin Ek kommer att bli rektor.", "sv", "planned: person=Karin Ek; role=rektor"),
        ("Karin Ek föreslås bli rektor.", "sv", "planned: person=Karin Ek; role=rektor"),
        ("Vinnova ska utse Karin Ek till chef.", "sv", "planned: person=Karin Ek; role=chef"),
        (
            "Karin Ek tillträder som vd den 1 september.",
            "sv",
            "planned: person=Karin Ek; role=vd; start=2024-09-01",
        ),
        (
            "Karin Ek har utsetts till vd från och med den 1 september 2024.",
            "sv",
            "planned: person=Karin Ek; role=vd; start=2024-09-01",
        ),
        ("Karin Ek will become CEO.", "en", "planned: person=Karin Ek; role=CEO"),
        (
            "Karin Ek becomes CEO on 1 September.",
            "en",
            "planned: person=Karin Ek; role=CEO; start=2024-09-01",
        ),
        ("Karin Ek är inte rektor.", "sv", "negated: person=Karin Ek; role=rektor"),
        ("Karin Ek är inte längre rektor.", "sv", "negated: person=Karin Ek; role=rektor"),
        ("Karin Ek har inte utsetts till rektor.", "sv", "negated: person=Karin Ek; role=rektor"),
        ("Vinnova har inte utsett Karin Ek till chef.", "sv", "negated: person=Karin Ek; role=chef"),
        ("Karin Ek is not the CEO.", "en", "negated: person=Karin Ek; role=CEO"),
        ("Karin Ek is no longer CEO.", "en", "negated: person=Karin Ek; role=CEO"),
        ("Karin Ek has not been appointed CEO.", "en", "negated: person=Karin Ek; role=CEO"),
        ("Vinnova has not appointed Peter Smith as CEO.", "en", "negated: person=Peter Smith; role=CEO"),
    ],
)
def test_to_come_and_not_so(facts_of: FactsOf, text: str, language: str, expected: str) -> None:
    assert facts_of("RoleHolding", text, language) == {expected}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Utbildningsminister Karin Ek, näringsminister Lars Alm och rektor Åsa Öst kom.",
            "sv",
            {"Karin Ek; role=utbildningsminister", "Lars Alm; role=näringsminister", "Åsa Öst; role=rektor"},
        ),
        (
            "Karin Ek, rektor vid Umeå universitet, och Lars Alm, vd för Northvolt, kom.",
            "sv",
            {
                "Karin Ek; role=rektor; organisation=Umeå universitet",
                "Lars Alm; role=vd; organisation=Northvolt",
            },
        ),
        (
            "Minister Karin Ek, Director Lars Alm and others came.",
            "en",
            {"Karin Ek; role=minister", "Lars Alm; role=director"},
        ),
        (
            "Karin Ek, CEO of Northvolt, and Lars Alm, director at Vinnova, came.",
            "en",
            {"Karin Ek; role=CEO; organisation=Northvolt", "Lars Alm; role=director; organisation=Vinnova"},
        ),
    ],
)
def test_each_in_a_list_has_its_own(facts_of: FactsOf, text: str, language: str, expected: set[str]) -> None:
    assert facts_of("RoleHolding", text, language) == {f"done: person={fact}" for fact in expected}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Karin Ek är klar med rapporten.", "sv"),
        ("Karin Ek träffade en rektor.", "sv"),
        ("Rektorn kom. Karin Ek gick.", "sv"),
        ("Karin Ek och ordföranden i Region Skåne kom.", "sv"),
        ("Karin Ek är", "sv"),
        ("Karin Ek,", "sv"),
        ("Karin Ek (", "sv"),
        ("Karin Ek is pleased.", "en"),
        ("Karin Ek met a director.", "en"),
        ("The director left. Karin Ek came.", "en"),
    ],
)
def test_no_role(facts_of: FactsOf, text: str, language: str) -> None:
    assert facts_of("RoleHolding", text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Innovationschefen kom.", "sv", ["innovationschef"]),
        ("Energi- och näringsministern kom.", "sv", ["energi- och näringsminister"]),
        ("Den nya vd:n kom.", "sv", []),
        ("Han är läkare.", "sv", ["läkare"]),
        ("Det är en tidigare minister.", "sv", ["minister"]),
        ("Special Adviser and Project Manager", "en", ["special adviser", "project manager"]),
        ("The CEO came.", "en", ["CEO"]),
    ],
)
def test_roles_in_base_form(
    annotate: Callable[..., Doc], text: str, language: str, expected: list[str]
) -> None:
    doc = annotate(text, language)
    assert [role._.name for role in doc.spans["roles"]] == expected


def test_the_sentence_is_the_evidence(extract: Callable[..., Extraction]) -> None:
    [fact] = extract("Det är nytt.\n\nKarin Ek är rektor. Hon är glad.").facts
    assert [span.text for span in fact.evidence] == ["Karin Ek är rektor."]
