"""The bytes of a document → its release; of an archive or a mailbox, those of all that it holds."""

from __future__ import annotations

import gzip
import io
import logging
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from ..errors import InputError
from ..model import Release
from . import archive, confined, html, jsonl, kinds, mail, markdown, mbox, text, warc
from .fields import Defaults, Draft, release
from .kinds import Kind
from .limits import MAX_DOCUMENT, MAX_TEXT, Budget, Room, TooMuch, check_size
from .original import Original

log = logging.getLogger(__name__)

_TEXTS = ("text", "markdown", "html")
MAX_PIPED = 200_000_000  # bytes of a ZIP file that is piped in: it is read from its end

Result = tuple[str, Release | InputError]  # under its name


def releases(original: Original, defaults: Defaults) -> Iterator[Result]:
    """The releases in a document, each with its name for messages, or what is wrong there.

    >>> [(name, found.text) for name, found in releases(Original(b"Hej.", "a", "a.txt", ".txt"), Defaults())]
    [('a.txt', 'Hej.')]
    """
    return stored(_stream(original.data), original, defaults)


def stored(stream: io.BufferedReader, about: Original, defaults: Defaults) -> Iterator[Result]:
    """The releases in a stream, of which no container is taken into memory whole; `about` needs no data."""
    try:
        yield from _read(stream, about, defaults, Room(Budget()))
    except TooMuch as error:
        yield about.name, error


def _read(stream: io.BufferedReader, about: Original, defaults: Defaults, room: Room) -> Iterator[Result]:
    """The releases in a document that lies in so many containers. Raises TooMuch."""
    try:
        kind = kinds.kind(_head(stream), suffix=about.suffix, media_type=about.media_type)
        if not about.suffix and not about.media_type and jsonl.begins(stream):
            kind = "lines"
        if kind == "lines":
            yield from _lines(stream, about, defaults)
        elif kind in _CONTAINERS:
            yield from _CONTAINERS[kind](stream, about, defaults, room)
        else:
            limit = MAX_TEXT if kind in _TEXTS else MAX_DOCUMENT
            yield about.name, _release(_whole(stream, about, limit), kind, defaults)
    except TooMuch:
        raise
    except InputError as error:
        yield about.name, error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield about.name, InputError(f"is damaged: {error}")
    except OSError as error:
        yield about.name, InputError(f"cannot be read: {error.strerror or error}")
    except Exception as error:  # whatever a document does to a library, it is that one that cannot be read
        log.debug("%s", about.name, exc_info=True)
        yield about.name, InputError(f"cannot be read: {type(error).__name__}")


def _stream(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(cast(io.RawIOBase, io.BytesIO(data)))


def _head(stream: io.BufferedReader) -> bytes:
    return stream.peek(kinds.HEAD)[: kinds.HEAD]


def _whole(stream: BinaryIO, about: Original, limit: int = MAX_DOCUMENT) -> Original:
    """The document with its bytes. Raises InputError if there are too many."""
    data = stream.read(limit + 1)
    check_size(len(data), limit)
    return replace(about, data=data)


def _release(original: Original, kind: Kind, defaults: Defaults) -> Release:
    """The release in one document. Raises InputError."""
    draft = (
        confined.read(kind, original.data) if kind in ("pdf", "docx") else _written(original, kind, defaults)
    )
    return _checked(draft, original, defaults)


def _checked(draft: Draft, original: Original, defaults: Defaults) -> Release:
    """The release of a draft, with what its source knows of it. Raises InputError."""
    found = release(draft, id=original.id if draft.id is None else draft.id, defaults=defaults)
    return replace(found, url=found.url or original.url, original_sha256=original.sha256)


def _written(original: Original, kind: Kind, defaults: Defaults) -> Draft:
    """What a text says, a page or one in Markdown. Raises InputError."""
    data = original.data
    declared = (*text.declared(original.charset), *html.charsets(data), *filter(None, [defaults.encoding]))
    told = "text" in (kinds.SUFFIXES.get(original.suffix), kinds.MEDIA_TYPES.get(original.media_type or ""))
    begins = html.is_document if told else html.is_page  # what is called a text may begin with a tag
    is_page = kind == "html" or (kind == "text" and begins(data[: kinds.HEAD].decode("latin-1")))
    words = text.clean((text.decode_loosely if is_page else text.decode)(data, declared))
    if not words.strip():
        raise InputError("holds only white space" if data else "is empty")
    if is_page or (kind == "text" and begins(words)):
        return html.draft(words, original.url)
    return markdown.draft(words) if kind == "markdown" else text.draft(words)


# --- containers ---


def _members(
    members: Iterator[tuple[str, Original | InputError]], defaults: Defaults, room: Room
) -> Iterator[Result]:
    """The releases in all that a container holds. Raises TooMuch."""
    inside = room.inside()
    for name, member in members:
        if isinstance(member, InputError):
            yield name, member
            continue
        room.budget.take(len(member.data))
        yield from _read(_stream(member.data), member, defaults, inside)


def _lines(stream: io.BufferedReader, about: Original, defaults: Defaults) -> Iterator[Result]:
    for number, draft in jsonl.drafts(stream, defaults.encoding):
        yield f"{about.name}:{number}", _line(draft, defaults)


def _line(draft: Draft | InputError, defaults: Defaults) -> Release | InputError:
    if isinstance(draft, InputError):
        return draft
    try:
        return release(draft, id=draft.id or "", defaults=defaults)
    except InputError as error:
        return error


def _zip(stream: io.BufferedReader, about: Original, defaults: Defaults, room: Room) -> Iterator[Result]:
    seekable = stream if stream.seekable() else io.BytesIO(stream.read(MAX_PIPED))
    with archive.opened(cast(BinaryIO, seekable)) as packed:
        if archive.is_docx(packed):
            seekable.seek(0)
            yield about.name, _release(_whole(cast(BinaryIO, seekable), about), "docx", defaults)
        else:
            yield from _members(archive.members(packed, about), defaults, room)


def _gzip(stream: io.BufferedReader, about: Original, defaults: Defaults, room: Room) -> Iterator[Result]:
    inner = replace(about, suffix=about.suffix.removesuffix(".gz"), media_type=None)
    yield from _read(archive.unpacked(stream), inner, defaults, room.inside())


def _mail(stream: io.BufferedReader, about: Original, defaults: Defaults, room: Room) -> Iterator[Result]:
    original = _whole(stream, about)
    found = mail.read(original, defaults)
    if found.draft is not None:
        yield about.name, _checked(found.draft, original, defaults)
    if found.attached:
        named = ((attached.name, attached) for attached in found.attached)
        yield from _members(named, defaults, room)


def _mbox(stream: io.BufferedReader, about: Original, defaults: Defaults, room: Room) -> Iterator[Result]:
    yield from _members(mbox.members(stream, about), defaults, room)


def _warc(stream: io.BufferedReader, about: Original, defaults: Defaults, room: Room) -> Iterator[Result]:
    yield from _members(warc.members(stream, about), defaults, room)


_Reader = Callable[[io.BufferedReader, Original, Defaults, Room], Iterator[Result]]
_CONTAINERS: dict[Kind, _Reader] = {
    "zip": _zip,
    "gzip": _gzip,
    "mail": _mail,
    "mbox": _mbox,
    "warc": _warc,
}
