"""What facts hang on and are filled with: names, dates, amounts, strings and the sentences of a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .labels import ANCHORS, FILLERS, NODE_TYPES, SLOTS, SPAN_TYPES

SENTENCE = NODE_TYPES.index("Sentence")
APART = 3  # sentences between two nodes that are told apart
REACH = 6  # powers of two of the distance in tokens that are told apart
NEAR, FAR = 2 * APART + 1, 2 * REACH + 2

Array = NDArray[np.bool_]


@dataclass(slots=True)
class Nodes:
    """The spans of a window by their first token in it, type and sentence; its sentences follow them."""

    tokens: list[int]
    types: list[int]
    rows: list[int]
    sentences: int


def distances(nodes: Nodes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each node (spans, then sentences) and each span: how far apart in sentences and in tokens."""
    rows = np.array(nodes.rows, np.int64)
    here = np.concatenate([rows, np.arange(nodes.sentences)])
    near = np.clip(rows[None] - here[:, None], -APART, APART) + APART
    places = np.array(nodes.tokens, np.int64)
    apart = places[None] - places[:, None]
    size = np.minimum(np.log2(np.abs(apart) + 1).astype(np.int64), REACH)
    far = np.full((len(here), len(rows)), FAR - 1, np.int64)
    far[: len(rows)] = np.sign(apart) * size + REACH
    return near, far


def possible(nodes: Nodes) -> Array:
    """Nodes × spans × SLOTS: whether the span may fill that slot of a fact on the node, by their types."""
    types = np.array(nodes.types, np.int64)
    here = np.concatenate([types, np.full(nodes.sentences, SENTENCE)])
    allowed: Array = _TABLE[here[:, None], types[None]].copy()
    same = np.zeros(allowed.shape[:2], bool)
    same[np.arange(len(types)), np.arange(len(types))] = True
    allowed &= same[..., None] == _OWN
    allowed[len(types) :, :, _OWN] = False
    return allowed


def _table() -> Array:
    table = np.zeros((len(NODE_TYPES), len(SPAN_TYPES), len(SLOTS)), bool)
    for index, label in enumerate(SLOTS):
        kind = label.split(".")[0]
        for anchor in _anchor_types(kind):
            for filler in FILLERS[label]:
                table[NODE_TYPES.index(anchor), SPAN_TYPES.index(filler), index] = True
    return table


def _anchor_types(kind: str) -> Sequence[str]:
    slot = ANCHORS.get(kind)
    if slot is None:
        return ("Sentence",)
    return (*FILLERS[f"{kind}.{slot}"], *(("Sentence",) if kind == "Funding" else ()))


_OWN: Array = np.array([ANCHORS.get(label.split(".")[0]) == label.split(".")[1] for label in SLOTS])
_TABLE = _table()


def inputs(nodes: Nodes, tokens: NDArray[Any], sentences: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """The inputs of the network of links for one window: its vectors by token and by sentence."""
    near, far = distances(nodes)
    spans = tokens[np.array(nodes.tokens, np.int64)]
    types = np.array(nodes.types, np.int64)
    return {
        "spans": spans,
        "types": types,
        "nodes": np.concatenate([spans, sentences]),
        "kinds": np.concatenate([types, np.full(nodes.sentences, SENTENCE)]),
        "near": near,
        "far": far,
    }
