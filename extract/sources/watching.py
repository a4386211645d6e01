"""When to visit sources again: after a while, and as soon as something changes in a folder."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from watchfiles import watch

from .source_list import Source

TICK = 500  # milliseconds between two looks at the clock


def turns(
    sources: Sequence[Source], pause: timedelta, *, stop: threading.Event | None = None
) -> Iterator[None]:
    """Yields at once, and then whenever it is time for a visit, until `stop` is set.

    What changes in a folder during a visit makes the next one follow at once.
    """
    ended = stop or threading.Event()
    folders = [path for source in sources if (path := _folder(source)) is not None]
    ticks = _ticks(folders, ended)
    next(ticks, None)
    while not ended.is_set():
        yield
        due = time.monotonic() + pause.total_seconds()
        next((changed for changed in ticks if changed or time.monotonic() >= due), None)


def _ticks(folders: Sequence[Path], ended: threading.Event) -> Iterator[bool]:
    """Every now and then, whether something has changed in the folders."""
    if folders:
        changes = watch(*folders, stop_event=ended, rust_timeout=TICK, yield_on_timeout=True)
        yield from (bool(found) for found in changes)
    while not ended.is_set():
        ended.wait(TICK / 1000)
        yield False


def _folder(source: Source) -> Path | None:
    """The folder that a source is, or that its file lies in."""
    if source.url is not None:
        return None
    path = Path(os.path.expanduser(source.place[0]))  # noqa: PTH111
    return path if path.is_dir() else path.parent if path.is_file() else None
