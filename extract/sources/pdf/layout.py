"""Words with their places on a page → lines in the order of reading.

Columns are told apart by what starts at one height of the page and at one distance from its edge; what
stands across them (a title, a picture's text) parts the page into bands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby, pairwise
from operator import itemgetter
from statistics import median

from .rows import CELLS, Line, Run, from_top, lines, rows

INITIAL = 1.7  # times as large as the text that it begins
GUTTER = 0.6  # of these between two columns
COLUMN = 8.0  # of these: the lines of a column of text are wider, those of a table's are not
FILLED = 0.6  # of the width of a column is full of words
LINES = 3  # beside each other, for two columns
GAP = 1.6  # sizes between two baselines: more may part a table from the text,
SAME = 0.1  # unless the next rows have the same, but for so much of it
OTHER = 1.12  # times a size: what differs by more may do so too
DEEPEST = 6  # columns within columns
ACROSS = 0.25  # of all lines may stand across two columns

_REACHED = re.compile(r"\S@\S|(?:\+|\b0)\d[\d ()/–-]{6,}")  # at an address or a number, as a person is


def ordered(runs: Iterable[Run]) -> list[list[Line]]:
    """The lines of a page, by columns and what stands across them, in the order of reading."""
    found = sorted(_with_initials(runs), key=from_top)
    known = [x for x in _starts(found) if _weight(found, x, LINES) > 0]
    return [list(lines(part)) for part in _parts(found, known, 0)]


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


def _parts(runs: list[Run], known: Sequence[float], depth: int) -> Iterator[list[Run]]:
    """The columns, and what stands between them, in order; some gutters are known from the whole page."""
    gutter = _gutter(runs, known) if depth < DEEPEST else None
    if gutter is None:
        yield runs
        return
    for beside, band in _bands(runs, gutter):
        for part in _sides(band, gutter) if beside else [band]:
            yield from _parts(part, known, depth + 1)


def _bands(runs: Iterable[Run], x: float) -> Iterator[tuple[bool, list[Run]]]:
    """What stands above each other on a page, and whether it is in columns on both sides of a place."""
    band: list[Run] = []
    beside = False
    for is_beside, part in _stacked(runs, x):
        if band and is_beside != beside:
            yield beside, band
            band = []
        beside = is_beside
        band += part
    if band:
        yield beside, band


def _stacked(runs: Iterable[Run], x: float) -> Iterator[tuple[bool, list[Run]]]:
    """The parts of bands: what stands across, what is in columns, and tables between those."""
    for across, band in groupby(runs, key=lambda run: _crosses(run, x)):
        if across:
            yield False, list(band)
            continue
        blocks = list(_blocks(band))
        tables = [len(blocks) > 1 and _is_table(block, x) for block in blocks]
        for is_table, found in groupby(zip(tables, blocks, strict=True), key=itemgetter(0)):
            part = [run for _, block in found for run in block]
            yield not is_table and _is_beside(*_sides(part, x), least=1), part


def _blocks(band: Iterable[Run]) -> Iterator[list[Run]]:
    """The rows that belong together by their size and the space between them, from top to bottom."""
    found = list(rows(band))
    gaps = [one[0].y - other[0].y for one, other in pairwise(found)]
    block: list[Run] = []
    for number, row in enumerate(found):
        if block and _is_parted(found[number - 1], row, gaps, number - 1):
            yield block
            block = []
        block += row
    if block:
        yield block


def _is_parted(above: Sequence[Run], row: Sequence[Run], gaps: Sequence[float], number: int) -> bool:
    """Whether two rows differ in size, or have a wide gap between them that does not return."""
    size, other = (max(run.size for run in found) for found in (above, row))
    near = [*gaps[max(number - 1, 0) : number], *gaps[number + 1 : number + 2]]
    returns = any(abs(gaps[number] - gap) < SAME * gap for gap in near)
    wide = gaps[number] > GAP * max(size, other) and not returns
    return wide or max(size, other) > OTHER * min(size, other)


def _is_table(block: Sequence[Run], x: float) -> bool:
    """Whether the rows of a table stand on both sides of a place, with no column of text on either."""
    sides = _sides(block, x)
    if any(side and _is_column(side, least=1) for side in sides) or _are_cards(*sides):
        return False
    found = list(lines(block))
    return len(found) > 1 and all(CELLS in line.text for line in found)


def _sides(band: Iterable[Run], x: float) -> tuple[list[Run], list[Run]]:
    left: list[Run] = []
    right: list[Run] = []
    for run in band:
        (left if run.x0 < x else right).append(run)
    return left, right


def _crosses(run: Run, x: float) -> bool:
    """Whether something stands on both sides of a place, with no gutter there."""
    return run.x0 < x - 1 and run.x1 > x - GUTTER * run.size


def _gutter(runs: list[Run], known: Sequence[float]) -> float | None:
    """Where the second of two columns starts, or nothing: where most lines stand beside others."""
    possible = chain(((x, LINES) for x in _starts(runs)), ((x, 1) for x in known))
    weights = ((_weight(runs, x, least), -x) for x, least in possible)
    best = max((found for found in weights if found[0] > 0), default=None)
    return None if best is None else -best[1]


def _starts(runs: Sequence[Run]) -> list[float]:
    """Where several lines start."""
    groups: list[list[float]] = []
    for x in sorted(run.x0 for run in runs):
        if groups and x - groups[-1][-1] <= 2:
            groups[-1].append(x)
        else:
            groups.append([x])
    return [group[0] - 0.5 for group in groups[1:] if len(group) >= LINES]


def _weight(runs: Sequence[Run], x: float, least: int) -> float:
    """How many lines stand in columns on both sides of a place, less those that stand across it.

    Somewhere there must be so many beside each other at least.
    """
    bands = list(_bands(runs, x))
    beside = [number for number, (is_beside, _) in enumerate(bands) if is_beside]
    sides = [_sides(bands[number][1], x) for number in beside]
    if not any(_is_beside(*pair, least=least) for pair in sides):
        return 0.0
    between = (run for _, band in bands[beside[0] : beside[-1]] for run in band)
    across = sum(_crosses(run, x) for run in between)
    return sum(len(left) + len(right) for left, right in sides) - across / ACROSS


def _is_beside(left: Sequence[Run], right: Sequence[Run], *, least: int) -> bool:
    """Whether both are columns of so many lines at least, where they stand beside each other."""
    if not left or not right:
        return False
    top = min(max(map(_y, side)) for side in (left, right))
    bottom = max(min(map(_y, side)) for side in (left, right))
    beside = [[run for run in side if bottom - 1 <= run.y <= top + 1] for side in (left, right)]
    return all(_is_column(side, least) for side in beside) or _are_cards(*beside)


def _are_cards(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether two persons stand beside each other, and their lines say how to reach them."""
    if min(len(list(rows(side))) for side in (left, right)) < LINES:
        return False
    first = min(run.x0 for run in right)
    both = (row for row in rows([*left, *right]) if row[0].x0 < first <= row[-1].x0)
    return any(all(_REACHED.search(run.text) for run in row) for row in both)


def _y(run: Run) -> float:
    return run.y


def _is_column(runs: Sequence[Run], least: int) -> bool:
    """Whether the runs are lines of text, not cells of a table: wide, and filled with words."""
    found = list(rows(runs))
    if len(found) < least:
        return False
    widths = [row[-1].x1 - row[0].x0 for row in found]
    filled = [
        sum(run.x1 - run.x0 for run in row) / max(width, 1) for row, width in zip(found, widths, strict=True)
    ]
    wide = median(widths) >= COLUMN * median(run.size for run in runs)
    return wide and median(widths) >= 0.4 * max(widths) and median(filled) >= FILLED
