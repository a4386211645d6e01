"""Claims → nanopublications (nanopub.net/guidelines): four named graphs a claim, and no blank node.

What the world holds is the assertion as it stands. What it does not hold (what is denied, what only a
quotation says, a plan that would be a bare edge, what is hardly sure) is not asserted: there the assertion
is that the release makes a claim, of this modality and by this speaker, whose statements are reified. So
no triple stands in an assertion that is not so, also for those who take the graphs apart.

The IRI of a nanopublication is a hash of its content: what changes gets another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from pyoxigraph import NamedNode, Quad, Triple

from .iris import hashed, named
from .rdf import WORLD
from .store import Store, triples
from .vocab import ATTRIBUTED_TO, CREATED, DCTERMS, HAS_PART, IV, NP, OA, PROV, RDF, RDFS

Triples = tuple[Triple, ...]
Describe = Callable[[NamedNode], Triples]

CACHED = 10_000  # descriptions: those of releases, runs and things are needed for many claims
_DONE = named("concept/modality", "done")
_REPORTED = {  # what an assertion says of a claim that it does not make its own
    *(RDF.type, IV.factType, IV.modality, IV.confidence, IV.attributedTo, IV.states, IV.denies),
    PROV.wasDerivedFrom,
}
_RELEASE = {  # what a nanopublication says of the release
    *(RDF.type, IV.sha256, IV.originalSha256, IV.ingested),
    *(DCTERMS.identifier, DCTERMS.title, DCTERMS.issued),
    *(DCTERMS.publisher, DCTERMS.language, DCTERMS.source),
}


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim as the store has it: the triples of its graph, and those about it."""

    iri: NamedNode
    said: Triples
    about: Triples

    @property
    def release(self) -> NamedNode:
        return _iris(self.about, PROV.wasDerivedFrom)[0]

    @property
    def run(self) -> NamedNode:
        return _iris(self.about, PROV.wasGeneratedBy)[0]

    @property
    def asserted(self) -> bool:
        """Whether the world holds it."""
        return any(triple.predicate == IV.asserts for triple in self.about)


def nanopubs(store: Store) -> Iterator[Quad]:
    """The nanopublications of all claims, one after the other, those of a release together."""
    describe = lru_cache(CACHED)(partial(_describe, store))
    for iri in _claims(store):
        yield from _nanopub(_Claim(iri, _ordered(triples(store, iri)), _describe(store, iri)), describe)


def _claims(store: Store) -> list[NamedNode]:
    sources = {quad.subject: quad.object for quad in store.match(None, PROV.wasDerivedFrom, None, WORLD)}
    claims = {quad.subject for quad in store.match(None, RDF.type, IV.Claim, WORLD)}
    named_ones = (claim for claim in claims if isinstance(claim, NamedNode))
    return sorted(named_ones, key=lambda claim: (str(sources[claim]), str(claim)))


def _describe(store: Store, thing: NamedNode) -> Triples:
    """What the world says of a thing, but for the text of a release: its sentences are quoted."""
    found = (quad.triple for quad in store.match(thing, None, None, WORLD))
    return _ordered(triple for triple in found if triple.predicate != IV.text)


def _ordered(found: Iterable[Triple]) -> Triples:
    return tuple(sorted(set(found), key=str))


def _iris(about: Iterable[Triple], predicate: NamedNode) -> list[NamedNode]:
    return [t.object for t in about if t.predicate == predicate and isinstance(t.object, NamedNode)]


def _nanopub(claim: _Claim, describe: Describe) -> Iterator[Quad]:
    parts = (
        _ordered(claim.said if claim.asserted else _report(claim)),
        _ordered(_provenance(claim, describe)),
        _ordered(_publication(claim, describe)),
    )
    iri = hashed("id/nanopub", *(f"{n} {triple}" for n, part in enumerate(parts) for triple in part))
    head, *graphs = (
        NamedNode(f"{iri.value}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    yield Quad(iri, RDF.type, NP.Nanopublication, head)
    for has, graph in zip((NP.hasAssertion, NP.hasProvenance, NP.hasPublicationInfo), graphs, strict=True):
        yield Quad(iri, has, graph, head)
    own = ((), _origin(graphs[0], claim), _authorship(iri, claim, describe))
    for graph, *content in zip(graphs, own, parts, strict=True):
        yield from (Quad(t.subject, t.predicate, t.object, graph) for part in content for t in part)


def _report(claim: _Claim) -> Iterator[Triple]:
    """That the release makes the claim, not what it claims."""
    yield from (triple for triple in claim.about if triple.predicate in _REPORTED)
    for number, triple in enumerate(claim.said, 1):
        statement = NamedNode(f"{claim.iri.value}#statement-{number}")
        yield Triple(claim.iri, HAS_PART, statement)
        yield Triple(statement, RDF.type, RDF.Statement)
        yield Triple(statement, RDF.subject, triple.subject)
        yield Triple(statement, RDF.predicate, triple.predicate)
        yield Triple(statement, RDF.object, triple.object)


def _provenance(claim: _Claim, describe: Describe) -> Iterator[Triple]:
    """All about the claim, the places of its sentences, its release and the run that found it."""
    yield from claim.about
    for span in _iris(claim.about, IV.evidence):
        yield from describe(span)
        for selector in _iris(describe(span), OA.hasSelector):
            yield from describe(selector)
    yield from (triple for triple in describe(claim.release) if triple.predicate in _RELEASE)
    yield from describe(claim.run)


def _publication(claim: _Claim, describe: Describe) -> Iterator[Triple]:
    """The software, and the names of the things that the claim is about."""
    for agent in _iris(describe(claim.run), PROV.wasAssociatedWith):
        yield from describe(agent)
    terms = [term for triple in claim.said for term in (triple.subject, triple.object)]
    for thing in (*terms, *_iris(claim.about, IV.attributedTo)):
        if isinstance(thing, NamedNode):
            yield from (triple for triple in describe(thing) if triple.predicate == RDFS.label)


def _origin(assertion: NamedNode, claim: _Claim) -> Iterator[Triple]:
    yield Triple(assertion, PROV.wasDerivedFrom, claim.iri)
    yield Triple(assertion, PROV.wasDerivedFrom, claim.release)
    yield Triple(assertion, PROV.wasGeneratedBy, claim.run)


def _authorship(iri: NamedNode, claim: _Claim, describe: Describe) -> Iterator[Triple]:
    for agent in _iris(describe(claim.run), PROV.wasAssociatedWith):
        yield Triple(iri, ATTRIBUTED_TO, agent)
    for triple in describe(claim.release):
        if triple.predicate == IV.ingested:
            yield Triple(iri, CREATED, triple.object)
