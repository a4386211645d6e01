from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from valleygraph.extract.model import BASE
from valleygraph.graph.iris import hashed, is_minted, name_of, named, release_iri
from valleygraph.graph.vocab import IV

KINDS = st.sampled_from(("id/person", "id/organisation", "id/release", "concept/theme", "id/amount"))
# Names as texts have them, and any text at all.
NAMES = st.one_of(
    st.text(),
    st.text(alphabet="aå/%#_?:@&=+;,.~-'\"<>{}|\\^` \u00a0\u2013\u0301\u200d\U0001f600\U0001d538"),
    st.sampled_from(
        ("AB Volvo (publ)", "a/b", "a%2Fb", "100 %", "#1", "A_B", 'say "hej"', "Malmo\u0308", ".", "..")
    ),
)


def plain(name: str) -> str:
    return " ".join(name.split())


@given(KINDS, NAMES)
def test_a_name_can_be_read_back(kind: str, name: str) -> None:
    assert name_of(named(kind, name)) == plain(name)


@given(KINDS, NAMES, NAMES)
@example("id/person", "a b", "a_b")
@example("id/person", "a/b", "a%2Fb")
@example("id/person", "%5F", "_")
def test_two_names_have_one_iri_only_if_they_differ_in_white_space(kind: str, one: str, other: str) -> None:
    assert (named(kind, one) == named(kind, other)) == (plain(one) == plain(other))


@given(KINDS, NAMES)
def test_an_iri_survives_every_syntax(kind: str, name: str) -> None:
    iri = named(kind, name)
    quad = Quad(iri, IV.theme, iri)
    for format in (RdfFormat.TURTLE, RdfFormat.N_QUADS, RdfFormat.RDF_XML):
        written = serialize([quad], format=format)
        assert written is not None
        assert list(parse(written, format=format)) == [quad]


@given(KINDS, NAMES)
def test_a_name_adds_one_segment_to_the_path(kind: str, name: str) -> None:
    rest = named(kind, name).value.removeprefix(f"{BASE}{kind}/")
    assert not set(rest) & set("/?#")


def test_swedish_letters_stay_readable() -> None:
    assert named("id/place", "Övre  Norrland").value == f"{BASE}id/place/Övre_Norrland"


def test_kinds_keep_namesakes_apart() -> None:
    assert named("id/place", "Uppsala") != named("id/organisation", "Uppsala")


PARTS = st.lists(st.text(alphabet="ab1:\x1f\n|", max_size=4), max_size=4)


@given(PARTS, PARTS)
@example(["a\x1fb"], ["a", "b"])
@example(["1:a"], ["", "a"])
@example([], [""])
def test_a_hash_tells_every_list_of_parts_apart(one: list[str], other: list[str]) -> None:
    assert (hashed("id/claim", *one) == hashed("id/claim", *other)) == (one == other)


@given(st.lists(st.text()))
def test_a_hash_is_one_short_segment_of_hexadecimal_digits(parts: list[str]) -> None:
    digest = hashed("id/claim", *parts).value.removeprefix(f"{BASE}id/claim/")
    assert len(digest) == 20
    assert not set(digest) - set("0123456789abcdef")


def test_a_hash_does_not_change_between_versions() -> None:
    assert hashed("id/claim", "r1", "Event").value == f"{BASE}id/claim/c7fa1114cbb7c3410248"


def test_a_release_is_named_by_its_id() -> None:
    assert release_iri("sv-0001") == named("id/release", "sv-0001")


def test_only_our_own_iris_are_minted() -> None:
    assert is_minted(named("id/person", "Ann Lee"))
    assert not is_minted(NamedNode("http://www.wikidata.org/entity/Q1754"))
    assert not is_minted(NamedNode("https://w3id.org/other/id/person/Ann_Lee"))
