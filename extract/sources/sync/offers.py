"""What sources offer, thing by thing; sources on the web are listed several at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Full, Queue

from ...errors import FetchError, InputError
from ..fields import Report
from ..files import find
from ..web import Web, items
from .source_list import Source

WAITING = 2_000  # offers that are listed ahead of being looked at
LOOK = 0.05  # seconds between two looks at what has come


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a source has, and what is said of it; `changed` differs when it is another one.

    `content` is its text in HTML, where a feed gives all of it.
    """

    address: str
    changed: str | None = None
    published: str | None = None
    language: str | None = None
    title: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """That a source was asked for what it has, and what was wrong, if it could not be."""

    error: InputError | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that a source leads to cannot be read."""

    name: str
    error: InputError


Told = Offer | Listed | Wrong


@dataclass(slots=True)
class Listing:
    """Sources on the web that are being listed. `enough` ends the listing of one."""

    web: Web
    sources: Sequence[Source]
    _told: Queue[tuple[Source, Told]] = field(default_factory=lambda: Queue(WAITING))
    _enough: set[str] = field(default_factory=set)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __iter__(self) -> Iterator[tuple[Source, Told] | None]:
        """What comes from any source, and None where nothing has come for a moment."""
        pool = ThreadPoolExecutor(self.web.manners.workers, thread_name_prefix="list")
        left = len(self.sources)
        try:
            for source in self.sources:
                pool.submit(self._list, source)
            while left:
                try:
                    source, told = self._told.get(timeout=LOOK)
                except Empty:
                    yield None
                    continue
                left -= isinstance(told, Listed)
                yield source, told
        finally:
            self._ended.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def enough(self, source: Source) -> None:
        """No more is wanted of a source."""
        self._enough.add(source.name)

    def _list(self, source: Source) -> None:
        error: InputError | None = None
        try:
            for offer in self._offers(source):
                if self._ended.is_set() or source.name in self._enough:
                    break
                self._tell(source, offer)
        except InputError as wrong:
            error = wrong
        except Exception as wrong:  # a thread dies in silence, and its source would be waited for
            error = FetchError(f"cannot be listed: {type(wrong).__name__}")
        self._tell(source, Listed(error))

    def _offers(self, source: Source) -> Iterator[Offer]:
        found = items(
            self.web,
            source.url or "",
            kind=source.kind,
            since=source.since,
            match=source.match,
            on_error=lambda name, error: self._tell(source, Wrong(name, error)),
        )
        for entry in found:
            yield Offer(
                entry.url,
                entry.updated or entry.published,
                entry.published,
                entry.language,
                entry.title,
                entry.content,
            )

    def _tell(self, source: Source, told: Told) -> None:
        while not self._ended.is_set():
            try:
                self._told.put((source, told), timeout=LOOK)
            except Full:
                continue
            return


def in_folder(source: Source, on_error: Report) -> Iterator[Offer]:
    """The files of a folder or a mailbox: their path and the id of the release in them, a line each."""
    for file in find(source.path, on_error, may_be_empty=True):
        if file.path is not None and source.matches(str(file.path)):
            yield Offer(f"{file.path}\n{file.id}", _stamp(str(file.path)))


def _stamp(path: str) -> str | None:
    """What tells that a file is not as it was."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return f"{status.st_mtime_ns}-{status.st_size}"
