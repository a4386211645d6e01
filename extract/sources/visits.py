"""Visits to sources: what they offer that is new, has changed or failed before, fetched and read.

    what a source offers → what of it is due → its bytes → releases

Who takes the releases writes what came of an offer into the memory (`Memory.record`) once they are safe.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from imap_tools import BaseMailBox

from ..errors import FetchError, InputError
from ..model import Release
from . import documents, imap, pages, reading
from .fields import Defaults
from .files import File, find
from .memory import Memory, Run, Seen
from .original import Original
from .source_list import Source, span
from .web import Page, Web, items

TRIES = 5  # until what fails has to be asked for: `valley sync --failed`
STAMP = "%Y-%m-%dT%H:%M:%SZ"

Report = Callable[[str, InputError], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a source has, and what is said of it; `changed` differs when it is another one."""

    address: str
    changed: str | None = None
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """An offer that is to be taken up, and what is remembered of it."""

    source: Source
    offer: Offer
    before: Seen | None
    now: datetime

    @property
    def seen(self) -> Seen:
        """What is to be remembered if all goes well."""
        before, tried = self.before, self.now.strftime(STAMP)
        attempts = before.attempts + 1 if before is not None and before.status == "failed" else 1
        first = before.first if before is not None else tried
        return Seen(
            self.source.name, self.offer.address, "read", changed=self.offer.changed, attempts=attempts,
            first=first, tried=tried,
        )  # fmt: skip

    @property
    def defaults(self) -> Defaults:
        """What holds for its releases where they do not say it themselves."""
        source, offer = self.source, self.offer
        return Defaults(source.language or offer.language, offer.published, source.publisher, source.encoding)


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one offer: its releases, what in it could not be read, and what is to be remembered."""

    seen: Seen
    releases: tuple[Release, ...] = ()
    errors: tuple[tuple[str, InputError], ...] = ()

    def remembered(self, kept: Mapping[str, str], wrong: Mapping[str, str]) -> Seen:
        """What is to be remembered once its releases are `kept` under ids, or `wrong` for some reason."""
        if not self.releases:
            return self.seen
        found = tuple(kept[release.id] for release in self.releases if release.id in kept)
        if found:
            return replace(self.seen, releases=found)
        message = next((wrong[r.id] for r in self.releases if r.id in wrong), "")
        return replace(self.seen, releases=(), status="failed", message=message, lasting=True)


@dataclass(slots=True)
class Tally:
    """How many offers were read, unchanged or failed, in all and by source."""

    read: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, seen: Seen) -> None:
        """Count one."""
        counter = {"read": self.read, "failed": self.failed}.get(seen.status, self.same)
        counter[seen.source] += 1

    def runs(self, names: Iterable[str], started: datetime, ended: datetime) -> Iterator[Run]:
        """One visit to each source."""
        first, last = started.strftime(STAMP), ended.strftime(STAMP)
        return (Run(name, first, last, self.read[name], self.same[name], self.failed[name]) for name in names)

    def __str__(self) -> str:
        counts = ((self.read, "new or changed"), (self.same, "unchanged"), (self.failed, "failed"))
        return ", ".join(f"{counter.total():,} {what}" for counter, what in counts)


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

    Several hosts are asked at a time. A source that cannot be asked at all is told to `on_error`.
    Raises StoreError.
    """
    each = list(sources)

    def due(source: Source, offers: Iterable[Offer]) -> Iterator[Due]:
        for offer in _failed(source, memory) if failed else offers:
            before = memory.seen(source.name, offer.address)
            if before is None or failed or _is_due(before, offer, span(source.recheck), now):
                yield Due(source, offer, before, now)

    def listed() -> Iterator[Due]:
        for source in each:
            if source.url is not None:
                yield from due(source, _listed(source, web, on_error))

    yield from _from_web(web, listed())
    for source in each:
        if source.imap is not None:
            yield from _from_inbox(source.imap, partial(due, source), on_error)
        elif source.url is None:
            yield from map(_from_file, due(source, _files(source, on_error)))


