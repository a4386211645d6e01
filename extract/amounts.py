"""Amounts of money in running text: "20 miljoner kronor", "EUR 60 million", "1,5 Mrd. Euro"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from .words import Lexicon

_GAP = r"[ \u00a0\u202f]"
_NUMBER = rf"\d{{1,3}}(?:(?:{_GAP}|[.,])\d{{3}})+(?!\d)|\d+(?:[.,]\d{{1,2}})?"
_GROUPED = re.compile(rf"\d{{1,3}}(?:(?:{_GAP}|[.,])\d{{3}})+")

_CODES = ("sek", "eur", "usd", "nok", "dkk", "pln", "czk", "chf", "gbp")


def amounter(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["amounts"]`, each with `span._.name` as "20000000 SEK"."""
    rules = words["amounts"]
    regex = _pattern(rules["currencies"], rules["multipliers"])
    currencies = {name.casefold(): code for name, code in rules["currencies"].items()}
    multipliers = {name.casefold(): Decimal(str(n)) for name, n in rules["multipliers"].items()}

    def amounts(doc: Doc) -> Doc:
        found: list[Span] = []
        for match in regex.finditer(doc.text):
            span = doc.char_span(*match.span(), label="Amount", alignment_mode="expand")
            if span is not None and _is_one(match):
                span._.name = _amount(match, currencies, multipliers)
                found.append(span)
        doc.spans["amounts"] = filter_spans(found)
        return doc

    return amounts


def _pattern(currencies: Mapping[str, str], multipliers: Mapping[str, float]) -> re.Pattern[str]:
    money = "|".join(sorted(map(re.escape, currencies), key=len, reverse=True))
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


def _amount(match: re.Match[str], currencies: Mapping[str, str], multipliers: Mapping[str, Decimal]) -> str:
    number, times, money = (match[key] or match[f"{key}2"] for key in ("n", "m", "c"))
    value = _value(number) * multipliers.get((times or "").casefold(), Decimal(1))
    return f"{value.normalize():f} {currencies[money.casefold()]}"


def _value(number: str) -> Decimal:
    """
    >>> _value("1.200.000"), _value("1,5"), _value("20")
    (Decimal('1200000'), Decimal('1.5'), Decimal('20'))
    """
    if _GROUPED.fullmatch(number):
        return Decimal(re.sub(r"\D", "", number))
    return Decimal(number.replace(",", "."))
