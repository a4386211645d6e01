"""The network: the multilingual encoder with heads for names, strings and sentences, and one that links."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from ..labels import KINDS, NAME_LABELS, NODE_TYPES, PRESENT, SLOTS, TEXT_LABELS
from ..nodes import FAR, NEAR
from .encoder import Encoder

HEADS = ("names", "texts", "sentence", "attend", "summary", "links")
DROPOUT = 0.1
WIDTH = 256  # of the hidden layer of links


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
    """Embeddings of pieces in, logits and vectors of tokens and sentences out; the table stays outside."""

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
        self.sentence = nn.Sequential(nn.Linear(2 * h, h), nn.GELU(), nn.Linear(h, len(PRESENT) + len(KINDS)))
        self.summary = nn.Linear(2 * h, h)
        self.links = Links(h)

    def forward(
        self, words: Tensor, mask: Tensor, first: Tensor, pool: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Names b×t×n, strings b×t×m, sentences b×s×(PRESENT + KINDS); vectors of tokens and of sentences.

        words: b×p×h, the embeddings of pieces. mask: b×p, true where there is a piece. first: b×t, each
        token's first piece. pool: b×s×t, 1 where a token is of a sentence.
        """
        x = self.norm(words + self.position[: words.shape[1]] + self.kind)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        x = self.drop(x.gather(1, first[..., None].expand(-1, -1, x.size(-1))))
        mean = pool @ x / pool.sum(-1, keepdim=True).clamp(min=1)
        weight = torch.softmax(self.attend(x).transpose(1, 2) + (pool - 1) * 1e4, -1)
        whole = torch.cat([mean, weight @ x], -1)
        return self.names(x), self.texts(x), self.sentence(whole), x, self.summary(whole)


class Links(nn.Module):
    """Which span of a window fills which slot of the fact that hangs on a node, a span or a sentence."""

    def __init__(self, h: int) -> None:
        super().__init__()
        self.span, self.node = nn.Linear(h, WIDTH), nn.Linear(h, WIDTH)
        self.filler, self.anchor = nn.Embedding(len(NODE_TYPES), WIDTH), nn.Embedding(len(NODE_TYPES), WIDTH)
        self.near, self.far = nn.Embedding(NEAR, WIDTH), nn.Embedding(FAR, WIDTH)
        self.out = nn.Linear(WIDTH, len(SLOTS))
        for table in (self.filler, self.anchor, self.near, self.far):
            nn.init.normal_(table.weight, std=0.05)

    def forward(
        self, spans: Tensor, types: Tensor, nodes: Tensor, kinds: Tensor, near: Tensor, far: Tensor
    ) -> Tensor:
        """Logits …×a×c×SLOTS. spans: …×c×h, types: …×c; nodes: …×a×h, kinds: …×a; near, far: …×a×c."""
        filler = self.span(spans) + self.filler(types)
        anchor = self.node(nodes) + self.anchor(kinds)
        both = anchor[..., :, None, :] + filler[..., None, :, :] + self.near(near) + self.far(far)
        out: Tensor = self.out(F.gelu(both))
        return out


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
