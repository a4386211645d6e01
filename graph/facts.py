"""How each type of fact is written in the graph: its class, its slots, its identity, its direct edges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from ..extract.model import FactType
from .vocab import EURIO, IV, ORG


@dataclass(frozen=True, slots=True)
class Filler:
    """What a slot's filler becomes on the node of the fact.

    An entity by `entity`; a string as a concept of `scheme` by `concept`, as a literal by `text`, as an
    EDTF date by `date`, as an amount of money.
    """

    entity: NamedNode | None = None
    concept: NamedNode | None = None
    scheme: str | None = None
    text: NamedNode | None = None
    date: NamedNode | None = None
    amount: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """One type of fact.

    `key`: the slots that identify it; `needed`: those without which it cannot be told from another
    release's; `by_year`: whether the same key in another year is another fact; `single`: slots with one
    filler a node; `edges`: (slot, property, slot), where "node" is the fact itself; `elsewhere`: how the fact
    is written where what fills the slot `organisation` is no organisation.
    """

    node: NamedNode | None
    slots: Mapping[str, Filler]
    key: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    by_year: bool = False
    single: tuple[str, ...] = ()
    edges: tuple[tuple[str, NamedNode, str], ...] = ()
    elsewhere: Shape | None = None

    @property
    def forms(self) -> tuple[Shape, ...]:
        """The ways in which the fact can be written."""
        return (self,) if self.elsewhere is None else (self, self.elsewhere)


def _ref(term: NamedNode) -> Filler:
    return Filler(entity=term)


def _concept(term: NamedNode, scheme: str) -> Filler:
    return Filler(entity=term, concept=term, scheme=scheme)


_DATE = Filler(date=IV.date)
_PLACE = _ref(IV.atPlace)
_THEME = _concept(IV.theme, "theme")

_ROLE = Shape(
    node=ORG.Membership,
    slots={
        "person": _ref(ORG.member),
        "organisation": _ref(ORG.organization),
        "role": Filler(concept=ORG.role, scheme="role", text=IV.roleText),
        "start": Filler(date=IV.startDate),
        "end": Filler(date=IV.endDate),
    },
    key=("person", "role", "organisation"),
    needed=("person", "role"),
    # org:member and org:organization are functional: two of either would be inferred to be one.
    single=("person", "organisation", "role"),
    edges=(
        ("person", IV.holdsRole, "role"),
        ("person", IV.holdsRoleAt, "organisation"),
    ),
)
# The ambassador of a country, the manager of a project: org:organization would make organisations of them.
_ROLE_FOR = replace(
    _ROLE,
    slots={**_ROLE.slots, "organisation": _ref(IV.roleFor)},
    edges=(
        ("person", IV.holdsRole, "role"),
        ("person", IV.holdsRoleFor, "organisation"),
    ),
)

SHAPES: Mapping[FactType, Shape] = {
    "RoleHolding": replace(_ROLE, elsewhere=_ROLE_FOR),
    "Designation": Shape(
        node=IV.Designation,
        slots={
            "subject": _ref(IV.designee),
            "designation": _concept(IV.designation, "designation"),
            "theme": _THEME,
            "authority": _ref(IV.designatedBy),
            "date": _DATE,
        },
        key=("subject", "designation", "theme"),
        needed=("subject", "designation"),
        edges=(("subject", IV.designatedAs, "designation"),),
    ),
    "Agreement": Shape(
        node=IV.Agreement,
        slots={
            "kind": _concept(IV.agreementType, "agreement-type"),
            "party": _ref(IV.party),
            "agreement": _ref(IV.namedAgreement),
            "date": _DATE,
            "place": _PLACE,
            "theme": _THEME,
        },
        key=("kind", "party", "agreement"),
        needed=("party",),
        by_year=True,
        edges=(("party", IV.partyTo, "node"),),
    ),
    "Funding": Shape(
        node=EURIO.Grant,
        slots={
            "funder": _ref(IV.funder),
            "recipient": _ref(IV.recipient),
            "amount": Filler(amount=True),
            "initiative": _ref(IV.underInitiative),
            "theme": _THEME,
        },
        key=("funder", "recipient", "amount", "initiative", "theme"),
        needed=("funder",),
        by_year=True,
        edges=(
            ("funder", IV.funds, "recipient"),
            ("funder", IV.funds, "initiative"),
        ),
    ),
    "Event": Shape(
        node=IV.Event,
        slots={
            "kind": _concept(IV.eventKind, "event-kind"),
            "event": _ref(IV.namedEvent),
            "date": _DATE,
            "place": _PLACE,
            "organiser": _ref(IV.organiser),
            "participant": _ref(IV.participant),
            "theme": _THEME,
        },
        key=("kind", "event", "date", "place"),
        needed=("date", "place"),
        edges=(
            ("organiser", IV.organises, "node"),
            ("participant", IV.takesPartIn, "node"),
        ),
    ),
    "Participation": Shape(
        node=IV.Participation,
        slots={"participant": _ref(IV.participant), "in": _ref(IV.participationIn)},
        key=("participant", "in"),
        needed=("participant", "in"),
        edges=(("participant", IV.memberOf, "in"),),
    ),
    "Establishment": Shape(
        node=IV.Establishment,
        slots={
            "founder": _ref(IV.founder),
            "established": Filler(entity=IV.established, text=IV.establishedText),
            "date": _DATE,
            "place": _PLACE,
        },
        key=("founder", "established"),
        needed=("established",),
        edges=(("founder", IV.founded, "established"),),
    ),
    "Commission": Shape(
        node=IV.Commission,
        slots={
            "principal": _ref(IV.principal),
            "agent": _ref(IV.agent),
            "task": Filler(text=IV.task),
        },
        key=("principal", "agent", "task"),
        needed=("principal", "agent", "task"),
        edges=(("principal", IV.commissions, "agent"),),
    ),
    "Statement": Shape(
        node=IV.Quotation,
        slots={"speaker": _ref(IV.speaker), "text": Filler(text=IV.quotedText)},
        key=("speaker", "text"),
        needed=("speaker", "text"),
        edges=(("speaker", IV.said, "node"),),
    ),
    "Location": Shape(
        node=None,
        slots={"subject": Filler(), "place": Filler()},
        edges=(("subject", IV.locatedIn, "place"),),
    ),
    "PartOf": Shape(
        node=None,
        slots={"part": Filler(), "whole": Filler()},
        edges=(("part", IV.partOf, "whole"),),
    ),
    "Targeting": Shape(
        node=None,
        slots={"initiative": Filler(), "theme": Filler(scheme="theme")},
        edges=(("initiative", IV.hasGoal, "theme"),),
    ),
}
