"""A process that reads one document at a time: what goes wrong in it, or takes too long, ends with it.

It reads requests from standard input and writes answers to standard output. A request is a letter for the
format, the length of what follows, and the bytes of the document. An answer is `D` and a draft as JSON, or
`E` and an error in words, each after its length.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

import msgspec

from ..errors import InputError
from . import docx, pdf
from .confined import FORMATS, FRAME
from .fields import Draft

# Where the system has no such limit; the other side watches memory and the clock in any case.
_UNLIMITED = (ImportError, AttributeError, ValueError, OSError)
_READERS: dict[bytes, Callable[[bytes], Draft]] = {FORMATS["pdf"]: pdf.draft, FORMATS["docx"]: docx.draft}


def answer(kind: bytes, data: bytes) -> tuple[bytes, bytes]:
    """The draft of a document, or what is wrong with it."""
    try:
        return b"D", msgspec.json.encode(_READERS[kind](data))
    except InputError as error:
        return b"E", str(error).encode("utf-8", "replace")
    except MemoryError:
        return b"E", b"needs too much memory to read"
    except Exception as error:  # whatever a document does to the libraries, it is the document that is wrong
        return b"E", f"is damaged: {type(error).__name__}".encode()


def limit(memory: int) -> None:
    """Let the process end rather than take more memory, or write a file, where the system can do so."""
    for name, most in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_AS", memory)):
        with suppress(*_UNLIMITED):
            import resource

            resource.setrlimit(getattr(resource, name), (most, most))


def limit_time(seconds: int) -> None:
    """Let the process end when it has worked for so many seconds more, where the system can do so."""
    with suppress(*_UNLIMITED):
        import resource

        until = int(time.process_time()) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main() -> None:
    """Answer until the input ends."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    requests, out = sys.stdin.buffer, _own_output()
    pdf.prepare()
    docx.prepare()
    limit(memory)
    while len(head := requests.read(FRAME.size)) == FRAME.size:
        kind, length = FRAME.unpack(head)
        limit_time(seconds)
        told, data = answer(kind, requests.read(length))
        out.write(FRAME.pack(told, len(data)) + data)
        out.flush()


def _own_output() -> BinaryIO:
    """Standard output for answers alone: what a library prints goes nowhere."""
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return out


if __name__ == "__main__":
    main()
