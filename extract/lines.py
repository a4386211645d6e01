"""The layout of a text as its author meant it: spaces that markup spells out, broken paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_LINE = re.compile(r"^.*\S.*$", re.MULTILINE)
_ITEM = re.compile(r"\s*(?:[*•·▪◦‣●○■#>|–—-]|\d{1,2}[.)])\s")
_ENDS = (".", "!", "?", ":", "…", "”", '"', "»")
NARROW, WIDE = 50, 160  # characters between which a line is thought to have been broken at a fixed width
SHARE = 0.75  # of the width: a line that is shorter has not been filled

_SPACES = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|zwnj|#160|#xa0);", re.IGNORECASE)

Place = tuple[int, int]


def spaced(text: str) -> str:
    """The text with blanks, as many as letters, in the place of spaces that markup spells out.

    >>> spaced("de&nbsp;Crue")
    'de      Crue'
    """
    return _SPACES.sub(lambda match: " " * len(match.group()), text)


def lines(text: str) -> Iterator[Place]:
    """Where each line of a text that is not blank begins and ends; those of one broken paragraph are one.

    Lines are joined only in a text that has the habit: where one goes on with a lower-case letter.

    >>> text = "The first part of a sentence that was broken at a width of its own\\nand went on.\\nNext"
    >>> [text[start:end] for start, end in lines(text)][1:]
    ['Next']
    """
    found = [match.span() for match in _LINE.finditer(text)]
    width = _width(text, found)
    start, before = 0, None
    for place in found:
        if before is None or not (width and _goes_on(text, before, place, width)):
            if before is not None:
                yield start, before[1]
            start = place[0]
        before = place
    if before is not None:
        yield start, before[1]


def _width(text: str, found: Sequence[Place]) -> int:
    """The width at which the lines were broken; 0 where they were not."""
    pairs = pairwise(found)
    broken = [one for one, other in pairs if _adjoin(text, one, other) and text[other[0]].islower()]
    lengths = [end - start for start, end in broken if NARROW <= end - start <= WIDE]
    return max(lengths, default=0)


def _adjoin(text: str, one: Place, other: Place) -> bool:
    """Whether no blank line stands between, and neither belongs to a list."""
    between = text[one[1] : other[0]].count("\n") == 1
    return between and not _ITEM.match(text, other[0]) and not text[one[0] : one[1]].rstrip().endswith(_ENDS)


def _goes_on(text: str, one: Place, other: Place, width: int) -> bool:
    """Whether the second line goes on with the sentence of the first, whose next word found no room there."""
    if not _adjoin(text, one, other):
        return False
    length, first = one[1] - one[0], text[other[0]]
    return (first.islower() and length >= NARROW) or (first.isalpha() and length >= SHARE * width)


def soft_breaks(text: str) -> frozenset[int]:
    """The offsets of the line breaks that only stand inside a broken paragraph."""
    return frozenset(
        start + match.start() for start, end in lines(text) for match in re.finditer("\n", text[start:end])
    )
