"""A trained tagger → the files that ship: two ONNX graphs, the trimmed embedding table, the tokenizer."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from ..labels import LABELS
from .encoder import Encoder, find_encoder
from .net import Links, Tagger


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
    """The network as ONNX, the matrices of its products in 8 bits, with its labels."""
    plain = path.with_suffix(".f32.onnx")
    _export(model, hidden, plain)
    # Weights in blocks of 8 bits, sums in floating point: activations in 8 bits too (quantize_dynamic) are
    # a third faster, and cost .01 of the F1 of Swedish entities and .01 to .03 of that of facts.
    quantizer = MatMulNBitsQuantizer(
        onnx.load(str(plain)), bits=8, block_size=32, is_symmetric=True, accuracy_level=4
    )
    quantizer.process()
    graph = quantizer.model.model
    for key, labels in LABELS.items():
        entry = graph.metadata_props.add()
        entry.key, entry.value = key, "\n".join(labels)
    onnx.save(graph, str(path))
    plain.unlink()


def _export(model: Tagger, hidden: int, path: Path) -> None:
    b, p, t, s = 2, 24, 14, 3
    example = (
        torch.randn(b, p, hidden),
        torch.ones(b, p, dtype=torch.bool),
        torch.zeros(b, t, dtype=torch.long),
        torch.ones(b, s, t),
    )
    axes = {
        "words": {0: "b", 1: "p"}, "mask": {0: "b", 1: "p"}, "first": {0: "b", 1: "t"},
        "pool": {0: "b", 1: "s", 2: "t"},
    }  # fmt: skip
    torch.onnx.export(
        model, example, str(path), input_names=list(axes), dynamic_axes=axes, opset_version=17, dynamo=False,
        output_names=["names", "texts", "told", "tokens", "sentences"],
    )  # fmt: skip


def write_links(links: Links, hidden: int, path: Path) -> None:
    """The network of links as ONNX, for one window at a time, as it is: it is small."""
    c, a = 5, 8
    example = (
        torch.randn(c, hidden),
        torch.zeros(c, dtype=torch.long),
        torch.randn(a, hidden),
        torch.zeros(a, dtype=torch.long),
        torch.zeros(a, c, dtype=torch.long),
        torch.zeros(a, c, dtype=torch.long),
    )
    names = ["spans", "types", "nodes", "kinds", "near", "far"]
    axes = {name: {0: "c" if name in ("spans", "types") else "a"} for name in names}
    axes |= {name: {0: "a", 1: "c"} for name in ("near", "far")}
    torch.onnx.export(
        links, example, str(path), input_names=names, output_names=["links"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip


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
        write_links(model.links, enc.hidden, arguments.out / "links.onnx")


if __name__ == "__main__":
    main()
