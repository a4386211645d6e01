"""What a fact may hang on and be filled with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from valleygraph.extract.labels import ANCHORS, FILLERS, NODE_TYPES, SLOTS, SPAN_TYPES
from valleygraph.extract.nodes import FAR, NEAR, Nodes, distances, inputs, possible


@st.composite
def nodes(draw: st.DrawFn) -> Nodes:
    spans = draw(st.lists(st.tuples(st.integers(0, 300), st.integers(0, len(SPAN_TYPES) - 1)), max_size=12))
    sentences = draw(st.integers(1, 6))
    rows = [draw(st.integers(0, sentences - 1)) for _ in spans]
    return Nodes([token for token, _ in spans], [kind for _, kind in spans], rows, sentences)


@given(nodes())
def test_distances_are_classes_that_the_network_knows(found: Nodes) -> None:
    near, far = distances(found)
    assert near.shape == far.shape == (len(found.tokens) + found.sentences, len(found.tokens))
    assert ((near >= 0) & (near < NEAR)).all()
    assert ((far >= 0) & (far < FAR)).all()


@given(nodes())
def test_only_what_the_types_allow_is_possible(found: Nodes) -> None:
    allowed = possible(found)
    names = [SPAN_TYPES[kind] for kind in found.types] + ["Sentence"] * found.sentences
    for node, span, slot in np.argwhere(allowed):
        fact, name = SLOTS[slot].split(".")
        assert SPAN_TYPES[found.types[span]] in FILLERS[SLOTS[slot]]
        if names[node] == "Sentence":
            assert fact not in ANCHORS or (fact == "Funding" and name != "amount")
        else:
            assert names[node] in FILLERS[f"{fact}.{ANCHORS[fact]}"]
            assert (name == ANCHORS[fact]) == (node == span)


@pytest.mark.parametrize("label", SLOTS)
def test_every_slot_can_be_filled(label: str) -> None:
    fact = label.split(".")[0]
    anchor = FILLERS[f"{fact}.{ANCHORS[fact]}"] if fact in ANCHORS else ("Sentence",)
    kinds = [*(k for k in anchor if k in SPAN_TYPES), *FILLERS[label]]
    found = Nodes(list(range(len(kinds))), [SPAN_TYPES.index(k) for k in kinds], [0] * len(kinds), 1)
    assert possible(found)[..., SLOTS.index(label)].any()
    assert set(anchor) <= set(NODE_TYPES)


def test_the_network_gets_spans_first_then_sentences() -> None:
    found = Nodes([2, 0], [0, 1], [0, 0], 1)
    given_ = inputs(found, np.arange(6.0).reshape(3, 2), np.array([[9.0, 9.0]]))
    assert given_["nodes"].tolist() == [[4.0, 5.0], [0.0, 1.0], [9.0, 9.0]]
    assert given_["spans"].tolist() == [[4.0, 5.0], [0.0, 1.0]]
