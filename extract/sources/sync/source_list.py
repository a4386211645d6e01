"""The list of sources in a TOML file: where releases come from, and what the sources do not say themselves.

[manners]
contact = "data@example.org"     # goes into the user agent
delay = 2.0                      # seconds between two requests to one host

[[source]]
name = "Region Tallvik"
url = "https://www.tallvik.example/nyheter/rss"   # a feed, sitemap, list of addresses or page
language = "sv"
publisher = "Region Tallvik"
match = "/nyheter/"              # only addresses in which this regular expression is found
since = "2024-01-01"             # nothing published earlier
kind = "feed"                    # or sitemap, list, page: refuse what is something else
limit = 500                      # at most so many new ones a visit
recheck = "1d"                   # look again at what is known, after so long

[[source]]
name = "inbox"
folder = "~/releases"            # as seen from this file; or mailbox = "mail.mbox", or imap = "imaps://user@host/INBOX"
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

from ...errors import InputError, UsageError
from ..fields import day, language_code, without_secret
from ..web.manners import Manners

_PLACES = ("url", "folder", "mailbox", "imap")
_SPAN = re.compile(r"(\d{1,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One source. Raises ValueError where a value cannot be."""

    name: str
    url: str | None = None
    folder: str | None = None
    mailbox: str | None = None
    imap: str | None = None
    language: str | None = None
    publisher: str | None = None
    encoding: str | None = None
    kind: Literal["feed", "sitemap", "list", "page"] | None = None
    match: str | None = None
    since: str | None = None
    limit: int | None = None
    recheck: str = "1d"

    def __post_init__(self) -> None:
        """Check what the types do not say."""
        if not self.name.strip() or len(self._places) != 1:
            raise ValueError(f"a source has a name and one of {', '.join(_PLACES)}")
        if self.limit is not None and self.limit < 1:
            raise ValueError("a limit is 1 or more")
        try:
            span(self.recheck)
            for check, value in ((language_code, self.language), (day, self.since), (re.compile, self.match)):
                if value is not None:
                    check(value)
        except (InputError, UsageError, re.error) as error:
            raise ValueError(str(error)) from None

    @property
    def place(self) -> str:
        """Where it is."""
        return self._places[0]

    @property
    def path(self) -> str:
        """Where it is among the files, or a pattern of such places; "~" is the user's own folder."""
        return os.path.expanduser(self.place)  # noqa: PTH111 (a pattern is no Path)

    @property
    def _places(self) -> list[str]:
        return [value for kind in _PLACES if (value := getattr(self, kind)) is not None]

    def matches(self, address: str) -> bool:
        """Whether the source wants what is at an address."""
        return self.match is None or re.search(self.match, address) is not None


class Behaviour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to behave towards servers: an address for complaints, seconds between requests."""

    contact: str | None = None
    delay: float | None = None


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: sources, and how to behave towards their servers."""

    source: tuple[Source, ...] = ()
    manners: Behaviour = Behaviour()

    def behaviour(self, *, allow_private: bool = False) -> Manners:
        """How the web is asked: as the file says, and at once where it is the user's own network."""
        said = self.manners
        delay = said.delay if said.delay is not None else 0.0 if allow_private else Manners().delay
        return Manners(contact=said.contact, delay=delay, allow_private=allow_private)


def read(path: Path) -> Listed:
    """The list in a file. Raises UsageError with the place that is wrong."""
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=Listed)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {' '.join(str(error).split())}") from None
    names = [source.name for source in found.source]
    if len(set(names)) < len(names):
        raise UsageError(f"{path}: two sources have one name")
    return msgspec.structs.replace(found, source=tuple(_seen_from(path.parent, s) for s in found.source))


def of_places(
    places: Sequence[str],
    *,
    language: str | None = None,
    publisher: str | None = None,
    since: str | None = None,
) -> Listed:
    """A list of places as a command line has them: addresses, folders, files. Raises UsageError."""

    def source(place: str) -> Source:
        scheme, _, rest = place.partition("://")
        kind = "folder" if not rest else "imap" if scheme.lower() in ("imap", "imaps") else "url"
        given: dict[str, Any] = {kind: place, "language": language, "publisher": publisher, "since": since}
        return Source(name=without_secret(place), **given)

    try:
        return Listed(tuple(map(source, dict.fromkeys(places))))
    except ValueError as error:
        raise UsageError(str(error)) from None


def _seen_from(folder: Path, source: Source) -> Source:
    """A source whose folder or mailbox is seen from the folder of the list, wherever that is read from."""
    near = {
        kind: str(folder / source.path) for kind in ("folder", "mailbox") if getattr(source, kind) is not None
    }
    return msgspec.structs.replace(source, **near)


def chosen(sources: Sequence[Source], names: Sequence[str]) -> list[Source]:
    """Those of these names; all if no name is given. Raises UsageError for a name that none has."""
    known = {source.name: source for source in sources}
    for name in names:
        if name not in known:
            raise UsageError(f"no source {name!r}; there are: {', '.join(known) or 'none'}")
    return [known[name] for name in names] or list(sources)


def span(text: str) -> timedelta:
    """A length of time: 90s, 15m, 12h, 7d. Raises UsageError.

    >>> span("15m")
    datetime.timedelta(seconds=900)
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no length of time: write it as 90s, 15m, 12h or 7d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
