"""Extraction → quads. Pure: the same extraction gives the same quads, and no blank node.

Three kinds of quads come out of one release:

- *descriptions* in the default graph: the release, its claims, their evidence, its mentions;
- *claims*, one named graph each: the triples that the release states in one fact;
- *names*, in the graph named by the release itself: type and names of its entities.

The world, which is the rest of the default graph, is the union of the names and of the claims that
are asserted (`Claim.asserted`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from ..extract.errors import InputError
from ..extract.model import Entity, EntityType, Extraction
from .claims import Claim, claims
from .evidence import describe
from .iris import is_minted, name_of, named, release_iri
from .standing import Identifier, Standing
from .vocab import DCTERMS, FOAF, IV, ORG, PROV, RDF, RDFS, SKOS

SOFTWARE = "valleygraph"
ALONE = Standing()
WORLD = DefaultGraph()
SEPARATOR = " · "
_TEXTS = frozenset((IV.establishedText, IV.task, IV.quotedText))

Labels = Mapping[NamedNode, str]

_CLASSES: Mapping[EntityType, NamedNode] = {
    "Person": FOAF.Person,
    "Organisation": ORG.Organization,
    "Place": DCTERMS.Location,
    "Initiative": IV.Initiative,
    "Agreement": IV.NamedAgreement,
    "Event": IV.NamedEvent,
}


def quads(extraction: Extraction, *, version: str = "", standing: Standing = ALONE) -> frozenset[Quad]:
    """All quads of one release. `version` is that of the software, for the provenance.

    `standing` is what a store knows of it beside. Raises InputError where an entity carries an identifier
    that is no IRI.
    """
    release = release_iri(extraction.document.id)
    iris = {entity.id: standing.iris.get(entity.id) or own_iri(entity) for entity in extraction.entities}
    run = named("id/run", f"{SOFTWARE} {version}".strip())
    names = [*_names(extraction.entities, iris, standing), *_run(run)]
    labels = _labels(names)
    said = [_judged(claim, standing, labels) for claim in claims(extraction, iris)]
    return frozenset(
        [
            *_in(release, names),
            *(quad for claim in said for quad in _in(claim.iri, claim.triples)),
            *_in(WORLD, names),
            *(quad for claim in said if claim.asserted for quad in _in(WORLD, claim.triples)),
            *_in(WORLD, describe(extraction, iris, release, run, said, standing)),
        ]
    )


def _in(graph: NamedNode | DefaultGraph, triples: Iterable[Triple]) -> Iterator[Quad]:
    return (Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def _judged(claim: Claim, standing: Standing, labels: Labels) -> Claim:
    belief, right = standing.beliefs.get(claim.iri.value), standing.verdicts.get(claim.print)
    summary = summarised(claim, {**labels, **_labels(claim.triples)})
    return replace(claim, belief=belief, right=right, summary=summary)


def _labels(triples: Iterable[Triple]) -> dict[NamedNode, str]:
    return {t.subject: t.object.value for t in triples if t.predicate == RDFS.label}  # type: ignore[misc,union-attr]


def summarised(claim: Claim, labels: Labels) -> str:
    """What a claim is about in a line: the names of the things in it, and its texts, by the alphabet.

    Of one that is a single edge the names of its two ends.
    """
    edges = [t for t in claim.triples if t.subject in labels and t.object in labels]
    if claim.node is None and edges:
        return SEPARATOR.join((labels[edges[0].subject], labels[edges[0].object]))  # type: ignore[index]
    about = [t for t in claim.triples if claim.node in (None, t.subject)]
    named = {labels[t.object] for t in about if t.object in labels}  # type: ignore[index]
    texts = {t.object.value for t in about if t.predicate in _TEXTS}  # type: ignore[union-attr]
    return SEPARATOR.join(sorted(named | texts))


def _names(entities: Iterable[Entity], iris: Mapping[str, NamedNode], standing: Standing) -> Iterator[Triple]:
    for entity in entities:
        iri = iris[entity.id]
        label = name_of(iri) if is_minted(iri) else entity.names[0]
        yield Triple(iri, RDF.type, _CLASSES[entity.type])
        yield Triple(iri, RDFS.label, Literal(label))
        yield from (Triple(iri, SKOS.altLabel, Literal(n)) for n in entity.names if n != label)
        yield from _links(entity, iri)
        if entity.id in standing.identifiers:
            yield from _identified(iri, standing.identifiers[entity.id])


def _identified(iri: NamedNode, known: Identifier) -> Iterator[Triple]:
    for identifier in (known.iri, *known.same):
        if identifier != iri.value:
            yield Triple(iri, SKOS.exactMatch, NamedNode(identifier))
    if known.governed_by:
        authority = NamedNode(known.governed_by)
        yield Triple(iri, IV.governedBy, authority)
        if is_minted(authority):
            yield Triple(authority, RDF.type, ORG.Organization)
            yield Triple(authority, RDFS.label, Literal(name_of(authority)))


def _links(entity: Entity, iri: NamedNode) -> Iterator[Triple]:
    for link in entity.links:
        if "://" in link.identifier and link.identifier != iri.value:
            try:
                yield Triple(iri, SKOS.exactMatch, NamedNode(link.identifier))
            except ValueError:
                raise InputError(f"entity {entity.id}: {link.identifier!r} is not an IRI") from None


def own_iri(entity: Entity) -> NamedNode:
    """The IRI of an entity as its release alone knows it: what extraction linked it to, or its fullest name.

    >>> own_iri(Entity("e1", "Organisation", ("Region Stockholm",))).value
    'https://w3id.org/innovation-valley/id/organisation/Region_Stockholm'
    """
    if entity.iri is None:
        return named(f"id/{entity.type.lower()}", entity.names[0])
    try:
        return NamedNode(entity.iri)
    except ValueError:
        raise InputError(f"entity {entity.id}: {entity.iri!r} is not an IRI") from None


def _run(run: NamedNode) -> Iterator[Triple]:
    agent = named("id/agent", name_of(run))
    yield Triple(run, RDF.type, PROV.Activity)
    yield Triple(run, RDFS.label, Literal(f"extraction by {name_of(run)}"))
    yield Triple(run, PROV.wasAssociatedWith, agent)
    yield Triple(agent, RDF.type, PROV.SoftwareAgent)
    yield Triple(agent, RDFS.label, Literal(name_of(run)))
