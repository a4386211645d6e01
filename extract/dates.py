"""Dates in running text, to EDTF, against the date of publication; never a guess.

EDTF: https://www.loc.gov/standards/datetime/ (level 0, and XXXX for a year that nobody says).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from .words import Lexicon

_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Published:
    """The date of publication, as far as it is known: 0 stands for unknown."""

    year: int = 0
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, edtf: str | None) -> Published:
        """From an EDTF date.

        >>> Published.parse("2024-06")
        Published(year=2024, month=6, day=0)
        """
        match = _PUBLISHED.fullmatch(edtf or "")
        return cls(*(int(group or 0) for group in match.groups())) if match else cls()


def dater(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["dates"]`, each span with `span._.edtf`; reads `doc._.published`."""
    rules = words["dates"]
    months = "|".join(rules["months"])
    readers: list[tuple[re.Pattern[str], Callable[[re.Match[str], Published], str | None]]] = []
    number = {name: i for i, name in enumerate(rules["months"], 1)}
    seasons = rules["seasons"]

    def pattern(key: str) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){rules[key].replace('{months}', months)}(?!\w)")

    readers.append((pattern("day_first"), lambda m, p: _day(m, p, number)))
    readers.append((pattern("month_only"), lambda m, p: _month(m, p, number)))
    readers.append((pattern("season_year"), lambda m, _: _season(seasons[m["season"]], int(m["year"]))))
    readers.append((pattern("season_next"), lambda m, p: _next_season(m, p, seasons)))
    readers.append((pattern("year_only"), lambda m, _: m["year"]))
    today = re.compile(rf"(?<!\w)(?:{'|'.join(rules['today'])})(?!\w)", re.IGNORECASE)
    readers.append((today, lambda _, p: f"{p.year:04}-{p.month:02}-{p.day:02}" if p.day else None))

    def dates(doc: Doc) -> Doc:
        published = Published.parse(doc._.published)
        found = [span for regex, read in readers for span in _spans(doc, regex, read, published)]
        doc.spans["dates"] = filter_spans(found)
        return doc

    return dates


def _spans(
    doc: Doc,
    regex: re.Pattern[str],
    read: Callable[[re.Match[str], Published], str | None],
    published: Published,
) -> Iterator[Span]:
    for match in regex.finditer(doc.text):
        edtf = read(match, published)
        span = doc.char_span(match.start(), match.end(), label="Date", alignment_mode="expand")
        if edtf is not None and span is not None:
            span._.edtf = edtf
            yield span


def _group(match: re.Match[str], name: str) -> str | None:
    """A group under its own name or, where a pattern has two orders, with a 2 behind it."""
    groups = match.groupdict()
    return groups.get(name) or groups.get(f"{name}2")


def _day(match: re.Match[str], published: Published, number: dict[str, int]) -> str | None:
    month, first = number[_group(match, "month") or ""], int(_group(match, "day") or 0)
    last = int(_group(match, "last") or 0)
    stated = _group(match, "year")
    year = int(stated) if stated else _nearest_year(month, published)
    length = calendar.monthrange(year or 2024, month)[1]
    if not 1 <= first <= length or (last and not first < last <= length):
        return None
    prefix = f"{year:04}-{month:02}" if year else f"XXXX-{month:02}"
    return f"{prefix}-{first:02}/{prefix}-{last:02}" if last else f"{prefix}-{first:02}"


def _month(match: re.Match[str], published: Published, number: dict[str, int]) -> str | None:
    month, stated = number[_group(match, "month") or ""], _group(match, "year")
    year = int(stated) if stated else _nearest_year(month, published)
    return f"{year:04}-{month:02}" if year else None


def _nearest_year(month: int, published: Published) -> int:
    """The year in which this month is nearest to the publication; 0 where that is not known.

    >>> _nearest_year(1, Published(2023, 12)), _nearest_year(6, Published())
    (2024, 0)
    """
    if not published.month:
        return published.year
    distance = month - published.month
    return published.year + (1 if distance < -6 else -1 if distance > 6 else 0)


def _season(months: str, year: int) -> str:
    first, last = months.split("/")
    return f"{year:04}-{first}/{year:04}-{last}"


def _next_season(match: re.Match[str], published: Published, seasons: dict[str, str]) -> str | None:
    if not published.month:
        return None
    months = seasons[match["season"]]
    passed = int(months.split("/")[1]) < published.month
    next_year = match["lead"].casefold() in ("nästa", "next") and int(months[:2]) <= published.month
    return _season(months, published.year + (1 if passed or next_year else 0))
