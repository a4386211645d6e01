"""Facts → claims: what one release says in one fact, as triples with a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from pyoxigraph import Literal, NamedNode, Triple

from ..extract.model import EntityType, Extraction, Fact, Release
from .dates import bounds
from .facts import SHAPES, Filler, Shape
from .iris import hashed, named, release_iri
from .vocab import EDTF, EURIO, IV, ORG, RDF, RDFS, SKOS, XSD

ASSERT_FROM = 0.5  # a claim less sure than this stays out of the world

_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)

Slots = Mapping[str, tuple["NamedNode | str", ...]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one release says in one fact: its IRI, which names its graph, its node and its triples."""

    iri: NamedNode
    node: NamedNode | None
    fact: Fact
    triples: tuple[Triple, ...]
    print: str = ""  # what stays the same when things get other IRIs
    belief: float | None = None  # with the other releases that say so
    right: bool | None = None  # what a person said who read the evidence
    summary: str = ""  # what it is about, in names

    @property
    def key(self) -> str:
        """What claims of several releases have in common that say the same; empty where nothing counts."""
        if self.fact.modality == "negated" or self.fact.attributed_to is not None:
            return ""
        said = self.node.value if self.node is not None else " ".join(sorted(map(str, self.triples)))
        return hashed("id/fact", self.fact.modality, said).value

    @property
    def confidence(self) -> str:
        """To four decimals: what the graph says, and what decides whether the world holds the claim."""
        return four(self.fact.confidence)

    @property
    def asserted(self) -> bool:
        """Whether the world holds it: said by the release itself, not denied, and sure enough.

        What is planned is in the world as the node of its fact; where it would be an edge alone, it is not.
        """
        fact = self.fact
        so = fact.modality == "done" or (fact.modality == "planned" and self.node is not None)
        if self.right is not None:
            return so and fact.attributed_to is None and self.right
        sure = max(float(self.confidence), float(four(self.belief or 0.0)))
        return so and fact.attributed_to is None and sure >= ASSERT_FROM


def claims(extraction: Extraction, iris: Mapping[str, NamedNode]) -> list[Claim]:
    """The claims of a release, each once; of two that differ in confidence or method only, the surer.

    `iris` gives the canonical IRI of each entity id.
    """
    types = {iris[entity.id]: entity.type for entity in extraction.entities}
    names = {entity.id: f"{entity.type}/{entity.names[0]}" for entity in extraction.entities}
    found: dict[NamedNode, Claim] = {}
    for fact in extraction.facts:
        for claim in _claims(fact, iris, types, names, extraction.document):
            twin = found.get(claim.iri)
            if twin is None or _surer(claim.fact) > _surer(twin.fact):
                found[claim.iri] = claim
    return list(found.values())


def four(number: float) -> str:
    """A share to four decimals, as the graph says it."""
    return f"{number:.4f}"


def _surer(fact: Fact) -> tuple[float, str]:
    return fact.confidence, fact.method or ""


def decimal(number: str) -> Literal:
    """The one way to write a decimal number, which every store gives back unchanged.

    >>> decimal("0.5000").value, decimal("20000000").value
    ('0.5', '20000000')
    """
    digits = f"{Decimal(number):f}"
    return Literal(digits.rstrip("0").rstrip(".") if "." in digits else digits, datatype=XSD.decimal)


def _claims(
    fact: Fact,
    iris: Mapping[str, NamedNode],
    types: Mapping[NamedNode, EntityType],
    names: Mapping[str, str],
    document: Release,
) -> Iterator[Claim]:
    shape = SHAPES[fact.type]
    resolved: Slots = {
        slot: tuple(iris.get(filler, filler) for filler in fillers)
        for slot, fillers in fact.slots.items()
        if slot in shape.slots
    }
    speaker = iris[fact.attributed_to].value if fact.attributed_to is not None else ""
    plain = {slot: tuple(names.get(f, f) for f in fact.slots[slot]) for slot in resolved}
    by = names.get(fact.attributed_to or "", "")
    for slots, said in zip(_split(resolved, shape.single), _split(plain, shape.single), strict=True):
        node = _node(fact, shape, slots, document) if shape.node else None
        triples = tuple(dict.fromkeys(_triples(fact, shape, slots, node, types)))
        if triples:
            yield Claim(
                _name(fact, triples, document, speaker), node, fact, triples, _print(fact, said, by, document)
            )


def _split(slots: Slots, single: tuple[str, ...]) -> Iterator[Slots]:
    """The slots as they are, or one set for each combination where a slot may have one filler only."""
    several = [slot for slot in single if len(slots.get(slot, ())) > 1]
    for choice in product(*(slots[slot] for slot in several)):
        yield dict(slots) | {slot: (filler,) for slot, filler in zip(several, choice, strict=True)}


def _name(fact: Fact, triples: tuple[Triple, ...], document: Release, speaker: str) -> NamedNode:
    spans = [f"{span.start}-{span.end}" for span in sorted(fact.evidence)]
    said = sorted(f"{t.subject} {t.predicate} {t.object}" for t in triples)
    key = (release_iri(document.id).value, fact.type, fact.modality, speaker)
    return hashed("id/claim", *key, *spans, *said)


