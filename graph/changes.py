"""What is new since a day: releases that came in, with what they say; as lines or as an Atom feed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from pyoxigraph import NamedNode, QuerySolutions

from ..extract.errors import UsageError
from .dates import bounds
from .store import Store
from .why import Reason, reason

ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RELEASES = """
SELECT ?release ?id ?title ?ingested ?published ?url ?original WHERE {{
  ?release a iv:Release ; dcterms:identifier ?id ; iv:ingested ?ingested .
  OPTIONAL {{ ?release dcterms:title ?title }}
  OPTIONAL {{ ?release dcterms:issued ?published }}
  OPTIONAL {{ ?release dcterms:source ?url }}
  OPTIONAL {{ ?release iv:nearDuplicateOf/dcterms:identifier ?original }}
  FILTER(?ingested >= "{since}T00:00:00Z"^^xsd:dateTime)
}}
"""
_CLAIMS = "SELECT ?claim {{ ?claim prov:wasDerivedFrom {release} ; a iv:Claim }}"


@dataclass(frozen=True, slots=True)
class News:
    """A release that came in, and its claims."""

    release: str
    id: str
    title: str
    ingested: str
    published: str | None
    url: str | None
    duplicate_of: str | None
    reasons: tuple[Reason, ...]


def news(store: Store, since: str) -> list[News]:
    """The releases whose text came in on a day or later, the oldest first. Raises UsageError."""
    answer = store.query(_RELEASES.format(since=first_day(since)))
    assert isinstance(answer, QuerySolutions)
    found = []
    for row in list(answer):
        text = {name: row[name].value if row[name] is not None else None for name in _COLUMNS}
        found.append(
            News(
                row["release"].value,
                text["id"] or "",
                text["title"] or text["id"] or "",
                text["ingested"] or "",
                text["published"],
                text["url"],
                text["original"],
                tuple(_claims(store, row["release"])),
            )
        )
    return sorted(found, key=lambda item: (item.ingested, item.published or "", item.id))


def first_day(since: str) -> str:
    """The day that a date begins with. Raises UsageError.

    >>> first_day("2024-06")
    '2024-06-01'
    """
    first, _ = bounds(since)
    if first is None:
        raise UsageError(f"--since {since!r}: write the day as 2024-06-14")
    return first


_COLUMNS = ("id", "title", "ingested", "published", "url", "original")


def _claims(store: Store, release: NamedNode) -> Iterator[Reason]:
    answer = store.query(_CLAIMS.format(release=release))
    assert isinstance(answer, QuerySolutions)
    reasons = [reason(store, row["claim"]) for row in answer]
    yield from sorted(reasons, key=lambda r: (r.sentences[0].start if r.sentences else 0, r.claim))


def atom(items: Iterable[News], *, title: str = "valleygraph") -> bytes:
    """An Atom feed of news (RFC 4287), the newest first."""
    ET.register_namespace("", ATOM)
    entries = list(items)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", "https://w3id.org/innovation-valley/feed")
    _add(feed, "title", title)
    _add(feed, "updated", max((item.ingested for item in entries), default="1970-01-01T00:00:00Z"))
    author = ET.SubElement(feed, f"{{{ATOM}}}author")
    _add(author, "name", "valleygraph")
    for item in reversed(entries):
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _add(entry, "id", item.release)
        _add(entry, "title", item.title)
        _add(entry, "updated", item.ingested)
        if item.url:
            ET.SubElement(entry, f"{{{ATOM}}}link", href=_clean(item.url))
        lines = [
            f"{each.told}\n“{' '.join(s.text.split())}”" for each in item.reasons for s in each.sentences[:1]
        ]
        _add(entry, "content", "\n\n".join(lines), type="text")
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{tag}", attributes).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
