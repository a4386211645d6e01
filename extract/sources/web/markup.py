"""XML from outside → text that can harm no parser: without DOCTYPE, entities and encodings of its own."""

from __future__ import annotations

import re

from ...errors import InputError
from ..text import decode

_BEFORE = re.compile(r"(?:\ufeff|\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b[^\[<>]*>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
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
    if text[start : start + 9].upper() == "<!DOCTYPE":
        raise InputError("declares entities of its own, which is not safe to read")
    if _ROOT.match(text, start) is None:
        raise InputError("is no XML")
    return text[start:]


def _start(text: str) -> int:
    match = _BEFORE.match(text)
    return match.end() if match else 0


def _decoded(data: bytes, charset: str | None) -> str:
    """By mark, as UTF-8, as it is declared, as the server says; else each byte is a character."""
    declared = _DECLARED.search(data[:400])
    stated = [declared[1].decode("ascii", "replace")] if declared else []
    return decode(data, [*stated, *filter(None, [charset]), "windows-1252", "latin-1"])
