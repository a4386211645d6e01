"""What a page states of itself: title, date, language, publisher, address; first as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from .. import titles
from ..fields import one_line, short_language
from . import blocks, jsonld
from .published import published

MAX_HEADINGS = 12
_LEVELS = ("h1", "h2", "h3")

_TITLES = ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title", "headline")
_PUBLISHERS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "citation_publisher")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title")
_LANGUAGES = ("content-language", "dc.language", "dcterms.language", "og:locale", "language")


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
    metas, shown = _metas(tree), _headings(tree)
    said = [(int(heading.tag[1]), one_line(blocks.words(heading)) or "") for heading in shown]
    headings = [(level, words) for level, words in said if 0 < len(words) <= titles.MAX_TITLE]
    top = one_line((tree.findtext(".//head/title") or "")[: titles.MAX_TITLE]) or ""
    own = [title for title in islice(_first(metas, _TITLES), len(_TITLES)) if len(title) <= titles.MAX_TITLE]
    places = list(_places(tree, metas, base))
    article = jsonld.article(
        (script.text or "" for script in tree.iter("script") if _is_json_ld(script)),
        [*(words for level, words in headings if level == 1), *own, top, *titles.parts(top)],
        lambda said: _is_here(said, places, base),
    )
    publisher = article.publisher or next(_first(metas, _PUBLISHERS), None)
    url = _url([*places, article.url or ""], base)
    logos = [blocks.words(heading) for heading in shown if _is_logo(heading, base)]
    sites = [*_first(metas, _SITES), *article.sites, *logos, publisher or ""]
    return Stated(
        title=titles.of_page([article.headline, *own], headings, top, sites),
        language=_language(tree, metas, article.language),
        published=published(tree, metas, article.published),
        publisher=None if _is_host(publisher, url or base) else one_line(publisher),
        url=url,
    )


def _headings(tree: Any) -> list[Any]:
    """The first headings that are shown, of the three highest levels, in their order."""
    found = list(islice(tree.iter(*_LEVELS), MAX_HEADINGS))
    shown = [h for h in found if not any(map(blocks.is_hidden, (h, *h.iterancestors())))]
    return shown or found  # a page that is hidden as a whole is shown by a script


def _is_logo(heading: Any, base: str | None) -> bool:
    """Whether a heading is a link to the first page of the site."""
    link = next(heading.iter("a"), None)
    said = ("" if link is None else link.get("href") or "").strip()
    whole = link is not None and blocks.words(link) == blocks.words(heading)
    url = address(said, base)
    return whole and (said in ("/", "./") or (url is not None and urlsplit(url).path in ("", "/")))


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


def _language(tree: Any, metas: dict[str, list[str]], article: str | None) -> str | None:
    """The language; none where the page contradicts itself, since then its text tells better."""
    roots = [root for root in (tree, tree.find("body")) if root is not None]
    own = next(filter(None, (root.get(key) for root in roots for key in ("lang", "xml:lang"))), None)
    said = short_language(article), short_language(own)
    if all(said) and said[0] != said[1]:
        return None
    return said[0] or said[1] or next(filter(None, map(short_language, _first(metas, _LANGUAGES))), None)


def _places(tree: Any, metas: dict[str, list[str]], base: str | None) -> Iterator[str]:
    """Where the page says that it stands, as addresses."""
    start = next((tag.get("href") for tag in tree.iter("base") if tag.get("href")), "")
    links = (link.get("href") or "" for link in tree.iter("link") if "canonical" in _rel(link))
    at = address(start, base) or base
    return filter(None, (address(said, at) for said in (*links, *metas.get("og:url", ())) if said.strip()))


def _is_here(said: str, places: Iterable[str], base: str | None) -> bool | None:
    """Whether an address is that of the page; None if it is none, or nothing tells where the page is."""
    known = [place for place in (*places, base) if place]
    url = address(said, base or next(iter(known), None))
    return any(_is_same(url, place) for place in known) if url is not None and known else None


def _is_same(url: str, other: str) -> bool:
    """Whether two addresses are of one page; a query of one alone may only say where a reader came from."""
    one, two = urlsplit(url), urlsplit(other)
    same = _site(url) == _site(other) and one.path.rstrip("/") == two.path.rstrip("/")
    return same and (one.query == two.query or not (one.query and two.query))


def _url(said: Iterable[str], base: str | None) -> str | None:
    """The first address. A page that came from a site may not say that it stands on another."""
    found = filter(None, (address(place, base) for place in said if place.strip()))
    return next((url for url in found if base is None or _site(url) == _site(base)), base)


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
