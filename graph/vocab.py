"""The namespaces and terms of the graph. A term that is not declared here cannot be used.

Tests hold this list, `shapes.ttl` and `queries/` against `ontology.ttl`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from ..extract.model import BASE


class Namespace:
    """A closed namespace: its declared terms are attributes.

    >>> IV.Claim.value
    'https://w3id.org/innovation-valley/ontology#Claim'
    >>> IV.Clam
    Traceback (most recent call last):
    AttributeError: https://w3id.org/innovation-valley/ontology# has no term 'Clam'
    """

    def __init__(self, iri: str, terms: str) -> None:
        self.iri = iri
        self._terms = {term: NamedNode(iri + term) for term in terms.split()}

    def __getattr__(self, term: str) -> NamedNode:
        try:
            return self.__dict__["_terms"][term]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"{self.__dict__.get('iri')} has no term {term!r}") from None

    def __iter__(self) -> Iterator[NamedNode]:
        return iter(self._terms.values())


IV = Namespace(
    BASE + "ontology#",
    # classes
    "Decision Release Claim Mention Designation Agreement NamedAgreement Event NamedEvent Initiative"
    " Participation Establishment Commission Quotation"
    # of releases, claims and mentions
    " sha256 originalSha256 text factType summary modality confidence method quote evidence attributedTo"
    " states asserts denies refersTo inRelease surface"
    # of identity, time and review
    " ingested nearDuplicateOf belief judgedRight about outcome comparedName rule decidedBy decidedAt"
    " governedBy"
    # of facts
    " status date earliest latest startDate endDate atPlace theme underInitiative"
    " roleText roleFor designee designation designatedBy agreementType party namedAgreement funder recipient"
    " eventKind namedEvent organiser participant participationIn founder established establishedText"
    " principal agent task speaker quotedText"
    # direct edges
    " holdsRole holdsRoleAt holdsRoleFor designatedAs partyTo funds organises takesPartIn memberOf founded"
    " commissions said locatedIn partOf hasGoal",
)
RDF = Namespace(
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type reifies Statement subject predicate object"
)
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#", "label")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#", "boolean date dateTime decimal integer string")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#", "Concept altLabel inScheme exactMatch")
ORG = Namespace(
    "http://www.w3.org/ns/org#",
    "Organization Membership member organization role subOrganizationOf",
)
FOAF = Namespace("http://xmlns.com/foaf/0.1/", "Person")
DCTERMS = Namespace("http://purl.org/dc/terms/", "Location identifier title issued publisher language source")
PROV = Namespace(
    "http://www.w3.org/ns/prov#",
    "Activity SoftwareAgent wasDerivedFrom wasGeneratedBy wasAssociatedWith",
)
OA = Namespace(
    "http://www.w3.org/ns/oa#",
    "SpecificResource TextPositionSelector TextQuoteSelector hasSource hasSelector"
    " start end exact prefix suffix",
)
EURIO = Namespace("http://data.europa.eu/s66#", "Grant MonetaryAmount hasFundingAmount value currency")
EDTF = NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")

NAMESPACES: dict[str, Namespace] = {
    "iv": IV,
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "org": ORG,
    "foaf": FOAF,
    "dcterms": DCTERMS,
    "prov": PROV,
    "oa": OA,
    "eurio": EURIO,
}
PREFIXES: dict[str, str] = {prefix: space.iri for prefix, space in NAMESPACES.items()} | {
    "id": BASE + "id/",
    "concept": BASE + "concept/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}
# The prefixes to write Turtle with. Things and concepts stand relative to the base: rdflib 7.6 cannot read
# a prefixed name that ends in a dot.
WRITTEN = {prefix: iri for prefix, iri in PREFIXES.items() if prefix not in ("id", "concept")}

# What only exports say: no store holds it, so the ontology does not describe it.
NP = Namespace(
    "http://www.nanopub.org/nschema#", "Nanopublication hasAssertion hasProvenance hasPublicationInfo"
)
ATTRIBUTED_TO = NamedNode(PROV.iri + "wasAttributedTo")
CREATED, HAS_PART = NamedNode(DCTERMS.iri + "created"), NamedNode(DCTERMS.iri + "hasPart")
