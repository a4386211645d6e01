"""Windows of a document for the tagger: a few sentences at a time, as sentence pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from spacy.tokens import Doc

_BREAKS = re.compile(r"\s")


class Tokenizer(Protocol):
    """The part of `tokenizers.Tokenizer` that is used."""

    def encode(self, sequence: Any, /) -> Any:
        """The pieces of a text: `ids` and `offsets`."""

    def token_to_id(self, token: str, /) -> Any:
        """The number of a piece."""


@dataclass(slots=True)
class Window:
    """A stretch of whole sentences: its pieces, and where its tokens and sentences begin in it."""

    ids: list[int]
    first: list[int]  # for each token, the index of its first piece
    tokens: tuple[int, int]  # in the document
    sentences: list[tuple[int, int, int]]  # first and last token within the window, number in the document


def windows(doc: Doc, tokenizer: Tokenizer, size: int) -> Iterator[Window]:
    """The document in windows of at most `size` pieces, cut between sentences where possible."""
    ends = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    run: list[tuple[list[int], list[int], int, int, int]] = []
    length = 2  # the two pieces at the ends, which the encoder was made with
    for number, sent in enumerate(doc.sents):
        for ids, first, start, end in _pieces(doc, sent.start, sent.end, tokenizer, size - 2):
            if run and length + len(ids) > size:
                yield _window(run, ends)
                run, length = [], 2
            run.append((ids, first, start, end, number))
            length += len(ids)
    if run:
        yield _window(run, ends)


def _pieces(
    doc: Doc, start: int, end: int, tokenizer: Tokenizer, size: int
) -> Iterator[tuple[list[int], list[int], int, int]]:
    """The pieces of a sentence; in parts where it alone is longer than a window."""
    base = doc[start].idx
    text = "".join(token.text_with_ws for token in doc[start:end])
    encoding = tokenizer.encode(_BREAKS.sub(" ", text))
    first, piece = [], 0
    for token in doc[start:end]:
        offset = token.idx - base
        while piece + 1 < len(encoding.ids) and encoding.offsets[piece][1] <= offset:
            piece += 1
        first.append(piece)
    ids = encoding.ids or [0]
    cut = 0
    while cut < len(first):
        last = cut
        while last < len(first) and first[last] - first[cut] < size:
            last += 1
        stop = first[last] if last < len(first) else len(ids)
        yield (
            ids[first[cut] : min(stop, first[cut] + size)] or [0],
            [f - first[cut] for f in first[cut:last]],
            start + cut,
            start + last,
        )
        cut = last


def _window(run: list[tuple[list[int], list[int], int, int, int]], ends: tuple[int, int]) -> Window:
    ids: list[int] = [ends[0]]
    first: list[int] = []
    sentences: list[tuple[int, int, int]] = []
    for pieces, firsts, start, end, number in run:
        begin = len(first)
        first += [f + len(ids) for f in firsts]
        ids += pieces
        sentences.append((begin, begin + end - start, number))
    ids.append(ends[1])
    return Window(ids, first, (run[0][2], run[-1][3]), sentences)
