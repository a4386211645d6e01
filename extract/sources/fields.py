"""What a source says of its release, checked; and what is said for it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import InputError, UsageError
from ..model import Release

MAX_ID = 500  # characters

Report = Callable[[str, InputError], None]  # what is wrong with something of that name

_SECRET = re.compile(r"(?<=://)[^/?#@\s]*@")
_DATE = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?")
_TIME = re.compile(r"[T ][0-9]{2}:[0-9]{2}.*", re.DOTALL)
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)
_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds where a source does not say it itself. Raises UsageError for a value that cannot be.

    >>> Defaults(language="sv", encoding="windows-1252").published is None
    True
    """

    language: str | None = None
    published: str | None = None
    publisher: str | None = None
    encoding: str | None = None  # of what is neither UTF-8 nor marked

    def __post_init__(self) -> None:
        try:
            for check, value in ((language_code, self.language), (day, self.published)):
                if value is not None:
                    check(value)
        except InputError as error:
            raise UsageError(str(error)) from None
        if self.encoding is not None:
            _check_encoding(self.encoding)


@dataclass(frozen=True, slots=True)
class Draft:
    """A release as its source states it: unchecked, and with gaps."""

    text: str
    id: str | None = None
    title: str | None = None
    language: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None


def release(draft: Draft, *, id: str, defaults: Defaults) -> Release:
    """The checked release, its gaps filled. Raises InputError that names the field that is wrong."""
    if not draft.text.strip():
        raise InputError("the text is empty")
    language = draft.language or defaults.language
    return Release(
        id=identifier(id),
        text=draft.text,
        language=language_code(language) if language else None,
        title=one_line(draft.title),
        published=day(draft.published) if draft.published else defaults.published,
        publisher=one_line(draft.publisher) or defaults.publisher,
        url=one_line(draft.url),
    )


def day(value: str) -> str:
    """The date as YYYY, YYYY-MM or YYYY-MM-DD, a time cut off. Raises InputError if it is no such date.

    >>> day("2024-06"), day("2024-06-19T10:00:00Z")
    ('2024-06', '2024-06-19')
    """
    match = _DATE.match(value)
    rest = value[match.end() :] if match else value
    if match is None or (rest and not (match[3] and _TIME.fullmatch(rest))) or not _exists(match):
        raise InputError(f"published must be a date as YYYY, YYYY-MM or YYYY-MM-DD, not {brief(value)}")
    return match[0]


def language_code(value: str) -> str:
    """The language as a two-letter code, without a country. Raises InputError.

    >>> language_code("SV"), language_code("sv-SE")
    ('sv', 'sv')
    """
    match = _CODE.fullmatch(value.strip().lower())
    if match is None:
        raise InputError(f"language must be a two-letter code such as sv or en, not {brief(value)}")
    return match[1]


def short_language(value: str | None) -> str | None:
    """The two letters that a tag of a language begins with.

    >>> short_language("sv-SE"), short_language("swedish")
    ('sv', None)
    """
    match = _LANGUAGE.fullmatch((value or "").strip())
    return match[1].lower() if match else None


def identifier(value: str) -> str:
    """The id as it is. Raises InputError if it is empty, too long, or cannot stand on one line."""
    if not value.strip():
        raise InputError("the id is empty")
    if len(value) > MAX_ID:
        raise InputError(f"the id is longer than {MAX_ID} characters: {brief(value)}")
    if any(unicodedata.category(character) == "Cc" for character in value):
        raise InputError(f"the id has control characters: {brief(value)}")
    return value


def one_line(value: str | None) -> str | None:
    """The words of the value in NFC with single spaces; None if there are none."""
    return unicodedata.normalize("NFC", " ".join((value or "").split())) or None


def brief(value: str) -> str:
    """The value quoted for a message: on one line, not long, and without a password."""
    value = without_secret(value)
    return encodable(repr(value if len(value) <= 40 else value[:39] + "…"))


def without_secret(value: str) -> str:
    """The value without the user names and passwords of the addresses in it.

    >>> without_secret("imaps://kim:x@mail.example/INBOX"), without_secret("kim@mail.example")
    ('imaps://mail.example/INBOX', 'kim@mail.example')
    """
    return _SECRET.sub("", value)


def at(source: str, name: str) -> str:
    """What something that a source has is called in messages.

    >>> at("press", "https://example.org/1"), at("https://example.org/rss", "https://example.org/rss")
    ('press: https://example.org/1', 'https://example.org/rss')
    """
    return name if name == source else f"{source}: {name}"


def encodable(value: str) -> str:
    """The value without lone surrogates, which no terminal or file takes."""
    return value.encode("utf-8", "replace").decode()


def shown(name: str) -> str:
    """The name as it can be printed on one line, without a password.

    >>> shown("two\\nlines.txt")
    'two�lines.txt'
    """
    name = without_secret(name)
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def _exists(match: re.Match[str]) -> bool:
    try:
        datetime.date.fromisoformat(f"{match[1]}{match[2] or '-01'}{match[3] or '-01'}")
    except ValueError:
        return False
    return True


def _check_encoding(name: str) -> None:
    """Python's codecs hold more than encodings of text (base64), so try it."""
    try:
        "a".encode(name).decode(name)
    except (LookupError, ValueError):
        raise UsageError(f"unknown encoding {brief(name)}: try windows-1252, iso-8859-1 or utf-16") from None
