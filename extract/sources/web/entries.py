"""What feeds, sitemaps and lists hold: an address each, and what is stated of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from ..fields import one_line

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
