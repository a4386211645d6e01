"""What is exported comes back whole: any text, any IRI, by two readers of RDF, by CSV, by networkx."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib.compare import isomorphic

from tests.graphs import CAST, WORLD, Memory, fact, held, release, releases, remembered
from valleygraph.extract.model import BASE, Entity, Extraction
from valleygraph.graph import export as module
from valleygraph.graph.export import COLUMNS, export
from valleygraph.graph.nanopub import nanopubs
from valleygraph.graph.network import network
from valleygraph.graph.vocab import EDTF, IV, RDF, RDFS, XSD

QUADS = {"nquads": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}
RDFLIB = {"turtle": "turtle", "nquads": "nquads", "trig": "trig", "jsonld": "json-ld", "nanopub": "trig"}

AWKWARD = (
    "",
    " ",
    "plain",
    'quote " and \'apostrophe\' and """three""" and \\ and \\n and \\u0041',
    "line\nline\r\nline\rtab\tend",
    "ends with \\",
    'ends with "',
    "emoji 🌍👩‍🔬 and \U0001f1f8\U0001f1ea",
    "שלום עולם \u202emirrored\u202c مرحبا",
    "bell\x07 escape\x1b delete\x7f next\x85 separators\u2028\u2029 not a character\ufffe\uffff",
    "\ufeffmark",
    "Ko\u0308rsba\u0308r, not composed",
    "<b>&amp;</b> ]]> <!-- --> @prefix x: <y> .",
    "@id",
    "id:organisation/x",
    "https://norrby.example/",
    "_:b0",
    "=1+1",
    "long " * 2_000,
)
IRIS = (
    "https://norrby.example/å/ö?q=1&r='x'#frag",
    "https://norrby.example/a(b)c~d;e=f,g!$*@:h",
    "https://norrby.example/%20%2F%C3%A5",
    "https://norrby.example",
    "https://norrby.example/a/../b/./c//",
    "https://norrby.example/🌍",
    "http://[2001:db8::1]:8080/x",
    "urn:isbn:0-486-27557-4",
    "mailto:",
    "tag:norrby.example,2026:x",
    f"{BASE}id/",
    f"{BASE}id/organisation/",
    f"{BASE}id//double",
    f"{BASE}id///three",
    f"{BASE}id/a:b",
    f"{BASE}id/ends.",
    f"{BASE}id/-.-",
    f"{BASE}id/organisation/.",
    f"{BASE}id/organisation/..",
    f"{BASE}id/organisation/../x",
    BASE,
    BASE.removesuffix("/"),
    BASE + "a:b/c",
    BASE + "/x",
    BASE + "//x/y",
    BASE + "?q#f",
    f"{BASE}id/Kö_(publ)",
    f"{BASE}concept/theme/life_science",
    f"{BASE}ontology#",
    IV.Claim.value,
)
texts = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cs"])))
iris = st.sampled_from(IRIS).map(NamedNode)
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(
        lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(("sv", "en-GB", "zh-Hant"))
    ),
    st.builds(lambda text, type: Literal(text, datatype=type), texts, st.sampled_from((EDTF, XSD.string))),
    st.builds(lambda n: Literal(str(n), datatype=XSD.integer), st.integers(-(2**60), 2**60)),
    st.sampled_from(("0", "-0", "007", "+5", "9007199254740993", "1e3", "")).map(
        lambda n: Literal(n, datatype=XSD.integer)
    ),
    st.sampled_from(("0.5", "12.50", "1", ".5")).map(lambda n: Literal(n, datatype=XSD.decimal)),
    st.sampled_from(("true", "1", "no")).map(lambda n: Literal(n, datatype=XSD.boolean)),
    st.just(Literal("2024-06-14", datatype=XSD.date)),
)
# With a type in the context, as a link there, as a type, and unknown to it.
predicates = st.sampled_from((RDFS.label, IV.confidence, IV.date, IV.party, RDF.type, NamedNode("urn:p:q")))
quads = st.builds(Quad, iris, predicates, st.one_of(iris, literals), st.one_of(st.just(WORLD), iris))


def exported(store: Any, format: str) -> bytes:
    out = io.BytesIO()
    export(store, format, out)
    return out.getvalue()


def rdflib_term(term: Any) -> Any:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if not isinstance(term, Literal):
        return rdflib.graph.DATASET_DEFAULT_GRAPH_ID
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    type = None if term.datatype == XSD.string else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=type, normalize=False)


def rdflib_quads(quads: Iterable[Quad]) -> set[tuple[Any, ...]]:
    return {tuple(map(rdflib_term, quad)) for quad in quads}


def read_by_rdflib(data: bytes, format: str) -> set[tuple[Any, ...]]:
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format=RDFLIB[format])
    default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
    return {(s, p, o, g if g is not None else default) for s, p, o, g in dataset.quads()}


@pytest.fixture(autouse=True)
def as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Literals are read by rdflib as they stand: 007 is not 7."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


# --- RDF -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", QUADS)
@given(st.sets(quads, max_size=8))
def test_any_quads_come_back(format: str, put: set[Quad]) -> None:
    store = Memory(put)
    assert set(parse(exported(store, format), QUADS[format])) == held(store)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: ascii(text[:20]))
def test_each_text_comes_back(text: str) -> None:
    kinds = (Literal(text), Literal(text, language="ar"), Literal(text, datatype=EDTF))
    subject = NamedNode(f"{BASE}id/x")
    store = Memory(
        Quad(subject, p, o, g) for p in (RDFS.label, IV.party) for o in kinds for g in (WORLD, subject)
    )
    for format, read in QUADS.items():
        assert set(parse(exported(store, format), read)) == held(store)
        assert read_by_rdflib(exported(store, format), format) == rdflib_quads(held(store))


@pytest.mark.parametrize("iri", IRIS)
def test_each_iri_comes_back(iri: str) -> None:
    node = NamedNode(iri)
    store = Memory(Quad(node, p, node, g) for p in (node, RDF.type, IV.party) for g in (WORLD, node))
    for format, read in QUADS.items():
        assert set(parse(exported(store, format), read)) == held(store)
        assert read_by_rdflib(exported(store, format), format) == rdflib_quads(held(store))


@given(st.sets(quads, max_size=8))
def test_the_world_comes_back_from_turtle(put: set[Quad]) -> None:
    store = Memory(put)
    data = exported(store, "turtle")
    world = {quad.triple for quad in store.match(graph=WORLD)}
    assert {quad.triple for quad in parse(data, RdfFormat.TURTLE)} == world
    read, expected = rdflib.Graph(), rdflib.Graph()
    read.parse(data=data, format="turtle")
    for triple in world:
        expected.add(tuple(map(rdflib_term, triple)))
    assert isomorphic(read, expected)


@settings(max_examples=40)
@given(st.sets(quads, max_size=8))
def test_rdf12_reifies_any_quads(put: set[Quad]) -> None:
    claims = {quad.graph_name for quad in put if quad.graph_name != WORLD}
    store = Memory([*put, *(Quad(claim, RDF.type, IV.Claim, WORLD) for claim in claims)])  # type: ignore[arg-type]
    expected = {
        quad if quad.graph_name == WORLD else Quad(quad.graph_name, RDF.reifies, quad.triple, WORLD)  # type: ignore[arg-type]
        for quad in store.match()
    }
    assert set(parse(exported(store, "rdf12"), RdfFormat.TRIG)) == expected


def hostile(text: str) -> Extraction:
    """A release that has the text wherever a text may stand."""
    cast = {
        **CAST,
        "ann": Entity("ann", "Person", (f"Ann {text}",)),
        "lab": Entity("lab", "Organisation", (f"{text} Inc.",)),
    }
    return release(
        "r",
        fact("Statement", speaker="ann", text=text or "-", sentence=f"{text} says Ann"),
        fact("Commission", principal="lab", agent="uni", task=f"{text} task", method=text or None),
        fact(
            "Participation",
            participant="lab",
            in_="uni",
            modality="negated",
            attributed_to="ann",
            sentence=text or "-",
        ),
        cast=cast,
        title=text or None,
        publisher=text or None,
    )


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: ascii(text[:20]))
def test_a_hostile_release_comes_back_in_every_form(text: str) -> None:
    store = remembered(hostile(text))
    for format, read in QUADS.items():
        assert set(parse(exported(store, format), read)) == held(store)
        assert read_by_rdflib(exported(store, format), format) == rdflib_quads(held(store))
    told = set(nanopubs(store))
    assert told == set(parse(exported(store, "nanopub"), RdfFormat.TRIG))
    assert read_by_rdflib(exported(store, "nanopub"), "nanopub") == rdflib_quads(told)


@pytest.mark.parametrize("format", ["turtle", *QUADS, "rdf12", "nanopub"])
def test_what_is_too_much_to_sort_is_whole(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = {**QUADS, "turtle": RdfFormat.TURTLE}.get(format, RdfFormat.TRIG)
    for store in (remembered(hostile("x")), Memory()):
        whole = set(parse(exported(store, format), read))
        for bound in (0, 1, 7):
            monkeypatch.setattr(module, "SORTED_UP_TO", bound)
            assert set(parse(exported(store, format), read)) == whole


def test_jsonld_says_each_thing_in_short() -> None:
    document = json.loads(exported(remembered(hostile("x")), "jsonld"))
    (claim,) = (node for node in document["@graph"] if node.get("iv:factType") == "Commission")
    assert claim["@type"] == "iv:Claim"
    assert claim["iv:confidence"] == "1"
    assert claim["prov:wasDerivedFrom"] == "id:release/r"
    (graph,) = (node for node in document["@graph"] if node["@id"] == claim["@id"] and "@graph" in node)
    assert {"@id": "id:organisation/x_Inc.", "iv:commissions": "id:organisation/Norrby_University"} in graph[
        "@graph"
    ]


# --- CSV -------------------------------------------------------------------------------------------


def split(text: str) -> list[list[str]]:
    """The records of a CSV file as RFC 4180 has them, read without the csv module."""
    records: list[list[str]] = [[]]
    for quoted, plain, end in re.findall(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)', text):
        records[-1].append(quoted.replace('""', '"') or plain)
        if end != ",":
            records.append([])
    return records[:-1]


def unmarked(cell: str) -> str:
    """A cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if cell.startswith("'") and module._FORMULA.match(cell[1:]) else cell


