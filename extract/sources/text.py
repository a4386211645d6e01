"""Bytes → text, and plain text → a draft."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Sequence

from ..errors import InputError
from ..model import folded
from . import titles
from .fields import Draft

AT_BEGINNING = 4  # blocks of a text
MAX_TITLE = 200  # characters; a longer first line is a paragraph

# UTF-32 before UTF-16: its mark begins with the other's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONVERT = "convert it to text or HTML first"
_FORMATS = {
    b"%PDF": "is a PDF: name it .pdf",
    b"PK\x03\x04": "is a Word, OpenDocument or ZIP file: name it .docx or .zip",
    b"\xd0\xcf\x11\xe0": "is an old Office file, an Outlook message or locked by a password: "
    "save it as DOCX, EML or PDF",
    b"{\\rtf": f"is an RTF file: {_CONVERT}",
    b"\x89PNG": f"is an image: {_CONVERT}",
    b"\xff\xd8\xff": f"is an image: {_CONVERT}",
    b"GIF8": f"is an image: {_CONVERT}",
    b"\x1f\x8b": "is compressed: unpack it, or name it .jsonl.gz if it is JSON Lines",
    b"BZh": "is compressed: unpack it",
    b"\xfd7zXZ": "is compressed: unpack it",
    b"\x28\xb5\x2f\xfd": "is compressed: unpack it",
    b"7z\xbc\xaf": "is compressed: unpack it",
    b"Rar!": "is compressed: unpack it",
}
_BINARY = f"is a binary file: {_CONVERT}; if it is UTF-16 without a mark, say --encoding utf-16-le"
_NOT_UTF8 = "is not UTF-8; name its encoding with --encoding, for instance windows-1252"
_LATIN = ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii")
# Codecs of Python that no document is written in; some take long for much.
_NO_CHARSET = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem")
_GAPS = {"list": "\n", "table": "\n", "row": " | ", "cell": "\n"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_BINARY_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = ("utf-16", "utf-32", "utf16", "utf32", "utf_16", "utf_32")
MAX_BINARY = 2, 100  # of these bytes, or one in so many, may have come into a text by mistake
MAX_DAMAGED = 100  # one in so many characters may be damaged


def check_format(head: bytes) -> None:
    """Raises InputError if the data begins as a format that is no text."""
    for magic, message in _FORMATS.items():
        if head.startswith(magic):
            raise InputError(message)


def mark(data: bytes) -> str | None:
    """The encoding that a byte order mark announces."""
    return next((encoding for bom, encoding in _MARKS if data.startswith(bom)), None)


def decode(data: bytes, encodings: Iterable[str] = ()) -> str:
    """The data as text: by its mark, else as UTF-8, else by the first of the encodings that fits.

    Raises InputError that says what to do.

    >>> decode("Borås".encode()), decode("Borås".encode("utf-16")), decode(b"Bor\\xe5s", ["windows-1252"])
    ('Borås', 'Borås', 'Borås')
    """
    marked, others = mark(data), list(encodings)
    wide = marked is None and b"\0" in data  # UTF-16 without a mark is often valid UTF-8, but for its NULs
    for encoding in [marked] if marked else [*others, "utf-8"] if wide else ["utf-8", *others]:
        text = _try(data, encoding)
        if text is not None and "\0" not in text:
            return text
    if marked not in (None, "utf-8-sig"):
        raise InputError(f"is damaged: it is marked as {marked} but cannot be read so")
    raise InputError(_BINARY if wide else _NOT_UTF8)


def decode_loosely(data: bytes, encodings: Iterable[str] = ()) -> str:
    """The data as text, as browsers read it: what does not fit is replaced, what is no character left out.

    By its mark, else as UTF-8, else by the first of the encodings that fits but for a few characters, else as
    windows-1252. Raises InputError for what is no text.

    >>> decode_loosely(b"Bor\\xe5s"), decode_loosely(b"Bor\\0\\xc3\\xa5s, V\\xc3\\xa4nn\\xe4s, Ume\\xc3\\xa5")
    ('Borås', 'Borås, Vänn�s, Umeå')
    """
    if mark(data) == "utf-8-sig":
        return data.replace(b"\0", b"").decode("utf-8-sig", "replace")
    if mark(data) or b"\0" in data:
        try:
            return decode(data, encodings)
        except InputError:
            if mark(data) or _is_binary(data):
                raise
    data = data.replace(b"\0", b"")
    narrow = [name for name in encodings if not name.lower().startswith(_WIDE)]
    for encoding in ("utf-8", *narrow, "windows-1252"):
        text = _try(data, encoding)
        if text is None and _is_binary(data):
            raise InputError(_BINARY)
        text = _try(data, encoding, "replace") if text is None else text
        if text is not None and not _is_damaged(text):
            return text
    return data.decode("windows-1252", "replace")


def _is_binary(data: bytes) -> bool:
    few, one_in = MAX_BINARY
    return len(_BINARY_BYTE.findall(data)) > max(few, len(data) // one_in)


def _is_damaged(text: str) -> bool:
    """Whether so much could not be read that the encoding must be another one."""
    damaged = text.count("\ufffd")
    read = sum(not character.isascii() for character in text) - damaged if damaged else 0
    return damaged > 0 and (damaged > read or damaged > max(1, len(text) // MAX_DAMAGED))


def declared(charset: str | None) -> tuple[str, ...]:
    """The encodings that a charset may mean; what calls itself Latin-1 is windows-1252, as in every browser.

    >>> declared("ISO-8859-1"), declared("utf-8"), declared(None)
    (('windows-1252', 'iso-8859-1'), ('utf-8',), ())
    """
    name = (charset or "").strip().strip("\"'").lower()
    if name in _LATIN:
        return "windows-1252", "iso-8859-1"
    return (name,) if name and name.replace("_", "-") not in _NO_CHARSET else ()


def clean(text: str) -> str:
    """The text in NFC, with \\n at the ends of lines and no other control characters than tabs.

    >>> clean("a\\r\\nb\\x07")
    'a\\nb'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", text))


