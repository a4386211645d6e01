"""Does the world keep to its shapes? SHACL over the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import pyoxigraph
import pyshacl
import rdflib
from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from .store import Store, triples
from .vocab import IV, PREFIXES

Severity = Literal["violation", "warning", "info"]

_SEVERITIES: Mapping[Node, Severity] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_GRAVEST_FIRST: tuple[Severity, ...] = ("violation", "warning", "info")
# By what a reader knows a node: an entity's name, a claim's sentence, a mention's words.
_LABELS = (RDFS.label, URIRef(IV.quote.value), URIRef(IV.surface.value))
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True, slots=True)
class Violation:
    """What one shape finds wrong with one node.

    `focus` is the node's IRI and `label` what a reader knows it by; `path` is the property that was
    looked at, as in SPARQL, and `value` the value that is wrong, where there is one.
    """

    focus: str
    label: str
    path: str | None
    message: str
    severity: Severity
    value: str | None = None


def validate(store: Store) -> list[Violation]:
    """What `shapes.ttl` finds wrong in the default graph of the store, the gravest first."""
    data = _graph(triples(store))
    # No ontology and no inference, so that a shape meets exactly the class that it names.
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes(), inplace=True)
    if not isinstance(report, Graph):
        raise report  # a shape that SHACL cannot run
    found = {_violation(report, result, data) for result in report.subjects(RDF.type, SH.ValidationResult)}
    return sorted(found, key=_order)


def _shapes() -> Graph:
    return Graph().parse(data=(files("valleygraph") / "graph/shapes.ttl").read_bytes(), format="turtle")


def _graph(found: Iterable[pyoxigraph.Triple]) -> Graph:
    """The triples for rdflib, without the texts: no shape looks at them, and they are long."""
    graph = Graph(bind_namespaces="none")
    known: dict[object, Node] = {}
    for triple in found:
        if triple.predicate != IV.text:
            s, p, o = (known.get(term) or known.setdefault(term, _term(term)) for term in triple)
            graph.add((s, p, o))
    return graph


def _term(term: object) -> Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.Literal):
        datatype = term.datatype.value if term.language is None else None
        plain = None if datatype == _STRING else datatype
        return rdflib.Literal(term.value, lang=term.language, datatype=plain, normalize=False)
    return rdflib.BNode(str(term))


def _violation(report: Graph, result: Node, data: Graph) -> Violation:
    about = dict(report.predicate_objects(result))
    focus, path, value = about[SH.focusNode], about.get(SH.resultPath), about.get(SH.value)
    return Violation(
        focus=str(focus),
        label=_label(focus, data),
        path=None if path is None else _path(path, report),
        message=str(about[SH.resultMessage]),
        severity=_SEVERITIES[about[SH.resultSeverity]],
        value=None if value in (None, focus) else str(value),
    )


def _label(node: Node, data: Graph) -> str:
    labels = (label for term in _LABELS for label in sorted(map(str, data.objects(node, term))))
    return next(labels, _short(node))


def _short(node: Node) -> str:
    """A node as a prefixed name, or whole where no prefix fits."""
    fits = ((prefix, iri) for prefix, iri in PREFIXES.items() if str(node).startswith(iri))
    return next((f"{prefix}:{str(node).removeprefix(iri)}" for prefix, iri in fits), str(node))


def _path(path: Node, report: Graph) -> str:
    """A SHACL path as SPARQL writes it."""
    if isinstance(path, URIRef):
        return _short(path)
    if (inverse := report.value(path, SH.inversePath)) is not None:
        return f"^{_path(inverse, report)}"
    choice = report.value(path, SH.alternativePath)
    steps = (_path(step, report) for step in Collection(report, choice or path))
    return ("/" if choice is None else "|").join(steps)


def _order(violation: Violation) -> tuple[int, str, str, str, str]:
    rank = _GRAVEST_FIRST.index(violation.severity)
    return rank, violation.message, violation.focus, violation.path or "", violation.value or ""
