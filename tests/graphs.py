"""Small extractions to build graphs from: a cast of entities, facts about them, releases that tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions
from pyoxigraph import Store as Oxigraph

from valleygraph.extract.model import Entity, EntityType, Extraction, Fact, FactType, Modality, Release, Span
from valleygraph.graph.ledger import Ledger
from valleygraph.graph.quads import Quads
from valleygraph.graph.reference import open_references
from valleygraph.graph.store import Store, add
from valleygraph.graph.vocab import IV

WORLD = DefaultGraph()
MODALITIES: tuple[Modality, ...] = ("done", "planned", "negated")
_NAMES: tuple[tuple[str, EntityType, tuple[str, ...]], ...] = (
    ("ann", "Person", ("Ann Lee",)),
    ("bo", "Person", ("Bo Ek",)),
    ("region", "Organisation", ("Region Norrby", "RN")),
    ("uni", "Organisation", ("Norrby University",)),
    ("lab", "Organisation", ("Batterilabbet",)),
    ("town", "Place", ("Norrby",)),
    ("land", "Place", ("Nordland",)),
    ("valley", "Initiative", ("Green Valley",)),
    ("pact", "Agreement", ("Norrby Pact",)),
    ("fair", "Event", ("Norrby Fair",)),
)
CAST: Mapping[str, Entity] = {id: Entity(id, type, names) for id, type, names in _NAMES}

# What may stand in each slot, by the annotation guideline.
FILLERS: Mapping[FactType, Mapping[str, tuple[str, ...]]] = {
    "RoleHolding": {
        "person": ("ann", "bo"),
        "role": ("director", "chair"),
        "organisation": ("region", "uni", "land", "valley"),
        "start": ("2024-01",),
        "end": ("2025",),
    },
    "Designation": {
        "subject": ("town", "land"),
        "designation": ("valley", "Regional Innovation Valley"),
        "theme": ("batteries", "life science"),
        "authority": ("region",),
        "date": ("2024-06-14",),
    },
    "Agreement": {
        "kind": ("letter of intent", "contract"),
        "party": ("region", "uni", "lab"),
        "agreement": ("pact",),
        "date": ("2024-06-14", "2023"),
        "place": ("town",),
        "theme": ("batteries",),
    },
    "Funding": {
        "funder": ("region", "uni"),
        "recipient": ("uni", "lab"),
        "amount": ("2000000 SEK", "12.50 EUR"),
        "initiative": ("valley",),
        "theme": ("batteries",),
    },
    "Event": {
        "kind": ("conference", "meeting"),
        "event": ("fair",),
        "date": ("2024-09/2024-11", "2025-05-06"),
        "place": ("town", "land"),
        "organiser": ("region",),
        "participant": ("uni", "ann"),
        "theme": ("life science",),
    },
    "Participation": {"participant": ("uni", "region"), "in": ("valley", "lab")},
    "Establishment": {
        "founder": ("region", "uni"),
        "established": ("lab", "a test bed"),
        "date": ("2024",),
        "place": ("town",),
    },
    "Commission": {"principal": ("region",), "agent": ("uni", "lab"), "task": ("map the needs",)},
    "Statement": {"speaker": ("ann", "bo"), "text": ("We are proud", "It is early")},
    "Location": {"subject": ("lab", "uni"), "place": ("town", "land")},
    "PartOf": {"part": ("lab", "uni"), "whole": ("region",)},
    "Targeting": {"initiative": ("valley",), "theme": ("batteries", "life science")},
}


def fact(
    type: FactType,
    /,
    *,
    sentence: str = "",
    modality: Modality = "done",
    confidence: float = 1.0,
    attributed_to: str | None = None,
    method: str | None = None,
    **slots: str | tuple[str, ...],
) -> Fact:
    """A fact from its slots, each a filler or a tuple of them; write in_ for the slot "in".

    Its one piece of evidence is the sentence, by default its type and fillers in words. Where that stands
    is known when a release tells it.
    """
    told = {slot.rstrip("_"): (value,) if isinstance(value, str) else value for slot, value in slots.items()}
    words = [CAST[word].names[0] if word in CAST else word for value in told.values() for word in value]
    sentence = sentence or f"{type}, {modality}: {', '.join(words)}."
    evidence = (Span(0, len(sentence), sentence),)
    return Fact(type, told, modality, confidence, evidence, attributed_to, method)


def release(id: str, *facts: Fact, cast: Mapping[str, Entity] = CAST, **document: Any) -> Extraction:
    """A release that tells these facts, a sentence each, and names only those whom they concern."""
    text, placed = "", []
    for told in facts:
        (span,) = told.evidence
        start = len(text)
        text += f"{span.text} "
        placed.append(replace(told, evidence=(Span(start, start + len(span.text), span.text),)))
    used = dict.fromkeys(f for told in facts for f in (*_fillers(told), told.attributed_to) if f in cast)
    document = {"language": "en", "published": "2024-06-14", **document}
    entities = (replace(cast[id], mentions=_mentions(text, cast[id].names[0])) for id in used if id)
    return Extraction(Release(id, text, **document), tuple(entities), tuple(placed))


def _fillers(told: Fact) -> Iterable[str]:
    return (filler for fillers in told.slots.values() for filler in fillers)


def _mentions(text: str, name: str) -> tuple[Span, ...]:
    start = text.find(name)
    return (Span(start, start + len(name), name),) if start >= 0 else ()


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """Any fact of any type, from so few fillers that two often say the same."""
    type = draw(st.sampled_from(tuple(FILLERS)))
    slots: dict[str, Any] = {}
    for slot, fillers in FILLERS[type].items():
        chosen = draw(st.lists(st.sampled_from(fillers), unique=True, max_size=2))
        slots |= {slot: tuple(chosen)} if chosen else {}
    return fact(
        type,
        **slots,
        modality=draw(st.sampled_from(MODALITIES)),
        confidence=draw(st.sampled_from((1.0, 0.9, 0.5, 0.49999, 0.25, 0.00001))),
        attributed_to=draw(st.sampled_from((None, None, "ann"))),
        method=draw(st.sampled_from((None, "rule"))),
    )


def releases(id: str) -> st.SearchStrategy[Extraction]:
    """Any release with this id."""
    dates = st.sampled_from((None, "2024-06-14", "2023"))
    return st.builds(
        lambda told, published: release(id, *told, published=published), st.lists(facts(), max_size=4), dates
    )


def held(store: Store) -> set[Quad]:
    """All that a store holds."""
    return set(store.match())


def everything(store: Store) -> set[Quad]:
    """All that a store holds, but for when it came in."""
    return {quad for quad in store.match() if quad.predicate != IV.ingested}


def text_of(term: object) -> str:
    """The text of a literal or an IRI."""
    assert isinstance(term, Literal | NamedNode)
    return term.value


def rows(answer: object) -> list[tuple[str | None, ...]]:
    """The rows of a SELECT query by the text of their terms."""
    assert isinstance(answer, QuerySolutions)
    return [tuple(None if term is None else text_of(term) for term in solution) for solution in answer]


class Memory(Quads):
    """A store in memory that takes any quads, also those that no release gives."""

    def __init__(self, quads: Iterable[Quad] = ()) -> None:
        self._oxigraph = Oxigraph()
        self.ledger = Ledger(Path(":memory:"), write=True)
        self.reference = open_references()
        self._oxigraph.extend(quads)

    def change(self, *, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        for quad in list(remove):
            self._oxigraph.remove(quad)
        self._oxigraph.extend(list(add))


def remembered(*told: Extraction) -> Memory:
    """A store in memory with these releases."""
    store = Memory()
    for extraction in told:
        add(store, extraction, version="1")  # type: ignore[arg-type]
    return store
