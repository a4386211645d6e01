"""Visits to sources: what they offer that is new, has changed or failed before, fetched and read.

    what a source offers → what of it is due → its bytes → releases

Who takes the releases writes what came of an offer into the memory (`Memory.record`) once they are safe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from imap_tools import BaseMailBox

from ...errors import FetchError, InputError
from ...model import Release
from .. import documents, reading
from ..fields import Report, at, without_secret
from ..files import File, is_address
from ..original import Original
from ..web import Page, Web
from . import imap, pages
from .memory import LISTING, Memory, Seen
from .offers import Listing, Offer, Wrong, in_folder
from .source_list import Source, span
from .visit import STAMP, Due, Visit

TRIES = 5  # until what fails is tried more seldom
AFTER = timedelta(days=1)  # how seldom
LONG_AFTER = timedelta(days=7)  # and what would fail again as far as one can tell


def visit(
    sources: Iterable[Source],
    memory: Memory,
    web: Web,
    *,
    now: datetime,
    failed: bool = False,
    on_error: Report,
) -> Iterator[Visit]:
    """What sources offer that is due, as it is read; with `failed`, only what failed before.

    Several hosts are asked at a time. What a source leads to and is no thing of its own, as a page of a feed,
    is told to `on_error` if it cannot be read. Raises StoreError.
    """
    round_ = _Round(memory, web, now, failed, on_error)
    each = list(sources)
    yield from _from_web(round_, [source for source in each if source.url is not None])
    for source in each:
        if source.imap is not None:
            yield from _from_inbox(round_, source)
        elif source.url is None:
            offers = in_folder(source, partial(_report, source, on_error))
            yield from map(_from_file, round_.due(source, offers))


@dataclass(slots=True)
class _Round:
    """One visit to all sources: what it knows, and how much of each source it has taken up."""

    memory: Memory
    web: Web
    now: datetime
    failed: bool
    on_error: Report
    taken: Counter[str] = field(default_factory=Counter)

    def due(self, source: Source, offers: Iterable[Offer]) -> Iterator[Due]:
        """What of it is due, at most as much as the source's limit says."""
        for offer in self.retried(source) if self.failed else offers:
            if self.is_enough(source):
                return
            if (due := self.taken_up(source, offer)) is not None:
                yield due

    def taken_up(self, source: Source, offer: Offer) -> Due | None:
        """An offer that is due."""
        before = self.memory.seen(source.name, offer.address)
        retried = self.failed and (before is None or before.status in ("failed", "part"))
        if before is not None and not retried and not _is_due(before, offer, span(source.recheck), self.now):
            return None
        self.taken[source.name] += 1
        return Due(source, offer, before, self.now)

    def retried(self, source: Source) -> Iterator[Offer]:
        """What failed before."""
        for seen in self.memory.failed(source.name):
            if not seen.address.endswith(LISTING):
                yield Offer(seen.address, seen.changed, seen.published, seen.language)

    def is_enough(self, source: Source) -> bool:
        """Whether no more is taken up of a source."""
        return source.limit is not None and self.taken[source.name] >= source.limit

    def listed(self, source: Source, error: InputError | None) -> Visit | None:
        """What is to be remembered of asking a source for what it has, if it could not be."""
        address = _listing(source)
        due = Due(source, Offer(address), self.memory.seen(source.name, address), self.now)
        if error is not None:
            lasting = not isinstance(error, FetchError) or error.lasting
            wrong = replace(due.seen, status="failed", message=str(error), lasting=lasting)
            return Visit(wrong, (), ((address.removesuffix(LISTING), error),))
        if due.before is not None:
            self.memory.drop(source.name, address)
        return None


def _listing(source: Source) -> str:
    """What stands in the memory for asking a source what it has."""
    return without_secret(source.place) + LISTING


def _report(source: Source, on_error: Report, name: str, error: InputError) -> None:
    """Tell of something wrong at a source."""
    on_error(at(source.name, name), error)


# --- what of it is due -----------------------------------------------------------------------------


def _is_due(before: Seen, offer: Offer, recheck: timedelta, now: datetime) -> bool:
    """Whether it may be another one now: a page is looked at again after a while, then ever more seldom."""
    if before.status == "forgotten":
        return False
    if offer.changed != before.changed and offer.changed is not None:
        return True
    first, tried = (
        datetime.strptime(t, STAMP).replace(tzinfo=now.tzinfo) for t in (before.first, before.tried)
    )
    if before.status == "failed":
        pause = LONG_AFTER if before.lasting else AFTER if before.attempts >= TRIES else timedelta()
        return now - tried >= pause
    on_web = is_address(offer.address)  # a mail and a file tell it themselves
    return on_web and (not recheck or now - tried >= max(recheck, (tried - first) / 2))


