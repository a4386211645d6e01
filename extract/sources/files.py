"""The files that a source stands for."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from .archive import suffix, unpacked
from .fields import Report, encodable, shown
from .kinds import SUFFIXES

_URL = re.compile(r"https?://", re.IGNORECASE)
_PATTERN = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class File:
    """One file, or standard input, and the id of the release in it that has none of its own."""

    path: Path | None
    id: str = "stdin"

    @property
    def name(self) -> str:
        """For messages, on one line."""
        return "stdin" if self.path is None else shown(str(self.path))

    @property
    def suffix(self) -> str:
        """The known suffix that its name ends in, without ".gz", or nothing."""
        return "" if self.path is None else suffix(self.path.name).removesuffix(".gz")

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        """Its bytes, unpacked. Raises InputError if it cannot be opened."""
        if self.path is None:
            yield _stdin()
            return
        try:
            stream = self.path.open("rb")
        except OSError as error:
            raise InputError(_reason(self.path, error)) from None
        with stream:
            packed = self.path.name.lower().endswith(".gz")
            yield unpacked(stream) if packed and self.suffix else stream


def find(source: str, on_error: Report, *, may_be_empty: bool = False) -> Iterator[File]:
    """The files that a name, folder, glob pattern or "-" stands for; whether they can be read shows later."""
    if source == "-":
        yield File(None)
    elif not source.strip() or "\0" in source:
        on_error(shown(source), InputError("is no name of a file"))
    else:
        yield from _find(Path(source), on_error, may_be_empty=may_be_empty)


def is_address(source: str) -> bool:
    """Whether a source is on the web."""
    return _URL.match(source) is not None


def is_regular(file: File) -> bool:
    """Whether reading the file takes nothing away: it is neither standard input nor a pipe."""
    status = None if file.path is None else _status(file.path)
    return status is not None and stat.S_ISREG(status.st_mode)


def _find(path: Path, on_error: Report, *, may_be_empty: bool) -> Iterator[File]:
    status = _status(path)
    if status is not None and stat.S_ISDIR(status.st_mode):
        yield from _folder(path, on_error, may_be_empty=may_be_empty)
    elif status is None and _PATTERN.search(str(path)):
        yield from _glob(path, on_error)
    else:
        yield File(path, _id(_stem(path)))


def _folder(folder: Path, on_error: Report, *, may_be_empty: bool) -> Iterator[File]:
    empty = True
    for path in _walk(folder, on_error):
        empty = False
        yield File(path, _id(path.relative_to(folder).with_name(_stem(path)).as_posix()))
    if empty and not may_be_empty:
        known = ", ".join(SUFFIXES)
        on_error(shown(str(folder)), InputError(f"no file to read in this folder (read are {known})"))


def _walk(folder: Path, on_error: Report) -> Iterator[Path]:
    """Files of known suffixes, by name, nothing hidden; each folder once, so that no link makes a loop."""
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        status = _status(path)
        if status is not None and stat.S_ISDIR(status.st_mode):
            if (status.st_dev, status.st_ino) not in seen:
                seen.add((status.st_dev, status.st_ino))
                waiting += sorted(_children(path, on_error), reverse=True)
        elif suffix(path.name) and (status is None or stat.S_ISREG(status.st_mode)):
            yield path


def _children(folder: Path, on_error: Report) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        on_error(shown(str(folder)), InputError(_reason(folder, error)))
        return []


def _glob(pattern: Path, on_error: Report) -> Iterator[File]:
    """The files that the pattern matches; pathlib's glob does not follow linked folders, so it ends."""
    parts = pattern.parts
    plain = next(number for number, part in enumerate(parts) if _PATTERN.search(part))
    base, rest = Path(*parts[:plain]), os.path.join(*parts[plain:])  # noqa: PTH118 (a Path would lose "**/")
    try:
        matches = sorted(path for path in base.glob(rest) if path.is_file())
    except (OSError, ValueError) as error:
        on_error(shown(str(pattern)), InputError(f"is no pattern: {error}"))
        return
    found = [path for path in matches if _visible(path.relative_to(base), rest)]
    if not found:
        on_error(shown(str(pattern)), InputError("not found: no file matches this pattern"))
    yield from (File(path, _id(_stem(path))) for path in found)


def _visible(path: Path, pattern: str) -> bool:
    asked = any(part.startswith(".") for part in Path(pattern).parts)
    return asked or not any(part.startswith(".") for part in path.parts)


def _stem(path: Path) -> str:
    """The name without its suffix."""
    ending = suffix(path.name)
    return path.name[: -len(ending)] if ending and len(path.name) > len(ending) else path.stem


def _id(name: str) -> str:
    """In NFC, since macOS and Linux spell one name differently."""
    return unicodedata.normalize("NFC", encodable(name))


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _reason(path: Path, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, FileNotFoundError):
        return "is a broken link" if path.is_symlink() else "not found"
    return f"cannot be read: {error.strerror or error}"


def _stdin() -> io.BufferedReader:
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise InputError("there is no standard input")
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
