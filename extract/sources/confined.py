"""Reading PDF and DOCX in a process of its own, with limits: a harmful file costs that process and one line.

The process is started when first needed and reads the next documents too; one that fails is replaced. Where
the system has limits on memory and processor time for a process, it sets them itself; on every system this
side watches both memory and the clock.
"""

from __future__ import annotations

import atexit
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO, Literal

import msgspec
import psutil

from ..errors import InputError
from .fields import Draft

Format = Literal["pdf", "docx"]

FORMATS: dict[Format, bytes] = {"pdf": b"P", "docx": b"W"}
FRAME = struct.Struct(">cI")
MAX_ANSWER = 50_000_000  # bytes
TICK = 0.05  # seconds between two looks at what runs
KEPT = 0.25  # of the memory that a document may take: a process that holds more when it is done is replaced

_FAILS = "could not be read: it makes its reader fail, and may be made to"
_DRAFT = msgspec.json.Decoder(Draft)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take."""

    seconds: float = 60.0  # by the clock
    processor: int = 40  # seconds
    memory: int = 1_000_000_000  # bytes


@dataclass(eq=False, slots=True)
class Reader:
    """Reads documents in another process, one at a time, from whatever thread."""

    limits: Limits = field(default_factory=Limits)
    _process: subprocess.Popen[bytes] | None = None
    _owner: int = 0  # the process that started it; what is forked off may not use it
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, format: Format, data: bytes) -> Draft:
        """The draft of a document. Raises InputError."""
        request = FRAME.pack(FORMATS[format], len(data)), data
        with self._lock:
            answer = self._ask(*request) or self._ask(*request)
        if answer is None:
            raise InputError("could not be read: its reader does not start")
        kind, told = answer
        if kind == b"E":
            raise InputError(" ".join(told.decode("utf-8", "replace").split()))
        try:
            return _DRAFT.decode(told)
        except (msgspec.DecodeError, UnicodeError):
            raise InputError("could not be read: it confuses its reader") from None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    @property
    def pid(self) -> int | None:
        """The number of the process, if there is one."""
        return None if self._process is None else self._process.pid

    def _started(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():
            self._process = None
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            # -P: what lies in the folder where one works is no part of Python
            command = [sys.executable, "-P", "-m", f"{__package__}.worker"]
            limits = [str(self.limits.memory), str(self.limits.processor)]
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(
                [*command, *limits], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
            )
            self._owner = os.getpid()
        return self._process

    def _ask(self, *request: bytes) -> tuple[bytes, bytes] | None:
        """What the process answers; None if it had ended before. Raises InputError if it ends now."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        told: tuple[bytes, bytes] | None = None
        asked = False
        # Writing to a process that ended raises BrokenPipeError, but on Windows another OSError.
        with _watched(process, self.limits) as why, suppress(EOFError, OSError):
            for part in request:
                process.stdin.write(part)
            process.stdin.flush()
            asked = True
            told = _answer(process.stdout)
        if told is None or why or _memory(process) > KEPT * self.limits.memory:
            self._end()  # what one document took is not to be missing for the next
        if told is None and (asked or why):
            raise InputError(why[0] if why else _FAILS)
        return told

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()


@contextmanager
def _watched(process: subprocess.Popen[bytes], limits: Limits) -> Iterator[list[str]]:
    """Kill the process when it takes too much; the list then says why."""
    why: list[str] = []
    done = threading.Event()
    watch = threading.Thread(target=_watch, args=(process, limits, done, why), daemon=True)
    watch.start()
    try:
        yield why
    finally:
        done.set()
        watch.join()


def _watch(process: subprocess.Popen[bytes], limits: Limits, done: threading.Event, why: list[str]) -> None:
    until = time.monotonic() + limits.seconds
    while not done.wait(TICK):
        late = time.monotonic() > until
        if late or _memory(process) > limits.memory:
            took = f"takes longer than {limits.seconds:g} s" if late else "needs too much memory"
            why.append(f"{took} to read: it is damaged, or made to")
            process.kill()
            return


def _memory(process: subprocess.Popen[bytes]) -> int:
    try:
        return int(psutil.Process(process.pid).memory_info().rss)
    except psutil.Error:
        return 0


def _answer(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """The next answer. Raises EOFError if the process ends, or would tell too much."""
    kind, size = FRAME.unpack(_exactly(stream, FRAME.size))
    if size > MAX_ANSWER:
        raise EOFError
    return kind, _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


_READER = Reader()
atexit.register(_READER.close)


def read(format: Format, data: bytes) -> Draft:
    """The draft of a document of this format, read in another process. Raises InputError."""
    return _READER.read(format, data)
