"""The tests of the W3C for SPARQL 1.1 Protocol, against a real server. They skip where the tests are not."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.collection import Collection

from tests.served import TOKEN, Server, serving
from valleygraph.graph.store import open_store

# A copy of https://github.com/w3c/rdf-tests.
SUITE = (
    Path(os.environ.get("VALLEY_DATA", Path(__file__).parents[2] / "shared"))
    / "reference/w3c-rdf-tests/sparql/sparql11/protocol"
)
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
DATA = "http://kasei.us/2009/09/sparql/data/"


def _tests() -> list[Any]:
    if not (SUITE / "manifest.ttl").is_file():
        return []
    graph = rdflib.Graph().parse(SUITE / "manifest.ttl")
    entries = graph.value(None, MF.entries) or next(graph.objects(None, MF.entries))
    return [pytest.param(graph, test, id=str(test).rpartition("#")[2]) for test in Collection(graph, entries)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("protocol") / "store"
    open_store(store, write=True).close()
    with serving(store, "--token", TOKEN) as running:
        for number in (1, 2, 3):
            body = (SUITE / f"data{number}.nt").read_bytes()
            headers = {"Content-Type": "application/n-triples", "Authorization": f"Bearer {TOKEN}"}
            path = f"/store?graph={DATA}data{number}.rdf"
            assert running.send(path, method="PUT", headers=headers, body=body).status in (201, 204)
        yield running


@pytest.mark.skipif(not _tests(), reason="the tests of the W3C are not here")
@pytest.mark.parametrize(("graph", "test"), _tests())
def test_protocol(graph: rdflib.Graph, test: rdflib.URIRef, server: Server) -> None:
    connection = next(graph.objects(test, MF.action))
    requests = Collection(graph, next(graph.objects(connection, HT.requests)))
    for request in requests:
        _check(graph, request, server)


def _check(graph: rdflib.Graph, request: Any, server: Server) -> None:
    method = str(graph.value(request, HT.methodName))
    path = str(graph.value(request, HT.absolutePath))
    assert path.startswith("/sparql")
    path = "/sparql" + path.removeprefix("/sparql").removeprefix("/")
    headers = dict(_headers(graph, graph.value(request, HT.headers)))
    encoding = "utf-8"
    body = graph.value(request, HT.body)
    content = None
    if body is not None:
        encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8")
        content = str(graph.value(body, CNT.chars)).encode(encoding)
    headers["Authorization"] = f"Bearer {TOKEN}"
    answer = server.send(path, method=method, headers=headers, body=content)
    response = graph.value(request, HT.resp)
    _compare(graph, response, answer)


def _headers(graph: rdflib.Graph, node: Any) -> Iterator[tuple[str, str]]:
    if node is not None:
        for header in Collection(graph, node):
            name, value = str(graph.value(header, HT.fieldName)), str(graph.value(header, HT.fieldValue))
            if name.lower() not in ("content-length", "host"):
                yield name, value


def _compare(graph: rdflib.Graph, expected: Any, answer: Any) -> None:
    statuses = {
        str(status).rpartition("StatusCode")[2] for status in graph.objects(expected, MF.expectedStatus)
    }
    statuses |= {str(s) for s in graph.objects(expected, HT.statusCodeValue)}
    got = str(answer.status)
    assert not statuses or any(got == s or (s.endswith("xx") and got[0] == s[0]) for s in statuses), answer
    boolean = graph.value(expected, MF.expectedBoolean)
    if boolean is not None:
        if answer.media.endswith("json"):
            assert json.loads(answer.body)["boolean"] is (str(boolean).lower() == "true")
        else:
            assert f"<boolean>{str(boolean).lower()}</boolean>" in answer.text
    kind = str(graph.value(expected, MF.expectedFormat) or "")
    if kind == "RDF":
        assert answer.media in (
            "text/turtle",
            "application/rdf+xml",
            "application/n-triples",
            "application/ld+json",
        )
    elif kind:
        assert answer.media.startswith(("application/sparql-results", "text/csv", "text/tab"))
