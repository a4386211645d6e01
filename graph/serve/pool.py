"""Worker processes, so that a query can be ended, and one that takes long does not hold up the others.

As many queries as there are processors would run at a time if all were quick; more are let in, and the
system shares the processors among them, the older ones with less. Where all places are taken, the newest
query waits first in line, and the one that has run longest makes room for it (503, try again): so a small
query is answered soon, whatever else is asked. What was ended, or runs for long already, goes behind all
others if it is sent again, and nothing makes room for it. A query that takes too long (504) or too much
memory ends.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

from .guard import without_comments
from .process import Worker, start
from .refused import Refused
from .settings import Settings
from .worker import Query

log = logging.getLogger(__name__)

TICK = 0.05  # seconds between two looks at what runs
OLD = 0.1  # seconds from which a query counts as one that takes long
KEPT_FREE = 2  # places that queries which were ended before may not take
REMEMBERED = 60.0  # seconds for which a query that was ended counts as one that takes long
READY = 2  # workers that wait for queries
ROOM = 0.1  # seconds between two queries that are ended to make room: a new worker costs half of that
AGAIN = 0.5  # seconds until a worker that could not start is tried again


@dataclass(eq=False, frozen=True, slots=True)
class Waiting:
    """A query that waits for a worker."""

    turn: asyncio.Future[Worker]
    query: Query


@dataclass(eq=False)
class Pool:
    """The workers of a server, all on one folder of quads at a time."""

    folder: Path
    settings: Settings
    _idle: list[Worker] = field(default_factory=list)
    _busy: set[Worker] = field(default_factory=set)
    _waiting: list[Waiting] = field(default_factory=list)  # the newest last
    _heavy: dict[bytes, float] = field(default_factory=dict)  # what was ended, and until when that counts
    _starting: int = 0
    _made_room: float = 0.0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Start the first workers."""
        self._watch = asyncio.create_task(self._look())
        self._idle += await asyncio.gather(*(start(self.folder, self.settings.memory) for _ in range(READY)))

    async def close(self) -> None:
        """End all workers."""
        if self._watch is not None:
            self._watch.cancel()
        for task in self._tasks:
            task.cancel()
        for worker in (*self._idle, *self._busy):
            worker.end()
            await worker.process.wait()

    async def move(self, folder: Path) -> None:
        """From now on answer from another folder, once workers are ready there; what runs goes on."""
        new = await asyncio.gather(*(start(folder, self.settings.memory) for _ in range(READY)))
        self.folder = folder
        old, self._idle = self._idle, list(new)
        for worker in old:
            worker.end()
        self._serve_waiting()

    def in_use(self, folder: Path) -> bool:
        """Whether a query still runs on a folder."""
        return self.folder == folder or any(worker.folder == folder for worker in self._busy)

    @property
    def load(self) -> tuple[int, int]:
        """How many queries run, and how many wait."""
        return len(self._busy), len(self._waiting)

    @asynccontextmanager
    async def answer(self, query: Query) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
        """The format of an answer, and its parts. Raises Refused, at the beginning or while reading on."""
        deadline = time.monotonic() + self.settings.time_limit
        worker = await self._take(deadline, query)
        try:
            frames = worker.answer(query)
            media = (await anext(frames)).decode()
            yield media, frames
        finally:
            self._give_back(worker)

    # --- places ---

    def _is_heavy(self, query: Query) -> bool:
        """Whether a query was ended not long ago, or runs for long."""
        known = self._known_heavy()
        return bool(known) and _print(query.sparql) in known

    def _known_heavy(self) -> set[bytes]:
        """The prints of the queries of which that is so."""
        running = {_print(w.query.sparql) for w in self._busy if w.query is not None and w.age > OLD}
        now = time.monotonic()
        return running | {name for name, until in self._heavy.items() if until > now}

    async def _take(self, deadline: float, query: Query) -> Worker:
        """A worker for a query that must have ended by a time."""
        worker = self._free(query, heavy=self._is_heavy(query))
        if worker is None:
            worker = await self._wait(deadline, query)
        worker.until = deadline
        return worker

    def _free(self, query: Query, *, heavy: bool) -> Worker | None:
        """A worker that has nothing to do, now busy, if another such query may run."""
        if heavy and sum(worker.heavy for worker in self._busy) >= max(1, self.settings.parallel - KEPT_FREE):
            return None
        while self._idle and len(self._busy) < self.settings.parallel:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                worker.since, worker.until, worker.ended = time.monotonic(), float("inf"), None
                worker.query, worker.heavy = query, heavy
                self._busy.add(worker)
                self._more()
                return worker
        self._more()
        return None

    async def _wait(self, deadline: float, query: Query) -> Worker:
        if len(self._waiting) >= self.settings.waiting:
            raise Refused(503, "too many queries at a time", 1)
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Worker] = loop.create_future()
        place = Waiting(turn, query)
        self._waiting.append(place)
        self._more()
        try:
            async with asyncio.timeout_at(loop.time() + deadline - time.monotonic()):
                return await asyncio.shield(turn)
        except BaseException as error:
            if place in self._waiting:
                self._waiting.remove(place)
            elif turn.done():  # its turn came just when nobody waited any more
                turn.result().since = None
                self._give_back(turn.result())
            if isinstance(error, TimeoutError):
                raise Refused(503, "too many queries at a time", 1) from None
            raise

    def _give_back(self, worker: Worker) -> None:
        """Take back a worker: for the next query, if it has ended its own and is as it was."""
        self._busy.discard(worker)
        fit = worker.since is None and worker.folder == self.folder and worker.process.returncode is None
        if fit and worker.ended is None and worker.restore():
            self._idle.append(worker)
        else:
            worker.end()
        self._serve_waiting()

    def _serve_waiting(self) -> None:
        self._more()
        known, newest_first = self._known_heavy(), self._waiting[::-1]
        ordered = sorted(((_print(p.query.sparql) in known, p) for p in newest_first), key=itemgetter(0))
        for heavy, place in ordered:
            worker = self._free(place.query, heavy=heavy)
            if worker is not None:
                self._waiting.remove(place)
                place.turn.set_result(worker)

    def _more(self) -> None:
        """Start a worker if there is need and room for one."""
        wanted = max(READY, min(len(self._waiting), self.settings.parallel - len(self._busy)))
        if len(self._idle) + self._starting < wanted:
            self._starting += 1
            task = asyncio.create_task(self._add())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        folder, worker = self.folder, None
        try:
            worker = await start(folder, self.settings.memory)
        except (OSError, asyncio.IncompleteReadError) as error:
            if folder == self.folder:
                log.warning("no worker could be started: %s", error)
                await asyncio.sleep(AGAIN)
        finally:
            self._starting -= 1
        if worker is not None:
            if worker.folder == self.folder:
                self._idle.append(worker)
            else:
                worker.end()
        self._serve_waiting()

    # --- watching ---

    async def _look(self) -> None:
        """End what has run too long, or takes too much; let the old make room for the new."""
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            for worker in list(self._busy):
                if worker.since is not None and now > worker.until:
                    limit = f"{self.settings.time_limit:g} s"
                    self._end(worker, Refused(504, f"the query took longer than {limit}"))
                elif worker.age > OLD:
                    worker.demote()
            self._make_room()
            self._save_memory()

    def _make_room(self) -> None:
        now = time.monotonic()
        full = len(self._busy) >= self.settings.parallel and now > self._made_room + ROOM
        if full and {_print(place.query.sparql) for place in self._waiting} - self._known_heavy():
            running = [worker for worker in self._busy if worker.ended is None]
            oldest = max(running, key=lambda worker: worker.age, default=None)
            if oldest is not None and oldest.age > self.settings.patience:
                self._made_room = now
                self._end(oldest, Refused(503, "ended to make room for other queries", 2))

    def _save_memory(self) -> None:
        sizes = {worker: worker.size for worker in self._busy if worker.ended is None}
        if sum(sizes.values()) > self.settings.together:
            greediest = max(sizes, key=sizes.__getitem__)
            self._end(greediest, Refused(503, "the query took more memory than there was", 5))

    def _end(self, worker: Worker, why: Refused) -> None:
        """End a query, and remember it: sent again, it must not take the place of others."""
        now = time.monotonic()
        self._heavy = {name: until for name, until in self._heavy.items() if until > now}
        if worker.query is not None:
            self._heavy[_print(worker.query.sparql)] = now + REMEMBERED
        worker.end(why)


@lru_cache(500)
def _print(sparql: str) -> bytes:
    """The same for queries that differ in comments and blanks."""
    return hashlib.sha256(" ".join(without_comments(sparql).split()).encode()).digest()
