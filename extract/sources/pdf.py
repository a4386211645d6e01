"""A PDF → a draft: its words in the order of reading, without headers, footers and the numbers of pages.

PDFium says which letter stands where; the rest is made of that. Runs in a process of its own (`confined`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import InputError
from ..model import folded
from . import furniture, hyphens
from .fields import Draft, one_line
from .layout import ordered
from .letters import has_pictures, page_of
from .paragraphs import Paragraph, paragraphs, usual_size
from .rows import Line
from .text import MAX_TITLE, clean

MAX_PAGES = 300
TITLE = 1.15  # times the usual size, of a title

_LABELS = frozenset(
    (
        *("pressmeddelande", "pressmeddelanden", "pressrelease", "pressemitteilung", "medieninformation"),
        *(
            "pressinformation",
            "pressemelding",
            "pressemeddelelse",
            "lehdistötiedote",
            "tiedote",
            "persbericht",
        ),
        *("nyhet", "news", "newsrelease", "mediarelease", "communiquédepresse", "comunicadodeprensa"),
        *("notadeprensa", "comunicatostampa", "informacjaprasowa", "tiskovázpráva", "presseinformation"),
    )
)


def prepare() -> None:
    """Import what reading needs, while files may still be written."""
    import pypdfium2  # noqa: F401


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
    found = paragraphs((column for page in columns for column in page), usual)
    known = hyphens.Known.of(line.text for line in lines)
    first = [line for column in columns[0] for line in column]
    return Draft(text=_text(found, known), title=_title(document, found, known, first, usual))


def _text(found: Sequence[Paragraph], known: hyphens.Known) -> str:
    """Paragraphs with a blank line between them, but items of a list closer."""
    text, before = "", False
    for paragraph in found:
        words = clean(hyphens.joined(paragraph.texts, known)).strip()
        gap = "\n" if before and paragraph.is_item else "\n\n"
        text = f"{text}{gap}{words}" if text else words
        before = paragraph.is_item
    return text.replace("\u00ad", "")


def _title(
    document: Any, found: Sequence[Paragraph], known: hyphens.Known, first: Sequence[Line], usual: float
) -> str | None:
    """What the file calls itself, if the first page says it; else what is largest at the top of that page."""
    stated = one_line(document.get_metadata_value("Title"))
    page = folded(hyphens.joined([line.text for line in first], known))
    if stated and " " in stated and len(stated) <= MAX_TITLE and folded(stated) in page:
        return stated
    top = [paragraph for paragraph in found if set(paragraph.lines) <= set(first)][:12]
    titles = [(paragraph, one_line(hyphens.joined(paragraph.texts, known))) for paragraph in top]
    fit = [(p, title) for p, title in titles if title and len(title) <= MAX_TITLE and not _is_label(title)]
    large = max((p.size for p, _ in fit), default=0.0)
    if large >= TITLE * usual:
        return next(title for p, title in fit if p.size == large)
    bold = (title for p, title in fit[:3] if p.bold)
    return next(bold, None) or next((title for p, title in fit[:1] if not title.endswith(".")), None)


def _is_label(title: str) -> bool:
    """Whether the words say what kind of document it is, or hardly anything."""
    return folded(title) in _LABELS or sum(map(str.isalpha, title)) < 4
