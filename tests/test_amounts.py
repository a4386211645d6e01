"""Amounts of money."""

from __future__ import annotations

import pytest

from valleygraph.extract import draft
from valleygraph.extract.amounts import amounter
from valleygraph.extract.tokens import blank
from valleygraph.extract.words import lexicon

SAID = [
    ("sv", "Regeringen satsar 20 miljoner kronor på batterier.", ["20 miljoner kronor = 20000000 SEK"]),
    ("sv", "Det kostar 1,5 miljarder kronor.", ["1,5 miljarder kronor = 1500000000 SEK"]),
    ("sv", "Hon fick 12 000 kronor.", ["12 000 kronor = 12000 SEK"]),
    ("sv", "EU ger upp till 60 miljoner euro.", ["60 miljoner euro = 60000000 EUR"]),
    ("en", "The call offers EUR 60 million.", ["EUR 60 million = 60000000 EUR"]),
    ("en", "It received 6.3 million Euros and SEK 1,200,000.",
     ["6.3 million Euros = 6300000 EUR", "SEK 1,200,000 = 1200000 SEK"]),
    ("sv", "Den 20 juni 2024 kom 300 personer till Kronoberg.", []),
    ("en", "In 2024 there were 15 projects.", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), SAID)
def test_amounts(language: str, text: str, expected: list[str]) -> None:
    draft.register()
    doc = amounter(lexicon(language))(blank(language)(text))
    assert [f"{span.text} = {span._.name}" for span in doc.spans["amounts"]] == expected
