"""What the endpoint can do, in the vocabulary of SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, Triple, serialize

from ..vocab import RDF
from .worker import CONSTRUCT

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")


def service(address: str, media: str, *, writes: bool) -> bytes:
    """The description of the endpoint at an address, in one of the formats of graphs.

    >>> b"SPARQL11Query" in service("http://localhost/sparql", "text/turtle", writes=False)
    True
    """
    found = serialize(
        _triples(NamedNode(address), writes=writes), format=CONSTRUCT[media], prefixes={"sd": SD}
    )
    assert found is not None
    return found


def _triples(address: NamedNode, *, writes: bool) -> Iterator[Triple]:
    about, dataset, graph = BlankNode("service"), BlankNode("dataset"), BlankNode("graph")
    yield Triple(about, RDF.type, _sd("Service"))
    yield Triple(about, _sd("endpoint"), address)
    yield Triple(about, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if writes:
        yield Triple(about, _sd("supportedLanguage"), _sd("SPARQL11Update"))
    for name in (*_RESULTS, *_GRAPHS):
        yield Triple(about, _sd("resultFormat"), NamedNode(FORMATS + name))
    yield Triple(about, _sd("feature"), _sd("EmptyGraphs"))
    yield Triple(about, _sd("defaultDataset"), dataset)
    yield Triple(dataset, RDF.type, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), graph)
    yield Triple(graph, RDF.type, _sd("Graph"))


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)