# --- fetching and reading --------------------------------------------------------------------------


def _from_web(round_: _Round, sources: Sequence[Source]) -> Iterator[Visit]:
    waiting: dict[str, list[Due]] = {}
    listings: list[Visit] = []
    listing = Listing(round_.web, [source for source in sources if _is_listed(round_, source)])

    def offered() -> Iterator[Due | None]:
        if round_.failed:
            for source in sources:
                yield from round_.due(source, ())
        for found in listing:
            if found is None:
                yield None
                continue
            source, told = found
            if isinstance(told, Wrong):
                _report(source, round_.on_error, told.name, told.error)
            elif isinstance(told, Offer):
                if round_.is_enough(source):
                    listing.enough(source)
                elif (due := round_.taken_up(source, told)) is not None:
                    yield due
            elif (visit := round_.listed(source, told.error)) is not None:
                listings.append(visit)

    def addresses() -> Iterator[str | None]:
        for due in offered():
            if due is not None:
                waiting.setdefault(due.offer.address, []).append(due)
            yield due.offer.address if due is not None else None

    for address, page in round_.web.fetch_all(addresses(), fresh=True):
        due = waiting[address].pop(0)  # two sources may offer one address
        yield _unfetched(due, page) if isinstance(page, FetchError) else _from_page(due, page)
    yield from listings


def _is_listed(round_: _Round, source: Source) -> bool:
    """Whether a source is asked for what it has: where only failures are tried again, if that failed."""
    return not round_.failed or round_.memory.seen(source.name, _listing(source)) is not None


def _from_page(due: Due, page: Page) -> Visit:
    original = pages.original(page)
    seen, before = replace(due.seen, sha256=original.sha256), due.before
    if before is not None and before.sha256 == seen.sha256 and before.status in ("read", "same"):
        return Visit(replace(seen, status="same", releases=before.releases))
    return _visit(seen, pages.releases(original, due.defaults))


def _from_file(due: Due) -> Visit:
    path, _, id = due.offer.address.partition("\n")
    return _visit(due.seen, reading.results(File(Path(path), id), due.defaults))


def _from_inbox(round_: _Round, source: Source) -> Iterator[Visit]:
    error: InputError | None = None
    try:
        inbox = imap.inbox(source.place)
        with imap.opened(inbox, allow_private=round_.web.manners.allow_private) as box:
            for each in round_.due(source, (Offer(address) for address in imap.addresses(box, inbox))):
                yield _from_mail(each, box)
    except InputError as wrong:
        error = wrong
    visit = round_.listed(source, error)
    if visit is not None:
        yield visit


def _from_mail(due: Due, box: BaseMailBox) -> Visit:
    address = due.offer.address
    try:
        data = imap.mail(box, address)
    except FetchError as error:
        return _refused(due, error)
    about = Original(data, address, address, ".eml", "message/rfc822")
    return _visit(replace(due.seen, sha256=about.sha256), documents.releases(about, due.defaults))


def _visit(seen: Seen, found: Iterable[tuple[str, Release | InputError]]) -> Visit:
    """What came of an offer that could be opened; it counts as failed where nothing in it could be read."""
    each = list(found)
    releases = tuple(result for _, result in each if isinstance(result, Release))
    errors = tuple((name, result) for name, result in each if isinstance(result, InputError))
    if not errors:
        return Visit(replace(seen, releases=tuple(r.id for r in releases)), releases)
    message = str(errors[0][1])
    if not releases:
        return Visit(replace(seen, status="failed", lasting=True, message=message), (), errors)
    known = tuple(r.id for r in releases)
    return Visit(
        replace(seen, status="part", lasting=True, message=message, releases=known), releases, errors
    )


def _unfetched(due: Due, error: FetchError) -> Visit:
    """A page that could not be fetched; or its text as the feed gives it, where the page will not come."""
    content = due.offer.content
    given_up = error.lasting or due.seen.attempts >= TRIES
    if content is None or not given_up or (due.before is not None and due.before.releases):
        return _refused(due, error)
    visit = _visit(due.seen, pages.from_feed(due.offer.address, due.offer.title, content, due.defaults))
    return visit if visit.releases else _refused(due, error)


def _refused(due: Due, error: FetchError) -> Visit:
    """What could not be fetched. What was read before and is there no more is gone; its release stays."""
    kept = due.before.releases if due.before is not None else ()
    failed = replace(due.seen, status="failed", message=str(error), lasting=error.lasting, releases=kept)
    if kept and error.lasting:
        return Visit(replace(failed, status="gone"))
    return Visit(failed, (), ((due.offer.address, error),))
