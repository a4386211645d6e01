"""A web page → a draft: its main text without menus and footers, and what it states of itself."""

from __future__ import annotations

import logging
import re
from itertools import islice
from typing import Any

from ..errors import InputError
from . import blocks, text
from .fields import Draft, one_line
from .stated import stated
from .text import clean, headed, lay_out

# The page of a release has some thousand elements. Time grows with the square of the elements in one
# paragraph: 33,000 take 14 s.
MAX_ELEMENTS = 30_000

_NO_TEXT = "no main text found; if there is one, save it as a text file"

_START = r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*+)*+"  # nothing is tried twice
_PAGE = re.compile(
    _START + r"<(?:!doctype\s+html|html|head|body|main|article|div|h1|p)\b", re.IGNORECASE | re.DOTALL
)
_DOCUMENT = re.compile(_START + r"<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_SENTENCE = re.compile(r"\w{2,}[.!?…:][\"”’»)]*\s*$", re.MULTILINE)
SHORT = 250  # characters; below that trafilatura takes anything that is there
MENU = 40  # links, of which a list is a menu
LINKED = 0.9  # of its letters are in links
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
    title = said.title or _title(tree)
    _drop_furniture(tree)
    body = clean(lay_out(blocks.events(_main(tree))))
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
    """The page as an lxml tree."""
    import trafilatura  # takes half a second

    tree = trafilatura.load_html(page)
    if tree is None:
        raise InputError(_NO_TEXT)
    if next(islice(tree.iter(), MAX_ELEMENTS, None), None) is not None:
        raise InputError(f"has more than {MAX_ELEMENTS} elements: save the page of the release alone")
    return tree


def _drop_furniture(tree: Any) -> None:
    """Take out what only scripts may show, and large menus, which make all that follows slow."""
    for element in list(tree.iter("template", "nav", "ul", "ol")):
        if element.tag == "template" or (element.getparent() is not None and _is_menu(element)):
            element.drop_tree()


def _is_menu(element: Any) -> bool:
    """Whether all of an element is links, and many."""
    links = list(islice(element.iter("a"), MAX_ELEMENTS))
    if len(links) < MENU:
        return False
    words = len("".join(element.text_content().split()))
    return sum(len("".join(link.text_content().split())) for link in links) > LINKED * words


def _title(tree: Any) -> str | None:
    from trafilatura.metadata import extract_title

    try:
        return one_line(extract_title(tree))
    except Exception:  # whatever a page does to the library, it has no title then
        return None


def _main(tree: Any) -> Any:
    """The body that trafilatura finds. Of boilerplate alone it makes a text, unless it favours precision."""
    found = _extracted(tree, precise=False)
    if found is None or not (found.text or "").strip():
        raise InputError(_NO_TEXT)
    if _doubtful(found.text) and _extracted(tree, precise=True) is None:
        raise InputError(_NO_TEXT)
    return found.body


def _doubtful(words: str) -> bool:
    """Whether the text may be a menu: short, or without a sentence and a line that is long."""
    return len(words) < SHORT or not (_SENTENCE.search(words) or _longest(words) > LONG_LINE)


def _longest(words: str) -> int:
    return max(map(len, words.splitlines()), default=0)


def _extracted(tree: Any, *, precise: bool) -> Any:
    """Trafilatura's document, or None. It leaves the tree as it is."""
    import trafilatura

    try:
        found = trafilatura.bare_extraction(tree, favor_precision=precise, include_comments=False)
    except Exception:  # whatever a page does to the libraries, it is the page that cannot be read
        return None
    return found if found is not None and (getattr(found, "text", None) or "").strip() else None
