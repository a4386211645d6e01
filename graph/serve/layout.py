"""Where the nodes of a large network stand at first: communities as discs, the large ones in the middle.

A layout by forces takes minutes for tens of thousands of nodes; this takes a second or two, and is the same
each time. The explorer moves what it shows from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

import networkx as nx
import numpy as np

GOLDEN_ANGLE = pi * (
    3 - sqrt(5)
)  # points at its multiples, with the root of their number as radius, lie evenly
SEED = 7
DAMPING, ROUNDS = 0.85, 60


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a node stands, in units of the distance between two nodes, and its community by number."""

    x: float
    y: float
    community: int


def places(graph: nx.Graph) -> Mapping[str, Standing]:
    """A place for each node.

    >>> sorted(places(nx.path_graph(["a", "b"]))) == ["a", "b"]
    True
    """
    groups = sorted(nx.community.louvain_communities(graph, seed=SEED), key=lambda g: (-len(g), min(g)))
    found: dict[str, Standing] = {}
    for number, ((x, y), group) in enumerate(zip(_discs([len(g) for g in groups]), groups, strict=True)):
        ordered = sorted(group, key=lambda node: (-graph.degree(node), node))
        for index, node in enumerate(ordered):
            radius, angle = sqrt(index), index * GOLDEN_ANGLE
            found[node] = Standing(
                round(x + radius * cos(angle), 2), round(y + radius * sin(angle), 2), number
            )
    return found


def centrality(graph: nx.Graph) -> Mapping[str, float]:
    """PageRank (Page et al. 1998, damping .85), by power iteration; networkx's own needs scipy.

    >>> found = centrality(nx.star_graph(["m", "a", "b", "c"]))
    >>> max(found, key=found.__getitem__), round(sum(found.values()), 6)
    ('m', 1.0)
    """
    names = list(graph)
    if not names:
        return {}
    number = {name: index for index, name in enumerate(names)}
    ends = np.array([(number[a], number[b]) for a, b in graph.edges], dtype=np.int64).reshape(-1, 2)
    source, target = np.concatenate([ends, ends[:, ::-1]]).T
    degree = np.bincount(source, minlength=len(names))
    rank = np.full(len(names), 1 / len(names))
    for _ in range(ROUNDS):
        flow = np.bincount(target, rank[source] / degree[source], minlength=len(names))
        lost = rank[degree == 0].sum()
        rank = (1 - DAMPING) / len(names) + DAMPING * (flow + lost / len(names))
    return dict(zip(names, rank.tolist(), strict=True))


def _discs(sizes: list[int]) -> list[tuple[float, float]]:
    """The middles of discs of so many nodes, the first in the middle, none over another."""
    middles: list[tuple[float, float]] = []
    area = 0.0
    for index, size in enumerate(sizes):
        radius = sqrt(size) + 2
        distance = 1.3 * sqrt(area) + radius if index else 0.0
        angle = index * GOLDEN_ANGLE
        middles.append((distance * cos(angle), distance * sin(angle)))
        area += radius * radius
    return middles
