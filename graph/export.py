"""The store in the formats of others: RDF, files for network tools, a table.

The same store gives the same bytes, in sorted order, as long as it fits in memory. The command line
asks for FORMATS at every start, so what needs networkx (0.4 s) imports it when called.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolution, RdfFormat, serialize

from ..extract.errors import UsageError
from ..extract.model import BASE, FactType
from . import jsonld
from .facts import SHAPES, Filler
from .iris import name_of
from .nanopub import nanopubs
from .rdf import WORLD
from .store import Store
from .vocab import EURIO, IV, NP, RDF, WRITTEN

if TYPE_CHECKING:
    import networkx as nx

    from .network import Evidence

SORTED_UP_TO = 2_000_000  # quads, some 1.5 GB; what is larger streams out in the order of the store
COLUMNS = (
    "release",
    "title",
    "published",
    "url",
    "type",
    "modality",
    "confidence",
    "said_by",
    "fact",
    "sentence",
    "claim",
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_LABELS = "SELECT ?thing ?label { GRAPH ?graph { ?thing rdfs:label ?label } }"
_CLAIMS = "SELECT ?claim ?type ?s ?p ?o { ?claim a iv:Claim ; iv:factType ?type . GRAPH ?claim { ?s ?p ?o } }"


def export(store: Store, format: str, out: BinaryIO) -> None:
    """Write the store to `out` in one of FORMATS. Raises UsageError where there is no such format."""
    if format not in FORMATS:
        raise UsageError(f"no format {format!r}; there are: {', '.join(FORMATS)}")
    FORMATS[format](store, out)


def _turtle(store: Store, out: BinaryIO) -> None:
    """The world and its descriptions."""
    world = (quad.triple for quad in _sorted(store.match(graph=WORLD)))
    serialize(world, out, format=RdfFormat.TURTLE, prefixes=WRITTEN, base_iri=BASE)


def _dataset(store: Store, out: BinaryIO, *, format: RdfFormat) -> None:
    """All graphs."""
    serialize(_sorted(store.match()), out, format=format, prefixes=WRITTEN, base_iri=BASE)


def _jsonld(store: Store, out: BinaryIO) -> None:
    """All graphs, in compact form."""
    jsonld.write(_sorted(store.match()), out)


def _rdf12(store: Store, out: BinaryIO) -> None:
    """The default graph, where each claim reifies its triples instead of naming a graph that has them."""
    claims = {quad.subject for quad in store.match(None, RDF.type, IV.Claim, WORLD)}
    reified = (_reifier(quad) for quad in store.match() if quad.graph_name in claims)
    quads = _sorted(chain(store.match(graph=WORLD), reified))
    serialize(quads, out, format=RdfFormat.TRIG, prefixes=WRITTEN, base_iri=BASE)


def _reifier(quad: Quad) -> Quad:
    assert not isinstance(quad.graph_name, DefaultGraph)
    return Quad(quad.graph_name, RDF.reifies, quad.triple, WORLD)


def _nanopub(store: Store, out: BinaryIO) -> None:
    """A nanopublication a claim."""
    serialize(nanopubs(store), out, format=RdfFormat.TRIG, prefixes=WRITTEN | {"np": NP.iri}, base_iri=BASE)


def _sorted(quads: Iterable[Quad]) -> Iterable[Quad]:
    """In the order of their text, the default graph first, unless there are too many."""
    left = iter(quads)
    first = list(islice(left, SORTED_UP_TO + 1))
    if len(first) > SORTED_UP_TO:
        return chain(first, left)
    return sorted(first, key=lambda q: ("" if q.graph_name == WORLD else str(q.graph_name), str(q)))


def _graphml(store: Store, out: BinaryIO) -> None:
    import networkx as nx

    from .network import network

    nx.write_graphml(_flat(network(store)), out)


def _gexf(store: Store, out: BinaryIO) -> None:
    import networkx as nx

    from .network import network

    text = "\n".join(nx.generate_gexf(_flat(network(store))))
    out.write(re.sub(' lastmodifieddate="[^"]*"', "", text, count=1).encode())  # the day of the export


def _flat(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The network with plain attributes, in text that XML can hold, and edges told apart by number."""
    flat = type(graph)()
    for iri, node in graph.nodes(data=True):
        flat.add_node(
            iri,
            label=xml_safe(node["label"]),
            type=node["type"],
            planned=node["planned"],
            degree=node["degree"],
        )
    for number, (source, target, edge) in enumerate(graph.edges(data=True)):
        found = edge["evidence"]
        flat.add_edge(
            source,
            target,
            key=str(number),
            property=edge["property"],
            label=xml_safe(edge["label"]),
            planned=edge["planned"],
            confidence=edge["confidence"],
            weight=len(found),
            sentences=xml_safe("\n".join(dict.fromkeys(item["sentence"] for item in found))),
            releases=xml_safe("\n".join(dict.fromkeys(item["release"] for item in found))),
        )
    return flat


