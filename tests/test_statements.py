"""Direct speech and its speaker, in the styles of the press."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from valleygraph.extract.model import Extraction

FactsOf = Callable[..., set[str]]
BIG = "speaker=Karin Ek; text=Det är ett stort steg för hela vår"
STEP = "speaker=Karin Ek; text=It is a big step for all of"


@pytest.mark.parametrize(
    "text",
    [
        "– Det är ett stort steg för hela vår region, säger Karin Ek, chef i Region Skåne.",
        "— Det är ett stort steg för hela vår region, säger Karin Ek, chef på Vinnova.",
        "- Det är ett stort steg för hela vår region, säger Karin Ek.",
        "– Det är ett stort steg för hela vår region, säger innovationschef Karin Ek.",
        "– Det är ett stort steg för hela vår region, säger Vinnovas chef Karin Ek.",
        "– Det är ett stort steg för hela vår region, säger Karin Ek (C), regionråd.",
        "– Det är ett stort steg för hela vår region, säger Karin Ek till tidningen.",
        "– Det är ett stort steg för hela vår region, sade Karin Ek vid mötet.",
        "”Det är ett stort steg för hela vår region”, säger Karin Ek, chef i Region Skåne.",
        "”Det är ett stort steg för hela vår region” säger Karin Ek, chef i Region Skåne.",
        "”Det är ett stort steg för hela vår region,” säger Karin Ek.",
        '"Det är ett stort steg för hela vår region", säger Karin Ek.',
        "“Det är ett stort steg för hela vår region”, säger Karin Ek.",
        "„Det är ett stort steg för hela vår region“, säger Karin Ek.",
        "»Det är ett stort steg för hela vår region«, säger Karin Ek.",
        "»Det är ett stort steg för hela vår region», säger Karin Ek.",
        "«Det är ett stort steg för hela vår region», säger Karin Ek.",
        "« Det är ett stort steg för hela vår region », säger Karin Ek.",
        "Karin Ek säger: ”Det är ett stort steg för hela vår region.”",
        "Karin Ek, chef i Region Skåne, säger: ”Det är ett stort steg för hela vår region.”",
    ],
)
def test_swedish_marks(facts_of: FactsOf, text: str) -> None:
    assert facts_of("Statement", text) == {f"done: {BIG}"}


@pytest.mark.parametrize(
    "text",
    [
        '"It is a big step for all of us," said Karin Ek, director at Vinnova.',
        "“It is a big step for all of us,” said Karin Ek, director of Vinnova.",
        "“It is a big step for all of us”, says Karin Ek.",
        "“It is a big step for all of us,” Karin Ek said.",
        "“It is a big step for all of us,” Karin Ek, director of Vinnova, said.",
        "‘It is a big step for all of us,’ said Karin Ek.",
        "« It is a big step for all of us », said Karin Ek.",
        "“It is a big step for all of us,” according to Karin Ek.",
        'Karin Ek said: "It is a big step for all of us."',
        "Karin Ek said, “It is a big step for all of us.”",
        "Karin Ek, director of Vinnova, commented: “It is a big step for all of us.”",
        "– It is a big step for all of us, says Karin Ek.",
        "– It is a big step for all of us, Karin Ek says.",
    ],
)
def test_english_marks(facts_of: FactsOf, text: str) -> None:
    assert facts_of("Statement", text, "en") == {f"done: {STEP}"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        # interrupted: one statement
        (
            "– Det är stort, säger Karin Ek, rektor. Nu börjar arbetet.",
            "sv",
            "speaker=Karin Ek; text=Det är stort",
        ),
        (
            "– Det är stort, säger Karin Ek. Det tar tid, säger hon.",
            "sv",
            "speaker=Karin Ek; text=Det är stort",
        ),
        (
            "”Det är ett steg”, säger Karin Ek. ”Nu börjar arbetet.”",
            "sv",
            "speaker=Karin Ek; text=Det är ett steg",
        ),
        (
            "“It is a big step,” said Karin Ek, director at Vinnova. “Now the work begins.”",
            "en",
            "speaker=Karin Ek; text=It is a big step",
        ),
        (
            "“It is a big step,” Karin Ek explains, “but the work has only begun. We go on.”",
            "en",
            "speaker=Karin Ek; text=It is a big step",
        ),
        # several sentences
        (
            "– Vi har väntat. Nu är vi här. Det känns bra, säger Karin Ek.",
            "sv",
            "speaker=Karin Ek; text=Vi har väntat. Nu är vi här. Det",
        ),
        (
            "“We have waited. Now we are here,” said Karin Ek.",
            "en",
            "speaker=Karin Ek; text=We have waited. Now we are here",
        ),
        # questions and shouts
        ("– Hur ska vi klara det? frågar Karin Ek.", "sv", "speaker=Karin Ek; text=Hur ska vi klara det?"),
        ("– Det är stort! säger Karin Ek.", "sv", "speaker=Karin Ek; text=Det är stort!"),
        ("“Where do we go now?” asked Karin Ek.", "en", "speaker=Karin Ek; text=Where do we go now?"),
        # a saying inside
        (
            "– Som Lars Alm säger är det bråttom, säger Karin Ek.",
            "sv",
            "speaker=Karin Ek; text=Som Lars Alm säger är det bråttom",
        ),
        (
            "– Vi kallar det ”ett stort steg för oss”, säger Karin Ek.",
            "sv",
            "speaker=Karin Ek; text=Vi kallar det ”ett stort steg för oss”",
        ),
        # "hon", "she": who was named last
        (
            "Karin Ek leder arbetet.\n\n– Det går bra, säger hon.",
            "sv",
            "speaker=Karin Ek; text=Det går bra",
        ),
        (
            "Karin Ek är chef. Lars Alm är ny.\n\n– Det går bra, säger han.",
            "sv",
            "speaker=Lars Alm; text=Det går bra",
        ),
        (
            "Karin Ek leder Vinnova. ”Det går riktigt bra”, säger hon.",
            "sv",
            "speaker=Karin Ek; text=Det går riktigt bra",
        ),
        (
            "Karin Ek leads the work.\n\n“It is going very well,” she said.",
            "en",
            "speaker=Karin Ek; text=It is going very well",
        ),
        # an organisation
        (
            "– Vi ser fram emot det, säger Region Skåne.",
            "sv",
            "speaker=Region Skåne; text=Vi ser fram emot det",
        ),
        (
            "”Vi ser fram emot samarbetet”, skriver Vinnova i ett yttrande.",
            "sv",
            "speaker=Vinnova; text=Vi ser fram emot samarbetet",
        ),
        (
            "“We look forward to it,” said Vinnova in a statement.",
            "en",
            "speaker=Vinnova; text=We look forward to it",
        ),
    ],
)
def test_one_statement(facts_of: FactsOf, text: str, language: str, expected: str) -> None:
    assert facts_of("Statement", text, language) == {f"done: {expected}"}


@pytest.mark.parametrize(
    ("text", "language", "speakers"),
    [
        (
            "– Det går bra, säger Karin Ek.\n\n– Ja, mycket bra, säger Lars Alm.",
            "sv",
            ["Karin Ek", "Lars Alm"],
        ),
        (
            "”Det går riktigt bra”, säger Karin Ek. ”Ja, mycket bra”, säger Lars Alm.",
            "sv",
            ["Karin Ek", "Lars Alm"],
        ),
        (
            "“It goes really well,” said Karin Ek. “Yes, very well,” said Lars Alm.",
            "en",
            ["Karin Ek", "Lars Alm"],
        ),
    ],
)
def test_two_speakers(
    extract: Callable[..., Extraction], text: str, language: str, speakers: list[str]
) -> None:
    extraction = extract(text, language)
    said = [fact.slots["speaker"][0] for fact in extraction.facts if fact.type == "Statement"]
    assert [extraction.by_id[speaker].names[0] for speaker in said] == speakers


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Programmet omfattar:\n– stöd till företag\n– forskning om batterier", "sv"),
        ("– stöd till företag, som Karin Ek säger är viktigt", "sv"),
        ("Karin Ek säger att det är ett stort steg för regionen.", "sv"),
        ("Karin Ek kallar det ”ett stort steg för regionen”.", "sv"),
        ("Det kallas ”ett stort steg för regionen” i en rapport som Karin Ek skriver om.", "sv"),
        ("– Det är stort, säger man i regionen.", "sv"),
        ("– Det går bra, säger hon.", "sv"),
        ("Rubrik\n\nFler nyheter\n– Det är ett stort steg, säger Karin Ek.", "sv"),
        ("Rubrik\n\nLäs mer: – Det är ett stort steg, säger Karin Ek.", "sv"),
        ("The programme covers:\n- support for companies\n- research, Karin Ek says that it is good", "en"),
        ("Karin Ek said that it is a big step for the region.", "en"),
        ("Karin Ek said the word “sustainability transition” often.", "en"),
        ("The report speaks of “a big step for the whole region” and of growth.", "en"),
        ("“It is a big step for the region,” she said.", "en"),
        ("Title\n\nMedia contacts\n“It is a big step for us,” said Karin Ek.", "en"),
    ],
)
def test_no_statement(facts_of: FactsOf, text: str, language: str) -> None:
    assert facts_of("Statement", text, language) == set()


@pytest.mark.parametrize(
    ("text", "language", "by"),
    [
        ("– Det är bra. Vinnova har utsett Lars Alm till chef, säger Karin Ek.", "sv", "Karin Ek"),
        ("– Det är bra, säger Karin Ek. Vinnova har utsett Lars Alm till chef.", "sv", "Karin Ek"),
        ("”Vinnova har utsett Lars Alm till chef”, säger Karin Ek.", "sv", "Karin Ek"),
        ("“Vinnova has appointed Lars Alm as CEO,” said Karin Ek.", "en", "Karin Ek"),
        ("“It is good,” said Karin Ek. “Vinnova has appointed Lars Alm as CEO.”", "en", "Karin Ek"),
        ("– Det är bra, säger Karin Ek.\n\nVinnova har utsett Lars Alm till chef.", "sv", None),
        ("“It is good,” said Karin Ek. Vinnova has appointed Lars Alm as CEO.", "en", None),
    ],
)
def test_what_only_a_quotation_says_is_its_speakers(
    extract: Callable[..., Extraction], text: str, language: str, by: str | None
) -> None:
    extraction = extract(text, language)
    [fact] = [f for f in extraction.facts if f.type == "RoleHolding" and f.method == "rule:roles"]
    speaker = extraction.by_id[fact.attributed_to].names[0] if fact.attributed_to else None
    assert speaker == by


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("– Det är stort, säger Karin Ek, rektor vid Umeå universitet.", "sv"),
        ("“It is a big step,” said Karin Ek, director at Vinnova.", "en"),
    ],
)
def test_who_speaks_is_no_opinion(facts_of: FactsOf, text: str, language: str) -> None:
    [fact] = facts_of("RoleHolding", text, language)
    assert "says" not in fact


def test_the_evidence_holds_words_and_source(extract: Callable[..., Extraction]) -> None:
    text = "Bakgrund.\n\n– Vi har väntat. Nu är vi här, säger Karin Ek.\n\nMer text."
    [fact] = [fact for fact in extract(text).facts if fact.type == "Statement"]
    assert [span.text for span in fact.evidence] == ["– Vi har väntat. Nu är vi här, säger Karin Ek."]


def test_marks_without_words_are_no_statement(facts_of: FactsOf) -> None:
    assert facts_of("Statement", "”" * 100 + "– säger Karin Ek " * 20) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Projektet ”Hållbar energi” – ett samarbete mellan Vinnova och Umeå universitet – startar i höst.",
        "Anna Ek säger ja till förslaget. ”Smart energi” heter projektet.",
        "Vinnova berättar om läget. ”Smart energi” är en utlysning.",
        "- Vinnova\nProjektet är viktigt för regionen, säger Anna Ek.",
    ],
)
def test_words_in_quotation_marks_that_nobody_says(facts_of: FactsOf, text: str) -> None:
    assert not any(
        "Hållbar" in fact or "Smart" in fact or "Vinnova" in fact for fact in facts_of("Statement", text)
    )


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "The region is growing, noted Ada Berg of Tallvik Lab. “We have come a long way together.”",
            "en",
            "done: speaker=Ada Berg; text=We have come a long way together.",
        ),
        (
            "“We have come a long way together”\n– Chair of the board Ada Berg",
            "en",
            "done: speaker=Ada Berg; text=We have come a long way together",
        ),
        (
            "“We have come a long way together”, project manager Ada Berg says.",
            "en",
            "done: speaker=Ada Berg; text=We have come a long way together",
        ),
        (
            "Ada Berg: “We have come a long way together.”",
            "en",
            "done: speaker=Ada Berg; text=We have come a long way together.",
        ),
        (
            "– Det här är ett stort steg för hela regionen och för alla\nsom bor här, säger Karin Ek.",
            "sv",
            "done: speaker=Karin Ek; text=Det här är ett stort steg för hela",
        ),
    ],
)
def test_further_styles(facts_of: FactsOf, text: str, language: str, expected: str) -> None:
    assert expected in facts_of("Statement", text, language)
