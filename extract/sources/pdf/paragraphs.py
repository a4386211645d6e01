"""Lines in the order of reading → paragraphs: by leading, indent, size and what ends short."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from .hyphens import is_parted
from .rows import CELLS, ITEM, Line

LEADING = 1.3  # times the usual distance of two lines: more is a gap between paragraphs
OTHER = 1.12  # times a size: what differs by more is another kind of line
INDENT = 0.7  # of a size
NEARLY = 0.95  # as far as the others of its paragraph: a line that is full
FULL = 0.75  # of the width of its column: a line that is shorter may end its paragraph
SPOKEN = 120  # characters: what begins with a dash and is longer is what somebody says
FAR = 3.0  # sizes above what stands at the foot of a page
NOTE = 0.88  # of the usual size: what is smaller at the foot of a column is a note

_ENDS = re.compile(r"[.!?:…][\"”’»)]*$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: tuple[Line, ...]

    @property
    def size(self) -> float:
        """Of its letters."""
        return max(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        """Whether all of it is."""
        return all(line.bold for line in self.lines)

    @property
    def is_item(self) -> bool:
        """Whether it belongs to a list or a table, which stand closer."""
        first = self.lines[0].text
        spoken = first.startswith(("–", "—", "-")) and sum(map(len, self.texts)) > SPOKEN
        return (ITEM.match(first) is not None and not spoken) or CELLS in first

    @property
    def texts(self) -> tuple[str, ...]:
        """Its lines."""
        return tuple(line.text for line in self.lines)


def paragraphs(pages: Iterable[Sequence[Sequence[Line]]], usual: float) -> list[Paragraph]:
    """The paragraphs of the columns of pages; what a column or page breaks is whole, notes stand last."""
    body: list[Paragraph] = []
    notes: list[Paragraph] = []
    for columns in pages:
        for column in columns:
            found = list(_split(column))
            feet = _feet(found, usual, _floor(column, columns, usual))
            notes += found[len(found) - feet :]
            for number, paragraph in enumerate(found[: len(found) - feet]):
                broken = _broken(body, paragraph, usual, is_first=number == 0)
                if broken is None:
                    body.append(paragraph)
                else:
                    whole = body[broken].lines + paragraph.lines
                    body[broken] = replace(body[broken], lines=whole)
    return body + notes


def _broken(body: Sequence[Paragraph], after: Paragraph, usual: float, *, is_first: bool) -> int | None:
    """Which paragraph goes on, if any: the last before a column, or that before what is small or large."""
    if is_first and body and _goes_on(body[-1], after):
        return len(body) - 1
    texts = (at for at in range(len(body) - 1, -1, -1) if _is_usual(body[at], usual))
    last = next(texts, len(body))
    is_interrupted = last < len(body) - 1 and _goes_on(body[last], after) and _is_within(body[last], after)
    return last if is_interrupted else None


def _is_usual(paragraph: Paragraph, usual: float) -> bool:
    """Whether it is as large as most of the text: no caption, and no quotation or heading set large."""
    return NOTE * usual <= paragraph.size <= OTHER * usual


def _is_within(before: Paragraph, after: Paragraph) -> bool:
    """Whether a sentence goes on, to tell by its letters alone."""
    return is_parted(before.lines[-1].text) or after.lines[0].text[:1].islower()


def _floor(column: Sequence[Line], columns: Iterable[Sequence[Line]], usual: float) -> float:
    """How far down the text of the other columns of a page reaches."""
    others = (line for other in columns if other is not column for line in other)
    return min((line.y for line in others if line.size >= NOTE * usual), default=math.inf)


def usual_size(lines: Iterable[Line]) -> float:
    """The size that most letters have."""
    counts: dict[float, int] = {}
    for line in lines:
        size = round(line.size * 2) / 2
        counts[size] = counts.get(size, 0) + len(line.text)
    return max(counts, key=counts.__getitem__, default=0.0)


@dataclass(frozen=True, slots=True)
class _Column:
    """How the lines of one column stand."""

    left: float
    right: float
    leadings: dict[int, float]  # the usual distance of two lines, by their size
    indents: bool  # the first line of each paragraph stands in


def _split(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """The paragraphs of one column."""
    if not lines:
        return
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    column = _Column(left, right, _leadings(lines), _indents(lines, left))
    begun: list[Line] = []
    for line in lines:
        if begun and _begins(begun, line, column):
            yield Paragraph(tuple(begun))
            begun = []
        begun.append(line)
    yield Paragraph(tuple(begun))


def _indents(lines: Sequence[Line], left: float) -> bool:
    """Whether a line that stands in is the first of its paragraph: most often the next stands out again."""
    pairs = [(_stands_in(one, left), _stands_in(other, left)) for one, other in pairwise(lines)]
    return pairs.count((True, False)) >= max(2, 2 * pairs.count((True, True)))


def _stands_in(line: Line, left: float) -> bool:
    return line.x0 - left > INDENT * line.size


def _leadings(column: Sequence[Line]) -> dict[int, float]:
    """The usual distance of two lines, by their size."""
    found: dict[int, list[float]] = {}
    for one, other in pairwise(column):
        if _alike(one, other) and one.y > other.y:
            found.setdefault(round(other.size), []).append(one.y - other.y)
    return {size: min(median(gaps), 1.6 * size) for size, gaps in found.items()}


def _alike(one: Line, other: Line) -> bool:
    return 1 / OTHER < one.size / other.size < OTHER and one.bold == other.bold


def _begins(begun: Sequence[Line], line: Line, column: _Column) -> bool:
    """Whether a line begins another paragraph than that of the lines before it."""
    before = begun[-1]
    usual = column.leadings.get(round(line.size), 1.2 * line.size)
    if not _alike(before, line) or not 0 < before.y - line.y <= LEADING * usual:
        return True
    if ITEM.match(line.text) or CELLS in line.text or CELLS in before.text:
        return True
    if is_parted(before.text):
        return False
    short = before.x1 < column.left + FULL * (column.right - column.left)
    return _is_shifted(begun, line, column) or (short and _ENDS.search(before.text) is not None)


def _is_shifted(begun: Sequence[Line], line: Line, column: _Column) -> bool:
    """Whether a line stands in as the first of a paragraph does, or out again after the lines of an item."""
    first, before = begun[0], begun[-1]
    if ITEM.match(first.text):
        hangs = len(begun) > 1 and before.x0 - first.x0 > 0.3 * line.size
        return hangs and before.x0 - line.x0 > 0.3 * line.size
    further = line.x0 - before.x0 > INDENT * line.size
    return _stands_in(line, column.left) and (further or column.indents)


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a column or page ended within a paragraph."""
    last, first = before.lines[-1], after.lines[0]
    if not _alike(last, first) or after.is_item or CELLS in last.text:
        return False
    if is_parted(last.text):
        return True
    full = len(before.lines) > 1 and last.x1 >= NEARLY * max(line.x1 for line in before.lines)
    return not _ENDS.search(last.text) and (full or first.text[:1].islower())


def _feet(found: Sequence[Paragraph], usual: float, floor: float) -> int:
    """How many paragraphs at the end of a column are notes: smaller, or a line or two far below the rest.

    Notes stand at the foot of the page: not above the text of other columns. What is small in a column
    without text of the usual size stands beside the text, unless it stands below all of it.
    """
    if all(paragraph.size < NOTE * usual for paragraph in found):
        return len(found) if found and found[0].lines[0].y < floor else 0
    if not any(NOTE * usual <= paragraph.size <= OTHER * usual for paragraph in found):
        return 0
    small = 0
    for above, paragraph in zip(reversed(found[:-1]), reversed(found), strict=False):
        far = above.lines[-1].y - paragraph.lines[0].y > FAR * paragraph.size and len(paragraph.lines) < 3
        is_foot = paragraph.lines[-1].y < floor + FAR * paragraph.size
        if not is_foot or (paragraph.size >= NOTE * usual and not far):
            break
        small += 1
    return small
