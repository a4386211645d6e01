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
    ("sv", "Anslaget ökar med 1,343 miljarder kronor.", ["1,343 miljarder kronor = 1343000000 SEK"]),
    ("sv", "Skulden är 1 950,5 miljarder kr i år.", ["1 950,5 miljarder kr = 1950500000000 SEK"]),
    ("sv", "Av 30 mnkr, 1,5 MSEK och 200 tkr går 3 M€ och 2,5 mdkr vidare.",
     ["30 mnkr = 30000000 SEK", "1,5 MSEK = 1500000 SEK", "200 tkr = 200000 SEK", "3 M€ = 3000000 EUR",
      "2,5 mdkr = 2500000000 SEK"]),
    ("sv", "Hon fick 12,500 kronor, han 12.500 kronor.",
     ["12,500 kronor = 12500 SEK", "12.500 kronor = 12500 SEK"]),
    ("en", "It is worth €1,343 million, or 1.343 billion euros.",
     ["€1,343 million = 1343000000 EUR", "1.343 billion euros = 1343000000 EUR"]),
    ("de", "Das sind 1.343 Millionen Euro und 1.200.000,50 Euro.",
     ["1.343 Millionen Euro = 1343000000 EUR", "1.200.000,50 Euro = 1200000.5 EUR"]),
    ("nb", "Prosjektet får 5 MNOK.", ["5 MNOK = 5000000 NOK"]),
    ("sv", "Den 20 juni 2024 kom 300 personer till Kronoberg.", []),
    ("en", "In 2024 there were 15 projects.", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), SAID)
def test_amounts(language: str, text: str, expected: list[str]) -> None:
    draft.register()
    doc = amounter(lexicon(language))(blank(language)(text))
    assert [f"{span.text} = {span._.name}" for span in doc.spans["amounts"]] == expected
