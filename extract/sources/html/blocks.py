"""A tree of HTML, or of trafilatura's own elements → its words in blocks, for `text.lay_out`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_SPACE = re.compile(r"\s+")
_SPACE_IN_LINE = re.compile(r"[^\S\n]+")
_BREAK = re.compile(r" *\n *")
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

# Elements that do not end a line: trafilatura's, then those of HTML.
_INLINE = frozenset(
    (
        *("hi", "ref", "lb", "del", "graphic"),
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "em", "font", "i", "img"),
        *("data", "dfn", "ins", "kbd", "label", "mark", "nobr", "output", "q", "ruby", "s", "samp", "small"),
        *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
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


def events(body: Any, *, without: Callable[[Any], bool] | None = None) -> Iterator[tuple[int, str]]:
    """The lists, tables, rows and lines of an lxml tree, in order; `without` says what is left out."""
    line = ""
    for nesting, what in _walk(body, without, _SPACE):
        if nesting == 0:
            line += what
            continue
        yield 0, _BREAK.sub("\n", line).strip()
        line = ""
        if what in _CONTAINERS:
            yield nesting, _CONTAINERS[what]
    yield 0, _BREAK.sub("\n", line).strip()


def words(element: Any) -> str:
    """The words of an element on one line, those of its lines apart."""
    return " ".join(" ".join(what for nesting, what in events(element) if nesting == 0).split())


def is_inline(element: Any) -> bool:
    """Whether an element is part of a line."""
    return element.tag in _INLINE and element.tag not in _BREAKS


def is_hidden(element: Any) -> bool:
    """Whether an element says that it is not shown."""
    hidden = element.get("hidden")
    return (hidden is not None and hidden != "until-found") or bool(
        _HIDDEN.search(element.get("style") or "")
    )


def _walk(
    element: Any, without: Callable[[Any], bool] | None, space: re.Pattern[str]
) -> Iterator[tuple[int, str]]:
    """Text as (0, text); the bounds of elements that are no part of a line as (1, tag) and (-1, tag)."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _UNSEEN or is_hidden(element):  # comments have no name
        return
    if without is not None and without(element):
        return
    inner = _SPACE_IN_LINE if tag == "pre" else space
    if tag in _BREAKS:
        yield 0, "\n"
    elif tag not in _INLINE:
        yield 1, tag
    yield 0, inner.sub(" ", element.text or "")
    for child in element:
        yield from _walk(child, without, inner)
        yield 0, inner.sub(" ", child.tail or "")
    if tag not in _INLINE:
        yield -1, tag
