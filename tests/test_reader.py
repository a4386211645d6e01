"""The tagger that ships: windows, decoding, and what it must not do."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from valleygraph.extract import draft
from valleygraph.extract.labels import NAME_LABELS
from valleygraph.extract.reader import NEVER, SIZE, Reader, _as_elsewhere, decode, network
from valleygraph.extract.sentences import sentencer
from valleygraph.extract.tagger import windows
from valleygraph.extract.tokens import blank
from valleygraph.extract.words import lexicon

FOLDER = Path(__file__).parents[1] / "extract" / "models" / "tagger"
TEXT = "Karin Ek är rektor vid Uppsala universitet. Hon bor i Knivsta."


def read(text: str, language: str = "sv") -> Doc:
    draft.register()
    doc = sentencer(lexicon(language))(blank(language).make_doc(text))
    return Reader(FOLDER)(doc)


def test_it_finds_names() -> None:
    assert {(ent.text, ent.label_) for ent in read(TEXT).ents} >= {
        ("Karin Ek", "Person"),
        ("Uppsala universitet", "Organisation"),
        ("Knivsta", "Place"),
    }


def test_the_same_text_always_says_the_same() -> None:
    alone = read(TEXT)
    for text in ("Vinnova ligger i Stockholm.", "", TEXT * 30):
        read(text)
    again = read(TEXT)
    assert [(e.text, e.label_) for e in again.ents] == [(e.text, e.label_) for e in alone.ents]
    assert np.array_equal(again.user_data["scores"].tokens, alone.user_data["scores"].tokens)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(text: str) -> None:
    doc = read(text)
    scores = doc.user_data["scores"]
    assert len(scores.tokens) == len(doc)
    assert len(scores.present) == len(list(doc.sents))
    assert all(not ent.text[:1].isspace() and not ent.text[-1:].isspace() for ent in doc.ents)


@given(st.lists(st.sampled_from(["Karin ", "går. ", "x" * 700 + " ", "Uppsala\n", "! ", "å "]), max_size=200))
@settings(max_examples=40, deadline=None)
def test_windows_cover_every_token_once(words: list[str]) -> None:
    doc = sentencer(lexicon("sv"))(blank("sv").make_doc("".join(words)))
    found = list(windows(doc, network(FOLDER).tokenizer, SIZE))
    assert [i for window in found for i in range(*window.tokens)] == list(range(len(doc)))
    for window in found:
        assert 0 < len(window.ids) <= SIZE
        assert len(window.first) == window.tokens[1] - window.tokens[0]
        assert all(end <= len(window.first) for _, end, _ in window.sentences)


def test_decoding_never_begins_with_inside() -> None:
    logits = np.zeros((3, len(NAME_LABELS)), np.float32)
    logits[:, NAME_LABELS.index("I-Person")] = 5.0
    labels = [NAME_LABELS[i] for i in decode(logits, NAME_LABELS)]
    assert labels[0] != "I-Person"
    assert all(b[0] != "I" or b[2:] == a[2:] for a, b in pairwise(labels))
    assert NEVER < -1000


def test_a_model_with_other_labels_is_refused(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    graph = onnx.load(str(FOLDER / "tagger.onnx"))
    graph.metadata_props[0].value = "O\nB-Thing"
    onnx.save(graph, str(tmp_path / "tagger.onnx"))
    for name in ("tokenizer.json", "pieces.npy", "links.onnx"):
        (tmp_path / name).symlink_to(FOLDER / name)
    with pytest.raises(ValueError, match="labels"):
        network(tmp_path)


def test_a_string_is_as_long_as_it_is_elsewhere() -> None:
    doc = blank("en")("Named in life science. A life science fair. Life goes on.")
    texts = [Span(doc, 2, 3, label="Theme"), Span(doc, 6, 8, label="Theme"), Span(doc, 10, 11, label="Theme")]
    assert [span.text for span in _as_elsewhere(doc, texts)] == ["life science", "life science", "Life"]
    assert [span.text for span in _as_elsewhere(doc, texts[:1])] == ["life"]
