"""Names: which words are names, of what type, in which base form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valleygraph.extract.model import Extraction

NamesOf = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # genitives
        ("Nu är Karin Eks plan klar. Karin Ek är nöjd.", {"Person: Karin Ek"}),
        ("Region Skånes arbete leds av Vinnova.", {"Organisation: Region Skåne", "Organisation: Vinnova"}),
        ("EU:s, FN:s och Natos linje.", {"Organisation: EU", "Organisation: FN", "Organisation: Nato"}),
        # acronyms
        (
            "Västra Götalandsregionen (VGR) bygger ett labb. VGR betalar.",
            {"Organisation: Västra Götalandsregionen | VGR"},
        ),
        (
            "Nordiska Vätgasinstitutet (NVI) bygger ett labb. NVI betalar.",
            {"Organisation: Nordiska Vätgasinstitutet | NVI"},
        ),
        ("Vi på Vinnova (se ovan) betalar.", {"Organisation: Vinnova"}),
        # persons
        ("Karin Ek leder arbetet. Ek är nöjd.", {"Person: Karin Ek | Ek"}),
        ("Ursula von der Leyen besökte Luleå.", {"Person: Ursula von der Leyen", "Place: Luleå"}),
        ("Karin Ek-Lund och Åsa Öst möttes.", {"Person: Karin Ek-Lund", "Person: Åsa Öst"}),
        ("Vi träffade A. B. Lindgren.", {"Person: A. B. Lindgren"}),
        # two of one surname: nobody can say whose it is
        (
            "Karin Ek och Lars Ek leder arbetet. Ek är nöjd.",
            {"Person: Karin Ek", "Person: Lars Ek", "Person: Ek"},
        ),
        # organisations and what is named after places
        ("Tallviks kommun bygger.", {"Organisation: Tallviks kommun"}),
        ("Region Tallvik bygger.", {"Organisation: Region Tallvik"}),
        ("Tallviksregionen växer.", {"Place: Tallviksregionen"}),
        ("Mötet hölls på Tallviks slott.", {"Place: Tallviks slott"}),
        ("Bolaget Gränsberg Energi AB bygger.", {"Organisation: Gränsberg Energi AB"}),
        (
            "Region Skånes programkontor för batterier och grön energi är nytt.",
            {"Organisation: Region Skånes programkontor för batterier och grön energi"},
        ),
        # what stands behind a name is no part of it
        ("Både KTH växer och SKR växer.", {"Organisation: KTH", "Organisation: SKR"}),
        # the government of the country, and others
        ("Regeringen satsar.", {"Organisation: regeringen"}),
        ("Vi stöder regeringens linje.", {"Organisation: regeringen"}),
        ("Den norska regeringen satsar.", {"Organisation: norska regeringen"}),
        ("Vinnova och KTH bjuder in.", {"Organisation: Vinnova", "Organisation: KTH"}),
        ("Norges regering satsar.", {"Organisation: Norges regering"}),
    ],
)
def test_swedish_names(names_of: NamesOf, text: str, expected: set[str]) -> None:
    assert names_of(text, "sv") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Region Skåne's work is led by Vinnova.", {"Organisation: Region Skåne", "Organisation: Vinnova"}),
        ("The Swedish Energy Agency (SEA) builds. SEA pays.", {"Organisation: Swedish Energy Agency | SEA"}),
        (
            "The Northern Hydrogen Agency (NHA) builds. NHA pays.",
            {"Organisation: Northern Hydrogen Agency | NHA"},
        ),
        ("Karin Ek leads the work. Ek is pleased. Ek's plan is ready.", {"Person: Karin Ek | Ek"}),
        ("Dr. Karin Ek met Prof. Lars Alm.", {"Person: Karin Ek", "Person: Lars Alm"}),
        ("Ursula von der Leyen visited Luleå.", {"Person: Ursula von der Leyen", "Place: Luleå"}),
        ("The University of Tallvik builds.", {"Organisation: University of Tallvik"}),
        ("Green Valley Energy Ltd builds.", {"Organisation: Green Valley Energy Ltd"}),
        ("They met at Tallvik Castle.", {"Place: Tallvik Castle"}),
        ("The Commission has decided.", set()),
        ("The Region grows.", set()),
    ],
)
def test_english_names(names_of: NamesOf, text: str, expected: set[str]) -> None:
    assert names_of(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Innovation är viktigt. Samverkan är nyckeln.", "sv"),
        ("Utlysningen öppnar. Programmet stöder företag.", "sv"),
        ("Kommissionen har beslutat. Myndigheten följer upp.", "sv"),
        ("Måndagen den 3 juni träffades parterna.", "sv"),
        ("Satsningen på AI är stor.", "sv"),
        ("EU-länderna enades.", "sv"),
        ("Parterna har tecknat ett Letter of Intent.", "sv"),
        ("Energi- och näringsministern deltog.", "sv"),
        ("Innovation is important. Cooperation is key.", "en"),
        ("They signed an MoU.", "en"),
        ("Today the work begins.", "en"),
    ],
)
def test_common_nouns_are_no_names(names_of: NamesOf, text: str, language: str) -> None:
    assert names_of(text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Stockholm växer.", "sv", {"Place: Stockholm"}),
        ("Vinnova betalar.", "sv", {"Organisation: Vinnova"}),
        ("Karin Ek leder arbetet.", "sv", {"Person: Karin Ek"}),
        ("Stockholm grows.", "en", {"Place: Stockholm"}),
    ],
)
def test_names_at_the_head_of_a_sentence(
    names_of: NamesOf, text: str, language: str, names: set[str]
) -> None:
    assert names_of(text, language) == names


@pytest.mark.parametrize(
    "line", ["Prenumerera på nyheter från Vinnova", "Läs mer om Vinnova", "Foto: Karin Ek"]
)
def test_no_names_in_furniture(names_of: NamesOf, line: str) -> None:
    assert names_of(f"Regionen växer.\n\n{line}\n") == set()


@given(
    before=st.text(alphabet="abc .,\n–”(", max_size=20), after=st.text(alphabet="abc .,\n–”)", max_size=20)
)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_known_name_is_found_anywhere(
    extract: Callable[..., Extraction], language: str, before: str, after: str
) -> None:
    text = f"{before} Umeå universitet {after}"
    found = [entity for entity in extract(text, language).entities if "Umeå universitet" in entity.names]
    assert [mention.start for entity in found for mention in entity.mentions] == [len(before) + 1]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # a country behind a body
        (
            "She studied at the Norwegian School of Economics in Norway and at Uppsala University.",
            "en",
            {
                "Organisation: Norwegian School of Economics",
                "Organisation: Uppsala University",
                "Place: Norway",
            },
        ),
        # topics in capitals
        (
            "He spoke of Open Science and the FAIR Principles at Uppsala University.",
            "en",
            {"Organisation: Uppsala University"},
        ),
        # a surname that was read as nothing
        ("Karin Ek ska bli rektor.", "sv", {"Person: Karin Ek"}),
        # a known body that is read as a name keeps its place beside others
        (
            "Vinnova and KTH organised a workshop in Luleå.",
            "en",
            {"Organisation: Vinnova", "Organisation: KTH", "Place: Luleå"},
        ),
    ],
)
def test_what_belongs_to_a_name(names_of: NamesOf, text: str, language: str, expected: set[str]) -> None:
    assert names_of(text, language) == expected
