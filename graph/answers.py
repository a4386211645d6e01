"""Answers to queries in the formats that people and programs read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    serialize,
)

from ..extract.errors import UsageError
from ..extract.model import BASE
from .iris import is_minted, name_of
from .store import Answer
from .vocab import PREFIXES, WRITTEN

TABULAR = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
TRIPLES = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}
FORMATS = ("table", *TABULAR, *TRIPLES)

Rows = tuple[list[str], Iterator[list[str]]]


def write(answer: Answer, format: str, out: BinaryIO) -> None:
    """Write an answer in a format other than "table". Raises UsageError where the two do not go together."""
    if isinstance(answer, QuerySolutions | QueryBoolean):
        if format not in TABULAR:
            raise UsageError(f"a SELECT or ASK query has no {format}; take table, {', '.join(TABULAR)}")
        if isinstance(answer, QueryBoolean) and format in ("csv", "tsv"):
            out.write(f"{str(bool(answer)).lower()}\n".encode())
            return
        answer.serialize(out, format=TABULAR[format])
        return
    if format not in TRIPLES:
        raise UsageError(f"a CONSTRUCT or DESCRIBE query has no {format}; take {', '.join(TRIPLES)}")
    turtle = format == "ttl"
    serialize(
        answer,
        out,
        TRIPLES[format],
        prefixes=WRITTEN if turtle else PREFIXES,
        base_iri=BASE if turtle else None,
    )


def rows(answer: QuerySolutions | QueryBoolean) -> Rows:
    """Head and rows of a table, in words: literals by their text, our own IRIs by the names in them."""
    if isinstance(answer, QueryBoolean):
        return ["answer"], iter([["yes" if answer else "no"]])
    head = [variable.value for variable in answer.variables]
    return head, ([_words(term) for term in row] for row in answer)


def _words(term: object) -> str:
    if isinstance(term, Literal):
        return term.value
    if isinstance(term, BlankNode):
        return str(term)
    if not isinstance(term, NamedNode):
        return "" if term is None else str(term)
    if is_minted(term) and "/concept/" in term.value:
        return name_of(term)
    fitting = (pair for pair in PREFIXES.items() if term.value.startswith(pair[1]))
    prefix, space = max(fitting, key=lambda pair: len(pair[1]), default=("", ""))
    return f"{prefix}:{term.value.removeprefix(space)}" if prefix else term.value
