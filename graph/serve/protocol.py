"""SPARQL 1.1 Protocol and Graph Store Protocol: what a request asks for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import Request

from .refused import Refused

FORM = "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update, and the graphs that it is put to. Neither: the description is asked for."""

    query: str | None = None
    update: str | None = None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def operation(method: str, media: str, charset: str, pairs: Pairs, body: bytes) -> Operation:
    """What a request to the endpoint asks for. `pairs` are the parameters of the address.

    >>> operation("GET", "", "", [("query", "ASK {}")], b"").query
    'ASK {}'
    """
    if method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in pairs):
            raise Refused(400, "an update is sent by POST")
        if not pairs:
            return Operation()
        return _query(pairs)
    if method != "POST":
        raise Refused(405, "send GET or POST")
    if charset and charset.casefold() not in ("utf-8", "utf8"):
        raise Refused(415, "write it in UTF-8")
    if media == FORM:
        sent = parameters(_text(body)) + pairs
        if any(name == "update" for name, _ in sent):
            return _update(sent)
        return _query(sent)
    if media == QUERY:
        return _query([*pairs, ("query", _text(body))])
    if media == UPDATE:
        return _update([*pairs, ("update", _text(body))])
    raise Refused(415, f"send {FORM}, {QUERY} or {UPDATE}")


def parameters(text: str) -> Pairs:
    """The parameters of an address or a form. Raises Refused."""
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except (UnicodeDecodeError, ValueError):
        raise Refused(400, "the parameters cannot be read as UTF-8") from None


def _query(pairs: Pairs) -> Operation:
    return Operation(
        query=_one(pairs, "query", "update"),
        default_graphs=_iris(pairs, "default-graph-uri"),
        named_graphs=_iris(pairs, "named-graph-uri"),
    )


def _update(pairs: Pairs) -> Operation:
    return Operation(
        update=_one(pairs, "update", "query"),
        default_graphs=_iris(pairs, "using-graph-uri"),
        named_graphs=_iris(pairs, "using-named-graph-uri"),
    )


def _one(pairs: Pairs, name: str, other: str) -> str:
    values = [value for key, value in pairs if key == name]
    if len(values) != 1 or any(key == other for key, _ in pairs):
        raise Refused(400, f"send one {name}")
    return values[0]


def _iris(pairs: Pairs, name: str) -> tuple[str, ...]:
    found = tuple(value for key, value in pairs if key == name)
    for value in found:
        iri(value)
    return found


def iri(text: str) -> NamedNode:
    """An IRI that somebody sent. Raises Refused."""
    try:
        return NamedNode(text)
    except ValueError:
        raise Refused(400, f"{text[:200]!r} is no IRI") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "write it in UTF-8") from None


def graph_of(request: Request) -> NamedNode | None:
    """The graph that a request to the graph store names; None is the default one. Raises Refused."""
    pairs = parameters(request.url.query)
    names = [value for key, value in pairs if key == "graph"]
    default = any(key == "default" for key, _ in pairs)
    if len(names) + default != 1:
        raise Refused(400, "name one graph: ?default or ?graph=IRI")
    return iri(names[0]) if names else None
