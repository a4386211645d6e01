"""A mail → a draft, and what is attached to it. Its addresses are not kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any

from ...errors import InputError
from .. import kinds, text
from ..archive import suffix
from ..days import stated_day
from ..fields import MAX_ID, Defaults, Draft, one_line, shown
from ..original import Original
from . import mime, quoted

MAX_HEADER = 200_000  # bytes; the parser takes long for more
MAX_FIELD = 5_000  # bytes
MAX_LABEL = 60  # characters of a name in a message

# Fields that are looked at, wherever they stand; to parse a long one takes the library very long.
_FIELD = re.compile(
    rb"^(?:content-[a-z-]+|subject|from|date|message-id|organi[sz]ation):[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_SNIFFED = ("pdf", "zip")  # Word documents among them; what is called something else is only taken for a PDF
_ENCRYPTED = "is an encrypted mail: decrypt it, and save it anew"
_SIGNED = "is a mail whose words are packed into its S/MIME signature: ask for it as plain text or HTML"
_OUTLOOK = "holds all its words in winmail.dat, which only Outlook reads: ask for it as plain text or HTML"
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
        empty = not found.text.strip()
        unread = _unread(message) if empty and not attached else None
    except InputError:
        raise
    except Exception as error:  # the parser lets whatever out: ValueError, IndexError, RecursionError …
        raise InputError(f"is a damaged mail: {type(error).__name__}") from None
    if unread is not None:
        raise InputError(unread)
    return Mail(None if attached and empty else found, attached)


def _parsed(data: bytes) -> EmailMessage:
    end = _END_OF_HEADER.search(data)
    if (end.start() if end else len(data)) > MAX_HEADER:
        raise InputError("is no mail, or one with a header that is too long")
    if any(field.end() - field.start() > MAX_FIELD for field in _FIELD.finditer(data)):
        raise InputError("is a mail with a header that is too long")
    return mime.parsed(data.lstrip(b"\xef\xbb\xbf\r\n"))


def _draft(message: EmailMessage, defaults: Defaults) -> Draft:
    subject = _header(message, "Subject")
    said = quoted.own(mime.words(message, defaults), subject)
    title = one_line(quoted.subject(subject)) if said.words else None
    return Draft(
        text=text.headed(title, said.words),
        id=_id(message),
        title=title,
        published=None if said.forwarded else _date(message),
        publisher=None if said.forwarded else _publisher(message),
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
    return stated_day(_header(message, "Date"))


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


# --- what is attached ---


def _attached(message: EmailMessage, id: str, name: str) -> Iterator[Original]:
    """The attachments of known formats, and mails that are attached whole."""
    for number, part in mime.others(message):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner:
                yield Original(_bytes(inner[0]), f"{id}/{number}", f"{name}/{number}.eml", ".eml")
        elif (found := _file(part, number, id, name)) is not None:
            yield found


def _bytes(message: Any) -> bytes:
    """A mail that is attached, written anew."""
    try:
        return bytes(message.as_bytes())
    except UnicodeError:  # the library cannot write all that it can read
        return str(message.as_string()).encode("utf-8", "surrogateescape")


def _file(part: Any, number: int, id: str, name: str) -> Original | None:
    """An attachment, if its name, its media type or its first bytes are those of a known format."""
    kind, label = part.get_content_type(), _label(part)
    ending = suffix(label)
    strange = not ending and _SUFFIX.search(label) is not None  # the name says that it is something else
    if not (ending or kinds.known(kind) or kinds.is_untold(kind)) or (strange and kind.startswith("text/")):
        return None
    data, label = mime.data(part), label or str(number)
    if not (ending or kinds.known(kind)) and kinds.sniffed(data) not in _SNIFFED[: 1 if strange else 2]:
        return None
    return Original(data, f"{id}/{label}", f"{name}/{label}", ending, kind, part.get_content_charset())


def _label(part: Any) -> str:
    """The name of a file, without folders."""
    file = text.clean(part.get_filename() or "")
    return shown(PurePosixPath(" ".join(file.replace("\\", "/").split())).name)


def _unread(message: EmailMessage) -> str | None:
    """What a mail holds in which nothing can be read, for a message; None if it holds nothing."""
    found = []
    for _, part in mime.others(message):
        kind, label = part.get_content_type(), _label(part)
        if kind.removeprefix("application/x-").removeprefix("application/") == "pkcs7-mime":
            return _SIGNED if part.get_param("smime-type") == "signed-data" else _ENCRYPTED
        if kind == "application/pgp-encrypted":
            return _ENCRYPTED
        if kind in ("application/ms-tnef", "application/vnd.ms-tnef") or label.lower() == "winmail.dat":
            return _OUTLOOK
        found.append(label or kind)
    if not found:
        return None
    rest = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return f"holds no text, only {', '.join(name[:MAX_LABEL] for name in found[:3])}{rest}, which is not read"
