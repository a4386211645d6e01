"""Sources → releases, and how many there seem to be."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import InputError
from ..model import Release
from . import documents, jsonl
from .fields import Defaults, Report, shown
from .files import File, find, is_address, is_regular
from .kinds import SUFFIXES
from .original import Original

if TYPE_CHECKING:
    from .web import Entry, Manners

_NONE = Defaults()
_MANY = ("zip", "mbox", "warc")  # how much is in them only reading can tell


def read(
    sources: Iterable[str],
    *,
    defaults: Defaults = _NONE,
    manners: Manners | None = None,
    on_error: Report,
) -> Iterator[Release]:
    """The releases of files, folders, glob patterns, web addresses and "-" (standard input), one at a time.

    An address may be that of a page, a document, a feed, a sitemap or a list of addresses; `manners` say how
    the web is asked. What cannot be read goes to `on_error` under its name, a line of JSONL with its number;
    the rest goes on.
    """
    seen: dict[str, str] = {}
    for source in sources:
        found = (
            _from_web(source, defaults, manners, on_error)
            if is_address(source)
            else (result for file in find(source, on_error) for result in results(file, defaults))
        )
        for name, result in found:
            if isinstance(result, InputError):
                on_error(name, result)
            elif result.original_sha256 is None:  # a line of JSONL
                seen[result.id] = result.sha256
                yield result  # an id that comes again is the user's own replacement
            elif fresh := _fresh(result, seen):
                yield fresh


def _from_web(
    url: str, defaults: Defaults, manners: Manners | None, on_error: Report
) -> Iterator[documents.Result]:
    """The releases at an address, or at those that it lists."""
    from .sync import pages
    from .web import Web, items

    stated: dict[str, Entry] = {}

    def addresses() -> Iterator[str]:
        for entry in items(web, url, on_error=on_error):
            stated[entry.url] = entry
            yield entry.url

    with Web(manners) as web:
        try:
            for address, page in web.fetch_all(addresses()):
                entry = stated.pop(address)
                if isinstance(page, InputError):
                    yield address, page
                else:
                    yield from pages.releases(pages.original(page), _stated(entry, defaults))
        except InputError as error:
            yield shown(url), error


def _stated(entry: Entry, defaults: Defaults) -> Defaults:
    """What holds for a page: what the user says, else what its feed does."""
    return replace(
        defaults,
        language=defaults.language or entry.language,
        published=defaults.published or entry.published,
    )


def count(sources: Iterable[str]) -> int | None:
    """How many releases the sources seem to hold; None if only reading them can tell."""
    sources = list(sources)
    if any(map(is_address, sources)):
        return None
    files = [file for source in sources for file in find(source, _ignore)]
    if not all(is_regular(file) and SUFFIXES.get(file.suffix) not in _MANY for file in files):
        return None
    return sum(_count(file) if SUFFIXES.get(file.suffix) == "lines" else 1 for file in files)


def results(file: File, defaults: Defaults) -> Iterator[documents.Result]:
    """The releases in a file, each with its name for messages, or what is wrong there."""
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
