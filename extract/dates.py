"""Dates in running text, to EDTF, against the date of publication; never a guess.

EDTF: https://www.loc.gov/standards/datetime/ (level 0, and XXXX for a year that nobody says).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from .words import Lexicon

_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ISO = r"((?:19|20)\d{2})-(\d{2})-(\d{2})"


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


Read = Callable[[re.Match[str], Published], str | None]


def dater(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["dates"]`, each span with `span._.edtf`; reads `doc._.published`.

    What is written as a date but is none ("31 juni 2024") is no date, nor is a part of it.
    """
    readers = _readers(words["dates"])

    def dates(doc: Doc) -> Doc:
        published = Published.parse(doc._.published)
        found = [span for regex, read in readers for span in _spans(doc, regex, read, published)]
        doc.spans["dates"] = [span for span in filter_spans(found) if span._.edtf is not None]
        return doc

    return dates


def _readers(rules: Mapping[str, Any]) -> list[tuple[re.Pattern[str], Read]]:
    """How each way to write a date is found, and what it means."""
    number = {name: i for i, name in enumerate(rules["months"], 1)} | rules.get("month_forms", {})
    seasons = rules["seasons"]
    ways: dict[str, Read] = {
        "day_to_day": lambda m, p: _range(m, p, number),
        "day_first": lambda m, p: _day(m, p, number),
        "month_only": lambda m, p: _month(m, p, number),
        "season_year": lambda m, _: _season(seasons[m["season"].lower()], int(m["year"])),
        "season_next": lambda m, p: _next_season(m, p, seasons, rules["next"]),
        "year_only": lambda m, _: f"{int(m['year'])}",
    }
    months = sorted(map(re.escape, number), key=len, reverse=True)
    found = [(_pattern(rules[key], months), read) for key, read in ways.items()]
    if "numeric" in rules:
        numeric = re.compile(rules["numeric"])
        found.append((numeric, lambda m, _: _existing(int(m["year"]), int(m["month"]), int(m["day"]))))
    today = _pattern(f"(?i:{'|'.join(rules['today'])})", [])
    found.append((today, lambda _, p: f"{p.year:04}-{p.month:02}-{p.day:02}" if p.day else None))
    found.append((_pattern(_ISO, []), lambda m, _: _existing(*map(int, m.groups()))))
    return found


def _pattern(regex: str, months: list[str]) -> re.Pattern[str]:
    """Of whole words, and not the first half of a compound ("3 maj-konserten")."""
    return re.compile(rf"(?<!\w){regex.replace('{months}', '|'.join(months))}(?!\w|-[^\W\d])")


def _spans(doc: Doc, regex: re.Pattern[str], read: Read, published: Published) -> Iterator[Span]:
    for match in regex.finditer(doc.text):
        span = doc.char_span(match.start(), match.end(), label="Date", alignment_mode="expand")
        if span is not None:
            span._.edtf = span._.edtf or read(match, published)
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


def _range(match: re.Match[str], published: Published, number: dict[str, int]) -> str | None:
    """From a day of one month to a day of another: "28 juni–2 juli"."""
    first, last = number[match["month"]], number[match["until"]]
    year = int(match["year"] or 0) or _nearest_year(last, published)
    begin = _existing((year or 2024) - (first > last), first, int(match["day"]))
    end = _existing(year or 2024, last, int(match["last"]))
    if not (begin and end and begin < end):
        return None
    return f"{begin}/{end}" if year else f"XXXX{begin[4:]}/XXXX{end[4:]}"


def _existing(year: int, month: int, day: int) -> str | None:
    """The date, if the calendar has it.

    >>> _existing(2024, 2, 29), _existing(2023, 2, 29)
    ('2024-02-29', None)
    """
    if not (year > 0 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return f"{year:04}-{month:02}-{day:02}"


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


def _next_season(
    match: re.Match[str], published: Published, seasons: dict[str, str], leads: list[str]
) -> str | None:
    """The coming season; behind "next" not the one that runs."""
    if not published.month:
        return None
    months = seasons[match["season"].lower()]
    passed = int(months.split("/")[1]) < published.month
    next_year = match["lead"].strip().casefold() in leads and int(months[:2]) <= published.month
    return _season(months, published.year + (1 if passed or next_year else 0))
