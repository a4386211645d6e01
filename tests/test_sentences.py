"""Where sentences begin, in text with abbreviations, initials, headings and typing errors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", ["Regionen satsar.", "Det är klart!", "Varför då?", "Ingen vet…", "Nja..."]),
        ("sv", ["Hon fick bl.a. stöd av Vinnova.", "Det är bra."]),
        ("sv", ["T.ex. Region Skåne är med.", "Kl. 14 börjar det.", "Ca. 20 kommer."]),
        ("sv", ["Vi träffade A. B. Lind och Prof. Ek i St. Mellby.", "De var nöjda."]),
        ("sv", ["Det kostar 3.5 miljoner.", "2025 är det klart."]),
        ("sv", ["Se www.example.org för mer.", "Mejla a.b@example.org."]),
        ("sv", ["”Det är bra.”", "Nu kör vi.", "”Ja!”", "Hon log."]),
        ("sv", ["– Det är bra, säger hon.", "Nu kör vi."]),
        ("sv", ["Vi (K. Ek) kom.", "(Se sidan 3.)", "Sedan gick vi."]),
        ("sv", ["Rubrik utan punkt", "Första meningen."]),
        ("en", ["Mr. Ek met Dr. Alm in St. Gallen.", "They left."]),
        ("en", ["The U.S. delegation left.", "So did we."]),
        ("en", ["No. 5 is alive, i.e. it works.", "The answer is no.", "We go on."]),
        ("en", ["It costs 3.5 million.", "In 2025 it is done."]),
        ("en", ["“It is good.”", "Now we go.", "“Yes!”", "She smiled."]),
        ("en", ["Ek Inc. was there.", "It grew."]),
    ],
)
def test_sentences_apart(annotate: Callable[..., Doc], language: str, expected: list[str]) -> None:
    text = "\n\n".join(expected) if expected[0][-1].isalpha() else " ".join(expected)
    assert [sent.text.strip() for sent in annotate(text, language).sents] == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Mötet hölls den 14 juni Till hösten följer fler.", "sv", ["Till hösten följer fler."]),
        ("The meeting was on 14 June In autumn there is more.", "en", ["In autumn there is more."]),
        ("Mötet hölls i juni Karin Ek deltog.", "sv", []),
        ("Det är klart.Nu börjar vi.", "sv", ["Nu börjar vi."]),
        ("It is done.Now we start.", "en", ["Now we start."]),
    ],
)
def test_what_was_forgotten_between_sentences(
    annotate: Callable[..., Doc], text: str, language: str, expected: list[str]
) -> None:
    assert [sent.text for sent in annotate(text, language).sents][1:] == expected


def test_lines_part_sentences(annotate: Callable[..., Doc]) -> None:
    found = annotate("Region Skåne\nUmeå universitet\n\nVinnova").sents
    assert [sent.text.strip() for sent in found] == ["Region Skåne", "Umeå universitet", "Vinnova"]


@pytest.mark.parametrize("language", ["sv", "en"])
@given(
    words=st.lists(st.sampled_from(["Ek", ".", "!", "”", "(", "\n", "14", "juni", "bl.a.", "–"]), max_size=30)
)
def test_sentences_are_all_of_the_text(annotate: Callable[..., Doc], language: str, words: list[str]) -> None:
    doc = annotate(" ".join(words), language)
    assert "".join(sent.text_with_ws for sent in doc.sents) == doc.text
