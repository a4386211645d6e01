"""A mailbox file → its mails. They are split while reading: a mailbox may be large, or lie in an archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import InputError
from .limits import MAX_DOCUMENT, check_size
from .original import Original

_FROM = re.compile(rb"From \S*.*\d{4}")
_QUOTED = re.compile(rb">+From ")
_LINE = 1 << 20  # bytes read at a time of a line without an end


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
    while line := stream.readline(_LINE):
        if blank and _FROM.match(line):
            if begun:
                yield bytes(mail)
            mail, begun = bytearray(), True
        elif len(mail) <= MAX_DOCUMENT:
            mail += line[1:] if _QUOTED.match(line) else line
        blank = not line.strip()
    if mail.strip():
        yield bytes(mail)
