"""The alignment with other vocabularies: it names what is there, and makes nothing inconsistent."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from tests.pinned import exists, pinned, space_of
from tests.test_ontology import ERROR, _closure, _example
from valleygraph.extract.model import BASE
from valleygraph.graph.vocab import IV

PACKAGE = files("valleygraph")
TEXT = (PACKAGE / "graph/alignment.ttl").read_text("utf-8")
ALIGNMENT = Graph().parse(data=TEXT, format="turtle")
ONTOLOGY = Graph().parse(data=(PACKAGE / "ontology.ttl").read_bytes(), format="turtle")
HEAD = URIRef(f"{BASE}ontology/alignment")
MATCHES = {SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
INFERRED = {RDFS.subClassOf, RDFS.subPropertyOf}
PAIRS = [(s, p, o) for s, p, o in ALIGNMENT if s != HEAD]
ALONE = {IV.Decision}  # no vocabulary that is looked at has a like of it


def test_it_says_what_is_like_what_and_nothing_else() -> None:
    assert {p for _, p, _ in PAIRS} <= MATCHES | INFERRED
    assert sum(p in INFERRED for _, p, _ in PAIRS) <= 6
    assert len(PAIRS) == len({(s, o) for s, _, o in PAIRS})


def test_its_version_is_that_of_the_ontology() -> None:
    ontology = URIRef(f"{BASE}ontology")
    assert ALIGNMENT.value(HEAD, OWL.versionInfo) == ONTOLOGY.value(ontology, OWL.versionInfo)
    assert (
        str(ALIGNMENT.value(HEAD, OWL.versionIRI)) == f"{ONTOLOGY.value(ontology, OWL.versionIRI)}/alignment"
    )


def test_each_aligned_term_is_of_the_ontology() -> None:
    assert {s for s, _, _ in PAIRS} <= set(ONTOLOGY.subjects(RDF.type))


def test_each_class_has_its_like() -> None:
    classes = {URIRef(term.value) for term in IV if (URIRef(term.value), RDF.type, OWL.Class) in ONTOLOGY}
    below = {
        c for c in classes if any(str(o).startswith(IV.iri) for o in ONTOLOGY.objects(c, RDFS.subClassOf))
    }
    assert classes - below - {s for s, _, _ in PAIRS} == {URIRef(term.value) for term in ALONE}


@pytest.mark.parametrize("term", sorted({str(o) for _, _, o in PAIRS}))
def test_each_like_exists(term: str) -> None:
    assert space_of(term)
    assert exists(term)


def test_a_term_is_written_once() -> None:
    subjects = re.findall(r"^(\w+:\w+)$", TEXT, re.MULTILINE)
    assert len(subjects) == len(set(subjects)) == len({s for s, _, _ in PAIRS})
    for prefix in re.findall(r"^@prefix (\w+):", TEXT, re.MULTILINE):
        assert len(re.findall(rf"(?<!\w){prefix}:", TEXT)) > 1, prefix


@pytest.mark.parametrize("other", ["", "org.ttl", "prov-o.ttl"])
def test_an_example_is_consistent_with_it(other: str) -> None:
    closure = _closure(ONTOLOGY + ALIGNMENT + (pinned(other) if other else Graph()), _example())
    assert list(closure.objects(None, ERROR)) == []
    assert list(closure.subjects(RDF.type, OWL.Nothing)) == []


@pytest.mark.parametrize(
    ("term", "above"), [("Initiative", "http://www.w3.org/ns/org#Organization"), ("Event", f"{IV.iri}Claim")]
)
def test_a_superclass_that_does_not_fit_is_noticed(term: str, above: str) -> None:
    wrong = Graph().add((URIRef(IV.iri + term), RDFS.subClassOf, URIRef(above)))
    assert list(_closure(ONTOLOGY + ALIGNMENT + wrong, _example()).objects(None, ERROR))


def test_who_asks_in_the_words_of_org_is_answered() -> None:
    closure = _closure(ONTOLOGY + ALIGNMENT, _example())
    member, body = URIRef(f"{BASE}id/person/Åsa_Ek"), URIRef(f"{BASE}id/organisation/Nordby_Region")
    assert set(closure.objects(member, URIRef("http://www.w3.org/ns/org#memberOf"))) == {body}
