"""The trained tagger: a document's windows through the ONNX network, its scores onto the document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from .labels import KINDS, NAME_LABELS, PRESENT, SLOTS, TEXT_LABELS
from .tagger import Window, windows

SIZE = 192  # pieces in a window, as in training
BLOCK = 32  # values of a 4-bit block
NEVER = -1e4
# How much surer than "no name" the network must be (logits), where it says too much; by the development fold.
RESERVE = {"Initiative": 1.5}
_RESERVE = np.array([RESERVE.get(label[2:], 0.0) * (label[0] == "B") for label in NAME_LABELS], np.float32)

Array = NDArray[np.float32]


@dataclass(slots=True)
class Scores:
    """What the network says of a document, as probabilities; the names and strings already decoded."""

    slots: Array  # tokens × SLOTS
    present: Array  # sentences × PRESENT
    kinds: Array  # sentences × KINDS
    texts: list[Span]


@dataclass(slots=True)
class Network:
    """The files of a model, loaded."""

    session: Any
    tokenizer: Any
    table: NDArray[np.uint8]

    def words(self, ids: NDArray[np.int64]) -> Array:
        """The embeddings of pieces, from 4 bits: value = (nibble - 8) × scale of its block."""
        rows = self.table[ids].reshape(*ids.shape, -1, 18)
        scale = rows[..., :2].copy().view(np.float16).astype(np.float32)
        low = (rows[..., 2:] & 15).astype(np.float32) - 8
        high = (rows[..., 2:] >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], -1) * scale).reshape(*ids.shape, -1)


@cache
def network(name: str, threads: int = 0) -> Network:
    """A model of this package by the name of its folder, or any folder by its path."""
    import onnxruntime
    from tokenizers import Tokenizer

    folder = Path(name) if "/" in name else Path(str(files("valleygraph"))) / "extract" / "models" / name
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"]
    )
    labels = session.get_modelmeta().custom_metadata_map
    expected = {
        "names": NAME_LABELS,
        "texts": TEXT_LABELS,
        "slots": SLOTS,
        "present": PRESENT,
        "kinds": KINDS,
    }
    for key, value in expected.items():
        if tuple(labels.get(key, "").split("\n")) != tuple(value):
            raise ValueError(f"{folder}: the model's labels ({key}) are not those of this version")
    return Network(
        session,
        Tokenizer.from_file(str(folder / "tokenizer.json")),
        np.load(folder / "pieces.npy", mmap_mode="r"),
    )


def read(doc: Doc, net: Network) -> None:
    """Set the entities of a document, and its `Scores` in `doc.user_data["scores"]`.

    Each window runs by itself: in 8 bits the figures depend on what else is in a batch, and the same text
    must always say the same.
    """
    found = windows(doc, net.tokenizer, SIZE)
    _write(doc, [(window, _run(window, net)) for window in found])


def arrays(batch: list[Window], pad: int = 0) -> dict[str, NDArray[Any]]:
    """The inputs of the network, padded."""
    b, p = len(batch), max(len(w.ids) for w in batch)
    t, s = max(len(w.first) for w in batch), max(len(w.sentences) for w in batch)
    ids, mask = np.full((b, p), pad, np.int64), np.zeros((b, p), bool)
    first, owner = np.zeros((b, t), np.int64), np.zeros((b, t), np.int64)
    pool = np.zeros((b, s, t), np.float32)
    for i, w in enumerate(batch):
        ids[i, : len(w.ids)] = w.ids
        mask[i, : len(w.ids)] = True
        first[i, : len(w.first)] = np.minimum(w.first, len(w.ids) - 1)
        for j, (start, end, _) in enumerate(w.sentences):
            pool[i, j, start:end] = 1
            owner[i, start:end] = j
    return {"ids": ids, "mask": mask, "first": first, "pool": pool, "owner": owner}


def _run(window: Window, net: Network) -> tuple[Array, ...]:
    inputs = arrays([window])
    ids = inputs.pop("ids")
    return tuple(out[0] for out in net.session.run(None, {"words": net.words(ids), **inputs}))


def _write(doc: Doc, parts: list[tuple[Window, tuple[Array, ...]]]) -> None:
    sentences = sum(1 for _ in doc.sents)
    scores = Scores(
        np.zeros((len(doc), len(SLOTS)), np.float32),
        np.zeros((sentences, len(PRESENT)), np.float32),
        np.zeros((sentences, len(KINDS)), np.float32),
        [],
    )
    names: list[Span] = []
    for window, (name, text, slot, sentence) in parts:
        first, last = window.tokens
        length = last - first
        names += _spans(doc, first, decode(name[:length] - _RESERVE, NAME_LABELS), NAME_LABELS)
        scores.texts += _spans(doc, first, decode(text[:length], TEXT_LABELS), TEXT_LABELS)
        scores.slots[first:last] = _sigmoid(slot[:length])
        for row, (_, _, number) in enumerate(window.sentences):
            both = _sigmoid(sentence[row])
            scores.present[number] = np.maximum(scores.present[number], both[: len(PRESENT)])
            scores.kinds[number] = np.maximum(scores.kinds[number], both[len(PRESENT) :])
    doc.ents = sorted((s for s in (_bare(s) for s in names) if s is not None), key=lambda s: s.start)
    doc.user_data["scores"] = scores


def _bare(span: Span) -> Span | None:
    """Without white space at its ends."""
    start, end = span.start, span.end
    while start < end and span.doc[start].is_space:
        start += 1
    while end > start and span.doc[end - 1].is_space:
        end -= 1
    return Span(span.doc, start, end, label=span.label_) if start < end else None


def _sigmoid(x: Array) -> Array:
    return (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)


@cache
def _forbidden(labels: tuple[str, ...]) -> Array:
    """Transitions: I-X only follows B-X or I-X."""
    return np.array([[NEVER * (y[0] == "I" and x[2:] != y[2:]) for y in labels] for x in labels], np.float32)


def decode(logits: Array, labels: tuple[str, ...]) -> list[int]:
    """The best sequence of labels in which I-X only follows B-X or I-X (Viterbi)."""
    if not len(logits):
        return []
    bad = _forbidden(labels)
    score = logits[0] + np.array([NEVER * (y[0] == "I") for y in labels], np.float32)
    back = []
    for row in logits[1:]:
        paths = score[:, None] + bad
        back.append(paths.argmax(0))
        score = paths.max(0) + row
    path = [int(score.argmax())]
    for arg in reversed(back):
        path.append(int(arg[path[-1]]))
    return path[::-1]


def _spans(doc: Doc, offset: int, path: list[int], labels: tuple[str, ...]) -> list[Span]:
    found, start, kind = [], -1, ""
    for i, index in enumerate([*path, 0]):
        label = labels[index]
        if start >= 0 and label[0] != "I":
            found.append(Span(doc, offset + start, offset + i, label=kind))
            start = -1
        if label[0] == "B":
            start, kind = i, label[2:]
    return found


class Reader:
    """A spaCy component that reads documents with a model."""

    def __init__(self, name: str) -> None:
        self._net = network(name)

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        read(doc, self._net)
        return doc
