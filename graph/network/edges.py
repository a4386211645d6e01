"""The edges: the direct ones of the world, and what follows from the nodes of facts.

What is planned has no direct edges in the world; here they are drawn from the slots of its node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from textwrap import shorten

from pyoxigraph import NamedNode, QuerySolution

from ..claims import ASSERT_FROM
from ..facts import SHAPES, Shape
from ..store import Store
from ..vocab import EURIO, IV, RDF
from .rows import select
from .world import DONE, FACTS, PLANNED, About, World

Statement = tuple[NamedNode, NamedNode, NamedNode]
Support = tuple[Statement, ...]

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

_LONG_NUMBER = re.compile(r"\d{5,}")
_WITHOUT_NODE = [term for shape in SHAPES.values() if shape.node is None for _, term, _ in shape.edges]
_DRAWN = {IV.Agreement, IV.Event}
_DIRECT = "SELECT ?s ?p ?o { VALUES ?p { %s } ?s ?p ?o }"
# What is planned and has no node (a location, a part, a goal) is in its claim only.
_ONLY_PLANNED = f"""SELECT ?s ?p ?o {{
    VALUES ?p {{ %s }} GRAPH ?claim {{ ?s ?p ?o }}
    ?claim iv:modality {PLANNED} ; iv:confidence ?confidence . FILTER (?confidence >= {ASSERT_FROM})
    FILTER NOT EXISTS {{ ?claim iv:attributedTo ?speaker }}
}}"""


@dataclass(slots=True)
class Edge:
    """`supports`: a claim is evidence for the edge when it holds all statements of one of them."""

    supports: list[Support]
    details: set[str] = field(default_factory=set)


def edges_of(store: Store, world: World) -> dict[Statement, Edge]:
    """The direct edges and the quotations, then what follows from the nodes of facts."""
    direct = set(map(statement_of, select(store, _DIRECT, [*DIRECT, IV.said])))
    planned = map(statement_of, select(store, _ONLY_PLANNED, _WITHOUT_NODE))
    edges = {statement: Edge([(statement,)]) for statement in (*direct, *planned)}
    for node, about in world.facts.items():
        status = about.get(IV.status, ())
        stated = list(_stated(node, about))
        for statement, support in [*(stated if PLANNED in status else ()), *_context(node, about)]:
            if statement not in direct:
                edges.setdefault(statement, Edge([])).supports.append(support)
        for statement, _ in stated:
            # What is planned says nothing more of what is done.
            if statement in edges and (DONE in status or statement not in direct):
                edges[statement].details.update(_details(statement[1], about, world))
    return edges


def statement_of(row: QuerySolution) -> Statement:
    """The triple of a row that has ?s, ?p and ?o."""
    return row["s"], row["p"], row["o"]


def in_words(predicate: NamedNode, details: Iterable[str]) -> str:
    """The edge in words, with two details at most: the sentences have them all."""
    several = sorted(details)
    if not several:
        return {**DIRECT, **CONTEXT}[predicate]
    some = ", ".join(shorten(detail, 80, placeholder=" …") for detail in several[:2])
    some = _LONG_NUMBER.sub(lambda match: f"{int(match.group()):,}", some)
    return DETAILS[predicate][1].format(some + (" …" if len(several) > 2 else ""))


def _details(predicate: NamedNode, about: About, world: World) -> Iterator[str]:
    if predicate in DETAILS:
        yield from map(world.label, about.get(DETAILS[predicate][0], ()))


def _stated(node: NamedNode, about: About) -> Iterator[tuple[Statement, Support]]:
    """The direct edges of a fact as its slots give them, each with what it follows from."""
    shape = next(shape for kind, shape in FACTS.items() if kind in about[RDF.type])
    for form in shape.forms:
        for slot, predicate, target in (edge for edge in form.edges if edge[1] in DIRECT):
            ends = product(_ends(node, about, form, slot), _ends(node, about, form, target))
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
