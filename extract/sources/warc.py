"""A web archive → the pages and documents that were fetched, each with its address."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import redirect_stderr
from typing import Any

from ..errors import InputError
from . import html, kinds
from .archive import inflated
from .fields import MAX_ID, shown
from .limits import MAX_DOCUMENT, check_size
from .original import Original

_GZIP = ("gzip", "x-gzip")
_CONTAINERS = frozenset(("zip", "gzip", "warc", "mbox", "lines"))


def members(stream: io.BufferedReader, holder: Original) -> Iterator[tuple[str, Original | InputError]]:
    """Each document with its address, or what is wrong with it. What is no document is left out.

    Raises InputError where the archive cannot be read on.
    """
    number = 0
    try:
        for number, record in enumerate(_records(stream), 1):
            found = _member(record, number, holder) if _is_document(record) else None
            _skip_rest(record.raw_stream)
            if found is not None:
                yield found
    except InputError:
        raise
    except Exception:  # of damaged records the library makes errors of all kinds
        whole = max(number - 1, 0)
        raise InputError(f"is cut off or damaged after {whole} records; what was whole is read") from None


def _member(record: Any, number: int, holder: Original) -> tuple[str, Original | InputError] | None:
    """A document with its address; None for what is none."""
    media_type, charset = _content_type(record)
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    untold = kinds.is_untold(media_type)
    if url.endswith("/robots.txt") or not (untold or kinds.known(media_type)):
        return None
    if kinds.MEDIA_TYPES.get(media_type) in _CONTAINERS:
        return None
    name = f"{holder.name}: {shown(url) or number}"
    id = url if url and len(url) <= MAX_ID and url.isprintable() else f"{holder.id}/{number}"
    try:
        data = _payload(record)
    except InputError as error:
        return None if untold else (name, error)
    if untold and not _looks_like_document(data):
        return None
    return name, Original(data, id, name, "", None if untold else media_type, charset, url or None)


def _looks_like_document(data: bytes) -> bool:
    """Whether what came without a media type is a page or a PDF, and not a picture or a script."""
    found = kinds.sniffed(data)
    return found == "pdf" if found else html.is_page(data[: kinds.HEAD].decode("utf-8", "replace"))


def _records(stream: io.BufferedReader) -> Iterator[Any]:
    """The records. Raises InputError where their lengths are wrong, and errors of all kinds besides."""
    from warcio.archiveiterator import WARCIterator

    complaints = io.StringIO()
    records = iter(WARCIterator(_Pieces(stream), check_digests=False))
    while True:
        with redirect_stderr(complaints):  # where the library writes what is wrong
            record = next(records, None)
        if complaints.getvalue():
            raise InputError(
                "is damaged: a record is longer or shorter than it says; what came before is read"
            )
        if record is None:
            return
        yield record


class _Pieces:
    """A stream that gives what is there before it fails."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.read = stream.read1

    def tell(self) -> int:
        """Nobody asks where a record begins."""
        return 0


def _skip_rest(stream: Any) -> None:
    """Read what a record still holds. Raises EOFError if that is not there."""
    while getattr(stream, "limit", 0):
        if not stream.read(min(stream.limit, 1 << 16)):
            raise EOFError


def _is_document(record: Any) -> bool:
    """Whether a record is the answer to a request that went well, or a file."""
    if record.rec_type == "resource":
        return True
    headers = record.http_headers
    return record.rec_type == "response" and headers is not None and headers.get_statuscode() == "200"


def _content_type(record: Any) -> tuple[str, str | None]:
    """The media type and the charset of what a record holds."""
    said = record.http_headers.get_header("Content-Type") if record.http_headers else record.content_type
    media_type, *parameters = (said or "").split(";")
    pairs = (parameter.partition("=") for parameter in parameters)
    charset = next((value.strip(" \"'") for key, _, value in pairs if key.strip().lower() == "charset"), None)
    return media_type.strip().lower(), charset


def _payload(record: Any) -> bytes:
    """What was sent, unpacked. Raises InputError."""
    from warcio.bufferedreaders import ChunkedDataReader

    headers = record.http_headers
    chunked = headers is not None and "chunked" in (headers.get_header("Transfer-Encoding") or "").lower()
    check_size(record.length or 0)
    data: bytes = (ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream).read(
        MAX_DOCUMENT + 1
    )
    check_size(len(data))
    told = (headers.get_header("Content-Encoding") if headers else None) or ""
    for coding in reversed([name.strip().lower() for name in told.split(",")]):
        data = _decoded(data, coding)
    return data


def _decoded(data: bytes, coding: str) -> bytes:
    """The data without a coding. Raises InputError for one that is not read.

    Many crawlers unpack what they keep and leave the header as it was.
    """
    if coding in ("identity", "") or (coding in _GZIP and not data.startswith(b"\x1f\x8b")):
        return data
    if coding in (*_GZIP, "deflate"):
        found = inflated(data)
        return data if found is None else found
    if html.is_page(data[: kinds.HEAD].decode("utf-8", "replace")):
        return data
    raise InputError(f"is compressed as {coding[:20]}, which is not read")
