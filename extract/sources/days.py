"""A date as pages, feeds and files write it → its day, where it can mean no other.

The day is the one that is written: no zone is changed for another.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from email.utils import parsedate_tz
from functools import cache

from ..words import languages, lexicon

FIRST_YEAR = 1990  # earlier ones are the zero of some clock: 1970-01-01, 0001-01-01

# 2024/5/3 and 2024-05-03, 20240503, then 3.5.2024; 03/05/2024 may be of two months.
_NUMBERS = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d|\2)|(\d{4})(\d\d)(\d\d)(?!\d)"
    r"|(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?![\d.])",
    re.ASCII,
)
_WEEKDAY = (
    r"(?:[^\W\d_]{2,10}(?:dag(?:en|s)?|day|tag|t?ai|na)|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    r"|(?:lun|mart|mi[eé]rcol|juev|viern)es|s[aá]bado|domingo|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica"
    r"|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|m[åa]n|tis|tirs?|ons|tors?|fre|l[öø]r|s[öø]n|m[oi]|d[io]|fr|s[ao])"
)
_BEFORE = re.compile(rf"(?:{_WEEKDAY}[.,]{{0,2}} +)?(?:(?:den|the|am|le|el|il|op|d\.) +)?", re.IGNORECASE)
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|er|[.ºª°])?[ -]{0,3}(?:(?:of|de) +)?([^\W\d_]{3,14})[.,]{0,2}[ -]{1,3}"
    r"(?:del? +)?([0-9]{4})(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,14})\.?[ -]{1,3}([0-9]{1,2})(?:st|nd|rd|th)?,? +([0-9]{4})(?!\d)", re.IGNORECASE
)
# What may follow in a field that holds a date: a time, in a zone.
_TIME = re.compile(
    r"[\s.,]*|Z|[+-]\d\d:?\d\d"
    r"| (?:kl|klo|at|um)\.? ?\d{1,2}"
    r"|[\s,T|·–-]*(?:[^\W\d_]{1,4}\.? +){0,2}\d{1,2}(?: ?[:.h] ?\d\d| ?[ap]\.?m\b|\d\d).*",
    re.IGNORECASE | re.DOTALL,
)
_MONTH = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_CLOCK = re.compile(r"\d\d?:\d\d")
# These cut the names of months to three letters.
_CUTTING = ("en", "sv", "da", "nb", "de", "nl", "es", "it")


def stated_day(value: str | None) -> str | None:
    """The day that a field names which holds a date and nothing else than a time; also a year, or a month.

    >>> stated_day("Wed, 19 Jun 2024 00:30:00 +0200"), stated_day("2024-06-19T23:30:00-05:00")
    ('2024-06-19', '2024-06-19')
    >>> stated_day("May 3, 2024"), stated_day("3 maj 2024 kl. 10.00"), stated_day("03/05/2024")
    ('2024-05-03', '2024-05-03', None)
    """
    value = " ".join((value or "").split())
    found = value if _MONTH.fullmatch(value) else None
    if found is None:
        found = _whole(value) if _leading(value)[0] else _mail_day(value)
    return found if found and found >= str(FIRST_YEAR) else None


def leading_day(text: str) -> str | None:
    """The day that a text begins with, whatever follows.

    >>> leading_day("fredag 3 maj 2024 | Senast ändrad: 5 maj 2024"), leading_day("Lulea 2024")
    ('2024-05-03', None)
    """
    found, _ = _leading(" ".join(text.split()))
    return found if found and found >= str(FIRST_YEAR) else None


@cache
def months() -> dict[str, int]:
    """The number of each month by its names in small letters, in all languages that have a lexicon.

    >>> months()["maj"], months()["sept"], "friday" in months()
    (5, 9, False)
    """
    found: dict[str, set[int]] = {"sept": {9}}
    for name, number in _names():
        found.setdefault(name, set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


def _names() -> Iterator[tuple[str, int]]:
    for language in languages():
        rules = lexicon(language)["dates"]
        named = list(enumerate(rules["months"], 1))
        for number, name in named:
            yield name.casefold(), number
            if language in _CUTTING:
                yield name.casefold()[:3], number
        for name, number in rules.get("month_forms", {}).items():
            yield name.casefold().rstrip("."), number


def _whole(value: str) -> str | None:
    """The day in a value that holds no other date."""
    found, end = _leading(value)
    rest = value[end:]
    if found is None or not _TIME.fullmatch(rest):
        return None
    return None if any(_leading(rest[match.start() :])[0] for match in re.finditer(r"\b\w", rest)) else found


def _leading(text: str) -> tuple[str | None, int]:
    """The day that a text begins with, and where it ends."""
    lead = _BEFORE.match(text)
    for start in dict.fromkeys((0, lead.end() if lead else 0)):
        if match := _NUMBERS.match(text, start):
            one, other = match.group(1, 3, 4), match.group(5, 6, 7)
            return _existing(*(one if one[0] else other if other[0] else match.group(10, 9, 8))), match.end()
        if match := _DAY_FIRST.match(text, start):
            return _existing(match[3], _month(match[2]), match[1]), match.end()
        if match := _MONTH_FIRST.match(text, start):
            return _existing(match[3], _month(match[1]), match[2]), match.end()
    return None, 0


def _month(name: str) -> int:
    return months().get(name.casefold(), 0)


def _existing(year: str, month: str | int, number: str) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(number)).isoformat()
    except ValueError:
        return None


def _mail_day(value: str) -> str | None:
    """The day of a date as in mail, which RSS takes over."""
    if not _CLOCK.search(value):
        return None
    try:
        parts = parsedate_tz(value)
        return None if parts is None else datetime.date(*parts[:3]).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