@pytest.fixture
def long_fields() -> Iterator[None]:
    """Python's reader takes cells of 131,072 characters unless told otherwise."""
    limit = csv.field_size_limit(10**7)
    yield
    csv.field_size_limit(limit)


@given(texts)
def test_the_mark_of_a_cell_can_be_taken_off(text: str) -> None:
    assert unmarked(module.csv_safe(text)) == text
    assert not module.csv_safe(text).lstrip().startswith(tuple("=+-@"))


@pytest.mark.parametrize(
    "text", [*AWKWARD, "'=1", "''=1", "\u3000=1", "'plain", "＝1"], ids=lambda text: ascii(text[:20])
)
def test_a_hostile_release_comes_back_from_csv(text: str, long_fields: None) -> None:
    store = remembered(hostile(text))
    data = exported(store, "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data, newline=""), strict=True))
    assert rows == split(data)
    assert rows[0] == list(COLUMNS)
    found = {row[-1]: dict(zip(COLUMNS, map(unmarked, row), strict=True)) for row in rows[1:]}
    claims = [quad.subject for quad in store.match(None, RDF.type, IV.Claim, WORLD)]
    assert found.keys() == {claim.value for claim in claims}
    for claim in claims:
        row = found[claim.value]
        (quote,) = (quad.object.value for quad in store.match(claim, IV.quote, None, WORLD))
        assert (row["sentence"], row["title"]) == (quote, text)


# --- networks --------------------------------------------------------------------------------------


def nodes_of(graph: nx.MultiDiGraph) -> dict[str, dict[str, Any]]:
    return {node: dict(data) for node, data in graph.nodes(data=True)}


def edges_of(graph: nx.MultiDiGraph) -> Counter[Any]:
    """The edges with their attributes; what is empty may be left out, what numbers an edge is of the file."""
    return Counter(
        (s, o, *sorted((key, value) for key, value in data.items() if key != "id" and value != ""))
        for s, o, data in graph.edges(data=True)
    )


def check_network(store: Any, format: str, read: Any) -> None:
    again, expected = read(io.BytesIO(exported(store, format))), module._flat(network(store))
    assert nodes_of(again) == nodes_of(expected)
    assert edges_of(again) == edges_of(expected)


NETWORKS = pytest.mark.parametrize(("format", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])


@NETWORKS
@settings(max_examples=20)
@given(told=st.tuples(*(releases(f"r{number}") for number in range(3))))
def test_any_network_comes_back(format: str, read: Any, told: tuple[Extraction, ...]) -> None:
    check_network(remembered(*told), format, read)


@NETWORKS
@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: ascii(text[:20]))
def test_a_hostile_network_comes_back(format: str, read: Any, text: str) -> None:
    check_network(remembered(hostile(text)), format, read)
