"""Words with their places on a page → lines in the order of reading.

Columns are told apart by what starts at one height of the page and at one distance from its edge; what
stands across them (a title, a picture's text) parts the page into bands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from .rows import Line, Run, from_top, lines, rows

INITIAL = 1.7  # times as large as the text that it begins
GUTTER = 0.6  # of these between two columns
COLUMN = 8.0  # of these: the lines of a column of text are wider, those of a table's are not
FILLED = 0.6  # of the width of a column is full of words
LINES = 3  # beside each other, for two columns
ACROSS = 0.25  # of all lines may stand across two columns


def ordered(runs: Iterable[Run]) -> list[list[Line]]:
    """The lines of a page, by columns and what stands across them, in the order of reading."""
    return [list(lines(part)) for part in _parts(sorted(_with_initials(runs), key=from_top), 0)]


def _with_initials(runs: Iterable[Run]) -> list[Run]:
    """The runs, a large letter at the beginning of a text joined to the word that it begins."""
    found = list(runs)
    usual = median(run.size for run in found) if found else 0.0
    for initial in [run for run in found if len(run.text) == 1 and run.text.isupper()]:
        beside = [
            run
            for run in found
            if run.size < initial.size / INITIAL
            and 0 <= run.x0 - initial.x1 < usual
            and run.y >= initial.y - 1
        ]
        first = max(beside, key=_y, default=None)
        if first is not None and first.text[0].islower() and first.y < initial.y + initial.size:
            found.remove(initial)
            found[found.index(first)] = replace(first, text=initial.text + first.text)
    return found


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
    found = list(rows(runs))
    if len(found) < LINES:
        return False
    widths = [row[-1].x1 - row[0].x0 for row in found]
    filled = [
        sum(run.x1 - run.x0 for run in row) / max(width, 1) for row, width in zip(found, widths, strict=True)
    ]
    wide = median(widths) >= COLUMN * median(run.size for run in runs)
    return wide and median(widths) >= 0.4 * max(widths) and median(filled) >= FILLED
