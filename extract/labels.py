"""What the tagger can say, in the order of its outputs; a model file names the same labels."""

from __future__ import annotations

from collections.abc import Mapping

from .model import ENTITY_TYPES, FACT_TYPES

MODALITIES = ("done", "planned", "negated")

NAME_LABELS = ("O", *(f"{prefix}-{kind}" for kind in ENTITY_TYPES for prefix in "BI"))

# Strings of the text that fill slots; entities, dates and amounts are found otherwise.
TEXT_TYPES = ("Role", "Theme", "Task", "Designation", "Established")
TEXT_LABELS = ("O", *(f"{prefix}-{kind}" for kind in TEXT_TYPES for prefix in "BI"))
TEXT_SLOTS: Mapping[str, str] = {
    "RoleHolding.role": "Role",
    "Designation.designation": "Designation",
    "Designation.theme": "Theme",
    "Agreement.theme": "Theme",
    "Funding.theme": "Theme",
    "Event.theme": "Theme",
    "Targeting.theme": "Theme",
    "Commission.task": "Task",
    "Establishment.established": "Established",
}

DATE_SLOTS = ("date", "start", "end")

# Which slot of which fact a name, a date, an amount or a string fills.
SLOTS = (
    "RoleHolding.person", "RoleHolding.role", "RoleHolding.organisation", "RoleHolding.start",
    "RoleHolding.end",
    "Designation.subject", "Designation.designation", "Designation.theme",
    "Designation.authority", "Designation.date",
    "Agreement.party", "Agreement.date", "Agreement.place", "Agreement.theme", "Agreement.agreement",
    "Funding.funder", "Funding.recipient", "Funding.amount", "Funding.initiative", "Funding.theme",
    "Event.event", "Event.date", "Event.place", "Event.organiser", "Event.participant", "Event.theme",
    "Participation.participant", "Participation.in",
    "Establishment.founder", "Establishment.established", "Establishment.date", "Establishment.place",
    "Commission.principal", "Commission.agent", "Commission.task",
    "Statement.speaker",
    "Location.subject", "Location.place",
    "PartOf.part", "PartOf.whole",
    "Targeting.initiative", "Targeting.theme",
)  # fmt: skip

# The types of span that a slot takes.
_NAMED = ("Person", "Organisation", "Place", "Initiative", "Agreement", "Event")
_ACTORS = ("Person", "Organisation", "Place", "Initiative")
FILLERS: Mapping[str, tuple[str, ...]] = {
    "RoleHolding.person": ("Person",),
    "RoleHolding.organisation": ("Organisation", "Initiative", "Place"),
    "Designation.subject": _NAMED,
    "Designation.designation": ("Designation", *_NAMED),
    "Designation.authority": _ACTORS,
    "Agreement.party": _ACTORS,
    "Agreement.place": ("Place",),
    "Agreement.agreement": ("Agreement",),
    "Funding.funder": _ACTORS,
    "Funding.recipient": (*_ACTORS, "Event"),
    "Funding.amount": ("Amount",),
    "Funding.initiative": ("Initiative",),
    "Event.event": ("Event",),
    "Event.place": ("Place", "Organisation"),
    "Event.organiser": _ACTORS,
    "Event.participant": _ACTORS,
    "Participation.participant": _ACTORS,
    "Participation.in": ("Organisation", "Initiative"),
    "Establishment.founder": _ACTORS,
    "Establishment.established": ("Established", *_NAMED),
    "Establishment.place": ("Place", "Organisation"),
    "Commission.principal": _ACTORS,
    "Commission.agent": _ACTORS,
    "Statement.speaker": ("Person", "Organisation"),
    "Location.subject": ("Organisation", "Place", "Initiative", "Event"),
    "Location.place": ("Place", "Organisation"),
    "PartOf.part": ("Organisation", "Initiative"),
    "PartOf.whole": ("Organisation", "Initiative"),
    "Targeting.initiative": ("Initiative",),
    **{label: ("Date",) for label in SLOTS if label.split(".")[1] in DATE_SLOTS},
    **{label: (text,) for label, text in TEXT_SLOTS.items() if text in ("Role", "Theme", "Task")},
}

# What a fact hangs on: the span that fills this slot, or else the sentence that tells it.
ANCHORS: Mapping[str, str] = {
    "RoleHolding": "role",
    "Funding": "amount",
    "Participation": "participant",
    "Location": "subject",
    "PartOf": "part",
    "Targeting": "initiative",
}
SPAN_TYPES = (*ENTITY_TYPES, "Date", "Amount", *TEXT_TYPES)
NODE_TYPES = (*SPAN_TYPES, "Sentence")

# Whether a sentence states a fact of a type, and how.
PRESENT = tuple(f"{kind}.{modality}" for kind in FACT_TYPES for modality in MODALITIES)

KINDS = (
    "Agreement.letter of intent", "Agreement.memorandum of understanding", "Agreement.strategic partnership",
    "Agreement.contract", "Agreement.declaration", "Agreement.treaty",
    "Agreement.funding agreement", "Agreement.agreement",
    "Event.conference", "Event.meeting", "Event.visit", "Event.state visit", "Event.summit", "Event.ceremony",
    "Event.seminar", "Event.launch", "Event.competition", "Event.hearing",
)  # fmt: skip

# By the names under which a model's file carries them.
LABELS: Mapping[str, tuple[str, ...]] = {
    "names": NAME_LABELS,
    "texts": TEXT_LABELS,
    "slots": SLOTS,
    "present": PRESENT,
    "kinds": KINDS,
}
