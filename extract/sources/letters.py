"""A page of a PDF → runs of letters: which letter stands where, as PDFium says."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ..errors import InputError
from .furniture import Page
from .rows import Run

MAX_LETTERS = 500_000  # on a page
UPRIGHT = 4  # degrees that a line may lean
APART = 1.0  # of a size between two letters: more is another run
SAME_LINE = 0.5  # of a size between two baselines
INITIAL = 2.0  # times as large: a letter that a text begins with
RAISED = 0.2  # of a size: so far up stands the number of a note
SMALL = 0.86  # of a size: so small is that number
UNREADABLE = 0.3  # of the letters

_LETTERS = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "ft",
        "\ufb06": "st",
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\u0002": "-",
        "\ufffe": "-",
    }
)
_SPACED = re.compile(r"\w(?: \w){4,}")  # "N Y H E T"
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_UNITS = ("m", "km", "cm", "dm", "mm", "ha")
_UNKNOWN = frozenset("\0\ufffd")
_NOTES = frozenset("0123456789*†‡§,¹²³")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and its place; y grows upwards."""

    text: str
    number: int  # on the page
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0  # of the baseline
    size: float = 0.0
    turned: int = 0  # quarters of a circle


def page_of(page: Any) -> Page:
    """What stands on a page of a PDF, upright. Raises InputError if its letters are not known."""
    textpage = page.get_textpage()
    try:
        box = page.get_cropbox()
        letters = list(_letters(textpage.raw, box))
        _check_readable(letters)
        turned = _mostly_turned(letters)
        upright = [letter for letter in letters if letter.turned == turned or not letter.size]
        low, high = sorted((_turned(box[0], box[1], turned)[1], _turned(box[2], box[3], turned)[1]))
        return low, high, [run for run in _runs(textpage.raw, upright) if run.text]
    finally:
        textpage.close()


def has_pictures(page: Any) -> bool:
    """Whether there is a picture on a page of a PDF."""
    from pypdfium2 import raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2))


def _letters(page: Any, box: Sequence[float]) -> Iterator[Letter]:
    """The letters on a page that lie within it and do not lean; white space without a place."""
    from pypdfium2 import raw

    rect, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    for number in range(_count(page)):
        text = chr(raw.FPDFText_GetUnicode(page, number))
        if text.isspace():
            yield Letter(" ", number)
            continue
        raw.FPDFText_GetMatrix(page, number, matrix)
        raw.FPDFText_GetLooseCharBox(page, number, rect)
        raw.FPDFText_GetCharOrigin(page, number, x, y)
        size = raw.FPDFText_GetFontSize(page, number) * math.sqrt(
            abs(matrix.a * matrix.d - matrix.b * matrix.c)
        )
        angle = math.degrees(math.atan2(matrix.b, matrix.a))
        leans = abs(angle - 90 * round(angle / 90)) > UPRIGHT
        if size > 0.5 and not leans and _is_within(box, x.value, y.value):
            turned = round(angle / 90) % 4
            ends = _turned(rect.left, rect.bottom, turned)[0], _turned(rect.right, rect.top, turned)[0]
            base = _turned(x.value, y.value, turned)[1]
            yield Letter(text, number, min(ends), max(ends), base, size, turned)


def _count(page: Any) -> int:
    """The number of letters on a page. Raises InputError if there are too many."""
    from pypdfium2 import raw

    count = int(raw.FPDFText_CountChars(page))
    if count > MAX_LETTERS:
        raise InputError("has a page with more letters than a release has")
    return count


def _is_within(box: Sequence[float], x: float, y: float) -> bool:
    return box[0] - 2 <= x <= box[2] + 2 and box[1] - 2 <= y <= box[3] + 2


def _mostly_turned(letters: Iterable[Letter]) -> int:
    turned = Counter(letter.turned for letter in letters if letter.size)
    return max(turned, key=turned.__getitem__, default=0)


def _check_readable(letters: Sequence[Letter]) -> None:
    """Raises InputError where most letters are only shapes: nobody knows what they mean."""
    unknown = sum(letter.text in _UNKNOWN or "\ue000" <= letter.text <= "\uefff" for letter in letters)
    if unknown > UNREADABLE * max(sum(letter.size > 0 for letter in letters), 1):
        raise InputError("does not say which letters it shows; needs text recognition")


def _turned(x: float, y: float, quarters: int) -> tuple[float, float]:
    """A place on the page after it was turned so that lines run from left to right."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[quarters]


def _runs(page: Any, letters: Iterable[Letter]) -> Iterator[Run]:
    """Letters that follow each other on one line."""
    run: list[Letter] = []
    for letter in letters:
        if letter.size and run and not _follows([x for x in run if x.size], letter):
            yield _run(page, run)
            run = []
        if letter.size or run:
            run.append(letter)
    if run:
        yield _run(page, run)


def _follows(run: Sequence[Letter], letter: Letter) -> bool:
    """Whether a letter stands on one line with those before it, and close to them."""
    before, size = run[-1], max(run[-1].size, letter.size)
    if letter.x0 == before.x0 and letter.y == before.y:  # the letters of a ligature stand in one place
        return True
    if size > INITIAL * min(before.size, letter.size):
        return False
    close = -SAME_LINE * size < letter.x0 - before.x1 < APART * size
    return close and abs(before.y - letter.y) < SAME_LINE * size


def _run(page: Any, letters: Sequence[Letter]) -> Run:
    placed = [letter for letter in letters if letter.size]
    size = median(letter.size for letter in placed)
    plain = [letter for letter in placed if letter.size > SMALL * size] or placed
    base = median(letter.y for letter in plain)
    words = " ".join("".join(_without_notes(letters, base, size)).translate(_LETTERS).split())
    return Run(
        text=words.replace(" ", "") if _SPACED.fullmatch(words) else words,
        x0=placed[0].x0,
        x1=max(letter.x1 for letter in placed),
        y=base,
        size=size,
        bold=_is_bold(page, plain[0].number) and _is_bold(page, plain[-1].number),
    )


def _without_notes(letters: Sequence[Letter], base: float, size: float) -> Iterator[str]:
    """The letters but for raised numbers of notes; "m²" is no note."""
    word = ""
    for letter in letters:
        raised = letter.size and letter.size < SMALL * size and letter.y - base > RAISED * size
        if raised and letter.text in _NOTES and word not in _UNITS:
            continue
        word = word + letter.text if letter.size and not raised else ""
        yield letter.text


def _is_bold(page: Any, number: int) -> bool:
    """Whether the name of a letter's font says so."""
    from pypdfium2 import raw

    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, number, name, 128, flags)
    return any(word in name.value.decode("latin-1").lower() for word in _BOLD)
