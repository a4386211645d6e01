"""Lines in the order of reading → paragraphs: by leading, indent, size and what ends short."""

from __future__ import annotations

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


def paragraphs(parts: Iterable[Sequence[Line]], usual: float) -> list[Paragraph]:
    """The paragraphs of columns in order; what a column or page breaks is whole, notes stand at the end."""
    body: list[Paragraph] = []
    notes: list[Paragraph] = []
    for part in parts:
        found = list(_split(part))
        feet = _feet(found, usual)
        notes += found[len(found) - feet :]
        found = found[: len(found) - feet]
        if body and found and _goes_on(body[-1], found[0]):
            body[-1] = replace(body[-1], lines=body[-1].lines + found.pop(0).lines)
        body += found
    return body + notes


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


def _feet(found: Sequence[Paragraph], usual: float) -> int:
    """How many paragraphs at the end of a column are notes: smaller, or a line or two far below the rest."""
    small = 0
    for above, paragraph in zip(reversed(found[:-1]), reversed(found), strict=False):
        far = above.lines[-1].y - paragraph.lines[0].y > FAR * paragraph.size and len(paragraph.lines) < 3
        if paragraph.size >= NOTE * usual and not far:
            break
        small += 1
    return small
