"""What a page states of itself as JSON-LD: the article among the objects, not the site or its owner."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..model import folded
from .fields import one_line

MAX_SCRIPT = 1_000_000  # characters
MAX_OBJECTS = 2_000

_ARTICLES = ("PressRelease", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "Article")
_ALSO = ("BlogPosting", "SocialMediaPosting", "Report", "AdvertiserContentArticle", "TechArticle", "WebPage")
_RANKS = {name: rank for rank, name in enumerate((*_ARTICLES, *_ALSO))}
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
_TAG = re.compile(r"<[^>]{0,200}>")

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """What an article says of itself; unchecked."""

    headline: str | None = None
    published: str | None = None
    language: str | None = None
    publisher: str | None = None
    url: str | None = None


def article(scripts: Iterable[str], titles: Iterable[str]) -> Article:
    """The article that the scripts describe: the one with a title of the page, if there are several.

    What is no JSON is ignored.

    >>> article(['{"@type": "NewsArticle", "headline": "Avtal", "inLanguage": "sv-SE"}'], []).language
    'sv-SE'
    """
    nodes = [node for script in scripts for node in _nodes(_parsed(script))][:MAX_OBJECTS]
    found = sorted((node for node in nodes if _rank(node) is not None), key=_rank_of)
    chosen = _chosen([node for node in found if not _is_page(node)], set(map(_key, titles)) - {""})
    page = next(filter(_is_page, found), {})
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    return Article(
        headline=_text(chosen.get("headline")) or _text(chosen.get("name")),
        published=_text(chosen.get("datePublished")) or _text(page.get("datePublished")),
        language=_language(chosen.get("inLanguage")) or _language(page.get("inLanguage")),
        publisher=_name(chosen.get("publisher"), named),
        url=_text(chosen.get("url")) or _address(chosen.get("mainEntityOfPage")),
    )


def _parsed(script: str) -> Any:
    """The data of a script; None if it is no JSON. Pages wrap it in comments, and break lines in strings."""
    text = script.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removeprefix("<![CDATA[")
    text = text.strip().removesuffix("-->").removesuffix("//]]>").removesuffix("]]>").strip().rstrip(";")
    if len(text) > MAX_SCRIPT:
        return None
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
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    local = (name.rpartition("/")[2] for name in names if isinstance(name, str))
    return min((_RANKS[name] for name in local if name in _RANKS), default=None)


def _rank_of(node: Node) -> int:
    return _rank(node) or 0


def _is_page(node: Node) -> bool:
    return _rank(node) == _RANKS["WebPage"]


def _chosen(articles: list[Node], titles: set[str]) -> Node:
    """The article of the page; none where several are and no title tells which: they are a list of news."""
    named = [node for node in articles if _key(_text(node.get("headline")) or "") in titles]
    if named:
        return named[0]
    headlines = {_key(_text(node.get("headline")) or "") for node in articles}
    return articles[0] if articles and len(headlines) == 1 else {}


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


def _name(value: Any, named: Mapping[str, Node]) -> str | None:
    """The name of who publishes: a string, an object, or a reference to one."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        told = value if "name" in value else named.get(str(value.get("@id")), value)
        return _text(told.get("name"))
    return _text(value)


def _address(value: Any) -> str | None:
    return _text(value.get("@id") or value.get("url")) if isinstance(value, dict) else _text(value)
