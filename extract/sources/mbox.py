"""A mailbox file → its mails. They are split while reading: a mailbox may be large, or lie in an archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import InputError
from .limits import MAX_DOCUMENT, check_size
from .original import Original

# "From ann@x.example Wed Jun 19 10:00:00 2024": the parts of the date stand in more than one order. Prose may
# begin so too ("From 2020 to 2024 …"), so a field of the header must follow.
_FROM = re.compile(
    rb"From (?=\S)(?=.*\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)(?=.*\b\d{1,2}:\d{2})(?=.*\b(?:19|20)\d{2}\b)"
)
_FIELD = re.compile(rb">?[A-Za-z][A-Za-z0-9-]*:|>From ")
_QUOTED = re.compile(rb">+From ")
_LINE = 1 << 20  # bytes read at a time of a line without an end
_MARK = 500  # bytes; the line before a mail is not longer


def begins(head: bytes) -> bool:
    """Whether data that begin so are a mailbox.

    >>> begins(b"From a@b.example Wed Jun 19 10:00:00 2024\\nTo: c@d.example\\n")
    True
    >>> begins(b"From 2020 to 2024 we invested.\\nNote: more follows.\\n")
    False
    """
    first, _, rest = head.partition(b"\n")
    return _parts(first, rest)


def members(stream: BinaryIO, holder: Original) -> Iterator[tuple[str, Original | InputError]]:
    """Each mail with its name, or what is wrong with it."""
    for number, data in enumerate(_split(stream), 1):
        name = f"{holder.name}:{number}"
        try:
            check_size(len(data))
            yield name, Original(data, f"{holder.id}/{number}", name, ".eml")
        except InputError as error:
            yield name, error


def _split(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of each mail; of one that is too large no more than shows that."""
    mail, blank, begun = bytearray(), True, False
    line = stream.readline(_LINE)
    while line:
        following = stream.readline(_LINE)
        if blank and _parts(line, following):
            if begun:
                yield bytes(mail)
            mail, begun = bytearray(), True
        elif len(mail) <= MAX_DOCUMENT:
            mail += line[1:] if _QUOTED.match(line) else line
        blank = not line.strip()
        line = following
    if mail.strip():
        yield bytes(mail)


def _parts(line: bytes, following: bytes) -> bool:
    """Whether a line parts a mail from the one before it."""
    return len(line) <= _MARK and _FROM.match(line) is not None and _FIELD.match(following) is not None
