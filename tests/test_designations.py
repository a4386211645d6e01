"""Designations: a place or body is named, chosen or classified as something."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from valleygraph.extract.model import Extraction

FactsOf = Callable[..., set[str]]
VALLEY = "designation=Regional Innovation Valley"


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # passive
        ("Norrbotten har utnämnts till Regional Innovation Valley.", "sv", {f"subject=Norrbotten; {VALLEY}"}),
        (
            "Norrbotten har blivit utnämnd till Regional Innovation Valley.",
            "sv",
            {f"subject=Norrbotten; {VALLEY}"},
        ),
        ("Norrbotten har valts ut till Regional Innovation Valley.", "sv", {f"subject=Norrbotten; {VALLEY}"}),
        ("Norrbotten klassificeras som Regional Innovation Valley.", "sv", {f"subject=Norrbotten; {VALLEY}"}),
        (
            "Norrbotten utsågs till Europas grönaste region.",
            "sv",
            {"subject=Norrbotten; designation=Europas grönaste region"},
        ),
        ("Norrbotten has been named a Regional Innovation Valley.", "en", {f"subject=Norrbotten; {VALLEY}"}),
        (
            "Norrbotten was designated as a Regional Innovation Valley.",
            "en",
            {f"subject=Norrbotten; {VALLEY}"},
        ),
        (
            "Norrbotten was selected as one of the best regions.",
            "en",
            {"subject=Norrbotten; designation=best regions"},
        ),
        # by whom
        (
            "Norrbotten har utnämnts till Regional Innovation Valley av EU-kommissionen.",
            "sv",
            {f"subject=Norrbotten; {VALLEY}; authority=EU-kommissionen"},
        ),
        (
            "Norrbotten har av EU-kommissionen utnämnts till Regional Innovation Valley.",
            "sv",
            {f"subject=Norrbotten; {VALLEY}; authority=EU-kommissionen"},
        ),
        (
            "Norrbotten utsågs av EU-kommissionen till Regional Innovation Valley.",
            "sv",
            {f"subject=Norrbotten; {VALLEY}; authority=EU-kommissionen"},
        ),
        (
            "Norrbotten was named European Entrepreneurial Region by the European Committee of the Regions.",
            "en",
            {
                "subject=Norrbotten; designation=European Entrepreneurial Region; "
                "authority=European Committee of the Regions"
            },
        ),
        # active
        (
            "EU-kommissionen utsåg Luleå till innovationshuvudstad.",
            "sv",
            {"subject=Luleå; designation=innovationshuvudstad; authority=EU-kommissionen"},
        ),
        (
            "The European Commission has designated Norrbotten as a Regional Innovation Valley.",
            "en",
            {f"subject=Norrbotten; {VALLEY}; authority=European Commission"},
        ),
        # several subjects
        (
            "Norrbotten, Skåne och Dalarna har utsetts till Regional Innovation Valley.",
            "sv",
            {f"subject={place}; {VALLEY}" for place in ("Norrbotten", "Skåne", "Dalarna")},
        ),
        (
            "EU-kommissionen har utsett Norrbotten och Skåne till Regional Innovation Valley.",
            "sv",
            {f"subject={place}; {VALLEY}; authority=EU-kommissionen" for place in ("Norrbotten", "Skåne")},
        ),
        (
            "Norrbotten, Skåne and Dalarna have been recognised as Regional Innovation Valley.",
            "en",
            {f"subject={place}; {VALLEY}" for place in ("Norrbotten", "Skåne", "Dalarna")},
        ),
        # theme, date
        (
            "Norrbotten har utnämnts till Regional Innovation Valley inom grön energi.",
            "sv",
            {f"subject=Norrbotten; {VALLEY}; theme=grön energi"},
        ),
        (
            "Norrbotten har utnämnts till Regional Innovation Valley. Utnämningen gäller grön energi.",
            "sv",
            {f"subject=Norrbotten; {VALLEY}; theme=grön energi"},
        ),
        (
            "Norrbotten has been named a Regional Innovation Valley in green energy.",
            "en",
            {f"subject=Norrbotten; {VALLEY}; theme=green energy"},
        ),
        (
            "Norrbotten has been named a Regional Innovation Valley. "
            "The designation covers the field of green energy.",
            "en",
            {f"subject=Norrbotten; {VALLEY}; theme=green energy"},
        ),
        (
            "Norrbotten utsågs den 3 juni till Regional Innovation Valley.",
            "sv",
            {f"subject=Norrbotten; {VALLEY}; date=2024-06-03"},
        ),
        (
            "Den 3 juni utsågs regionen. Norrbotten utsågs till Regional Innovation Valley i juni 2024.",
            "sv",
            {f"subject=Norrbotten; {VALLEY}; date=2024-06"},
        ),
    ],
)
def test_designations(facts_of: FactsOf, text: str, language: str, expected: set[str]) -> None:
    assert facts_of("Designation", text, language) == {f"done: {fact}" for fact in expected}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Norrbotten ska utses till Regional Innovation Valley.", "sv", "planned"),
        ("Norrbotten kommer att utses till Regional Innovation Valley.", "sv", "planned"),
        ("Norrbotten föreslås utses till Regional Innovation Valley.", "sv", "planned"),
        ("Norrbotten will be named a Regional Innovation Valley.", "en", "planned"),
        ("Norrbotten har inte utsetts till Regional Innovation Valley.", "sv", "negated"),
        ("Norrbotten utsågs inte till Regional Innovation Valley.", "sv", "negated"),
        ("Norrbotten har aldrig utsetts till Regional Innovation Valley.", "sv", "negated"),
        ("Norrbotten has not been named a Regional Innovation Valley.", "en", "negated"),
        ("Norrbotten was not selected as a Regional Innovation Valley.", "en", "negated"),
    ],
)
def test_to_come_and_not_so(facts_of: FactsOf, text: str, language: str, expected: str) -> None:
    assert facts_of("Designation", text, language) == {f"{expected}: subject=Norrbotten; {VALLEY}"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Den utsedda regionen Norrbotten arbetar vidare.", "sv"),
        ("Norrbotten kan utses till Regional Innovation Valley.", "sv"),
        ("Norrbotten är en Regional Innovation Valley.", "sv"),
        ("EU-kommissionen utsåg Karin Ek till chef.", "sv"),
        ("EU-kommissionen har valt Luleå.", "sv"),
        ("The selected region Norrbotten works on.", "en"),
        ("Norrbotten may be named a Regional Innovation Valley.", "en"),
        ("The European Commission named Karin Ek as director.", "en"),
    ],
)
def test_no_designation(facts_of: FactsOf, text: str, language: str) -> None:
    assert facts_of("Designation", text, language) == set()


def test_the_sentence_with_the_theme_is_evidence_too(extract: Callable[..., Extraction]) -> None:
    first = "Norrbotten har utnämnts till Regional Innovation Valley."
    later = "Utnämningen gäller grön energi."
    [fact] = extract(f"{first} Det är bra. {later}").facts
    assert [span.text for span in fact.evidence] == [first, later]


def test_a_theme_is_not_taken_from_another_paragraph(facts_of: FactsOf) -> None:
    text = "Norrbotten har utnämnts till Regional Innovation Valley.\n\nUtnämningen gäller grön energi."
    assert facts_of("Designation", text) == {f"done: subject=Norrbotten; {VALLEY}"}
