"""What a server holds while it runs: the picture of the store, the workers on it, and its figures."""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ...extract.errors import ValleyError
from ..store import is_address
from .answered import Answered
from .mirror import Mirror
from .pool import Pool
from .process import DEMOTED
from .refused import Refused
from .settings import Settings
from .shelf import Shelf
from .snapshot import Snapshots

log = logging.getLogger(__name__)

LOOK = 1.0  # seconds between two looks at the store


class Figures:
    """What `/metrics` tells."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("valley_requests", "Requests by status", ["status"], registry=self.registry)
        self.seconds = Histogram("valley_query_seconds", "Time to answer a query", registry=self.registry)
        self.running = Gauge("valley_queries_running", "Queries that run now", registry=self.registry)
        self.waiting = Gauge("valley_queries_waiting", "Queries that wait", registry=self.registry)


class Service:
    """A store that is served. `version` changes when its content does."""

    def __init__(self, store: str, settings: Settings) -> None:
        self.store, self.settings = store, settings
        self.figures = Figures()
        self.version = 0
        self.answered = Answered()
        self._snapshots = Mirror(store) if is_address(store) else Snapshots(Path(store))
        self._old: list[Path] = []
        self._moving = asyncio.Lock()
        self._shelf: tuple[Path, Shelf] | None = None  # the picture that it is of
        self.pool: Pool

    @property
    def shelf(self) -> Shelf:
        """What the explorer asks. Raises Refused while the first one is being made."""
        if self._shelf is None:
            raise Refused(503, "the catalogue of the store is being made", 2)
        return self._shelf[1]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take the first picture, start the workers, look after both. Raises StoreError, UsageError."""
        folder = await asyncio.to_thread(self._snapshots.fresh)
        assert folder is not None
        self.version = 1
        self.pool = Pool(folder, self.settings)
        await self.pool.open()
        tasks = [asyncio.create_task(self._look()), asyncio.create_task(self._catalogue())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await self.pool.close()
            self._snapshots.close()

    async def refresh(self, *, now: bool = True) -> None:
        """Serve what the store holds now, if nobody writes; without `now`, when it is time to look."""
        async with self._moving:
            await self._refresh(now=now)

    async def _refresh(self, *, now: bool) -> None:
        folder = await asyncio.to_thread(self._snapshots.fresh, now=now)
        if folder is not None:
            old = self.pool.folder
            await self.pool.move(folder)
            self._old.append(old)
            self.version += 1
        shown = self._shelf[0] if self._shelf is not None else None
        for old in [f for f in self._old if f != shown and not self.pool.in_use(f)]:
            self._old.remove(old)
            await asyncio.to_thread(self._snapshots.drop, old)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.refresh(now=False)
            except (ValleyError, OSError, asyncio.IncompleteReadError) as error:
                log.warning("the store cannot be read now: %s", error)

    async def _catalogue(self) -> None:
        """Make the catalogue of each new picture, one at a time."""
        while True:
            folder = self.pool.folder
            if self._shelf is None or self._shelf[0] != folder:
                file = folder.with_suffix(".sqlite")
                command = (sys.executable, "-m", f"{__package__}.catalogue", str(folder), str(file))
                process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stderr=PIPE)
                with suppress(psutil.Error, OSError):
                    psutil.Process(process.pid).nice(DEMOTED)  # nobody waits for it
                try:
                    _, told = await process.communicate()
                finally:
                    if process.returncode is None:
                        process.kill()
                if process.returncode == 0:
                    self._shelf = (folder, await asyncio.to_thread(Shelf, file, folder))
                elif folder == self.pool.folder:
                    log.warning(
                        "no catalogue: %s", told.decode("utf-8", "replace").strip().rpartition("\n")[2]
                    )
            await asyncio.sleep(LOOK)
