"""Words with their places on a page → lines in the order of reading.

Columns are told apart by what starts at one height of the page and at one distance from its edge; what
stands across them (a title, a picture's text) parts the page into bands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from statistics import median

CELL = 2.0  # widths of a letter "m" between two cells of a table; less is a wide space
GUTTER = 0.6  # of these between two columns
COLUMN = 8.0  # of these: the lines of a column of text are wider, those of a table's are not
FILLED = 0.6  # of the width of a column is full of words
LINES = 3  # beside each other, for two columns
ACROSS = 0.25  # of all lines may stand across two columns
BASELINE = 0.4  # of a size: what differs by less stands on one line

CELLS = " | "  # between two cells
# How an item of a list begins.
ITEM = re.compile(r"(?:[•·▪◦‣●○■□–—*-]|\(?\d{1,2}[.)]|[a-z]\))\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that follow each other closely on one line, upright; y grows upwards."""

    text: str
    x0: float
    x1: float
    y: float  # of the baseline
    size: float
    bold: bool = False


Line = Run  # one or several runs on a baseline, in one column


def ordered(runs: Iterable[Run]) -> list[list[Line]]:
    """The lines of a page, by columns and what stands across them, in the order of reading."""
    return [list(_lines(part)) for part in _parts(sorted(runs, key=_from_top), 0)]


def _from_top(run: Run) -> tuple[float, float]:
    return -run.y, run.x0


def _parts(runs: list[Run], depth: int) -> Iterator[list[Run]]:
    """The columns, and what stands between them, in order."""
    gutter = _gutter(runs) if depth < 6 else None
    if gutter is None:
        yield runs
        return
    for across, band in groupby(runs, key=lambda run: _crosses(run, gutter)):
        if across:
            yield list(band)
            continue
        beside = list(band)
        for side in ([r for r in beside if r.x0 < gutter], [r for r in beside if r.x0 >= gutter]):
            if side:
                yield from _parts(side, depth + 1)


def _crosses(run: Run, x: float) -> bool:
    """Whether something stands on both sides of a place, with no gutter there."""
    return run.x0 < x - 1 and run.x1 > x - GUTTER * run.size


def _gutter(runs: list[Run]) -> float | None:
    """Where the second of two columns starts, or nothing: the place that the fewest lines cross."""
    found = ((_fits(runs, x), x) for x in _starts(runs))
    return min(((across, x) for across, x in found if across is not None), default=(0, None))[1]


def _starts(runs: Sequence[Run]) -> list[float]:
    """Where several lines start."""
    groups: list[list[float]] = []
    for x in sorted(run.x0 for run in runs):
        if groups and x - groups[-1][-1] <= 2:
            groups[-1].append(x)
        else:
            groups.append([x])
    return [group[0] - 0.5 for group in groups[1:] if len(group) >= LINES]


def _fits(runs: Sequence[Run], x: float) -> int | None:
    """How many lines stand across a place, if there are columns of text on both sides of it."""
    right = [run for run in runs if run.x0 >= x]
    left = [run for run in runs if run.x0 < x and not _crosses(run, x)]
    top = min(max(map(_y, side), default=0.0) for side in (left, right))
    bottom = max(min(map(_y, side), default=0.0) for side in (left, right))
    beside = [[run for run in side if bottom - 1 <= run.y <= top + 1] for side in (left, right)]
    if not all(_is_column(side) for side in beside):
        return None
    across = sum(_crosses(run, x) for run in runs if bottom <= run.y <= top)
    return across if across <= ACROSS * sum(map(len, beside)) else None


def _y(run: Run) -> float:
    return run.y


def _is_column(runs: Sequence[Run]) -> bool:
    """Whether the runs are lines of text, not cells of a table: wide, and filled with words."""
    rows = list(_rows(runs))
    if len(rows) < LINES:
        return False
    widths = [row[-1].x1 - row[0].x0 for row in rows]
    filled = [
        sum(run.x1 - run.x0 for run in row) / max(width, 1) for row, width in zip(rows, widths, strict=True)
    ]
    wide = median(widths) >= COLUMN * median(run.size for run in runs)
    return wide and median(widths) >= 0.4 * max(widths) and median(filled) >= FILLED


def _rows(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs on each baseline, from left to right."""
    row: list[Run] = []
    for run in sorted(runs, key=_from_top):
        if row and abs(row[0].y - run.y) > BASELINE * max(row[0].size, run.size):
            yield sorted(row, key=_from_left)
            row = []
        row.append(run)
    if row:
        yield sorted(row, key=_from_left)


def _from_left(run: Run) -> float:
    return run.x0


def _lines(runs: Iterable[Run]) -> Iterator[Line]:
    """The rows as lines. What stands apart is a cell if a row beside it has one in the same place."""
    rows = list(_rows(runs))
    for number, row in enumerate(rows):
        beside = [other for other in rows[max(number - 1, 0) : number + 2] if other is not row]
        yield _line(row, _is_cells(row, beside))


def _is_cells(row: Sequence[Run], beside: Sequence[Sequence[Run]]) -> bool:
    """Whether what stands apart in a row stands under, or over, as much of another; else it was spread out."""
    apart = _apart(row)
    return any(
        len(apart) == len(_apart(other)) and all(map(_aligned, apart, _apart(other)))
        for other in beside
        if apart
    )


def _apart(row: Sequence[Run]) -> list[Run]:
    """The runs of a row before which there is much space."""
    return [run for before, run in pairwise(row) if run.x0 - before.x1 > CELL * run.size]


def _line(row: Sequence[Run], is_cells: bool) -> Line:
    apart = _apart(row) if is_cells else []
    text = row[0].text
    for run in row[1:]:
        gap = CELLS if run in apart and not ITEM.fullmatch(f"{text} ") else " "
        text = f"{text}{gap}{run.text}"
    longest = max(row, key=lambda run: run.x1 - run.x0)
    end = max(run.x1 for run in row)
    return replace(longest, text=text, x0=row[0].x0, x1=end, bold=all(run.bold for run in row))


def _aligned(one: Run, other: Run) -> bool:
    """Whether two cells stand under each other: by their left edges, or numbers by their right ones."""
    numbers = one.text[-1:].isdigit() and other.text[-1:].isdigit()
    return abs(one.x0 - other.x0) <= 1 or (numbers and abs(one.x1 - other.x1) <= 1)
