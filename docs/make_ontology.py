"""The page about the ontology: every term with its labels and definitions, what it joins, what it is like.

    python docs/make_ontology.py [FILE]

Writes docs/ontology.html, or FILE, from ontology.ttl and graph/alignment.ttl. The page needs nothing else.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

BASE = "https://w3id.org/innovation-valley/"
IRI = URIRef(f"{BASE}ontology")
IV, CONCEPT = f"{BASE}ontology#", f"{BASE}concept/"
LANGUAGES = {"en": "English", "sv": "svenska"}
KINDS = (
    ("classes", "Classes", "Klasser", OWL.Class),
    ("object-properties", "Properties between things", "Egenskaper mellan saker", OWL.ObjectProperty),
    ("datatype-properties", "Properties with values", "Egenskaper med värden", OWL.DatatypeProperty),
)
# What a term's own statements are called; then what others say of it.
SAYS = (
    (RDFS.subClassOf, "subclass of"),
    (RDFS.subPropertyOf, "subproperty of"),
    (RDFS.domain, "domain"),
    (RDFS.range, "range"),
    (OWL.propertyDisjointWith, "disjoint with"),
)
SAID = ((RDFS.subClassOf, "superclass of"), (RDFS.domain, "domain of"), (RDFS.range, "range of"))
LIKE = (
    (RDFS.subClassOf, "subclass of"),
    (RDFS.subPropertyOf, "subproperty of"),
    (SKOS.exactMatch, "the same as"),
    (SKOS.closeMatch, "much like"),
    (SKOS.broadMatch, "narrower than"),
    (SKOS.narrowMatch, "wider than"),
    (SKOS.relatedMatch, "related to"),
)
TRAITS: dict[Node, str] = {
    OWL.TransitiveProperty: "transitive",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.IrreflexiveProperty: "irreflexive",
}
STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem }
nav ul { columns: 14rem; padding-left: 1rem } nav li { break-inside: avoid }
nav summary { font-weight: bold; cursor: pointer }
section > section { border-top: 1px solid var(--line); padding: .5rem 0 } h3 { margin: .5rem 0 }
h3 small { font-weight: normal; opacity: .8 } code { font-size: .9em; overflow-wrap: anywhere }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem } .two p { margin: .3rem 0 }
.note { opacity: .8 } dl { display: grid; grid-template-columns: 9rem 1fr; gap: .1rem 1rem; margin: .5rem 0 }
dt { opacity: .7 } dd { margin: 0 }
@media (max-width: 40rem) { .two, dl { grid-template-columns: 1fr } }
"""


