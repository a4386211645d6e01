"""Exports: what comes out can be read back by others, and says the same."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse
from pyoxigraph import Store as Oxigraph
from rdflib.compare import isomorphic

from tests.graphs import CAST, WORLD, fact, held, release
from valleygraph.extract.errors import UsageError
from valleygraph.extract.model import Entity
from valleygraph.graph import export as module
from valleygraph.graph.export import COLUMNS, FORMATS, export
from valleygraph.graph.iris import named
from valleygraph.graph.network import network
from valleygraph.graph.store import Store, add, open_store
from valleygraph.graph.vocab import IV, RDF

HOSTILE = 'Bell\x07 & <b>"Söner"</b>\u2028\ufffe AB 🌍'
NASTY = {**CAST, "lab": Entity("lab", "Organisation", (HOSTILE,))}
UNI, LAB = named("id/organisation", "Norrby University"), named("id/organisation", HOSTILE)
PAID = f"{HOSTILE} får pengar."
SPOKEN = '- "Vi är stolta; mycket",\n  sa Ann Lee.'
RDF_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdf12": RdfFormat.TRIG,
    "nanopub": RdfFormat.TRIG,
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", write=True) as opened:
        add(
            opened,
            release(
                "r1",
                fact(
                    "Agreement",
                    kind="contract",
                    party=("region", "lab"),
                    date="2024-06-14",
                    theme="batteries",
                ),
                fact(
                    "Funding",
                    funder="region",
                    recipient="lab",
                    amount="12.50 EUR",
                    confidence=0.75,
                    sentence=PAID,
                ),
                fact("RoleHolding", person="ann", role="director", organisation="lab"),
                fact("Statement", speaker="ann", text="Vi är stolta", sentence=SPOKEN),
                fact("Participation", participant="uni", in_="lab", modality="negated"),
                fact("PartOf", part="lab", whole="uni", attributed_to="ann"),
                cast=NASTY,
                title="=1+1",
                url="https://norrby.example/1",
            ),
        )
        add(
            opened, release("r2", fact("Location", subject="uni", place=("town", "land"), modality="planned"))
        )
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "empty", write=True) as opened:
        yield opened


def exported(store: Store, format: str) -> bytes:
    out = io.BytesIO()
    export(store, format, out)
    assert not out.closed
    return out.getvalue()


def xml(text: str) -> str:
    """What XML can hold of it."""
    return text.replace("\x07", "\ufffd").replace("\ufffe", "\ufffd")


def table(store: Store) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(store, "csv").decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("format", ["nquads", "trig", "jsonld"])
def test_all_graphs_come_back(store: Store, format: str) -> None:
    again = Oxigraph()
    again.load(exported(store, format), RDF_FORMATS[format])
    assert set(again) == held(store)


def test_nquads_are_sorted_the_default_graph_first(store: Store) -> None:
    quads = list(parse(exported(store, "nquads"), RdfFormat.N_QUADS))
    assert quads[0].graph_name == WORLD
    order = [("" if quad.graph_name == WORLD else str(quad.graph_name), str(quad)) for quad in quads]
    assert order == sorted(order)


def test_turtle_is_the_default_graph_for_rdflib_too(store: Store) -> None:
    read, expected = rdflib.Graph(), rdflib.Graph()
    read.parse(data=exported(store, "turtle"), format="turtle")
    triples = "".join(f"{quad.triple} .\n" for quad in store.match(graph=WORLD))
    expected.parse(data=triples, format="nt")
    assert len(read) > 100
    assert isomorphic(read, expected)


@pytest.mark.parametrize("format", ["turtle", "trig", "rdf12", "nanopub"])
def test_turtle_is_written_with_our_prefixes(store: Store, format: str) -> None:
    text = exported(store, format).decode()
    assert "@base <https://w3id.org/innovation-valley/> ." in text
    assert "@prefix iv: <ontology#> ." in text
    assert "\ta iv:Claim" in text or " a iv:Claim" in text


def test_rdf12_reifies_what_the_claims_hold(store: Store) -> None:
    quads = set(parse(exported(store, "rdf12"), RdfFormat.TRIG))
    reified = {(q.subject, q.object) for q in quads if q.predicate == RDF.reifies}
    claims = {quad.subject for quad in store.match(None, RDF.type, IV.Claim, WORLD)}
    assert {q for q in quads if q.predicate != RDF.reifies} == set(store.match(graph=WORLD))
    assert {quad.graph_name for quad in quads} == {WORLD}
    assert reified == {(q.graph_name, q.triple) for q in held(store) if q.graph_name in claims}
    denied = Triple(UNI, IV.memberOf, LAB)
    assert denied in {triple for _, triple in reified}
    assert not any(store.match(UNI, IV.memberOf, LAB, WORLD))


@pytest.mark.parametrize(("name", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_network_files_come_back(store: Store, name: str, read: Any) -> None:
    expected = network(store)
    graph = read(io.BytesIO(exported(store, name)))
    assert set(graph) == set(expected)
    assert sorted(graph.edges()) == sorted(expected.edges())
    assert {data["property"] for *_, data in graph.edges(data=True)} == {
        "partyTo",
        "theme",
        "funds",
        "holdsRoleAt",
        "locatedIn",
    }
    lab = graph.nodes[LAB.value]
    assert lab["label"] == xml(expected.nodes[LAB.value]["label"])
    assert (lab["type"], lab["planned"], lab["degree"]) == ("Organisation", False, 3)
    (funds,) = (data for *_, data in graph.edges(data=True) if data["property"] == "funds")
    assert (funds["confidence"], funds["weight"], funds["planned"]) == (0.75, 1, False)
    assert funds["sentences"] == xml(PAID)
    assert funds["releases"] == "r1"


def test_every_edge_of_a_graphml_file_has_an_id_of_its_own(store: Store) -> None:
    ids = re.findall(rb'<edge [^>]*\bid="([^"]+)"', exported(store, "graphml"))
    assert len(ids) == len(set(ids)) == network(store).number_of_edges()


def test_the_day_is_not_in_a_gexf_file(store: Store) -> None:
    assert b"lastmodified" not in exported(store, "gexf")


def test_csv_has_a_row_a_claim(store: Store) -> None:
    rows = table(store)
    lab = network(store).nodes[LAB.value]["label"]
    assert tuple(rows[0]) == COLUMNS
    assert {f"<{row['claim']}>" for row in rows} == {
        str(quad.subject) for quad in store.match(None, RDF.type, IV.Claim)
    }
    assert [(row["release"], row["type"], row["modality"], row["said_by"], row["fact"]) for row in rows] == [
        (
            "r1",
            "Agreement",
            "done",
            "",
            f"kind=contract; party={lab}; party=Region Norrby; date=2024-06-14; theme=batteries",
        ),
        ("r1", "Funding", "done", "", f"funder=Region Norrby; recipient={lab}; amount=12.50 EUR"),
        ("r1", "PartOf", "done", "Ann Lee", f"part={lab}; whole=Norrby University"),
        ("r1", "Participation", "negated", "", f"participant=Norrby University; in={lab}"),
        ("r1", "RoleHolding", "done", "", f"person=Ann Lee; organisation={lab}; role=director"),
        ("r1", "Statement", "done", "", "speaker=Ann Lee; text=Vi är stolta"),
        ("r2", "Location", "planned", "", "subject=Norrby University; place=Nordland; place=Norrby"),
    ]
    assert {row["confidence"] for row in rows} == {"1", "0.75"}
    assert {row["url"] for row in rows} == {"https://norrby.example/1", ""}


def test_csv_tells_for_what_place_a_role_is_held(store: Store) -> None:
    add(store, release("r5", fact("RoleHolding", person="bo", role="envoy", organisation="land")))
    contents = [row["fact"] for row in table(store) if row["release"] == "r5"]
    assert contents == ["person=Bo Ek; organisation=Nordland; role=envoy"]


def test_csv_keeps_lines_quotes_and_separators_in_their_cells(store: Store) -> None:
    (said,) = (row for row in table(store) if row["type"] == "Statement")
    assert said["sentence"] == f"'{SPOKEN}"
    data = exported(store, "csv")
    assert data.startswith(b"\xef\xbb\xbfrelease,title,")
    assert data.endswith(b"\r\n")
    assert b'"\'- ""Vi \xc3\xa4r stolta; mycket"",\n  sa Ann Lee."' in data


def test_csv_runs_no_formula(store: Store) -> None:
    assert {row["title"] for row in table(store)} == {"'=1+1", ""}


@given(st.text(), st.text())
def test_no_title_and_no_sentence_is_a_formula(title: str, sentence: str) -> None:
    cells = [module.csv_safe(text) for text in (title, sentence)]
    out = io.StringIO(newline="")
    csv.writer(out).writerow(cells)
    (again,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    for text, cell in zip((title, sentence), again, strict=True):
        assert cell in (text, f"'{text}")
        assert not cell.strip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_store_can_be_written(empty: Store, format: str) -> None:
    data = exported(empty, format)
    if format == "csv":
        assert data.decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"
    elif format in ("graphml", "gexf"):
        read = nx.read_graphml if format == "graphml" else nx.read_gexf
        assert len(read(io.BytesIO(data))) == 0
    else:
        again = Oxigraph()
        again.load(data, RDF_FORMATS[format])
        assert len(again) == 0


def test_an_unknown_format_is_named_with_those_there_are(store: Store) -> None:
    out = io.BytesIO()
    with pytest.raises(UsageError, match=r"no format 'xlsx'; there are: turtle, nquads, .*, csv$"):
        export(store, "xlsx", out)
    assert out.getvalue() == b""


def test_what_is_too_much_to_sort_is_still_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = exported(store, "nquads").splitlines()
    monkeypatch.setattr(module, "SORTED_UP_TO", 10)
    assert sorted(exported(store, "nquads").splitlines()) == sorted(lines)


SCRIPT = """
import hashlib, io, sys
from tests.graphs import fact, release
from valleygraph.graph.export import FORMATS, export
from valleygraph.graph.store import add, open_store
told = [release(f"r{n}", fact("Agreement", party=("region", "uni", "lab"), theme="batteries", date=f"200{n}"),
                fact("Funding", funder="region", recipient="lab", amount="5 SEK")) for n in range(3)]
with open_store(sys.argv[1], write=True) as store:
    for extraction in told if sys.argv[2] == "0" else reversed(told):
        add(store, extraction)
    for format in FORMATS:
        out = io.BytesIO()
        export(store, format, out)
        print(format, hashlib.sha256(out.getvalue()).hexdigest())
"""


def test_the_same_store_gives_the_same_bytes(tmp_path: Path) -> None:
    """In another process, with another seed of hashes, filled in another order."""
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path / seed), seed],
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1718323200"},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == len(FORMATS)
