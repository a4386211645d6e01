"""The store in a folder: Oxigraph on disk, one writer or many readers at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import IO

import portalocker
import pyoxigraph
from pyoxigraph import Quad

from ..extract.errors import QueryError, StoreError, UsageError
from .ledger import Ledger
from .quads import Quads, changing, line
from .reference import Reference, open_references
from .vocab import PREFIXES

FORMAT = "valleygraph store 2\n"
LOGS = 10_000_000  # bytes of logs from which on tidying up is worth its time


class EmbeddedStore(Quads):
    """A `Store` in a folder. Raises UsageError, StoreError (see `open_store`)."""

    def __init__(self, folder: Path, *, write: bool = False, patience: float = 0.0) -> None:
        _prepare(folder, write=write)
        self._lock = locked(folder, write=write, patience=patience)
        try:
            _mark(folder, write=write)
            self._data = folder / "quads"
            opened = pyoxigraph.Store if write else pyoxigraph.Store.read_only
            self._oxigraph = opened(str(self._data))
            self._writes = write
            self.ledger = Ledger(folder / "ledger.sqlite", write=write)
        except (OSError, RuntimeError, ValueError) as error:
            self._lock.release()
            raise StoreError(f"{folder}: cannot open the store: {line(error)}") from None
        except (UsageError, StoreError):
            self._lock.release()
            raise

    @cached_property
    def reference(self) -> Reference:
        """See `Store.reference`. Only who writes needs it, and reading the tables takes a while."""
        return open_references()

    def change(self, *, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """See `Store.change`. Oxigraph's `extend` and its updates are transactions."""
        removed, added = list(remove), list(add)
        try:
            if not removed:
                self._oxigraph.extend(added)
                return
            self._oxigraph.update(changing(removed, added))
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:
            raise StoreError(f"cannot write to the store: {line(error)}") from None

    def update(self, sparql: str, *, base: str | None = None) -> None:
        """See `Store.update`."""
        try:
            self._oxigraph.update(sparql, base_iri=base, prefixes=PREFIXES)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"SPARQL: {line(error)}") from None
        except (OSError, RuntimeError) as error:
            raise StoreError(f"cannot write to the store: {line(error)}") from None

    def compact(self) -> None:
        """See `Store.compact`."""
        try:
            self._oxigraph.optimize()
        except (OSError, RuntimeError) as error:
            raise StoreError(f"cannot write to the store: {line(error)}") from None
        self.ledger.compact()

    def close(self) -> None:
        """See `Store.close`."""
        quads = vars(self).pop("_oxigraph", None)  # which lets go of its files when it is gone
        if quads is not None and self._writes:
            with suppress(OSError, RuntimeError):  # what is in the log is safe; without it opening is quick
                quads.flush()
                if _logged(self._data) > LOGS:
                    quads.optimize()  # reading is an eighth faster then
        del quads
        if self._writes:
            _clear_logs(self._data)
        self.ledger.close()
        if "reference" in vars(self):
            self.reference.close()
        self._lock.release()


def _clear_logs(data: Path) -> None:
    """Remove the logs of what is flushed: the engine does so only when it is opened."""
    if _logged(data) > LOGS:
        with suppress(OSError, RuntimeError):
            pyoxigraph.Store(str(data))


def _logged(data: Path) -> int:
    return sum(log.stat().st_size for log in data.glob("*.log"))


def _prepare(folder: Path, *, write: bool) -> None:
    """Make sure that the folder is a store, or may become one."""
    mark = folder / "store"
    if mark.is_file():
        return
    if not write:
        raise UsageError(f"{folder}: no store there; `valley ingest` makes one")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = any(path.name != "lock" for path in folder.iterdir())
    except OSError as error:
        raise StoreError(f"{folder}: cannot make a store there: {error.strerror}") from None
    if others and not mark.is_file():
        raise UsageError(f"{folder}: not a store, and not empty")


def _mark(folder: Path, *, write: bool) -> None:
    """Read the mark of a store, or leave it. Under the lock, as another process may be making the store."""
    mark = folder / "store"
    written = mark.read_text("utf-8", errors="replace") if mark.is_file() else ""
    if write and not written:
        mark.write_text(FORMAT, "utf-8")
    elif written != FORMAT:
        raise UsageError(f"{folder}: this store was made by another version of valleygraph")


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Keep writers away from a store for a moment. Raises StoreError where one is at it, UsageError."""
    _prepare(folder, write=False)
    lock = locked(folder, write=False)
    try:
        _mark(folder, write=False)
        yield
    finally:
        lock.release()


def locked(folder: Path, *, write: bool, patience: float = 0.0) -> portalocker.Lock[IO[str]]:
    """Alone to write, together to read: Oxigraph leaves a reader beside a writer undefined.

    Waits for so many seconds. Raises StoreError.
    """
    flags = portalocker.LOCK_EX if write else portalocker.LOCK_SH
    lock = portalocker.Lock(
        folder / "lock", "a" if write else "r", timeout=patience, flags=flags | portalocker.LOCK_NB
    )
    try:
        lock.acquire()
    except portalocker.LockException:
        raise StoreError(f"{folder}: the store is in use by another process") from None
    except OSError as error:
        raise StoreError(f"{folder}: cannot lock the store: {error.strerror}") from None
    return lock