def main() -> None:
    """Write the page."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("ontology.html")
    target.write_text(page(*sources()), "utf-8")


def sources() -> tuple[Graph, Graph]:
    """The ontology and the alignment."""
    package = files("valleygraph")
    names = ("ontology.ttl", "graph/alignment.ttl")
    ontology, alignment = (Graph().parse(data=(package / n).read_bytes(), format="turtle") for n in names)
    return ontology, alignment


def page(ontology: Graph, alignment: Graph) -> str:
    """The whole page. The same files give the same page."""
    title = _text(ontology, IRI, DCTERMS.title, "en")
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        _head(ontology),
        _contents(ontology),
        *_sections(ontology, alignment),
        _disjoint(ontology),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


# --- parts of the page ------------------------------------------------------------------------------


def _head(ontology: Graph) -> str:
    titles = (_in(language, _text(ontology, IRI, DCTERMS.title, language)) for language in LANGUAGES)
    version = _value(ontology, IRI, OWL.versionInfo)
    licence = _value(ontology, IRI, DCTERMS.license)
    facts = [
        ("version", f'{escape(version)} · <a href="ontology-changes.md">changes</a>'),
        ("namespace", _code(_value(ontology, IRI, VANN.preferredNamespaceUri))),
        ("prefix", _code(_value(ontology, IRI, VANN.preferredNamespacePrefix))),
        ("licence", f'<a href="{escape(licence)}">{escape(licence)}</a>'),
        ("by", escape(_value(ontology, IRI, DCTERMS.creator))),
    ]
    return "\n".join(
        [
            f"<header>\n<h1>{' · '.join(titles)}</h1>",
            _both(ontology, IRI, DCTERMS.description),
            _both(ontology, IRI, SKOS.editorialNote, "note"),
            f"{_table(facts)}\n</header>",
        ]
    )


def _contents(ontology: Graph) -> str:
    """The table of contents."""
    blocks = []
    for id_, en, sv, terms in _groups(ontology):
        items = "".join(
            f"<li>{_link(ontology, term)} {escape(_label(ontology, term, 'en'))}"
            f" · {_in('sv', _label(ontology, term, 'sv'))}</li>"
            for term in terms
        )
        heading = f"{escape(en)} · {_in('sv', sv)} ({len(terms)})"
        blocks.append(
            f'<details open><summary><a href="#{id_}">{heading}</a></summary><ul>{items}</ul></details>'
        )
    return "<nav>\n" + "\n".join(blocks) + "\n</nav>"


def _groups(ontology: Graph) -> Iterator[tuple[str, str, str, list[URIRef]]]:
    """The sections: id, names in both languages, terms in order."""
    for id_, en, sv, kind in KINDS:
        yield id_, en, sv, _sorted(t for t in _of(ontology, kind) if t.startswith(IV))
    for scheme in _sorted(_of(ontology, SKOS.ConceptScheme)):
        en, sv = (_label(ontology, scheme, language) for language in LANGUAGES)
        terms = _sorted(s for s in ontology.subjects(SKOS.inScheme, scheme) if isinstance(s, URIRef))
        yield f"list-{_id(scheme)}", f"Concepts: {en}", f"Begrepp: {sv}", [scheme, *terms]
    reused = (s for s, source in ontology.subject_objects(RDFS.isDefinedBy) if source != IRI)
    terms = sorted((s for s in reused if isinstance(s, URIRef)), key=lambda t: ontology.qname(t))
    yield "reused", "Terms of other vocabularies", "Termer ur andra vokabulärer", terms


def _sections(ontology: Graph, alignment: Graph) -> Iterator[str]:
    for id_, en, sv, terms in _groups(ontology):
        yield f'<section>\n<h2 id="{id_}">{escape(en)} · {_in("sv", sv)}</h2>'
        yield from (_term(ontology, alignment, term) for term in terms)
        yield "</section>"


def _term(ontology: Graph, alignment: Graph, term: URIRef) -> str:
    labels = " · ".join(_in(language, _label(ontology, term, language)) for language in LANGUAGES)
    rows = [("IRI", _code(str(term))), *_rows(ontology, term), *_likes(ontology, alignment, term)]
    parts = [
        f'<section id="{_id(term)}">\n<h3>{_code(_short(ontology, term))} <small>{labels}</small></h3>',
        *(_both(ontology, term, text) for text in (SKOS.definition, RDFS.comment)),
        _both(ontology, term, SKOS.scopeNote, "note"),
        f"{_table(rows)}\n</section>",
    ]
    return "\n".join(part for part in parts if part)


def _rows(ontology: Graph, term: URIRef) -> Iterator[tuple[str, str]]:
    traits = ", ".join(sorted(TRAITS[t] for t in ontology.objects(term, RDF.type) if t in TRAITS))
    if traits:
        yield "is", traits
    for predicate, name in SAYS:
        yield name, _links(ontology, ontology.objects(term, predicate))
    for predicate, name in SAID:
        yield name, _links(ontology, ontology.subjects(predicate, term))
    yield "example", ", ".join(sorted(_quoted(text) for text in ontology.objects(term, SKOS.example)))
    for source in ontology.objects(term, RDFS.isDefinedBy):
        if source != IRI:
            yield "defined by", f'<a href="{escape(str(source))}">{escape(str(source))}</a>'


def _likes(ontology: Graph, alignment: Graph, term: URIRef) -> Iterator[tuple[str, str]]:
    for predicate, name in LIKE:
        yield name, _links(alignment, alignment.objects(term, predicate), ontology)


def _disjoint(ontology: Graph) -> str:
    """What nothing can be two of."""
    lists = (Collection(ontology, members) for members in ontology.objects(None, OWL.members))
    rows = [", ".join(_link(ontology, term) for term in members) for members in lists]
    rows += [
        f"{_link(ontology, s)}, {_link(ontology, o)}" for s, o in ontology.subject_objects(OWL.disjointWith)
    ]
    items = "".join(f"<li>{row}</li>" for row in sorted(rows))
    return (
        f'<section>\n<h2 id="disjoint">Disjoint classes · {_in("sv", "Disjunkta klasser")}</h2>\n'
        f"<p>Nothing is of two of these at once.</p>\n<ul>{items}</ul>\n</section>"
    )


# --- pieces ------------------------------------------------------------------------------------------


def _both(graph: Graph, term: URIRef, predicate: URIRef, kind: str = "") -> str:
    """A text in both languages, side by side; nothing where there is none."""
    texts = {language: _text(graph, term, predicate, language) for language in LANGUAGES}
    said = "".join(f'<p lang="{language}">{escape(text)}</p>' for language, text in texts.items() if text)
    return f'<div class="two{" " * bool(kind)}{kind}">{said}</div>' if said else ""


def _table(rows: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{name}</dt><dd>{html}</dd>" for name, html in rows if html) + "</dl>"


def _links(graph: Graph, terms: Iterable[Node], known: Graph | None = None) -> str:
    named = sorted((term for term in terms if isinstance(term, URIRef)), key=lambda t: _short(graph, t))
    return ", ".join(_link(graph, term, known) for term in named)


def _link(graph: Graph, term: Node, known: Graph | None = None) -> str:
    """A term's short name, leading to its place on the page or, where it has none, to its own home."""
    iri = URIRef(str(term))
    here = (iri, RDFS.isDefinedBy, None) in (known or graph) or iri.startswith(CONCEPT)
    target = f"#{_id(iri)}" if here else str(iri)
    return f'<a href="{escape(target)}">{_code(_short(graph, iri))}</a>'


