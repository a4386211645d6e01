"""JSON Lines → drafts, one release a line; a bad line costs that line only."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator

import msgspec

from ..errors import InputError
from .fields import Draft
from .text import check_format, decode, mark

MAX_LINE = 5_000_000  # bytes

_BLANK = b" \t\r\n" + codecs.BOM_UTF8
_DECODER = msgspec.json.Decoder(Draft)


def drafts(stream: io.BufferedReader, encoding: str | None) -> Iterator[tuple[int, Draft | InputError]]:
    """What each line holds, or what is wrong with it, with its number. One line at a time is in memory.

    Raises InputError where the stream is none of such lines, or cannot be read on.
    """
    number, found = 0, False
    try:
        for number, line in enumerate(_lines(stream, encoding), 1):
            if line.strip(_BLANK):
                yield number, _draft(line, encoding)
                found = True
    except (EOFError, UnicodeError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"is damaged after line {number}: {error}") from None
    if not found:
        raise InputError("holds only white space" if number else "is empty")


def begins(stream: io.BufferedReader) -> bool:
    """Whether the stream begins as a JSON object; nothing of it is used up."""
    head = stream.peek(4096)
    return head.decode(mark(head) or "utf-8", "ignore").lstrip().startswith("{")


def count(stream: io.BufferedReader) -> int:
    """The number of lines, the last one with or without its end."""
    lines, last = 0, b"\n"
    while chunk := stream.read(1 << 20):
        lines, last = lines + chunk.count(b"\n"), chunk[-1:]
    return lines + (last != b"\n")


def _lines(stream: io.BufferedReader, encoding: str | None) -> Iterator[bytes]:
    """The lines in UTF-8; in UTF-16 and UTF-32 the byte of a line end is part of other characters too."""
    head = stream.peek(64)[:64]
    check_format(head)
    wide = mark(head) or (encoding if b"\0" in head else None)
    if wide is None or wide == "utf-8-sig":
        yield from _split(stream.readline)
        return
    text = io.TextIOWrapper(stream, wide, newline="\n")
    try:
        yield from _split(lambda size: text.readline(size).encode())
    finally:
        text.detach()  # or it would close the stream


def _split(readline: Callable[[int], bytes]) -> Iterator[bytes]:
    """Line by line; of one that is too long no more than is needed to see that."""
    while line := readline(MAX_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = readline(MAX_LINE)


def _draft(line: bytes, encoding: str | None) -> Draft | InputError:
    try:
        return _parse(line, encoding)
    except InputError as error:
        return error


def _parse(line: bytes, encoding: str | None) -> Draft:
    if len(line.rstrip(b"\r\n")) > MAX_LINE:
        raise InputError("the line is larger than 5 MB")
    if line.strip() in (b"{", b"["):
        raise InputError("is JSON over several lines: write one release a line")
    try:
        draft = _DECODER.decode(decode(line, [encoding] if encoding else []))
    except RecursionError:
        raise InputError("not a release: nested too deeply") from None
    except msgspec.ValidationError as error:
        raise InputError(f"not a release: {error}") from None
    except msgspec.DecodeError as error:
        raise InputError(f"not JSON: {error}") from None
    if draft.id is None:
        raise InputError("not a release: Object missing required field `id`")
    return draft
