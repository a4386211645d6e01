"""Answers on disk, so that a server is asked only for what has changed.

Hishel is not used: by Last-Modified it guesses a lifetime of up to a week, in which a changed release would
not be seen; it keeps errors and redirects too, and nothing any more once its database is damaged.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import threading
from contextlib import suppress
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec

MAX_AGE = 24 * 3600  # seconds; whatever a server says, it is asked again after a day

HEADERS = ("content-type", "etag", "last-modified", "cache-control", "expires", "date", "age")

log = logging.getLogger(__name__)


class Kept(msgspec.Struct, frozen=True):
    """An answer as it lies on disk: its address, headers, body, and when it was last known to hold."""

    url: str
    headers: dict[str, str]
    data: bytes
    at: float

    def is_fresh(self, today: float) -> bool:
        """Whether the server need not be asked."""
        return self.at <= today < self.at + _lifetime(self.headers)

    def conditions(self) -> dict[str, str]:
        """The headers that ask for it only if it has changed."""
        asked = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
        return {name: self.headers[header] for name, header in asked.items() if header in self.headers}


def kept(answer: Kept) -> Kept | None:
    """The answer with what is to be kept of it, or None if it must not be, or need not."""
    stated = {name: value for name, value in answer.headers.items() if name in HEADERS}
    useful = "etag" in stated or "last-modified" in stated or _lifetime(stated) > 0
    allowed = "no-store" not in _directives(stated) and answer.headers.get("vary", "").strip() != "*"
    return msgspec.structs.replace(answer, headers=stated) if useful and allowed else None


class Cache:
    """A folder of answers, the least used of which go when it is full; what is damaged counts as missing."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._size: int | None = None  # not known before something is put in

    def get(self, url: str, accept: str) -> Kept | None:
        """The answer to this request, if there is one."""
        if not self._max_bytes:
            return None
        path = self._path(url, accept)
        try:
            found = msgspec.msgpack.decode(path.read_bytes(), type=Kept)
            os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError, UnicodeError, RecursionError) as error:
            log.debug("%s is damaged: %s", path, error)
            return None
        return found if found.url == url else None

    def put(self, answer: Kept, accept: str) -> None:
        """Keep the answer in the place of an earlier one; where that cannot be done, it is not kept."""
        if not self._max_bytes or len(answer.data) > self._max_bytes // 2:
            return
        packed = msgspec.msgpack.encode(answer)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(self._path(answer.url, accept), packed)
        except OSError as error:
            log.debug("%s is not kept: %s", answer.url, error)
            return
        self._make_room(len(packed))

    def _path(self, url: str, accept: str) -> Path:
        return self._folder / hashlib.sha256(f"{url}\n{accept}".encode("utf-8", "surrogatepass")).hexdigest()

    def _write(self, path: Path, packed: bytes) -> None:
        """All or nothing, also for a process that reads or writes the same."""
        handle, name = tempfile.mkstemp(dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(packed)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _make_room(self, added: int) -> None:
        with self._lock:
            self._size = self._total() if self._size is None else self._size + added
            if self._size > self._max_bytes:
                self._size = self._pruned(self._max_bytes * 3 // 4)

    def _total(self) -> int:
        return sum(size for _, size, _ in self._files())

    def _pruned(self, wanted: int) -> int:
        """Remove the least used files until the rest is no larger than wanted; the size of the rest."""
        files = sorted(self._files(), reverse=True)
        total = 0
        for _, size, path in files:
            total += size
            if total > wanted:
                total -= size
                with suppress(OSError):
                    path.unlink()
        return total

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        with suppress(OSError):
            for path in self._folder.iterdir():
                with suppress(OSError):
                    status = path.stat()
                    found.append((status.st_mtime, status.st_size, path))
        return found


def _lifetime(headers: dict[str, str]) -> float:
    """For how many seconds the answer may be used without asking, by RFC 9111; without a guess."""
    directives = _directives(headers)
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    stated = _seconds(directives["max-age"]) if "max-age" in directives else _until_expiry(headers)
    return max(0.0, min(stated - _seconds(headers.get("age", "")), MAX_AGE))


def _directives(headers: dict[str, str]) -> dict[str, str]:
    parts = (part.strip().partition("=") for part in headers.get("cache-control", "").lower().split(","))
    return {name: value.strip('" ') for name, _, value in parts}


def _seconds(value: str) -> float:
    return float(value) if value.isascii() and value.isdecimal() and len(value) < 12 else 0.0


def _until_expiry(headers: dict[str, str]) -> float:
    try:
        expiry, date = (parsedate_to_datetime(headers[name]) for name in ("expires", "date"))
        return (expiry - date).total_seconds()
    except (KeyError, ValueError, TypeError, OverflowError):
        return 0.0