def draft(text: str) -> Draft:
    """Plain text; its first line is the title if it stands alone, or the first under a label.

    >>> draft("Nytt centrum i Luleå\\n\\nRegionen öppnar ett centrum.").title
    'Nytt centrum i Luleå'
    >>> draft("PRESSMEDDELANDE\\n\\nNytt centrum i Luleå\\n\\nRegionen öppnar ett centrum.").title
    'Nytt centrum i Luleå'
    """
    text = text.strip()
    return Draft(text=text, title=_title(text.split("\n", titles.AT_TOP + 2)))


def _title(lines: Sequence[str]) -> str | None:
    first = titles.first_line(lines)
    if first is None:
        return None
    number, title = first
    alone = number + 1 == len(lines) or not lines[number + 1].strip()
    return title if alone and len(title) <= MAX_TITLE else None


def headed(title: str | None, body: str) -> str:
    """The body under its title, which is not repeated if the body has it at its beginning.

    >>> headed("Nytt center", "19 juni\\n\\nNytt center\\n\\nRegionen öppnar ett center.")
    'Nytt center\\n\\n19 juni\\n\\nRegionen öppnar ett center.'
    """
    if title is None or folded(body.partition("\n")[0]) == folded(title):
        return body
    blocks = body.split("\n\n", AT_BEGINNING)
    again = next((block for block in blocks[:AT_BEGINNING] if folded(block) == folded(title)), None)
    if again is not None:
        blocks.remove(again)
    return "\n\n".join((title, *blocks)).strip()


def lay_out(events: Iterable[tuple[int, str]]) -> str:
    """Blocks of words (0, words) with a blank line between them, but closer within one container.

    (1, kind) opens a container (list, table, row, cell), (-1, kind) closes the innermost.

    >>> lay_out([(0, "Two:"), (1, "list"), (0, "one"), (0, "two"), (-1, "list"), (0, "End.")])
    'Two:\\n\\none\\ntwo\\n\\nEnd.'
    """
    gaps: list[str] = []
    shared = 0  # containers that this block shares with the last
    parts: list[str] = []
    for nesting, what in events:
        if nesting > 0:
            gaps.append(_GAPS[what])
        elif nesting < 0:
            gaps.pop()
            shared = min(shared, len(gaps))
        elif what:
            parts += [gaps[shared - 1] if shared else "\n\n", what]
            shared = len(gaps)
    return "".join(parts[1:])


def _try(data: bytes, encoding: str, errors: str = "strict") -> str | None:
    try:
        return data.decode(encoding, errors)
    except (LookupError, ValueError):
        return None
