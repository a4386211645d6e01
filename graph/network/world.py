"""What the default graph says: the things with their types and names, the facts with their properties."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ..facts import SHAPES
from ..iris import name_of, named
from ..store import Store
from ..vocab import DCTERMS, FOAF, IV, ORG, RDF, SKOS
from .rows import select

Term = NamedNode | Literal
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
DONE, PLANNED = named("concept/modality", "done"), named("concept/modality", "planned")
FACTS = {shape.node: shape for shape in SHAPES.values() if shape.node is not None}
_THINGS = "SELECT ?thing ?type ?label { VALUES ?type { %s } ?thing a ?type ; rdfs:label ?label }"
_FACTS = "SELECT ?node ?property ?value { VALUES ?class { %s } ?node a ?class ; ?property ?value }"


@dataclass(frozen=True, slots=True)
class World:
    """Type and label of each thing, and what the default graph says of each fact."""

    things: Mapping[NamedNode, tuple[str, str]]
    facts: Mapping[NamedNode, About]

    @classmethod
    def of(cls, store: Store) -> World:
        """What the store says."""
        return cls(_things(store), _facts(store))

    def label(self, term: Term) -> str:
        """The name of a thing, or the text of a literal."""
        if isinstance(term, Literal):
            return term.value
        return self.things[term][1] if term in self.things else name_of(term)


def describe(iri: NamedNode, world: World) -> dict[str, object]:
    """Label and type of a node, and whether it is only planned."""
    if iri not in world.facts:
        type_, label = world.things.get(iri, ("Concept", name_of(iri)))
        return {"label": label, "type": type_, "planned": False}
    about = world.facts[iri]
    type_ = next((name for kind, name in TYPES.items() if kind in about[RDF.type]), "Concept")
    planned = DONE not in about.get(IV.status, ())
    return {"label": _title(type_, about, world), "type": type_, "planned": planned}


def _title(type_: str, about: About, world: World) -> str:
    """A name for a fact: what kind it is, and its theme or date."""

    def first(*terms: NamedNode) -> str:
        return next((world.label(about[term][0]) for term in terms if term in about), "")

    kind = first(IV.agreementType, IV.eventKind) or type_
    date = first(IV.date).replace("/", "–")
    mark = (first(IV.theme) or date) if type_ == "Agreement" else (date or first(IV.theme))
    return " · ".join(part for part in (kind[:1].upper() + kind[1:], mark) if part)


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
    for row in select(store, _FACTS, FACTS):
        found[row["node"]][row["property"]].append(row["value"])
    return {
        node: {p: sorted(values, key=str) for p, values in about.items()} for node, about in found.items()
    }