def _print(fact: Fact, slots: Slots, speaker: str, document: Release) -> str:
    spans = [f"{span.start}-{span.end}" for span in sorted(fact.evidence)]
    said = sorted(f"{slot}={filler}" for slot, fillers in slots.items() for filler in fillers)
    return hashed("print", document.id, fact.type, fact.modality, speaker, *spans, *said).value.rsplit(
        "/", 1
    )[1]


def _node(fact: Fact, shape: Shape, slots: Slots, document: Release) -> NamedNode:
    """A fact is identified by its key slots; where one that it needs is missing, it is the release's own."""
    complete = all(slots.get(slot) for slot in shape.needed)
    key = sorted(set(_pairs(slots, shape.key if complete else tuple(slots))))
    year = [f"year={_year(slots, document)}"] if shape.by_year else []
    own = [] if complete else [f"release={document.id}"]
    return hashed(f"id/{fact.type.lower()}", *key, *year, *own)


def _pairs(slots: Slots, keys: tuple[str, ...]) -> Iterator[str]:
    for slot in keys:
        for filler in slots.get(slot, ()):
            yield f"{slot}={_plain(filler) if isinstance(filler, str) else filler.value}"


def _year(slots: Slots, document: Release) -> str:
    dates = [date for date in slots.get("date", ()) if isinstance(date, str)]
    return (dates[0] if dates else document.published or "")[:4]


def _triples(
    fact: Fact,
    shape: Shape,
    slots: Slots,
    node: NamedNode | None,
    types: Mapping[NamedNode, EntityType],
) -> Iterator[Triple]:
    shape = _form(shape, slots, types)
    terms: dict[str, list[NamedNode]] = {}
    if node is not None and shape.node is not None:
        yield Triple(node, RDF.type, shape.node)
        yield Triple(node, IV.status, named("concept/modality", fact.modality))
        terms["node"] = [node]
    for slot, fillers in slots.items():
        use = shape.slots[slot]
        for filler in fillers:
            term = _term(use, filler)
            if term is not None:
                terms.setdefault(slot, []).append(term)
            yield from _filler(node, use, filler, term)
    if fact.modality != "planned" or node is None:
        yield from _edges(shape, terms, types)


def _form(shape: Shape, slots: Slots, types: Mapping[NamedNode, EntityType]) -> Shape:
    """How a fact is written: otherwise where what fills the slot for an organisation is something else."""
    fillers = (filler for filler in slots.get("organisation", ()) if isinstance(filler, NamedNode))
    others = any(types.get(filler, "Organisation") != "Organisation" for filler in fillers)
    return shape.elsewhere if others and shape.elsewhere is not None else shape


def _term(use: Filler, filler: NamedNode | str) -> NamedNode | None:
    """The resource that a filler is: an entity, a concept, or none."""
    if isinstance(filler, NamedNode):
        return filler
    return named(f"concept/{use.scheme}", filler) if use.scheme is not None else None


def _filler(
    node: NamedNode | None, use: Filler, filler: NamedNode | str, term: NamedNode | None
) -> Iterator[Triple]:
    if isinstance(filler, NamedNode):
        if node is not None and use.entity is not None:
            yield Triple(node, use.entity, filler)
        return
    if term is not None:
        yield Triple(term, RDF.type, SKOS.Concept)
        yield Triple(term, RDFS.label, Literal(_plain(filler)))
        yield Triple(term, SKOS.inScheme, NamedNode(term.value.rsplit("/", 1)[0]))
    if node is None:
        return
    if term is not None and use.concept is not None:
        yield Triple(node, use.concept, term)
    if use.text is not None:
        yield Triple(node, use.text, Literal(filler))
    if use.date is not None:
        yield from _date(node, use.date, filler)
    if use.amount:
        yield from _amount(node, filler)


def _date(node: NamedNode, term: NamedNode, edtf: str) -> Iterator[Triple]:
    yield Triple(node, term, Literal(edtf, datatype=EDTF))
    first, last = bounds(edtf)
    if first and term != IV.endDate:
        yield Triple(node, IV.earliest, Literal(first, datatype=XSD.date))
    if last and term != IV.startDate:
        yield Triple(node, IV.latest, Literal(last, datatype=XSD.date))


def _amount(node: NamedNode, text: str) -> Iterator[Triple]:
    amount = named("id/amount", text)
    value, _, currency = _plain(text).partition(" ")
    yield Triple(node, EURIO.hasFundingAmount, amount)
    yield Triple(amount, RDF.type, EURIO.MonetaryAmount)
    yield Triple(amount, RDFS.label, Literal(_plain(text)))
    if _NUMBER.fullmatch(value) and currency:
        yield Triple(amount, EURIO.value, decimal(value))
        yield Triple(amount, EURIO.currency, Literal(currency))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _edges(
    shape: Shape, terms: Mapping[str, list[NamedNode]], types: Mapping[NamedNode, EntityType]
) -> Iterator[Triple]:
    for subject, predicate, target in shape.edges:
        for s, o in product(terms.get(subject, ()), terms.get(target, ())):
            yield Triple(s, predicate, o)
            if predicate == IV.partOf and types.get(s) == types.get(o) == "Organisation":
                yield Triple(s, ORG.subOrganizationOf, o)
