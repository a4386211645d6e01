"""When to visit sources again: after a while, and as soon as something changes in a folder."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from watchfiles import watch

from ..archive import suffix
from .source_list import Source

TICK = 500  # milliseconds between two looks at the clock


def turns(
    sources: Sequence[Source],
    pause: timedelta,
    *,
    beside: Path | None = None,
    stop: threading.Event | None = None,
) -> Iterator[None]:
    """Yields at once, and then whenever it is time for a visit, until `stop` is set.

    What changes in a folder during a visit makes the next one follow at once; but not what changes `beside`
    the releases, in the folder of the store.
    """
    ended = stop or threading.Event()
    local = (source for source in sources if source.url is None and source.imap is None)
    places = [path for source in local if (path := _place(source)).exists()]
    ticks = _ticks(places, beside, ended)
    next(ticks, None)
    while not ended.is_set():
        yield
        due = time.monotonic() + pause.total_seconds()
        next((changed for changed in ticks if changed or time.monotonic() >= due), None)


def _ticks(places: Sequence[Path], beside: Path | None, ended: threading.Event) -> Iterator[bool]:
    """Every now and then, whether something has changed in folders, or one of some files."""
    if places:
        folders = {path if path.is_dir() else path.parent for path in places}
        changes = watch(
            *folders,
            watch_filter=lambda _, changed: _is_of_interest(Path(changed), places, beside),
            stop_event=ended,
            rust_timeout=TICK,
            yield_on_timeout=True,
        )
        yield from (bool(found) for found in changes)
    while not ended.is_set():
        ended.wait(TICK / 1000)
        yield False


def _place(source: Source) -> Path:
    """The folder or file that a source is."""
    return Path(source.path).absolute()


def _is_of_interest(changed: Path, places: Sequence[Path], beside: Path | None) -> bool:
    """Whether it is one of the files, or such as is read from one of the folders."""
    if changed in places:
        return True
    if beside is not None and changed.is_relative_to(beside.absolute()):
        return False
    within = (changed.relative_to(place) for place in places if changed.is_relative_to(place))
    return any(not any(part.startswith(".") for part in path.parts) and _may_hold(path) for path in within)


def _may_hold(path: Path) -> bool:
    """Whether a release may come by it: a file of a kind that is read, or a folder."""
    return bool(suffix(path.name)) or not path.suffix
