"""Sentences annotated elsewhere, with coarser labels, as windows in which only the names count.

What such a corpus leaves unlabelled may be an initiative or an event all the same, so a capitalised word
without a label inside a sentence is unknown (-100), not "no name".
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from spacy.tokens import Doc

from ..labels import KINDS, NAME_LABELS, PRESENT
from ..nodes import Nodes
from ..tagger import Tokenizer, windows
from ..tokens import blank
from .data import Labelled

_blank = cache(blank)

UNKNOWN = -100
_TYPES = {"PER": "Person", "ORG": "Organisation", "LOC": "Place", "GPE_LOC": "Place", "GPE_ORG": "Place"}
Sentence = list[tuple[str, str]]  # word, IOB label


def sentences(folder: Path, per_corpus: int, seed: int = 1) -> Iterator[tuple[str, Sentence]]:
    """Language and sentence, at most `per_corpus` of each corpus, those with names first chosen."""
    corpora = {
        ("sv", "talbanken"): _iob2(folder / "UNER_Swedish-Talbanken", ("train", "dev")),
        ("sv", "news"): _plain(folder / "swedish-ner-corpus" / "train_corpus.txt"),
        ("da", "ddt"): _iob2(folder / "UNER_Danish-DDT", ("train", "dev", "test")),
        ("nb", "norne"): _norne(folder / "NorNE-bokmaal" / "nob.conll.gz"),
        ("nb", "nynorsk"): _iob2(folder / "UNER_Norwegian-NDT", ("dev",)),
        ("en", "ewt"): _iob2(folder / "UNER_English-EWT", ("dev", "test")),
    }
    for (language, _), found in corpora.items():
        named = [s for s in found if any(label != "O" for _, label in s) and len(s) < 120]
        random.Random(seed).shuffle(named)
        yield from ((language, sentence) for sentence in named[:per_corpus])


def labelled(language: str, sentence: Sentence, tokenizer: Tokenizer, size: int) -> Iterator[Labelled]:
    """One sentence as a window."""
    nlp = _blank(language)
    doc = Doc(nlp.vocab, words=[word for word, _ in sentence])
    for token in doc:
        token.is_sent_start = token.i == 0
    names = [_label(i, word, label) for i, (word, label) in enumerate(sentence)]
    for window in windows(doc, tokenizer, size):
        first, last = window.tokens
        yield Labelled(
            window,
            names[first:last],
            [0] * (last - first),
            np.zeros((len(window.sentences), len(PRESENT)), np.float32),
            np.zeros((len(window.sentences), len(KINDS)), np.float32),
            Nodes([], [], [], len(window.sentences)),
            [],
            [],
            facts_known=False,
        )


def _label(index: int, word: str, label: str) -> int:
    prefix, _, kind = label.partition("-")
    if prefix == "O":
        return UNKNOWN if index and word[:1].isupper() else 0
    return NAME_LABELS.index(f"{prefix}-{_TYPES[kind]}") if kind in _TYPES else UNKNOWN


def _iob2(folder: Path, parts: tuple[str, ...]) -> list[Sentence]:
    found: list[Sentence] = []
    for path in sorted(folder.glob("*.iob2")):
        if not path.stem.endswith(parts):
            continue
        for block in path.read_text("utf-8").split("\n\n"):
            rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
            found.append([(row[1], row[2]) for row in rows if len(row) > 2])
    return [s for s in found if s]


def _plain(path: Path) -> list[Sentence]:
    """One word and label a line, labels without prefix."""
    found: list[Sentence] = []
    for block in path.read_text("utf-8").split("\n\n"):
        rows = [line.rsplit(None, 1) for line in block.splitlines() if len(line.rsplit(None, 1)) == 2]
        before, sentence = "0", []
        for word, label in rows:
            mark = "O" if label == "0" else f"{'I' if label == before else 'B'}-{label}"
            sentence.append((word, mark))
            before = label
        found.append(sentence)
    return [s for s in found if s]


def _norne(path: Path) -> list[Sentence]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        blocks = file.read().split("\n\n")
    found = []
    for block in blocks:
        rows = [line.split("\t") for line in block.splitlines() if line]
        found.append([(row[1], row[9].split("name=")[-1].split("|")[0]) for row in rows if len(row) > 9])
    return [s for s in found if s]
