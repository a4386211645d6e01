"""Fit extract/calibration.json on the held-out releases of GOLD.

    python -m valleygraph.extract.training.calibrate GOLD

By method and type of fact: an isotonic regression of the share of its fillers that is right on the raw
confidence, by pooling adjacent violators (Ayer et al. 1955); each pool has at least `POOL` facts, is drawn to
the mean of its method as if by `PRIOR` more. `SURE` and more is given only where that share of the facts is
right in all they say. A type with fewer facts takes the line of its method, if that has more. It prints how
well the same fit does on releases that it has not seen, in `FOLDS` folds.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from .. import calibration, contract
from ..evaluate import evaluate, is_held_out
from ..link import link
from ..model import Fact, Release
from ..pipeline import load, unread
from ..private import kept
from .data import read_gold

POOL, PRIOR = 15, 4
FOLDS = 5
SURE = 0.9

Judged = list[tuple[Fact, float]]


def main() -> None:
    """Fit, print how well it does across folds, write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--out", type=Path, default=Path(calibration.__file__).with_suffix(".json"))
    arguments = parser.parse_args()
    by_release = list(judged(arguments.gold))
    sure = [pair for number in range(FOLDS) for pair in _unseen(by_release, number)]
    for bound in (SURE, 0.8, 0.6, 0.5):
        share = [right for confidence, right in sure if confidence >= bound]
        if share:
            whole = sum(right == 1 for right in share) / len(share)
            found = f"{len(share)} facts, {whole:.3f} wholly right, {sum(share) / len(share):.3f} of fillers"
            sys.stdout.write(f"from {bound}: {found}\n")
    table = fit([pair for pairs in by_release for pair in pairs])
    if not table:
        sys.exit(f"{arguments.gold}: no facts in held-out releases")
    arguments.out.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


def judged(folder: Path) -> Iterator[Judged]:
    """The facts said of each held-out release with their raw confidence, and how right each is."""
    for given, gold in read_gold(folder):
        if is_held_out(given["id"]):
            text, language = kept(given["text"]), given["language"]
            release = Release(given["id"], text, language=language, published=given["published"])
            nlp = load(language)
            found = link(nlp(unread(nlp, release)), release)
            yield evaluate([(contract.load(gold), found)]).judged


def _unseen(by_release: list[Judged], number: int) -> list[tuple[float, float]]:
    """What a fit on the other releases gives those of a fold."""
    table = fit([p for i, pairs in enumerate(by_release) if i % FOLDS != number for p in pairs])
    mine = [p for i, pairs in enumerate(by_release) if i % FOLDS == number for p in pairs]
    return [(calibration.confidence(fact, table), right) for fact, right in mine]


def fit(facts: Judged) -> dict[str, calibration.Points]:
    """The table."""
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for fact, right in facts:
        for key in (fact.method or "", f"{fact.method} {fact.type}"):
            groups[key].append((fact.confidence or 0.0, right))
    means = {key: sum(r for _, r in pairs) / len(pairs) for key, pairs in groups.items()}
    return {
        key: isotonic(pairs, means[key.split(" ")[0]])
        for key, pairs in sorted(groups.items())
        if key and len(pairs) >= POOL
    }


def isotonic(pairs: list[tuple[float, float]], mean: float) -> calibration.Points:
    """Rising steps through the pairs, one point in the middle of each.

    >>> isotonic([(0.1, 0.0)] * 20 + [(0.9, 1.0)] * 20, 0.5)
    [(0.1, 0.083), (0.9, 0.917)]
    """
    pools: list[list[tuple[float, float]]] = []
    for pair in sorted(pairs, key=lambda p: p[0]):
        if pools and (len(pools[-1]) < POOL or pools[-1][-1][0] == pair[0]):
            pools[-1].append(pair)
        else:
            pools.append([pair])
    if len(pools) > 1 and len(pools[-1]) < POOL:
        pools[-2:] = [pools[-2] + pools[-1]]
    while (drop := _falling(pools, mean)) is not None:
        pools[drop : drop + 2] = [pools[drop] + pools[drop + 1]]
    return [(round(sum(v for v, _ in p) / len(p), 3), round(_given(p, mean), 3)) for p in pools]


def _falling(pools: list[list[tuple[float, float]]], mean: float) -> int | None:
    shares = [_given(pool, mean) for pool in pools]
    return next((i for i in range(len(shares) - 1) if shares[i] >= shares[i + 1]), None)


def _given(pool: list[tuple[float, float]], mean: float) -> float:
    """The share of fillers; below `SURE` unless that share of the facts is wholly right."""
    share = (sum(right for _, right in pool) + PRIOR * mean) / (len(pool) + PRIOR)
    whole = sum(right == 1 for _, right in pool) / len(pool)
    return share if whole >= SURE else min(share, SURE - 0.01)


if __name__ == "__main__":
    main()
