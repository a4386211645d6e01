"""The tests of the W3C for SPARQL 1.1 Query, Update and result formats, over HTTP against a real server.

They skip where the tests are not. Entailment and federation are not part of what the server offers. What
fails because of the engine is named in ENGINE, with the reason.
"""

from __future__ import annotations

import csv
import io
import os
import urllib.parse
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.plugins.sparql.results.rdfresults import RDFResult
from rdflib.query import Result

from tests.served import TOKEN, Server, serving
from valleygraph.graph.store import open_store

# A copy of https://github.com/w3c/rdf-tests.
SUITE = (
    Path(os.environ.get("VALLEY_DATA", Path(__file__).parents[2] / "shared"))
    / "reference/w3c-rdf-tests/sparql/sparql11"
)
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
LEFT_OUT = {"entailment", "service", "syntax-fed", "protocol", "graph-store-protocol", "http-rdf-update",
            "service-description"}  # fmt: skip
_PATHS = "Oxigraph gives no path of length 0 to a term that no triple has"
_BOUND = "Oxigraph binds no graph name where a pattern has no triple in it"
_TAGS = "Oxigraph keeps the language that all parts of a GROUP_CONCAT have, as SPARQL 1.2 does"
ENGINE = {
    "aggregates/agg-empty-group-count-graph": _BOUND,
    "aggregates/agg-groupconcat-04": _TAGS,
    "aggregates/agg-groupconcat-06": _TAGS,
    "bindings/graph": _BOUND,
    "negation/graph-minus": _BOUND,
    "functions/strlang02": "Oxigraph writes language tags in lower case",
    "property-path/zero_or_more_set_end": _PATHS,
    "property-path/zero_or_more_set_start": _PATHS,
    "property-path/zero_or_one_set_end": _PATHS,
    "property-path/zero_or_one_set_start": _PATHS,
    "syntax-query/test_4": "Oxigraph refuses a function that it does not know before it evaluates",
}
XML, TURTLE = "application/sparql-results+xml", "text/turtle"
QUERIES = (MF.QueryEvaluationTest, MF.CSVResultFormatTest, MF.PositiveSyntaxTest11, MF.NegativeSyntaxTest11)
UPDATES = (MF.UpdateEvaluationTest, MF.PositiveUpdateSyntaxTest11, MF.NegativeUpdateSyntaxTest11)
KINDS = (*QUERIES, *UPDATES)


@cache
def _tests() -> list[Any]:
    found = []
    for manifest in sorted(SUITE.glob("*/manifest.ttl")):
        if manifest.parent.name in LEFT_OUT:
            continue
        graph = rdflib.Graph().parse(manifest, publicID=manifest.as_uri())
        for entries in graph.objects(None, MF.entries):
            for test in Collection(graph, entries):
                kind = graph.value(test, rdflib.RDF.type)
                if kind in KINDS:
                    name = f"{manifest.parent.name}/{str(test).rpartition('#')[2]}"
                    marks = [pytest.mark.xfail(reason=ENGINE[name], strict=True)] if name in ENGINE else []
                    found.append(pytest.param(graph, test, kind, id=name, marks=marks))
    return found


def _of_kinds(kinds: Sequence[Any]) -> list[Any]:
    return [param for param in _tests() if param.values[2] in kinds] if SUITE.is_dir() else []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("w3c") / "store"
    open_store(store, write=True).close()
    with serving(store, "--token", TOKEN) as running:
        _load_data(running)
        yield running


def _load_data(server: Server) -> None:
    """Every file of data as a graph of its own, so that a query can be put to it by the protocol."""
    statements = []
    for _, action in _query_actions():
        for path in action:
            if path.is_file():
                graph = _parsed(path)
                triples = "".join(f"{_nt(s)} {_nt(p)} {_nt(o)} .\n" for s, p, o in graph)
                statements.append(f"INSERT DATA {{ GRAPH <{path.as_uri()}> {{\n{triples}}} }}")
    for start in range(0, len(statements), 100):
        answer = server.update(" ;\n".join(statements[start : start + 100]))
        assert answer.status == 204, answer.text


