"""The query library: one question a file, with its parameters in its head.

    # question: Who signed what with whom, when and where?
    # param: party string optional A name, or a part of it, of one of the parties
    # note: What a reader of the answer must know; it may be missing.
    SELECT … WHERE {
      VALUES ($param_party) { (UNDEF) }
      …
      FILTER(!BOUND($param_party) || …)
    }

The file is plain SPARQL that any server answers as it stands. A parameter that is given takes the
place of its UNDEF as an RDF term, never as text. Days are compared as text: SPARQL 1.1 itself orders
no `xsd:date`, and ISO 8601 is in order as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal as Choice

from pyoxigraph import Literal, NamedNode

from ..extract.errors import QueryError, UsageError
from .dates import bounds
from .store import Answer, Store
from .vocab import XSD

ParameterType = Choice["string", "date", "integer", "decimal", "iri"]
_QUESTION = re.compile(r"^# question: (.+)$", re.MULTILINE)
_PARAM = re.compile(
    r"^# param: (\w+) (string|date|integer|decimal|iri) (optional|required) (.+)$", re.MULTILINE
)
_NOTE = re.compile(r"^# note: (.+)$", re.MULTILINE)
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_VALUES = re.compile(r"VALUES \(([^)]*)\) \{ \((?:\s*UNDEF)+\s*\) \}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a named query can be told."""

    name: str
    type: ParameterType
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with a name, and its SPARQL. `note`: what a reader of the answer must know."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    sparql: str
    note: str = ""


@cache
def library() -> Mapping[str, NamedQuery]:
    """All named queries by name, in alphabetical order.

    >>> library()["who-signed-what"].question
    'Who signed what with whom, when and where?'
    """
    found = (f for f in (files("valleygraph") / "queries").iterdir() if f.name.endswith(".rq"))
    parsed = (parse(f.name.removesuffix(".rq"), f.read_text("utf-8")) for f in found)
    return {query.name: query for query in sorted(parsed, key=lambda query: query.name)}


def parse(name: str, sparql: str) -> NamedQuery:
    """A query file as a NamedQuery. Raises QueryError where it states no question."""
    question = _QUESTION.search(sparql)
    if question is None:
        raise QueryError(f"query {name}: its head has no line '# question: …'")
    found = (Parameter(p, kind, need == "required", text) for p, kind, need, text in _PARAM.findall(sparql))
    note = _NOTE.search(sparql)
    return NamedQuery(name, question[1].strip(), tuple(found), sparql, note[1].strip() if note else "")


def ask(store: Store, name: str, parameters: Mapping[str, str] | None = None) -> Answer:
    """The answer to a named query. Raises UsageError, QueryError for a wrong name or parameter."""
    query = library().get(name)
    if query is None:
        raise UsageError(f"no query {name!r}; these are: {', '.join(library())}")
    return store.query(fill(query, parameters or {}))


def fill(query: NamedQuery, parameters: Mapping[str, str]) -> str:
    """The SPARQL of a query with the parameters in its VALUES rows. Raises QueryError for a wrong one."""
    terms = _terms(query, parameters)

    def row(match: re.Match[str]) -> str:
        names = [variable.removeprefix("$param_") for variable in match[1].split()]
        return f"VALUES ({match[1]}) {{ ({' '.join(str(terms.get(name, 'UNDEF')) for name in names)}) }}"

    return _VALUES.sub(row, query.sparql)


def _terms(query: NamedQuery, given: Mapping[str, str]) -> dict[str, Literal | NamedNode]:
    """The given parameters as RDF terms."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            takes = ", ".join(known) or "none"
            raise QueryError(f"query {query.name} has no parameter {name!r}; it takes: {takes}")
    missing = [p.name for p in query.parameters if p.required and p.name not in given]
    if missing:
        raise QueryError(f"query {query.name} needs the parameter {missing[0]}: -p {missing[0]}=…")
    return {name: _term(known[name], text) for name, text in given.items()}


def _term(parameter: Parameter, text: str) -> Literal | NamedNode:
    if parameter.type == "date":
        first, _ = bounds(text)
        if first is None or first != text:
            raise QueryError(f"parameter {parameter.name}: {text!r} is not a day like 2024-06-14")
        return Literal(text, datatype=XSD.date)
    if parameter.type == "integer":
        if not (text.isascii() and text.removeprefix("-").isdecimal()):
            raise QueryError(f"parameter {parameter.name}: {text!r} is not a whole number")
        return Literal(text, datatype=XSD.integer)
    if parameter.type == "decimal":
        if not _DECIMAL.fullmatch(text):
            raise QueryError(f"parameter {parameter.name}: {text!r} is not a number like 0.75")
        return Literal(text, datatype=XSD.decimal)
    try:
        return NamedNode(text) if parameter.type == "iri" else Literal(text)
    except ValueError:
        kind = "an IRI" if parameter.type == "iri" else "text"
        raise QueryError(f"parameter {parameter.name}: {text!r} is not {kind}") from None
