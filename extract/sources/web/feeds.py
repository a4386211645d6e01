"""RSS 0.9x to 2.0, RSS 1.0, Atom and JSON Feed → entries, as far as a feed can be read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import feedparser
import msgspec
from lxml import etree
from lxml import html as lxml_html

from ...errors import InputError
from ..days import stated_day
from ..fields import short_language
from ..text import decode
from .addresses import absolute
from .entries import Entry, plain
from .markup import readable, well_formed

MAX_FEED = 5_000_000  # bytes; dense ones take 3 to 7 s a megabyte
MAX_ENTRIES = 10_000  # of one page of a feed
MAX_HEAD = 200_000  # bytes of a page in which feeds are named; time grows with the square of attributes

TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")

_NEXT = ("next", "prev-archive")  # RFC 5005: the rest of a list, and what is older


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed, in its own order, and the address of the next page if there is one."""

    entries: tuple[Entry, ...]
    next_page: str | None = None


def parse(data: bytes, *, url: str, charset: str | None = None) -> Feed:
    """The feed found at an address; entries without an address are left out, and those that come again.

    Raises InputError if it is no feed, or one that is not safe to read.

    >>> data = b"<rss><channel><item><link>/a</link></item></channel></rss>"
    >>> [entry.url for entry in parse(data, url="https://example.org/feed").entries]
    ['https://example.org/a']
    """
    if len(data) > MAX_FEED:
        raise InputError(f"a feed larger than {MAX_FEED // 1_000_000} MB")
    found = _json(data, url) if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _xml(data, url, charset)
    unique: dict[tuple[str, str | None], Entry] = {}
    for entry in found.entries[:MAX_ENTRIES]:
        unique.setdefault((entry.url, entry.id), entry)
    return Feed(tuple(unique.values()), found.next_page)


def discover(data: bytes, *, url: str, charset: str | None = None) -> tuple[str, ...]:
    """The addresses of the feeds that an HTML page names, as they come.

    >>> discover(b'<link rel="alternate" type="application/rss+xml" href="/rss">', url="https://example.org/news")
    ('https://example.org/rss',)
    """
    try:
        page = lxml_html.document_fromstring(data[:MAX_HEAD], parser=lxml_html.HTMLParser(encoding=charset))
        links = [link for link in page.iter("link") if "alternate" in link.get("rel", "").lower().split()]
        base = next((tag.get("href") for tag in page.iter("base") if tag.get("href")), None)
        found = [link.get("href", "") for link in links if link.get("type", "").strip().lower() in TYPES]
    except (etree.LxmlError, ValueError, LookupError):
        return ()
    start = _resolved(base, url) or url
    return tuple(dict.fromkeys(filter(None, (_resolved(link, start) for link in found))))


# XML


def _xml(data: bytes, url: str, charset: str | None) -> Feed:
    text = well_formed(readable(data, charset))  # feedparser takes minutes for some XML that is not
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        found = feedparser.parse(
            io.BytesIO(text),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        dates = found.version.startswith("rss") and b":date>" in text
        entries = tuple(_entries(found, url, dated=dates))
        feed = Feed(entries, _next_page(found.feed.get("links", ()), url))
    except Exception as error:  # whatever a feed does to the library, it is the feed that cannot be read
        raise InputError(f"is a feed that cannot be read: {type(error).__name__}") from None
    if not found.version and not found.entries:
        raise InputError("is no feed")
    return feed


def _entries(found: Any, url: str, *, dated: bool) -> Iterator[Entry]:
    language = short_language(found.feed.get("language"))
    for item in found.entries:
        address = _resolved(_address(item), url)
        if address is None:
            continue
        published, updated = _day(item, "published"), _day(item, "updated")
        if dated and published is None:  # feedparser takes dc:date for a change
            published, updated = updated, None
        yield Entry(
            url=address,
            title=plain(item.get("title")),
            published=published,
            updated=updated,
            id=item.get("id") or None,
            language=short_language(_language(item)) or language,
            content=_content(item.get("content", ())),
        )


def _address(item: Mapping[str, Any]) -> str | None:
    """Where an item itself is; feedparser takes a guid for its link where that is permanent."""
    links = (link.get("href") for link in item.get("links", ()) if link.get("rel") == "alternate")
    stated = item.get("feedburner_origlink") or item.get("link") or next(filter(None, links), None)
    return stated or (item.get("id") if "link" in item else None)  # an empty link keeps it from doing so


def _day(item: Any, name: str) -> str | None:
    """The day as it is written. Feedparser's own is in UTC, and made up where it does not know the form."""
    stated = dict.get(item, name)  # feedparser gives one date for the other
    return stated_day(stated) if isinstance(stated, str) else None


def _language(item: Mapping[str, Any]) -> str | None:
    details = (item.get("title_detail"), *item.get("content", ()), item.get("summary_detail"))
    stated = (detail.get("language") for detail in details if detail)
    language: str | None = item.get("language") or next(filter(None, stated), None)
    return language


def _content(contents: Iterable[Mapping[str, Any]]) -> str | None:
    return next((content["value"] for content in contents if content.get("value")), None)


def _next_page(links: Iterable[Mapping[str, Any]], url: str) -> str | None:
    named = {link.get("rel"): link.get("href") for link in links}
    return next(filter(None, (_resolved(named.get(rel), url) for rel in _NEXT)), None)


# JSON


class _Item(msgspec.Struct):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    language: str | None = None


class _JsonFeed(msgspec.Struct):
    version: str
    items: list[msgspec.Raw] = []
    language: str | None = None
    next_url: str | None = None


def _json(data: bytes, url: str) -> Feed:
    try:
        feed = msgspec.json.decode(decode(data), type=_JsonFeed)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise InputError("is no JSON feed") from None
    if "jsonfeed.org/version" not in feed.version:
        raise InputError("is no JSON feed")
    entries = (_json_entry(raw, url, feed.language) for raw in feed.items)
    return Feed(tuple(filter(None, entries)), _resolved(feed.next_url, url))


def _json_entry(raw: msgspec.Raw, url: str, language: str | None) -> Entry | None:
    """The entry of an item; None if it is none, or has no address."""
    try:
        item = msgspec.json.decode(raw, type=_Item)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    stated = str(item.id) if str(item.id).startswith("http") else None
    address = _resolved(item.url or item.external_url or stated, url)
    if address is None:
        return None
    return Entry(
        url=address,
        title=plain(item.title),
        published=stated_day(item.date_published),
        updated=stated_day(item.date_modified),
        id=None if item.id is None else str(item.id),
        language=short_language(item.language) or short_language(language),
        content=item.content_html or None,
    )


def _resolved(link: str | None, base: str) -> str | None:
    """The link as an address, or None if it is no web address."""
    if not link:
        return None
    try:
        return str(absolute(link, base))
    except InputError:
        return None
