"""XML from outside → text that can harm no parser: without DOCTYPE, entities and encodings of its own."""

from __future__ import annotations

import html.entities
import re

from lxml import etree

from ...errors import InputError
from ..text import decode

MAX_ATTRIBUTES = 50  # of one element
MAX_BEFORE = 5000  # characters

_BEFORE = re.compile(r"(?:\ufeff|\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[<>]*>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[(?:.*?\]\]>|.*))", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:#?\w+;)?")
_OF_XML = ("&lt;", "&gt;", "&amp;", "&quot;", "&apos;")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def root(text: str) -> str:
    """The name of the outermost element in small letters, without its prefix; nothing if there is none.

    >>> root('<?xml version="1.0"?><!-- news --><rdf:RDF xmlns:rdf="x">')
    'rdf'
    """
    match = _ROOT.match(text, _start(text))
    return match[1].lower() if match else ""


def readable(data: bytes, charset: str | None = None) -> str:
    """The XML from its outermost element on, decoded. Raises InputError if it declares entities, or is none.

    >>> readable(b'<?xml version="1.0" encoding="iso-8859-1"?><a>Bor\\xe5s</a>')
    '<a>Borås</a>'
    """
    text = _NO_XML.sub("", _decoded(data, charset))
    start = _start(text)
    if text[start : start + 9].upper() == "<!DOCTYPE" or "<!ENTITY" in text[:start].upper():
        raise InputError("declares entities of its own, which is not safe to read")
    if _ROOT.match(text, start) is None:
        raise InputError("is no XML")
    return text[start:]


def escaped(text: str) -> str:
    """The XML with its ampersands escaped, and the names that only HTML knows read.

    >>> escaped("<a>R&D i Bor&aring;s &lt;<![CDATA[&]]></a>")
    '<a>R&amp;D i Borås &lt;<![CDATA[&]]></a>'
    """
    parts = _CDATA.split(text)
    parts[::2] = [_AMPERSAND.sub(_entity, part) for part in parts[::2]]
    return "".join(parts)


def well_formed(text: str) -> bytes:
    """The XML as libxml2 mends it, all elements closed and none deeper than 256.

    Raises InputError if nothing of it can be read.

    >>> well_formed("<a>R&D<b></a>")
    b'<a>R&amp;D<b/></a>'
    """
    options = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
    try:
        tree = etree.fromstring(
            escaped(text).encode(), etree.XMLParser(recover=True, huge_tree=False, **options)
        )
    except (etree.LxmlError, ValueError):
        tree = None
    if tree is None:
        raise InputError("is no XML")
    for element in tree.iter():
        if len(element.attrib) > MAX_ATTRIBUTES:
            element.attrib.clear()
    mended: bytes = etree.tostring(tree)
    return mended


def _start(text: str) -> int:
    """Where the outermost element begins; what a program said before the declaration is passed over."""
    match = _BEFORE.match(text, max(0, text.find("<?xml", 0, MAX_BEFORE)))
    return match.end() if match else 0


def _decoded(data: bytes, charset: str | None) -> str:
    """By mark, as UTF-8, as it is declared, as the server says; else each byte is a character."""
    if b"\0" not in data[:4]:  # no wide encoding
        data = data.replace(b"\0", b"")
    declared = _DECLARED.search(data[:400])
    stated = [declared[1].decode("ascii", "replace")] if declared else []
    return decode(data, [*stated, *filter(None, [charset]), "windows-1252", "latin-1"])


def _entity(match: re.Match[str]) -> str:
    named = match[0]
    if named in _OF_XML or named.startswith("&#"):
        return named
    return html.entities.html5.get(named[1:]) or f"&amp;{named[1:]}"
