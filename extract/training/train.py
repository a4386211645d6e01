"""Train the tagger on annotated releases and, for its names, on sentences of other corpora.

    python -m valleygraph.extract.training.train GOLD OUT.pt [--sentences FOLDER] [--start OTHER.pt]

GOLD holds releases.jsonl and gold/<id>.json. The development fold (`evaluate.is_held_out`) is left out. The
seed is fixed; on another machine the floating point sums differ in the last digits.
"""

from __future__ import annotations

import argparse
import logging
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor, nn

from .. import draft
from ..amounts import amounter
from ..dates import dater
from ..evaluate import is_held_out
from ..labels import KINDS, PRESENT
from ..nodes import SENTENCE, distances, possible
from ..private import kept
from ..reader import SIZE, arrays
from ..sentences import sentencer
from ..tokens import blank
from ..words import lexicon
from ..zones import zoner
from . import corpora, written
from .data import Labelled, labelled, read_gold
from .encoder import Encoder, find_encoder
from .net import HEADS, Tagger, embedding
from .written import Gold, Release

_blank = cache(blank)

PIECES = 1800  # in a batch
SHORT, SHORT_SHARE = 64, 0.25  # pieces of windows in which a text begins or ends; how many in an epoch
CHUNK = 256  # windows among which batches of one length are made
PER_CORPUS = 1600  # sentences of each other corpus
WARM_UP = 50  # steps
SAVE = 400  # steps
HEAD_RATE = 1.5e-3
NAMES, TEXTS = 2.0, 1.0  # weights of the losses
POSITIVE = 2.0  # weight of what is there against what is not, in slots and sentences

log = logging.getLogger(__name__)


def main() -> None:
    """Read the arguments, train, save the weights in half precision."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    random.seed(arguments.seed)
    torch.manual_seed(arguments.seed)
    encoder = Encoder(find_encoder())
    model = Tagger(encoder, arguments.layers)
    if arguments.start:
        _start(model, torch.load(arguments.start))
    for layer in model.layers[: arguments.freeze]:
        layer.requires_grad_(False)
    model.norm.requires_grad_(False)
    shares = _shares(arguments, tokenizer_of(encoder))
    plan = [batch for _ in range(arguments.epochs) for batch in _epoch(shares)]
    for step in fit(model, plan, embedding(encoder), encoder.pad, arguments.rate, arguments.facts):
        if step % SAVE == 0 or step == len(plan):
            torch.save({key: value.half() for key, value in model.state_dict().items()}, arguments.out)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--written", type=Path, nargs="*", default=[], help="files in the format of written.py"
    )
    parser.add_argument("--texts", type=Path, help="JSONL of the releases that some of these annotate")
    parser.add_argument("--sentences", type=Path, help="a folder of corpora of annotated sentences")
    parser.add_argument("--start", type=Path, help="weights to start from instead of the encoder's")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--freeze", type=int, default=3, help="lowest layers that stay as they are")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--facts", type=float, default=0.5, help="weight of the losses of facts")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _shares(arguments: argparse.Namespace, tokenizer: Tokenizer) -> list[tuple[list[Labelled], float]]:
    """All windows, by kind, and the share of each kind that an epoch has."""
    pairs = list(annotated(arguments.gold, arguments.written, arguments.texts))
    windows, short = (list(release_windows(pairs, tokenizer, size)) for size in (SIZE, SHORT))
    further = list(sentence_windows(arguments.sentences, tokenizer)) if arguments.sentences else []
    log.info("%d windows of releases, %d of sentences", len(windows), len(further))
    return [(windows, 1.0), (short, SHORT_SHARE), (further, 1 / arguments.epochs)]


def _start(model: Tagger, weights: dict[str, Tensor]) -> None:
    """Take over the weights of every part that is as it was."""
    own = model.state_dict()
    same = {
        key: value.float() for key, value in weights.items() if key in own and own[key].shape == value.shape
    }
    log.info("%d of %d tensors taken over", len(same), len(own))
    model.load_state_dict(same, strict=False)


# --- data -----------------------------------------------------------------------------------------


def tokenizer_of(encoder: Encoder) -> Tokenizer:
    """The encoder's tokenizer, with all its pieces."""
    tokenizer = Tokenizer(
        models.Unigram(list(zip(encoder.pieces, map(float, encoder.scores), strict=True)), encoder.unk)
    )
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def annotated(folder: Path, further: list[Path], texts: Path | None) -> Iterator[tuple[Release, Gold]]:
    """The releases of GOLD that are not held out, and those of files in plain text."""
    yield from ((release, gold) for release, gold in read_gold(folder) if not is_held_out(release["id"]))
    kept = written.texts_of(texts) if texts else {}
    for path in further:
        yield from written.read(path, texts=kept)


