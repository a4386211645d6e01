"""Markdown, with or without front matter → a draft in plain text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..errors import InputError
from .fields import Draft, one_line
from .html import blocks
from .text import clean, headed, lay_out
from .titles import is_label

MAX_FRONT_MATTER = 100_000  # characters; YAML takes long for more

# "[^1]: Beslutet fattades i juni." would define a link, or stay as it is.
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\s]{1,40}\]:[ \t]*", re.MULTILINE)
_TO_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\]")
_SPACES = re.compile(r" {2,}")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_CONTAINERS = {"bullet_list": "list", "ordered_list": "list", "table": "table", "tr": "row"}


def draft(text: str) -> Draft:
    """The words of a Markdown document, its front matter as fields. Raises InputError.

    >>> found = draft("---\\ndate: 2024-06-19\\n---\\n# Avtal\\n\\nVi [tecknar](https://example.org) det.")
    >>> found.text, found.title, found.published
    ('Avtal\\n\\nVi tecknar det.', 'Avtal', '2024-06-19')
    """
    fields, source = _front_matter(text.lstrip())
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(_plain_notes(source))
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
        elif token.type in ("fence", "code_block"):  # an indented paragraph is one, too
            yield 0, "\n".join(filter(None, map(str.strip, token.content.splitlines())))
        elif token.type == "html_block":
            yield from _markup(token.content)
        elif container and token.nesting:
            yield token.nesting, container


def _markup(block: str) -> Iterator[tuple[int, str]]:
    """The words of HTML that stands between paragraphs, perhaps without its beginning or end."""
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    with suppress(lxml.etree.ParserError):  # there is nothing in it
        yield from blocks.events(lxml.html.document_fromstring(f"<div>{block}".encode(), parser=parser))


def _words(inline: Token) -> str:
    return _SPACES.sub(" ", "".join(_inline(inline.children or ()))).strip()


def _inline(tokens: Iterable[Token]) -> Iterator[str]:
    """Text and short code; neither images nor raw HTML, nor what is struck out, nor the numbers of notes."""
    struck = 0
    for token in tokens:
        if token.type in ("s_open", "s_close"):
            struck += token.nesting
        elif struck:
            continue
        elif token.type == "text":
            yield _TO_NOTE.sub("", token.content)
        elif token.type == "code_inline":
            yield token.content
        elif token.type == "html_inline":
            yield "\n" if _BREAK.fullmatch(token.content) else ""
        else:
            yield _BREAKS.get(token.type, "")


def _plain_notes(source: str) -> str:
    """The source with each note as a paragraph, where it stands."""
    return _NOTE.sub("\n", source)


def _first_heading(tokens: Sequence[Token]) -> str | None:
    headings = (
        one_line(_words(inline)) for opening, inline in pairwise(tokens) if opening.type == "heading_open"
    )
    return next((heading for heading in headings if heading and not is_label(heading)), None)
