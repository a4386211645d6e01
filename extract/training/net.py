"""The network: the multilingual encoder with heads for names, strings, slots and sentences."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from ..labels import KINDS, NAME_LABELS, PRESENT, SLOTS, TEXT_LABELS
from .encoder import Encoder

HEADS = ("names", "texts", "slots", "sentence", "attend")
DROPOUT = 0.1


class Layer(nn.Module):
    """One BERT layer, post-norm, with the encoder's weights."""

    def __init__(self, encoder: Encoder, number: int) -> None:
        super().__init__()
        h, f = encoder.hidden, encoder.feed_forward
        self.heads = encoder.heads
        self.q, self.k, self.v, self.ao = (
            _linear(encoder, f"l{number}.{name}", h, h) for name in ("q", "k", "v", "ao")
        )
        self.fi = _linear(encoder, f"l{number}.fi", f, h)
        self.fo = _linear(encoder, f"l{number}.fo", h, f)
        self.aln, self.oln = (_norm(encoder, f"l{number}.{name}") for name in ("aln", "oln"))
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x: b×p×h; mask: b×1×1×p, true where there is a piece."""
        b, t, h = x.shape
        q, k, v = (
            m(x).view(b, t, self.heads, h // self.heads).transpose(1, 2) for m in (self.q, self.k, self.v)
        )
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(b, t, h)
        x = self.aln(x + self.drop(self.ao(a)))
        out: Tensor = self.oln(x + self.drop(self.fo(F.gelu(self.fi(x)))))
        return out


class Tagger(nn.Module):
    """Embeddings of pieces in, logits of tokens and sentences out; the embedding table stays outside."""

    def __init__(self, encoder: Encoder, layers: int) -> None:
        super().__init__()
        h = encoder.hidden
        positions = encoder.vector("emb.pos", encoder.positions * h).reshape(encoder.positions, h)
        self.position: Tensor
        self.kind: Tensor
        self.register_buffer("position", torch.tensor(positions))
        self.register_buffer("kind", torch.tensor(encoder.vector("emb.type", h)))
        self.norm = _norm(encoder, "emb.ln")
        self.layers = nn.ModuleList(Layer(encoder, number) for number in range(layers))
        self.drop = nn.Dropout(DROPOUT)
        self.attend = nn.Linear(h, 1)
        self.names = nn.Linear(h, len(NAME_LABELS))
        self.texts = nn.Linear(h, len(TEXT_LABELS))
        self.slots = nn.Sequential(nn.Linear(2 * h, h), nn.GELU(), nn.Linear(h, len(SLOTS)))
        self.sentence = nn.Sequential(nn.Linear(2 * h, h), nn.GELU(), nn.Linear(h, len(PRESENT) + len(KINDS)))

    def forward(
        self, words: Tensor, mask: Tensor, first: Tensor, pool: Tensor, owner: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Names b×t×n, strings b×t×m, slots b×t×k, sentences b×s×(PRESENT + KINDS).

        words: b×p×h, the embeddings of pieces. mask: b×p, true where there is a piece. first: b×t, each
        token's first piece. pool: b×s×t, 1 where a token is of a sentence. owner: b×t, each token's sentence.
        """
        x = self.norm(words + self.position[: words.shape[1]] + self.kind)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        x = self.drop(x.gather(1, first[..., None].expand(-1, -1, x.size(-1))))
        mean = pool @ x / pool.sum(-1, keepdim=True).clamp(min=1)
        weight = torch.softmax(self.attend(x).transpose(1, 2) + (pool - 1) * 1e4, -1)
        whole = torch.cat([mean, weight @ x], -1)
        context = mean.gather(1, owner[..., None].expand(-1, -1, mean.size(-1)))
        return self.names(x), self.texts(x), self.slots(torch.cat([x, context], -1)), self.sentence(whole)


def embedding(encoder: Encoder) -> NDArray[np.float16]:
    """The table of embeddings in half precision: pieces × hidden."""
    return encoder.matrix("emb.word", encoder.vocabulary, encoder.hidden).astype(np.float16)


def _linear(encoder: Encoder, name: str, rows: int, columns: int) -> nn.Linear:
    linear = nn.Linear(columns, rows)
    linear.weight.data = torch.tensor(encoder.matrix(f"{name}.w", rows, columns))
    linear.bias.data = torch.tensor(encoder.vector(f"{name}.b", rows))
    return linear


def _norm(encoder: Encoder, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(encoder.hidden, encoder.epsilon)
    norm.weight.data = torch.tensor(encoder.vector(f"{name}.w"))
    norm.bias.data = torch.tensor(encoder.vector(f"{name}.b"))
    return norm
