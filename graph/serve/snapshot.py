"""A picture of a store's quads that stays as it is while others write: hard links, so it costs no room.

Oxigraph's files of data never change once written, so a second name for each is enough; the small ones
beside them are copied. While a writer has the store, the picture before is served; after it, a new one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pyoxigraph

from ...extract.errors import StoreError
from ..embedded import locked, reading

Signature = tuple[tuple[str, int, int], ...]
_NOT_DATA = ("LOCK", "LOG")


class Pictures:
    """Pictures in a folder of their own."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._number = 0  # of the last one

    def drop(self, folder: Path) -> None:
        """Remove a picture."""
        shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Remove all of them."""
        shutil.rmtree(self._home, ignore_errors=True)


class Snapshots(Pictures):
    """The pictures that one server takes of one store."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._quads = store / "quads"
        _clear(store)
        super().__init__(_home(store))
        self._alive = locked(self._home, write=True)
        self._taken: Signature = ()

    def fresh(self, *, now: bool = False) -> Path | None:  # noqa: ARG002 (looking at a folder costs nothing)
        """A new picture, if the store is not as it was and nobody writes. Raises StoreError, UsageError."""
        if self._signature() == self._taken:
            return None
        try:
            with reading(self._store):
                signature = self._signature()
                self._number += 1
                folder = self._home / str(self._number)
                _link(self._quads, folder)
        except StoreError:
            if self._number:
                return None  # somebody writes: later
            raise
        except OSError as error:
            raise StoreError(f"{self._store}: cannot take a picture of it: {error.strerror}") from None
        pyoxigraph.Store(str(folder)).flush()  # what a writer that died has left in the log
        self._taken = signature
        return folder

    def close(self) -> None:
        """Remove all of them."""
        self._alive.release()
        super().close()

    def _signature(self) -> Signature:
        with suppress(FileNotFoundError):  # a file that a writer just removed: it differs anyhow
            files = (entry for entry in os.scandir(self._quads) if not entry.name.startswith(_NOT_DATA))
            return tuple(sorted((e.name, e.stat().st_size, e.stat().st_mtime_ns) for e in files))
        return ((str(os.getpid()), -1, -1),)


def _clear(store: Path) -> None:
    """Remove the pictures of servers that died: nobody holds the lock in their folder."""
    for folder in store.glob("served-*"):
        with suppress(StoreError):
            locked(folder, write=True).release()
            shutil.rmtree(folder, ignore_errors=True)


def _home(store: Path) -> Path:
    """A folder on the disk of the store, else where it can be."""
    try:
        return Path(tempfile.mkdtemp(prefix="served-", dir=store))
    except OSError:
        return Path(tempfile.mkdtemp(prefix="valleygraph-"))


def _link(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for entry in os.scandir(source):
        if entry.name.startswith(_NOT_DATA) or not entry.is_file():
            continue
        name = target / entry.name
        if entry.name.endswith(".sst"):
            with suppress(OSError):
                os.link(entry.path, name)
                continue
        shutil.copy2(entry.path, name)
