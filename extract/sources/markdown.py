"""Markdown, with or without front matter → a draft in plain text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..errors import InputError
from .fields import Draft, one_line
from .text import clean, headed, lay_out

MAX_FRONT_MATTER = 100_000  # characters; YAML takes long for more

_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_CONTAINERS = {"bullet_list": "list", "ordered_list": "list", "table": "table", "tr": "row"}


def draft(text: str) -> Draft:
    """The words of a Markdown document, its front matter as fields. Raises InputError.

    >>> found = draft("---\\ndate: 2024-06-19\\n---\\n# Avtal\\n\\nVi [tecknar](https://example.org) det.")
    >>> found.text, found.title, found.published
    ('Avtal\\n\\nVi tecknar det.', 'Avtal', '2024-06-19')
    """
    fields, source = _front_matter(text.lstrip())
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    body, stated = clean(lay_out(_events(tokens))), one_line(_field(fields, "title"))
    link = _field(fields, "source") or ""
    return Draft(
        text=headed(stated, body),
        id=_field(fields, "id"),
        title=stated or _first_heading(tokens),
        language=_field(fields, "language", "lang"),
        published=_field(fields, "published", "date"),
        publisher=_field(fields, "publisher"),
        url=_field(fields, "url") or (link if link.startswith(("http://", "https://")) else None),
    )


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields between the first two lines of dashes, and the rest. Other text in between is text."""
    handler = YAMLHandler()
    if not handler.detect(text):
        return {}, text
    try:
        block, body = handler.split(text)
    except ValueError:
        return {}, text
    if len(block) > MAX_FRONT_MATTER:
        raise InputError(f"the front matter is longer than {MAX_FRONT_MATTER} characters")
    try:
        fields = handler.load(block)
    except Exception as error:  # PyYAML lets more than YAMLError out: ValueError for 2024-13-45, KeyError …
        reason = str(error).partition("\n")[0]
        raise InputError(f"the front matter is not YAML: {reason}") from None
    if isinstance(fields, dict):
        return {str(key).lower(): value for key, value in fields.items()}, body
    return {}, body if fields is None else text


def _field(fields: dict[str, Any], *names: str) -> str | None:
    """The first field of these names that is there, as text."""
    name = next((name for name in names if fields.get(name) is not None), None)
    value = fields[name] if name else None
    if isinstance(value, datetime.date):
        return value.isoformat()[: len("YYYY-MM-DD")]
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"front matter: {name} is not text; put it in quotes")


def _events(tokens: Iterable[Token]) -> Iterator[tuple[int, str]]:
    """The lists, tables, rows and blocks of words, for `lay_out`."""
    for token in tokens:
        container = _CONTAINERS.get(token.type.rpartition("_")[0])
        if token.type == "inline":
            yield 0, _words(token)
        elif container and token.nesting:
            yield token.nesting, container


def _words(inline: Token) -> str:
    return "".join(_inline(inline.children or ())).strip()


def _inline(tokens: Iterable[Token]) -> Iterator[str]:
    """Text and short code; neither images nor raw HTML."""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        else:
            yield _BREAKS.get(token.type, "")


def _first_heading(tokens: Sequence[Token]) -> str | None:
    headings = (
        one_line(_words(inline)) for opening, inline in pairwise(tokens) if opening.type == "heading_open"
    )
    return next((heading for heading in headings if heading), None)
