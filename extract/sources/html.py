"""A saved web page → a draft: its main text without menus and footers, and what it states of itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from ..errors import InputError
from .fields import Draft, day, one_line
from .text import clean, headed, lay_out

# The page of a release has some thousand elements. Time grows with the square of the elements in one
# paragraph: 33,000 take 14 s.
MAX_ELEMENTS = 30_000

_NO_TEXT = "no main text found; if there is one, save it as a text file"

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body|main|article|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_LANGUAGE = re.compile(r"\s*([a-z]{2})(?:[-_]|\s*$)", re.I)
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r" *\n *")

# Where pages state when they were published, the plainest first. Trafilatura's own search is of no use here:
# it takes a date in the running text, the last change, or the 26th for "2024-06".
_PUBLISHED = (
    *("article:published_time", "og:published_time", "datepublished", "dcterms.issued", "dc.date.issued"),
    *("publishdate", "publish_date", "publish-date", "publication_date", "pubdate", "date", "dc.date"),
)
_PUBLISHED_JSON = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_PUBLISHED_WORD = re.compile(r"pubdate|publi|publé|pubbl|veröffentl|julkaistu", re.I)

# Elements of trafilatura's tree that do not end a line.
_INLINE = frozenset(("hi", "ref", "lb", "del", "graphic"))
_CONTAINERS = frozenset(("list", "table", "row", "cell"))

# Python writes the warnings of libraries that have no handler to stderr.
for _library in ("trafilatura", "htmldate", "charset_normalizer"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


def is_page(text: str) -> bool:
    """Whether the text looks like a web page."""
    return _PAGE.match(text) is not None


def charsets(data: bytes) -> tuple[str, ...]:
    """The encodings that the page declares; what calls itself Latin-1 is windows-1252, as in every browser.

    >>> charsets(b'<meta charset="iso-8859-1">')
    ('windows-1252', 'iso-8859-1')
    """
    match = _CHARSET.search(data[:4096])
    declared = match[1].decode("ascii", "replace").lower() if match else None
    if declared in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        return "windows-1252", "iso-8859-1"
    return (declared,) if declared else ()


def draft(page: str) -> Draft:
    """The main text of a page and what the page states of itself. Raises InputError if there is none."""
    tree = _tree(clean(page))
    found = _main(tree)
    title, site = one_line(found.title), one_line(found.sitename)
    named_by_host = site is not None and urlsplit(found.url or "").netloc.endswith(site)
    return Draft(
        text=headed(title, clean(lay_out(_events(found.body)))),
        title=title,
        language=_language(tree),
        published=_published(tree),
        publisher=None if named_by_host else site,
        url=_canonical(tree),
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


def _main(tree: Any) -> Any:
    """Trafilatura's document. Of boilerplate alone it makes a text, unless it favours precision."""
    import trafilatura

    options: dict[str, Any] = {"favor_precision": True, "include_comments": False, "with_metadata": True}
    dates = {"original_date": True, "extensive_search": False}  # not used, so let it be quick
    found: Any
    try:
        found = trafilatura.bare_extraction(tree, date_extraction_params=dates, **options)
    except Exception:  # whatever a page does to the libraries, it is the page that cannot be read
        found = None
    if found is None or not (found.text or "").strip():
        raise InputError(_NO_TEXT)
    return found


def _events(body: Any) -> Iterator[tuple[int, str]]:
    """The lists, tables, rows and lines of trafilatura's tree, in order, for `lay_out`."""
    line = ""
    for nesting, what in _walk(body):
        if nesting == 0:
            line += what
            continue
        yield 0, _BREAK.sub("\n", line).strip()
        line = ""
        if what in _CONTAINERS:
            yield nesting, what
    yield 0, _BREAK.sub("\n", line).strip()


def _walk(element: Any) -> Iterator[tuple[int, str]]:
    """Text as (0, text); the bounds of elements that are no part of a line as (1, tag) and (-1, tag)."""
    if element.tag == "lb":
        yield 0, "\n"
    elif element.tag not in _INLINE:
        yield 1, element.tag
    yield 0, _SPACE.sub(" ", element.text or "")
    for child in element:
        yield from _walk(child)
        yield 0, _SPACE.sub(" ", child.tail or "")
    if element.tag not in _INLINE:
        yield -1, element.tag


def _language(tree: Any) -> str | None:
    match = _LANGUAGE.match(tree.get("lang") or "")
    return match[1] if match else None


def _canonical(tree: Any) -> str | None:
    links = (link.get("href") or "" for link in tree.iter("link") if link.get("rel") == "canonical")
    return next((link for link in links if link.startswith(("http://", "https://"))), None)


def _published(tree: Any) -> str | None:
    """The first stated date that is one."""
    for stated in _stated_dates(tree):
        try:
            return day(stated.strip())
        except InputError:
            continue
    return None


def _stated_dates(tree: Any) -> Iterator[str]:
    metas = [(_name(meta), meta.get("content") or "") for meta in tree.iter("meta")]
    for name in _PUBLISHED:
        yield from (content for key, content in metas if key == name)
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            yield from _PUBLISHED_JSON.findall(script.text or "")
    for time in tree.iter("time"):
        if _PUBLISHED_WORD.search(_around(time)):
            yield time.get("datetime") or ""


def _around(time: Any) -> str:
    """What says which time it is: its attributes, and the class and first words of the element around it."""
    parent = time.getparent()
    beside = [] if parent is None else [parent.get("class"), parent.text]
    return " ".join(filter(None, [*time.keys(), time.get("class"), time.get("itemprop"), *beside]))


def _name(meta: Any) -> str:
    return (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
