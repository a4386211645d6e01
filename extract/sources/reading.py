"""Sources → releases, and how many there seem to be."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from ..errors import InputError
from ..model import Release
from . import documents, jsonl
from .fields import Defaults
from .files import File, Report, find, is_regular
from .kinds import SUFFIXES
from .original import Original

_NONE = Defaults()
_MANY = ("zip", "mbox", "warc")  # how much is in them only reading can tell


def read(sources: Iterable[str], *, defaults: Defaults = _NONE, on_error: Report) -> Iterator[Release]:
    """The releases of files, folders, glob patterns and "-" (standard input), one at a time.

    What cannot be read goes to `on_error` under its name, a line of JSONL with its number; the rest goes on.
    """
    seen: dict[str, str] = {}
    for source in sources:
        for file in find(source, on_error):
            for name, result in _results(file, defaults):
                if isinstance(result, InputError):
                    on_error(name, result)
                elif result.original_sha256 is None:  # a line of JSONL
                    seen[result.id] = result.sha256
                    yield result  # an id that comes again is the user's own replacement
                elif fresh := _fresh(result, seen):
                    yield fresh


def count(sources: Iterable[str]) -> int | None:
    """How many releases the sources seem to hold; None if only reading them can tell."""
    files = [file for source in sources for file in find(source, _ignore)]
    if not all(is_regular(file) and SUFFIXES.get(file.suffix) not in _MANY for file in files):
        return None
    return sum(_count(file) if SUFFIXES.get(file.suffix) == "lines" else 1 for file in files)


def _results(file: File, defaults: Defaults) -> Iterator[documents.Result]:
    try:
        with file.open() as stream:
            yield from documents.stored(stream, Original(b"", file.id, file.name, file.suffix), defaults)
    except InputError as error:
        yield file.name, error


def _fresh(found: Release, seen: dict[str, str]) -> Release | None:
    """The release, its id made one of its own; None if the run has it already."""
    if seen.get(found.id, found.sha256) != found.sha256:
        found = replace(found, id=f"{found.id}-{found.sha256[:8]}")
    if found.id in seen:
        return None
    seen[found.id] = found.sha256
    return found


def _count(file: File) -> int:
    with suppress(InputError, OSError, EOFError, zlib.error), file.open() as stream:
        return jsonl.count(stream)
    return 0


def _ignore(_name: str, _error: InputError) -> None:
    """Counting reports nothing: reading will."""
