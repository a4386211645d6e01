"""A mail → a draft, and what is attached to it. Its addresses are not kept."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from typing import Any

from ..errors import InputError
from . import html, kinds, quoted, text
from .archive import suffix
from .blocks import events
from .fields import MAX_ID, Defaults, Draft, one_line, shown
from .limits import MAX_TEXT, check_size
from .original import Original
from .text import lay_out

MAX_HEADER = 200_000  # bytes; the parser takes long for more
MAX_FIELD = 5_000  # bytes
AS_MUCH = 0.8  # of the words of the HTML: a text with so many says the same
MAIN = 0.6  # of the words of a page: a main text with so many has what matters
FIRST_YEAR = 1990  # no mail of an earlier date is one

_POLICY = policy.default.clone(refold_source="none")
# Fields that are looked at, wherever they stand; to parse a long one takes the library very long.
_FIELD = re.compile(
    rb"^(?:content-[a-z-]+|subject|from|date|message-id|organi[sz]ation):[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_WORD = re.compile(r"\w+")
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
# How the names of organisations begin or end. A person must not become a publisher, so the rest is none.
_BEGINS = re.compile(
    r"(?:Region|Stiftelsen|Länsstyrelsen|Kungliga|Högskolan|Föreningen|Science Park|Stadt|Landkreis"
    r"|Universität|Universitetet|Hochschule|Technische|Fraunhofer|Bundesministerium|Ministerium|Ministry|University|Office"
    r"|European|Council|City|Agency|Institute|Institut|Ministère|Université|Ville|Ministerio|Universidad"
    r"|Junta|Comune|Regione|Università|Gemeente|Provincie|Universiteit|Kommune|The)\s"
)
_ENDS = re.compile(
    r"(?:\b(?:[Kk]ommun|[Ss]tad|[Uu]niversitet|[Hh]ögskola|[Rr]egion|[Uu]niversity|[Cc]ouncil|[Mm]inistry"
    r"|[Aa]gency|[Ii]nstitute|[Ff]oundation|[Cc]luster|Science [Pp]ark|AB|GmbH|AG|e\.V\.|Ltd|Inc|AS|A/S|Oyj?"
    r"|[Hh]ochschule|[Uu]niversität|[Yy]liopisto|[Kk]ommune|[Kk]aupunki)"
    r"|[a-zåäö](?:myndigheten|verket|styrelsen|departementet))$"
)
_NO_NAME = re.compile(r"[,;:@(\[\"\ufffd]|\b(?:via|för|for|von|at|på)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says, if it says anything, and what is attached."""

    draft: Draft | None
    attached: tuple[Original, ...]


def read(original: Original, defaults: Defaults) -> Mail:
    """A mail as its bytes state it. Raises InputError."""
    try:
        message = _parsed(original.data)
        found = _draft(message, defaults)
        attached = tuple(_attached(message, found.id or original.id, original.name))
    except InputError:
        raise
    except Exception as error:  # the parser lets whatever out: ValueError, IndexError, RecursionError …
        raise InputError(f"is a damaged mail: {type(error).__name__}") from None
    return Mail(None if attached and not found.text.strip() else found, attached)


def _parsed(data: bytes) -> EmailMessage:
    end = _END_OF_HEADER.search(data)
    if (end.start() if end else len(data)) > MAX_HEADER:
        raise InputError("is no mail, or one with a header that is too long")
    if any(field.end() - field.start() > MAX_FIELD for field in _FIELD.finditer(data)):
        raise InputError("is a mail with a header that is too long")
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=_POLICY)
    assert isinstance(message, EmailMessage)
    return message


