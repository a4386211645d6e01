"""The tests of the W3C for SPARQL 1.1 Query, Update and result formats, over HTTP against a real server.

They skip where the tests are not. Entailment and federation are not part of what the server offers. What
fails because of the engine is named in ENGINE, with the reason.
"""

from __future__ import annotations

import io
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.query import Result

from tests.served import TOKEN, Server, serving
from valleygraph.graph.store import open_store

SUITE = Path(__file__).parents[2] / "shared/reference/w3c-rdf-tests/sparql/sparql11"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
LEFT_OUT = {"entailment", "service", "syntax-fed", "protocol", "graph-store-protocol", "http-rdf-update",
            "service-description"}  # fmt: skip
ENGINE: dict[str, str] = {}
XML, TURTLE = "application/sparql-results+xml", "text/turtle"
KINDS = (
    MF.QueryEvaluationTest, MF.CSVResultFormatTest, MF.PositiveSyntaxTest11, MF.NegativeSyntaxTest11,
    MF.UpdateEvaluationTest, MF.PositiveUpdateSyntaxTest11, MF.NegativeUpdateSyntaxTest11,
)  # fmt: skip


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
        yield test, files - seen
        seen |= files


def _parsed(path: Path) -> rdflib.Graph:
    kind = {".ttl": "turtle", ".rdf": "xml", ".nt": "nt"}.get(path.suffix, "turtle")
    return rdflib.Graph().parse(path, format=kind, publicID=path.as_uri())


def _nt(term: Any) -> str:
    return f"_:{term}" if isinstance(term, rdflib.BNode) else str(term.n3())


def _path(iri: Any) -> Path:
    return Path(urllib.parse.unquote(urllib.parse.urlsplit(str(iri)).path))


@pytest.mark.skipif(not SUITE.is_dir(), reason="the tests of the W3C are not here")
@pytest.mark.parametrize(("graph", "test", "kind"), _tests() if SUITE.is_dir() else [])
def test_sparql(graph: rdflib.Graph, test: Any, kind: Any, server: Server) -> None:
    if kind in (MF.PositiveSyntaxTest11, MF.NegativeSyntaxTest11):
        answer = server.ask(_path(graph.value(test, MF.action)).read_text("utf-8"), "*/*")
        assert (answer.status == 400) == (kind == MF.NegativeSyntaxTest11), answer.text
    elif kind == MF.UpdateEvaluationTest:
        _update(graph, test, server)
    elif kind in (MF.PositiveUpdateSyntaxTest11, MF.NegativeUpdateSyntaxTest11):
        _update_syntax(graph, test, kind, server)
    else:
        _query(graph, test, kind, server)


def _query(graph: rdflib.Graph, test: Any, kind: Any, server: Server) -> None:
    action = graph.value(test, MF.action)
    query = _path(graph.value(action, QT.query))
    text = f"BASE <{query.as_uri()}>\n{query.read_text('utf-8')}"
    parameters = [("query", text)]
    parameters += [("default-graph-uri", _path(o).as_uri()) for o in graph.objects(action, QT.data)]
    parameters += [("named-graph-uri", _path(o).as_uri()) for o in graph.objects(action, QT.graphData)]
    expected = _path(graph.value(test, MF.result))
    accept = {
        ".srx": XML, ".srj": "application/sparql-results+json", ".csv": "text/csv",
        ".tsv": "text/tab-separated-values",
    }.get(expected.suffix, "text/turtle, application/sparql-results+xml")  # fmt: skip
    if len(parameters) == 1:
        parameters.append(("default-graph-uri", "urn:x:nothing"))
    answer = server.send("/sparql?" + urllib.parse.urlencode(parameters), headers={"Accept": accept})
    assert answer.status == 200, answer.text
    if kind == MF.CSVResultFormatTest:
        assert Counter(answer.text.split("\r\n")) == Counter(
            expected.read_text("utf-8").replace("\r\n", "\n").split("\n")
        )
    elif answer.media == TURTLE and expected.suffix in (".ttl", ".rdf", ".nt"):
        assert isomorphic(rdflib.Graph().parse(data=answer.text, format="turtle"), _parsed(expected))
    else:
        assert _rows(answer.body, answer.media) == _expected(expected)


def _expected(path: Path) -> object:
    if path.suffix in (".ttl", ".rdf"):
        return _rows_of(
            Result.parse(
                format="turtle" if path.suffix == ".ttl" else "xml", source=io.BytesIO(path.read_bytes())
            )
        )
    media = {
        ".srx": XML,
        ".srj": "application/sparql-results+json",
        ".csv": "text/csv",
        ".tsv": "text/tab-separated-values",
    }
    return _rows(path.read_bytes(), media[path.suffix])


def _rows(body: bytes, media: str) -> object:
    if media.startswith("text/"):
        return Counter(body.decode().replace("\r\n", "\n").rstrip("\n").split("\n"))
    kind = {XML: "xml", "application/sparql-results+json": "json"}[media]
    return _rows_of(Result.parse(format=kind, source=io.BytesIO(body)))


def _rows_of(result: Any) -> object:
    """The rows without their order; blank nodes are alike."""
    if result.type == "ASK":
        return bool(result.askAnswer)
    rows = (
        {str(k): "_:" if isinstance(v, rdflib.BNode) else v.n3() for k, v in row.items()}
        for row in result.bindings
    )
    return Counter(frozenset(row.items()) for row in rows)


def _update_syntax(graph: rdflib.Graph, test: Any, kind: Any, server: Server) -> None:
    text = _path(graph.value(test, MF.action)).read_text("utf-8")
    if "load" in text.lower() and kind == MF.PositiveUpdateSyntaxTest11:
        pytest.skip("the server fetches nothing")
    body = f"{text}"
    answer = server.update(body)
    assert (answer.status == 400) == (kind == MF.NegativeUpdateSyntaxTest11), answer.text


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
