"""What an address lists: the entries of a feed, sitemap or list of addresses, page after page, or itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise

from ...errors import InputError
from ..fields import Report, brief, day
from . import feeds, sitemaps
from .addresses import absolute, canonical
from .client import Web
from .entries import Entry
from .pages import Kind, Page
from .pages import kind as kind_of

MAX_DEPTH = 3  # of sitemaps in sitemaps
MAX_PAGES = 1000  # of feeds and sitemaps that one address leads to
MAX_ENTRIES = 500_000


@dataclass(frozen=True, slots=True)
class _Reading:
    """One call of `items`: what is wanted, and what has been read."""

    web: Web
    since: str | None
    on_error: Report | None
    read: set[str] = field(default_factory=set)

    def fetch(self, url: str) -> Page | None:
        """The page, if it was not read before. Raises FetchError."""
        known = canonical(url)
        if known in self.read:
            return None
        self.read.add(known)
        return self.web.fetch(url, fresh=True)

    def is_full(self, url: str) -> bool:
        """Whether so much has been read that this page is left out, which is reported."""
        full = len(self.read) >= MAX_PAGES
        if full:
            self.report(url, InputError(f"left out with all that follows: more than {MAX_PAGES} pages"))
        return full

    def report(self, url: str, error: InputError) -> None:
        """Tell of an error behind the first page; where nobody listens it is raised."""
        if self.on_error is None:
            raise error
        self.on_error(url, error)


def items(
    web: Web,
    url: str,
    *,
    kind: Kind | None = None,
    since: str | None = None,
    limit: int | None = None,
    match: str | None = None,
    on_error: Report | None = None,
) -> Iterator[Entry]:
    """What the address lists, each address once: pages are asked for only as entries are taken.

    `kind` says what it is where its content does not; a web page is then searched for the feed or sitemap
    that it names. `since` leaves out what is older by its date, `match` the addresses that the pattern is not
    found in. Raises InputError if the address cannot be read; errors in what it leads to go to `on_error`.
    """
    pattern, since = _pattern(match), None if since is None else day(since)
    reading = _Reading(web, since, on_error)
    wanted = (entry for entry in _listed(reading, url, kind) if _is_wanted(entry, pattern, since))
    return islice(_unique(wanted), MAX_ENTRIES if limit is None else min(max(limit, 0), MAX_ENTRIES))


def _listed(reading: _Reading, url: str, kind: Kind | None, depth: int = 0) -> Iterator[Entry]:
    page = reading.fetch(url)
    if page is None:
        return
    found = kind_of(page)
    if kind in ("feed", "sitemap") and found == "page" and depth == 0:
        yield from _named(reading, page, kind)
        return
    found = found if kind is None or (kind == "sitemap" and found in ("feed", "list")) else kind
    if found == "feed":
        yield from _feed(reading, page)
    elif found == "sitemap":
        yield from _sitemap(reading, page, depth)
    elif found == "list":
        yield from sitemaps.addresses(page.data)
    else:
        yield Entry(page.url)


def _feed(reading: _Reading, page: Page) -> Iterator[Entry]:
    feed: feeds.Feed | None = _parsed(page)
    while feed is not None:
        yield from feed.entries
        url = feed.next_page
        done = url is None or not feed.entries or _is_past(feed.entries, reading.since)
        if url is None or done or reading.is_full(url):
            return
        try:
            following = reading.fetch(url)
            feed = None if following is None else _parsed(following)
        except InputError as error:
            reading.report(url, error)
            return


def _parsed(page: Page) -> feeds.Feed:
    return feeds.parse(page.data, url=page.url, charset=page.charset)


def _sitemap(reading: _Reading, page: Page, depth: int) -> Iterator[Entry]:
    found = sitemaps.parse(page.data, url=page.url, charset=page.charset)
    yield from found.entries
    for sitemap in found.sitemaps:
        if _is_before(sitemap.updated, reading.since):
            continue
        if reading.is_full(sitemap.url):
            return
        if depth >= MAX_DEPTH:
            reading.report(sitemap.url, InputError(f"sitemaps in sitemaps, more than {MAX_DEPTH} deep"))
            return
        try:
            yield from _listed(reading, sitemap.url, "sitemap", depth + 1)
        except InputError as error:
            reading.report(sitemap.url, error)


def _named(reading: _Reading, page: Page, kind: Kind) -> Iterator[Entry]:
    """The entries of the feed that a web page names, or of the sitemaps that its host does."""
    if kind == "feed":
        found = feeds.discover(page.data, url=page.url, charset=page.charset)[:1]
        if not found:
            raise InputError("is a web page that names no feed")
    else:
        found = reading.web.sitemaps(page.url) or (str(absolute("/sitemap.xml", page.url)),)
    for url in found:
        yield from _listed(reading, url, kind, depth=1)


def _unique(entries: Iterable[Entry]) -> Iterator[Entry]:
    seen = set()
    for entry in entries:
        key = canonical(entry.url)
        if key not in seen:
            seen.add(key)
            yield entry


def _is_wanted(entry: Entry, pattern: re.Pattern[str] | None, since: str | None) -> bool:
    return (pattern is None or bool(pattern.search(entry.url))) and not _is_before(entry.latest, since)


def _is_past(entries: Iterable[Entry], since: str | None) -> bool:
    """Whether entries that come the newest first have come to what is older than that day."""
    dates = [entry.latest for entry in entries if entry.latest]
    ordered = all(later >= earlier for later, earlier in pairwise(dates))
    return bool(dates) and ordered and _is_before(dates[-1], since)


def _is_before(date: str | None, since: str | None) -> bool:
    """Whether all of a day, month or year is before that day; what has no date may be of any."""
    return date is not None and since is not None and date < since[: len(date)]


def _pattern(match: str | None) -> re.Pattern[str] | None:
    try:
        return None if match is None else re.compile(match)
    except (re.error, RecursionError, OverflowError):
        raise InputError(f"is no pattern: {brief(match or '')}") from None
