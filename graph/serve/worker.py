"""A process that answers one query at a time: what goes wrong in it, or takes too long, ends with it.

It reads requests from standard input and writes frames to standard output. A request is its length (four
bytes) and JSON: the keywords of `Query`. A frame is a letter, the length of what follows, and that: `H` the
format of the answer, `D` data, `E` an error in words, `Z` the end.
"""

from __future__ import annotations

import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

import msgspec
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

from ..vocab import PREFIXES, WRITTEN

CHUNK = 1 << 16
LENGTH = struct.Struct(">I")
FRAME = struct.Struct(">cI")
SELECT = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
CONSTRUCT = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
# What stands between two rows, by format; in JSON strings may hold it too, so the count is an upper bound.
_BETWEEN = {
    "application/sparql-results+json": (b"}},{", b"{},"),
    "application/sparql-results+xml": (b"<result>",),
    "text/csv": (b"\n",),
    "text/tab-separated-values": (b"\n",),
}


@dataclass(frozen=True, slots=True)
class Query:
    """A query, the formats that its answer may have, the graphs that it is put to, and its limits.

    A format that is empty is not wanted.
    """

    sparql: str
    select: str = "application/sparql-results+json"
    construct: str = "text/turtle"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    rows: int = 1_000_000
    size: int = 512_000_000

    def packed(self) -> bytes:
        """As a request."""
        body = msgspec.json.encode(self)
        return LENGTH.pack(len(body)) + body


class TooMuch(Exception):
    """More than an answer may have."""


class NotAcceptable(Exception):
    """Nobody asked for a format that the answer has."""


class Frames:
    """A file that cuts what is written into frames, and counts."""

    def __init__(self, out: BinaryIO, media: str, query: Query) -> None:
        self._out, self._media, self._query = out, media, query
        self._buffer = bytearray()
        self._between = _BETWEEN.get(media, ())
        self._size = self._rows = 0
        self.begun = False

    def write(self, data: bytes) -> int:
        """Take some of the answer. Raises TooMuch."""
        self._rows += sum(data.count(mark) for mark in self._between)
        self._size += len(data)
        if self._rows > self._query.rows:
            raise TooMuch(f"more than {self._query.rows:,} rows; take LIMIT")
        if self._size > self._query.size:
            raise TooMuch(f"more than {self._query.size:,} bytes; take LIMIT")
        self._buffer += data
        if len(self._buffer) >= CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        """Send what has come together."""
        if not self.begun:
            self.begun = True
            send(self._out, b"H", self._media.encode())
        if self._buffer:
            send(self._out, b"D", bytes(self._buffer))
            self._buffer.clear()


def send(out: BinaryIO, kind: bytes, data: bytes = b"") -> None:
    """Write one frame; what is small goes out with the end."""
    out.write(FRAME.pack(kind, len(data)) + data)
    if kind == b"Z" or len(data) >= CHUNK:
        out.flush()


def answer(store: Store, query: Query, out: BinaryIO) -> None:
    """Write the answer to a query, or what is wrong with it."""
    try:
        chosen = bool(query.default_graphs or query.named_graphs)
        found = store.query(
            query.sparql,
            base_iri=query.base,
            prefixes=PREFIXES,
            default_graph=list(map(NamedNode, query.default_graphs)) if chosen else None,
            named_graphs=list(map(NamedNode, query.named_graphs)) if chosen else None,
        )
        _serialise(found, query, out)
    except SyntaxError as error:
        send(out, b"E", f"400 SPARQL: {_line(error)}".encode())
    except NotAcceptable as error:
        send(out, b"E", f"406 {error}".encode())
    except TooMuch as error:
        send(out, b"E", f"413 {error}".encode())
    except (OSError, RuntimeError, ValueError) as error:
        send(out, b"E", f"400 {_line(error)}".encode())
    send(out, b"Z")


def _serialise(found: QuerySolutions | QueryBoolean | QueryTriples, query: Query, out: BinaryIO) -> None:
    media = query.construct if isinstance(found, QueryTriples) else query.select
    if not media:
        raise NotAcceptable("no format of this answer is acceptable")
    if isinstance(found, QueryTriples):
        frames = Frames(out, query.construct, query)
        turtle = query.construct == "text/turtle"
        prefixes = WRITTEN if turtle else None
        serialize(found, frames, CONSTRUCT[query.construct], prefixes=prefixes)  # type: ignore[arg-type]
    else:
        frames = Frames(out, query.select, query)
        if isinstance(found, QueryBoolean) and not query.select.startswith("application/"):
            frames.write(f"{str(bool(found)).lower()}\n".encode())  # no format for it; what others write
        else:
            found.serialize(frames, format=SELECT[query.select])  # type: ignore[arg-type]
    frames.flush()


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())


def limit_memory(size: int) -> None:
    """Let the process end rather than take more memory than this, where the system can do so."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer until the input ends."""
    folder, memory = sys.argv[1], int(sys.argv[2])
    requests, out = sys.stdin.buffer, sys.stdout.buffer
    store = Store.read_only(folder)
    limit_memory(memory)
    send(out, b"Z")  # ready
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        answer(store, msgspec.json.decode(requests.read(LENGTH.unpack(head)[0]), type=Query), out)


if __name__ == "__main__":
    main()
