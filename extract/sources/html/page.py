"""A web page → a draft: its main text without menus and footers, and what it states of itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from ...errors import InputError
from ...invisible import visible
from .. import text, titles
from ..fields import Draft, one_line
from ..text import clean, headed, lay_out
from . import blocks
from .stated import stated
from .tidy import few_attributes, is_menu, tidy

# The page of a release has some thousand elements. Time grows with the square of short paragraphs where other
# ways are tried as well: 14,000 take 12 s.
MAX_ELEMENTS = 30_000
MANY_ELEMENTS = 10_000  # of more, only the first way is tried

_NO_TEXT = "no main text found; if there is one, save it as a text file"

_START = r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*+)*+"  # nothing is tried twice
_PAGE = re.compile(
    _START + r"<(?:!doctype\s+html|html|head|body|main|article|div|h1|p)\b", re.IGNORECASE | re.DOTALL
)
_DOCUMENT = re.compile(_START + r"<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_SENTENCE = re.compile(r"\w{2}[.!?…:][\"”’»)]*\s*$", re.MULTILINE)
# Up to the end of what it declares of its own.
_DOCTYPE = re.compile(
    _START + r"<!doctype\b[^>\[]{0,1000}(?:\[.{0,10000}?\]\s*)?>", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[a-z]", re.IGNORECASE)
_CLOSED_ROOT = re.compile(r"(<html\b[^>]{0,1000}?)/>", re.IGNORECASE)
_NO_CHARACTER = re.compile("[\ufffe\uffff\ud800-\udfff]")
_ASIDE = frozenset(("nav", "footer", "aside", "dialog", "button", "menu", "iframe", "fieldset", "head"))
AS_MUCH = 0.5, 1.2  # of the words of what trafilatura finds: so many has the same text by its own blocks
SHORT = 250  # characters; below that trafilatura takes anything that is there
LONG_LINE = 100  # characters; a line of a menu is shorter

# Python writes the warnings of libraries that have no handler to stderr.
for _library in ("trafilatura", "htmldate", "charset_normalizer", "justext", "readability"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


def is_page(text: str) -> bool:
    """Whether the text looks like a web page, or a part of one."""
    return _PAGE.match(text) is not None


def is_document(text: str) -> bool:
    """Whether the text can be nothing but a web page."""
    return _DOCUMENT.match(text) is not None


def charsets(data: bytes) -> tuple[str, ...]:
    """The encodings that the page declares.

    >>> charsets(b'<meta charset="iso-8859-1">')
    ('windows-1252', 'iso-8859-1')
    """
    match = _CHARSET.search(data[:4096])
    return text.declared(match[1].decode("ascii", "replace")) if match else ()


def draft(page: str, base: str | None = None) -> Draft:
    """The main text of a page and what the page states of itself. Raises InputError if there is none.

    `base` is the address that the page came from.
    """
    tree = _tree(clean(page))
    said = stated(tree, base)
    title = one_line(visible(said.title or _title(tree) or ""))
    tidy(tree)
    body = clean(lay_out(_main(tree)))
    if not body.strip():
        raise InputError(_NO_TEXT)
    return Draft(
        text=headed(title, body),
        title=title,
        language=said.language,
        published=said.published,
        publisher=said.publisher,
        url=said.url,
    )


def _tree(page: str) -> Any:
    """The page as an lxml tree, without comments."""
    import lxml.etree
    import lxml.html

    if not _TAG.search(page):
        raise InputError(_NO_TEXT)
    doctype = _DOCTYPE.match(page)
    page = _CLOSED_ROOT.sub(r"\1>", _NO_CHARACTER.sub("", page[doctype.end() if doctype else 0 :]), count=1)
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml.html.document_fromstring(few_attributes(page).encode("utf-8"), parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        raise InputError(_NO_TEXT) from None
    if _has_more(tree, MAX_ELEMENTS):
        raise InputError(f"has more than {MAX_ELEMENTS} elements: save the page of the release alone")
    return tree


def _has_more(tree: Any, elements: int) -> bool:
    return bool(tree.xpath("count(//*)") > elements)


def _title(tree: Any) -> str | None:
    """What trafilatura takes for the title, unless it is a label."""
    from trafilatura.metadata import extract_title

    try:
        title = one_line(extract_title(tree))
    except Exception:  # whatever a page does to the library, it has no title then
        return None
    return None if title is None or titles.is_label(title) else title


def _main(tree: Any) -> list[tuple[int, str]]:
    """The blocks of the body that trafilatura finds.

    Of boilerplate alone it makes a text, unless it favours precision. Of a short page it makes one block, or
    leaves out what is no paragraph: such a page is laid out by its own blocks.
    """
    found = _extracted(tree, precise=False)
    if found is None or not (found.text or "").strip():
        raise InputError(_NO_TEXT)
    if _doubtful(found.text) and _extracted(tree, precise=True) is None:
        raise InputError(_NO_TEXT)
    made = list(blocks.events(found.body))
    if len(found.text) >= SHORT and _count(made) > 1:
        return made
    own = list(blocks.events(_region(tree), without=_is_aside))
    seen = _words(made)
    for chosen in ([(n, what) for n, what in own if n or _words([(n, what)]) in seen], own):
        least, most = (share * len(seen) for share in AS_MUCH)
        if _count(chosen) > _count(made) and least <= len(_words(chosen)) <= most:
            return chosen
    return made


def _region(tree: Any) -> Any:
    """The only article of a page, or its only main part; else all of it."""
    for tag in ("article", "main", "body"):
        found = list(islice(tree.iter(tag), 2))
        if len(found) == 1:
            return found[0]
    return tree


def _is_aside(element: Any) -> bool:
    """Whether an element of a short page is no part of its text."""
    if element.tag in ("header", "form"):  # some pages are forms as a whole
        return element.find(".//h1") is None and (element.tag == "header" or element.find(".//p") is None)
    return element.tag in _ASIDE or (element.tag in ("ul", "ol") and is_menu(element, least=2))


def _count(events: Iterable[tuple[int, str]]) -> int:
    return sum(nesting == 0 and bool(what) for nesting, what in events)


def _words(events: Iterable[tuple[int, str]]) -> str:
    return "".join("".join(what.split()) for nesting, what in events if nesting == 0)


def _doubtful(words: str) -> bool:
    """Whether the text may be a menu: short, or without a sentence and a line that is long."""
    return len(words) < SHORT or not (_SENTENCE.search(words) or _longest(words) > LONG_LINE)


def _longest(words: str) -> int:
    return max(map(len, words.splitlines()), default=0)


def _extracted(tree: Any, *, precise: bool) -> Any:
    """Trafilatura's document, or None. It leaves the tree as it is."""
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            tree, fast=_has_more(tree, MANY_ELEMENTS), favor_precision=precise, include_comments=False
        )
    except Exception:  # whatever a page does to the libraries, it is the page that cannot be read
        return None
    return found if found is not None and (getattr(found, "text", None) or "").strip() else None
