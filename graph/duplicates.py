"""Releases that are nearly the same text: syndicated, sent twice, corrected. They count as one source.

MinHash over shingles of words, found by bands: A. Broder, On the resemblance and containment of documents,
1997; J. Leskovec, A. Rajaraman, J. Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

HASHES, ROWS = 64, 4  # 16 bands of 4 rows: texts that share half of their shingles meet in most cases
SHINGLE = 4  # words
ALIKE = 0.8  # estimated share of common shingles from which two texts are one
SHORTEST = 20  # words; of a shorter text nothing can be said
_PRIME = np.uint64((1 << 61) - 1)
_WORD = re.compile(r"\w+")
_RANDOM = np.random.default_rng(1)
_A = _RANDOM.integers(1, 1 << 31, HASHES, np.uint64)
_B = _RANDOM.integers(0, 1 << 31, HASHES, np.uint64)

Print = NDArray[np.uint32]


def fingerprint(text: str) -> Print | None:
    """The MinHash of a text; None where it is too short."""
    words = _WORD.findall(text.casefold())
    if len(words) < SHORTEST:
        return None
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    hashed = np.array([zlib.crc32(shingle.encode()) for shingle in shingles], np.uint64)
    # 32 bits × 31 bits + 31 bits stays below 2^64.
    found: Print = ((hashed[:, None] * _A + _B) % _PRIME).min(0).astype(np.uint32)
    return found


def bands(found: Print) -> Iterator[int]:
    """The keys under which texts like this one are found."""
    for number, rows in enumerate(found.reshape(-1, ROWS)):
        yield number << 32 | zlib.crc32(rows.tobytes())


def likeness(one: Print, other: Print) -> float:
    """The estimated share of common shingles of two texts.

    >>> a = fingerprint("one two three four five six seven eight nine ten " * 3)
    >>> likeness(a, a)
    1.0
    """
    return float((one == other).mean())


def packed(found: Print) -> bytes:
    """A fingerprint as bytes."""
    return found.tobytes()


def unpacked(data: bytes) -> Print:
    """A fingerprint from its bytes."""
    return np.frombuffer(data, np.uint32)
