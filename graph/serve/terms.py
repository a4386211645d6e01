"""The terms of the ontology, as an editor of queries completes them."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ..vocab import PREFIXES, RDF, RDFS, SKOS

_OWL = "http://www.w3.org/2002/07/owl#"
_KINDS = {
    "classes": {f"{_OWL}Class", f"{RDFS.iri}Class"},
    "properties": {f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty", f"{RDF.iri}Property"},
}


@cache
def terms() -> dict[str, Any]:
    """Prefixes, classes and properties, each with its label and definition in English.

    >>> "iv:Agreement" in {term["prefixed"] for term in terms()["classes"]}
    True
    """
    text = (files("valleygraph") / "ontology.ttl").read_bytes()
    about: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in parse(text, format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode):
            if isinstance(quad.object, NamedNode) and quad.predicate == RDF.type:
                about[quad.subject.value]["type"].add(quad.object.value)
            elif isinstance(quad.object, Literal) and quad.object.language in (None, "en"):
                about[quad.subject.value][quad.predicate.value].add(quad.object.value)
    found: dict[str, Any] = {"prefixes": dict(PREFIXES)}
    for kind, types in _KINDS.items():
        found[kind] = [_term(iri, said) for iri, said in sorted(about.items()) if said["type"] & types]
    return found


def _term(iri: str, said: dict[str, set[str]]) -> dict[str, str]:
    fitting = ((prefix, space) for prefix, space in PREFIXES.items() if iri.startswith(space))
    prefix, space = max(fitting, key=lambda pair: len(pair[1]), default=("", ""))
    label = min(said.get(RDFS.label.value, {iri}))
    comment = min(said.get(f"{SKOS.iri}definition") or said.get(f"{RDFS.iri}comment") or {""})
    return {
        "iri": iri,
        "prefixed": f"{prefix}:{iri.removeprefix(space)}" if prefix else f"<{iri}>",
        "label": label,
        "comment": comment,
    }
