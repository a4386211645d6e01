"""Which letters of a page of a PDF nobody sees, because they are white on white."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

WHITE = 248  # of 255, each colour of a letter, and of what lies around it
WIDEST = 1600  # points of the picture that shows what lies around


class Picture(NamedTuple):
    """A page as it looks."""

    width: int
    height: int
    stride: int  # bytes of a row
    points: bytes  # three for each
    place: Callable[[float, float], tuple[int, int]]  # of what stands somewhere on the page


@dataclass
class Paper:
    """What the letters of a page stand on; drawn when the first of them is white, and most often none is."""

    page: Any  # of pypdfium2
    text: Any  # the text on it, of PDFium
    _colours: Sequence[ctypes.c_uint] = field(default_factory=lambda: [ctypes.c_uint() for _ in range(4)])

    def hides(self, number: int) -> bool:
        """Whether a letter is white and so is all around it."""
        if not self._is_white(number):
            return False
        box, picture = self._box(number), self._picture
        if box is None or picture is None:
            return False
        return all(min(row, default=0) >= WHITE for row in _cut(picture, *box))

    def _is_white(self, number: int) -> bool:
        """Whether a letter is painted in white; what a program recognised on a scan is not painted at all."""
        from pypdfium2 import raw

        red, green, blue, _ = self._colours
        known = raw.FPDFText_GetFillColor(self.text, number, *self._colours)
        if not known or red.value < WHITE or green.value < WHITE or blue.value < WHITE:
            return False
        mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(self.text, number))
        return bool(mode != raw.FPDF_TEXTRENDERMODE_INVISIBLE)

    def _box(self, number: int) -> tuple[float, float, float, float] | None:
        """The left, bottom, right and upper end of a letter."""
        from pypdfium2 import raw

        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        known = raw.FPDFText_GetCharBox(self.text, number, left, right, bottom, top)
        return (left.value, bottom.value, right.value, top.value) if known else None

    @cached_property
    def _picture(self) -> Picture | None:
        from pypdfium2 import PdfiumError

        try:
            drawn = self.page.render(scale=min(1.5, WIDEST / max(*self.page.get_size(), 1)))
        except PdfiumError:  # what cannot be drawn may be read even so
            return None
        place = drawn.get_posconv(self.page).to_bitmap
        picture = Picture(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer), place)
        drawn.close()
        return picture


def _cut(picture: Picture, left: float, bottom: float, right: float, top: float) -> list[bytes]:
    """The rows of points between these places on the page."""
    across, down = zip(picture.place(left, bottom), picture.place(right, top), strict=True)
    x0, x1 = max(min(across), 0), min(max(across) + 1, picture.width)
    y0, y1 = max(min(down), 0), min(max(down) + 1, picture.height)
    starts = (y * picture.stride for y in range(y0, y1))
    return [picture.points[start + 3 * x0 : start + 3 * x1] for start in starts]
