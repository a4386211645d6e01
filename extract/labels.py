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

# Which slot of which fact of its sentence a name, a date, an amount or a string fills.
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

# Whether a sentence states a fact of a type, and how.
PRESENT = tuple(f"{kind}.{modality}" for kind in FACT_TYPES for modality in MODALITIES)

KINDS = (
    "Agreement.letter of intent", "Agreement.memorandum of understanding", "Agreement.strategic partnership",
    "Agreement.contract", "Agreement.declaration", "Agreement.treaty",
    "Agreement.funding agreement", "Agreement.agreement",
    "Event.conference", "Event.meeting", "Event.visit", "Event.state visit", "Event.summit", "Event.ceremony",
    "Event.seminar", "Event.launch", "Event.competition", "Event.hearing",
)  # fmt: skip
