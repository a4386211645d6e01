"""The world as a network of things, each edge with the sentences that it rests on.

A fact about two things is an edge between them. A fact that joins more (an agreement, an event) is a
node of its own, with its place and theme. What is planned has no direct edges in the world; here they
are drawn from the slots of its node and marked `planned`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import islice, product
from textwrap import shorten
from typing import TypedDict

import networkx as nx
from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from ..extract.errors import UsageError
from .claims import ASSERT_FROM
from .facts import SHAPES, Shape
from .iris import name_of, named
from .store import Store
from .vocab import DCTERMS, EURIO, FOAF, IV, ORG, RDF, SKOS

Term = NamedNode | Literal
Statement = tuple[NamedNode, NamedNode, NamedNode]
Support = tuple[Statement, ...]
About = Mapping[NamedNode, list[Term]]

TYPES: Mapping[NamedNode, str] = {
    FOAF.Person: "Person",
    ORG.Organization: "Organisation",
    DCTERMS.Location: "Place",
    IV.Initiative: "Initiative",
    IV.NamedAgreement: "Agreement",
    IV.Agreement: "Agreement",
    IV.NamedEvent: "Event",
    IV.Event: "Event",
    SKOS.Concept: "Concept",
}
# The direct edges of the world, as one reads them. iv:said is not drawn: speakers have their quotations.
DIRECT: Mapping[NamedNode, str] = {
    IV.partyTo: "party to",
    IV.holdsRoleAt: "holds a role at",
    IV.holdsRoleFor: "holds a role for",
    IV.designatedAs: "designated as",
    IV.funds: "funds",
    IV.organises: "organises",
    IV.takesPartIn: "takes part in",
    IV.memberOf: "member of",
    IV.founded: "founded",
    IV.commissions: "commissions",
    IV.locatedIn: "located in",
    IV.partOf: "part of",
    IV.hasGoal: "has the goal",
}
# What the node of a fact adds: to itself where it is drawn, to the designee of a designation.
CONTEXT: Mapping[NamedNode, str] = {
    IV.atPlace: "takes place in",
    IV.theme: "on the theme",
    IV.designatedBy: "designated by",
    IV.namedAgreement: "known as",
    IV.namedEvent: "known as",
}
# The property of a fact's node that says more of its edge than the edge's own name.
DETAILS: Mapping[NamedNode, tuple[NamedNode, str]] = {
    IV.holdsRoleAt: (IV.roleText, "{} at"),
    IV.holdsRoleFor: (IV.roleText, "{} for"),
    IV.funds: (EURIO.hasFundingAmount, "funds with {}"),
    IV.commissions: (IV.task, "commissions: {}"),
}
BATCH = 2_000  # values a query: such look-ups are linear in Oxigraph, and other servers limit the length

_LONG_NUMBER = re.compile(r"\d{5,}")
_SHAPES = {shape.node: shape for shape in SHAPES.values() if shape.node is not None}
_WITHOUT_NODE = [term for shape in SHAPES.values() if shape.node is None for _, term, _ in shape.edges]
_DRAWN = {IV.Agreement, IV.Event}
_DONE, _PLANNED = named("concept/modality", "done"), named("concept/modality", "planned")


class Evidence(TypedDict):
    """A sentence, and where it stands. What is not known is an empty string."""

    sentence: str
    release: str
    title: str
    published: str
    url: str
    said_by: str
    modality: str
    confidence: float


@dataclass(slots=True)
class _Edge:
    """`supports`: a claim is evidence for the edge when it holds all statements of one of them."""

    supports: list[Support]
    details: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _World:
    """Type and label of each thing, and what the default graph says of each fact."""

    things: Mapping[NamedNode, tuple[str, str]]
    facts: Mapping[NamedNode, About]

    def label(self, term: Term) -> str:
        if isinstance(term, Literal):
            return term.value
        return self.things[term][1] if term in self.things else name_of(term)


def network(
    store: Store, *, around: NamedNode | None = None, hops: int = 1, limit: int | None = None
) -> nx.MultiDiGraph:
    """The things that facts join, or those within `hops` of one; of many, `limit` that are well connected.

    Nodes are IRIs with `label`, `type`, `planned`, `degree` (in the whole world) and `quotes`; edges have
    `property` (also their key), `label`, `planned`, `confidence` (of the surest claim) and `evidence`.
    The graph's `left_out` counts the nodes beyond the limit. Raises UsageError where `around` is unknown.
    """
    world = _World(_things(store), _facts(store))
    edges = _edges(store, world)
    whole = nx.MultiGraph([(s.value, o.value) for s, predicate, o in edges if predicate != IV.said])
    if around is not None and not (around in world.things or around in world.facts or around.value in whole):
        raise UsageError(f"no entity {around.value} in the store")
    near = _near(whole, around, hops)
    kept = set(islice(_outwards(whole, near), limit))
    graph = nx.MultiDiGraph(left_out=len(near) - len(kept))
    for iri in sorted(kept):
        graph.add_node(iri, **_describe(NamedNode(iri), world), degree=whole.degree(iri), quotes=[])
    _join(graph, edges, store, world)
    return graph


def evidence(
    store: Store, claims: Iterable[NamedNode], name: Callable[[NamedNode], str]
) -> dict[NamedNode, list[Evidence]]:
    """What stands behind each claim: an entry a sentence, or one without. `name` names speakers."""
    releases = {row["release"]: row for row in select(store, _RELEASES)}
    found: dict[NamedNode, list[Evidence]] = defaultdict(list)
    for row in select(store, _CLAIMS, claims):
        said_by = name(row["speaker"]) if row["speaker"] is not None else ""
        found[row["claim"]].append(_evidence(row, releases[row["release"]], said_by))
    return found


def select(store: Store, query: str, values: Iterable[object] | None = None) -> Iterator[QuerySolution]:
    """The rows of a SELECT. Where it says `%s`, a batch of the values stands at a time."""
    for block in [""] if values is None else _blocks(values):
        answer = store.query(query.replace("%s", block))
        assert isinstance(answer, QuerySolutions)
        yield from answer


_RELEASES = """SELECT ?release ?id ?title ?published ?url {
    ?release a iv:Release ; dcterms:identifier ?id .
    OPTIONAL { ?release dcterms:title ?title } OPTIONAL { ?release dcterms:issued ?published }
    OPTIONAL { ?release dcterms:source ?url }
}"""
_CLAIMS = """SELECT ?claim ?release ?modality ?confidence ?quote ?speaker {
    VALUES ?claim { %s }
    ?claim prov:wasDerivedFrom ?release ; iv:modality ?modality ; iv:confidence ?confidence .
    OPTIONAL { ?claim iv:quote ?quote } OPTIONAL { ?claim iv:attributedTo ?speaker }
}"""
_THINGS = "SELECT ?thing ?type ?label { VALUES ?type { %s } ?thing a ?type ; rdfs:label ?label }"
_FACTS = "SELECT ?node ?property ?value { VALUES ?class { %s } ?node a ?class ; ?property ?value }"
_DIRECT = "SELECT ?s ?p ?o { VALUES ?p { %s } ?s ?p ?o }"
# What is planned and has no node (a location, a part, a goal) is in its claim only.
_ONLY_PLANNED = f"""SELECT ?s ?p ?o {{
    VALUES ?p {{ %s }} GRAPH ?claim {{ ?s ?p ?o }}
    ?claim iv:modality {_PLANNED} ; iv:confidence ?confidence . FILTER (?confidence >= {ASSERT_FROM})
    FILTER NOT EXISTS {{ ?claim iv:attributedTo ?speaker }}
}}"""
_HOLDERS = "SELECT ?claim ?s ?p ?o { VALUES (?s ?p ?o) { %s } GRAPH ?claim { ?s ?p ?o } }"


def _evidence(claim: QuerySolution, release: QuerySolution, said_by: str) -> Evidence:
    return Evidence(
        sentence=_text(claim["quote"]),
        release=_text(release["id"]),
        title=_text(release["title"]),
        published=_text(release["published"]),
        url=_text(release["url"]),
        said_by=said_by,
        modality=name_of(claim["modality"]),
        confidence=float(_text(claim["confidence"])),
    )


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""


def _statement(row: QuerySolution) -> Statement:
    return row["s"], row["p"], row["o"]


def _blocks(values: Iterable[object]) -> Iterator[str]:
    left = iter(values)
    while block := list(islice(left, BATCH)):
        yield " ".join(map(str, block))


def _things(store: Store) -> dict[NamedNode, tuple[str, str]]:
    """Entities and concepts; of several labels or types the first, as `entities.label` has it."""
    order = {class_: rank for rank, class_ in enumerate(TYPES)}
    found: dict[NamedNode, tuple[int, str]] = {}
    for thing, class_, label in select(store, _THINGS, TYPES):
        best = (order[class_], label.value)
        found[thing] = min(found.get(thing, best), best)
    names = list(TYPES.values())
    return {thing: (names[rank], label) for thing, (rank, label) in found.items()}


def _facts(store: Store) -> dict[NamedNode, About]:
    found: dict[NamedNode, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in select(store, _FACTS, _SHAPES):
        found[row["node"]][row["property"]].append(row["value"])
    return {
        node: {p: sorted(values, key=str) for p, values in about.items()} for node, about in found.items()
    }


def _edges(store: Store, world: _World) -> dict[Statement, _Edge]:
    """The direct edges and the quotations, then what follows from the nodes of facts."""
    direct = set(map(_statement, select(store, _DIRECT, [*DIRECT, IV.said])))
    planned = map(_statement, select(store, _ONLY_PLANNED, _WITHOUT_NODE))
    edges = {statement: _Edge([(statement,)]) for statement in (*direct, *planned)}
    for node, about in world.facts.items():
        status = about.get(IV.status, ())
        stated = list(_stated(node, about))
        for statement, support in [*(stated if _PLANNED in status else ()), *_context(node, about)]:
            if statement not in direct:
                edges.setdefault(statement, _Edge([])).supports.append(support)
        for statement, _ in stated:
            # What is planned says nothing more of what is done.
            if statement in edges and (_DONE in status or statement not in direct):
                edges[statement].details.update(_details(statement[1], about, world))
    return edges


def _details(predicate: NamedNode, about: About, world: _World) -> Iterator[str]:
    if predicate in DETAILS:
        yield from map(world.label, about.get(DETAILS[predicate][0], ()))


def _stated(node: NamedNode, about: About) -> Iterator[tuple[Statement, Support]]:
    """The direct edges of a fact as its slots give them, each with what it follows from."""
    facts = next(shape for kind, shape in _SHAPES.items() if kind in about[RDF.type])
    for shape, (slot, predicate, target) in ((form, edge) for form in facts.forms for edge in form.edges):
        if predicate in DIRECT:
            ends = product(_ends(node, about, shape, slot), _ends(node, about, shape, target))
            yield from (((s, predicate, o), (*why, *also)) for (s, why), (o, also) in ends)


def _ends(node: NamedNode, about: About, shape: Shape, slot: str) -> list[tuple[NamedNode, Support]]:
    if slot == "node":
        return [(node, ())]
    use = shape.slots[slot]
    terms = dict.fromkeys(term for term in (use.entity, use.concept) if term is not None)
    return [end for term in terms for end in _fillers(node, about, term)]


def _fillers(node: NamedNode, about: About, term: NamedNode) -> list[tuple[NamedNode, Support]]:
    values = (value for value in about.get(term, ()) if isinstance(value, NamedNode))
    return [(value, ((node, term, value),)) for value in values]


def _context(node: NamedNode, about: About) -> Iterator[tuple[Statement, Support]]:
    drawn = not _DRAWN.isdisjoint(about[RDF.type])
    holders = [(node, ())] if drawn else _fillers(node, about, IV.designee)
    for predicate in CONTEXT:
        for (holder, why), (value, also) in product(holders, _fillers(node, about, predicate)):
            yield (holder, predicate, value), (*why, *also)


def _near(whole: nx.MultiGraph, around: NamedNode | None, hops: int) -> dict[str, int]:
    """The nodes that may be shown, with their distance from the middle."""
    if around is None:
        return dict.fromkeys(whole, 0)
    whole.add_node(around.value)
    return dict(nx.single_source_shortest_path_length(whole, around.value, cutoff=hops))


def _outwards(whole: nx.MultiGraph, near: Mapping[str, int]) -> Iterator[str]:
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


def _describe(iri: NamedNode, world: _World) -> dict[str, object]:
    if iri not in world.facts:
        type_, label = world.things.get(iri, ("Concept", name_of(iri)))
        return {"label": label, "type": type_, "planned": False}
    about = world.facts[iri]
    type_ = next((name for kind, name in TYPES.items() if kind in about[RDF.type]), "Concept")
    planned = _DONE not in about.get(IV.status, ())
    return {"label": _title(type_, about, world), "type": type_, "planned": planned}


def _title(type_: str, about: About, world: _World) -> str:
    """A name for a fact: what kind it is, and its theme or date."""

    def first(*terms: NamedNode) -> str:
        return next((world.label(about[term][0]) for term in terms if term in about), "")

    kind = first(IV.agreementType, IV.eventKind) or type_
    date = first(IV.date).replace("/", "–")
    mark = (first(IV.theme) or date) if type_ == "Agreement" else (date or first(IV.theme))
    return " · ".join(part for part in (kind[:1].upper() + kind[1:], mark) if part)


def _join(graph: nx.MultiDiGraph, edges: Mapping[Statement, _Edge], store: Store, world: _World) -> None:
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
            graph.nodes[s.value]["quotes"] = _ordered([*graph.nodes[s.value]["quotes"], *quotes])
        else:
            graph.add_edge(
                s.value, o.value, p.value.partition("#")[2], **_attributes(p, edges[s, p, o], found)
            )


def _attributes(predicate: NamedNode, edge: _Edge, found: list[Evidence]) -> dict[str, object]:
    done = any(_asserts(item) for item in found)
    return {
        "property": predicate.value.partition("#")[2],
        "label": _label(predicate, edge.details),
        "planned": not done,
        "confidence": max((item["confidence"] for item in found), default=0.0),
        "evidence": found,
    }


def _asserts(item: Evidence) -> bool:
    """Whether the claim alone would put its edge into the world (see `Claim.asserted`)."""
    return item["modality"] == "done" and not item["said_by"] and item["confidence"] >= ASSERT_FROM


def _label(predicate: NamedNode, details: Iterable[str]) -> str:
    """The edge in words, with two details at most: the sentences have them all."""
    several = sorted(details)
    if not several:
        return {**DIRECT, **CONTEXT}[predicate]
    some = ", ".join(shorten(detail, 80, placeholder=" …") for detail in several[:2])
    some = _LONG_NUMBER.sub(lambda match: f"{int(match.group()):,}", some)
    return DETAILS[predicate][1].format(some + (" …" if len(several) > 2 else ""))


def _cite(store: Store, edges: Mapping[Statement, _Edge], world: _World) -> dict[Statement, list[Evidence]]:
    """The evidence of each edge: what the claims say that hold all of one of its supports."""
    wanted = {statement for edge in edges.values() for support in edge.supports for statement in support}
    holders: dict[Statement, set[NamedNode]] = defaultdict(set)
    for row in select(store, _HOLDERS, (f"({s} {p} {o})" for s, p, o in wanted)):
        holders[_statement(row)].add(row["claim"])
    claims = {
        statement: {c for support in edge.supports for c in set.intersection(*(holders[s] for s in support))}
        for statement, edge in edges.items()
    }
    found = evidence(store, set().union(*claims.values()), world.label)
    return {
        statement: _ordered(item for c in held for item in found[c]) for statement, held in claims.items()
    }


def _ordered(found: Iterable[Evidence]) -> list[Evidence]:
    """Each sentence once, with the surest claim, by date. A denial is no evidence."""
    surest = sorted(found, key=lambda item: item["confidence"])
    once = {(e["release"], e["sentence"], e["said_by"]): e for e in surest if e["modality"] != "negated"}
    return [once[key] for key in sorted(once, key=lambda key: (once[key]["published"], *key))]
