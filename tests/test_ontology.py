"""The ontology: complete, in both languages, the same as the code's vocabulary, and consistent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import get_args

import owlrl  # type: ignore[import-untyped]
import pyoxigraph
import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from valleygraph.extract.model import BASE, FACT_TYPES, Entity, Extraction, Fact, Modality, Release, Span
from valleygraph.graph.identity import Outcome
from valleygraph.graph.iris import named
from valleygraph.graph.rdf import WORLD, quads
from valleygraph.graph.vocab import EDTF, FOAF, IV, NAMESPACES, ORG, PREFIXES

PACKAGE = files("valleygraph")
IRI = URIRef(f"{BASE}ontology")
CONCEPT = f"{BASE}concept/"
VANN = Namespace("http://purl.org/vocab/vann/")
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
BUILT_IN = ("rdf", "rdfs", "xsd")  # and owl, which data do not use
OWN = [term.value for term in IV]
REUSED = [
    *(
        term.value
        for prefix, space in NAMESPACES.items()
        if prefix not in ("iv", *BUILT_IN)
        for term in space
    ),
    EDTF.value,
]
AGREEMENT_TYPES = (
    "letter of intent",
    "memorandum of understanding",
    "strategic partnership",
    "contract",
    "declaration",
    "treaty",
    "funding agreement",
    "agreement",
)
EVENT_KINDS = (
    "conference",
    "meeting",
    "visit",
    "state visit",
    "summit",
    "ceremony",
    "seminar",
    "launch",
    "competition",
    "hearing",
)
CLOSED = {
    "modality": get_args(Modality),
    "decision": get_args(Outcome),
    "agreement-type": AGREEMENT_TYPES,
    "event-kind": EVENT_KINDS,
}
OPEN = {"theme", "role", "designation"}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(data=(PACKAGE / "ontology.ttl").read_bytes(), format="turtle")


def _texts(graph: Graph, term: Node | str, predicate: URIRef) -> list[Literal]:
    return [text for text in graph.objects(URIRef(str(term)), predicate) if isinstance(text, Literal)]


def _of(language: str, texts: list[Literal]) -> list[str]:
    return [str(text) for text in texts if text.language == language]


# --- form ------------------------------------------------------------------------------------------


def test_two_parsers_read_the_same(ontology: Graph) -> None:
    triples = set(pyoxigraph.parse((PACKAGE / "ontology.ttl").read_bytes(), pyoxigraph.RdfFormat.TURTLE))
    assert len(triples) == len(ontology) > 500


def test_header(ontology: Graph) -> None:
    assert (IRI, RDF.type, OWL.Ontology) in ontology
    assert ontology.value(IRI, OWL.versionIRI) == URIRef(f"{IRI}/{ontology.value(IRI, OWL.versionInfo)}")
    assert str(ontology.value(IRI, VANN.preferredNamespaceUri)) == IV.iri
    assert NAMESPACES[str(ontology.value(IRI, VANN.preferredNamespacePrefix))] is IV
    for predicate in (DCTERMS.title, DCTERMS.description, SKOS.editorialNote):
        assert {text.language for text in _texts(ontology, IRI, predicate)} == {"en", "sv"}
    for predicate in (DCTERMS.license, DCTERMS.creator, DCTERMS.created):
        assert len(list(ontology.objects(IRI, predicate))) == 1


def test_nothing_is_imported(ontology: Graph) -> None:
    assert not list(ontology.objects(None, OWL.imports))


# --- terms -----------------------------------------------------------------------------------------


def test_own_terms_are_those_of_the_code(ontology: Graph) -> None:
    declared = {str(term) for term in ontology.subjects(RDF.type) if str(term).startswith(IV.iri)}
    assert declared == set(OWN)


@pytest.mark.parametrize("term", OWN)
def test_own_term_is_described(ontology: Graph, term: str) -> None:
    assert list(ontology.objects(URIRef(term), RDFS.isDefinedBy)) == [IRI]
    assert set(ontology.objects(URIRef(term), RDF.type)) & {
        OWL.Class,
        OWL.ObjectProperty,
        OWL.DatatypeProperty,
    }
    labels, definitions = (
        _texts(ontology, term, RDFS.label),
        _texts(ontology, term, SKOS.definition),
    )
    for language in ("en", "sv"):
        [label], [definition] = _of(language, labels), _of(language, definitions)
        assert label == label.strip()
        assert definition.endswith(".")
        assert len(definition.split()) >= len(label.split()) + 3
    assert len(labels) == len(definitions) == 2


@pytest.mark.parametrize("term", OWN)
def test_own_property_has_one_domain_and_range_at_most(ontology: Graph, term: str) -> None:
    for predicate in (RDFS.domain, RDFS.range):
        assert len(list(ontology.objects(URIRef(term), predicate))) <= 1


@pytest.mark.parametrize("term", REUSED)
def test_reused_term_is_declared(ontology: Graph, term: str) -> None:
    [source] = ontology.objects(URIRef(term), RDFS.isDefinedBy)
    assert source != IRI
    assert list(ontology.objects(URIRef(term), RDF.type))
    for predicate in (RDFS.label, RDFS.comment):
        assert sorted(str(text.language) for text in _texts(ontology, term, predicate)) == ["en", "sv"]


def test_every_term_that_the_ontology_uses_is_declared(ontology: Graph) -> None:
    declared = set(ontology.subjects(RDFS.isDefinedBy))
    used = {term for _, p, o in ontology for term in (p, o) if isinstance(term, URIRef)}
    sources = set(ontology.objects(None, RDFS.isDefinedBy))
    ours = {term for term in used - declared - sources if not _built_in(term)}
    assert {str(term) for term in ours if not str(term).startswith(CONCEPT)} == {
        *(str(ontology.value(IRI, term)) for term in (OWL.versionIRI, OWL.priorVersion)),
        "https://www.apache.org/licenses/LICENSE-2.0",
    }


def _built_in(term: URIRef) -> bool:
    return str(term).startswith((*(NAMESPACES[prefix].iri for prefix in BUILT_IN), OWL._NS))


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition])
def test_no_two_own_terms_read_the_same(ontology: Graph, predicate: URIRef) -> None:
    texts = Counter(
        (str(text).casefold(), text.language) for term in OWN for text in _texts(ontology, term, predicate)
    )
    assert [text for text, count in texts.items() if count > 1] == []


def test_no_class_stands_alone(ontology: Graph) -> None:
    classes = {URIRef(term) for term in OWN if (URIRef(term), RDF.type, OWL.Class) in ontology}
    used = set(ontology.objects(None, RDFS.domain)) | set(ontology.objects(None, RDFS.range))
    assert classes <= used | set(ontology.objects(None, RDF.first))


# --- concepts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", CLOSED)
def test_closed_list(ontology: Graph, scheme: str) -> None:
    concepts = set(ontology.subjects(SKOS.inScheme, URIRef(CONCEPT + scheme)))
    assert concepts == {URIRef(named(f"concept/{scheme}", name).value) for name in CLOSED[scheme]}
    for name in CLOSED[scheme]:
        concept = URIRef(named(f"concept/{scheme}", name).value)
        assert (concept, RDF.type, SKOS.Concept) in ontology
        assert _of("en", _texts(ontology, concept, SKOS.prefLabel)) == [name]
    for language in ("en", "sv"):
        labels = [label for c in concepts for label in _of(language, _texts(ontology, c, SKOS.prefLabel))]
        assert len(set(labels)) == len(concepts)


def test_schemes(ontology: Graph) -> None:
    schemes = set(ontology.subjects(RDF.type, SKOS.ConceptScheme))
    assert schemes == {URIRef(CONCEPT + scheme) for scheme in {*CLOSED, *OPEN}}
    for scheme in schemes:
        assert {text.language for text in _texts(ontology, scheme, SKOS.prefLabel)} == {"en", "sv"}


# --- who uses the terms ----------------------------------------------------------------------------

_TOKEN = re.compile(
    r"""(?P<text>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | <(?P<iri>[^<>"{}|^`\\\s]*)>
      | (?P<comment>\#[^\n]*)
      | (?<![\w?$@])(?P<prefix>[A-Za-z][\w.-]*)?:(?P<local>[A-Za-z_][\w-]*(?:\\/[\w-]+)*)""",
    re.VERBOSE | re.DOTALL,
)
_DECLARED = re.compile(r"@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)


def _iris(text: str) -> Iterator[str]:
    """Every IRI that a SPARQL or Turtle text uses, whole or prefixed; queries inside literals too."""
    prefixes = PREFIXES | dict(_DECLARED.findall(text))
    for match in _TOKEN.finditer(_DECLARED.sub("", text)):
        if match["iri"]:
            yield match["iri"]
        elif match["local"]:
            prefix = match["prefix"] or ""
            local = match["local"].replace("\\/", "/")
            yield prefixes.get(prefix, f"unknown prefix {prefix}:") + local
        elif (match["text"] or "").startswith('"""'):
            yield from _iris(match["text"].strip('"'))


def _unknown(text: str, ontology: Graph) -> set[str]:
    known = {str(term) for term in ontology.subjects(RDF.type)}
    spaces = (f"{BASE}id/", *(CONCEPT + scheme + "/" for scheme in OPEN))
    return {iri for iri in _iris(text) if iri not in known and not iri.startswith(spaces) and not _free(iri)}


def _free(iri: str) -> bool:
    """Built in, or of the shapes themselves."""
    return _built_in(URIRef(iri)) or iri.startswith((f"{IRI}/shapes", "http://www.w3.org/ns/shacl#"))


def _readers() -> list[str]:
    queries = (
        f"queries/{file.name}" for file in (PACKAGE / "queries").iterdir() if file.name.endswith(".rq")
    )
    return ["graph/shapes.ttl", *sorted(queries)]


@pytest.mark.parametrize("file", _readers())
def test_no_unknown_term_is_used(ontology: Graph, file: str) -> None:
    text = PACKAGE.joinpath(file).read_text("utf-8")
    assert set(_iris(text))
    assert _unknown(text, ontology) == set()


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("SELECT * { ?s iv:partyTo/rdfs:label ?o ; a xsd:integer, concept:modality }", set()),
        ("SELECT * { ?s iv:partTo ?o }", {f"{IV.iri}partTo"}),
        ("ASK { ?s a/^org:membre ?o }", {f"{ORG.iri}membre"}),
        (f"ASK {{ ?s iv:status <{CONCEPT}modality/plannd> }}", {f"{CONCEPT}modality/plannd"}),
        (f"ASK {{ ?s iv:theme <{CONCEPT}theme/life_science> . <{BASE}id/x> ?p ?o }}", set()),
        ("ASK { ?s schema:name 'iv:no' } # iv:nor this", {"unknown prefix schema:name"}),
        ("PREFIX v: <https://w3id.org/innovation-valley/ontology#> ASK { ?s v:no ?o }", {f"{IV.iri}no"}),
        ('[] sh:select """ASK { ?s iv:no ?o }""" .', {"unknown prefix sh:select", f"{IV.iri}no"}),
    ],
)
def test_an_unknown_term_is_noticed(ontology: Graph, text: str, unknown: set[str]) -> None:
    assert _unknown(text, ontology) == unknown


# --- meaning ---------------------------------------------------------------------------------------

SENTENCE = "Nordby Region och Söderby kommun har tecknat ett avtal om havsvind, säger Åsa Ek."


def _example() -> Extraction:
    """A release with an entity of each type and a fact of each type, and some that are not so."""
    slots: dict[str, dict[str, tuple[str, ...]]] = {
        "RoleHolding": {"person": ("p",), "role": ("director",), "organisation": ("o1",), "start": ("2024",)},
        "Designation": {
            "subject": ("place",),
            "designation": ("hub",),
            "authority": ("o1",),
            "date": ("2024",),
        },
        "Agreement": {"kind": ("contract",), "party": ("o1", "o2"), "agreement": ("a",), "place": ("place",)},
        "Funding": {"funder": ("o1",), "recipient": ("o2",), "amount": ("5 SEK",), "initiative": ("i",)},
        "Event": {"kind": ("meeting",), "event": ("e",), "organiser": ("o1",), "participant": ("p", "o2")},
        "Participation": {"participant": ("place",), "in": ("i",)},
        "Establishment": {"founder": ("o1",), "established": ("i",), "date": ("2024-06",)},
        "Commission": {"principal": ("o1",), "agent": ("o2",), "task": ("utreda havsvind",)},
        "Statement": {"speaker": ("p",), "text": ("Vi är glada",)},
        "Location": {"subject": ("o1",), "place": ("place",)},
        "PartOf": {"part": ("o2",), "whole": ("o1",)},
        "Targeting": {"initiative": ("i",), "theme": ("havsvind",)},
    }
    entities = (
        Entity("p", "Person", ("Åsa Ek",), (Span(74, 80, "Åsa Ek"),)),
        Entity("o1", "Organisation", ("Nordby Region",), (Span(0, 13, "Nordby Region"),)),
        Entity("o2", "Organisation", ("Söderby kommun",)),
        Entity("place", "Place", ("Nordby",)),
        Entity("i", "Initiative", ("Vind 2030",)),
        Entity("a", "Agreement", ("Nordbyavtalet",)),
        Entity("e", "Event", ("Vinddagen",)),
    )
    evidence = (Span(0, len(SENTENCE), SENTENCE),)
    facts = [
        Fact(type, slots[type], modality, evidence=evidence)
        for type in FACT_TYPES
        for modality in get_args(Modality)
    ]
    envoy: dict[str, tuple[str, ...]] = {"person": ("p",), "role": ("envoy",), "organisation": ("place", "i")}
    facts.append(Fact("RoleHolding", envoy, evidence=evidence))
    return Extraction(
        Release("r", SENTENCE, "sv", "Avtal", "2024-06-14", "Nordby Region"), entities, tuple(facts)
    )


def _closure(ontology: Graph, extraction: Extraction, extra: str = "") -> Graph:
    world = (quad.triple for quad in quads(extraction, version="1") if quad.graph_name == WORLD)
    graph = Graph() + ontology
    graph.parse(data="".join(f"{triple} .\n" for triple in world) + extra, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


@pytest.fixture(scope="module")
def closure(ontology: Graph) -> Graph:
    return _closure(ontology, _example())


def test_an_example_is_consistent(closure: Graph) -> None:
    assert list(closure.objects(None, ERROR)) == []
    assert list(closure.subjects(RDF.type, OWL.Nothing)) == []


def test_the_closure_infers_what_is_meant_and_no_more(closure: Graph) -> None:
    person, organisation = (URIRef(term.value) for term in (FOAF.Person, ORG.Organization))
    people = set(closure.subjects(RDF.type, person))
    assert people == {URIRef(named("id/person", "Åsa Ek").value)}
    assert not people & set(closure.subjects(RDF.type, organisation))
    agreement = URIRef(named("id/agreement", "Nordbyavtalet").value)
    assert (agreement, RDF.type, URIRef(IV.Agreement.value)) in closure
    same = {(s, o) for s, o in closure.subject_objects(OWL.sameAs) if s != o and isinstance(o, URIRef)}
    assert {s for s, _ in same if str(s).startswith(BASE)} == set()


@pytest.mark.parametrize(
    "wrong",
    [
        f"<{BASE}id/person/Åsa_Ek> a <{ORG.Organization.value}> .",
        f"<{BASE}id/place/Nordby> a <{ORG.Organization.value}> .",
        f"<{BASE}id/person/Åsa_Ek> <{IV.holdsRoleAt.value}> <{BASE}id/place/Nordby> .",
        f"<{BASE}id/place/Nordby> <{IV.holdsRole.value}> <{CONCEPT}role/director> .",
        f"<{BASE}id/organisation/Nordby_Region> <{IV.partyTo.value}> <{BASE}id/event/Vinddagen> .",
        f"<{BASE}id/event/x> <{IV.namedEvent.value}> <{BASE}id/initiative/Vind_2030> .",
    ],
)
def test_the_reasoner_finds_what_cannot_be(ontology: Graph, wrong: str) -> None:
    assert list(_closure(ontology, _example(), wrong).objects(None, ERROR))
