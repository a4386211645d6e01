"""Runs of letters in one column → its lines; the rows of tables with their cells told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

CELL = 2.0  # widths of a letter "m" between two cells of a table; less is a wide space,
NEAR = 1.0  # unless several rows have it
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


def rows(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """The runs on each baseline, from left to right."""
    row: list[Run] = []
    for run in sorted(runs, key=from_top):
        if row and abs(row[0].y - run.y) > BASELINE * max(row[0].size, run.size):
            yield sorted(row, key=_from_left)
            row = []
        row.append(run)
    if row:
        yield sorted(row, key=_from_left)


def from_top(run: Run) -> tuple[float, float]:
    """For sorting: the upper first, then the left."""
    return -run.y, run.x0


def _from_left(run: Run) -> float:
    return run.x0


def lines(runs: Iterable[Run]) -> Iterator[Line]:
    """The rows as lines, those of tables with their cells told apart."""
    found = list(rows(runs))
    spread = [row for row in found if _apart(row, NEAR)]
    table: list[Run] = []  # the last row of one
    for row in found:
        at = spread.index(row) if row in spread else 0
        near = [other for other in spread[max(at - 2, 0) : at + 3] if other is not row]
        if table and _goes_on(table, row):
            table = [_longer(cell, row) for cell in table]
            continue
        if table:
            yield _line(table, is_cells=True)
        table = row if _is_cells(row, near) else []
        if not table:
            yield _line(row, is_cells=False)
    if table:
        yield _line(table, is_cells=True)


def _goes_on(table: Sequence[Run], row: Sequence[Run]) -> bool:
    """Whether the row goes on within cells of the row of a table before it, but for the first."""
    close = table[0].y - row[0].y < 6 * row[0].size and table[0].size == row[0].size
    return close and all(any(abs(run.x0 - cell.x0) <= 1 for cell in table[1:]) for run in row)


def _longer(cell: Run, row: Sequence[Run]) -> Run:
    """The cell with what stands under it."""
    under = next((run for run in row if abs(run.x0 - cell.x0) <= 1), None)
    return cell if under is None else replace(cell, text=f"{cell.text} {under.text}")


def _is_cells(row: Sequence[Run], beside: Sequence[Sequence[Run]]) -> bool:
    """Whether what stands apart in a row stands under or over as much of another; else it was spread."""
    apart, near = _apart(row, CELL), _apart(row, NEAR)
    if any(_match(apart, _apart(other, CELL)) for other in beside if apart):
        return True
    return sum(_match(near, _apart(other, NEAR)) for other in beside) > 1


def _match(one: Sequence[Run], other: Sequence[Run]) -> bool:
    return len(one) == len(other) and all(map(_aligned, one, other))


def _apart(row: Sequence[Run], ems: float) -> list[Run]:
    """The runs of a row before which there is so much space."""
    return [run for before, run in pairwise(row) if run.x0 - before.x1 > ems * run.size]


def _line(row: Sequence[Run], *, is_cells: bool) -> Line:
    apart = _apart(row, NEAR) if is_cells else []
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
