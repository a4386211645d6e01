"""The page about the ontology: up to date, complete in both languages, and sound HTML that stands alone."""

from __future__ import annotations

from collections import Counter
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from docs.make_ontology import IV, page, sources

ROOT = Path(__file__).parents[1]
ONTOLOGY, ALIGNMENT = sources()
PAGE = (ROOT / "docs" / "ontology.html").read_text("utf-8")
TERMS = sorted({*ONTOLOGY.subjects(RDFS.isDefinedBy), *ONTOLOGY.subjects(SKOS.inScheme)}, key=str)
ALONE = {"meta", "br", "img"}


class _Reader(HTMLParser):
    """What a page has: ids, links, tags that do not close, and the text of each section of a term."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.links: set[str] = set()
        self.tags: Counter[str] = Counter()
        self.open: list[str] = []
        self.inside: list[str | None] = []
        self.said: dict[str, list[tuple[str | None, str]]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag == "a":
            self.links.add(str(given["href"]))
        if tag not in ALONE:
            self.open.append(tag)
            self.inside.append(given.get("id") if tag == "section" else given.get("lang"))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.inside.pop()

    def handle_data(self, data: str) -> None:
        sections = [id_ for tag, id_ in zip(self.open, self.inside, strict=True) if tag == "section" and id_]
        if sections:
            self.said.setdefault(sections[-1], []).append((self.inside[-1], data))


@pytest.fixture(scope="module")
def read() -> _Reader:
    return _Reader(PAGE)


def test_the_page_is_up_to_date() -> None:
    assert page(ONTOLOGY, ALIGNMENT) == PAGE, "run `make ontology`"


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_each_term_is_there_in_both_languages(read: _Reader, term: URIRef) -> None:
    [said] = [said for said in read.said.values() if (None, str(term)) in said]
    for predicate in (RDFS.label, SKOS.prefLabel, SKOS.definition, RDFS.comment, SKOS.scopeNote):
        for text in ONTOLOGY.objects(term, predicate):
            assert isinstance(text, Literal)
            assert (text.language, str(text)) in said
    assert {"en", "sv"} <= {language for language, _ in said}


def test_what_a_term_is_like_is_linked(read: _Reader) -> None:
    likes = {
        str(o) for s, p, o in ALIGNMENT if p != RDF.type and (s, RDF.type, OWL.Ontology) not in ALIGNMENT
    }
    here = {str(term) for term in TERMS}
    assert likes - here <= read.links


def test_our_terms_are_where_their_iris_point(read: _Reader) -> None:
    ours = {str(term).removeprefix(IV) for term in TERMS if str(term).startswith(IV)}
    assert ours
    assert ours <= set(read.ids)


def test_the_html_is_sound_and_stands_alone(read: _Reader) -> None:
    assert read.open == []
    assert max(read.ids.values()) == 1
    inner = {link[1:] for link in read.links if link.startswith("#")}
    assert inner
    assert inner <= set(read.ids)
    assert all(
        (ROOT / "docs" / link).is_file() for link in read.links if "://" not in link and link[0] != "#"
    )
    assert not {"script", "link", "img", "iframe"} & set(read.tags)


def test_what_a_text_says_is_no_html() -> None:
    hostile = '<b>"A & B"</b>'
    changed = Graph(namespace_manager=ONTOLOGY.namespace_manager)
    changed += ONTOLOGY
    changed.set((URIRef(f"{IV}Event"), SKOS.definition, Literal(hostile, "en")))
    text = page(changed, ALIGNMENT)
    assert escape(hostile) in text
    assert hostile not in text
