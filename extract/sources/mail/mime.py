"""The parts of a mail → their bytes and words, however they are wrapped, encoded and labelled."""

from __future__ import annotations

import base64
import binascii
import email
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from typing import Any

from ...errors import InputError
from .. import html, text
from ..fields import Defaults
from ..html.blocks import events
from ..limits import MAX_TEXT, check_size
from ..text import lay_out
from . import earlier, quoted

AS_MUCH = 0.8  # of the words of the HTML: a text with so many says the same
MAX_TEXTS = 100  # in one mail; each page takes a while
MAIN = 0.6  # of the words of a page: a main text with so many has what matters

_POLICY = policy.default.clone(refold_source="none")
Said = tuple[str, str]  # the words of a part, behind the kind that they come from: "text" or "page"
_NOTHING: Said = ("", "")
_WORD = re.compile(r"\w+")
_CODING = re.compile(r"[\s\"']*([\w-]+)")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_MULTIPART = re.compile(rb"^(content-type:\s*multipart/[\w-]+)", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"^--([^\s\"]{1,70})[ \t]*\r?\n(?=content-)", re.IGNORECASE | re.MULTILINE)
# Encodings whose bytes are all ASCII, so that they pass for UTF-8.
_SEVEN_BITS = re.compile(r"utf-?7|iso-?2022-.+|hz(?:-gb-2312)?")


def parsed(data: bytes) -> EmailMessage:
    """A mail of these bytes, its parts told apart even where it does not say what stands between them."""
    message = _message(data)
    if message.get_content_maintype() == "multipart" and not message.is_multipart():
        boundary = _BOUNDARY.search(data)
        if boundary is not None:
            told = rb'\1; boundary="%s"' % boundary[1].replace(b"\\", rb"\\")
            return _message(_MULTIPART.sub(told, data, count=1))
    return message


def _message(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=_POLICY)
    assert isinstance(message, EmailMessage)
    return message


def _leaves(part: Any) -> Iterator[Any]:
    """The parts that hold something, those of attached mails not among them."""
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        for inner in part.get_payload():
            yield from _leaves(inner)
    else:
        yield part


def others(message: EmailMessage) -> Iterator[tuple[int, Any]]:
    """The parts of a mail that it does not say itself, with their numbers: files, pictures, mails."""
    said = _spoken(message)
    return ((number, part) for number, part in enumerate(_leaves(message)) if id(part) not in said)


def _spoken(message: EmailMessage) -> frozenset[int]:
    """The `id` of each part that the mail itself says: the texts that are no files.

    A text with a name is a file, unless the mail says nothing else. Raises InputError if there are too many.
    """
    texts = [part for part in _leaves(message) if _is_text(part) and not part.is_attachment()]
    unnamed = [part for part in texts if not part.get_filename()]
    if len(unnamed) > MAX_TEXTS:
        raise InputError(f"is a mail of more than {MAX_TEXTS} texts")
    return frozenset(map(id, unnamed or texts[:1]))


def _is_text(part: Any) -> bool:
    """Whether a part is a text or a page; one that should hold others and does not is a text."""
    kind = part.get_content_type()
    return kind in ("text/plain", "text/html") or part.get_content_maintype() == "multipart"


def data(part: Any) -> bytes:
    """The bytes of a part. The field that says how they are packed may have more in it than that."""
    field = part.get("Content-Transfer-Encoding")
    coding = _CODING.match(str(field or ""))
    if coding is not None and coding[1].lower() == "base64":
        return _base64(part)
    if coding is not None and coding[1] != field:
        part.replace_header("Content-Transfer-Encoding", coding[1])
    return part.get_payload(decode=True) or b""


def _base64(part: Any) -> bytes:
    """What is whole of it, without lines that were added; a text that is only called so stays as it is."""
    lines = str(part.get_payload()).encode("utf-8", "replace").splitlines()
    packed = [line for line in lines if b" " not in line.strip()]
    if 2 * len(packed) < len(lines):
        return str(part.get_payload()).encode("utf-8", "surrogateescape")
    letters = _NO_BASE64.sub(b"", b"".join(packed).partition(b"=")[0])
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


