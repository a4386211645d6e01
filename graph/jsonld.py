"""Quads → compact JSON-LD: the context first, then a line for each thing, and one for each named graph.

Oxigraph writes JSON-LD without a context; nobody would want to read that. Here each document carries its
context, so that reading it needs no network, and it is written while the quads arrive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, BinaryIO

from pyoxigraph import Literal, NamedNode, Quad

from .rdf import WORLD
from .vocab import DCTERMS, EDTF, EURIO, IV, OA, ORG, PREFIXES, PROV, RDF, SKOS, XSD

_LINKS = (
    *(IV.modality, IV.evidence, IV.attributedTo, IV.states, IV.denies, IV.refersTo, IV.inRelease, IV.status),
    *(IV.atPlace, IV.theme, IV.underInitiative, IV.designee, IV.designation, IV.designatedBy, IV.party),
    *(IV.agreementType, IV.namedAgreement, IV.funder, IV.recipient, IV.eventKind, IV.namedEvent, IV.speaker),
    *(IV.organiser, IV.participant, IV.participationIn, IV.founder, IV.established, IV.principal, IV.agent),
    *(IV.holdsRole, IV.holdsRoleAt, IV.roleFor, IV.holdsRoleFor, IV.designatedAs, IV.partyTo, IV.funds),
    *(IV.organises, IV.takesPartIn),
    *(IV.memberOf, IV.founded, IV.commissions, IV.said, IV.locatedIn, IV.partOf, IV.hasGoal),
    *(ORG.member, ORG.organization, ORG.role, ORG.subOrganizationOf, SKOS.inScheme, SKOS.exactMatch),
    *(PROV.wasDerivedFrom, PROV.wasGeneratedBy, PROV.wasAssociatedWith, OA.hasSource, OA.hasSelector),
    EURIO.hasFundingAmount,
)
_TYPES: dict[NamedNode, NamedNode | None] = dict.fromkeys(_LINKS) | {
    **dict.fromkeys((IV.date, IV.startDate, IV.endDate, DCTERMS.issued), EDTF),
    **dict.fromkeys((IV.earliest, IV.latest), XSD.date),
    **dict.fromkeys((IV.confidence, EURIO.value), XSD.decimal),
    IV.ingested: XSD.dateTime,
}
_DIGITS = re.compile("0|[1-9][0-9]{0,15}")
_SAFE = 2**53  # from here on a reader that takes numbers for floats would change them


def write(quads: Iterable[Quad], out: BinaryIO) -> None:
    """Write the quads to `out`. Those of one graph, and in it those of one subject, shall stand together."""
    terms = (_dumps(term) + b": " + _dumps(meaning) for term, meaning in context().items())
    out.write(b'{"@context": {\n' + b",\n".join(terms) + b'},\n"@graph": [')
    for number, node in enumerate(_nodes(quads)):
        out.write((b",\n" if number else b"\n") + _dumps(node))
    out.write(b"\n]}\n")


def context() -> dict[str, Any]:
    """The prefixes of the vocabulary, and the types of the values of its properties.

    >>> context()["iv:party"], context()["iv:confidence"]
    ({'@type': '@id'}, {'@type': 'xsd:decimal'})
    """
    types = {_short(term): "@id" if type is None else _short(type) for term, type in _TYPES.items()}
    return PREFIXES | {term: {"@type": type} for term, type in types.items()}


def _dumps(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _nodes(quads: Iterable[Quad]) -> Iterator[dict[str, Any]]:
    for graph, inside in groupby(quads, lambda quad: quad.graph_name):
        things = (_node(subject, about) for subject, about in groupby(inside, lambda quad: quad.subject))
        if graph == WORLD:
            yield from things
        else:
            assert isinstance(graph, NamedNode)
            yield {"@id": _short(graph), "@graph": list(things)}


def _node(subject: object, about: Iterable[Quad]) -> dict[str, Any]:
    assert isinstance(subject, NamedNode)
    found: dict[str, list[Any]] = {}
    for quad in about:
        term = quad.object
        assert isinstance(term, NamedNode | Literal)
        if quad.predicate == RDF.type and isinstance(term, NamedNode):
            found.setdefault("@type", []).append(_short(term))
        else:
            found.setdefault(_short(quad.predicate), []).append(_value(quad.predicate, term))
    values = {key: several[0] if len(several) == 1 else several for key, several in found.items()}
    return {"@id": _short(subject), **values}


def _value(predicate: NamedNode, term: NamedNode | Literal) -> Any:
    """The term in the shortest form from which the context leads back to it."""
    if isinstance(term, NamedNode):
        linked = predicate in _TYPES and _TYPES[predicate] is None
        return _short(term) if linked else {"@id": _short(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype == _TYPES.get(predicate, XSD.string):
        return term.value
    if term.datatype == XSD.string:
        return {"@value": term.value}
    if term.datatype == XSD.integer and predicate not in _TYPES and _is_number(term.value):
        return int(term.value)
    return {"@value": term.value, "@type": _short(term.datatype)}


def _is_number(text: str) -> bool:
    """Whether JSON writes the number in these very digits, and every reader keeps them."""
    return _DIGITS.fullmatch(text) is not None and int(text) < _SAFE


@lru_cache(100_000)
def _short(iri: NamedNode) -> str:
    """The IRI as prefix and rest, where there is a prefix.

    >>> _short(IV.Claim), _short(NamedNode("https://norrby.example/1"))
    ('iv:Claim', 'https://norrby.example/1')
    """
    for prefix, space in PREFIXES.items():
        rest = iri.value.removeprefix(space)
        if rest not in ("", iri.value) and not rest.startswith("//"):
            return f"{prefix}:{rest}"
    return iri.value
