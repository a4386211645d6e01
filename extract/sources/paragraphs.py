"""Lines in the order of reading → paragraphs: by leading, indent, size and what ends short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from .hyphens import is_parted
from .layout import ITEM, Line

LEADING = 1.3  # times the usual distance of two lines: more is a gap between paragraphs
OTHER = 1.12  # times a size: what differs by more is another kind of line
INDENT = 0.7  # of a size
FULL = 0.75  # of the width of its column: a line that is shorter may end its paragraph
NOTE = 0.88  # of the usual size: what is smaller at the foot of a column is a note

_ENDS = re.compile(r"[.!?:…][\"”’»)]*$")
CELLS = " | "


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
        return ITEM.match(first) is not None or CELLS in first

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


def _split(column: Sequence[Line]) -> Iterator[Paragraph]:
    """The paragraphs of one column."""
    if not column:
        return
    left, right = min(line.x0 for line in column), max(line.x1 for line in column)
    leadings = _leadings(column)
    lines: list[Line] = []
    for line in column:
        if lines and _begins(lines, line, left, right, leadings):
            yield Paragraph(tuple(lines))
            lines = []
        lines.append(line)
    yield Paragraph(tuple(lines))


def _leadings(column: Sequence[Line]) -> dict[int, float]:
    """The usual distance of two lines, by their size."""
    found: dict[int, list[float]] = {}
    for one, other in pairwise(column):
        if _alike(one, other) and one.y > other.y:
            found.setdefault(round(other.size), []).append(one.y - other.y)
    return {size: min(median(gaps), 1.6 * size) for size, gaps in found.items()}


def _alike(one: Line, other: Line) -> bool:
    return 1 / OTHER < one.size / other.size < OTHER and one.bold == other.bold


def _begins(lines: Sequence[Line], line: Line, left: float, right: float, leadings: dict[int, float]) -> bool:
    """Whether a line begins another paragraph than that of the lines before it."""
    before = lines[-1]
    gap = before.y - line.y
    usual = leadings.get(round(line.size), 1.2 * line.size)
    if not _alike(before, line) or not 0 < gap <= LEADING * usual:
        return True
    if ITEM.match(line.text) or CELLS in line.text or CELLS in before.text:
        return True
    if is_parted(before.text):
        return False
    hanging = ITEM.match(lines[0].text) is not None
    indented = line.x0 - before.x0 > INDENT * line.size and line.x0 - left > INDENT * line.size
    outdented = hanging and lines[0].x0 - line.x0 > -1 and len(lines) > 1
    short = before.x1 < left + FULL * (right - left) and _ENDS.search(before.text) is not None
    return (indented and not hanging) or outdented or short


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a column or page ended within a paragraph."""
    last, first = before.lines[-1], after.lines[0]
    if not _alike(last, first) or after.is_item or CELLS in last.text:
        return False
    return is_parted(last.text) or (first.text[:1].islower() and not _ENDS.search(last.text))


def _feet(found: Sequence[Paragraph], usual: float) -> int:
    """How many paragraphs at the end of a column are notes."""
    small = 0
    for paragraph in reversed(found):
        if paragraph.size >= NOTE * usual:
            break
        small += 1
    return small if small < len(found) else 0
