from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import rdflib
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, parse

from tests.graphs import fact, release
from valleygraph.extract.errors import UsageError
from valleygraph.extract.model import Entity
from valleygraph.graph.answers import FORMATS, TABULAR, TRIPLES, rows, write
from valleygraph.graph.iris import named
from valleygraph.graph.store import Store, add, open_store

ODD = 'Åre "AB", \t<b>&\nCo'
ROWS = """
SELECT ?name ?nothing ?day WHERE {
  { ?s a org:Organization ; rdfs:label ?name } UNION { ?s a iv:Agreement ; iv:earliest ?day }
} ORDER BY ?day ?name
"""
GRAPH = "CONSTRUCT { ?s iv:partyTo ?o ; rdfs:label ?name } WHERE { ?s iv:partyTo ?o ; rdfs:label ?name }"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    cast = {"odd": Entity("odd", "Organisation", (ODD, ODD.casefold()), iri="https://example.org/odd")}
    with open_store(tmp_path_factory.mktemp("answers") / "store", write=True) as opened:
        add(
            opened,
            release("r1", fact("Agreement", party="odd", kind="letter of intent", date="2024"), cast=cast),
        )
        yield opened


def written(store: Store, sparql: str, format: str) -> str:
    out = io.BytesIO()
    write(store.query(sparql), format, out)
    return out.getvalue().decode()


def table(store: Store, sparql: str) -> tuple[list[str], list[list[str]]]:
    answer = store.query(sparql)
    assert isinstance(answer, QuerySolutions | QueryBoolean)
    head, body = rows(answer)
    return head, list(body)


# --- rows -------------------------------------------------------------------------------------------


def test_csv(store: Store) -> None:
    found = list(csv.reader(io.StringIO(written(store, ROWS, "csv"), newline="")))
    assert found == [["name", "nothing", "day"], [ODD, "", ""], ["", "", "2024-01-01"]]


def test_tsv(store: Store) -> None:
    head, first, second = written(store, ROWS, "tsv").splitlines()
    assert head == "?name\t?nothing\t?day"
    assert first.split("\t")[1:] == ["", ""]
    assert json.loads(first.split("\t")[0]) == ODD
    assert second == '\t\t"2024-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'


def test_json(store: Store) -> None:
    found = json.loads(written(store, ROWS, "json"))
    assert found["head"]["vars"] == ["name", "nothing", "day"]
    assert found["results"]["bindings"] == [
        {"name": {"type": "literal", "value": ODD}},
        {
            "day": {
                "type": "literal",
                "value": "2024-01-01",
                "datatype": "http://www.w3.org/2001/XMLSchema#date",
            }
        },
    ]


def test_xml(store: Store) -> None:
    space = {"s": "http://www.w3.org/2005/sparql-results#"}
    root = ElementTree.fromstring(written(store, ROWS, "xml"))
    assert [variable.get("name") for variable in root.findall("s:head/s:variable", space)] == [
        "name",
        "nothing",
        "day",
    ]
    assert [literal.text for literal in root.iterfind(".//s:literal", space)] == [ODD, "2024-01-01"]


@pytest.mark.parametrize(
    ("asked", "answer"), [("ASK { ?s a iv:Agreement }", True), ("ASK { ?s a iv:Event }", False)]
)
def test_yes_and_no(store: Store, asked: str, answer: bool) -> None:
    for format in ("csv", "tsv"):
        assert written(store, asked, format) == f"{str(answer).lower()}\n"
    assert json.loads(written(store, asked, "json"))["boolean"] is answer
    assert f"<boolean>{str(answer).lower()}</boolean>" in written(store, asked, "xml")
    assert table(store, asked) == (["answer"], [["yes" if answer else "no"]])


@pytest.mark.parametrize("format", TABULAR)
def test_an_answer_without_rows_has_its_head(store: Store, format: str) -> None:
    assert "nobody" in written(store, "SELECT ?nobody { ?nobody a iv:Event }", format)


# --- triples ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", TRIPLES)
def test_triples(store: Store, format: str) -> None:
    text = written(store, GRAPH, format)
    as_nt = {(str(q.subject), str(q.predicate), str(q.object)) for q in parse(text, format=TRIPLES[format])}
    expected = parse(written(store, GRAPH, "nt"), format=RdfFormat.N_TRIPLES)
    assert as_nt == {(str(q.subject), str(q.predicate), str(q.object)) for q in expected}
    assert len(as_nt) == 2
    graph = rdflib.Graph().parse(data=text, format={"jsonld": "json-ld"}.get(format, format))
    assert rdflib.Literal(ODD) in set(graph.objects())


def test_turtle_is_short(store: Store) -> None:
    assert "iv:partyTo" in written(store, GRAPH, "ttl")


def test_turtle_of_a_name_that_ends_in_a_dot_can_be_read_by_others(store: Store) -> None:
    name = named("id/organisation", "Nordmalm Inc.")
    text = written(store, f"CONSTRUCT {{ {name} a iv:Organisation }} {{}}", "ttl")
    assert set(rdflib.Graph().parse(data=text).subjects()) == {rdflib.URIRef(name.value)}


def test_a_description_is_triples(store: Store) -> None:
    assert "Organization" in written(store, "DESCRIBE <https://example.org/odd>", "nt")


# --- what does not go together ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sparql", "formats", "advice"),
    [
        (ROWS, [*TRIPLES, "table", "pdf"], "take table, csv, tsv, json, xml"),
        ("ASK {}", [*TRIPLES, "table"], "take table, csv, tsv, json, xml"),
        (GRAPH, [*TABULAR, "table"], "take ttl, nt, jsonld"),
        ("DESCRIBE <https://example.org/odd>", [*TABULAR], "take ttl, nt, jsonld"),
    ],
)
def test_a_format_of_the_other_kind_is_wrong_usage(
    store: Store, sparql: str, formats: list[str], advice: str
) -> None:
    for format in formats:
        with pytest.raises(UsageError, match=f"has no {format}; {advice}"):
            written(store, sparql, format)


def test_all_formats_are_known() -> None:
    assert FORMATS == ("table", "csv", "tsv", "json", "xml", "ttl", "nt", "jsonld")


# --- a table in words -------------------------------------------------------------------------------


def test_a_table_has_words_for_terms(store: Store) -> None:
    sparql = """
    SELECT ?what ?term { VALUES (?what ?term) {
      ("text" "a\\nb") ("number" 5) ("day" "2024-06-14"^^xsd:date) ("language" "hej"@sv) ("nothing" UNDEF)
      ("term" org:Membership) ("xsd" xsd:date) ("ours" iv:partyTo)
      ("concept" <https://w3id.org/innovation-valley/concept/agreement-type/letter_of_intent>)
      ("thing" <https://w3id.org/innovation-valley/id/person/Ann_Lee>) ("other" <https://example.org/odd>)
    } }
    """
    head, body = table(store, sparql)
    assert head == ["what", "term"]
    assert dict(body) == {
        "text": "a\nb",
        "number": "5",
        "day": "2024-06-14",
        "language": "hej",
        "nothing": "",
        "term": "org:Membership",
        "xsd": "xsd:date",
        "ours": "iv:partyTo",
        "concept": "letter of intent",
        "thing": "id:person/Ann_Lee",
        "other": "https://example.org/odd",
    }


def test_a_blank_node_of_a_query_has_a_word_too(store: Store) -> None:
    ((word,),) = table(store, "SELECT ?b { BIND(BNODE() AS ?b) }")[1]
    assert word.startswith("_:")
