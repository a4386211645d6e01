"""What a page states of itself: title, date, language, publisher, address; first as JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from ..errors import InputError
from . import jsonld
from .fields import day, one_line

MAX_TITLE = 400  # characters; what is longer is no title

_LANGUAGE = re.compile(r"\s*([a-z]{2})(?:[-_]|\s*$)", re.I)
_TITLES = ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title", "headline")
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "citation_publisher")
_LANGUAGES = ("content-language", "dc.language", "dcterms.language", "og:locale", "language")

# Where pages state when they were published, the plainest first. Trafilatura's own search is of no use here:
# it takes a date in the running text, the last change, or the 26th for "2024-06".
_PUBLISHED = (
    *("article:published_time", "og:published_time", "datepublished", "dcterms.issued", "dc.date.issued"),
    *("publishdate", "publish_date", "publish-date", "publication_date", "pubdate", "date", "dc.date"),
)
_PUBLISHED_WORD = re.compile(r"pubdate|publi|publé|pubbl|veröffentl|julkaistu", re.I)
_SEPARATOR = re.compile(r"\s+[|–—·•»:-]\s+")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states of itself, checked."""

    title: str | None = None
    language: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None


def stated(tree: Any, base: str | None) -> Stated:
    """What the page in an lxml tree, from the address `base` if one is known, states of itself."""
    metas = _metas(tree)
    headings = [one_line(heading.text_content()) or "" for heading in tree.iter("h1")]
    top = one_line(tree.findtext(".//head/title")) or ""
    own = next(_first(metas, _TITLES), None)
    scripts = (script.text or "" for script in tree.iter("script") if _is_json_ld(script))
    article = jsonld.article(scripts, [*headings, own or "", top, *_SEPARATOR.split(top)])
    publisher, url = (
        article.publisher or next(_first(metas, _PUBLISHERS), None),
        _url(tree, metas, article, base),
    )
    return Stated(
        title=_title(article.headline, own, headings, publisher),
        language=_language(tree, metas, article.language),
        published=_published(tree, metas, article.published),
        publisher=None if _is_host(publisher, url or base) else one_line(publisher),
        url=url,
    )


def _metas(tree: Any) -> dict[str, list[str]]:
    """What the meta elements say, by their names in lower case."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        names = (meta.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        name = next(filter(None, names), "").lower()
        found.setdefault(name, []).append(meta.get("content") or "")
    return found


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> Iterator[str]:
    return (content for name in names for content in metas.get(name, ()) if content.strip())


def _is_json_ld(script: Any) -> bool:
    return (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json"


def _title(headline: str | None, own: str | None, headings: list[str], site: str | None) -> str | None:
    """The headline, else what the page calls itself for others, without the name of the site.

    Where the only heading of the page says it without the site, or in full, it is the heading.
    """
    title = one_line(headline or own)
    if title is None or len(title) > MAX_TITLE:
        return None
    if len(headings) == 1 and 0 < len(headings[0]) <= MAX_TITLE and _same(title, headings[0]):
        return headings[0]
    *_, end = [None, *_SEPARATOR.finditer(title)]
    return title[: end.start()] if end and title[end.end() :] == one_line(site) else title


def _same(title: str, heading: str) -> bool:
    """Whether a title is the heading: cut short, or with the name of the site behind it."""
    one, other = title.casefold(), heading.casefold()
    cut = one.rstrip(".… ")
    return (
        other == one
        or (cut != one and other.startswith(cut))
        or (one.startswith(other) and _SEPARATOR.match(title[len(heading) :]) is not None)
    )


def _language(tree: Any, metas: dict[str, list[str]], article: str | None) -> str | None:
    """The language; none where the page contradicts itself, since then its text tells better."""
    said = _code(article), _code(tree.get("lang") or tree.get("xml:lang"))
    if all(said) and said[0] != said[1]:
        return None
    return said[0] or said[1] or next((code for code in map(_code, _first(metas, _LANGUAGES)) if code), None)


def _code(language: str | None) -> str | None:
    match = _LANGUAGE.match(language or "")
    return match[1].lower() if match else None


def _published(tree: Any, metas: dict[str, list[str]], article: str | None) -> str | None:
    """The first stated date that is one."""
    for date in (article or "", *_first(metas, _PUBLISHED), *_times(tree)):
        try:
            return day(date.strip())
        except InputError:
            continue
    return None


def _times(tree: Any) -> Iterator[str]:
    for time in tree.iter("time"):
        if _PUBLISHED_WORD.search(_around(time)):
            yield time.get("datetime") or ""


def _around(time: Any) -> str:
    """What says which time it is: its attributes, and the class and first words of the element around it."""
    parent = time.getparent()
    beside = [] if parent is None else [parent.get("class"), parent.text]
    return " ".join(filter(None, [*time.keys(), time.get("class"), time.get("itemprop"), *beside]))


def _url(tree: Any, metas: dict[str, list[str]], article: jsonld.Article, base: str | None) -> str | None:
    """The canonical address. A page that came from a site may not say that it stands on another."""
    links = (link.get("href") or "" for link in tree.iter("link") if "canonical" in _rel(link))
    for said in (*links, *metas.get("og:url", ()), article.url or ""):
        url = address(said, base)
        if url is not None and (base is None or _site(url) == _site(base)):
            return url
    return base


def _rel(link: Any) -> list[str]:
    return (link.get("rel") or "").lower().split()


def address(said: str, base: str | None = None) -> str | None:
    """What was said, as an address of the web, without fragment; None if it is none.

    >>> address("/nyheter/1#top", "https://norrsund.example/a"), address("javascript:alert(1)")
    ('https://norrsund.example/nyheter/1', None)
    """
    try:
        url = urldefrag(urljoin(base or "", said.strip())).url
        parts = urlsplit(url)
        plain = parts.username is None and not any(c.isspace() or not c.isprintable() for c in url)
    except ValueError:
        return None
    return url if plain and parts.scheme in ("http", "https") and parts.hostname else None


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _is_host(publisher: str | None, url: str | None) -> bool:
    """Whether what is called a publisher is only the name of a host."""
    name = (publisher or "").strip().lower()
    return bool(name) and bool(url) and _site(url or "").endswith(name.removeprefix("www."))
