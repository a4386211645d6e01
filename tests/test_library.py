"""Each named query on the story: what it answers, what each of its parameters keeps, what it must not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize
from rdflib.plugins.sparql import prepareQuery

from tests.graphs import WORLD, Memory, everything, fact, release, remembered, rows
from tests.story import CAST, JUDGED, PROUD, claim, tell
from valleygraph.graph import review
from valleygraph.graph.iris import named, release_iri
from valleygraph.graph.queries import NamedQuery, ask, fill, library
from valleygraph.graph.resolve import shown
from valleygraph.graph.store import Store, add, open_store
from valleygraph.graph.vocab import IV, PREFIXES

Row = tuple[str | None, ...]
CITED = "They signed it in April."
# What the queries are asked that cannot do without.
NEEDED: dict[str, dict[str, str]] = {
    "behind-claim": {"claim": CITED},  # for the IRI of the claim that rests on it
    "known-on": {"date": "2024-06-13"},
    "new-since": {"since": "2025-01-01"},
    "planned-soon": {"from": "2025-05-01", "months": "5"},
    "quotations-by": {"person": "karin"},
    "roles-at-date": {"date": "2024-06-20"},
    "sentences-behind": {"entity": "rvb"},
    "timeline": {"entity": "umeå University"},
}
ANSWERS: dict[str, list[Row]] = {
    "awaiting-review": [
        ("claim", "claim", "Det ligger väl i Umeå.", "0.4", "Location", "sv-3"),
        ("claim", "claim", "Perhaps others.", "0.4", "Participation", "en-2"),
        ("claim", "claim", "So may a laboratory in Umeå.", "0.4", "Location", "en-2"),
        ("name", "decision", "Skellefte kommun · Skellefteå kommun", None, "one letter apart", None),
    ],
    "behind-claim": [
        (
            "Agreement",
            "done",
            "They signed it in April.",
            "0",
            "24",
            "en-2",
            "2024-06-14",
            None,
            "0.95",
            "0.995",
            None,
            None,
            None,
        )
    ],
    "best-sourced": [
        ("Umeå", "Location", "4", "5"),
        ("Umeå universitet", "Organization", "4", "5"),
        ("Karin Ek", "Person", "4", "4"),
        ("Regional Innovation Valleys", "Initiative", "4", "4"),
        ("Region Västerbotten", "Organization", "3", "4"),
        ("Region Skåne", "Organization", "3", "3"),
        ("Västerbotten", "Location", "3", "3"),
        ("Horizon Europe", "Initiative", "2", "2"),
        ('Labb "Norr" \\ AB', "Organization", "2", "2"),
        ("Norrpakten", "NamedAgreement", "2", "2"),
        ("Skellefteå kommun", "Organization", "2", "2"),
        ("Umeå Battery Forum", "NamedEvent", "2", "2"),
        ("Vinnova", "Organization", "2", "2"),
        ("European Commission", "Organization", "1", "1"),
        ("Gotlandsregionen", "Location", "1", "1"),
        ("John Smith", "Person", "1", "1"),
        ("John Smith (Umeå universitet)", "Person", "1", "1"),
        ("Luleå", "Location", "1", "1"),
        ("Regional Innovation Valley", "Initiative", "1", "1"),
        ("Skellefte kommun", "Organization", "1", "1"),
        ("Skåne", "Location", "1", "1"),
    ],
    "brokers": [("Umeå universitet", "3")],
    "co-designated": [("Skåne", "Västerbotten", "1", "Regional Innovation Valleys", "batterier")],
    "co-signers": [
        ("Region Skåne", "Umeå universitet", "1", "2024-09-01", "2024-09-30"),
        ("Region Västerbotten", "Umeå universitet", "1", "2024-02-28", "2024-04-30"),
        ("Skellefteå kommun", "Umeå universitet", "1", "2025-01-09", "2025-01-09"),
    ],
    "contradictions": [
        (
            "amount",
            "2000000 SEK · Horizon Europe · Umeå universitet · Vinnova · batterier",
            "2000000 SEK",
            "Vinnova ger två miljoner kronor.",
            "sv-1",
            "3000000 SEK",
            "Vinnova gives three million.",
            "en-2",
        ),
        (
            "date",
            "Region Västerbotten · Umeå · Umeå universitet · batterier · letter of intent",
            "2024-02-28",
            "Region Västerbotten och Umeå universitet tecknade en avsiktsförklaring.",
            "sv-1 · sv-1-kopia",
            "2024-04",
            "They signed it in April.",
            "en-2",
        ),
        (
            "denied",
            "European Commission · Regional Innovation Valleys · Västerbotten · batterier",
            "done",
            "Västerbotten är en innovationsdal.",
            "sv-1",
            "negated",
            "Västerbotten är ingen innovationsdal.",
            "sv-3",
        ),
    ],
    "denied": [
        (
            "Designation",
            "Gotlandsregionen · Regional Innovation Valleys",
            "Gotlandsregionen is not a valley.",
            "en-2",
            "2024-06-14",
            None,
        ),
        (
            "Designation",
            "Regional Innovation Valleys · Västerbotten · batterier",
            "Västerbotten är ingen innovationsdal.",
            "sv-3",
            "2025-01-10",
            None,
        ),
    ],
    "designations-by-theme": [
        ("batterier", "Skåne", "Regional Innovation Valleys", None, None, "done"),
        ("batterier", "Västerbotten", "Regional Innovation Valleys", "European Commission", "2024", "done"),
    ],
    "funding-by-theme": [("Horizon Europe", "batterier", "SEK", "5000000", "2")],
    "goals-of-initiatives": [("Regional Innovation Valleys", "batterier", "Region Skåne")],
    "held-at-place": [
        ("Umeå", "Event", "Region Västerbotten · Umeå universitet · seminar", "2024-02-28", "sv-1"),
        (
            "Umeå",
            "Agreement",
            "Region Västerbotten · Umeå universitet · batterier · letter of intent",
            "2024-02-28 · 2024-04",
            "en-2 · sv-1 · sv-1-kopia",
        ),
        ("Umeå", "Establishment", 'Labb "Norr" \\ AB · Umeå universitet', "2025-01", "sv-3"),
    ],
    "known-on": [
        (
            "Agreement",
            "Region Västerbotten · Umeå · Umeå universitet · batterier · letter of intent",
            "done",
            "2024-03-01",
            "1",
        ),
        (
            "Designation",
            "European Commission · Regional Innovation Valleys · Västerbotten · batterier",
            "done",
            "2024-03-01",
            "1",
        ),
        ("Event", "Region Västerbotten · Umeå · Umeå universitet · seminar", "done", "2024-03-01", "1"),
        (
            "Funding",
            "2000000 SEK · Horizon Europe · Umeå universitet · Vinnova · batterier",
            "done",
            "2024-03-01",
            "1",
        ),
        ("Location", "Umeå · Umeå universitet", "done", "2024-03-01", "1"),
        ("Location", "Umeå · Västerbotten", "done", "2024-03-01", "1"),
        ("RoleHolding", "Karin Ek · Region Västerbotten · regiondirektör", "done", "2024-03-01", "1"),
        ("Statement", "Karin Ek · Regional Innovation Valleys gör oss starka", "done", "2024-03-01", "1"),
    ],
    "members-of": [("Regional Innovation Valleys", "Region Skåne", "2024-06-14", "2024-06-14")],
    "merged-names": [
        (
            "Karin Ek",
            "Karin Ek · Karin Ek (Umeå universitet)",
            "a person compared them",
            "Eva Lind",
            "2025-03-04T09:00:00Z",
        ),
        (
            "Karin Ek",
            "Karin Ek (Region Västerbotten) · Karin Ek (Umeå universitet)",
            "a person compared them",
            "Eva Lind",
            "2025-03-04T09:00:00Z",
        ),
        (
            'Labb "Norr" \\ AB',
            'Labb "Norr" \\ · Labb "Norr" \\ AB',
            "same but for the legal form",
            "rule",
            None,
        ),
    ],
    "new-since": [
        ("Agreement", "Norrpakten · Skellefteå kommun · Umeå universitet", "done", "2025-01-10", "sv-3", "1"),
        ("Establishment", 'Labb "Norr" \\ AB · Umeå · Umeå universitet', "done", "2025-01-10", "sv-3", "1"),
        ("Establishment", "Region Västerbotten · en testbädd", "planned", "2025-01-10", "sv-3", "1"),
        ("RoleHolding", "Karin Ek · Umeå universitet · rektor", "planned", "2025-01-10", "sv-3", "1"),
        ("PartOf", 'Labb "Norr" \\ AB · Umeå universitet', "done", "2025-01-10", "sv-3", "0.6"),
        ("Location", 'Labb "Norr" \\ AB · Umeå', "done", "2025-01-10", "en-2 · sv-3", "0.4"),
        (
            "Commission",
            "Skellefteå kommun · Umeå universitet · utvärdera Norrpakten",
            "done",
            "2025-02-01",
            "sv-4",
            "1",
        ),
    ],
    "not-followed-up": [
        ("letter of intent", "Region Västerbotten · Umeå universitet", "2024-02-28 · 2024-04", "2024-03-01"),
        ("contract", "Region Skåne · Umeå universitet", "2024-09", "2025-01-10"),
    ],
    "only-said": [
        (
            "Karin Ek",
            "Participation",
            "Regional Innovation Valleys · Umeå universitet",
            "done",
            '"Umeå University is in RIV," says Karin Ek.',
            "en-2",
            "2024-06-14",
        )
    ],
    "planned-events": [
        ("Umeå Battery Forum", "2025-05-06", "Umeå", None, "Umeå Battery Forum will be held.", "en-2")
    ],
    "planned-soon": [
        ("Event", "Umeå · Umeå Battery Forum", "2025-05-06", "en-2"),
        ("RoleHolding", "Karin Ek · Umeå universitet · rektor", "2025-09", "sv-3"),
    ],
    "quotations-by": [
        (
            "Karin Ek",
            "Regional Innovation Valleys gör oss starka",
            "sv-1",
            "2024-03-01",
            "Region Västerbotten",
            "regiondirektör",
        )
    ],
    "regions-left-out": [("Gotlandsregionen", None, "no", "no")],
    "roles-at-date": [
        ("Karin Ek", "regiondirektör", "Region Västerbotten", None, None, "2024-03-01"),
        ("John Smith (Umeå universitet)", "chair", "Umeå universitet", "2024-01", "2024-06", "2024-06-14"),
    ],
    "sentences-behind": [
        (
            "Agreement",
            "done",
            "Region Västerbotten och Umeå universitet tecknade en avsiktsförklaring.",
            None,
            "sv-1",
            "2024-03-01",
            "0",
            "71",
        ),
        ("RoleHolding", "done", "Karin Ek är regiondirektör.", None, "sv-1", "2024-03-01", "72", "99"),
        ("Event", "done", "Seminariet hölls i Umeå.", None, "sv-1", "2024-03-01", "197", "221"),
        (
            "Agreement",
            "done",
            "Region Västerbotten och Umeå universitet tecknade en avsiktsförklaring.",
            None,
            "sv-1-kopia",
            "2024-03-02",
            "0",
            "71",
        ),
        ("Agreement", "done", "They signed it in April.", None, "en-2", "2024-06-14", "0", "24"),
        (
            "Establishment",
            "planned",
            "Region Västerbotten ska öppna en testbädd.",
            None,
            "sv-3",
            "2025-01-10",
            "136",
            "178",
        ),
    ],
    "single-source": [
        (
            "Commission",
            "Skellefteå kommun · Umeå universitet · utvärdera Norrpakten",
            "Kommunen ger Umeå universitet i uppdrag att utvärdera Norrpakten.",
            "sv-4",
            "2025-02-01",
            "1",
        ),
        (
            "PartOf",
            'Labb "Norr" \\ AB · Umeå universitet',
            "Labbet hör till universitetet.",
            "sv-3",
            "2025-01-10",
            "0.6",
        ),
        (
            "Agreement",
            "Norrpakten · Skellefteå kommun · Umeå universitet",
            "Norrpakten är påskriven.",
            "sv-3",
            "2025-01-10",
            "1",
        ),
        (
            "Establishment",
            'Labb "Norr" \\ AB · Umeå · Umeå universitet',
            "Universitetet har startat ett labb.",
            "sv-3",
            "2025-01-10",
            "1",
        ),
        (
            "Establishment",
            "Region Västerbotten · en testbädd",
            "Region Västerbotten ska öppna en testbädd.",
            "sv-3",
            "2025-01-10",
            "1",
        ),
        (
            "RoleHolding",
            "Karin Ek · Umeå universitet · rektor",
            "Karin Ek tillträder i september.",
            "sv-3",
            "2025-01-10",
            "1",
        ),
        (
            "Commission",
            "Umeå universitet · Vinnova · map the needs",
            "It is to map the needs.",
            "en-2",
            "2024-06-14",
            "1",
        ),
        (
            "Designation",
            "Regional Innovation Valleys · Skåne · batterier",
            "Skåne is a valley too.",
            "en-2",
            "2024-06-14",
            "1",
        ),
        ("Event", "Umeå · Umeå Battery Forum", "Umeå Battery Forum will be held.", "en-2", "2024-06-14", "1"),
        (
            "Funding",
            '100.50 EUR · Labb "Norr" \\ AB · Vinnova',
            "A small grant is planned.",
            "en-2",
            "2024-06-14",
            "1",
        ),
        (
            "Funding",
            "3000000 SEK · Horizon Europe · Umeå universitet · Vinnova · batterier",
            "Vinnova gives three million.",
            "en-2",
            "2024-06-14",
            "1",
        ),
        (
            "Participation",
            "Region Skåne · Regional Innovation Valleys",
            "Region Skåne joined.",
            "en-2",
            "2024-06-14",
            "1",
        ),
        (
            "RoleHolding",
            "John Smith (Umeå universitet) · Umeå universitet · chair",
            "John Smith chairs it until June.",
            "en-2",
            "2024-06-14",
            "1",
        ),
        (
            "Statement",
            "It is early days · John Smith (Umeå universitet)",
            '"It is early days," said John Smith.',
            "en-2",
            "2024-06-14",
            "1",
        ),
        (
            "Targeting",
            "Regional Innovation Valleys · batterier",
            "It is about batteries.",
            "en-2",
            "2024-06-14",
            "1",
        ),
        (
            "Designation",
            "European Commission · Regional Innovation Valleys · Västerbotten · batterier",
            "Västerbotten är en innovationsdal.",
            "sv-1",
            "2024-03-01",
            "1",
        ),
        (
            "Event",
            "Region Västerbotten · Umeå · Umeå universitet · seminar",
            "Seminariet hölls i Umeå.",
            "sv-1",
            "2024-03-01",
            "1",
        ),
        (
            "Funding",
            "2000000 SEK · Horizon Europe · Umeå universitet · Vinnova · batterier",
            "Vinnova ger två miljoner kronor.",
            "sv-1",
            "2024-03-01",
            "1",
        ),
        ("Location", "Umeå · Umeå universitet", "Umeå universitet ligger i Umeå.", "sv-1", "2024-03-01", "1"),
        ("Location", "Umeå · Västerbotten", "Umeå ligger i Västerbotten.", "sv-1", "2024-03-01", "1"),
        (
            "RoleHolding",
            "Karin Ek · Region Västerbotten · regiondirektör",
            "Karin Ek är regiondirektör.",
            "sv-1",
            "2024-03-01",
            "1",
        ),
        (
            "Statement",
            "Karin Ek · Regional Innovation Valleys gör oss starka",
            '"Regional Innovation Valleys gör oss starka", säger Karin Ek.',
            "sv-1",
            "2024-03-01",
            "1",
        ),
    ],
    "sources": [
        (None, "2025", "1", "0", "13"),
        ("Region Västerbotten", "2024", "1", "0", "8"),
        ("Region Västerbotten", "2025", "1", "0", "8"),
        ("Umeå universitet", "2024", "1", "1", "1"),
        ("Vinnova", "2024", "1", "0", "15"),
    ],
    "timeline": [
        (
            "2024-01-01",
            "RoleHolding",
            "John Smith (Umeå universitet) · Umeå universitet · chair",
            "done",
            "2024-01",
            "en-2",
        ),
        (
            "2024-02-28",
            "Agreement",
            "Region Västerbotten · Umeå · Umeå universitet · batterier · letter of intent",
            "done",
            "2024-02-28 · 2024-04",
            "en-2 · sv-1 · sv-1-kopia",
        ),
        (
            "2024-02-28",
            "Event",
            "Region Västerbotten · Umeå · Umeå universitet · seminar",
            "done",
            "2024-02-28",
            "sv-1",
        ),
        (
            "2024-03-01",
            "Funding",
            "2000000 SEK · Horizon Europe · Umeå universitet · Vinnova · batterier",
            "done",
            None,
            "sv-1",
        ),
        ("2024-06-14", "Commission", "Umeå universitet · Vinnova · map the needs", "done", None, "en-2"),
        (
            "2024-06-14",
            "Funding",
            "3000000 SEK · Horizon Europe · Umeå universitet · Vinnova · batterier",
            "done",
            None,
            "en-2",
        ),
        (
            "2024-09-01",
            "Agreement",
            "Region Skåne · Umeå universitet · contract",
            "done",
            "2024-09",
            "en-2 · sv-3",
        ),
        (
            "2025-01-01",
            "Establishment",
            'Labb "Norr" \\ AB · Umeå · Umeå universitet',
            "done",
            "2025-01",
            "sv-3",
        ),
        (
            "2025-01-09",
            "Agreement",
            "Norrpakten · Skellefteå kommun · Umeå universitet",
            "done",
            "2025-01-09",
            "sv-3",
        ),
        (
            "2025-02-01",
            "Commission",
            "Skellefteå kommun · Umeå universitet · utvärdera Norrpakten",
            "done",
            None,
            "sv-4",
        ),
        ("2025-09-01", "RoleHolding", "Karin Ek · Umeå universitet · rektor", "planned", "2025-09", "sv-3"),
    ],
    "unconfirmed": [
        (
            "Event",
            "Umeå · Umeå Battery Forum",
            "2025-05-06",
            "2024-06-14",
            "Umeå Battery Forum will be held.",
            "en-2",
        ),
        (
            "Funding",
            '100.50 EUR · Labb "Norr" \\ AB · Vinnova',
            None,
            "2024-06-14",
            "A small grant is planned.",
            "en-2",
        ),
        (
            "Establishment",
            "Region Västerbotten · en testbädd",
            "2026",
            "2025-01-10",
            "Region Västerbotten ska öppna en testbädd.",
            "sv-3",
        ),
        (
            "RoleHolding",
            "Karin Ek · Umeå universitet · rektor",
            "2025-09",
            "2025-01-10",
            "Karin Ek tillträder i september.",
            "sv-3",
        ),
    ],
    "unlinked": [
        ("Umeå", "Location", "5", "https://w3id.org/innovation-valley/id/place/Umeå"),
        (
            "Umeå universitet",
            "Organization",
            "5",
            "https://w3id.org/innovation-valley/id/organisation/Umeå_universitet",
        ),
        ("Karin Ek", "Person", "4", "https://w3id.org/innovation-valley/id/person/Karin_Ek"),
        (
            "Region Västerbotten",
            "Organization",
            "4",
            "https://w3id.org/innovation-valley/id/organisation/Region_Västerbotten",
        ),
        (
            "Regional Innovation Valleys",
            "Initiative",
            "4",
            "https://w3id.org/innovation-valley/id/initiative/Regional_Innovation_Valleys",
        ),
        (
            "Region Skåne",
            "Organization",
            "3",
            "https://w3id.org/innovation-valley/id/organisation/Region_Skåne",
        ),
        (
            "Horizon Europe",
            "Initiative",
            "2",
            "https://w3id.org/innovation-valley/id/initiative/Horizon_Europe",
        ),
        (
            'Labb "Norr" \\ AB',
            "Organization",
            "2",
            "https://w3id.org/innovation-valley/id/organisation/Labb_%22Norr%22_%5C_AB",
        ),
        ("Norrpakten", "NamedAgreement", "2", "https://w3id.org/innovation-valley/id/agreement/Norrpakten"),
        (
            "Skellefteå kommun",
            "Organization",
            "2",
            "https://w3id.org/innovation-valley/id/organisation/Skellefteå_kommun",
        ),
        (
            "Umeå Battery Forum",
            "NamedEvent",
            "2",
            "https://w3id.org/innovation-valley/id/event/Umeå_Battery_Forum",
        ),
        (
            "European Commission",
            "Organization",
            "1",
            "https://w3id.org/innovation-valley/id/organisation/European_Commission",
        ),
        ("Gotlandsregionen", "Location", "1", "https://w3id.org/innovation-valley/id/place/Gotlandsregionen"),
        ("John Smith", "Person", "1", "https://w3id.org/innovation-valley/id/person/John_Smith"),
        (
            "John Smith (Umeå universitet)",
            "Person",
            "1",
            "https://w3id.org/innovation-valley/id/person/John_Smith_%28Umeå_universitet%29",
        ),
        ("Luleå", "Location", "1", "https://w3id.org/innovation-valley/id/place/Luleå"),
        (
            "Regional Innovation Valley",
            "Initiative",
            "1",
            "https://w3id.org/innovation-valley/id/initiative/Regional_Innovation_Valley",
        ),
        (
            "Skellefte kommun",
            "Organization",
            "1",
            "https://w3id.org/innovation-valley/id/organisation/Skellefte_kommun",
        ),
    ],
    "who-commissions-whom": [
        ("Skellefteå kommun", "Umeå universitet", "utvärdera Norrpakten", "done"),
        ("Vinnova", "Umeå universitet", "map the needs", "done"),
    ],
    "who-founded-what": [
        ('Labb "Norr" \\ AB', "Umeå universitet", "done", "2025-01", "Umeå"),
        ("en testbädd", "Region Västerbotten", "planned", "2026", None),
    ],
    "who-funds-whom": [
        ("Vinnova", 'Labb "Norr" \\ AB', "100.50 EUR", None, None, "planned"),
        ("Vinnova", "Umeå universitet", "2000000 SEK", "Horizon Europe", "batterier", "done"),
        ("Vinnova", "Umeå universitet", "3000000 SEK", "Horizon Europe", "batterier", "done"),
    ],
    "who-holds-which-role": [
        ("Karin Ek", "regiondirektör", "Region Västerbotten", "done", "2024-03-01"),
        ("John Smith (Umeå universitet)", "chair", "Umeå universitet", "done", "2024-06-14"),
        ("Karin Ek", "rektor", "Umeå universitet", "planned", "2025-01-10"),
    ],
    "who-said-about": [
        (
            "Regional Innovation Valleys",
            "Karin Ek",
            '"Umeå University is in RIV," says Karin Ek.',
            "en-2",
            "2024-06-14",
        ),
        (
            "Regional Innovation Valleys",
            "Karin Ek",
            '"Regional Innovation Valleys gör oss starka", säger Karin Ek.',
            "sv-1",
            "2024-03-01",
        ),
    ],
    "who-said-what": [
        ("John Smith (Umeå universitet)", '"It is early days," said John Smith.', "en-2", "2024-06-14"),
        ("Karin Ek", '"Regional Innovation Valleys gör oss starka", säger Karin Ek.', "sv-1", "2024-03-01"),
    ],
    "who-signed-what": [
        ("Norrpakten", "Skellefteå kommun · Umeå universitet", "done", "2025-01-09", None, None),
        ("contract", "Region Skåne · Umeå universitet", "done", "2024-09", None, None),
        (
            "letter of intent",
            "Region Västerbotten · Umeå universitet",
            "done",
            "2024-02-28 · 2024-04",
            "Umeå",
            "batterier",
        ),
    ],
}
# (query, parameters, the rows of its answer above that they keep)
KEPT: list[tuple[str, dict[str, str], list[int]]] = [
    ("awaiting-review", {"kind": "claim"}, [0, 1, 2]),
    ("awaiting-review", {"kind": "name"}, [3]),
    ("awaiting-review", {"low": "0.41"}, [3]),
    ("awaiting-review", {"high": "0.4"}, [3]),
    ("best-sourced", {"type": "person", "least": "2"}, [2]),
    ("best-sourced", {"name": "horisont"}, [7]),
    ("brokers", {"party": "umeå UNIVERSITY"}, [0]),
    ("brokers", {"party": "skåne"}, []),
    ("co-designated", {"designation": "riv", "theme": "BATT", "designee": "skå"}, [0]),
    ("co-designated", {"theme": "vindkraft"}, []),
    ("co-designated", {"designee": "gotland"}, []),
    ("co-signers", {"party": "rvb"}, [1]),
    ("co-signers", {"least": "2"}, []),
    ("contradictions", {"kind": "Amount"}, [0]),
    ("contradictions", {"entity": "rvb"}, [1]),
    ("contradictions", {"kind": "date", "entity": "skåne"}, []),
    ("denied", {"entity": "GOTLAND"}, [0]),
    ("denied", {"fact": "designation"}, [0, 1]),
    ("denied", {"fact": "Funding"}, []),
    ("designations-by-theme", {"authority": "commission"}, [1]),
    ("designations-by-theme", {"theme": "batt", "designee": "skåne", "designation": "RIV"}, [0]),
    ("designations-by-theme", {"designee": "gotland"}, []),
    ("funding-by-theme", {"programme": "horisont", "theme": "BATT", "currency": "sek"}, [0]),
    ("funding-by-theme", {"currency": "EUR"}, []),  # that grant is only planned
    ("goals-of-initiatives", {"initiative": "riv", "theme": "batt"}, [0]),
    ("goals-of-initiatives", {"theme": "vindkraft"}, []),
    ("held-at-place", {"place": "västerbotten"}, [0, 1, 2]),  # in which Umeå lies
    ("held-at-place", {"place": "skåne"}, []),
    ("held-at-place", {"since": "2025-01-31"}, [2]),
    ("held-at-place", {"until": "2024-02-28"}, [0, 1]),
    ("known-on", {"fact": "agreement", "entity": "rvb"}, [0]),
    ("known-on", {"entity": "lund"}, []),
    ("known-on", {"by": "ingested"}, []),
    ("members-of", {"whole": "RIV", "member": "skåne"}, [0]),
    ("members-of", {"member": "umeå"}, []),  # which only Karin Ek says
    ("members-of", {"member": "skellefte"}, []),  # which is too unsure
    ("merged-names", {"entity": "ek (region"}, [1]),
    ("merged-names", {"entity": "smith"}, []),  # whom a person told apart
    ("merged-names", {"by": "RULE"}, [2]),
    ("merged-names", {"by": "eva lind"}, [0, 1]),
    ("new-since", {"fact": "establishment", "entity": "labb"}, [1]),
    ("new-since", {"fact": "location"}, [5]),  # which only half a release told before
    ("new-since", {"entity": "skåne"}, []),  # the contract was planned before
    ("not-followed-up", {"party": "skåne"}, [1]),
    ("not-followed-up", {"until": "2024-03-01"}, [0]),
    ("not-followed-up", {"party": "skellefteå"}, []),  # which has the pact evaluated
    ("only-said", {"speaker": "ek", "entity": "umeå University"}, [0]),
    ("only-said", {"speaker": "john"}, []),
    ("planned-events", {"after": "2025-05-06", "place": "UMEÅ"}, [0]),
    ("planned-events", {"after": "2025-05-07"}, []),
    ("planned-soon", {"fact": "event"}, [0]),
    ("planned-soon", {"fact": "agreement"}, []),
    ("quotations-by", {"since": "2024-03-01", "until": "2024-03-01"}, [0]),
    ("quotations-by", {"since": "2024-03-02"}, []),
    ("quotations-by", {"until": "2024-02-29"}, []),
    ("regions-left-out", {"lacks": "agreement", "region": "gotland"}, [0]),
    ("regions-left-out", {"region": "rvb"}, []),
    ("roles-at-date", {"person": "SMITH", "role": "chair", "organisation": "umeå university"}, [1]),
    ("roles-at-date", {"role": "rektor"}, []),
    ("single-source", {"fact": "Agreement", "entity": "skellefteå"}, [2]),
    ("single-source", {"fact": "agreement", "entity": "rvb"}, []),  # two, of which one has a near duplicate
    ("sources", {"publisher": "vinnova"}, [4]),
    ("sources", {"year": "2025"}, [0, 2]),
    ("timeline", {"since": "2025-02-01"}, [9, 10]),
    ("timeline", {"until": "2024-01-01"}, [0]),
    ("unconfirmed", {"due": "2025-05-07"}, [0]),
    ("unconfirmed", {"fact": "rolEHolding"}, [3]),
    ("unconfirmed", {"fact": "agreement"}, []),  # the contract was signed
    ("unlinked", {"type": "person", "name": "ek"}, [2]),
    ("unlinked", {"name": "vinnova"}, []),
    ("who-commissions-whom", {"principal": "vinn", "agent": "umeå university", "task": "NEEDS"}, [1]),
    ("who-commissions-whom", {"principal": "umeå"}, []),
    ("who-founded-what", {"founder": "rvb", "established": "TEST", "status": "planned"}, [1]),
    ("who-founded-what", {"status": "done", "established": "labb"}, [0]),
    ("who-funds-whom", {"funder": "VINN", "recipient": "labb", "status": "planned"}, [0]),
    ("who-funds-whom", {"recipient": "skåne"}, []),
    ("who-holds-which-role", {"person": "ek", "organisation": "rvb", "role": "direktör"}, [0]),
    ("who-said-about", {"initiative": "riv", "speaker": "EK"}, [0, 1]),
    ("who-said-about", {"initiative": "horizon"}, []),
    ("who-said-what", {"speaker": "smith", "about": "EARLY"}, [0]),
    ("who-signed-what", {"party": "rvb", "status": "Done", "place": "umeå"}, [2]),
    ("who-signed-what", {"since": "2024-09-30", "until": "2024-12-31"}, [1]),
    ("who-signed-what", {"status": "planned"}, []),  # the contract was, before it was signed
]
# Parameters that the answers above were asked with.
ASKED_ABOVE = {
    ("new-since", "by"),  # below
    *((name, parameter) for name in NEEDED for parameter in NEEDED[name]),
}
ODD = 'Labb "Norr" \\ AB'


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("library") / "store", write=True) as opened:
        tell(opened)
        yield opened


@pytest.fixture(scope="module")
def other(store: Store) -> rdflib.Dataset:
    """The same quads in another implementation of SPARQL."""
    return rdflib.Dataset().parse(
        data=serialize(everything(store), format=RdfFormat.N_QUADS), format="nquads"
    )


def needed(store: Store, name: str) -> dict[str, str]:
    given = NEEDED.get(name, {})
    return {key: claim(store, text) if key == "claim" else text for key, text in given.items()}


def asked(store: Store, name: str, parameters: dict[str, str]) -> list[Row]:
    return [tuple(map(plain, row)) for row in rows(ask(store, name, needed(store, name) | parameters))]


def plain(cell: str | None) -> str | None:
    """A list in an order of its own, which GROUP_CONCAT has not; an empty one is none; no hashes."""
    text = re.sub(r".*/id/(claim|decision)/\w+", r"\1", (cell or "").replace("+00:00", "Z"))
    return " · ".join(sorted(text.split(" · "))) or None


def test_every_query_has_an_expected_answer() -> None:
    assert set(ANSWERS) == set(library())
    assert all(ANSWERS.values())


def test_every_parameter_is_tried() -> None:
    tried = {(name, parameter) for name, parameters, _ in KEPT for parameter in parameters}
    parameters = {
        (query.name, parameter.name) for query in library().values() for parameter in query.parameters
    }
    assert parameters == tried | ASKED_ABOVE


def test_there_are_no_two_questions_alike() -> None:
    assert len({query.question for query in library().values()}) == len(library()) >= 24


@pytest.mark.parametrize("name", library())
def test_an_answer(store: Store, name: str) -> None:
    assert asked(store, name, {}) == ANSWERS[name]


@pytest.mark.parametrize(("name", "parameters", "kept"), KEPT)
def test_a_parameter_keeps_what_it_fits(
    store: Store, name: str, parameters: dict[str, str], kept: list[int]
) -> None:
    assert asked(store, name, parameters) == [ANSWERS[name][number] for number in kept]


@pytest.mark.parametrize("query", library().values(), ids=lambda query: query.name)
def test_another_implementation_of_sparql_gives_the_same_answer(
    store: Store, other: rdflib.Dataset, query: NamedQuery
) -> None:
    filled = fill(query, needed(store, query.name))
    answer = other.query(filled, initNs=PREFIXES)
    found = [tuple(plain(None if term is None else str(term)) for term in row) for row in answer]  # type: ignore[union-attr]
    assert Counter(found) == Counter(ANSWERS[query.name])


@pytest.mark.parametrize("query", library().values(), ids=lambda query: query.name)
def test_it_runs_on_an_empty_store(tmp_path_factory: pytest.TempPathFactory, query: NamedQuery) -> None:
    with open_store(tmp_path_factory.mktemp("empty") / "store", write=True) as empty:
        assert rows(empty.query(query.sparql)) == []


@pytest.mark.parametrize("query", library().values(), ids=lambda query: query.name)
def test_it_needs_no_prefix_of_ours(query: NamedQuery) -> None:
    assert prepareQuery(query.sparql).algebra.name == "SelectQuery"


@pytest.mark.parametrize("query", library().values(), ids=lambda query: query.name)
def test_text_of_any_kind_is_only_text(store: Store, query: NamedQuery) -> None:
    """A name with quotes and backslashes is looked for as it is; nothing that it says is done."""
    before = everything(store)
    strings = [parameter.name for parameter in query.parameters if parameter.type == "string"]
    for text in ('" } DROP ALL #', "\\", '\\"', "$param_party", "UNDEF"):
        for name in strings:
            asked(store, query.name, {name: text})
    assert everything(store) == before


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("best-sourced", "name"),
        ("known-on", "entity"),
        ("sentences-behind", "entity"),
        ("single-source", "entity"),
        ("timeline", "entity"),
        ("unlinked", "name"),
        ("who-founded-what", "established"),
        ("who-funds-whom", "recipient"),
    ],
)
def test_an_odd_name_is_found(store: Store, name: str, parameter: str) -> None:
    given = {parameter: ODD} | ({"date": "2025-12-31"} if name == "known-on" else {})
    found = asked(store, name, given)
    assert found
    assert len(found) < len(everything(store))
    assert found != ANSWERS[name]


# --- what must not be said --------------------------------------------------------------------------


def test_what_is_planned_is_not_told_as_held(store: Store) -> None:
    forum = CAST["forum"].names[0]
    assert forum in str(asked(store, "planned-events", {}))
    assert forum not in str(asked(store, "held-at-place", {}))
    assert "2026" not in str(asked(store, "who-founded-what", {"status": "done"}))
    assert "rektor" not in str(asked(store, "roles-at-date", {"date": "2025-10-01"}))


def test_what_came_true_is_no_longer_planned(store: Store) -> None:
    contract = [row for row in asked(store, "who-signed-what", {}) if row[0] == "contract"]
    assert [row[2] for row in contract] == ["done"]
    assert "contract" not in str(asked(store, "planned-soon", {"from": "2024-07-01"}))
    then = asked(store, "known-on", {"date": "2024-12-31", "entity": "skåne", "fact": "agreement"})
    assert [row[2] for row in then] == ["planned"]


def test_what_is_denied_is_no_designation(store: Store) -> None:
    for name in ("designations-by-theme", "co-designated"):
        assert "Gotland" not in str(asked(store, name, {}))


def test_what_a_speaker_says_is_no_fact(store: Store) -> None:
    assert PROUD not in str(asked(store, "only-said", {}))
    for name, given in (("members-of", {}), ("single-source", {"fact": "participation"}), ("known-on", {})):
        parts = [row for row in asked(store, name, given) if "Participation" in row]
        assert "Umeå universitet" not in str(parts)


def test_what_is_too_unsure_is_no_fact(store: Store) -> None:
    for name in ("members-of", "single-source"):
        assert "Perhaps" not in str(asked(store, name, {}))
        assert "Skellefte kommun" not in str(asked(store, name, {}))


def test_what_two_sources_half_believe_is_a_fact_from_the_second_on(store: Store) -> None:
    place = ("Location", 'Labb "Norr" \\ AB · Umeå')
    asking = {"fact": "location", "entity": "labb"}
    assert asked(store, "known-on", {"date": "2025-01-09"} | asking) == []
    assert asked(store, "known-on", {"date": "2025-01-10"} | asking) == [(*place, "done", "2024-06-14", "2")]
    assert [row[:2] for row in asked(store, "new-since", {"since": "2025-01-10"} | asking)] == [place]
    assert asked(store, "new-since", {"since": "2025-01-11"} | asking) == []
    assert asked(store, "single-source", asking) == []


@pytest.mark.parametrize("name", library().keys() - {"behind-claim", "best-sourced", "unlinked"})
def test_what_a_person_judged_wrong_is_not_told(store: Store, name: str) -> None:
    late = {"known-on": {"date": "2025-12-31"}, "planned-soon": {"from": "2025-08-01"}}
    assert "Luleå" not in str(asked(store, name, late.get(name, {})))
    assert name != "sentences-behind" or asked(store, name, {"entity": "Luleå"}) == []


@pytest.mark.parametrize(("sentence", "right"), JUDGED.items())
def test_the_evidence_for_a_claim_says_what_a_person_judged(store: Store, sentence: str, right: bool) -> None:
    (row,) = asked(store, "behind-claim", {"claim": claim(store, sentence)})
    assert row[10] == str(right).lower()


def test_the_review_asks_about_what_awaits_it(store: Store) -> None:
    waiting = asked(store, "awaiting-review", {})
    doubts = sorted(doubt.reason.sentences[0].text for doubt in review.doubts(store))
    assert [row[2] for row in waiting if row[0] == "claim"] == doubts
    names = [sorted(shown(store.ledger, key) for key in (p.left, p.right)) for p in review.pairs(store)]
    assert [(row[2] or "").split(" · ") for row in waiting if row[0] == "name"] == names


def test_what_a_person_decided_goes_before_the_rules(store: Store) -> None:
    unsure = "SELECT ?word { ?item iv:outcome <%s> ; iv:comparedName ?word }"
    doubted = rows(store.query(unsure % named("concept/decision", "unsure").value))
    assert ("Karin Ek",) in doubted
    merged = rows(store.query(unsure % named("concept/decision", "same").value))
    assert {("John Smith",), ("Regional Innovation Valley",)} <= set(merged)
    for name in ("awaiting-review", "merged-names"):
        assert "Valley" not in str(asked(store, name, {}))
        assert "Smith" not in str(asked(store, name, {}))


def test_two_things_of_one_name_await_nothing_once_they_are_told_apart() -> None:
    def decision(id: str, outcome: str, by: str) -> list[Quad]:
        said: list[tuple[NamedNode, NamedNode | Literal]] = [
            (IV.outcome, named("concept/decision", outcome)),
            (IV.decidedBy, Literal(by)),
            (IV.comparedName, Literal("Norr")),
            (IV.about, named("id/organisation", "one")),
            (IV.about, named("id/organisation", "other")),
        ]
        return [Quad(named("id/decision", id), term, value, WORLD) for term, value in said]

    store = Memory(decision("a", "unsure", "rule"))
    assert len(rows(ask(store, "awaiting-review"))) == 1  # type: ignore[arg-type]
    store.change(remove=(), add=decision("b", "different", "Eva Lind"))
    assert rows(ask(store, "awaiting-review")) == []  # type: ignore[arg-type]


def test_an_authority_is_not_named_by_the_place_that_it_governs(store: Store) -> None:
    typed = "SELECT ?name { GRAPH <%s> { ?thing a org:Organization ; rdfs:label ?name } }"
    assert ("Region Västerbotten",) in rows(store.query(typed % release_iri("sv-4").value))
    assert [row[2:] for row in asked(store, "best-sourced", {"name": "rvb"})] == [("3", "4")]


def test_two_dates_make_one_row(store: Store) -> None:
    letters = [row for row in asked(store, "who-signed-what", {}) if row[0] == "letter of intent"]
    assert [row[3] for row in letters] == ["2024-02-28 · 2024-04"]


def test_a_sum_counts_a_grant_once(store: Store) -> None:
    assert [(row[3], row[4]) for row in asked(store, "funding-by-theme", {})] == [("5000000", "2")]


def test_themes_and_amounts_do_not_multiply(tmp_path: Path) -> None:
    """Nor does a grant of nobody's go to everybody who has a name."""
    themes: dict[str, Any] = {"initiative": "horizon", "theme": ("vindkraft", "vätgas")}
    told = release(
        "sv-5",
        fact("Funding", funder="agency", recipient="uni", amount="7 SEK", **themes, sentence="Sju kronor."),
        fact("Funding", funder="agency", recipient="town", amount="9 SEK", **themes, sentence="Nio kronor."),
        fact("Funding", recipient="uni", theme="solkraft", amount="5 SEK", sentence="Fem kronor."),
        cast=CAST,
        language="sv",
        published="2025-03",
    )
    with open_store(tmp_path / "store", write=True) as store:
        tell(store)
        add(store, told)
        assert asked(store, "funding-by-theme", {}) == [
            ("Horizon Europe", "batterier", "SEK", "5000000", "2"),
            ("Horizon Europe", "vindkraft", "SEK", "16", "2"),
            ("Horizon Europe", "vätgas", "SEK", "16", "2"),
        ]