def _query_actions() -> Iterator[tuple[Any, set[Path]]]:
    seen: set[Path] = set()
    for param in _tests():
        graph, test, *_ = param.values
        action = graph.value(test, MF.action)
        files = {_path(o) for p in (QT.data, QT.graphData) for o in graph.objects(action, p)}
        files |= {
            _path(q).parent / "data.ttl" for q in graph.objects(action, QT.query)
        }  # what a query names by FROM
        yield test, files - seen
        seen |= files


def _parsed(path: Path) -> rdflib.Graph:
    kind = {".ttl": "turtle", ".rdf": "xml", ".nt": "nt"}.get(path.suffix, "turtle")
    return rdflib.Graph().parse(path, format=kind, publicID=path.as_uri())


def _nt(term: Any) -> str:
    return f"_:{term}" if isinstance(term, rdflib.BNode) else str(term.n3())


def _path(iri: Any) -> Path:
    return Path(urllib.parse.unquote(urllib.parse.urlsplit(str(iri)).path))


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("w3c-update") / "store"
    open_store(store, write=True).close()
    with serving(store, "--token", TOKEN) as running:
        yield running


@pytest.mark.skipif(not SUITE.is_dir(), reason="the tests of the W3C are not here")
@pytest.mark.parametrize(("graph", "test", "kind"), _of_kinds(QUERIES))
def test_query(graph: rdflib.Graph, test: Any, kind: Any, server: Server) -> None:
    if kind in (MF.PositiveSyntaxTest11, MF.NegativeSyntaxTest11):
        answer = server.ask(_path(graph.value(test, MF.action)).read_text("utf-8"), "*/*")
        assert (answer.status == 400) == (kind == MF.NegativeSyntaxTest11), answer.text
    else:
        _query(graph, test, server)


@pytest.mark.skipif(not SUITE.is_dir(), reason="the tests of the W3C are not here")
@pytest.mark.parametrize(("graph", "test", "kind"), _of_kinds(UPDATES))
def test_update(graph: rdflib.Graph, test: Any, kind: Any, writable: Server) -> None:
    if kind == MF.UpdateEvaluationTest:
        _update(graph, test, writable)
    else:
        _update_syntax(graph, test, kind, writable)


def _query(graph: rdflib.Graph, test: Any, server: Server) -> None:
    action = graph.value(test, MF.action)
    query = _path(graph.value(action, QT.query))
    text = f"BASE <{query.as_uri()}>\n{query.read_text('utf-8')}"
    parameters = [("query", text)]
    if "FROM" not in text:  # else the query names its graphs itself
        given = [_path(o).as_uri() for o in graph.objects(action, QT.data)]
        parameters += [("default-graph-uri", iri) for iri in given or ["urn:x:nothing"]]
        named = (_path(o).as_uri() for o in graph.objects(action, QT.graphData))
        parameters += [("named-graph-uri", iri) for iri in named]
    expected = _path(graph.value(test, MF.result))
    accept = {
        ".srx": XML, ".srj": "application/sparql-results+json", ".csv": "text/csv",
        ".tsv": "text/tab-separated-values",
    }.get(expected.suffix, "text/turtle, application/sparql-results+xml")  # fmt: skip
    answer = server.send("/sparql?" + urllib.parse.urlencode(parameters), headers={"Accept": accept})
    assert answer.status == 200, answer.text
    if answer.media == TURTLE and expected.suffix in (".ttl", ".rdf", ".nt"):
        assert isomorphic(rdflib.Graph().parse(data=answer.text, format="turtle"), _parsed(expected))
    else:
        assert _rows(answer.body, answer.media) == _expected(expected)


def _expected(path: Path) -> object:
    if path.suffix in (".ttl", ".rdf"):
        return _rows_of(RDFResult(_parsed(path)))
    media = {
        ".srx": XML,
        ".srj": "application/sparql-results+json",
        ".csv": "text/csv",
        ".tsv": "text/tab-separated-values",
    }
    return _rows(path.read_bytes(), media[path.suffix])


