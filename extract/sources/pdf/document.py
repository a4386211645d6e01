"""A PDF → a draft: its words in the order of reading, without headers, footers and the numbers of pages.

PDFium says which letter stands where; the rest is made of that. Runs in a process of its own (`confined`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from ...errors import InputError
from ...model import folded
from ..days import months
from ..fields import Draft, one_line
from ..text import MAX_TITLE, clean
from ..titles import is_label
from . import furniture, hyphens
from .layout import ordered
from .letters import has_pictures, page_of
from .paragraphs import Paragraph, paragraphs, usual_size
from .rows import CELLS

MAX_PAGES = 300
TITLE = 1.15  # times the usual size, of a title


def prepare() -> None:
    """Import what reading needs, while files may still be written."""
    import pypdfium2  # noqa: F401

    months()  # for what tells labels from titles


def draft(data: bytes) -> Draft:
    """The words and the title of a PDF. Raises InputError."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise InputError(
            "is locked by a password: save it without one" if locked else "is a damaged PDF"
        ) from None
    try:
        return _draft(document)
    finally:
        document.close()


def _draft(document: Any) -> Draft:
    if len(document) > MAX_PAGES:
        raise InputError(f"has more than {MAX_PAGES} pages: a release has a few")
    pages, pictures = [], False
    for number in range(len(document)):
        page = document[number]
        pages.append(page_of(page))
        pictures = pictures or has_pictures(page)
        page.close()
    if not any(runs for _, _, runs in pages):
        raise InputError(
            "holds pictures of text only; needs text recognition" if pictures else "holds no text"
        )
    columns = [ordered(runs) for runs in furniture.without(pages)]
    lines = [line for page in columns for column in page for line in column]
    usual = usual_size(lines)
    found = paragraphs(columns, usual)
    known = hyphens.Known.of(line.text for line in lines)
    first = {line for column in columns[0] for line in column}
    on_first = [paragraph for paragraph in found if paragraph.lines[0] in first]
    title = _stated(document, on_first, known) or _title(on_first, known, usual, sum(pages[0][:2]) / 2)
    return Draft(text=_text(found, known), title=title)


def _text(found: Sequence[Paragraph], known: hyphens.Known) -> str:
    """Paragraphs with a blank line between them, but items of a list closer."""
    text, before = "", False
    for paragraph in found:
        words = clean(hyphens.joined(paragraph.texts, known)).strip()
        gap = "\n" if before and paragraph.is_item else "\n\n"
        text = f"{text}{gap}{words}" if text else words
        before = paragraph.is_item
    return text.replace("\u00ad", "")


def _stated(document: Any, first: Sequence[Paragraph], known: hyphens.Known) -> str | None:
    """What the file calls itself, if the first page says it."""
    try:
        stated = one_line(document.get_metadata_value("Title"))
    except UnicodeDecodeError:
        return None
    if stated is None or " " not in stated or len(stated) > MAX_TITLE:
        return None
    page = folded(hyphens.joined([text for paragraph in first for text in paragraph.texts], known))
    return stated if folded(stated) in page else None


def _title(first: Sequence[Paragraph], known: hyphens.Known, usual: float, middle: float) -> str | None:
    """What is largest in the upper half of the first page; else what stands above its text."""
    titles = [(paragraph, one_line(hyphens.joined(paragraph.texts, known)) or "") for paragraph in first]
    upper = [(p, title) for p, title in titles if p.lines[0].y > middle and _may_be_title(p, title)]
    large = max((p.size for p, _ in upper), default=0.0)
    if large >= TITLE * usual:
        return next(title for p, title in upper if p.size == large)
    above = takewhile(lambda found: len(found[1]) <= MAX_TITLE and CELLS not in found[1], titles)
    fit = [(p, title) for p, title in above if _may_be_title(p, title)]
    bold = (title for p, title in fit[:3] if p.bold)
    return next(bold, None) or next((title for _, title in fit[:1] if not title.endswith(".")), None)


def _may_be_title(paragraph: Paragraph, title: str) -> bool:
    is_cells = CELLS in paragraph.texts[0]
    words = sum(map(str.isalpha, title)) > 3 and not is_label(title)
    return words and len(title) <= MAX_TITLE and not is_cells