def xml_safe(text: str) -> str:
    """The text without characters that no XML may have."""
    return _NOT_XML.sub("\ufffd", text)


def _csv(store: Store, out: BinaryIO) -> None:
    """A row a claim, in UTF-8 with the mark by which spreadsheets know it."""
    from .network import evidence, select

    labels = _labels(select(store, _LABELS))
    facts = _facts(select(store, _CLAIMS), labels)
    found = evidence(store, facts, lambda iri: labels.get(iri, name_of(iri)))
    rows = sorted((*_row(found[claim], *facts[claim]), claim.value) for claim in facts)
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    csv.writer(text).writerows([COLUMNS, *([csv_safe(value) for value in row] for row in rows)])
    text.detach()


def _labels(rows: Iterable[QuerySolution]) -> dict[NamedNode, str]:
    """The first label of each thing, of denied ones too, which the world has not."""
    labels: dict[NamedNode, str] = {}
    for thing, label in rows:
        labels[thing] = min(labels.get(thing, label.value), label.value)
    return labels


def _facts(
    rows: Iterable[QuerySolution], labels: Mapping[NamedNode, str]
) -> dict[NamedNode, tuple[FactType, str]]:
    """Type and content of each claim, the content as "slot=filler; slot=filler"."""
    types: dict[NamedNode, FactType] = {}
    slots: dict[NamedNode, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for claim, type_, *triple in rows:
        types[claim] = type_.value
        for slot, term in _filled(type_.value, *triple):
            label = term.value if isinstance(term, Literal) else labels.get(term, name_of(term))
            slots[claim][slot].add(label)
    return {claim: (type_, _content(type_, slots[claim])) for claim, type_ in types.items()}


def _filled(
    type_: FactType, subject: NamedNode, predicate: NamedNode, object_: NamedNode | Literal
) -> Iterator[tuple[str, NamedNode | Literal]]:
    """The slots that a triple of a claim fills: one of the fact's node, or both ends where it has none."""
    shape = SHAPES[type_]
    if shape.node is not None:
        slots = dict.fromkeys(pair for form in shape.forms for pair in form.slots.items())
        yield from ((slot, object_) for slot, use in slots if predicate in _properties(use))
        return
    for slot, edge, other in shape.edges:
        if predicate == edge:
            yield from ((slot, subject), (other, object_))


def _properties(use: Filler) -> tuple[NamedNode | None, ...]:
    return use.entity, use.concept, use.text, use.date, EURIO.hasFundingAmount if use.amount else None


def _content(type_: FactType, slots: Mapping[str, set[str]]) -> str:
    order = SHAPES[type_].slots
    return "; ".join(f"{slot}={filler}" for slot in order for filler in sorted(slots.get(slot, ())))


def _row(found: list[Evidence], type_: str, content: str) -> tuple[str, ...]:
    one = found[0]  # they differ in the sentence only
    return (
        one["release"],
        one["title"],
        one["published"],
        one["url"],
        type_,
        one["modality"],
        f"{one['confidence']:.4g}",
        one["said_by"],
        content,
        " […] ".join(sorted(item["sentence"] for item in found)),
    )


def csv_safe(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


FORMATS: Mapping[str, Callable[[Store, BinaryIO], None]] = {
    "turtle": _turtle,
    "nquads": partial(_dataset, format=RdfFormat.N_QUADS),
    "trig": partial(_dataset, format=RdfFormat.TRIG),
    "jsonld": _jsonld,
    "rdf12": _rdf12,
    "nanopub": _nanopub,
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
}