def release_windows(
    pairs: Iterable[tuple[Release, Gold]], tokenizer: Tokenizer, size: int
) -> Iterator[Labelled]:
    """The windows of annotated releases."""
    draft.register()
    for release, gold in pairs:
        yield from labelled(_prepared(release), gold, tokenizer, size)


def sentence_windows(folder: Path, tokenizer: Tokenizer) -> Iterator[Labelled]:
    """The sentences of other corpora."""
    for language, sentence in corpora.sentences(folder, PER_CORPUS):
        yield from corpora.labelled(language, sentence, tokenizer, SIZE)


def _prepared(release: dict[str, Any]) -> Doc:
    """A release with zones, sentences, dates and amounts, as the pipeline would have it."""
    words = lexicon(release["language"])
    doc = _blank(release["language"]).make_doc(kept(release["text"]))
    doc._.published = release.get("published")
    for component in (zoner(words), sentencer(words), dater(words), amounter(words)):
        doc = component(doc)
    return doc


def _epoch(shares: Iterable[tuple[list[Labelled], float]]) -> Iterator[list[Labelled]]:
    """A share of each kind of window, in batches of windows of like length."""
    data = [item for items, share in shares for item in random.sample(items, int(share * len(items)))]
    random.shuffle(data)
    for start in range(0, len(data), CHUNK):
        batches = list(_batches(sorted(data[start : start + CHUNK], key=lambda d: len(d.window.ids))))
        random.shuffle(batches)
        yield from batches


def _batches(data: Sequence[Labelled]) -> Iterator[list[Labelled]]:
    run: list[Labelled] = []
    for item in data:
        if run and (len(run) + 1) * len(item.window.ids) > PIECES:
            yield run
            run = []
        run.append(item)
    if run:
        yield run


# --- fitting --------------------------------------------------------------------------------------


def fit(
    model: Tagger, plan: list[list[Labelled]], table: NDArray[np.float16], pad: int, rate: float, facts: float
) -> Iterator[int]:
    """Run the plan once, step by step: AdamW, a short warm-up, the learning rate down to nothing."""
    optimiser, schedule = _optimiser(model, len(plan), rate)
    model.train()
    started, total = time.monotonic(), 0.0
    for step, batch in enumerate(plan, 1):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = model(*inputs(batch, table, pad))
            links = model.links(*link_inputs(out[3], out[4], batch))
        loss = loss_of((*(part.float() for part in out[:3]), links.float()), batch, facts)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        total += loss.item()
        if step % 50 == 0:
            log.info("%d/%d loss %.3f %.0f s", step, len(plan), total / 50, time.monotonic() - started)
            total = 0.0
        yield step


