"""A valley in five releases, Swedish and English: what the named queries are asked about.

Written by hand, and put into the graph as any release is: what is the same, what repeats what and what is
believed is found there. Eva Lind reviews it. Only when releases came in, and when she did, is set, so that
no answer depends on the day of the test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pyoxigraph import Literal, Quad, QuerySolutions

from tests.graphs import WORLD, fact, release
from valleygraph.extract.model import Entity, EntityType, Link
from valleygraph.graph import review
from valleygraph.graph.identity import Decision, Outcome
from valleygraph.graph.iris import release_iri
from valleygraph.graph.resolve import SEPARATOR
from valleygraph.graph.store import Store, add, settle
from valleygraph.graph.vocab import IV, XSD

_NAMES: tuple[tuple[str, EntityType, tuple[str, ...]], ...] = (
    ("karin", "Person", ("Karin Ek", "Ek")),
    ("john", "Person", ("John Smith",)),
    ("region", "Organisation", ("Region Västerbotten", "RVB")),
    ("skane", "Organisation", ("Region Skåne",)),
    ("uni", "Organisation", ("Umeå universitet", "Umeå University")),
    ("town", "Organisation", ("Skellefteå kommun",)),
    ("typo", "Organisation", ("Skellefte kommun",)),
    ("lab", "Organisation", ('Labb "Norr" \\ AB',)),
    ("agency", "Organisation", ("Vinnova",)),
    ("brussels", "Organisation", ("European Commission",)),
    ("north", "Place", ("Västerbotten", "Västerbottens län")),
    ("south", "Place", ("Skåne", "Skåne län")),
    ("island", "Place", ("Gotlandsregionen",)),
    ("city", "Place", ("Umeå",)),
    ("coast", "Place", ("Luleå",)),
    ("valleys", "Initiative", ("Regional Innovation Valleys", "RIV")),
    ("valley", "Initiative", ("Regional Innovation Valley",)),
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

# One release knows the laboratory without its legal form.
ENGLISH = {**CAST, "lab": Entity("lab", "Organisation", ('Labb "Norr" \\',))}

PROUD = '"Regional Innovation Valleys gör oss starka", säger Karin Ek.'
SOON = '"It is early days," said John Smith.'
LETTER = "Region Västerbotten och Umeå universitet tecknade en avsiktsförklaring."
_LETTER: Mapping[str, Any] = {"kind": "letter of intent", "party": ("region", "uni")}
_CONTRACT: Mapping[str, Any] = {"kind": "contract", "party": ("skane", "uni"), "date": "2024-09"}
_GRANT: Mapping[str, Any] = {
    "funder": "agency",
    "recipient": "uni",
    "initiative": "horizon",
    "theme": "batterier",
}
_LABEL: Mapping[str, Any] = {"subject": "north", "designation": "valleys", "theme": "batterier"}

# What a person judges to be misread.
WRONG = (
    fact("Location", subject="coast", place="north", confidence=0.6, sentence="Luleå ligger i Västerbotten."),
    fact(
        "Designation",
        subject="coast",
        designation="valleys",
        modality="negated",
        confidence=0.6,
        sentence="Luleå är ingen stor dal.",
    ),
    fact(
        "Event",
        kind="meeting",
        date="2025-08",
        place="coast",
        modality="planned",
        confidence=0.6,
        sentence="Ett möte i Luleå är tänkbart.",
    ),
    fact(
        "Statement",
        speaker="karin",
        text="Luleå är fint",
        confidence=0.6,
        sentence="Luleå är fint, sägs det.",
    ),
    fact(
        "Participation",
        participant="coast",
        in_="valleys",
        attributed_to="karin",
        confidence=0.6,
        sentence="Karin Ek vill ha med Luleå.",
    ),
)
# And what is misread where other releases tell the same rightly.
REPEATED = (
    fact(
        "RoleHolding",
        person="karin",
        role="regiondirektör",
        organisation="region",
        confidence=0.6,
        sentence="Direktören deltog.",
    ),
    fact(
        "Statement",
        speaker="karin",
        text="Regional Innovation Valleys gör oss starka",
        confidence=0.6,
        sentence="Starka blir vi, sägs det.",
    ),
    fact("Participation", participant="skane", in_="valleys", confidence=0.6, sentence="Skåne var med."),
    fact(
        "Agreement",
        agreement="pact",
        party=("uni", "town"),
        date="2025-02",
        confidence=0.6,
        sentence="Pakten undertecknas i februari.",
    ),
    fact(
        "Event",
        kind="seminar",
        date="2024-02-28",
        place="city",
        organiser="region",
        participant="uni",
        confidence=0.6,
        sentence="Ett seminarium lär ha hållits.",
    ),
    fact(
        "Event",
        event="forum",
        date="2025-05-06",
        place="city",
        modality="planned",
        confidence=0.6,
        sentence="Ett forum lär hållas.",
    ),
)
FIRST, COPY, *OTHERS = (
    release(
        "sv-1",
        fact(
            "Agreement",
            **_LETTER,
            date="2024-02-28",
            place="city",
            theme="batterier",
            confidence=0.9,
            sentence=LETTER,
        ),
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
        fact("Agreement", **_LETTER, date="2024-02-28", place="city", confidence=0.9, sentence=LETTER),
        cast=CAST,
        language="sv",
        published="2024-03-02",
        publisher="Umeå universitet",
    ),
    release(
        "en-2",
        fact("Agreement", **_LETTER, date="2024-04", confidence=0.95, sentence="They signed it in April."),
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
        fact("Participation", participant="typo", in_="valley", confidence=0.4, sentence="Perhaps others."),
        fact(
            "Location", subject="lab", place="city", confidence=0.4, sentence="So may a laboratory in Umeå."
        ),
        cast=ENGLISH,
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
            sentence="Region Västerbotten ska öppna en testbädd.",
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
        fact("Location", subject="lab", place="city", confidence=0.4, sentence="Det ligger väl i Umeå."),
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
        fact("Event", kind="meeting", participant="john", confidence=0.2, sentence="John Smith kom kanske."),
        *WRONG,
        *REPEATED,
        cast=CAST,
        language="sv",
        published="2025-02",
    ),
)
# The copy repeats the first release word for word; of it, only the letter of intent was read.
RELEASES = (FIRST, replace(COPY, document=replace(COPY.document, text=FIRST.document.text)), *OTHERS)
# When each came in.
INGESTED = {
    "sv-1": "2025-03-01T08:00:00Z",
    "sv-1-kopia": "2025-03-01T08:00:00Z",
    "en-2": "2025-03-02T08:00:00Z",
    "sv-3": "2025-03-03T08:00:00Z",
    "sv-4": "2025-03-03T08:00:00Z",
}
# What Eva Lind decides: whom or what two identities are, by their keys.
_EK = "Person/Karin Ek"
DECIDED: tuple[tuple[str, str, Outcome], ...] = (
    (f"{_EK}@regionvasterbotten", f"{_EK}@umeauniversitet", "same"),
    (_EK, f"{_EK}@umeauniversitet", "same"),
    ("Person/John Smith", "Person/John Smith@umeauniversitet", "different"),
    ("Initiative/Regional Innovation Valley", "Initiative/Regional Innovation Valleys", "different"),
)
DECIDED_AT = "2025-03-04T09:00:00Z"
# And what she judges: sentences, and whether what was read in them is right.
JUDGED = {
    "Labbet hör till universitetet.": True,
    **{told.evidence[0].text: False for told in (*WRONG, *REPEATED)},
}


def tell(store: Store) -> None:
    """Put the story into a store."""
    for extraction in RELEASES:
        add(store, extraction)
    _decide(store)
    _judge(store)
    store.change(remove=list(store.match(None, IV.ingested)), add=_times())


def claim(store: Store, sentence: str) -> str:
    """The IRI of the one claim that rests on a sentence."""
    answer = store.query(f"SELECT ?claim {{ ?claim iv:quote {Literal(sentence)} }}")
    assert isinstance(answer, QuerySolutions)
    (row,) = answer
    return str(row["claim"].value)


def _decide(store: Store) -> None:
    """As `review.decide`, but with a time that stays."""
    with store.ledger.transaction():
        for left, right, outcome in DECIDED:
            decision = Decision(left, right, outcome, "a person compared them", "Eva Lind", DECIDED_AT)
            store.ledger.decide(decision)
            store.ledger.touch("key", decision.pair)
            store.ledger.touch("pair", [SEPARATOR.join(decision.pair)])
    settle(store)


def _judge(store: Store) -> None:
    doubts = {doubt.reason.sentences[0].text: doubt for doubt in review.doubts(store)}
    for sentence, right in JUDGED.items():
        review.judge(store, doubts[sentence], right=right, by="Eva Lind")


def _times() -> Iterator[Quad]:
    for id, time in INGESTED.items():
        yield Quad(release_iri(id), IV.ingested, Literal(time, datatype=XSD.dateTime), WORLD)
