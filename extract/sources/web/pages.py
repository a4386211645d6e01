"""A page as it was fetched, and what its content shows it to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Literal

from ...errors import FetchError
from ..html.page import is_page
from ..text import mark
from . import markup
from .unpacking import gunzip

Kind = Literal["feed", "sitemap", "list", "page", "document"]

_HEAD = 1 << 16  # bytes, enough to see what something is
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')
_MEDIA = re.compile(r"\s*([\w.+-]+/[\w.+-]+)\s*(?:;|$)", re.ASCII)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_ROOTS: dict[str, Kind] = {"rss": "feed", "rdf": "feed", "feed": "feed", "html": "page"}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave. The bytes are unpacked, but of the encoding of the source."""

    url: str  # where it was found in the end
    asked: str
    status: int = 200
    media_type: str = ""  # as the server says it, in small letters
    charset: str | None = None  # as the server says it, if it is one
    data: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    from_cache: bool = False  # the bytes come from the cache
    unchanged: bool = False  # the server was asked, and said that those in the cache still hold
    moved: bool = False  # each redirect on the way was a permanent one


def media(content_type: str) -> tuple[str, str | None]:
    """The media type and the charset of a Content-Type; what is none is left out.

    >>> media("Text/HTML; charset=ISO-8859-1"), media("text/html; charset=klingon"), media("")
    (('text/html', 'iso-8859-1'), ('text/html', None), ('', None))
    """
    message = Message()
    message["Content-Type"] = " ".join(content_type.split())
    charset, match = message.get_content_charset(), _MEDIA.match(content_type)
    return match[1].lower() if match else "", charset if charset and _is_known(charset) else None


def kind(page: Page) -> Kind:
    """What a page is, by its content; only where that is of no help, by what the server says.

    >>> kind(Page("", "", data=b"<rss version='2.0'/>")), kind(Page("", "", data=b"https://example.org/a"))
    ('feed', 'list')
    """
    head = _head(page.data)
    if ("\0" in head and not head.lstrip().startswith("<")) or head.startswith("%PDF"):
        return "document"
    if head.lstrip().startswith("{"):
        named = page.media_type == "application/feed+json"
        return "feed" if named or _JSON_FEED.search(head) else "document"
    root = markup.root(head)
    if root in ("urlset", "sitemapindex"):
        return "sitemap"
    if root in _ROOTS:
        return _ROOTS[root]
    if _is_list(head):
        return "list"
    as_page = is_page(head) or (page.media_type in ("text/html", "application/xhtml+xml") and "<" in head)
    return "page" if as_page else "document"


def _head(data: bytes) -> str:
    """The first lines, unpacked; the last of them whole."""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gunzip(data, _HEAD + 1, cut=True)
        except FetchError:
            return ""
    head = data[:_HEAD].decode(mark(data) or "utf-8", "replace")
    return head if len(data) <= _HEAD else head.rpartition("\n")[0] or head


def _is_list(head: str) -> bool:
    """Whether all lines that say something are addresses."""
    lines = [line.strip() for line in head.splitlines()]
    said = [line for line in lines if line and not line.startswith("#")]
    return bool(said) and all(map(_ADDRESS.fullmatch, said))


def _is_known(charset: str) -> bool:
    try:
        "a".encode(charset)
    except (LookupError, ValueError):
        return False
    return True
