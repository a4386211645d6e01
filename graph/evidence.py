"""What the default graph says of releases, claims, their evidence and mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from ..extract.model import Extraction, Release, Span
from .claims import Claim, decimal, four
from .dates import bounds
from .iris import hashed, named, release_iri
from .standing import Standing
from .vocab import DCTERMS, EDTF, IV, OA, PROV, RDF, RDFS, XSD

CONTEXT = 32  # characters of prefix and suffix in a quote selector


def describe(
    extraction: Extraction,
    iris: Mapping[str, NamedNode],
    release: NamedNode,
    run: NamedNode,
    claims: Iterable[Claim],
    standing: Standing,
) -> Iterator[Triple]:
    """Triples whose subjects belong to this release alone: itself, its claims, evidence and mentions."""
    yield from _release(extraction.document, release)
    if standing.ingested:
        yield Triple(release, IV.ingested, Literal(standing.ingested, datatype=XSD.dateTime))
    if standing.duplicate_of:
        yield Triple(release, IV.nearDuplicateOf, release_iri(standing.duplicate_of))
    for claim in claims:
        yield from _claim(claim, extraction.document, release, run, iris)
    for entity in extraction.entities:
        for mention in entity.mentions:
            yield from _mention(mention, iris[entity.id], release)


def _release(document: Release, release: NamedNode) -> Iterator[Triple]:
    yield Triple(release, RDF.type, IV.Release)
    yield Triple(release, DCTERMS.identifier, Literal(document.id))
    yield Triple(release, IV.sha256, Literal(document.sha256))
    optional = {
        RDFS.label: document.title,
        DCTERMS.title: document.title,
        DCTERMS.language: document.language,
        DCTERMS.publisher: document.publisher,
        DCTERMS.source: document.url,
        IV.originalSha256: document.original_sha256,
        IV.text: document.text,
    }
    yield from (Triple(release, term, Literal(text)) for term, text in optional.items() if text)
    if document.published:
        yield Triple(release, DCTERMS.issued, Literal(document.published, datatype=EDTF))
        first, last = bounds(document.published)
        for term, day in ((IV.earliest, first), (IV.latest, last)):
            if day:
                yield Triple(release, term, Literal(day, datatype=XSD.date))


def _claim(
    claim: Claim, document: Release, release: NamedNode, run: NamedNode, iris: Mapping[str, NamedNode]
) -> Iterator[Triple]:
    fact, iri = claim.fact, claim.iri
    yield Triple(iri, RDF.type, IV.Claim)
    yield Triple(iri, IV.factType, Literal(fact.type))
    if claim.summary:
        yield Triple(iri, IV.summary, Literal(claim.summary))
    yield Triple(iri, IV.modality, named("concept/modality", fact.modality))
    yield Triple(iri, IV.confidence, decimal(claim.confidence))
    if claim.belief is not None:
        yield Triple(iri, IV.belief, decimal(four(claim.belief)))
    if claim.right is not None:
        yield Triple(iri, IV.judgedRight, Literal(str(claim.right).lower(), datatype=XSD.boolean))
    yield Triple(iri, PROV.wasDerivedFrom, release)
    yield Triple(iri, PROV.wasGeneratedBy, run)
    if claim.node is not None:
        yield Triple(iri, IV.denies if fact.modality == "negated" else IV.states, claim.node)
    if claim.asserted:
        yield Triple(iri, IV.asserts, claim.node or NamedNode(claim.key))
    if fact.method:
        yield Triple(iri, IV.method, Literal(fact.method))
    if fact.attributed_to:
        yield Triple(iri, IV.attributedTo, iris[fact.attributed_to])
    for span in fact.evidence:
        yield Triple(iri, IV.quote, Literal(span.text))
        yield from _evidence(span, iri, document, release)


def _evidence(span: Span, claim: NamedNode, document: Release, release: NamedNode) -> Iterator[Triple]:
    where = (release.value, str(span.start), str(span.end))
    resource = hashed("id/span", *where)
    position, quote = hashed("id/position", *where), hashed("id/quote", *where)
    yield Triple(claim, IV.evidence, resource)
    yield Triple(resource, RDF.type, OA.SpecificResource)
    yield Triple(resource, OA.hasSource, release)
    yield Triple(resource, OA.hasSelector, position)
    yield Triple(resource, OA.hasSelector, quote)
    yield Triple(position, RDF.type, OA.TextPositionSelector)
    yield from _offsets(position, span)
    yield Triple(quote, RDF.type, OA.TextQuoteSelector)
    yield Triple(quote, OA.exact, Literal(span.text))
    text = document.text
    yield Triple(quote, OA.prefix, Literal(text[max(0, span.start - CONTEXT) : span.start]))
    yield Triple(quote, OA.suffix, Literal(text[span.end : span.end + CONTEXT]))


def _mention(span: Span, entity: NamedNode, release: NamedNode) -> Iterator[Triple]:
    mention = hashed("id/mention", release.value, str(span.start), str(span.end), entity.value)
    yield Triple(mention, RDF.type, IV.Mention)
    yield Triple(mention, IV.refersTo, entity)
    yield Triple(mention, IV.inRelease, release)
    yield Triple(mention, IV.surface, Literal(span.text))
    yield from _offsets(mention, span)


def _offsets(selector: NamedNode, span: Span) -> Iterator[Triple]:
    # xsd:integer, for Oxigraph keeps no narrower type: what comes back must be what went in.
    for term, offset in ((OA.start, span.start), (OA.end, span.end)):
        yield Triple(selector, term, Literal(str(offset), datatype=XSD.integer))
