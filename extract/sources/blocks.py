"""A tree of HTML, or of trafilatura's own elements → its words in blocks, for `text.lay_out`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r" *\n *")

# Elements that do not end a line: trafilatura's, then those of HTML.
_INLINE = frozenset(
    (
        *("hi", "ref", "lb", "del", "graphic"),
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "em", "font", "i", "img"),
        *("ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong"),
        *("sub", "sup", "time", "tt", "u", "var", "wbr"),
    )
)
_BREAKS = frozenset(("lb", "br"))
_CONTAINERS = {
    **dict.fromkeys(("list", "ul", "ol"), "list"),
    "table": "table",
    **dict.fromkeys(("row", "tr"), "row"),
    **dict.fromkeys(("cell", "td", "th"), "cell"),
}
_UNSEEN = frozenset(("script", "style", "noscript", "template", "title", "object", "svg", "select"))


def events(body: Any) -> Iterator[tuple[int, str]]:
    """The lists, tables, rows and lines of an lxml tree, in order."""
    line = ""
    for nesting, what in _walk(body):
        if nesting == 0:
            line += what
            continue
        yield 0, _BREAK.sub("\n", line).strip()
        line = ""
        if what in _CONTAINERS:
            yield nesting, _CONTAINERS[what]
    yield 0, _BREAK.sub("\n", line).strip()


def _walk(element: Any) -> Iterator[tuple[int, str]]:
    """Text as (0, text); the bounds of elements that are no part of a line as (1, tag) and (-1, tag)."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN or _is_hidden(element):  # comments have no name
        return
    if tag in _BREAKS:
        yield 0, "\n"
    elif tag not in _INLINE:
        yield 1, tag
    yield 0, _SPACE.sub(" ", element.text or "")
    for child in element:
        yield from _walk(child)
        yield 0, _SPACE.sub(" ", child.tail or "")
    if tag not in _INLINE:
        yield -1, tag


def _is_hidden(element: Any) -> bool:
    return "display:none" in (element.get("style") or "").replace(" ", "").lower()
