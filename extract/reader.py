"""The trained tagger: a document's windows through the ONNX network, its scores onto the document."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from .labels import KINDS, LABELS, NAME_LABELS, PRESENT, TEXT_LABELS
from .nodes import Nodes, inputs, possible
from .phrases import stripped
from .tagger import Window, windows

SIZE = 320  # pieces in a window, as in training
BATCH = 16  # documents whose windows run side by side
NEVER = -1e4
# How much surer than "no name" the network must be (logits), where it says too much; by the development fold.
RESERVE = {"Initiative": 2.5, "Organisation": 1.0, "Event": 2.0}
_RESERVE = np.array([RESERVE.get(label[2:], 0.0) * (label[0] == "B") for label in NAME_LABELS], np.float32)

Array = NDArray[np.float32]
Outputs = tuple[Array, ...]
MapWindows = Callable[[Callable[[Window], Outputs], Iterable[Window]], Iterable[Outputs]]


@dataclass(slots=True)
class Network:
    """The files of a model, loaded."""

    session: Any
    linker: Any
    tokenizer: Any
    table: NDArray[np.uint8]

    def words(self, ids: NDArray[np.int64]) -> Array:
        """The embeddings of pieces, from 4 bits: value = (nibble - 8) × scale of its block."""
        rows = self.table[ids].reshape(*ids.shape, -1, 18)
        scale = rows[..., :2].copy().view(np.float16).astype(np.float32)
        low = (rows[..., 2:] & 15).astype(np.float32) - 8
        high = (rows[..., 2:] >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], -1) * scale).reshape(*ids.shape, -1)


@dataclass(slots=True)
class Scores:
    """What the network says of a document: probabilities and vectors; the strings already decoded."""

    present: Array  # sentences × PRESENT
    kinds: Array  # sentences × KINDS
    tokens: Array  # tokens × hidden
    sentences: Array  # sentences × hidden
    windows: list[Window]
    texts: list[Span]
    net: Network

    def links(self, window: Window, nodes: Nodes) -> Array:
        """How sure each span of a window fills each slot of a fact on each node: nodes × spans × SLOTS."""
        first, last = window.tokens
        rows = [number for _, _, number in window.sentences]
        given = inputs(nodes, self.tokens[first:last], self.sentences[rows])
        (logits,) = self.net.linker.run(None, given)
        return np.where(possible(nodes), _sigmoid(logits), 0).astype(np.float32)


@cache
def network(folder: Path) -> Network:
    """The model in a folder, loaded once."""
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the windows run side by side
    options.log_severity_level = 3
    session, linker = (
        onnxruntime.InferenceSession(str(folder / file), options, providers=["CPUExecutionProvider"])
        for file in ("tagger.onnx", "links.onnx")
    )
    _check_labels(session.get_modelmeta().custom_metadata_map, folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return Network(session, linker, tokenizer, np.load(folder / "pieces.npy", mmap_mode="r"))


def _check_labels(said: Mapping[str, str], folder: Path) -> None:
    for key, labels in LABELS.items():
        if tuple(said.get(key, "").split("\n")) != tuple(labels):
            raise ValueError(f"{folder}: the model's labels ({key}) are not those of this version")


def read(docs: Sequence[Doc], net: Network, map_windows: MapWindows = map) -> None:
    """Set the entities of documents, and their `Scores` in `doc.user_data["scores"]`.

    Each window runs by itself, so that the same text says the same whatever is read beside it; `map_windows`
    may run several at a time.
    """
    found = [list(windows(doc, net.tokenizer, SIZE)) for doc in docs]
    ran = iter(map_windows(partial(_run, net=net), [window for own in found for window in own]))
    for doc, own in zip(docs, found, strict=True):
        _write(doc, list(zip(own, islice(ran, len(own)), strict=True)), net)


def arrays(batch: list[Window], pad: int = 0) -> dict[str, NDArray[Any]]:
    """The inputs of the network, padded."""
    b, p = len(batch), max(len(w.ids) for w in batch)
    t, s = max(len(w.first) for w in batch), max(len(w.sentences) for w in batch)
    ids, mask = np.full((b, p), pad, np.int64), np.zeros((b, p), bool)
    first = np.zeros((b, t), np.int64)
    pool = np.zeros((b, s, t), np.float32)
    for i, w in enumerate(batch):
        ids[i, : len(w.ids)] = w.ids
        mask[i, : len(w.ids)] = True
        first[i, : len(w.first)] = np.minimum(w.first, len(w.ids) - 1)
        for j, (start, end, _) in enumerate(w.sentences):
            pool[i, j, start:end] = 1
    return {"ids": ids, "mask": mask, "first": first, "pool": pool}


def _run(window: Window, net: Network) -> Outputs:
    given = arrays([window])
    ids = given.pop("ids")
    return tuple(out[0] for out in net.session.run(None, {"words": net.words(ids), **given}))


def _write(doc: Doc, parts: list[tuple[Window, Outputs]], net: Network) -> None:
    count, hidden = sum(1 for _ in doc.sents), parts[0][1][3].shape[-1] if parts else 0
    scores = Scores(
        np.zeros((count, len(PRESENT)), np.float32),
        np.zeros((count, len(KINDS)), np.float32),
        np.zeros((len(doc), hidden), np.float32),
        np.zeros((count, hidden), np.float32),
        [window for window, _ in parts],
        [],
        net,
    )
    names: list[Span] = []
    for window, (name, text, told, tokens, sentences) in parts:
        first, last = window.tokens
        names += _spans(doc, first, decode(name[: last - first] - _RESERVE, NAME_LABELS), NAME_LABELS)
        scores.texts += _spans(doc, first, decode(text[: last - first], TEXT_LABELS), TEXT_LABELS)
        scores.tokens[first:last] = tokens[: last - first]
        for row, (_, _, number) in enumerate(window.sentences):
            both = _sigmoid(told[row])
            scores.present[number] = np.maximum(scores.present[number], both[: len(PRESENT)])
            scores.kinds[number] = np.maximum(scores.kinds[number], both[len(PRESENT) :])
            if not scores.sentences[number].any():  # else the sentence began in the window before
                scores.sentences[number] = sentences[row]
    scores.texts = _as_elsewhere(doc, scores.texts)
    doc.ents = sorted((s for s in map(stripped, names) if s is not None), key=lambda s: s.start)
    doc.user_data["scores"] = scores


def _as_elsewhere(doc: Doc, texts: list[Span]) -> list[Span]:
    """Strings as long as they are elsewhere in the document: "life" is "life science" if that follows."""
    longer = {(span.label_, span.text.casefold()): len(span) for span in texts if len(span) > 1}
    found = []
    for span in texts:
        lengths = (n for n in set(longer.values()) if n > len(span) and span.start + n <= len(doc))
        here = (doc[span.start : span.start + n] for n in sorted(lengths, reverse=True))
        full = next((s for s in here if (span.label_, s.text.casefold()) in longer), span)
        found.append(Span(doc, full.start, full.end, label=span.label_))
    return found


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


def _processors() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Reader:
    """A spaCy component that reads documents with a model, a window on each processor at a time."""

    def __init__(self, folder: Path) -> None:
        self._net = network(folder)
        self._pool = ThreadPoolExecutor(_processors())

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        read([doc], self._net, self._pool.map)
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = BATCH) -> Iterator[Doc]:
        """Read many."""
        waiting = iter(stream)
        while batch := list(islice(waiting, min(batch_size, BATCH))):
            read(batch, self._net, self._pool.map)
            yield from batch
