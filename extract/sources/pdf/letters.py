"""A page of a PDF → runs of letters: which letter stands where, as PDFium says."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from ...errors import InputError
from .furniture import Page
from .hidden import Paper
from .rows import Run

MAX_LETTERS = 500_000  # on a page
UPRIGHT = 4  # degrees that a line may lean
APART = 1.0  # of a size between two letters: more is another run
SAME_LINE = 0.5  # of a size between two baselines
INITIAL = 2.0  # times as large: a letter that a text begins with
RAISED = 0.2  # of a size: so far up stands the number of a note
SMALL = 0.86  # of a size: so small is that number
SPACE = 0.1  # of a size: less before or after a raised letter is no space
TWICE = 0.12  # of a size: no letter is as narrow
LEVEL = 0.05  # of a size: what differs by more in size or baseline is raised
SPACED = 5  # letters, each apart from the next: one word, spread
WIDER = 1.6  # times the usual gap of such letters: two words
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
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_UNITS = ("m", "km", "cm", "dm", "mm", "ha")
_UNKNOWN = frozenset("\0\ufffd")
_NOTES = frozenset("0123456789*†‡§,¹²³")
_POWERS = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")  # of ten: "10³"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter and its place; y grows upwards."""

    text: str
    number: int  # on the page
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0  # of the baseline
    size: float = 0.0
    quarters: int = 0  # of a circle by which it is turned
    guessed: bool = False  # PDFium takes it for a space, the file has none


def page_of(page: Any) -> Page:
    """What stands on a page of a PDF, upright. Raises InputError if its letters are not known."""
    textpage = page.get_textpage()
    try:
        box = page.get_cropbox()
        paper = Paper(page, textpage.raw)
        letters = [letter for letter in _letters(textpage.raw, box) if not paper.hides(letter.number)]
        _check_readable(letters)
        quarters = _usual_quarters(letters)
        upright = [letter for letter in letters if letter.quarters == quarters or not letter.size]
        low, high = sorted((_turned(box[0], box[1], quarters)[1], _turned(box[2], box[3], quarters)[1]))
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
            yield Letter(" ", number, guessed=raw.FPDFText_IsGenerated(page, number) == 1)
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
            quarters = round(angle / 90) % 4
            ends = _turned(rect.left, rect.bottom, quarters)[0], _turned(rect.right, rect.top, quarters)[0]
            base = _turned(x.value, y.value, quarters)[1]
            yield Letter(text, number, min(ends), max(ends), base, size, quarters)


def _count(page: Any) -> int:
    """The number of letters on a page. Raises InputError if there are too many."""
    from pypdfium2 import raw

    count = int(raw.FPDFText_CountChars(page))
    if count > MAX_LETTERS:
        raise InputError("has a page with more letters than a release has")
    return count


def _is_within(box: Sequence[float], x: float, y: float) -> bool:
    return box[0] - 2 <= x <= box[2] + 2 and box[1] - 2 <= y <= box[3] + 2


def _usual_quarters(letters: Iterable[Letter]) -> int:
    """The quarters of a circle by which most letters are turned."""
    counts = Counter(letter.quarters for letter in letters if letter.size)
    return max(counts, key=counts.__getitem__, default=0)


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
    last: Letter | None = None  # of the run that has a place
    for letter in letters:
        if letter.size and last is not None and _is_again(last, letter):
            continue
        if letter.size and last is not None and not _follows(last, letter):
            yield _run(page, run)
            run = []
        if letter.size or run:
            run.append(letter)
        last = letter if letter.size else last
    if run:
        yield _run(page, run)


def _is_again(before: Letter, letter: Letter) -> bool:
    """Whether a letter is printed a second time, beside the first, to look bold. PDFium knows most."""
    aside = abs(letter.x0 - before.x0)  # none between the letters of a ligature
    return letter.text == before.text and letter.y == before.y and 0 < aside < TWICE * letter.size


def _follows(before: Letter, letter: Letter) -> bool:
    """Whether a letter stands on one line with the one before it, and close to it."""
    size = max(before.size, letter.size)
    if letter.x0 == before.x0 and letter.y == before.y:  # the letters of a ligature stand in one place
        return True
    if size > INITIAL * min(before.size, letter.size):
        return False
    gap = _gap(before, letter)
    close = -SAME_LINE * size < gap < APART * size
    return close and abs(before.y - letter.y) < SAME_LINE * size


def _gap(before: Letter, letter: Letter) -> float:
    """The space between two letters that follow each other, in the direction of their script."""
    if letter.x0 < before.x0 and _is_leftward(before) and _is_leftward(letter):
        return before.x0 - letter.x1
    return letter.x0 - before.x1


def _is_leftward(letter: Letter) -> bool:
    return unicodedata.bidirectional(letter.text[0]) in ("R", "AL")


def _run(page: Any, letters: Sequence[Letter]) -> Run:
    placed = [letter for letter in letters if letter.size]
    size = median(letter.size for letter in placed)
    plain = [letter for letter in placed if letter.size > SMALL * size] or placed
    base = median(letter.y for letter in plain)
    text = "".join(_without_notes(_tight(_unspread(letters)), base, size))
    return Run(
        text=" ".join(_paired(text).translate(_LETTERS).split()),
        x0=min(letter.x0 for letter in placed),
        x1=max(letter.x1 for letter in placed),
        y=base,
        size=size,
        bold=_is_bold(page, plain[0].number) and _is_bold(page, plain[-1].number),
    )


def _paired(text: str) -> str:
    """The text with whole letters for the halves in which PDFium gives rare ones, as emoji."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _tight(letters: Sequence[Letter]) -> Iterator[Letter]:
    """The letters without the spaces that PDFium guesses within words: at raised letters, or spread ones."""
    placed = [letter for letter in letters if letter.size]
    usual = median(_gap(*pair) for pair in pairwise(placed)) if len(placed) > SPACED else 0.0
    before: Letter | None = None
    spaces: list[Letter] = []
    for letter in letters:
        if not letter.size:
            spaces.append(letter)
            continue
        tight = before is not None and _is_tight(before, letter, usual)
        yield from (space for space in spaces if not (tight and space.guessed))
        yield letter
        before, spaces = letter, []


def _is_tight(before: Letter, letter: Letter, usual: float) -> bool:
    """Whether there is no space between letters: one is raised, or all are as far apart as usual."""
    size = max(before.size, letter.size)
    raised = max(abs(before.y - letter.y), abs(before.size - letter.size)) > LEVEL * size
    spread = usual if usual > LEVEL * size else 0.0
    return (raised or spread > 0) and _gap(before, letter) < spread + SPACE * size


def _unspread(letters: Sequence[Letter]) -> Sequence[Letter]:
    """The letters without the spaces between those of one word, if all are spread: "N Y H E T"."""
    placed = [letter for letter in letters if letter.size]
    texts = "".join(letter.text for letter in letters).split()
    if len(placed) < SPACED or any(len(text) > 1 or not text.isalnum() for text in texts):
        return letters
    usual = median(_gap(one, other) for one, other in pairwise(placed))
    found = placed[:1]
    for one, other in pairwise(placed):
        if _gap(one, other) > WIDER * usual:
            found.append(Letter(" ", one.number))
        found.append(other)
    return found


def _without_notes(letters: Iterable[Letter], base: float, size: float) -> Iterator[str]:
    """The letters but for raised numbers of notes; "m²" is no note, and nor is "10³"."""
    word = ""
    for letter in letters:
        raised = letter.size and letter.size < SMALL * size and letter.y - base > RAISED * size
        if raised and word == "10":
            yield letter.text.translate(_POWERS)
            continue
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
