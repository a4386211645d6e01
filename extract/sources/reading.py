"""Sources → releases, and how many there seem to be."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from ..errors import InputError
from ..model import Release
from . import html, jsonl, markdown, text
from .fields import Defaults, Draft, release
from .files import LINES, File, Report, find, is_regular

MAX_DOCUMENT = 5_000_000  # bytes; no press release is that large

_DRAFTS: dict[str, Callable[[str], Draft]] = {
    ".txt": text.draft,
    ".md": markdown.draft,
    ".markdown": markdown.draft,
    ".html": html.draft,
    ".htm": html.draft,
}

_NONE = Defaults()

Result = tuple[int | None, Release | InputError]  # with the number of the line, if it has one


def read(sources: Iterable[str], *, defaults: Defaults = _NONE, on_error: Report) -> Iterator[Release]:
    """The releases of files, folders, glob patterns and "-" (standard input), one at a time.

    What cannot be read goes to `on_error` under its name, a line of JSONL with its number; the rest goes on.
    """
    seen: dict[str, str] = {}
    for source in sources:
        for file in find(source, on_error):
            for line, result in _results(file, defaults):
                if isinstance(result, InputError):
                    on_error(file.name if line is None else f"{file.name}:{line}", result)
                elif line is not None:
                    seen[result.id] = result.sha256
                    yield result  # an id that comes again is the user's own replacement
                elif fresh := _fresh(result, seen):
                    yield fresh


def count(sources: Iterable[str]) -> int | None:
    """How many releases the sources seem to hold; None if only reading them can tell."""
    files = [file for source in sources for file in find(source, _ignore)]
    if not all(is_regular(file) for file in files):
        return None
    return sum(_count(file) if file.suffix in LINES else 1 for file in files)


def _results(file: File, defaults: Defaults) -> Iterator[Result]:
    try:
        with file.open() as stream:
            if file.suffix in LINES or (not file.suffix and jsonl.begins(stream)):
                for number, draft in jsonl.drafts(stream, defaults.encoding):
                    yield number, _checked(draft, defaults)
            else:
                yield None, _document(file, stream, defaults)
    except InputError as error:
        yield None, error
    except OSError as error:
        yield None, InputError(f"cannot be read: {error.strerror or error}")


def _checked(draft: Draft | InputError, defaults: Defaults) -> Release | InputError:
    if isinstance(draft, InputError):
        return draft
    try:
        return release(draft, id=draft.id or "", defaults=defaults)
    except InputError as error:
        return error


def _document(file: File, stream: io.BufferedReader, defaults: Defaults) -> Release:
    """The release in a file that is one document. Raises InputError."""
    data = stream.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        raise InputError("larger than 5 MB: split it or use JSONL")
    text.check_format(data)
    encodings = (*html.charsets(data), *filter(None, [defaults.encoding]))
    words = text.clean(text.decode(data, encodings))
    if not words.strip():
        raise InputError("holds only white space" if data else "is empty")
    other = html.draft if html.is_page(words) else text.draft
    draft = _DRAFTS.get(file.suffix, other)(words)
    return release(draft, id=file.id if draft.id is None else draft.id, defaults=defaults)


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
