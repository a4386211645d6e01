"""The ontology against the pitfalls that OOPS! and ROBOT look for; for each, a fault that is noticed."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from tests.pinned import EURIO_SPACE, exists, pinned, space_of
from tests.test_ontology import BUILT_IN, ERROR, _closure, _example
from valleygraph.extract.model import BASE
from valleygraph.graph.facts import SHAPES
from valleygraph.graph.vocab import IV, NAMESPACES, PREFIXES

ROOT = Path(__file__).parents[1]
TEXT = (files("valleygraph") / "ontology.ttl").read_text("utf-8")
CHANGES = (ROOT / "docs" / "ontology-changes.md").read_text("utf-8")
IRI = f"{BASE}ontology"
SCHEME = f"{BASE}concept/"
OURS = f'FILTER(STRSTARTS(STR(?term), "{IV.iri}") || STRSTARTS(STR(?term), "{SCHEME}"))'
KINDS = "VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty skos:Concept skos:ConceptScheme }"
TEXTS = "VALUES ?text { rdfs:label skos:prefLabel skos:definition skos:scopeNote skos:editorialNote }"

# Pitfall (with its number in OOPS! or name in ROBOT) → the query that finds it, and a fault that it finds.
PITFALLS: dict[str, tuple[str, str]] = {
    "P05, P13: an inverse has the ends the wrong way round": (
        "?term owl:inverseOf ?other . ?term rdfs:domain ?d . ?other rdfs:range ?r FILTER(?d != ?r)",
        "iv:inRelease owl:inverseOf iv:sees . iv:sees rdfs:range iv:Claim .",
    ),
    "P06: a class or property is below itself": (
        "?term (rdfs:subClassOf|rdfs:subPropertyOf)+ ?term",
        "iv:Event rdfs:subClassOf iv:NamedEvent .",
    ),
    "P08, missing_label: a term has no label in a language": (
        'VALUES ?l { "en" "sv" } ?term a ?kind FILTER NOT EXISTS {'
        " ?term rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) = ?l) }",
        'iv:new a owl:ObjectProperty ; rdfs:label "new"@en .',
    ),
    "P08, missing_definition: a term has no definition in a language": (
        'VALUES ?l { "en" "sv" } ?term a ?kind FILTER NOT EXISTS {'
        " ?term skos:definition ?text FILTER(LANG(?text) = ?l) }",
        'concept:modality a skos:Concept . concept:new a skos:Concept ; skos:definition "Something."@sv .',
    ),
    "multiple_labels, multiple_definitions: a text is there twice in one language": (
        "VALUES ?text { rdfs:label skos:prefLabel skos:definition skos:scopeNote }"
        " ?term ?text ?a, ?b FILTER(STR(?a) < STR(?b) && LANG(?a) = LANG(?b))",
        'iv:Event rdfs:label "happening"@en .',
    ),
    "label_whitespace: a text begins or ends with a space, or has two": (
        f'{TEXTS} ?term ?text ?value FILTER(REGEX(?value, "^\\\\s|\\\\s$|\\\\s\\\\s"))',
        'iv:Event skos:scopeNote "Too  wide."@en .',
    ),
    "a text is in a language that is neither of the two": (
        f'{TEXTS} ?term ?text ?value FILTER(LANG(?value) NOT IN ("en", "sv"))',
        'iv:Event rdfs:label "évènement"@fr .',
    ),
    "a note is in one language only": (
        "?term skos:scopeNote ?note FILTER NOT EXISTS {"
        " ?term skos:scopeNote ?other FILTER(LANG(?other) != LANG(?note)) }",
        'iv:funder skos:scopeNote "Whoever pays."@en .',
    ),
    "P11: a property has neither domain nor range, and does not say why": (
        "?term a owl:ObjectProperty FILTER NOT EXISTS { ?term rdfs:domain|rdfs:range ?any }"
        ' FILTER NOT EXISTS { ?term skos:scopeNote ?why FILTER(CONTAINS(?why, "no domain")'
        ' || CONTAINS(?why, "neither domain nor range")) }',
        'iv:new a owl:ObjectProperty ; skos:scopeNote "Not for all."@en .',
    ),
    "P11: a property of values has no range": (
        "?term a owl:DatatypeProperty FILTER NOT EXISTS { ?term rdfs:range ?any }",
        "iv:new a owl:DatatypeProperty .",
    ),
    "P19: a property has several domains or ranges, of which all would hold at once": (
        "VALUES ?p { rdfs:domain rdfs:range } ?term ?p ?a, ?b FILTER(STR(?a) < STR(?b))",
        "iv:party rdfs:domain iv:Event .",
    ),
    "P10: a class at the top is disjoint with no other": (
        "?term a owl:Class FILTER NOT EXISTS { ?term rdfs:subClassOf+/^rdf:first|^rdf:first ?list }",
        "iv:New a owl:Class .",
    ),
    "P28, P29: a property is transitive, and its ends are of two kinds": (
        "?term a owl:TransitiveProperty ; rdfs:domain ?d ; rdfs:range ?r FILTER(?d != ?r)",
        "iv:locatedIn rdfs:domain org:Organization ; rdfs:range dcterms:Location .",
    ),
    "P34, P35: a term is used that is of no kind": (
        "{ ?s rdfs:domain|rdfs:range|rdfs:subClassOf|rdfs:subPropertyOf ?term }"
        " UNION { ?list rdf:first ?term } FILTER NOT EXISTS { ?term a ?any }",
        "iv:party rdfs:range iv:Nobody .",
    ),
    "a property is of objects and of values": (
        "?term a owl:ObjectProperty, owl:DatatypeProperty",
        "iv:party a owl:DatatypeProperty .",
    ),
    "deprecated_*: a term is out of use, and nothing says what to use": (
        "?term owl:deprecated true FILTER NOT EXISTS { ?term dcterms:isReplacedBy ?other }",
        "iv:party owl:deprecated true .",
    ),
    "a concept is in no list": (
        "?term a skos:Concept FILTER NOT EXISTS { ?term skos:inScheme/a skos:ConceptScheme }",
        "concept:new a skos:Concept .",
    ),
}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(data=TEXT, format="turtle")


def _found(graph: Graph, pattern: str) -> set[str]:
    kinds = KINDS if "?kind" in pattern else ""
    return {str(row[0]) for row in graph.query(f"SELECT ?term {{ {kinds} {pattern} {OURS} }}")}  # type: ignore[index]


@pytest.mark.parametrize("pitfall", PITFALLS)
def test_a_pitfall_is_avoided_and_would_be_noticed(ontology: Graph, pitfall: str) -> None:
    pattern, fault = PITFALLS[pitfall]
    assert _found(ontology, pattern) == set()
    prefixes = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
    prefixes += f"@prefix owl: <{OWL}> .\n"
    assert _found(Graph() + ontology + Graph().parse(data=prefixes + fault, format="turtle"), pattern)


# --- words -------------------------------------------------------------------------------------------


def _circular(graph: Graph) -> set[str]:
    """The terms that a definition explains by themselves (P24)."""
    found = set()
    for term, definition in graph.subject_objects(SKOS.definition):
        for label in (*graph.objects(term, RDFS.label), *graph.objects(term, SKOS.prefLabel)):
            same = isinstance(label, Literal) and label.language == definition.language  # type: ignore[attr-defined]
            if same and re.search(rf"\b{re.escape(label.casefold())}\b", definition.casefold()):  # type: ignore[attr-defined]
                found.add(str(term))
    return found


def test_no_definition_is_circular(ontology: Graph) -> None:
    assert _circular(ontology) == set()
    fault = Graph().add((URIRef(IV.Event.value), SKOS.definition, Literal("An event of some kind.", "en")))
    assert _circular(ontology + fault) == {IV.Event.value}


def test_names_follow_the_convention(ontology: Graph) -> None:
    """Classes in UpperCamelCase, properties in lowerCamelCase, concepts in snake_case (P22)."""
    forms = {
        OWL.Class: r"[A-Z][a-zA-Z]*",
        OWL.ObjectProperty: r"[a-z][a-zA-Z]*",
        OWL.DatatypeProperty: r"[a-z][a-zA-Z0-9]*",
        SKOS.ConceptScheme: r"[a-z]+(-[a-z]+)*",
        SKOS.Concept: r"[a-z-]+/[a-z]+(_[a-z]+)*",
    }
    for kind, form in forms.items():
        for term in map(str, ontology.subjects(RDF.type, kind)):
            if term.startswith((IV.iri, SCHEME)):
                assert re.fullmatch(form, term.removeprefix(IV.iri).removeprefix(SCHEME)), term


def test_an_edge_that_looks_like_an_inverse_says_that_it_is_none(ontology: Graph) -> None:
    """Planned facts have the property of the node and not the edge, so that one must not imply the other."""
    edges = {
        (edge, shape.slots[slot].entity)
        for shape in SHAPES.values()
        for slot, edge, end in shape.edges
        if end == "node"
    }
    assert len(edges) == 4
    for edge, other in edges:
        assert other is not None
        assert not list(ontology.objects(URIRef(edge.value), OWL.inverseOf))
        notes = {text.language: str(text) for text in ontology.objects(URIRef(edge.value), SKOS.scopeNote)}  # type: ignore[attr-defined]
        name = f"iv:{other.value.removeprefix(IV.iri)}"
        assert notes["en"].startswith(f"Not the inverse of {name}")
        assert notes["sv"].startswith(f"Inte inversen av {name}")


# --- form --------------------------------------------------------------------------------------------

ORDER = (
    "rdfs:subClassOf",
    "rdfs:subPropertyOf",
    "owl:propertyDisjointWith",
    "rdfs:domain",
    "rdfs:range",
    "skos:inScheme",
    "rdfs:label",
    "skos:prefLabel",
    "skos:definition",
    "rdfs:comment",
    "skos:scopeNote",
    "skos:example",
    "rdfs:isDefinedBy",
)
BLOCK = re.compile(r"^([a-z]+:\S+) a [^\n]*;\n((?: {4}[^\n]*\n)+)", re.MULTILINE)


def test_each_term_is_written_once_and_in_one_order(ontology: Graph) -> None:
    blocks = BLOCK.findall(TEXT)
    subjects = [term for term, _ in blocks]
    assert len(subjects) == len(set(subjects))
    for term, block in blocks:
        ranks = [
            ORDER.index(predicate) for predicate in re.findall(r"^ {4}([a-z]+:\w+)", block, re.MULTILINE)
        ]
        assert ranks == sorted(set(ranks)), term
    named = {str(s) for s in ontology.subjects(RDF.type) if isinstance(s, URIRef)} - {IRI}
    assert len(subjects) == len(named)


def test_the_file_is_tidy() -> None:
    assert TEXT.endswith(".\n")
    assert not TEXT.endswith("\n\n")
    for number, line in enumerate(TEXT.splitlines(), 1):
        assert line == line.rstrip(), number
        assert "\t" not in line, number
    declared = re.findall(r"^@prefix (\w+):", TEXT, re.MULTILINE)
    for prefix in declared:
        assert len(re.findall(rf"(?<!\w){prefix}:", TEXT)) > 1, prefix
    known = PREFIXES | {"owl": str(OWL)}
    for prefix, space in re.findall(r"^@prefix (\w+):\s+<([^>]+)>", TEXT, re.MULTILINE):
        assert known.get(prefix, space) == space


def test_it_keeps_to_owl_2_rl(ontology: Graph) -> None:
    """No class expression at all, and of the axioms only those of the profile."""
    used = {o for _, p, o in ontology if p == RDF.type and str(o).startswith(str(OWL))}
    used |= {p for _, p, _ in ontology if str(p).startswith(str(OWL))}
    assert {str(term).removeprefix(str(OWL)) for term in used} == {
        *("Ontology", "versionIRI", "versionInfo", "priorVersion"),
        *("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
        *("AllDisjointClasses", "members", "disjointWith", "propertyDisjointWith"),
        *("TransitiveProperty", "AsymmetricProperty", "IrreflexiveProperty"),
    }
    lists = {node for node in ontology.subjects() if isinstance(node, BNode)}
    assert all(
        {RDF.type, OWL.members} >= set(ontology.predicates(n)) or (n, RDF.rest, None) in ontology
        for n in lists
    )


def test_nothing_is_said_of_built_in_terms(ontology: Graph) -> None:
    spaces = (str(OWL), *(NAMESPACES[prefix].iri for prefix in BUILT_IN if prefix != "xsd"))
    assert not [s for s in ontology.subjects() if str(s).startswith(spaces)]


# --- versions ----------------------------------------------------------------------------------------


def test_each_version_has_its_changes(ontology: Graph) -> None:
    versions = re.findall(r"^## (\S+)", CHANGES, re.MULTILINE)
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(set(numbers), reverse=True)
    this, prior = (ontology.value(URIRef(IRI), term) for term in (OWL.versionIRI, OWL.priorVersion))
    assert [str(this), str(prior)] == [f"{IRI}/{version}" for version in versions[:2]]
    assert versions[-1] == "0.1.0"
    assert set(re.findall(r"`iv:(\w+)`", CHANGES)) <= {term.value.removeprefix(IV.iri) for term in IV}


# --- other vocabularies ------------------------------------------------------------------------------


def _reused(graph: Graph) -> list[str]:
    own = (IRI, SCHEME, str(OWL), *(NAMESPACES[prefix].iri for prefix in BUILT_IN))
    terms = {str(term) for s, p, o in graph for term in (s, p, o) if isinstance(term, URIRef)}
    sources = {str(source).rstrip("#/") for source in graph.objects(None, RDFS.isDefinedBy)}
    return sorted(
        term
        for term in terms
        if not term.startswith(own) and space_of(term) and term.rstrip("#/") not in sources
    )


REUSED = _reused(Graph().parse(data=TEXT, format="turtle"))


@pytest.mark.parametrize("term", REUSED)
def test_a_reused_term_exists(term: str) -> None:
    assert exists(term)


@pytest.mark.parametrize(
    "term",
    [
        "http://www.w3.org/ns/org#Membershipp",
        "http://www.w3.org/2004/02/skos/core#concept",
        "https://schema.org/PressRelease",
        f"{EURIO_SPACE}Money",
    ],
)
def test_a_misspelt_term_is_noticed(term: str) -> None:
    assert not exists(term)


@pytest.mark.parametrize("name", ["org.ttl", "prov-o.ttl", "oa.ttl"])
def test_an_example_is_consistent_with_what_others_define(ontology: Graph, name: str) -> None:
    closure = _closure(ontology + pinned(name), _example())
    assert list(closure.objects(None, ERROR)) == []
    assert list(closure.subjects(RDF.type, OWL.Nothing)) == []
    people = set(closure.subjects(RDF.type, URIRef(NAMESPACES["foaf"].Person.value)))
    assert {str(person) for person in people if str(person).startswith(BASE)} == {f"{BASE}id/person/Åsa_Ek"}


def test_a_place_that_has_members_is_noticed(ontology: Graph) -> None:
    place, body = f"{BASE}id/place/Nordby", NAMESPACES["org"].organization.value
    wrong = f"<{BASE}id/roleholding/x> <{body}> <{place}> ."
    assert list(_closure(ontology + pinned("org.ttl"), _example(), wrong).objects(None, ERROR))


@pytest.mark.parametrize("format", ["nt", "turtle", "xml", "json-ld"])
@pytest.mark.parametrize("file", ["ontology.ttl", "graph/alignment.ttl"])
def test_other_formats_say_the_same(file: str, format: str) -> None:
    graph = Graph().parse(data=(files("valleygraph") / file).read_bytes(), format="turtle")
    again = Graph().parse(data=graph.serialize(format=format), format=format)
    assert isomorphic(graph, again)
