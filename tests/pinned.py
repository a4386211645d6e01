"""The pinned copies of other vocabularies. They are for tests only and are not part of the project."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, FOAF, SKOS, VANN

FOLDER = Path(os.environ.get("VALLEY_REFERENCE_VOCAB", Path(__file__).parents[2] / "shared/reference/vocab"))
# Vocabulary → the files that have it.
FILES = {
    "http://www.w3.org/ns/org#": ("org.ttl",),
    "http://www.w3.org/ns/prov#": ("prov-o.ttl",),
    "http://www.w3.org/ns/oa#": ("oa.ttl",),
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#": ("nif-core.ttl",),
    "https://schema.org/": ("schemaorg-core.ttl",),
    "https://spec.edmcouncil.org/fibo/ontology/FND/Agreements/Agreements/": ("fibo-Agreements.rdf",),
    "http://data.europa.eu/m8g/": (
        "semic-core-public-organisation-ap.ttl",
        "semic-core-public-event-ap.ttl",
        "semic-core-location.ttl",
    ),
}
# Vocabularies that rdflib has a closed list of.
LISTED = {str(space): space for space in (SKOS, DCTERMS, FOAF, VANN)}
# Of EURIO there is no copy to read; these terms stand in listings that others generated from it.
EURIO = {
    *("AdministrativeArea", "FundingScheme", "Grant", "MonetaryAmount", "Organisation", "OrganisationRole"),
    *("Project", "currency", "hasBeneficiary", "hasFundingAmount", "hasFundingScheme"),
    *("hasGeographicalLocation", "isDisbursedBy", "isSubOrganisationOf", "value"),
}
EURIO_SPACE = "http://data.europa.eu/s66#"


@cache
def pinned(name: str) -> Graph:
    """One of the files; the test is skipped where it is absent."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"no pinned vocabulary {path}; VALLEY_REFERENCE_VOCAB says where they are")
    return Graph().parse(path, format="xml" if path.suffix == ".rdf" else "turtle")


def space_of(term: str) -> str:
    """The vocabulary that a term is of; an empty string if of none that is known here."""
    spaces = (*FILES, *LISTED, EURIO_SPACE)
    return next((space for space in spaces if term.startswith(space)), "")


def exists(term: str) -> bool:
    """Whether a vocabulary has a term. The test is skipped where its pinned copy is absent."""
    space = space_of(term)
    local = term.removeprefix(space)
    if space in LISTED:
        return term in LISTED[space]
    if space == EURIO_SPACE:
        return local in EURIO
    return any((URIRef(term), None, None) in pinned(name) for name in FILES[space])
