from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valleygraph.extract.language import detect

SENTENCES = {
    "sv": "Regionen och universitetet har i dag tecknat en avsiktsförklaring om ett gemensamt center för "
    "batteriforskning, och de första laborationerna väntas öppna under nästa vår.",
    "en": "The region and the university signed a letter of intent today about a joint centre for battery "
    "research, and the first laboratories are expected to open next spring.",
    "de": "Die Region und die Universität haben heute eine Absichtserklärung über ein gemeinsames Zentrum "
    "für Batterieforschung unterzeichnet, und die ersten Labore sollen im nächsten Frühjahr öffnen.",
    "fr": "La région et l'université ont signé aujourd'hui une lettre d'intention pour un centre commun de "
    "recherche sur les batteries, et les premiers laboratoires devraient ouvrir au printemps prochain.",
    "da": "Regionen og universitetet har i dag underskrevet en hensigtserklæring om et fælles center for "
    "batteriforskning, og de første laboratorier forventes at åbne til næste forår.",
    "nb": "Fylkeskommunen og universitetet har i dag skrevet under på en intensjonsavtale om et felles "
    "senter for batteriforskning, og de første laboratoriene er ventet å åpne neste vår.",
    "fi": "Alue ja yliopisto allekirjoittivat tänään aiesopimuksen yhteisestä akkututkimuksen keskuksesta, "
    "ja ensimmäisten laboratorioiden odotetaan avautuvan ensi keväänä.",
}
TITLES = (
    "Regionen satsar på forskning om framtidens batterier",
    "Ny rektor för högskolan i Tallvik utsedd",
    "Kommunerna går samman om ett nytt testlabb",
    "Regeringen föreslår mer pengar till innovation",
)


@pytest.mark.parametrize("language", SENTENCES)
def test_one_sentence_is_enough(language: str) -> None:
    assert detect(SENTENCES[language]) == language


@pytest.mark.parametrize("language", SENTENCES)
def test_line_breaks_and_capitals_do_not_matter(language: str) -> None:
    assert detect(SENTENCES[language].upper().replace(" ", "\n")) == language


def test_nynorsk_is_norwegian() -> None:
    text = (
        "Fylkeskommunen og høgskulen har i dag skrive under ein avtale om eit felles senter for forsking, og"
    )
    assert detect(f"{text} dei fyrste laboratoria skal etter planen opne til våren.") == "nb"


def test_short_titles_are_right_or_unknown() -> None:
    answers = [detect(title) for title in TITLES]
    assert set(answers) <= {"sv", None}
    assert answers.count("sv") >= 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "Hej",
        "OK!",
        "1 200 000 + 3,5 % = 1 242 000 (2024-06-19)",
        "asdf qwer zxcv lkjh poiu mnbv asdf qwer zxcv lkjh poiu mnbv",
        "https://example.org/a?b=c",
        "".join(random.Random(7).choices("bcdfghjklmnpqrstvwxz  ", k=300)),
    ],
)
def test_what_is_no_language_is_unknown(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize("other", ["en", "de", "fr", "fi"])
def test_half_and_half_is_unknown(other: str) -> None:
    assert detect(f"{SENTENCES['sv'] * 2}\n\n{SENTENCES[other] * 2}") is None


def test_a_quotation_in_another_language_does_not_confuse() -> None:
    assert detect(f"{SENTENCES['sv'] * 6} {SENTENCES['en']} {SENTENCES['sv'] * 2}") == "sv"


def test_only_the_beginning_counts() -> None:
    assert detect(SENTENCES["sv"] * 30 + SENTENCES["en"] * 1000) == "sv"


@settings(deadline=None)
@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    answer = detect(text)
    assert answer is None or (len(answer) == 2 and answer.isalpha())
