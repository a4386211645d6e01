"""Sitemaps, of XML or lines, packed or not, also those of news → entries, and the sitemaps that they name."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from ...errors import InputError
from ..days import stated_day
from ..fields import short_language
from ..text import decode
from .addresses import absolute
from .entries import Entry, plain
from .markup import escaped, readable
from .unpacking import gunzip

MAX_SITEMAP = 50_000_000  # bytes unpacked, and
MAX_ADDRESSES = 50_000  # in one file: both as in the protocol

_NEWS = "sitemap-news"


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file lists: pages, and further sitemaps with the dates of their last change."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[Entry, ...] = ()


def parse(data: bytes, *, url: str, charset: str | None = None) -> Sitemap:
    """The sitemap that was found at an address, as far as it can be read. Raises InputError if it is none.

    >>> parse(b"<urlset><url><loc>https://example.org/a</loc></url></urlset>", url="").entries[0].url
    'https://example.org/a'
    """
    unpacked = gunzip(data, MAX_SITEMAP) if data.startswith(b"\x1f\x8b") else data
    if len(unpacked) > MAX_SITEMAP:
        raise InputError(f"a sitemap larger than {MAX_SITEMAP // 1_000_000} MB")
    if b"<" not in unpacked[:1000]:
        return Sitemap(tuple(addresses(unpacked)))
    entries: list[Entry] = []
    sitemaps: list[Entry] = []
    for element in _elements(escaped(readable(unpacked, charset))):
        entry = _entry(element, url)
        if entry is not None:
            (sitemaps if _name(element) == "sitemap" else entries).append(entry)
        if len(entries) + len(sitemaps) >= MAX_ADDRESSES:
            break
    return Sitemap(tuple(entries), tuple(sitemaps))


def addresses(data: bytes) -> Iterator[Entry]:
    """The addresses of a text with one a line; lines that begin with # or are none are left out."""
    lines = decode(data, ["windows-1252", "latin-1"]).removeprefix("\ufeff").splitlines()
    said = (line for line in lines if line.strip() and not line.lstrip().startswith("#"))
    for line in islice(said, MAX_ADDRESSES):
        with suppress(InputError):
            yield Entry(str(absolute(line)))


def _elements(text: str) -> Iterator[Any]:
    """The elements that list something, one at a time; nothing of those before is kept in memory."""
    options: dict[str, Any] = {
        "recover": True,
        "resolve_entities": False,
        "no_network": True,
        "huge_tree": False,
    }
    found = False
    try:
        for _, element in etree.iterparse(
            io.BytesIO(text.encode()), events=("end",), encoding="utf-8", **options
        ):
            if _name(element) in ("url", "sitemap"):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            found = found or _name(element) in ("urlset", "sitemapindex", "url", "sitemap")
    except (etree.LxmlError, ValueError):
        pass
    if not found:
        raise InputError("is no sitemap")


def _entry(element: Any, url: str) -> Entry | None:
    stated = {_name(child): (child.text or "").strip() for child in reversed(element) if not _is_news(child)}
    news = {_name(part): part.text or "" for child in element for part in child.iter() if _is_news(part)}
    try:
        address = absolute(stated["loc"], url or None) if stated.get("loc") else None
    except InputError:
        address = None
    if address is None:
        return None
    return Entry(
        url=str(address),
        title=plain(news.get("title")),
        published=stated_day(news.get("publication_date")),
        updated=stated_day(stated.get("lastmod")),
        language=short_language(news.get("language")),
    )


def _name(element: Any) -> str:
    """The name without its namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_news(element: Any) -> bool:
    return isinstance(element.tag, str) and _NEWS in element.tag.rpartition("}")[0]
