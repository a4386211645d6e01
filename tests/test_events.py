"""Events: what takes place, when, where, with whom, about what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FactsOf = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Den 3 juni hölls ett möte på Uppsala slott.",
            "sv",
            "kind=meeting; date=2024-06-03; place=Uppsala slott",
        ),
        ("Ett rundabordssamtal om AI hölls i Luleå.", "sv", "kind=meeting; place=Luleå; theme=AI"),
        ("Vid ett högnivåmöte i Luleå enades parterna.", "sv", "kind=meeting; place=Luleå"),
        (
            "Region Skåne höll ett seminarium om vätgas i Luleå.",
            "sv",
            "kind=seminar; organiser=Region Skåne; place=Luleå; theme=vätgas",
        ),
        (
            "Vinnova och RISE bjuder in till en workshop i Luleå.",
            "sv",
            "kind=seminar; organiser=Vinnova, RISE; place=Luleå",
        ),
        (
            "Karin Ek deltog i ett möte i Bryssel den 3 juni.",
            "sv",
            "kind=meeting; participant=Karin Ek; date=2024-06-03; place=Bryssel",
        ),
        ("Invigningen skedde i Luleå i maj.", "sv", "kind=ceremony; date=2024-05; place=Luleå"),
        ("AI Action Summit hölls i Paris i mars.", "sv", "event=AI Action Summit; date=2024-03; place=Paris"),
        # themes in compounds
        (
            "En life science-konferens hölls i Luleå.",
            "sv",
            "kind=conference; place=Luleå; theme=life science",
        ),
        ("En vätgas-mässa hölls i Luleå.", "sv", "kind=conference; place=Luleå; theme=vätgas"),
        ("En batterikonferens hölls i Luleå.", "sv", "kind=conference; place=Luleå"),
        # English
        (
            "On 3 June a meeting was held at Uppsala Castle.",
            "en",
            "kind=meeting; date=2024-06-03; place=Uppsala Castle",
        ),
        ("A round table on hydrogen was held in Luleå.", "en", "kind=meeting; place=Luleå; theme=hydrogen"),
        (
            "Vinnova and KTH organised a workshop in Luleå.",
            "en",
            "kind=seminar; organiser=Vinnova, KTH; place=Luleå",
        ),
        (
            "Karin Ek attended a meeting in Brussels on 3 June.",
            "en",
            "kind=meeting; participant=Karin Ek; date=2024-06-03; place=Brussels",
        ),
        (
            "The AI Action Summit was held in Paris in March.",
            "en",
            "event=AI Action Summit; date=2024-03; place=Paris",
        ),
    ],
)
def test_what_has_taken_place(facts_of: FactsOf, text: str, language: str, expected: str) -> None:
    assert facts_of("Event", text, language) == {f"done: {expected}"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # by its date
        (
            "Den 3 september hålls en konferens i Luleå.",
            "sv",
            "kind=conference; date=2024-09-03; place=Luleå",
        ),
        (
            "Konferensen äger rum i Luleå den 3–5 september.",
            "sv",
            "kind=conference; date=2024-09-03/2024-09-05; place=Luleå",
        ),
        (
            "Till hösten hålls en life science-konferens i Luleå.",
            "sv",
            "kind=conference; date=2024-09/2024-11; place=Luleå; theme=life science",
        ),
        (
            "Under våren 2025 arrangeras en mässa i Luleå.",
            "sv",
            "kind=conference; date=2025-03/2025-05; place=Luleå",
        ),
        (
            "A conference is held in Luleå on 3 September.",
            "en",
            "kind=conference; date=2024-09-03; place=Luleå",
        ),
        (
            "A conference takes place in Luleå this autumn.",
            "en",
            "kind=conference; date=2024-09/2024-11; place=Luleå",
        ),
        # by its verb
        ("Region Skåne ska hålla en konferens i Luleå.", "sv", "kind=conference; place=Luleå"),
        ("Mötet i Luleå kommer att handla om batterier.", "sv", "kind=meeting; place=Luleå"),
        ("Konferensen ska hållas i Luleå.", "sv", "kind=conference; place=Luleå"),
        ("A conference will be held in Luleå.", "en", "kind=conference; place=Luleå"),
        (
            "Vinnova plans to hold a conference in Luleå.",
            "en",
            "kind=conference; organiser=Vinnova; place=Luleå",
        ),
    ],
)
def test_what_is_to_come(facts_of: FactsOf, text: str, language: str, expected: str) -> None:
    [fact] = facts_of("Event", text, language)
    assert fact.replace("organiser=Region Skåne; ", "") == f"planned: {expected}"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Konferensen hölls inte i Luleå.", "sv"),
        ("Konferensen i Luleå ställdes in.", "sv"),
        ("The conference was not held in Luleå.", "en"),
        ("The conference in Luleå was cancelled.", "en"),
    ],
)
def test_what_did_not_take_place(facts_of: FactsOf, text: str, language: str) -> None:
    assert facts_of("Event", text, language) == {"negated: kind=conference; place=Luleå"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Konferensen var lyckad.", "sv"),
        ("Möten är viktiga. Vi bor i Luleå.", "sv"),
        ("Frågan avgörs inför COP28 den 3 september.", "sv"),
        ("Regionerna godkände den 3 juni, efter COP28, ett mandat.", "sv"),
        ("The conference was a success.", "en"),
        ("Meetings matter. We live in Luleå.", "en"),
        ("The matter was settled before COP28 on 3 June.", "en"),
    ],
)
def test_no_event(facts_of: FactsOf, text: str, language: str) -> None:
    assert facts_of("Event", text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Karin Ek besökte Luleå den 3 juni.",
            "sv",
            "done: kind=visit; participant=Karin Ek; date=2024-06-03; place=Luleå",
        ),
        (
            "Karin Ek besöker Umeå universitet.",
            "sv",
            "done: kind=visit; participant=Karin Ek, Umeå universitet",
        ),
        (
            "Karin Ek och Lars Alm har i dag besökt Luleå.",
            "sv",
            "done: kind=visit; participant=Karin Ek, Lars Alm; date=2024-06-14; place=Luleå",
        ),
        ("Den 3 juni besökte Karin Ek och Lars Alm en fabrik.", "sv", None),
        (
            "I juni kommer Karin Ek besöka Luleå.",
            "sv",
            "planned: kind=visit; participant=Karin Ek; date=2024-06; place=Luleå",
        ),
        (
            "Karin Ek besöker Luleå den 3 september.",
            "sv",
            "planned: kind=visit; participant=Karin Ek; date=2024-09-03; place=Luleå",
        ),
        ("Karin Ek besökte inte Luleå.", "sv", "negated: kind=visit; participant=Karin Ek; place=Luleå"),
        ("Karin Ek besökte en fabrik.", "sv", None),
        ("Hon besökte Luleå.", "sv", None),
        (
            "Karin Ek visited Umeå University.",
            "en",
            "done: kind=visit; participant=Karin Ek, Umeå University",
        ),
        ("Karin Ek did not visit Luleå.", "en", "negated: kind=visit; participant=Karin Ek; place=Luleå"),
        ("Karin Ek will visit Luleå.", "en", "planned: kind=visit; participant=Karin Ek; place=Luleå"),
        ("Karin Ek visited a factory.", "en", None),
    ],
)
def test_visits(facts_of: FactsOf, text: str, language: str, expected: str | None) -> None:
    assert facts_of("Event", text, language) == ({expected} if expected else set())


def test_what_is_said_behind_two_events_is_said_of_the_later(facts_of: FactsOf) -> None:
    text = "Till hösten följs mötet upp med en konferens i Luleå."
    assert facts_of("Event", text) == {"planned: kind=conference; date=2024-09/2024-11; place=Luleå"}


def test_nothing_is_planned_against_an_unknown_day(facts_of: FactsOf) -> None:
    text = "Den 3 september hålls en konferens i Luleå."
    assert facts_of("Event", text, "sv", None) == {"done: kind=conference; date=XXXX-09-03; place=Luleå"}
