"""What returns on the pages of a document, and their numbers: no part of what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .rows import Run

EDGE = 0.13  # of the height of a page, at the top and the bottom: where such lines stand
SHARE = 0.4  # of the pages on which a line returns

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"(?:sida|sid|page|seite|side|sivu|página|pagina|strona|strana|p|s)?"
    r"[.: ]*[-–—(]{0,2} ?\d{1,3} ?[-–—)]{0,2}"
    r"(?: ?(?:\(\d{1,3}\)|(?:av|of|von|de|di|van|z|/|sur|\|) ?\d{1,3}))?",
    re.IGNORECASE,
)

Page = tuple[float, float, Sequence[Run]]  # its lower and upper edge, and what stands on it


def without(pages: Sequence[Page]) -> Iterator[list[Run]]:
    """What stands on each page without what returns at its top or bottom, and without its number."""
    returning = _returning(pages)
    for bottom, top, runs in pages:
        kept = []
        for run in runs:
            edge = _edge(run, bottom, top)
            if edge is None or not ((edge, _key(run)) in returning or _NUMBER.fullmatch(run.text.strip())):
                kept.append(run)
        yield kept


def _returning(pages: Sequence[Page]) -> set[tuple[str, str]]:
    """The lines that stand at the edge of several pages."""
    counts: Counter[tuple[str, str]] = Counter()
    for bottom, top, runs in pages:
        edges = ((_edge(run, bottom, top), _key(run)) for run in runs)
        counts.update({(edge, key) for edge, key in edges if edge is not None})
    return {line for line, count in counts.items() if count >= max(2, SHARE * len(pages))}


def _edge(run: Run, bottom: float, top: float) -> str | None:
    """At which edge of the page a run stands, if at one."""
    height = top - bottom
    if run.y > top - EDGE * height:
        return "top"
    return "bottom" if run.y < bottom + EDGE * height else None


def _key(run: Run) -> str:
    """The same for lines that differ in numbers only."""
    return f"{round(run.size)} {_DIGITS.sub('#', run.text.casefold()).strip()}"
