"""Tokens of names that end with a capital or stand beside a forgotten space."""

from __future__ import annotations

import pytest

from valleygraph.extract.tokens import blank


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "ALVA-Q. Next", ["ALVA", "-", "Q", ".", "Next"]),
        ("en", "about DE-ALvA_3D. Next", ["about", "DE", "-", "ALvA_3D", ".", "Next"]),
        ("en", "the U.S. and J. B. Ek", ["the", "U.S.", "and", "J.", "B.", "Ek"]),
        ("it", "economico (Ocse),in Italia", ["economico", "(", "Ocse", "),", "in", "Italia"]),
        ("sv", "t.ex. 1,5 procent, 2.5.1990", ["t.ex.", "1,5", "procent", ",", "2.5.1990"]),
        ("de", "Alva e. V. am 3. Mai", ["Alva", "e.", "V.", "am", "3.", "Mai"]),
    ],
)
def test_tokens(language: str, text: str, expected: list[str]) -> None:
    doc = blank(language)(text)
    assert [token.text for token in doc] == expected
    assert doc.text == text
