"""The tests of the W3C for SPARQL 1.1 Protocol and the Graph Store Protocol, against a real server.

They skip where the tests are not.
"""

from __future__ import annotations

import json
import os
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from tests.served import TOKEN, Answer, Server, serving
from valleygraph.graph.store import open_store

# A copy of https://github.com/w3c/rdf-tests.
SUITE = (
    Path(os.environ.get("VALLEY_DATA", Path(__file__).parents[2] / "shared"))
    / "reference/w3c-rdf-tests/sparql/sparql11"
)
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
NAMED = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
DATA = "http://kasei.us/2009/09/sparql/data/"


PROTOCOL = "protocol/manifest.ttl"
GRAPH_STORE = ("graph-store-protocol/manifest-direct.ttl", "graph-store-protocol/manifest-indirect.ttl")


def _tests(*names: str) -> list[Any]:
    found = []
    for name in names:
        if (SUITE / name).is_file():
            graph = rdflib.Graph().parse(SUITE / name)
            for entries in graph.objects(None, MF.entries):
                for test in Collection(graph, entries):
                    label = f"{Path(name).stem}-{str(test).rpartition('#')[2]}"
                    found.append(pytest.param(graph, test, id=label))
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("protocol") / "store"
    open_store(store, write=True).close()
    with serving(store, "--token", TOKEN) as running:
        for number in (1, 2, 3):
            body = (SUITE / f"protocol/data{number}.nt").read_bytes()
            headers = {"Content-Type": "application/n-triples", "Authorization": f"Bearer {TOKEN}"}
            path = f"/store?graph={DATA}data{number}.rdf"
            assert running.send(path, method="PUT", headers=headers, body=body).status in (201, 204)
        yield running


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    open_store(tmp_path / "store", write=True).close()
    with serving(tmp_path / "store", "--token", TOKEN) as running:
        yield running


@pytest.mark.skipif(not SUITE.is_dir(), reason="the tests of the W3C are not here")
@pytest.mark.parametrize(("graph", "test"), _tests(PROTOCOL))
def test_protocol(graph: rdflib.Graph, test: rdflib.URIRef, server: Server) -> None:
    _run(graph, test, server)


@pytest.mark.skipif(not SUITE.is_dir(), reason="the tests of the W3C are not here")
@pytest.mark.parametrize(("graph", "test"), _tests(*GRAPH_STORE))
def test_graph_store(graph: rdflib.Graph, test: rdflib.URIRef, empty: Server) -> None:
    _run(graph, test, empty)


def _run(graph: rdflib.Graph, test: rdflib.URIRef, server: Server) -> None:
    connection = next(graph.objects(test, MF.action))
    place = ""
    for request in Collection(graph, next(graph.objects(connection, HT.requests))):
        answer = _check(graph, request, server, place)
        place = answer.headers.get("location", place)


def _check(graph: rdflib.Graph, request: Any, server: Server, place: str) -> Answer:
    method = str(graph.value(request, HT.methodName))
    path = str(graph.value(request, HT.absolutePath))
    if path.startswith("$LOCATION$"):
        path = place.removeprefix(server.address)
    path = path.replace("$LOCATION$", urllib.parse.quote(place, safe=""))
    path = "/sparql" + path.removeprefix("/sparql").removeprefix("/") if path.startswith("/sparql") else path
    path = f"/store{path.removeprefix('/gsp')}" if path.startswith("/gsp") else path
    headers = dict(_headers(graph, graph.value(request, HT.headers)))
    body = graph.value(request, HT.body)
    content = (
        None
        if body is None
        else _content(graph, body)
        .replace("$LOCATION$", place)
        .encode(str(graph.value(body, CNT.characterEncoding) or "utf-8"))
    )
    headers["Authorization"] = f"Bearer {TOKEN}"
    answer = server.send(path, method=method, headers=headers, body=content)
    response = graph.value(request, HT.resp)
    _compare(graph, response, answer)
    told = graph.value(response, HT.body)
    if told is not None and answer.media == "text/turtle":
        base = server.address + path
        expected = rdflib.Graph().parse(
            data=_content(graph, told).replace("$LOCATION$", place), publicID=base
        )
        assert isomorphic(rdflib.Graph().parse(data=answer.text, publicID=base), expected)
    return answer


def _content(graph: rdflib.Graph, body: Any) -> str:
    return str(graph.value(body, CNT.chars))


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
    statuses = {NAMED.get(status.rpartition("#")[2], status) for status in statuses}
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
