"""A picture of the quads of a SPARQL server, fetched anew when they have changed, to serve from."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import pyoxigraph

from ...extract.errors import StoreError
from ..network.rows import select
from ..store import Store, opened
from .snapshot import Pictures

LOOK = 30.0  # seconds between two looks at the server: counting its quads is work
_SIGNATURE = """
SELECT ?quads ?last WHERE {
  { SELECT (COUNT(*) AS ?quads) WHERE { ?s ?p ?o } }
  { SELECT (MAX(?ingested) AS ?last) WHERE { ?release iv:ingested ?ingested } }
}
"""


class Mirror(Pictures):
    """The pictures that one server takes of another one: as `Snapshots` of a folder."""

    def __init__(self, address: str) -> None:
        super().__init__(Path(tempfile.mkdtemp(prefix="valleygraph-")))
        self._address = address
        self._looked = float("-inf")
        self._taken = ""

    def fresh(self, *, now: bool = False) -> Path | None:
        """A new picture, if the quads are not as they were; looks only now and then, but `now`.

        Raises StoreError.
        """
        if not now and time.monotonic() - self._looked < LOOK:
            return None
        with opened(self._address) as store:
            signature = _signature(store)
            self._looked = time.monotonic()
            if signature == self._taken:
                return None
            folder = self._home / str(self._number + 1)
            try:
                self._fetch(store, folder)
            except (OSError, RuntimeError) as error:
                shutil.rmtree(folder, ignore_errors=True)
                raise StoreError(f"{self._address}: cannot take a picture of it: {error}") from None
        self._number, self._taken = self._number + 1, signature
        return folder

    def _fetch(self, store: Store, folder: Path) -> None:
        picture = pyoxigraph.Store(str(folder))
        picture.bulk_extend(store.match())
        picture.flush()


def _signature(store: Store) -> str:
    return " ".join(str(term) for row in select(store, _SIGNATURE) for term in (row["quads"], row["last"]))
