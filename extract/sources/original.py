"""The bytes of one document, and what is known of them before they are read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of one document as a source gives them, and what is known of it beforehand.

    >>> Original(b"Hej", "a", "a.txt", ".txt").sha256[:8]
    '20ac4eea'
    """

    data: bytes
    id: str  # of the release in it, where it states none itself
    name: str  # for messages
    suffix: str = ""  # the known suffix of its name (".pdf"), or nothing
    media_type: str | None = None  # what a server says it is: "text/html"
    charset: str | None = None  # what a server or a mail says
    url: str | None = None  # the address it came from

    @property
    def sha256(self) -> str:
        """Of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()
