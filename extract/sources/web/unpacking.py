"""Compressed data → data, never more of it than allowed, whatever a bomb would unfold to."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from ...errors import FetchError

STEP = 1 << 16  # bytes unpacked at a time
PIECES = 1_000  # packed streams in a row

_GZIP, _ZLIB, _DEFLATE = 31, 15, -15  # what zlib calls the three formats


def collect(chunks: Iterable[bytes], limit: int, *, cut: bool = False) -> bytes:
    """The chunks as one; what is over the limit is cut off, or raises FetchError."""
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > limit:
            if cut:
                break
            raise too_large(limit)
    del data[limit:]
    return bytes(data)


def unpacked(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The chunks of a body without its Content-Encoding. Raises FetchError for an unknown one, or damage."""
    if coding in ("", "identity"):
        yield from chunks
    elif coding in ("gzip", "x-gzip"):
        yield from _inflated(chunks, _GZIP)
    elif coding == "deflate":
        yield from _inflated(chunks, None)
    else:
        raise FetchError(f"is packed in a way that was not asked for: {coding[:40]}")


def gunzip(data: bytes, limit: int, *, cut: bool = False) -> bytes:
    """The content of a .gz file; what is over the limit is cut off, or raises FetchError.

    >>> import gzip
    >>> gunzip(gzip.compress(b"a" * 10), 20)
    b'aaaaaaaaaa'
    """
    return collect(_inflated([data], _GZIP), limit, cut=cut)


def too_large(limit: int) -> FetchError:
    """The error for what is larger than the limit."""
    size = f"{limit / 1_000_000:g} MB" if limit >= 1_000_000 else f"{limit} bytes"
    return FetchError(f"larger than {size}", lasting=True)


def _slices(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same in short pieces: what follows the end of a packed stream is copied each time."""
    for chunk in chunks:
        for start in range(0, len(chunk), STEP):
            yield chunk[start : start + STEP]


def _inflated(chunks: Iterable[bytes], form: int | None) -> Iterator[bytes]:
    """Piece by piece; what follows the end of one packed stream is another, or is left."""
    unpacker, pieces = None if form is None else zlib.decompressobj(form), 0
    try:
        for chunk in _slices(chunks):
            if unpacker is None:  # servers mean two formats by deflate
                unpacker = zlib.decompressobj(_ZLIB if chunk[0] & 15 == 8 else _DEFLATE)
            rest = chunk
            while rest:
                if unpacker.eof:
                    if not rest.startswith(b"\x1f\x8b") or form != _GZIP:
                        return
                    unpacker, pieces = zlib.decompressobj(_GZIP), pieces + 1
                    if pieces > PIECES:
                        raise FetchError("is packed in too many pieces", lasting=True)
                yield unpacker.decompress(rest, STEP)
                rest = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error:
        raise FetchError("is packed, and damaged") from None
    if unpacker is not None and not unpacker.eof:
        raise FetchError("is packed, and ends too early")
