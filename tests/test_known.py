"""The gazetteer: what is known by name, with its type and identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from valleygraph.extract.known import Known, by_iri, gazetteer
from valleygraph.extract.model import BASE, ENTITY_TYPES, Extraction

Extract = Callable[..., Extraction]


def test_every_row_is_whole() -> None:
    for known in gazetteer():
        assert known.type in ENTITY_TYPES, known
        assert all(form and form == form.strip() for form in known.forms), known
        assert known.same_as is None or urlsplit(known.same_as).scheme in ("http", "https"), known


def test_no_identity_twice() -> None:
    assert len(by_iri()) == len(gazetteer())


def test_no_form_is_two_things() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for known in gazetteer():
        for form in known.forms:
            owners[form].add(known.iri)
    assert {form: things for form, things in owners.items() if len(things) > 1} == {}


def test_an_identity_says_type_and_name() -> None:
    known = Known("Norra Vätgasrådet", "Organisation", ("Norra Vätgasrådet",))
    assert known.iri == f"{BASE}id/organisation/Norra_Vätgasrådet"


@pytest.mark.parametrize(
    ("text", "language", "kind", "canonical"),
    [
        ("Mötet hölls i Bryssel.", "sv", "place", "Brussels"),
        ("EU:s regioner deltog.", "sv", "organisation", "European_Union"),
        ("Det säger EU-kommissionen.", "sv", "organisation", "European_Commission"),
        ("Europeiska kommissionens förslag är klart.", "sv", "organisation", "European_Commission"),
        ("Stödet kommer från Horisont Europas budget.", "sv", "initiative", "Horizon_Europe"),
        (
            "Det gäller regionala knutpunkter för innovation.",
            "sv",
            "initiative",
            "Regional_Innovation_Valleys",
        ),
        ("Sverige deltar.", "sv", "place", "Sweden"),
        ("The EU’s regions took part.", "en", "organisation", "European_Union"),
        ("Sweden’s regions took part.", "en", "place", "Sweden"),
        ("The money comes from Horizon Europe.", "en", "initiative", "Horizon_Europe"),
        ("We are a Regional Innovation Valley.", "en", "initiative", "Regional_Innovation_Valleys"),
    ],
)
def test_a_form_in_either_language_is_the_same_thing(
    extract: Extract, text: str, language: str, kind: str, canonical: str
) -> None:
    assert f"{BASE}id/{kind}/{canonical}" in {entity.iri for entity in extract(text, language).entities}


def test_known_things_carry_public_identifiers(extract: Extract) -> None:
    [sweden] = extract("Sverige deltar.").entities
    [link] = sweden.links
    assert (link.identifier, link.why) == (
        "http://publications.europa.eu/resource/authority/country/SWE",
        "gazetteer",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vinnovas stöd räcker.", "Vinnova"),
        ("EU:s stöd räcker.", "EU"),
        ("Umeå universitets stöd räcker.", "Umeå universitet"),
        ("Region Västernorrlands stöd räcker.", "Region Västernorrland"),
        ("Luleås stöd räcker.", "Luleå"),
    ],
)
def test_the_base_form_has_no_genitive(extract: Extract, text: str, name: str) -> None:
    assert [entity.names for entity in extract(text).entities] == [(name,)]


@pytest.mark.parametrize("text", ["Det är sverige som vinner.", "Hon har en vinnova.", "Ett luleå till."])
def test_letters_must_be_the_very_same(extract: Extract, text: str) -> None:
    assert extract(text).entities == ()