def _draft(message: EmailMessage, defaults: Defaults) -> Draft:
    words = _body(message, defaults)
    forwarded = quoted.is_forwarded(words)
    body = quoted.own_words(words)
    title = one_line(quoted.subject(_header(message, "Subject"))) if body else None
    return Draft(
        text=text.headed(title, body),
        id=_id(message),
        title=title,
        published=None if forwarded else _date(message),
        publisher=None if forwarded else _publisher(message),
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; nothing if it cannot be read. Some are written in bytes that no header may have."""
    try:
        raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
        if raw.isascii():
            return text.clean(str(message.get(name, "")))
        return text.clean(text.decode(raw.encode("utf-8", "surrogateescape"), ["windows-1252", "latin-1"]))
    except Exception:  # a header of nonsense costs itself
        return ""


def _id(message: EmailMessage) -> str | None:
    said = _header(message, "Message-ID").strip().strip("<>").strip()
    return said if said and len(said) <= MAX_ID // 2 and not re.search(r"[\s<>]", said) else None


def _date(message: EmailMessage) -> str | None:
    """The day on which the mail was sent, where it was sent."""
    try:
        date = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError):
        return None
    return date.date().isoformat() if date.year >= FIRST_YEAR else None


def _publisher(message: EmailMessage) -> str | None:
    """The organisation that the mail names, or a sender whose name can be no person's."""
    stated = one_line(_header(message, "Organization") or _header(message, "Organisation"))
    if stated is not None:
        return stated
    try:
        senders: Any = message["From"].addresses
    except Exception:  # no sender, or one that cannot be read
        return None
    name = one_line(senders[0].display_name) if len(senders) == 1 else None
    if name is None or _NO_NAME.search(name):
        return None
    few = len(name.split()) <= 3
    return name if _BEGINS.match(name) or (few and _ENDS.search(name)) else None


# --- the body ---


def _body(message: EmailMessage, defaults: Defaults) -> str:
    """The text part where it says as much as the HTML part, else the words of that."""
    plain, page = (_content(message.get_body((kind,)), defaults) for kind in ("plain", "html"))
    seen = _seen(page) if page.strip() else ""
    return plain if _count(plain) >= AS_MUCH * _count(seen) else seen


def _content(part: Any, defaults: Defaults) -> str:
    """A part as text, whatever it calls its encoding."""
    if part is None:
        return ""
    data = part.get_payload(decode=True) or b""
    check_size(len(data), MAX_TEXT)
    charset = part.get_content_charset()
    words = text.clean(_decoded(data, charset, html.charsets(data), defaults))
    if str(part.get_param("format", "")).lower() == "flowed" and part.get_content_type() == "text/plain":
        return quoted.unflowed(words, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    return words


def _decoded(data: bytes, charset: str | None, others: tuple[str, ...], defaults: Defaults) -> str:
    encodings = (*text.declared(charset), *others, *filter(None, [defaults.encoding]))
    try:
        return text.decode(data, encodings)
    except InputError:
        loosely = data.decode("utf-8", "replace").replace("\0", "")
        damaged = loosely.count("\ufffd")
        return (
            loosely
            if damaged * 100 < len(loosely)
            else data.decode("windows-1252", "replace").replace("\0", "")
        )


def _seen(page: str) -> str:
    """The words of a page that was sent: its main text, or all of it where that is much less."""
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)
        body = tree.find("body")
        everything = text.clean(lay_out(events(tree if body is None else body)))
    except lxml.etree.ParserError:  # there is nothing in it
        return ""
    try:
        main = html.draft(page).text
    except InputError:
        return everything
    return main if _count(main) >= MAIN * _count(everything) else everything


def _count(words: str) -> int:
    return sum(1 for _ in _WORD.finditer(words))


# --- what is attached ---


def _attached(message: EmailMessage, id: str, name: str) -> Iterator[Original]:
    """The attachments of known formats, and mails that are attached whole."""
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    for number, part in enumerate(_parts(message)):
        if any(part is body for body in bodies):
            continue
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner:
                yield Original(inner[0].as_bytes(), f"{id}/{number}", f"{name}/{number}.eml", ".eml")
        elif (found := _file(part, number, id, name)) is not None:
            yield found


def _parts(part: Any) -> Iterator[Any]:
    """The parts that hold something, those of attached mails not among them."""
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        for inner in part.get_payload():
            yield from _parts(inner)
    else:
        yield part


def _file(part: Any, number: int, id: str, name: str) -> Original | None:
    """An attachment, if it has a name or a media type that is known."""
    kind, file = part.get_content_type(), text.clean(part.get_filename() or "")
    label = shown(PurePosixPath(" ".join(file.replace("\\", "/").split())).name)
    ending = suffix(label)
    if not ending and (label or kind.startswith("text/") or not kinds.known(kind)):
        return None
    data, label = part.get_payload(decode=True) or b"", label or str(number)
    return Original(data, f"{id}/{label}", f"{name}/{label}", ending, kind, part.get_content_charset())