# --- words ---


def words(message: EmailMessage, defaults: Defaults) -> str:
    """What a mail says: of alternatives the text where it says as much as the HTML, of other parts all."""
    return _words(message, _spoken(message), defaults)[1].strip("\n")


def _words(part: Any, wanted: frozenset[int], defaults: Defaults) -> Said:
    if part.get_content_type() == "message/rfc822":
        return _NOTHING
    if not part.is_multipart():
        return _of_leaf(part, defaults) if id(part) in wanted else _NOTHING
    found = [said for one in part.get_payload() if (said := _words(one, wanted, defaults))[1].strip()]
    if part.get_content_subtype() in ("related", "signed"):  # the rest belongs to the first
        return next(iter(found), _NOTHING)
    return _chosen(found) if part.get_content_subtype() == "alternative" else _together(found)


def _of_leaf(part: Any, defaults: Defaults) -> Said:
    content = _content(part, defaults)
    if part.get_content_type() != "text/html":
        return "text", content
    return "page", _seen(content) if content.strip() else ""


def _chosen(found: list[Said]) -> Said:
    """The first of several versions, the plainest, that says as much as the longest."""
    most = max((_count(said) for _, said in found), default=0)
    return next((one for one in found if _count(one[1]) >= AS_MUCH * most), _NOTHING)


def _together(found: list[Said]) -> Said:
    """Parts that follow each other; some programs write the same as text and as HTML so."""
    kinds = ("text", "page")
    texts, pages = (
        (kind, "\n\n".join(said.strip("\n") for of, said in found if of == kind)) for kind in kinds
    )
    if texts[1].strip() and pages[1].strip() and _says_the_same(texts[1], pages[1]):
        return _chosen([texts, pages])
    kind = found[0][0] if found else ""
    return kind, "\n\n".join(said.strip("\n") for _, said in found)


def _says_the_same(one: str, other: str) -> bool:
    """Whether most words of the shorter stand in the longer."""
    short, long = sorted((set(_WORD.findall(one)), set(_WORD.findall(other))), key=len)
    return len(short & long) >= AS_MUCH * len(short)


def _content(part: Any, defaults: Defaults) -> str:
    """A part as text, whatever it calls its encoding."""
    raw = data(part)
    check_size(len(raw), MAX_TEXT)
    found = text.clean(_decoded(raw, part.get_content_charset(), html.charsets(raw), defaults))
    if str(part.get_param("format", "")).lower() == "flowed" and part.get_content_type() == "text/plain":
        return quoted.unflowed(found, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    return found


def _decoded(raw: bytes, charset: str | None, others: tuple[str, ...], defaults: Defaults) -> str:
    encodings = (*text.declared(charset), *others, *filter(None, [defaults.encoding]))
    if encodings and raw.isascii() and _SEVEN_BITS.fullmatch(encodings[0].replace("_", "-")):
        try:
            return raw.decode(encodings[0]).replace("\0", "")
        except (LookupError, ValueError):  # it is called so, and is not
            pass
    try:
        return text.decode(raw, encodings)
    except InputError:
        loosely = raw.decode("utf-8", "replace").replace("\0", "")
        few = loosely.count("\ufffd") * 100 < len(loosely)
        return loosely if few else raw.decode("windows-1252", "replace").replace("\0", "")


def _seen(page: str) -> str:
    """The words of a page that was sent: its main text, or all of it where that is much less.

    All of it as well where an earlier mail follows: the header of that is no main text, its words are.
    """
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)
        body = tree.find("body")
        everything = text.clean(lay_out(events(tree if body is None else body)))
    except lxml.etree.ParserError:  # there is nothing in it
        return ""
    if earlier.find(everything.splitlines()) is not None:
        return everything
    try:
        main = html.draft(page).text
    except InputError:
        return everything
    return main if _count(main) >= MAIN * _count(everything) else everything


def _count(said: str) -> int:
    return sum(1 for _ in _WORD.finditer(said))
