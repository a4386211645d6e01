"""What a server holds while it runs: the picture of the store, the workers on it, and its figures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ...extract.errors import ValleyError
from .pool import Pool
from .settings import Settings
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

    def __init__(self, store: Path, settings: Settings) -> None:
        self.store, self.settings = store, settings
        self.figures = Figures()
        self.version = 0
        self._snapshots = Snapshots(store)
        self._old: list[Path] = []
        self.pool: Pool

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take the first picture, start the workers, look after both. Raises StoreError, UsageError."""
        folder = await asyncio.to_thread(self._snapshots.fresh)
        assert folder is not None
        self.version = 1
        self.pool = Pool(folder, self.settings)
        await self.pool.open()
        looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            looking.cancel()
            await self.pool.close()
            self._snapshots.close()

    async def refresh(self) -> None:
        """Serve what the store holds now, if nobody writes."""
        folder = await asyncio.to_thread(self._snapshots.fresh)
        if folder is not None:
            self._old.append(self.pool.folder)
            self.pool.move(folder)
            self.version += 1
        for old in [folder for folder in self._old if not self.pool.in_use(folder)]:
            self._old.remove(old)
            await asyncio.to_thread(self._snapshots.drop, old)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.refresh()
            except (ValleyError, OSError) as error:
                log.warning("the store cannot be read now: %s", error)
