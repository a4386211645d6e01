"""A picture of the quads as a `Store` that only reads: what needs no ledger works on it."""

from __future__ import annotations

from pathlib import Path
from typing import Never

import pyoxigraph

from ...extract.errors import UsageError
from ..quads import Quads


class Picture(Quads):
    """See `Store`."""

    def __init__(self, folder: Path) -> None:
        self._oxigraph = pyoxigraph.Store.read_only(str(folder))

    @property
    def ledger(self) -> Never:
        """There is none."""
        raise UsageError("a picture of a store has no ledger")

    @property
    def reference(self) -> Never:
        """There is none."""
        raise UsageError("a picture of a store has no reference data")

    def change(self, **_: object) -> Never:
        """Nobody can."""
        raise UsageError("a picture of a store cannot be changed")

    def update(self, *_: object, **__: object) -> Never:
        """Nobody can."""
        raise UsageError("a picture of a store cannot be changed")

    def compact(self) -> None:
        """There is nothing to do."""
