"""What a page states of itself as JSON-LD: the article among the objects, not the site or its owner."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...model import folded
from ..fields import one_line

MAX_SCRIPT = 1_000_000  # characters
MAX_OBJECTS = 2_000

_ARTICLES = ("PressRelease", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "Article")
_ALSO = ("BlogPosting", "SocialMediaPosting", "Report", "AdvertiserContentArticle", "TechArticle", "WebPage")
_RANKS = {name: rank for rank, name in enumerate((*_ARTICLES, *_ALSO))}
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_ORGANISATIONS = ("Corporation", "CollegeOrUniversity", "EducationalOrganization", "GovernmentOffice", "NGO")
_TAG = re.compile(r"<[^>]{0,200}>")
_LOCAL = re.compile(r"[/#:]")  # before the name of a class in its vocabulary
_COMMA_TOO_MUCH = re.compile(r'("(?:[^"\\]|\\.)*+")|,(?=\s*+[]}])', re.DOTALL)
AS_LONG = 15  # characters of a title in a longer one, for both to be the same

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """What an article says of itself; unchecked."""

    headline: str | None = None
    published: tuple[str, ...] = ()
    language: str | None = None
    publisher: str | None = None
    url: str | None = None
    sites: tuple[str, ...] = ()  # what the site is called


def article(scripts: Iterable[str], titles: Iterable[str], is_here: Callable[[str], bool | None]) -> Article:
    """The article that the scripts describe: the one with a title of the page, if there are several.

    `is_here` tells whether an address is that of the page, or None where that is not known. An article that
    stands elsewhere and has none of the titles is other news. What is no JSON is ignored.

    >>> article(['{"@type": "NewsArticle", "inLanguage": "sv-SE"}'], [], lambda _: None).language
    'sv-SE'
    """
    nodes = [node for script in scripts for node in _nodes(_parsed(script))][:MAX_OBJECTS]
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    keys = set(map(_key, titles)) - {""}
    found = sorted((node for node in nodes if _rank(node) is not None), key=_rank_of)
    found = [node for node in found if _is_titled(node, keys) or not _is_elsewhere(node, is_here)]
    chosen = _chosen([node for node in found if not _is_page(node)], keys)
    pages = [node for node in found if _is_page(node)][:1]
    return Article(
        headline=next(_each(chosen, "headline"), None) or next(_each(chosen, "name"), None),
        published=tuple(_each([*chosen, *pages], "datePublished")),
        language=next(filter(None, (_language(node.get("inLanguage")) for node in [*chosen, *pages])), None),
        publisher=_publisher(chosen, nodes, named) if chosen else None,
        url=next((url for node in chosen for url in _addresses(node)), None),
        sites=tuple(
            name for node in nodes if "WebSite" in _types(node) and (name := _text(node.get("name")))
        ),
    )


def _each(nodes: Iterable[Node], key: str) -> Iterator[str]:
    """What the objects say under a key, as far as they do."""
    return (text for node in nodes if (text := _text(node.get(key))))


def _parsed(script: str) -> Any:
    """The data of a script; None if it is no JSON. Pages wrap it in comments, and break lines in strings."""
    text = script.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removeprefix("<![CDATA[")
    text = text.strip().removesuffix("-->").removesuffix("//]]>").removesuffix("]]>").strip().rstrip(";")
    if len(text) > MAX_SCRIPT:
        return None
    found = _json(text)
    return _json(_COMMA_TOO_MUCH.sub(r"\1", text)) if found is None else found


def _json(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(data: Any, depth: int = 0) -> Iterator[Node]:
    """The objects at the top, in lists and graphs, and those that a page is about."""
    if depth > 8:
        return
    if isinstance(data, list):
        for item in data[:MAX_OBJECTS]:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in _INSIDE:
            yield from _nodes(data.get(key), depth + 1)


def _rank(node: Node) -> int | None:
    """How much of an article the object is: the less, the more."""
    return min((_RANKS[name] for name in _types(node) if name in _RANKS), default=None)


def _types(node: Node) -> list[str]:
    """The names of its classes, without the vocabulary that they are from."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return [_LOCAL.split(name)[-1] for name in names if isinstance(name, str)]


