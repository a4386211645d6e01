"""A trained tagger → the files that ship: an 8-bit ONNX graph, the trimmed embedding table, the tokenizer."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from ..labels import KINDS, NAME_LABELS, PRESENT, SLOTS, TEXT_LABELS
from .encoder import Encoder, find_encoder
from .net import Tagger


def kept(enc: Encoder) -> list[int]:
    """The pieces of the languages served: those in Latin letters, digits and signs, and the special ones."""
    special = {enc.bos, enc.eos, enc.pad, enc.unk}
    return [i for i, piece in enumerate(enc.pieces) if i in special or all(_served(c) for c in piece)]


def _served(character: str) -> bool:
    code = ord(character)
    return code < 0x250 or 0x1E00 <= code < 0x1F00 or 0x2010 <= code < 0x2050 or character in "▁€™−°"


def write_tokenizer(enc: Encoder, keep: list[int], path: Path) -> None:
    """The unigram tokenizer over the pieces that are kept."""
    unknown = keep.index(enc.unk)
    vocabulary = [(enc.pieces[i], float(enc.scores[i])) for i in keep]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=unknown))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    path.write_text(tokenizer.to_str(), "utf-8")


def write_table(enc: Encoder, keep: list[int], path: Path) -> None:
    """The rows of the embedding table as the encoder's file has them, in 4 bits."""
    np.save(path, enc.packed("emb.word", enc.vocabulary, enc.hidden)[keep])


def write_graph(model: Tagger, hidden: int, path: Path) -> None:
    """The network as ONNX, its matrix products in 8 bits."""
    b, p, t, s = 2, 24, 14, 3
    example = (
        torch.randn(b, p, hidden),
        torch.ones(b, p, dtype=torch.bool),
        torch.zeros(b, t, dtype=torch.long),
        torch.ones(b, s, t),
        torch.zeros(b, t, dtype=torch.long),
    )
    names = ["words", "mask", "first", "pool", "owner"]
    axes = {
        "words": {0: "b", 1: "p"}, "mask": {0: "b", 1: "p"}, "first": {0: "b", 1: "t"},
        "pool": {0: "b", 1: "s", 2: "t"}, "owner": {0: "b", 1: "t"},
    }  # fmt: skip
    plain = path.with_suffix(".f32.onnx")
    outputs = ["names", "texts", "slots", "sentences"]
    torch.onnx.export(
        model, example, str(plain), input_names=names, output_names=outputs,
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(
        str(plain),
        str(path),
        weight_type=QuantType.QInt8,
        per_channel=True,
        extra_options={"MatMulConstBOnly": True},
    )
    graph = onnx.load(str(path))
    for key, labels in (
        ("names", NAME_LABELS),
        ("texts", TEXT_LABELS),
        ("slots", SLOTS),
        ("present", PRESENT),
        ("kinds", KINDS),
    ):
        entry = graph.metadata_props.add()
        entry.key, entry.value = key, "\n".join(labels)
    onnx.save(graph, str(path))
    plain.unlink()


def main() -> None:
    """Read a checkpoint, write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    state = {key: value.float() for key, value in torch.load(arguments.checkpoint).items()}
    enc = Encoder(find_encoder())
    layers = 1 + max(int(key.split(".")[1]) for key in state if key.startswith("layers."))
    model = Tagger(enc, layers)
    model.load_state_dict(state)
    model.eval()
    keep = kept(enc)
    write_tokenizer(enc, keep, arguments.out / "tokenizer.json")
    write_table(enc, keep, arguments.out / "pieces.npy")
    with torch.no_grad():
        write_graph(model, enc.hidden, arguments.out / "tagger.onnx")


if __name__ == "__main__":
    main()
