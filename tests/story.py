"""A valley in five releases, Swedish and English: what the named queries are asked about.

Written by hand, with what the rest of the graph adds to releases and claims: when a release came in,
what it nearly repeats, who is who by whose decision, what a person judged, who governs a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from tests.graphs import WORLD, fact, release
from valleygraph.extract.model import Entity, EntityType, Link
from valleygraph.graph.iris import named, release_iri
from valleygraph.graph.store import Store, add
from valleygraph.graph.vocab import IV, RDF, XSD

_NAMES: tuple[tuple[str, EntityType, tuple[str, ...]], ...] = (
    ("karin", "Person", ("Karin Ek", "Ek")),
    ("john", "Person", ("John Smith",)),
    ("region", "Organisation", ("Region Västerbotten", "RVB")),
    ("skane", "Organisation", ("Region Skåne",)),
    ("uni", "Organisation", ("Umeå universitet", "Umeå University")),
    ("town", "Organisation", ("Skellefteå kommun",)),
    ("lab", "Organisation", ('Labb "Norr" \\ AB',)),
    ("agency", "Organisation", ("Vinnova",)),
    ("brussels", "Organisation", ("European Commission",)),
    ("north", "Place", ("Västerbotten",)),
    ("south", "Place", ("Skåne",)),
    ("island", "Place", ("Gotlandsregionen",)),
    ("city", "Place", ("Umeå",)),
    ("valleys", "Initiative", ("Regional Innovation Valleys", "RIV")),
    ("horizon", "Initiative", ("Horizon Europe", "Horisont Europa")),
    ("pact", "Agreement", ("Norrpakten",)),
    ("forum", "Event", ("Umeå Battery Forum",)),
)
CAST: Mapping[str, Entity] = {
    id: Entity(
        id,
        type,
        names,
        links=(Link("https://example.org/vinnova", 1.0, "known name"),) if id == "agency" else (),
    )
    for id, type, names in _NAMES
}

PROUD = '"Regional Innovation Valleys gör oss starka", säger Karin Ek.'
SOON = '"It is early days," said John Smith.'
LETTER = "Region Västerbotten och Umeå universitet tecknade en avsiktsförklaring."
_LETTER = {"kind": "letter of intent", "party": ("region", "uni")}
_CONTRACT = {"kind": "contract", "party": ("skane", "uni"), "date": "2024-09"}
_GRANT = {"funder": "agency", "recipient": "uni", "initiative": "horizon", "theme": "batterier"}
_LABEL = {"subject": "north", "designation": "valleys", "theme": "batterier"}

RELEASES = (
    release(
        "sv-1",
        fact("Agreement", **_LETTER, date="2024-02-28", place="city", theme="batterier", sentence=LETTER),
        fact(
            "RoleHolding",
            person="karin",
            role="regiondirektör",
            organisation="region",
            sentence="Karin Ek är regiondirektör.",
        ),
        fact("Statement", speaker="karin", text="Regional Innovation Valleys gör oss starka", sentence=PROUD),
        fact(
            "Designation",
            **_LABEL,
            authority="brussels",
            date="2024",
            sentence="Västerbotten är en innovationsdal.",
        ),
        fact(
            "Event",
            kind="seminar",
            date="2024-02-28",
            place="city",
            organiser="region",
            participant="uni",
            sentence="Seminariet hölls i Umeå.",
        ),
        fact("Location", subject="uni", place="city", sentence="Umeå universitet ligger i Umeå."),
        fact("Location", subject="city", place="north", sentence="Umeå ligger i Västerbotten."),
        fact("Funding", **_GRANT, amount="2000000 SEK", sentence="Vinnova ger två miljoner kronor."),
        cast=CAST,
        language="sv",
        published="2024-03-01",
        publisher="Region Västerbotten",
        url="https://example.org/sv-1",
    ),
    release(
        "sv-1-kopia",
        fact("Agreement", **_LETTER, date="2024-02-28", place="city", sentence=LETTER),
        cast=CAST,
        language="sv",
        published="2024-03-02",
        publisher="Umeå universitet",
    ),
    release(
        "en-2",
        fact("Agreement", **_LETTER, date="2024-04", sentence="They signed it in April."),
        fact("Agreement", **_CONTRACT, modality="planned", sentence="A contract is to follow."),
        fact(
            "Designation",
            subject="south",
            designation="valleys",
            theme="batterier",
            sentence="Skåne is a valley too.",
        ),
        fact(
            "Designation",
            subject="island",
            designation="valleys",
            modality="negated",
            sentence="Gotlandsregionen is not a valley.",
        ),
        fact(
            "Event",
            event="forum",
            date="2025-05-06",
            place="city",
            modality="planned",
            sentence="Umeå Battery Forum will be held.",
        ),
        fact("Funding", **_GRANT, amount="3000000 SEK", sentence="Vinnova gives three million."),
        fact(
            "Funding",
            funder="agency",
            recipient="lab",
            amount="100.50 EUR",
            modality="planned",
            sentence="A small grant is planned.",
        ),
        fact(
            "RoleHolding",
            person="john",
            role="chair",
            organisation="uni",
            start="2024-01",
            end="2024-06",
            sentence="John Smith chairs it until June.",
        ),
        fact("Statement", speaker="john", text="It is early days", sentence=SOON),
        fact(
            "Participation",
            participant="uni",
            in_="valleys",
            attributed_to="karin",
            sentence='"Umeå University is in RIV," says Karin Ek.',
        ),
        fact("Participation", participant="skane", in_="valleys", sentence="Region Skåne joined."),
        fact("Targeting", initiative="valleys", theme="batterier", sentence="It is about batteries."),
        fact(
            "Commission",
            principal="agency",
            agent="uni",
            task="map the needs",
            sentence="It is to map the needs.",
        ),
        fact("Participation", participant="town", in_="valleys", confidence=0.4, sentence="Perhaps others."),
        cast=CAST,
        published="2024-06-14",
        publisher="Vinnova",
    ),
    release(
        "sv-3",
        fact("Agreement", **_CONTRACT, sentence="Kontraktet skrevs under i september."),
        fact("Designation", **_LABEL, modality="negated", sentence="Västerbotten är ingen innovationsdal."),
        fact(
            "Agreement",
            agreement="pact",
            party=("uni", "town"),
            date="2025-01-09",
            sentence="Norrpakten är påskriven.",
        ),
        fact(
            "Establishment",
            founder="uni",
            established="lab",
            date="2025-01",
            place="city",
            sentence="Universitetet har startat ett labb.",
        ),
        fact(
            "Establishment",
            founder="region",
            established="en testbädd",
            date="2026",
            modality="planned",
            sentence="Regionen ska öppna en testbädd.",
        ),
        fact(
            "RoleHolding",
            person="karin",
            role="rektor",
            organisation="uni",
            start="2025-09",
            modality="planned",
            sentence="Karin Ek tillträder i september.",
        ),
        fact("PartOf", part="lab", whole="uni", confidence=0.6, sentence="Labbet hör till universitetet."),
        cast=CAST,
        language="sv",
        published="2025-01-10",
        publisher="Region Västerbotten",
    ),
    release(
        "sv-4",
        fact(
            "Commission",
            principal="town",
            agent="uni",
            task="utvärdera Norrpakten",
            sentence="Kommunen ger Umeå universitet i uppdrag att utvärdera Norrpakten.",
        ),
        cast=CAST,
        language="sv",
        published="2025-02",
    ),
)
# What rests on one release only, when it came in, and what it nearly repeats.
INGESTED = {
    "sv-1": "2025-03-01T08:00:00Z",
    "sv-1-kopia": "2025-03-01T08:00:00Z",
    "en-2": "2025-03-02T08:00:00Z",
    "sv-3": "2025-03-03T08:00:00Z",
    "sv-4": "2025-03-03T08:00:00Z",
}


def tell(store: Store) -> None:
    """Put the story into a store."""
    for extraction in RELEASES:
        add(store, extraction)
    store.change(remove=(), add=[*_releases(), *_decisions(), *_places(), *_claims(store)])


def claim(store: Store, sentence: str) -> str:
    """The IRI of the one claim that rests on a sentence."""
    answer = store.query(f"SELECT ?claim {{ ?claim iv:quote {Literal(sentence)} }}")
    assert isinstance(answer, QuerySolutions)
    (row,) = answer
    return str(row["claim"].value)


def _iri(id: str) -> NamedNode:
    entity = CAST[id]
    return named(f"id/{entity.type.lower()}", entity.names[0])


def _quad(subject: NamedNode, predicate: NamedNode, object: NamedNode | Literal) -> Quad:
    return Quad(subject, predicate, object, WORLD)


def _releases() -> Iterator[Quad]:
    for id, time in INGESTED.items():
        yield _quad(release_iri(id), IV.ingested, Literal(time, datatype=XSD.dateTime))
    yield _quad(release_iri("sv-1-kopia"), IV.nearDuplicateOf, release_iri("sv-1"))


def _decisions() -> Iterator[Quad]:
    ek, rvb, lab, uni = (named("id/decision", name) for name in ("ek", "rvb", "lab", "uni"))
    yield from _decision(ek, "same", ("Karin Ek", "Ek"), ("karin",), "one text, short form", "rule")
    yield from _decision(rvb, "same", ("Region Västerbotten", "RVB"), ("region",), "initials", "Eva Lind")
    yield _quad(rvb, IV.decidedAt, Literal("2025-03-04T09:00:00Z", datatype=XSD.dateTime))
    yield from _decision(lab, "unsure", ("Labb Norr", 'Labb "Norr" \\ AB'), ("lab",), "close names", "rule")
    both = ("Umeå", "Umeå universitet"), ("city", "uni")
    yield from _decision(uni, "unsure", *both, "one name in the other", "rule")
    yield from _decision(named("id/decision", "no"), "different", *both, "two types", "Eva Lind")


def _decision(
    iri: NamedNode, outcome: str, names: tuple[str, ...], about: tuple[str, ...], rule: str, by: str
) -> Iterator[Quad]:
    yield _quad(iri, RDF.type, IV.Decision)
    yield _quad(iri, IV.outcome, named("concept/decision", outcome))
    yield _quad(iri, IV.rule, Literal(rule))
    yield _quad(iri, IV.decidedBy, Literal(by))
    yield from (_quad(iri, IV.comparedName, Literal(name)) for name in names)
    yield from (_quad(iri, IV.about, _iri(id)) for id in about)


def _places() -> Iterator[Quad]:
    yield _quad(_iri("north"), IV.governedBy, _iri("region"))
    yield _quad(_iri("south"), IV.governedBy, _iri("skane"))


def _claims(store: Store) -> Iterator[Quad]:
    doubtful, sure = claim(store, "Labbet hör till universitetet."), claim(store, "They signed it in April.")
    yield _quad(NamedNode(doubtful), IV.judgedRight, Literal("true", datatype=XSD.boolean))
    yield _quad(NamedNode(sure), IV.belief, Literal("0.995", datatype=XSD.decimal))
