"""ZIP and gzip → what they hold. Nothing is written to disk, and nothing unpacks to more than it may."""

from __future__ import annotations

import gzip
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from ..errors import InputError
from .fields import encodable, shown
from .kinds import SUFFIXES
from .limits import MAX_DOCUMENT, MAX_MEMBERS, TooMuch, check_ratio, check_size
from .original import Original

DIRECTORY = 500  # bytes that the directory of a ZIP has for a member, at most
GAUGED = 100_000_000  # bytes out of a gzip file, from which on it is looked at what went in

UNIX = 3  # the system that a member of a ZIP was made on

_DRIVE = re.compile(r"[A-Za-z]:$")
_END = struct.Struct("<4s4H2LH")  # the end of the directory
_OFFICE = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "is an Excel file: save it as text, or the text as DOCX",
    "ppt/presentation.xml": "is a PowerPoint file: save it as PDF",
    "content.xml": "is an OpenDocument file: save it as DOCX or PDF",
    "META-INF/container.xml": "is an e-book: save it as HTML or PDF",
}


def opened(stream: BinaryIO) -> zipfile.ZipFile:
    """A ZIP file. Raises InputError."""
    try:
        _check_directory(stream)
        return zipfile.ZipFile(stream)
    except InputError:
        raise
    except Exception as error:  # zipfile lets more than BadZipFile out: struct.error, ValueError …
        raise InputError(f"is a damaged ZIP file: {error}") from None


def is_docx(packed: zipfile.ZipFile) -> bool:
    """Whether the ZIP file is a Word document. Raises InputError for those of other programs."""
    names = set(packed.namelist())
    if "content.xml" in names and "mimetype" not in names:
        names.discard("content.xml")
    found = next((what for name, what in _OFFICE.items() if name in names), None)
    if found not in (None, "docx"):
        raise InputError(str(found))
    return found == "docx"


def members(packed: zipfile.ZipFile, holder: Original) -> Iterator[tuple[str, Original | InputError]]:
    """The files of known formats in a ZIP file, nothing hidden, by name, or what is wrong with them."""
    for info in sorted(packed.infolist(), key=_name):
        called = _name(info)
        path = _path(called)
        if called.endswith(("/", "\\")) or not suffix(path.name) or any(map(_is_hidden, path.parts)):
            continue
        name = f"{holder.name}/{path}"
        try:
            data, ending = _read(packed, info), suffix(path.name)
            id = f"{holder.id}/{str(path)[: -len(ending)]}"
            yield name, Original(data, id, name, ending)
        except InputError as error:
            yield name, error


def suffix(name: str) -> str:
    """The known suffix that a name ends in, with ".gz" if it has that too; or nothing.

    >>> suffix("a.HTML"), suffix("a.warc.gz"), suffix("a.png")
    ('.html', '.warc.gz', '')
    """
    packed = ".gz" if name.lower().endswith(".gz") else ""
    ending = PurePosixPath(name.lower().removesuffix(".gz")).suffix
    return ending + packed if ending in SUFFIXES else ""


def unpacked(stream: BinaryIO) -> io.BufferedReader:
    """What a gzip file holds. Reading it raises InputError, where it is made to fill memory."""
    return io.BufferedReader(_Gauge(stream))


def inflated(data: bytes) -> bytes | None:
    """What a server has compressed, with or without a header; None if it is not. Raises InputError.

    >>> inflated(zlib.compress(b"Hej")), inflated(b"<p>Hej")
    (b'Hej', None)
    """
    for bits in (47, -15):
        inflater = zlib.decompressobj(bits)
        try:
            found = inflater.decompress(data, MAX_DOCUMENT + 1)
        except zlib.error:
            continue
        check_size(len(found))
        if inflater.eof or (found and bits > 0):  # without a header almost anything can begin so
            return found
    return None


class _Gauge(io.RawIOBase):
    """What a gzip file holds, as a raw stream that counts."""

    def __init__(self, stream: BinaryIO) -> None:
        self._packed, self._count = stream, 0
        self._file = gzip.GzipFile(fileobj=stream)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read1(len(buffer))  # or what is whole before a damage would be lost
        buffer[: len(data)] = data
        self._count += len(data)
        if self._count > GAUGED:
            check_ratio(self._packed.tell(), self._count)
        return len(data)


def _check_directory(stream: BinaryIO) -> None:
    """Raises InputError for a directory that is longer than that of a ZIP file which is read may be."""
    stream.seek(0, io.SEEK_END)
    stream.seek(max(0, stream.tell() - (1 << 16) - _END.size))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and len(tail) - at >= _END.size and _END.unpack_from(tail, at)[5] > MAX_MEMBERS * DIRECTORY:
        raise TooMuch(f"holds more than {MAX_MEMBERS:,} files: split it")


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member, by whatever rule it is written; many programs do not say by which."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = _decoded(name.encode("cp437"), unix=info.create_system == UNIX)
        except UnicodeError:
            name = info.filename
    return encodable(shown(name))


def _decoded(name: bytes, *, unix: bool) -> str:
    """A name in UTF-8, else in the old encoding in which all its letters are letters as we write them.

    >>> _decoded("Luleå".encode("latin-1"), unix=False), _decoded("Luleå".encode("cp437"), unix=False)
    ('Luleå', 'Luleå')
    """
    old = ("windows-1252", "cp437", "cp850") if unix else ("cp437", "windows-1252", "cp850")
    for encoding in ("utf-8", *old):
        try:
            found = name.decode(encoding)
        except UnicodeError:
            continue
        if encoding == "utf-8" or all(map(_is_plain, found)):
            return found
    return name.decode("cp437")


def _is_plain(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN ")


def _path(name: str) -> PurePosixPath:
    """A name as a path below the archive, whatever it says.

    >>> _path("../a/./b.txt"), _path("C:/b.txt"), _path("/etc/b.txt")
    (PurePosixPath('a/b.txt'), PurePosixPath('b.txt'), PurePosixPath('etc/b.txt'))
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return PurePosixPath(
        *(part for part in parts if part not in ("..", "/", "//") and not _DRIVE.match(part))
    )


def _is_hidden(part: str) -> bool:
    return part.startswith((".", "__MACOSX"))


def _read(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member. Raises InputError."""
    if info.flag_bits & 1:
        raise InputError("is locked by a password: unpack it")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError("is packed in a way that is not read: unpack it")
    check_size(info.file_size)
    check_ratio(info.compress_size, info.file_size)
    try:
        with packed.open(info) as file:
            data = file.read(MAX_DOCUMENT + 1)
    except Exception as error:  # zipfile lets whatever out: BadZipFile, zlib.error, EOFError …
        raise InputError(f"is damaged in its archive: {type(error).__name__}") from None
    check_size(len(data))
    return data
