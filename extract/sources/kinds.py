"""What format a document has: what its first bytes say, else its name, else its server."""

from __future__ import annotations

import re
from typing import Literal

from ..errors import InputError
from . import mbox
from .text import check_format

Kind = Literal["text", "markdown", "html", "lines", "pdf", "docx", "mail", "mbox", "warc", "zip", "gzip"]

HEAD = 4096  # bytes that tell a format

SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "mail",
    ".mbox": "mbox",
    ".warc": "warc",
    ".zip": "zip",
    ".jsonl": "lines",
    ".ndjson": "lines",
}
MEDIA_TYPES: dict[str, Kind] = {
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "message/rfc822": "mail",
    "application/mbox": "mbox",
    "application/warc": "warc",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/gzip": "gzip",
    "application/x-gzip": "gzip",
    "application/jsonl": "lines",
    "application/x-ndjson": "lines",
}
_MAGIC: dict[bytes, Kind] = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # an empty one
    b"\x1f\x8b": "gzip",
    b"WARC/": "warc",
}
_WRITTEN: frozenset[Kind] = frozenset(("text", "markdown", "html", "lines"))
_NO_DOCUMENT = re.compile(
    r"(?:image|audio|video|font)/|text/(?:css|javascript)|application/(?:json|javascript)"
)
# What servers and mails say of what they know nothing of, or of Word documents.
_UNTOLD = re.compile(
    r"(?:application|binary|unknown)/(?:octet-stream|(?:x-|force-)?download|binary|(?:x-)?unknown|msword)"
)
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?\S*.*")
_OF_A_MAIL = frozenset(
    (b"from", b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to")
)
_AND = frozenset((b"to", b"subject", b"date", b"content-type", b"reply-to", b"sender", b"cc", *_OF_A_MAIL))


def kind(head: bytes, *, suffix: str = "", media_type: str | None = None) -> Kind:
    """The format of a document that begins so. Raises InputError for one that is not read.

    >>> kind(b"%PDF-1.7"), kind(b"Hej"), kind(b"<p>Hej", suffix=".pdf"), kind(b"Hej", suffix=".md")
    ('pdf', 'text', 'text', 'markdown')
    """
    found = _by_magic(head)
    if found is not None:
        return found
    check_format(head)
    declared = SUFFIXES.get(suffix) or MEDIA_TYPES.get((media_type or "").lower())
    if declared in _WRITTEN:
        return declared
    if is_mail(head):
        return "mail"
    if declared is None and media_type and _NO_DOCUMENT.match(media_type.lower()):
        raise InputError(f"is {media_type.lower()[:60]}, which is not read")
    return "text"


def known(media_type: str | None) -> bool:
    """Whether documents of this media type are read."""
    return (media_type or "").lower() in MEDIA_TYPES


def is_untold(media_type: str | None) -> bool:
    """Whether a media type says nothing of the format."""
    return not media_type or _UNTOLD.fullmatch(media_type.lower()) is not None


def sniffed(data: bytes) -> Kind | None:
    """The format that the first bytes tell, if they tell one.

    >>> sniffed(b"%PDF-1.7"), sniffed(b"Hej")
    ('pdf', None)
    """
    return _by_magic(data[:HEAD])


def is_mail(head: bytes) -> bool:
    """Whether a document begins with the header of a mail.

    >>> is_mail(b"Received: x\\r\\nSubject: Avtal\\r\\n"), is_mail(b"Note: x\\nDate: y\\n")
    (True, False)
    """
    names = set()
    for line in head.lstrip(b"\xef\xbb\xbf\r\n").splitlines()[:40]:
        match = _HEADER.fullmatch(line)
        if match is None and not line.startswith((b" ", b"\t")):
            break
        if match is not None:
            names.add(match[1].lower())
    return bool(names & _OF_A_MAIL) and len(names & _AND) > 1


def _by_magic(head: bytes) -> Kind | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if mbox.begins(start):
        return "mbox"
    if start.startswith(b"%PDF-"):
        return "pdf"
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
