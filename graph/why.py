"""Why the graph says something of an entity: its claims, each with sentence, source and date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, Triple

from .entities import label
from .rdf import WORLD
from .store import Store
from .vocab import DCTERMS, IV, OA, PROV, RDF

_CLAIMS = """
SELECT DISTINCT ?claim WHERE {{
  GRAPH ?claim {{ {{ {entity} ?p ?o }} UNION {{ ?s ?q {entity} }} }}
  ?claim a iv:Claim .
}}
"""
_UNSAID = {RDF.type, IV.status, IV.earliest, IV.latest}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a release, with its place in the text (code points)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One claim, in words: what kind of fact, its parts by name, and all that stands behind it."""

    claim: str
    fact: str
    modality: str
    parts: tuple[tuple[str, str], ...]
    sentences: tuple[Sentence, ...]
    release: str
    published: str | None
    source: str | None
    confidence: float
    method: str | None
    said_by: str | None

    @property
    def told(self) -> str:
        """The claim in one line: "Agreement (planned): party: A; party: B"."""
        return in_a_line(self.fact, self.modality, self.said_by, self.parts)


def in_a_line(fact: str, modality: str, said_by: str | None, parts: Iterable[tuple[str, str]]) -> str:
    """A fact in words.

    >>> in_a_line("Agreement", "planned", "Karin Ek", [("party", "A"), ("party", "B")])
    'Agreement (planned, said by Karin Ek): party: A; party: B'
    """
    said = f", said by {said_by}" if said_by else ""
    return f"{fact} ({modality}{said}): " + "; ".join(f"{name}: {value}" for name, value in parts)


def why(store: Store, entity: NamedNode) -> list[Reason]:
    """The claims about an entity, the oldest first."""
    answer = store.query(_CLAIMS.format(entity=entity))
    assert isinstance(answer, QuerySolutions)
    reasons = [reason(store, row["claim"]) for row in answer]
    return sorted(reasons, key=lambda r: (r.published or "", r.release, *(s.start for s in r.sentences[:1])))


def reason(store: Store, claim: NamedNode) -> Reason:
    """A claim in words."""
    release = _one(store, claim, PROV.wasDerivedFrom)
    assert isinstance(release, NamedNode)
    speaker = _one(store, claim, IV.attributedTo)
    return Reason(
        claim=claim.value,
        fact=_text(store, claim, IV.factType) or "",
        modality=(_text(store, claim, IV.modality) or "").rsplit("/", 1)[-1],
        parts=tuple(_parts(store, claim)),
        sentences=tuple(sorted(_sentences(store, claim), key=lambda s: s.start)),
        release=_text(store, release, DCTERMS.identifier) or release.value,
        published=_text(store, release, DCTERMS.issued),
        source=_text(store, release, DCTERMS.source),
        confidence=float(_text(store, claim, IV.confidence) or 0),
        method=_text(store, claim, IV.method),
        said_by=label(store, speaker) if isinstance(speaker, NamedNode) else None,
    )


def _parts(store: Store, claim: NamedNode) -> Iterator[tuple[str, str]]:
    """The slots of the fact by the names of their properties; for a fact without a node its one edge."""
    triples = [quad.triple for quad in store.match(None, None, None, claim)]
    node = _one(store, claim, IV.states) or _one(store, claim, IV.denies)
    about = [t for t in triples if t.subject == node] or [t for t in triples if t.predicate in set(IV)]
    for triple in sorted(about, key=str):
        if triple.predicate not in _UNSAID:
            yield from _part(store, triple, node is None)


def _part(store: Store, triple: Triple, whole: bool) -> Iterator[tuple[str, str]]:
    name = triple.predicate.value.replace("#", "/").rsplit("/", 1)[-1]
    if whole and isinstance(triple.subject, NamedNode):
        yield "of", label(store, triple.subject)
    if isinstance(triple.object, Literal):
        yield name, triple.object.value
    elif isinstance(triple.object, NamedNode):
        yield name, label(store, triple.object)


def _sentences(store: Store, claim: NamedNode) -> Iterator[Sentence]:
    for evidence in store.match(claim, IV.evidence, None, WORLD):
        assert isinstance(evidence.object, NamedNode)
        text, start, end = "", 0, 0
        for selector in store.match(evidence.object, OA.hasSelector, None, WORLD):
            assert isinstance(selector.object, NamedNode)
            text = _text(store, selector.object, OA.exact) or text
            start = int(_text(store, selector.object, OA.start) or start)
            end = int(_text(store, selector.object, OA.end) or end)
        yield Sentence(text, start, end)


def _one(store: Store, subject: NamedNode, predicate: NamedNode) -> object:
    return next((quad.object for quad in store.match(subject, predicate, None, WORLD)), None)


def _text(store: Store, subject: NamedNode, predicate: NamedNode) -> str | None:
    found = _one(store, subject, predicate)
    return found.value if isinstance(found, Literal | NamedNode) else None
