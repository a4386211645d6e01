"""The network: its nodes, and the edges between them with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import islice

import networkx as nx
from pyoxigraph import NamedNode

from ...extract.errors import UsageError
from ..store import Store
from ..vocab import IV
from .choice import outwards, within
from .citations import Evidence, evidence, ordered
from .edges import Edge, Statement, edges_of, in_words, statement_of
from .rows import select
from .world import World, describe

_HOLDERS = "SELECT ?claim ?s ?p ?o { VALUES (?s ?p ?o) { %s } GRAPH ?claim { ?s ?p ?o } }"


def network(
    store: Store, *, around: NamedNode | None = None, hops: int = 1, limit: int | None = None
) -> nx.MultiDiGraph:
    """The things that facts join, or those within `hops` of one; of many, `limit` that are well connected.

    Nodes are IRIs with `label`, `type`, `planned`, `degree` (in the whole world) and `quotes`; edges have
    `property` (also their key), `label`, `planned`, `confidence` (of the surest claim) and `evidence`.
    The graph's `left_out` counts the nodes beyond the limit. Raises UsageError where `around` is unknown.
    """
    world = World.of(store)
    edges = edges_of(store, world)
    whole = nx.MultiGraph([(s.value, o.value) for s, predicate, o in edges if predicate != IV.said])
    if around is not None and not (around in world.things or around in world.facts or around.value in whole):
        raise UsageError(f"no entity {around.value} in the store")
    near = within(whole, around, hops)
    kept = set(islice(outwards(whole, near), limit))
    graph = nx.MultiDiGraph(left_out=len(near) - len(kept))
    for iri in sorted(kept):
        graph.add_node(iri, **describe(NamedNode(iri), world), degree=whole.degree(iri), quotes=[])
    _join(graph, edges, store, world)
    return graph


def _join(graph: nx.MultiDiGraph, edges: Mapping[Statement, Edge], store: Store, world: World) -> None:
    """Put the edges between the nodes, and the quotations on their speakers, with their evidence."""
    inside = {
        (s, p, o): edge
        for (s, p, o), edge in edges.items()
        if s.value in graph and (o.value in graph or p == IV.said)
    }
    for (s, p, o), found in sorted(_cite(store, inside, world).items(), key=lambda item: str(item[0])):
        if p == IV.said:
            words = " ".join(map(world.label, world.facts[o].get(IV.quotedText, ())))
            quotes = [Evidence(**{**item, "sentence": words or item["sentence"]}) for item in found]
            graph.nodes[s.value]["quotes"] = ordered([*graph.nodes[s.value]["quotes"], *quotes])
        else:
            graph.add_edge(
                s.value, o.value, p.value.partition("#")[2], **_attributes(p, edges[s, p, o], found)
            )


def _attributes(predicate: NamedNode, edge: Edge, found: list[Evidence]) -> dict[str, object]:
    done = any(item["counts"] and item["modality"] == "done" for item in found)
    return {
        "property": predicate.value.partition("#")[2],
        "label": in_words(predicate, edge.details),
        "planned": not done,
        "confidence": max((item["confidence"] for item in found), default=0.0),
        "evidence": found,
    }


def _cite(store: Store, edges: Mapping[Statement, Edge], world: World) -> dict[Statement, list[Evidence]]:
    """The evidence of each edge: what the claims say that hold all of one of its supports."""
    wanted = {statement for edge in edges.values() for support in edge.supports for statement in support}
    holders: dict[Statement, set[NamedNode]] = defaultdict(set)
    for row in select(store, _HOLDERS, (f"({s} {p} {o})" for s, p, o in wanted)):
        holders[statement_of(row)].add(row["claim"])
    claims = {
        statement: {c for support in edge.supports for c in set.intersection(*(holders[s] for s in support))}
        for statement, edge in edges.items()
    }
    found = evidence(store, set().union(*claims.values()), world.label)
    return {statement: ordered(item for c in held for item in found[c]) for statement, held in claims.items()}
