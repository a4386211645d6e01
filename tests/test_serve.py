"""`valley serve` as clients meet it: a real server, over HTTP."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, SPARQLWrapper

from tests.graphs import fact, release
from tests.served import TOKEN, Server, serving, until_shown
from tests.sparql_server import TOKEN as REMOTE_TOKEN
from tests.sparql_server import sparql_server
from valleygraph.extract.model import Entity
from valleygraph.graph.store import add, open_store

SCRIPT = "<script>alert(1)</script>"
CAST = {
    "a": Entity("a", "Organisation", ("Region Norrby",)),
    "b": Entity("b", "Organisation", (f"Alva {SCRIPT}", "Alvabolaget")),
    "c": Entity("c", "Place", ("Norrby",)),
    "n": Entity("n", "Person", ("Nils Alone",)),
}
SIGNED = fact(
    "Agreement",
    sentence=f"Region Norrby och Alva {SCRIPT} har skrivit en avsiktsförklaring.",
    party=("a", "b"),
    date="2024-06-14",
    theme="batterier",
)
ALONE = fact("Statement", sentence="– Bra, säger Nils Alone.", speaker="n", text="Bra")
LIES = fact("Location", sentence="Region Norrby ligger i Norrby.", subject="a", place="c")
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "store"
    told = release("r1", SIGNED, LIES, ALONE, cast=CAST, language="sv", title=SCRIPT)
    with open_store(folder, write=True) as opened:
        add(opened, told, version="1")
    return folder


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    with serving(store, "--token", TOKEN, "--time-limit", "2", "--parallel", "4") as running:
        until_shown(running)
        yield running


# --- the endpoint -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values, text/csv;q=0.2", "text/tab-separated-values"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/sparql-results+xml"),
        ("not a media type", "application/sparql-results+json"),
    ],
)
def test_the_format_is_as_asked_for(server: Server, accept: str, media: str) -> None:
    answer = server.ask("SELECT ?s { ?s a iv:Agreement }", accept)
    assert (answer.status, answer.media) == (200, media)
    assert "agreement" in answer.text


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.1", "application/rdf+xml"),
    ],
)
def test_graphs_have_formats_of_their_own(server: Server, accept: str, media: str) -> None:
    answer = server.ask("CONSTRUCT { ?s a ?t } { ?s a iv:Agreement, ?t }", accept)
    assert (answer.status, answer.media) == (200, media)
    kind = {"application/ld+json": "json-ld"}.get(media, media)
    assert len(rdflib.Graph().parse(data=answer.text, format=kind)) == 1


@pytest.mark.parametrize(
    ("query", "accept", "status", "message"),
    [
        ("SELECT *", "*/*", 400, "SPARQL"),
        ("SELECT ?s { ?s ?p ?o }", "image/png", 406, "acceptable"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "text/csv", 406, "acceptable"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "*/*", 403, "SERVICE"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "*/*", 403, "SERVICE"),
        ("SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }", "*/*", 403, "SERVICE"),
        ("DROP ALL", "*/*", 400, "SPARQL"),
        ("ASK { ?s ?p ?o } #" + "x" * 1_100_000, "*/*", 413, "bytes"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    server: Server, query: str, accept: str, status: int, message: str
) -> None:
    body = urllib.parse.urlencode({"query": query}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
    answer = server.send("/sparql", method="POST", headers=headers, body=body)
    assert (answer.status, answer.text.count("\n")) == (status, 1)
    assert message in answer.text


def test_words_in_strings_and_names_are_no_keywords(server: Server) -> None:
    query = 'PREFIX service: <urn:x:> ASK { BIND("SERVICE <x>" AS ?service) ?s service:load ?service }'
    assert server.ask(query).status == 200


def test_who_lacks_the_token_reads_only(server: Server) -> None:
    assert server.update("INSERT DATA { <urn:x:a> <urn:x:b> 1 }", token=None).status == 401
    assert server.update("INSERT DATA { <urn:x:a> <urn:x:b> 1 }", token="wrong").status == 401
    assert server.update("LOAD <file:///etc/passwd>").status == 403
    assert server.send("/store?default", method="DELETE").status == 401
    assert json.loads(server.ask("ASK { <urn:x:a> ?p ?o }").body)["boolean"] is False


def test_an_update_is_seen_at_once(server: Server) -> None:
    assert server.update("INSERT DATA { <urn:x:new> <urn:x:b> 1 }").status == 204
    assert json.loads(server.ask("ASK { <urn:x:new> ?p ?o }").body)["boolean"] is True
    assert server.update("DELETE WHERE { <urn:x:new> ?p ?o }").status == 204
    assert json.loads(server.ask("ASK { <urn:x:new> ?p ?o }").body)["boolean"] is False


def test_a_graph_is_put_read_and_deleted(server: Server) -> None:
    path, headers = (
        "/store?graph=urn:x:g",
        {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"},
    )
    assert server.send(path).status == 404
    assert server.send(path, method="PUT", headers=headers, body=b"<urn:x:a> <urn:x:b> 1 .").status == 201
    read = server.send(path, headers={"Accept": "application/n-triples"})
    assert read.text.startswith("<urn:x:a> <urn:x:b>")
    assert server.send(path, method="POST", headers=headers, body=b"<urn:x:c> <urn:x:b> 2 .").status == 204
    assert server.send(path, headers={"Accept": "application/n-triples"}).text.count("\n") == 2
    assert server.send(path, method="PUT", headers=headers, body=b"<urn:x: oh").status == 400
    assert server.send(path, method="DELETE", headers=headers).status == 204
    assert server.send(path).status == 404
    assert server.send("/store").status == 400


def test_an_answer_that_is_known_is_not_sent_again(server: Server) -> None:
    query = "/sparql?" + urllib.parse.urlencode({"query": "SELECT ?s { ?s a iv:Agreement }"})
    first = server.send(query)
    again = server.send(query, headers={"If-None-Match": first.headers["etag"]})
    other = server.send(query, headers={"If-None-Match": first.headers["etag"], "Accept": "text/csv"})
    assert (first.status, again.status, again.body, other.status) == (200, 304, b"", 200)


def test_head_cors_and_gzip(server: Server) -> None:
    query = "/sparql?" + urllib.parse.urlencode({"query": "SELECT * { ?s ?p ?o } LIMIT 100"})
    head = server.send(query, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    cross = server.send(query, headers={"Origin": "https://e.x"})
    assert cross.headers["access-control-allow-origin"] == "*"
    asked = {"Origin": "https://e.x", "Access-Control-Request-Method": "POST"}
    assert server.send("/sparql", method="OPTIONS", headers=asked).status == 200
    packed = server.send(query, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.body)) == json.loads(server.send(query).body)


def test_the_endpoint_describes_itself(server: Server) -> None:
    graph = rdflib.Graph().parse(data=server.send("/sparql").text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, sd.endpoint, rdflib.URIRef(server.endpoint)) in graph
    assert (None, sd.supportedLanguage, sd.SPARQL11Update) in graph


# --- clients that people use ------------------------------------------------------------------------


def test_sparqlwrapper(server: Server) -> None:
    client = SPARQLWrapper(server.endpoint)
    client.setQuery("SELECT ?name { ?x rdfs:label ?name FILTER(?name = 'Region Norrby') }")
    client.setReturnFormat(JSON)
    assert client.query().convert()["results"]["bindings"][0]["name"]["value"] == "Region Norrby"


def test_rdflib_as_a_client(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(server.endpoint))
    found = graph.query("SELECT ?x { ?x <http://www.w3.org/2000/01/rdf-schema#label> 'Region Norrby' }")
    assert len(list(found)) == 1


# --- limits -----------------------------------------------------------------------------------------


def test_a_query_that_takes_too_long_ends(server: Server) -> None:
    started = time.monotonic()
    answer = server.ask(CROSS)
    assert answer.status in (503, 504)
    assert time.monotonic() - started < 10
    assert server.ask("ASK {}").status == 200


def test_a_small_query_is_answered_while_others_take_long(server: Server) -> None:
    threads = [threading.Thread(target=server.ask, args=(CROSS + f" # {n}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    answers = [server.ask(f"SELECT ?s {{ ?s a iv:Agreement }} # {n}") for n in range(5)]
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 5


def test_an_answer_that_is_too_large_is_refused(store: Path) -> None:
    # A column of a million rows: more than the server gives.
    numbers = " ".join(f"({n})" for n in range(1_010))
    many = f"SELECT ?a ?b {{ VALUES (?a) {{ {numbers} }} VALUES (?b) {{ {numbers} }} }}"
    with serving(store, "--time-limit", "60") as running:
        body = urllib.parse.urlencode({"query": many}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/csv"}
        with pytest.raises(Exception, match=r"IncompleteRead|Connection|incomplete"):
            raise_if_whole(running, headers, body)


def raise_if_whole(server: Server, headers: dict[str, str], body: bytes) -> None:
    answer = server.send("/sparql", method="POST", headers=headers, body=body, wait=120)
    raise AssertionError(f"{answer.status}, {len(answer.body)} bytes")


def test_what_is_added_while_it_serves_is_seen(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with open_store(store, write=True) as opened:
        add(opened, release("r1", LIES, cast=CAST), version="1")
    with serving(store) as running:
        count = "SELECT (COUNT(*) AS ?n) { ?r a iv:Release }"
        assert "1" in running.ask(count, "text/csv").text
        with open_store(store, write=True) as opened:  # a writer is not kept out by the server
            assert "1" in running.ask(count, "text/csv").text
            add(opened, release("r2", LIES, cast=CAST), version="1")
        for _ in range(200):
            if "2" in running.ask(count, "text/csv").text:
                break
            threading.Event().wait(0.1)
        assert "2" in running.ask(count, "text/csv").text


def test_what_a_killed_server_leaves_is_cleared_away(tmp_path: Path) -> None:
    store = tmp_path / "store"
    open_store(store, write=True).close()
    with serving(store) as killed:
        [left] = store.glob("served-*")
        with serving(store):
            [alive] = set(store.glob("served-*")) - {left}
            killed.process.kill()
            killed.process.wait()
            with serving(store):
                assert not left.exists()
                assert alive.exists()
    assert not list(store.glob("served-*"))


def test_the_store_of_another_server_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALLEY_STATE", str(tmp_path))
    monkeypatch.setenv("VALLEY_TOKEN", REMOTE_TOKEN)
    with sparql_server() as address:
        with open_store(address, write=True) as opened:
            add(opened, release("r1", LIES, cast=CAST), version="1")
        with serving(address, "--token", REMOTE_TOKEN) as running:
            count = "SELECT (COUNT(*) AS ?n) { ?r a iv:Release }"
            assert "1" in running.ask(count, "text/csv").text
            until_shown(running)
            assert get(running, "search", q="norrby")["items"]
            assert running.update("INSERT DATA { <urn:r2> a iv:Release }", REMOTE_TOKEN).status == 204
            assert "2" in running.ask(count, "text/csv").text


def test_there_must_be_a_store(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "valleygraph", "serve", "--store", str(tmp_path / "none"), "--port", "0"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert done.returncode == 2
    assert b"no store there" in done.stderr
    assert b"Traceback" not in done.stderr


# --- the API of the explorer, and pages -------------------------------------------------------------


def get(server: Server, path: str, **given: str) -> Any:
    answer = server.send(f"/api/{path}?{urllib.parse.urlencode(given)}")
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


def test_from_a_name_to_its_sentence(server: Server) -> None:
    items = get(server, "search", q="regon norby")["items"]
    norrby = next(item for item in items if item["label"] == "Region Norrby")
    thing = get(server, "entity", iri=norrby["iri"])
    agreement = next(claim for claim in thing["claims"] if claim["fact"] == "Agreement")
    assert {part["label"] for part in agreement["parts"] if part["name"] == "party"} == {
        "Region Norrby",
        f"Alva {SCRIPT}",
    }
    read = get(server, "release", iri=agreement["release"]["iri"])
    [sentence] = agreement["sentences"]
    assert read["text"][sentence["start"] : sentence["end"]] == sentence["text"]
    assert [read["text"][m["start"] : m["end"]] for m in read["mentions"]] == [
        "Region Norrby",
        "Norrby",
        f"Alva {SCRIPT}",
        "Nils Alone",
    ]
    assert read["title"] == SCRIPT


def test_a_part_of_a_name_and_another_name_are_found(server: Server) -> None:
    for text in ("alvab", "ALVABOLAGET", "bolag"):
        items = get(server, "search", q=text)["items"]
        assert items[0]["label"] == f"Alva {SCRIPT}", text
    assert get(server, "search", q="norrby", type="Place")["items"][0]["type"] == "Place"
    assert get(server, "search", q="") == {"items": []}
    assert get(server, "search", q='"*) OR name_part:') == {"items": []}


def test_the_network_and_what_stands_behind_an_edge(server: Server) -> None:
    graph = get(server, "graph", limit="50")
    names = {node["iri"]: node["label"] for node in graph["nodes"]}
    edge = next(e for e in graph["edges"] if e["property"] == "locatedIn")
    assert (names[edge["source"]], names[edge["target"]]) == ("Region Norrby", "Norrby")
    ends = {key: edge[key] for key in ("source", "target", "property")}
    [claim] = get(server, "edge", **ends)["claims"]
    assert claim["fact"] == "Location"
    around = get(server, "graph", node=edge["target"], hops="1")
    assert {node["label"] for node in around["nodes"]} == {"Norrby", "Region Norrby"}
    person = get(server, "search", q="nils alone")["items"][0]["iri"]
    assert [node["label"] for node in get(server, "graph", node=person)["nodes"]] == ["Nils Alone"]
    assert server.send("/api/graph?node=urn:x:nothing").status == 404
    rows = list(csv.DictReader(io.StringIO(server.send("/api/export/csv?limit=50").text)))
    assert len(rows) == len(graph["edges"])


def test_times_places_queries_terms(server: Server) -> None:
    timeline = get(server, "timeline", **{"from": "2024", "to": "2024-06"})
    assert [(item["date"], item["fact"]) for item in timeline["items"]] == [("2024-06-14", "Agreement")]
    assert get(server, "timeline", **{"from": "2025"})["total"] == 0
    assert set(get(server, "map")) == {"places", "countries"}
    assert "who-signed-what" in {query["name"] for query in get(server, "queries")}
    answer = get(server, "query/who-signed-what", party="norrby")
    assert len(answer["results"]["bindings"]) == 1
    assert server.send("/api/query/who-signed-what?nope=1").status == 400
    assert "iv:Agreement" in {term["prefixed"] for term in get(server, "terms")["classes"]}


def test_a_page_escapes_what_releases_say(server: Server) -> None:
    items = get(server, "search", q="alvabolaget")["items"]
    path = urllib.parse.urlsplit(items[0]["iri"]).path.removeprefix("/innovation-valley")
    page = server.send(urllib.parse.quote(path, safe="/%"))
    assert (page.status, page.media) == (200, "text/html")
    assert SCRIPT not in page.text
    assert "&lt;script&gt;" in page.text
    assert "'unsafe" not in page.headers["content-security-policy"]
    turtle = server.send(urllib.parse.quote(path, safe="/%"), headers={"Accept": "text/turtle"})
    assert rdflib.URIRef(items[0]["iri"]) in set(rdflib.Graph().parse(data=turtle.text).subjects())
    assert server.send("/id/organisation/Nobody").status == 404


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//x"]
)
def test_no_file_beside_the_static_ones_is_read(server: Server, path: str) -> None:
    assert server.send(path).status == 404


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(
        ["search", "graph", "entity", "edge", "claim", "release", "releases", "timeline", "export/csv"]
    ),
    given=st.dictionaries(
        st.sampled_from(
            ["q", "type", "limit", "offset", "hops", "node", "iri", "source", "target", "property", "from"]
        ),
        st.text(max_size=20)
        | st.sampled_from(["-1", "1e9", "999999999999", "urn:x:y", "<>", "2024-99", "' OR 1=1 --"]),
        max_size=4,
    ),
)
def test_no_parameter_breaks_the_server(server: Server, path: str, given: dict[str, str]) -> None:
    text = urllib.parse.urlencode(given, errors="replace")
    assert server.send(f"/api/{path}?{text}").status in (200, 400, 404)


def test_the_api_is_described(server: Server) -> None:
    described = get(server, "openapi.json")
    for path, operations in described["paths"].items():
        asked = [p for p in operations["get"]["parameters"] if p["in"] == "query"]
        given = {p["name"]: "urn:x:y" for p in asked if p["required"]}
        path = path.replace("{name}", "sources")
        assert server.send(f"{path}?{urllib.parse.urlencode(given)}").status in (200, 404), path
    page = server.send("/api")
    assert (page.status, page.media) == (200, "text/html")
    assert all(path in page.text for path in described["paths"])


def test_figures(server: Server) -> None:
    assert json.loads(server.send("/health").body)["status"] == "ok"
    assert 'valley_requests_total{status="200"}' in server.send("/metrics").text