def _optimiser(
    model: Tagger, steps: int, rate: float
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    heads = [p for name, p in model.named_parameters() if name.split(".")[0] in HEADS]
    body = [p for name, p in model.named_parameters() if name.split(".")[0] not in HEADS and p.requires_grad]
    groups = [{"params": body, "lr": rate}, {"params": heads, "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda i: min(1, (i + 1) / WARM_UP) * max(0.02, 1 - i / steps)
    )
    return optimiser, schedule


def inputs(batch: list[Labelled], table: NDArray[np.float16], pad: int) -> tuple[Tensor, ...]:
    """What the network takes."""
    found = arrays([item.window for item in batch], pad)
    words = torch.tensor(table[found.pop("ids")].astype(np.float32))
    return (words, *(torch.tensor(found[key]) for key in ("mask", "first", "pool")))


def loss_of(out: tuple[Tensor, ...], batch: list[Labelled], facts: float) -> Tensor:
    """The weighted sum of the losses of names, strings, sentences and links."""
    names, texts, sentences, links = out
    height = sentences.shape[1]
    stated = torch.tensor(
        _padded([np.full(len(d.present), d.facts_known, np.float32) for d in batch], height)
    )
    told = [np.concatenate([d.present, d.kinds], 1) for d in batch]
    gold_told = torch.tensor(_padded(told, height, len(PRESENT) + len(KINDS)))
    gold_texts = [d.texts if d.facts_known else [-100] * len(d.texts) for d in batch]
    loss = NAMES * _cross_entropy(names, [d.names for d in batch])
    if stated.any():
        loss = loss + TEXTS * _cross_entropy(texts, gold_texts)
        loss = loss + facts * (_linked(links, batch) + _binary(sentences, gold_told, stated))
    return loss


def link_inputs(tokens: Tensor, sentences: Tensor, batch: list[Labelled]) -> tuple[Tensor, ...]:
    """What the network of links takes: the spans of each window, then its sentences, padded."""
    width, height = max(len(d.nodes.tokens) for d in batch), sentences.shape[1]
    first, types = np.zeros((2, len(batch), width), np.int64)
    near, far = np.zeros((2, len(batch), width + height, width), np.int64)
    for i, nodes in enumerate(d.nodes for d in batch):
        count = len(nodes.tokens)
        first[i, :count], types[i, :count] = nodes.tokens, nodes.types
        rows = np.r_[0:count, width : width + nodes.sentences]
        near[i, rows, :count], far[i, rows, :count] = distances(nodes)
    spans = tokens.gather(1, torch.tensor(first)[..., None].expand(-1, -1, tokens.size(-1)))
    kinds = np.concatenate([types, np.full((len(batch), height), SENTENCE)], 1)
    nodes_of = torch.cat([spans, sentences], 1)
    return (spans, torch.tensor(types), nodes_of, torch.tensor(kinds), torch.tensor(near), torch.tensor(far))


def _linked(logits: Tensor, batch: list[Labelled]) -> Tensor:
    """The loss of links: summed over what the types allow, by the number of spans."""
    width = logits.shape[2]
    gold, known = np.zeros((2, *logits.shape), np.float32)
    for i, d in enumerate(batch):
        count = len(d.nodes.tokens)
        rows = np.r_[0:count, width : width + d.nodes.sentences]
        if d.facts_known and count:
            known[i, rows, :count] = possible(d.nodes)
        for array, value, links in ((known, 0, d.unknown), (gold, 1, d.links)):
            for node, span, slot in links:
                array[i, node if node < count else width + node - count, span, slot] = value
    weight = torch.tensor(POSITIVE)
    each = F.binary_cross_entropy_with_logits(logits, torch.tensor(gold), reduction="none", pos_weight=weight)
    spans = sum(len(d.nodes.tokens) for d in batch if d.facts_known)
    return (each * torch.tensor(known)).sum() / max(spans, 1)


def _padded(rows: list[NDArray[np.float32]], width: int, depth: int | None = None) -> NDArray[np.float32]:
    shape = (len(rows), width) if depth is None else (len(rows), width, depth)
    out = np.zeros(shape, np.float32)
    for place, row in zip(out, rows, strict=True):
        place[: len(row)] = row
    return out


def _cross_entropy(logits: Tensor, gold: list[list[int]]) -> Tensor:
    labels = np.full(logits.shape[:2], -100)
    for place, row in zip(labels, gold, strict=True):
        place[: len(row)] = row
    return F.cross_entropy(logits.flatten(0, 1), torch.tensor(labels).flatten(), ignore_index=-100)


def _binary(logits: Tensor, gold: Tensor, known: Tensor) -> Tensor:
    weight = torch.tensor(POSITIVE)
    each = F.binary_cross_entropy_with_logits(logits, gold, reduction="none", pos_weight=weight).sum(-1)
    return (each * known).sum() / known.sum().clamp(min=1)


if __name__ == "__main__":
    main()