def _rank_of(node: Node) -> int:
    return _rank(node) or 0


def _is_page(node: Node) -> bool:
    return _rank(node) == _RANKS["WebPage"]


def _is_titled(node: Node, titles: set[str]) -> bool:
    """Whether the headline is a title of the page, or what is longer or shorter than one of them."""
    key = _key(_text(node.get("headline")) or _text(node.get("name")) or "")
    longer = len(key) >= AS_LONG and any(key in t or (len(t) >= AS_LONG and t in key) for t in titles)
    return key in titles or longer


def _is_elsewhere(node: Node, is_here: Callable[[str], bool | None]) -> bool:
    """Whether the object has addresses, and none of them is that of the page."""
    told = {here for url in _addresses(node) if (here := is_here(url)) is not None}
    return told == {False}


def _chosen(articles: list[Node], titles: set[str]) -> list[Node]:
    """What describes the article of the page.

    Nothing where there are several and no title tells which: they are a list of news.
    """
    named = [node for node in articles if _headline(node) in titles]
    if not named and len({_headline(node) for node in articles} - {""}) > 1:
        return []
    first = (named or articles)[:1]
    return [node for node in articles if node in first or any(_is_same(node, one) for one in first)]


def _is_same(node: Node, other: Node) -> bool:
    """Whether two objects describe one thing."""
    return _headline(node) == _headline(other) or (
        bool(node.get("@id")) and node.get("@id") == other.get("@id")
    )


def _headline(node: Node) -> str:
    return _key(_text(node.get("headline")) or "")


def _key(title: str) -> str:
    """Without what is only typography, and long titles as search engines cut them."""
    return folded(title)[:60]


def _text(value: Any) -> str | None:
    """A string in one line, without markup that was escaped into it; the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return one_line(_TAG.sub("", html.unescape(value))) if isinstance(value, str) else None


def _language(value: Any) -> str | None:
    if isinstance(value, dict):
        return _text(value.get("alternateName")) or _text(value)
    return _text(value)


def _publisher(chosen: list[Node], nodes: list[Node], named: Mapping[str, Node]) -> str | None:
    """Who publishes: as the article says, else an organisation that wrote it, else the only one described."""
    for key in ("publisher", "sourceOrganization"):
        found = (_name(node.get(key), named) for node in chosen)
        if (name := next(filter(None, found), None)) is not None:
            return name
    authors = (author for node in chosen for author in _listed(node.get("author")))
    written = [told for author in authors if _is_organisation(told := _resolved(author, named))]
    alone = [node for node in nodes if _is_organisation(node)]
    names = {name for node in alone if (name := _text(node.get("name")))}
    return next(_each(written, "name"), None) or (names.pop() if len(names) == 1 else None)


def _name(value: Any, named: Mapping[str, Node]) -> str | None:
    """The name of who publishes: a string, an object, or a reference to one; of no person."""
    first = next(iter(_listed(value)), None)
    if not isinstance(first, dict):
        return _text(first)
    told = _resolved(first, named)
    return None if "Person" in _types(told) else _text(told.get("name"))


def _resolved(value: Any, named: Mapping[str, Node]) -> Node:
    """The object, or the one that it refers to."""
    if not isinstance(value, dict):
        return {}
    return value if "name" in value else named.get(str(value.get("@id")), value)


def _is_organisation(node: Node) -> bool:
    return any(name.endswith("Organization") or name in _ORGANISATIONS for name in _types(node))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _addresses(node: Node) -> Iterator[str]:
    """Where the object says that it stands."""
    page = node.get("mainEntityOfPage")
    inner = (page.get("@id"), page.get("url")) if isinstance(page, dict) else (page,)
    return filter(None, map(_text, (node.get("url"), *inner, node.get("@id"))))
