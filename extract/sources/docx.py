"""A Word document → a draft, by way of Mammoth's HTML. Runs in a process of its own (`confined`).

What was struck out with changes tracked is left out, what was put in is kept. Pictures, comments, headers and
footers are left out; text boxes stand after their paragraph, footnotes and endnotes at the end.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from ..errors import InputError
from ..model import folded
from . import text, wordml
from .days import months
from .fields import Draft, one_line
from .html import blocks
from .limits import check_ratio
from .text import MAX_TITLE, clean, headed, lay_out
from .titles import is_label

MAX_PART = 10_000_000  # bytes of XML in one part
MAX_PARTS = 30_000_000  # in all
MAX_FILES = 2_000

_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => h2:fresh
"""
_ENCODING = re.compile(rb"^<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_UTF = (b"utf-8", b"utf-16", b"us-ascii", b"ascii")
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def prepare() -> None:
    """Import what reading needs, while files may still be written."""
    import lxml.html
    import mammoth  # noqa: F401

    lxml.html.fromstring("<div>.</div>")
    months()  # for what tells labels from titles


def draft(data: bytes) -> Draft:
    """The words and the title of a Word document. Raises InputError."""
    import mammoth
    from lxml import html

    core = _checked(data)
    found = mammoth.convert_to_html(
        io.BytesIO(wordml.plain(data)),
        style_map=_STYLES,
        include_embedded_style_map=False,
        convert_image=lambda _image: [],
    )
    tree = html.fromstring(f"<div>{found.value}</div>")
    _drop_references(tree)
    body = clean(lay_out(blocks.events(tree)))
    if not body.strip():
        raise InputError("holds no text; pictures of text need text recognition")
    title = _title(tree, core, body)
    return Draft(text=headed(title, body), title=title)


def _checked(data: bytes) -> bytes:
    """The properties of the document, as XML, once it is safe to read. Raises InputError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check(parts)
            names = parts.namelist()
            return parts.read("docProps/core.xml") if "docProps/core.xml" in names else b""
    except InputError:
        raise
    except Exception as error:  # zipfile lets more than BadZipFile out: NotImplementedError, zlib.error …
        raise InputError(f"is a damaged Word document: {type(error).__name__}") from None


def _check(parts: zipfile.ZipFile) -> None:
    files = parts.infolist()
    xml = [file for file in files if file.filename.lower().endswith((".xml", ".rels"))]
    if len(files) > MAX_FILES or sum(file.file_size for file in xml) > MAX_PARTS:
        raise InputError("unpacks to more than a Word document holds")
    for file in xml:
        check_ratio(file.compress_size, file.file_size)
        with parts.open(file) as part:
            _check_xml(part.read(MAX_PART + 1))


def _check_xml(part: bytes) -> None:
    """Raises InputError for what could make a parser of XML unfold more than there is, or open files."""
    encoding = _ENCODING.search(part)
    if len(part) > MAX_PART or any(mark in part for mark in _DOCTYPE):
        raise InputError("holds XML that no Word document has, as if to do harm")
    if encoding is not None and encoding[1].lower() not in _UTF:
        raise InputError("holds XML in an encoding that no Word document has")


def _drop_references(tree: Any) -> None:
    """Take the numbers of notes out, and what leads back from the notes."""
    for link in tree.xpath("//a[starts-with(@href, '#footnote') or starts-with(@href, '#endnote')]"):
        parent = link.getparent()
        mark = parent if parent.tag == "sup" else link
        mark.drop_tree()


def _title(tree: Any, core: bytes, body: str) -> str | None:
    """What has the style of a title, else what the document calls itself, if it says so; else a heading.

    None of these is "PRESSMEDDELANDE".
    """
    own = _stated(core)
    if own is not None and (" " not in own or folded(own) not in folded(body)):
        own = None
    styled, heading = (_first(tree, path) for path in ("//h1[@class='title']", "//h1|//h2|//h3"))
    titles = (styled, own, heading, text.draft(body).title)
    return next(
        (title for title in titles if title and len(title) <= MAX_TITLE and not is_label(title)), None
    )


def _first(tree: Any, path: str) -> str | None:
    """The words of the first element on a path that says more than what kind of document it is."""
    said = (one_line(element.text_content()) for element in tree.xpath(path))
    return next((words for words in said if words and not is_label(words)), None)


def _stated(core: bytes) -> str | None:
    """The title among the properties of the document."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return one_line(etree.fromstring(core, parser).findtext(f".//{_TITLE}"))
    except etree.XMLSyntaxError:  # it has none, or they are damaged
        return None
