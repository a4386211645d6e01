"""The nouns of the system, as plain frozen data: what is read, what is found, where it stands.

Offsets everywhere are Unicode code points into `Release.text`, counted from 0, the end exclusive.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

BASE = "https://w3id.org/innovation-valley/"
# Letters, digits and marks of any script, and what RFC 3987 leaves unreserved; "_" stands for a space.
_LEGAL_FORM = re.compile(
    r"(?:,? (?:AB|HB|AG|SE|KG|GmbH(?: & Co\.? KG)?|e\. ?V\.?|Ltd\.?|Limited|Inc\.?|LLC|plc|B\.?V\.?|N\.?V\.?"
    r"|A/S|ApS|ASA?|Oyj?(?: Ab)?|S\. ?A\.?|S\.?L\.?U?\.?|SAS|SARL|S\.p\.A\.?|SpA|S\.r\.l\.?|Srl"
    r"|s\. ?r\. ?o\.?|a\. ?s\.?|Sp\. z o\. ?o\.?|Lda\.?|d\.o\.o\.?)|,? \(publ\))+$"
)
_UNSAFE = re.compile(r"[^\w.~-]|_")

EntityType = Literal["Person", "Organisation", "Place", "Initiative", "Agreement", "Event"]
FactType = Literal[
    "RoleHolding",
    "Designation",
    "Agreement",
    "Funding",
    "Event",
    "Participation",
    "Establishment",
    "Commission",
    "Statement",
    "Location",
    "PartOf",
    "Targeting",
]
Modality = Literal["done", "planned", "negated"]

ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
FACT_TYPES: tuple[FactType, ...] = get_args(FactType)


@dataclass(frozen=True, slots=True)
class Release:
    """One press release. `text` is stored in Unicode NFC; all offsets point into it.

    >>> Release(id="r1", text="Malmo\\u0308").text
    'Malmö'
    """

    id: str
    text: str = ""
    language: str | None = None
    title: str | None = None
    published: str | None = None  # EDTF: 2024, 2024-06 or 2024-06-14
    publisher: str | None = None
    url: str | None = None
    original_sha256: str | None = None  # of the bytes that it was read from, where they were a document

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", unicodedata.normalize("NFC", self.text))

    @property
    def sha256(self) -> str:
        """Of the stored text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the release's text, with the words that stand there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A public or gazetteer identifier that an entity was found to be, and why."""

    identifier: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Entity:
    """One real thing that a release names, with every form of its name, the fullest first."""

    id: str
    type: EntityType
    names: tuple[str, ...]
    mentions: tuple[Span, ...] = ()
    iri: str | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a release states. A slot's filler is an entity id of the same release, or a string."""

    type: FactType
    slots: Mapping[str, tuple[str, ...]]
    modality: Modality = "done"
    confidence: float = 1.0
    evidence: tuple[Span, ...] = ()
    attributed_to: str | None = None
    method: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one release."""

    document: Release
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = field(default=())

    @property
    def by_id(self) -> dict[str, Entity]:
        """The entities by their ids."""
        return {entity.id: entity for entity in self.entities}


def mint(kind: str, name: str) -> str:
    """The IRI of the thing of this kind with this name: one to one, so that the name can be read back.

    >>> mint("id/person", "Fredrik Engströmer")
    'https://w3id.org/innovation-valley/id/person/Fredrik_Engströmer'
    >>> mint("id/organisation", "A_B (publ)")
    'https://w3id.org/innovation-valley/id/organisation/A%5FB_%28publ%29'
    """
    return f"{BASE}{kind}/{_UNSAFE.sub(_escape, ' '.join(name.split()))}"


def folded(name: str) -> str:
    """A name without what is only typography: case, accents, spaces, hyphens, quotation marks.

    >>> folded("Radon on-line") == folded("RADONONLINE"), folded("Text+") == folded("Text")
    (True, False)
    """
    kept = "".join(c for c in without_accents(name.casefold()) if c.isalnum() or c in "+#")
    return kept or name


def without_legal_form(name: str) -> str:
    """The name of a company without what it is by law.

    >>> without_legal_form("Nordmalm AB (publ)"), without_legal_form("Alva GmbH & Co. KG")
    ('Nordmalm', 'Alva')
    """
    return _LEGAL_FORM.sub("", name)


def without_accents(text: str) -> str:
    """The text without marks over and under its letters: "Umea" for "Umeå"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def spells(acronym: str, name: str) -> bool:
    """Whether the letters of the acronym come in this order in the name, beginning with that of a word.

    >>> spells("VGR", "Västra Götalandsregionen"), spells("IAB", "SciLifeLab International Advisory Board")
    (True, True)
    >>> spells("EU", "Vinnova")
    False
    """
    wanted = [letter for letter in acronym.casefold() if letter.isalpha()]
    starts = (match.start() for match in re.finditer(r"(?<![^\W_])[^\W\d_]", name.casefold()))
    spelt = (name.casefold()[start:] for start in starts)
    return any(in_order(wanted, rest) for rest in spelt if rest[0] == wanted[0])


def in_order(wanted: Iterable[str], name: str) -> bool:
    """Whether these letters come in a name in this order.

    >>> in_order("nfo", "nfdi4objects"), in_order("ofn", "nfdi4objects")
    (True, False)
    """
    letters = iter(name)
    return all(letter in letters for letter in wanted)


def _escape(match: re.Match[str]) -> str:
    if match.group() == " ":
        return "_"
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))
