"""What returns at the edges of the pages of a document, and their numbers: no part of what it says.

Rows are taken away from the edge inwards, and only whole ones: what stands in a table or begins a text stays.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from statistics import median
from typing import Literal, NamedTuple

from .rows import Run, rows

EDGE = 0.13  # of the height of a page, at the top and the bottom: where such rows stand
DEEP = 2  # rows from the edge: what returns stands there, or what is further out returns too
NEARLY = 0.8  # of all pages, of all but the first, or of the left or the right ones: where a row returns
STRETCH = 3  # pages: a row with their number may return in one chapter only
PLACE = 3.0  # points: so little does its place differ
APART = 1.4  # times the usual distance of two rows: more stands between it and the text,
OTHER = 1.08  # or its size differs so much from that of the text
LARGE = 1.15  # times the usual size: so large is no number of a page

_WORDS = r"(?:sida|sidan|sid|page|seite|side|sivu|página|pagina|strona|strana|p|s)"
_OF = r" ?(?:\(\d{1,3}\)|(?:av|of|von|de|di|van|z|/|sur|\|) ?\d{1,3})"
_NUMBER = re.compile(rf"{_WORDS}?[.: ]*[-–—(]{{0,2}} ?\d{{1,3}} ?[-–—)]{{0,2}}(?:{_OF})?", re.IGNORECASE)
_BARE = re.compile(r"\d{1,3}")
_COUNTED = re.compile(rf"\b{_WORDS}[.: ]*#|#{_OF}", re.IGNORECASE)  # so within a row that says more,
_FOLDED = re.compile(rf"{_COUNTED.pattern}|^\W*#|#\W*$", re.IGNORECASE)  # or at its beginning or end
_DIGITS = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,]?\d)")

Page = tuple[float, float, Sequence[Run]]  # its lower and upper edge, and what stands on it
Edge = Literal["top", "bottom"]


class _Key(NamedTuple):
    """What a row has in common with those that it returns as."""

    texts: tuple[str, ...]  # with "#" for the number of the page; left and right pages have them in any order
    size: int
    offset: int | None  # of that number from the place of the page in the file; None if the row has no number


class _Row(NamedTuple):
    """What stands on one baseline near an edge of a page."""

    page: int
    runs: Sequence[Run]
    place: float  # from the edge of the page, in points
    apart: bool  # from the text
    large: bool

    @property
    def keys(self) -> Iterator[_Key]:
        """As what the row may return: just so, or with each of its numbers as that of the page."""
        size = round(self.runs[0].size)
        texts = [run.text.strip().casefold() for run in self.runs]
        yield _Key(tuple(sorted(texts)), size, None)
        for at, text in enumerate(texts) if not self.large else ():
            for match in _DIGITS.finditer(text):
                folded = f"{text[: match.start()]}#{text[match.end() :]}"
                if _FOLDED.search(folded):
                    others = (*texts[:at], folded, *texts[at + 1 :])
                    yield _Key(tuple(sorted(others)), size, int(match[0]) - self.page - 1)


def without(pages: Sequence[Page]) -> Iterator[list[Run]]:
    """What stands on each page without what returns at its top or bottom, and without its number."""
    gone: list[set[int]] = [set() for _ in pages]
    for edge in ("top", "bottom"):
        for row in _furniture(pages, edge):
            gone[row.page].update(map(id, row.runs))
    for (_, _, runs), ids in zip(pages, gone, strict=True):
        yield [run for run in runs if id(run) not in ids]


def _furniture(pages: Sequence[Page], edge: Edge) -> Iterator[_Row]:
    """The rows at one edge that are no text, from the edge inwards to the last that stands apart from it."""
    left = [_edge_rows(number, page, edge) for number, page in enumerate(pages)]
    taken: list[list[tuple[_Row, bool]]] = [[] for _ in pages]
    while True:
        outer = [row for stack in left for row in stack[:DEEP]]
        numbers = (stack[0] for stack in left if stack and _is_number(stack[0], len(pages)))
        numbered = ((row, row.apart or not _is_bare(row)) for row in numbers)
        found = list(chain(numbered, _returning(outer, len(pages))))
        if not found:
            break
        apart = {id(row) for row, is_apart in found if is_apart}
        rows_found = {id(row): row for row, _ in found}
        for key, row in rows_found.items():
            taken[row.page].append((row, key in apart))
        left = [[row for row in stack if id(row) not in rows_found] for stack in left]
    for rows_taken in taken:
        inwards = sorted(rows_taken, key=lambda taken: taken[0].place)
        last = max((number for number, (_, apart) in enumerate(inwards, 1) if apart), default=0)
        yield from (row for row, _ in inwards[:last])


def _edge_rows(number: int, page: Page, edge: Edge) -> list[_Row]:
    """The rows near an edge of a page, the outermost first."""
    bottom, top, runs = page
    found = list(rows(runs))
    if edge == "bottom":
        found.reverse()
    heights = [row[0].y for row in found]
    gaps = [abs(one - other) for one, other in pairwise(heights)]
    usual = median(run.size for run in runs) if runs else 0.0
    made = []
    for at, row in enumerate(found):
        place = top - row[0].y if edge == "top" else row[0].y - bottom
        if place > EDGE * (top - bottom):
            break
        others = found[at + 1][0].size if at < len(gaps) else 0.0
        apart = at == len(gaps) or _is_apart(row[0].size, others, gaps[at], gaps)
        made.append(_Row(number, row, place, apart, max(run.size for run in row) > LARGE * usual))
    return made


def _is_apart(size: float, inner: float, gap: float, gaps: Sequence[float]) -> bool:
    """Whether a row stands further from the next than rows of the text do, or is of another size."""
    usual = min(median(gaps), 2 * inner)
    return gap > APART * usual or max(size, inner) > OTHER * min(size, inner)


def _returning(outer: Iterable[_Row], pages: int) -> Iterator[tuple[_Row, bool]]:
    """Those of the outermost rows that stand in one place on nearly all pages; and whether apart on most."""
    found: dict[_Key, list[_Row]] = defaultdict(list)
    for row in outer:
        for key in row.keys:
            found[key].append(row)
    for key, alike in found.items():
        place = median(row.place for row in alike)
        there = [row for row in alike if abs(row.place - place) <= PLACE]
        numbers = {row.page for row in there}
        is_numbered = key.offset is not None and "#" in key.texts and len(numbers) >= STRETCH
        if is_numbered or (len(numbers) >= _enough(key) and _is_nearly_all(numbers, pages)):
            apart = _is_counted(key) or 2 * sum(row.apart for row in there) >= len(there)
            first = min(numbers)  # what is large is a title there
            yield from ((row, apart) for row in there if not row.large or row.page > first)


def _enough(key: _Key) -> int:
    """The pages that prove a row to return: more where its number may count something else than pages."""
    is_certain = key.offset is None or not any(map(str.isalpha, " ".join(key.texts)))
    return 2 if is_certain or _is_counted(key) else 3


def _is_counted(key: _Key) -> bool:
    """Whether a row says that its number is that of the page: "Sida 1", "1 (3)", or the number alone."""
    return key.offset == 0 and ("#" in key.texts or _COUNTED.search(" ".join(key.texts)) is not None)


def _is_nearly_all(numbers: set[int], pages: int) -> bool:
    """Whether these are nearly all pages; the first may differ, and left ones from right ones."""
    wholes = (range(pages), range(1, pages), range(0, pages, 2), range(1, pages, 2), range(2, pages, 2))
    return any(
        len(whole) > 1 and len(numbers & set(whole)) >= max(2, NEARLY * len(whole)) for whole in wholes
    )


def _is_number(row: _Row, pages: int) -> bool:
    """Whether nothing but the number of a page stands in a row."""
    text = row.runs[0].text.strip()
    if len(row.runs) > 1 or row.large or not _NUMBER.fullmatch(text):
        return False
    return not _is_bare(row) or pages == 1 or int(text) == row.page + 1


def _is_bare(row: _Row) -> bool:
    return _BARE.fullmatch(row.runs[0].text.strip()) is not None
