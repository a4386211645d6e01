"""What feeds, sitemaps and lists hold: an address each, and what is stated of it."""

from __future__ import annotations

import datetime
import html
import re
from dataclasses import dataclass
from email.utils import parsedate_tz

from lxml import etree
from lxml import html as lxml_html

from ...errors import InputError
from ..fields import day, one_line

FIRST_YEAR = 1990  # earlier ones are the zero of some clock: 1970-01-01, 0001-01-01

# 2024/06/19 and 20240619, then 19.06.2024; 19/06/2024 may be of two months.
_OTHER_DAY = re.compile(r"(?:(\d{4})[/.]?(\d\d)[/.]?(\d\d)|(\d\d)\.(\d\d)\.(\d{4}))(?![\d.])", re.ASCII)

_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-z][^<>]*>|&#?\w+;", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is published at an address. Dates are YYYY-MM-DD in the zone that they are stated in."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    id: str | None = None  # by which its feed knows it
    language: str | None = None
    content: str | None = None  # all of it in HTML, where the feed gives it and not only a summary

    @property
    def latest(self) -> str | None:
        """The last date that is stated."""
        return max(filter(None, (self.published, self.updated)), default=None)


def stated_day(value: str | None) -> str | None:
    """The day that a date names, as it is written: no zone is changed for another.

    >>> stated_day("Wed, 19 Jun 2024 00:30:00 +0200"), stated_day("2024-06-19T23:30:00-05:00")
    ('2024-06-19', '2024-06-19')
    """
    value = (value or "").strip()
    match = _OTHER_DAY.match(value)
    parts = match.group(1, 2, 3) if match and match[1] else match.group(6, 5, 4) if match else (value,)
    try:
        found = day("-".join(parts))
    except InputError:
        found = _mail_day(value) or ""
    return found if found >= str(FIRST_YEAR) else None


def short_language(value: str | None) -> str | None:
    """The two letters that a tag of a language begins with.

    >>> short_language("sv-SE"), short_language("swedish")
    ('sv', None)
    """
    match = _LANGUAGE.fullmatch((value or "").strip())
    return match[1].lower() if match else None


def plain(title: str | None) -> str | None:
    """A title without the markup that it may hold, on one line.

    >>> plain("<b>Nytt</b> avtal f&ouml;r R&amp;D"), plain("a < b")
    ('Nytt avtal för R&D', 'a < b')
    """
    text = title or ""
    if _MARKUP.search(text):
        try:
            text = str(lxml_html.fragment_fromstring(text, create_parent="div").text_content())
        except (etree.LxmlError, ValueError):
            text = html.unescape(_MARKUP.sub(" ", text))
    return one_line(text)


def _mail_day(value: str) -> str | None:
    """The day of a date as in mail, which RSS takes over."""
    try:
        parts = parsedate_tz(value)
        return None if parts is None else datetime.date(*parts[:3]).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