@pytest.mark.parametrize(
    ("day", "held"),
    [
        ("2023-12-31", []),
        ("2024-01-01", ["John Smith (Umeå universitet)"]),
        ("2024-03-01", ["Karin Ek", "John Smith (Umeå universitet)"]),
        ("2024-06-30", ["Karin Ek", "John Smith (Umeå universitet)"]),
        ("2024-07-01", ["Karin Ek"]),
    ],
)
def test_a_role_is_held_from_its_start_or_first_report_to_its_end(
    store: Store, day: str, held: list[str]
) -> None:
    assert [row[0] for row in asked(store, "roles-at-date", {"date": day})] == held


@pytest.mark.parametrize(
    ("months", "found"),
    [("0", []), ("4", ["Event"]), ("5", ["Event", "RoleHolding"]), ("8", ["Event", "RoleHolding"])],
)
def test_the_months_ahead_end_before_the_same_day(store: Store, months: str, found: list[str]) -> None:
    rows = asked(store, "planned-soon", {"from": "2025-05-01", "months": months})
    assert [row[0] for row in rows] == found


def test_new_by_when_it_came_in(store: Store) -> None:
    late = asked(store, "new-since", {"since": "2025-03-03", "by": "ingested"})
    assert {row[4] for row in late} == {"sv-3", "sv-4", "en-2 · sv-3"}  # two that are half sure
    assert asked(store, "new-since", {"since": "2025-03-04", "by": "ingested"}) == []


