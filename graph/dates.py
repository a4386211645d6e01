"""Bounds of EDTF dates, for comparison in SPARQL."""

from __future__ import annotations

import calendar
import re

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def bounds(edtf: str) -> tuple[str | None, str | None]:
    """First and last day that an EDTF date may mean, None where it is open or has no year.

    >>> bounds("2024-06"), bounds("2024-09/2024-11"), bounds("2024/.."), bounds("XXXX-06-14")
    (('2024-06-01', '2024-06-30'), ('2024-09-01', '2024-11-30'), ('2024-01-01', None), (None, None))
    """
    first, _, last = edtf.partition("/")
    return _day(first, first=True), _day(last or ("" if "/" in edtf else first), first=False)


def _day(date: str, *, first: bool) -> str | None:
    match = _DATE.fullmatch(date)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or (1 if first else 12))
    if not 1 <= month <= 12 or year < 1:
        return None
    length = calendar.monthrange(year, month)[1]
    day = int(match[3] or (1 if first else length))
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= length else None