def _rows(body: bytes, media: str) -> object:
    if media.startswith("text/"):
        mark = "," if media == "text/csv" else "\t"
        lines = csv.reader(io.StringIO(body.decode()), delimiter=mark, quoting=QUOTES[media])
        head, *rows = [[_plain(cell) for cell in line] for line in lines]
        names = [name.lstrip("?") for name in head]
        return Counter(frozenset(zip(names, row, strict=True)) for row in rows)
    kind = {XML: "xml", "application/sparql-results+json": "json"}[media]
    return _rows_of(Result.parse(format=kind, source=io.BytesIO(body)))


QUOTES = {"text/csv": csv.QUOTE_MINIMAL, "text/tab-separated-values": csv.QUOTE_NONE}


def _plain(cell: str) -> str:
    """A cell; blank nodes are alike, and so are the ways to write a number."""
    if cell.startswith("_:"):
        return "_:"
    text, _, _ = cell.partition("^^")
    try:
        return str(float(text.strip('"')))
    except ValueError:
        return cell


def _rows_of(result: Any) -> object:
    """The rows without their order; blank nodes are alike, and so are the ways to write a number."""
    if result.type == "ASK":
        return bool(result.askAnswer)
    rows = ({str(name): _term(term) for name, term in row.items()} for row in result.bindings)
    return Counter(frozenset(row.items()) for row in rows)


def _term(term: Any) -> str:
    if isinstance(term, rdflib.BNode):
        return "_:"
    if isinstance(term, rdflib.Literal) and term.datatype in NUMBERS:
        try:
            return f"{float(term)}^^{term.datatype}"
        except ValueError:
            return str(term.n3())
    return str(term.n3())


NUMBERS = {rdflib.XSD[name] for name in ("integer", "decimal", "double", "float")}


def _update_syntax(graph: rdflib.Graph, test: Any, kind: Any, server: Server) -> None:
    text = _path(graph.value(test, MF.action)).read_text("utf-8")
    if "load" in text.lower() and kind == MF.PositiveUpdateSyntaxTest11:
        pytest.skip("the server fetches nothing")
    answer = server.update(text)  # LOAD is refused before anybody looks at the rest
    assert (answer.status in (400, 403)) == (kind == MF.NegativeUpdateSyntaxTest11), answer.text


def _update(graph: rdflib.Graph, test: Any, server: Server) -> None:
    action, result = graph.value(test, MF.action), graph.value(test, MF.result)
    request = _path(graph.value(action, UT.request))
    text = request.read_text("utf-8")
    if "load" in text.lower():
        pytest.skip("the server fetches nothing")
    assert server.update(_state(graph, action)).status == 204
    answer = server.update(f"BASE <{request.as_uri()}>\n{text}")
    assert answer.status == 204, answer.text
    before = server.send("/store?default", headers={"Accept": "application/n-triples"}).text
    default = [_path(o) for o in graph.objects(result, UT.data)]
    _same(before, default)
    for named in graph.objects(result, UT.graphData):
        name = str(graph.value(named, rdflib.RDFS.label))
        got = server.send(
            f"/store?graph={urllib.parse.quote(name)}", headers={"Accept": "application/n-triples"}
        )
        _same(got.text if got.status == 200 else "", [_path(o) for o in graph.objects(named, UT.graph)])


def _state(graph: rdflib.Graph, action: Any) -> str:
    """An update that makes the store what a test starts from."""
    parts = ["DROP ALL"]
    for data in graph.objects(action, UT.data):
        parts.append(f"INSERT DATA {{ {_triples(_path(data))} }}")
    for named in graph.objects(action, UT.graphData):
        name = graph.value(named, rdflib.RDFS.label)
        data = "".join(_triples(_path(o)) for o in graph.objects(named, UT.graph))
        parts.append(f"INSERT DATA {{ GRAPH <{name}> {{ {data} }} }}")
    return " ;\n".join(parts)


def _triples(path: Path) -> str:
    return "".join(f"{_nt(s)} {_nt(p)} {_nt(o)} .\n" for s, p, o in _parsed(path))


def _same(text: str, files: list[Path]) -> None:
    expected = rdflib.Graph()
    for path in files:
        expected += _parsed(path)
    assert isomorphic(rdflib.Graph().parse(data=text, format="nt"), expected)