def test_known_by_when_it_came_in(store: Store) -> None:
    first = asked(store, "known-on", {"date": "2025-03-01", "by": "ingested"})
    assert {row[3] for row in first} == {"2025-03-01"}
    assert len(first) == len(asked(store, "known-on", {"date": "2024-03-02"}))


@pytest.mark.parametrize(
    ("grants", "number"),
    [
        ((("2", {}), ("3", {})), 1),
        ((("2", {}), ("2", {})), 0),
        ((("2", {}), ("3", {}), ("4", {})), 0),  # so many are as many grants
        ((("2", {"theme": "batteries"}), ("3", {"theme": "batteries"})), 1),
        ((("2", {"theme": "batteries"}), ("3", {"theme": "life science"})), 0),
        ((("2", {"theme": "batteries"}), ("3", {})), 0),
        ((("2", {}), ("3", {"published": "2025-06-14"})), 0),
    ],
)
def test_sums_contradict_where_they_are_of_one_grant(
    grants: tuple[tuple[str, dict[str, str]], ...], number: int
) -> None:
    told = []
    for n, (sum_, more) in enumerate(grants):
        theme = {"theme": more["theme"]} if "theme" in more else {}
        grant = fact("Funding", funder="region", recipient="uni", amount=f"{sum_} SEK", **theme)
        told.append(release(f"r{n}", grant, published=more.get("published", "2024-06-14")))
    store = remembered(*told)
    assert len(asked(store, "contradictions", {"kind": "amount"})) == number
