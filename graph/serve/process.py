"""A worker process as the server sees it: started, asked, watched, ended."""

from __future__ import annotations

import asyncio
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from .refused import Refused
from .worker import FRAME, Query

DEMOTED = 10  # niceness of a query that takes long


@dataclass(eq=False, slots=True)
class Worker:
    """A process with the store open, and the query that it works at."""

    process: Process
    folder: Path
    memory: int  # bytes that it may take
    watched: psutil.Process
    since: float | None = None  # when its query began
    until: float = 0.0
    ended: Refused | None = None
    demoted: bool = False
    query: Query | None = None
    heavy: bool = False  # its query was known to take long

    @property
    def age(self) -> float:
        """For how long its query has run, in seconds."""
        return time.monotonic() - self.since if self.since is not None else 0.0

    @property
    def size(self) -> int:
        """Its memory in bytes; 0 if it is gone."""
        try:
            return int(self.watched.memory_info().rss)
        except psutil.Error:
            return 0

    def demote(self) -> None:
        """Let others have the processor first."""
        if not self.demoted:
            self.demoted = True
            with suppress(psutil.Error, OSError):
                self.watched.nice(DEMOTED)

    def restore(self) -> bool:
        """Take that back. Whether it could be: not everybody may."""
        if self.demoted:
            with suppress(psutil.Error, OSError):
                self.watched.nice(0)
                self.demoted = False
        return not self.demoted

    def end(self, why: Refused | None = None) -> None:
        """Kill the process, and remember why for whoever waits for its answer."""
        self.ended = self.ended or why
        with suppress(ProcessLookupError):
            self.process.kill()

    async def answer(self, query: Query) -> AsyncIterator[bytes]:
        """First the format of the answer, then its parts. Raises Refused."""
        reader, writer = self.process.stdout, self.process.stdin
        assert reader is not None
        assert writer is not None
        try:
            writer.write(query.packed())
            while True:
                kind, length = FRAME.unpack(await reader.readexactly(FRAME.size))
                data = await reader.readexactly(length) if length else b""
                if kind == b"Z":
                    self.since = None
                    return
                if kind == b"E":
                    status, _, message = data.decode("utf-8", "replace").partition(" ")
                    await reader.readexactly(FRAME.size)  # the end
                    self.since = None
                    raise Refused(int(status), message)
                yield data
        except (asyncio.IncompleteReadError, ConnectionError):
            size = f"{self.memory // 1_000_000} MB"
            raise self.ended or Refused(503, f"the query ended early; it may need more than {size}") from None


async def start(folder: Path, memory: int) -> Worker:
    """A process that waits for queries of a folder of quads. Raises OSError, IncompleteReadError."""
    command = (
        sys.executable,
        "-m",
        "valleygraph.graph.serve.worker",
        str(folder),
        str(memory),
    )
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    worker = Worker(process, folder, memory, psutil.Process(process.pid))
    assert process.stdout is not None
    try:
        await process.stdout.readexactly(FRAME.size)
    except asyncio.IncompleteReadError:
        worker.end()
        raise
    return worker
