"""Amounts of money in running text: "20 miljoner kronor", "EUR 60 million", "1,5 Mrd. Euro"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from .words import Lexicon

_GAP = r"[ \u00a0\u202f]"
_NUMBER = (
    rf"\d{{1,3}}(?:{_GAP}\d{{3}})+(?:[.,]\d{{1,3}})?(?!\d)"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?"
)

_CODES = ("sek", "eur", "usd", "nok", "dkk", "pln", "czk", "chf", "gbp")
# What is written in one with a currency in any language, "MSEK", "k€".
_UNITS = {"m": Decimal(1_000_000), "k": Decimal(1000), "t": Decimal(1000)}


def amounter(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["amounts"]`, each with `span._.name` as "20000000 SEK"."""
    rules = words["amounts"]
    multipliers = {name.casefold(): Decimal(str(n)) for name, n in rules["multipliers"].items()}
    monies = _monies(rules)
    regex = _pattern(monies, multipliers)

    def amounts(doc: Doc) -> Doc:
        found: list[Span] = []
        for match in regex.finditer(doc.text):
            span = doc.char_span(*match.span(), label="Amount", alignment_mode="expand")
            if span is not None and _is_one(match):
                span._.name = _amount(match, monies, multipliers, rules["decimal"])
                found.append(span)
        doc.spans["amounts"] = filter_spans(found)
        return doc

    return amounts


def _monies(rules: Mapping[str, Any]) -> dict[str, tuple[Decimal, str]]:
    """How many of which currency each word for money means: "kronor", "mnkr", "MSEK"."""
    found = {f"{unit}{code}": (n, code.upper()) for unit, n in _UNITS.items() for code in _CODES}
    found |= {"m€": (_UNITS["m"], "EUR"), "k€": (_UNITS["k"], "EUR")}
    for name, amount in rules["units"].items():
        number, code = amount.split()
        found[name.casefold()] = (Decimal(number), code)
    return found | {name.casefold(): (Decimal(1), code) for name, code in rules["currencies"].items()}


def _pattern(monies: Mapping[str, object], multipliers: Mapping[str, object]) -> re.Pattern[str]:
    money = "|".join(sorted(map(re.escape, monies), key=len, reverse=True))
    times = "|".join(sorted(map(re.escape, multipliers), key=len, reverse=True))
    behind = (
        rf"(?P<n>{_NUMBER})(?P<range>(?:{_GAP}?[-–]{_GAP}?(?:{_NUMBER}))?){_GAP}?(?:(?P<m>{times})\.?)?{_GAP}?"
        rf"(?:de |d'|d’|di )?(?P<c>{money})(?!\w)"
    )
    before = (
        rf"(?P<c2>{money}){_GAP}?(?P<n2>{_NUMBER})(?P<range2>(?:{_GAP}?[-–]{_GAP}?(?:{_NUMBER}))?)"
        rf"(?:{_GAP}?(?P<m2>{times})(?!\w))?"
    )
    return re.compile(rf"(?<![\w.,])(?<!\d{_GAP})(?:{behind}|{before})", re.IGNORECASE)


def _is_one(match: re.Match[str]) -> bool:
    """Whether it is one amount, not a range, and money: "10,5 sek" are seconds."""
    money = match["c"] or match["c2"]
    code = len(money) == 3 and money.casefold() in _CODES
    return not (match["range"] or match["range2"]) and (not code or money.isupper())


def _amount(
    match: re.Match[str],
    monies: Mapping[str, tuple[Decimal, str]],
    multipliers: Mapping[str, Decimal],
    decimal: str,
) -> str:
    number, times, money = (match[key] or match[f"{key}2"] for key in ("n", "m", "c"))
    each, code = monies[money.casefold()]
    each *= multipliers.get((times or "").casefold(), Decimal(1))
    return f"{(_value(number, decimal, scaled=each > 1) * each).normalize():f} {code}"


def _value(number: str, decimal: str, *, scaled: bool) -> Decimal:
    """The number, where `decimal` is the mark before decimals. Of whole money nobody writes three of them.

    >>> [_value(number, ",", scaled=False) for number in ("1.200.000", "1,5", "20", "1 950,5", "12,500")]
    [Decimal('1200000'), Decimal('1.5'), Decimal('20'), Decimal('1950.5'), Decimal('12500')]
    >>> _value("1,343", ",", scaled=True), _value("1,343", ".", scaled=True)
    (Decimal('1.343'), Decimal('1343'))
    """
    bare = re.sub(_GAP, "", number)
    whole, mark, rest = re.fullmatch(r"(.*?)(?:([.,])(\d*))?", bare).groups()  # type: ignore[union-attr]
    if not mark:
        return Decimal(bare)
    other = {".": ",", ",": "."}[mark]
    plain = other in whole or bare != number or len(rest) != 3 or number[0] == "0"  # "1.200,50", "1 950,5"
    if mark in whole or not (plain or (scaled and mark == decimal)):
        return Decimal(re.sub(r"\D", "", bare))
    return Decimal(f"{whole.replace(other, '')}.{rest}")