def _quoted(example: Node) -> str:
    language = example.language if isinstance(example, Literal) else None
    text = f"“{escape(str(example))}”"
    return f'<span lang="{language}">{text}</span>' if language else text


def _in(language: str, text: str) -> str:
    return f'<span lang="{language}">{escape(text)}</span>' if text else ""


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _short(graph: Graph, term: URIRef) -> str:
    """The term with its prefix."""
    if term.startswith(CONCEPT):
        return "concept:" + term.removeprefix(CONCEPT)
    prefix, _, local = graph.compute_qname(term, generate=False)
    return f"{prefix}:{local}"


def _id(term: URIRef) -> str:
    """The anchor of a term: the local name of ours, so that the IRI with its fragment leads to it."""
    if term.startswith(IV):
        return term.removeprefix(IV)
    return re.sub(r"\W+", "-", term.removeprefix(BASE).split("://")[-1])


def _label(graph: Graph, term: URIRef, language: str) -> str:
    return _text(graph, term, RDFS.label, language) or _text(graph, term, SKOS.prefLabel, language)


def _text(graph: Graph, term: URIRef, predicate: URIRef, language: str) -> str:
    texts = (t for t in graph.objects(term, predicate) if isinstance(t, Literal) and t.language == language)
    return min(map(str, texts), default="")


def _value(graph: Graph, term: URIRef, predicate: URIRef) -> str:
    return str(graph.value(term, predicate) or "")


def _of(graph: Graph, kind: URIRef) -> Iterator[URIRef]:
    return (term for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef))


def _sorted(terms: Iterable[URIRef]) -> list[URIRef]:
    return sorted(terms, key=str.casefold)


if __name__ == "__main__":
    main()
