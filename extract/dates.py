"""Dates in running text, to EDTF, against the date of publication; never a guess.

EDTF: https://www.loc.gov/standards/datetime/ (level 0, and XXXX for a year that nobody says).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta
from functools import partial
from typing import Any

from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from .words import Lexicon

_PUBLISHED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
YEAR = "Year"  # the label of "last year" and the like; of other dates it is Date
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
        year, month, day = (int(group or 0) for group in match.groups()) if match else (0, 0, 0)
        return cls(year, month, day) if _existing(year, month or 1, day or 1) else cls()

    @property
    def edtf(self) -> str | None:
        """As far as the month; a year alone does not say when "today" was."""
        day = f"-{self.day:02}" if self.day else ""
        return f"{self.year:04}-{self.month:02}{day}" if self.month else None

    @property
    def weekday(self) -> int:
        """From Monday, 0; of a date whose day is known."""
        return date(self.year, self.month, self.day).weekday() if self.day else 0

    def before(self, days: int) -> str | None:
        """The date so many days earlier, where the day is known."""
        if not self.day or self.year <= MINYEAR:
            return None
        return (date(self.year, self.month, self.day) - timedelta(days)).isoformat()


Read = Callable[[re.Match[str], Published], str | None]
Way = tuple[re.Pattern[str], Read, str]  # with the label of the spans


def dater(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["dates"]`, each span with `span._.edtf`; reads `doc._.published`.

    What is written as a date but is none ("31 juni 2024") is no date, nor is a part of it.
    """
    readers = _readers(words["dates"])

    def dates(doc: Doc) -> Doc:
        published = Published.parse(doc._.published)
        text = doc.text  # put together anew each time that it is asked for
        found = [
            span
            for regex, read, label in readers
            for match in regex.finditer(text)
            if (span := _span(doc, match, read(match, published), label)) is not None
        ]
        doc.spans["dates"] = list(_with_years([s for s in filter_spans(found) if s._.edtf is not None]))
        return doc

    return dates


def _with_years(found: list[Span]) -> Iterator[Span]:
    """A date with the year that is said right behind it as one: "15 March last year"."""
    last: Span | None = None
    for span in found:
        if last is not None and span.start == last.end and span.label_ == YEAR and last.label_ != YEAR:
            whole = Span(span.doc, last.start, span.end, label="Date")
            whole._.edtf = _in_year(str(last._.edtf), int(span._.edtf))
            last = whole if whole._.edtf else last
        else:
            if last is not None:
                yield last
            last = span
    if last is not None:
        yield last


def _in_year(edtf: str, year: int) -> str | None:
    """The same days in another year; none where the date spans two or has no month.

    >>> _in_year("2024-03-15", 2023), _in_year("2024-09/2024-11", 2025), _in_year("2024", 2023)
    ('2023-03-15', '2025-09/2025-11', None)
    """
    parts = [part.split("-", 1) for part in edtf.split("/")]
    if any(len(part) < 2 for part in parts) or len({part[0] for part in parts}) > 1:
        return None
    return "/".join(f"{year:04}-{rest}" for _, rest in parts)


def _readers(rules: Mapping[str, Any]) -> list[Way]:
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
    found: list[Way] = [(_pattern(rules[key], months), read, "Date") for key, read in ways.items()]
    if "numeric" in rules:
        numeric = re.compile(rules["numeric"])
        found.append(
            (numeric, lambda m, _: _existing(int(m["year"]), int(m["month"]), int(m["day"])), "Date")
        )
    found += _relative(rules)
    found.append((_pattern(_ISO, []), lambda m, _: _existing(*map(int, m.groups())), "Date"))
    return found


def _relative(rules: Mapping[str, Any]) -> Iterator[Way]:
    """Today, by its month at least; yesterday; a weekday that has passed; this year and those beside it."""
    yield _any(rules["today"]), lambda _, p: p.edtf, "Date"
    yield _any(rules["yesterday"]), lambda _, p: p.before(1), "Date"
    for number, weekday in enumerate(rules["last_weekday"]):
        yield _any([weekday]), partial(_last, number), "Date"
    for words, distance in rules["years"]:
        yield _any([words]), partial(_beside, distance), YEAR


def _last(weekday: int, _: re.Match[str], published: Published) -> str | None:
    return published.before((published.weekday - weekday - 1) % 7 + 1)


def _beside(distance: int, _: re.Match[str], published: Published) -> str | None:
    return f"{published.year + distance:04}" if published.year else None


def _any(phrases: list[str]) -> re.Pattern[str]:
    return _pattern(f"(?i:{'|'.join(phrases)})", [])


def _pattern(regex: str, months: list[str]) -> re.Pattern[str]:
    """Of whole words, and not the first half of a compound ("3 maj-konserten")."""
    return re.compile(rf"(?<!\w){regex.replace('{months}', '|'.join(months))}(?!\w|-[^\W\d])")


def _span(doc: Doc, match: re.Match[str], edtf: str | None, label: str) -> Span | None:
    """What a way to write dates found; a date that another has read there stays."""
    span = doc.char_span(match.start(), match.end(), label=label, alignment_mode="expand")
    if span is not None:
        span._.edtf = span._.edtf or edtf
    return span


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
