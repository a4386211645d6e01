"""Agreements: who signed what with whom, when, where and about what; what is only planned or not so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from valleygraph.extract.model import Extraction

FactsOf = Callable[..., set[str]]
LETTER = "kind=letter of intent; party=Region Skåne, Vinnova"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # coordination
        (
            "Region Skåne och Vinnova har tecknat en avsiktsförklaring om batterier.",
            f"{LETTER}; theme=batterier",
        ),
        (
            "Region Skåne, Vinnova och Umeå universitet undertecknade en avsiktsförklaring.",
            "kind=letter of intent; party=Region Skåne, Vinnova, Umeå universitet",
        ),
        ("Region Skåne samt Vinnova signerar en avsiktsförklaring.", LETTER),
        (
            "Sverige och Kanada ingår ett strategiskt partnerskap.",
            "kind=strategic partnership; party=Sverige, Kanada",
        ),
        # med, mellan, av
        ("Region Skåne har undertecknat en avsiktsförklaring med Vinnova.", LETTER),
        (
            "Region Skåne har ingått avtal med Vinnova och RISE.",
            "kind=agreement; party=Region Skåne, Vinnova, RISE",
        ),
        ("En avsiktsförklaring mellan Region Skåne och Vinnova har undertecknats.", LETTER),
        ("En avsiktsförklaring har tecknats mellan Region Skåne och Vinnova.", LETTER),
        ("Avsiktsförklaringen undertecknades av Region Skåne och Vinnova.", LETTER),
        # the verb first
        ("I dag tecknade Region Skåne och Vinnova en avsiktsförklaring.", f"{LETTER}; date=2024-06-14"),
        (
            "Den 3 juni slöt Sverige och Norge ett avtal.",
            "kind=agreement; party=Sverige, Norge; date=2024-06-03",
        ),
        # kinds
        (
            "Region Skåne och Vinnova tecknar ett samförståndsavtal.",
            "kind=memorandum of understanding; party=Region Skåne, Vinnova",
        ),
        (
            "Region Skåne och Vinnova tecknar ett samarbetsavtal.",
            "kind=agreement; party=Region Skåne, Vinnova",
        ),
        ("Vinnova har ingått ett bidragsavtal med RISE.", "kind=funding agreement; party=Vinnova, RISE"),
        (
            "Vinnova har skrivit kontrakt med RISE och skriver under det i dag.",
            "kind=contract; party=Vinnova, RISE; date=2024-06-14",
        ),
        ("Sverige och Norge undertecknade en deklaration.", "kind=declaration; party=Sverige, Norge"),
        ("Sverige och Norge undertecknade ett fördrag.", "kind=treaty; party=Sverige, Norge"),
        (
            "Sverige har undertecknat Artemisavtalet.",
            "kind=agreement; agreement=Artemisavtalet; party=Sverige",
        ),
        # when, where, about what
        (
            "En avsiktsförklaring mellan Region Skåne och Vinnova undertecknades den 3 juni i Luleå.",
            f"{LETTER}; date=2024-06-03; place=Luleå",
        ),
        (
            "Region Skåne har undertecknat en avsiktsförklaring med Vinnova om grön energi.",
            f"{LETTER}; theme=grön energi",
        ),
        (
            "Region Skåne och Vinnova förlängde avtalet till 2027.",
            "kind=agreement; party=Region Skåne, Vinnova",
        ),
        # in the next sentence
        (
            "Region Skåne och Vinnova har tecknat en avsiktsförklaring. "
            "Undertecknandet av avsiktsförklaringen skedde på Uppsala slott den 3 juni.",
            f"{LETTER}; date=2024-06-03; place=Uppsala slott",
        ),
        (
            "Region Skåne och Vinnova har tecknat en avsiktsförklaring. "
            "Avtalet med andra undertecknas i Luleå.",
            LETTER,
        ),
    ],
)
def test_swedish_agreements(facts_of: FactsOf, text: str, expected: str) -> None:
    assert facts_of("Agreement", text) == {f"done: {expected}"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Region Skåne and Vinnova have signed a letter of intent on batteries.",
            f"{LETTER}; theme=batteries",
        ),
        ("Region Skåne and Vinnova signed a letter of intent on 3 June.", f"{LETTER}; date=2024-06-03"),
        (
            "Region Skåne, Vinnova and Lund University signed a letter of intent.",
            "kind=letter of intent; party=Region Skåne, Vinnova, Lund University",
        ),
        (
            "Region Skåne signed a letter of intent with Vinnova on green energy.",
            f"{LETTER}; theme=green energy",
        ),
        (
            "A letter of intent between Region Skåne and Vinnova was signed in Luleå on June 3, 2024.",
            f"{LETTER}; date=2024-06-03; place=Luleå",
        ),
        ("The letter of intent was signed by Region Skåne and Vinnova.", LETTER),
        (
            "Region Skåne and Vinnova signed an MoU.",
            "kind=memorandum of understanding; party=Region Skåne, Vinnova",
        ),
        ("Vinnova has entered into a contract with RISE.", "kind=contract; party=Vinnova, RISE"),
        (
            "Sweden and Canada have concluded a treaty on innovation.",
            "kind=treaty; party=Sweden, Canada; theme=innovation",
        ),
        ("Sweden signed the Artemis Accords.", "kind=agreement; agreement=Artemis Accords; party=Sweden"),
        (
            "Region Skåne and Vinnova extended the agreement until 2030.",
            "kind=agreement; party=Region Skåne, Vinnova",
        ),
        (
            "Region Skåne and Vinnova have signed a letter of intent. "
            "The signing of the letter of intent took place in Luleå on 3 June.",
            f"{LETTER}; date=2024-06-03; place=Luleå",
        ),
    ],
)
def test_english_agreements(facts_of: FactsOf, text: str, expected: str) -> None:
    assert facts_of("Agreement", text, "en") == {f"done: {expected}"}


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Region Skåne och Vinnova ska underteckna en avsiktsförklaring.", "sv", f"planned: {LETTER}"),
        ("Region Skåne och Vinnova kommer att teckna en avsiktsförklaring.", "sv", f"planned: {LETTER}"),
        ("Region Skåne och Vinnova vill teckna en avsiktsförklaring.", "sv", f"planned: {LETTER}"),
        (
            "Region Skåne och Vinnova undertecknar en avsiktsförklaring den 3 september.",
            "sv",
            f"planned: {LETTER}; date=2024-09-03",
        ),
        (
            "Region Skåne och Vinnova ska underteckna en avsiktsförklaring till hösten.",
            "sv",
            f"planned: {LETTER}; date=2024-09/2024-11",
        ),
        ("Region Skåne och Vinnova har inte tecknat en avsiktsförklaring.", "sv", f"negated: {LETTER}"),
        (
            "Region Skåne och Vinnova har ännu inte undertecknat avsiktsförklaringen.",
            "sv",
            f"negated: {LETTER}",
        ),
        ("Region Skåne and Vinnova will sign a letter of intent.", "en", f"planned: {LETTER}"),
        ("Region Skåne and Vinnova plan to sign a letter of intent.", "en", f"planned: {LETTER}"),
        (
            "Region Skåne and Vinnova are to sign a letter of intent in September.",
            "en",
            f"planned: {LETTER}; date=2024-09",
        ),
        ("Region Skåne and Vinnova have not signed a letter of intent.", "en", f"negated: {LETTER}"),
    ],
)
def test_to_come_and_not_so(facts_of: FactsOf, text: str, language: str, expected: str) -> None:
    assert facts_of("Agreement", text, language) == {expected}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Avtalet mellan Region Skåne och Vinnova gäller batterier.", "sv"),
        ("Region Skåne och Vinnova skriver en rapport om avtalet.", "sv"),
        ("Region Skåne och Vinnova sade upp avtalet.", "sv"),
        ("Region Skåne har tecknat ett avtal.", "sv"),
        ("Avtalet undertecknades i Luleå.", "sv"),
        ("Vinnova tecknade Region Skånes försäkring enligt avtal.", "sv"),
        ("Region Skåne och Vinnova tecknar en bild.", "sv"),
        ("The agreement between Region Skåne and Vinnova covers batteries.", "en"),
        ("Region Skåne and Vinnova entered a new building under the contract.", "en"),
        ("Region Skåne has signed an agreement.", "en"),
    ],
)
def test_no_agreement(facts_of: FactsOf, text: str, language: str) -> None:
    assert facts_of("Agreement", text, language) == set()


def test_a_later_sentence_is_evidence_too(extract: Callable[..., Extraction]) -> None:
    first = "Region Skåne och Vinnova har tecknat en avsiktsförklaring."
    later = "Avsiktsförklaringen undertecknades i Luleå."
    [fact] = [f for f in extract(f"{first} Det är bra. {later}").facts if f.type == "Agreement"]
    assert [span.text for span in fact.evidence] == [first, later]
