"""Which nodes to show of many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush

import networkx as nx
from pyoxigraph import NamedNode


def within(whole: nx.MultiGraph, around: NamedNode | None, hops: int) -> dict[str, int]:
    """The nodes that may be shown, with their distance from the middle."""
    if around is None:
        return dict.fromkeys(whole, 0)
    whole.add_node(around.value)
    return dict(nx.single_source_shortest_path_length(whole, around.value, cutoff=hops))


def outwards(whole: nx.MultiGraph, near: Mapping[str, int]) -> Iterator[str]:
    """From the middle, else the best connected node, always on to the best connected neighbour of all so far.

    The plain top of the list would be mostly nodes that nothing shown is connected to: in a picture of 60
    from 500 releases 26, and 38 edges in place of 94.
    """
    rank = {iri: (distance, -whole.degree(iri), iri) for iri, distance in near.items()}
    reached: set[str] = set()
    for start in sorted(near, key=rank.__getitem__):
        frontier = [] if start in reached else [rank[start]]
        reached.add(start)
        while frontier:
            *_, iri = heappop(frontier)
            yield iri
            for other in whole.adj[iri]:
                if other in near and other not in reached:
                    reached.add(other)
                    heappush(frontier, rank[other])