# --- what is offered, and what of it is due --------------------------------------------------------


def _listed(source: Source, web: Web, on_error: Report) -> Iterator[Offer]:
    url = source.url or ""
    try:
        found = items(web, url, since=source.since, limit=source.limit, match=source.match, on_error=on_error)
        for entry in found:
            yield Offer(entry.url, entry.updated or entry.published, entry.published, entry.language)
    except InputError as error:
        on_error(url, error)


def _files(source: Source, on_error: Report) -> Iterator[Offer]:
    place = os.path.expanduser(source.place[0])  # noqa: PTH111 (a pattern is no Path)
    found = (file for file in find(place, on_error, may_be_empty=True) if file.path is not None)
    for file in islice(found, source.limit):
        path = str(file.path)
        if source.matches(path):
            yield Offer(f"{path}\n{file.id}", _stamp(path))


def _stamp(path: str) -> str | None:
    """What tells that a file is not as it was."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return f"{status.st_mtime_ns}-{status.st_size}"


def _failed(source: Source, memory: Memory) -> Iterator[Offer]:
    return (Offer(seen.address, seen.changed) for seen in memory.failed(source.name))


def _is_due(before: Seen, offer: Offer, recheck: timedelta, now: datetime) -> bool:
    """Whether it may be another one now: a page is looked at again after a while, then ever more seldom."""
    if before.status == "forgotten":
        return False
    if before.status == "failed":
        return not before.lasting and before.attempts < TRIES
    if offer.changed != before.changed and offer.changed is not None:
        return True
    first, tried = (
        datetime.strptime(t, STAMP).replace(tzinfo=now.tzinfo) for t in (before.first, before.tried)
    )
    on_web = offer.address.startswith("http")  # a mail and a file tell it themselves
    return on_web and (not recheck or now - tried >= max(recheck, (tried - first) / 2))


# --- fetching and reading --------------------------------------------------------------------------


def _from_web(web: Web, due: Iterable[Due]) -> Iterator[Visit]:
    waiting: dict[str, list[Due]] = {}

    def addresses() -> Iterator[str]:
        for each in due:
            waiting.setdefault(each.offer.address, []).append(each)
            yield each.offer.address

    for address, page in web.fetch_all(addresses(), fresh=True):
        each = waiting[address].pop(0)  # two sources may offer one address
        yield _refused(each, page) if isinstance(page, FetchError) else _from_page(each, page)


def _from_page(due: Due, page: Page) -> Visit:
    original = pages.original(page)
    seen, before = replace(due.seen, sha256=original.sha256), due.before
    if before is not None and before.sha256 == seen.sha256 and before.status in ("read", "same"):
        return Visit(replace(seen, status="same", releases=before.releases))
    return _visit(seen, pages.releases(original, due.defaults))


def _from_file(due: Due) -> Visit:
    path, _, id = due.offer.address.partition("\n")
    return _visit(due.seen, reading.results(File(Path(path), id), due.defaults))


def _from_inbox(
    url: str, due: Callable[[Iterable[Offer]], Iterator[Due]], on_error: Report
) -> Iterator[Visit]:
    try:
        at = imap.inbox(url)
        with imap.opened(at) as box:
            for each in due(Offer(address) for address in imap.addresses(box, at)):
                yield _from_mail(each, box)
    except InputError as error:
        on_error(imap.without_password(url), error)


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
    if errors and not releases:
        return Visit(replace(seen, status="failed", lasting=True, message=str(errors[0][1])), (), errors)
    return Visit(replace(seen, releases=tuple(r.id for r in releases)), releases, errors)


def _refused(due: Due, error: FetchError) -> Visit:
    """What could not be fetched. What was read before and is there no more is gone; its release stays."""
    kept = due.before.releases if due.before is not None else ()
    failed = replace(due.seen, status="failed", message=str(error), lasting=error.lasting, releases=kept)
    if kept and error.lasting:
        return Visit(replace(failed, status="gone"))
    return Visit(failed, (), ((due.offer.address, error),))
