"""The shapes: a sound graph conforms, and for each message there is a graph that is told off with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pyoxigraph
import pyshacl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import RDF, SH, Graph, URIRef

from valleygraph.extract.model import BASE, FACT_TYPES, Entity, Extraction, Fact, Modality, Release, Span
from valleygraph.graph.facts import SHAPES
from valleygraph.graph.rdf import WORLD, quads
from valleygraph.graph.store import Store, add, open_store
from valleygraph.graph.validate import Violation, validate
from valleygraph.graph.vocab import PREFIXES

CONCEPT = f"{BASE}concept/"
DONE, PLANNED, NEGATED = (f"<{CONCEPT}modality/{modality}>" for modality in get_args(Modality))
NORDBY = f"<{BASE}id/organisation/Nordby_Region>"
EK = f"<{BASE}id/person/Åsa_Ek>"
AMOUNT = f"<{BASE}id/amount/5.50_SEK>"
HAVSVIND = f"<{CONCEPT}theme/havsvind>"
NORDBY_TOWN = f"<{BASE}id/place/Nordby>"
FIRST, X = f"<{BASE}id/release/r1>", f"<{BASE}id/x>"
OTHERS = "?e oa:hasSource ?r . ?run a prov:Activity . ?p a foaf:Person . ?n a iv:NamedEvent"
ENTITY_CLASSES = (
    "foaf:Person",
    "org:Organization",
    "dcterms:Location",
    "iv:Initiative",
    "iv:NamedAgreement",
    "iv:NamedEvent",
)
FACT_CLASSES = sorted(f"<{shape.node.value}>" for shape in SHAPES.values() if shape.node)

TEXT = "Nordby Region och Söderby kommun har tecknat ett avtal om havsvind, säger Åsa Ek. Mötet blir i höst."
EVIDENCE = (Span(0, 81, TEXT[:81]),)
ENTITIES = (
    Entity("p", "Person", ("Åsa Ek",), (Span(74, 80, "Åsa Ek"),)),
    Entity("p2", "Person", ("Bo Berg",)),
    Entity("o1", "Organisation", ("Nordby Region",), (Span(0, 13, "Nordby Region"),)),
    Entity("o2", "Organisation", ("Söderby kommun",)),
    Entity("place", "Place", ("Nordby",)),
    Entity("i", "Initiative", ("Vind 2030",)),
    Entity("a", "Agreement", ("Nordbyavtalet",)),
    Entity("e", "Event", ("Vinddagen",)),
)
SLOTS: dict[str, dict[str, tuple[str, ...]]] = {
    "RoleHolding": {"person": ("p",), "role": ("director",), "organisation": ("o1",), "start": ("2024",)},
    "Designation": {"subject": ("place",), "designation": ("hub",), "theme": ("vind",), "authority": ("o1",)},
    "Agreement": {"kind": ("contract",), "party": ("o1", "o2"), "agreement": ("a",), "theme": ("vind",)},
    "Funding": {"funder": ("o1",), "recipient": ("o2",), "amount": ("5.50 SEK",), "initiative": ("i",)},
    "Event": {"kind": ("meeting",), "event": ("e",), "organiser": ("o1",), "participant": ("p",)},
    "Participation": {"participant": ("o1", "p"), "in": ("i",)},
    "Establishment": {
        "founder": ("o1",),
        "established": ("i",),
        "date": ("2024-06/..",),
        "place": ("place",),
    },
    "Commission": {"principal": ("o1",), "agent": ("o2",), "task": ("utreda havsvind",)},
    "Statement": {"speaker": ("p",), "text": ("Vi är glada",)},
    "Location": {"subject": ("o1",), "place": ("place",)},
    "PartOf": {"part": ("o2",), "whole": ("o1",)},
    "Targeting": {"initiative": ("i",), "theme": ("havsvind",)},
}
RELEASE = Release(
    "r1", TEXT, "sv", "Avtal", "2024-06", "Nordby Region", "https://nordby.example/avtal", "0" * 64
)
CONSUL = {"person": ("p2",), "role": ("consul",), "organisation": ("place",)}
FACTS = (*((type, SLOTS[type]) for type in FACT_TYPES), ("RoleHolding", CONSUL))
GOOD = Extraction(
    RELEASE, ENTITIES, tuple(Fact(type, slots, evidence=EVIDENCE, method="rule") for type, slots in FACTS)
)
# What the store adds to what releases say: who is who, what counts as one source, what people judged.
ADDED = f"""INSERT {{
    {FIRST} iv:ingested "2026-11-26T18:00:00Z"^^xsd:dateTime .
    <{BASE}id/release/r2> iv:nearDuplicateOf {FIRST} .
    {NORDBY_TOWN} iv:governedBy {NORDBY} .
    <{BASE}id/decision/1> a iv:Decision ; iv:about {NORDBY}, {EK} ; iv:outcome <{CONCEPT}decision/different> ;
      iv:comparedName "Nordby Region", "Åsa Ek" ; iv:rule "asked" ; iv:decidedBy "Bo Berg" ;
      iv:decidedAt "2026-11-26T18:00:00Z"^^xsd:dateTime .
    <{BASE}id/decision/2> a iv:Decision ; iv:about {EK} ; iv:outcome <{CONCEPT}decision/same> ;
      iv:comparedName "Åsa Ek" ; iv:rule "same post" ; iv:decidedBy "rule" .
    ?claim iv:belief 0.75 ; iv:judgedRight true .
}} WHERE {{ ?claim a iv:Claim ; prov:wasDerivedFrom {FIRST} }}"""
NEXT_YEAR = Extraction(
    Release("r2", TEXT, "sv", published="2025-06-14"),
    ENTITIES,
    (
        Fact("Agreement", {"kind": ("treaty",), "party": ("o1", "o2")}, "planned", evidence=EVIDENCE),
        Fact("Event", {"kind": ("summit",), "date": ("2025-09",)}, "planned", evidence=EVIDENCE),
        Fact("RoleHolding", {"person": ("p",), "role": ("mayor",)}, "negated", evidence=EVIDENCE),
        Fact("Commission", SLOTS["Commission"], evidence=EVIDENCE, attributed_to="p"),
        Fact("PartOf", {"part": ("o1",), "whole": ("o2",)}, confidence=0.1, evidence=EVIDENCE),
    ),
)


def without(term: str, kind: str = "") -> str:
    """The update that takes a property off the things of a class, or off all things."""
    return f"DELETE {{ ?x {term} ?o }} WHERE {{ {_of(kind)} ?x {term} ?o }}"


def instead(term: str, value: str, kind: str = "") -> str:
    """The update that gives a property another value."""
    return f"DELETE {{ ?x {term} ?o }} INSERT {{ ?x {term} {value} }} WHERE {{ {_of(kind)} ?x {term} ?o }}"


def moved(term: str, other: str) -> str:
    """The update that gives the values of a property to another."""
    return f"DELETE {{ ?x {term} ?o }} INSERT {{ ?x {other} ?o }} WHERE {{ ?x {term} ?o }}"


def also(term: str, value: str, kind: str) -> str:
    """The update that gives the things of a class a value more, perhaps one of OTHERS."""
    return f"INSERT {{ ?x {term} {value} }} WHERE {{ {_of(kind)} {OTHERS} }}"


def _of(kind: str) -> str:
    return f"?x a {kind} ." if kind else ""


def unsupported(kind: str, edge: str) -> tuple[str, str]:
    """Updates that leave an edge without a fact that is done: there is none, or it is planned only."""
    return f"INSERT DATA {{ {EK} {edge} {HAVSVIND} }}", instead("iv:status", PLANNED, kind)


def only(slot: str) -> str:
    """The update that leaves grants one slot, twice filled."""
    rest = f"?x a eurio:Grant ; ?slot ?o FILTER(?slot NOT IN (rdf:type, iv:status, {slot}))"
    return f"DELETE {{ ?x ?slot ?o }} WHERE {{ {rest} }} ; {also(slot, AMOUNT, 'eurio:Grant')}"


def uncited(selector: str) -> str:
    """The update that writes a passage that no claim cites, with one of its two selectors and another."""
    passage = f"{X} a oa:SpecificResource ; oa:hasSource {FIRST} ; oa:hasSelector ?s, {EK}"
    there = f"?e oa:hasSource {FIRST} ; oa:hasSelector ?s . ?s a {selector}"
    return f"INSERT {{ {passage} }} WHERE {{ {there} }}"


# Message → what makes the sound graph deserve it, as SPARQL updates; after the first nothing else is wrong.
FAULTS: dict[str, tuple[str, ...]] = {
    "A release has exactly one id.": (
        instead("dcterms:identifier", '""'),
        without("dcterms:identifier"),
        also("dcterms:identifier", '"r3"', "iv:Release"),
    ),
    "A release has exactly one SHA-256 checksum, of 64 hexadecimal digits.": (
        also("iv:sha256", f'"{"0" * 64}"', "iv:Release"),
        without("iv:sha256"),
        instead("iv:sha256", '"abc"'),
    ),
    "A release has at most one SHA-256 checksum of its original, of 64 hexadecimal digits.": (
        also("iv:originalSha256", f'"{"1" * 64}"', "iv:Release"),
        instead("iv:originalSha256", '"abc"'),
    ),
    "A release has at most one title.": (also("dcterms:title", '"B"', "iv:Release"),),
    "A release has at most one language, given as a tag such as sv or en.": (
        also("dcterms:language", '"en"', "iv:Release"),
        instead("dcterms:language", '"Swedish"'),
    ),
    "A release has at most one publisher.": (also("dcterms:publisher", '"B"', "iv:Release"),),
    "A release has at most one source address.": (also("dcterms:source", '"https://b.test"', "iv:Release"),),
    "A release has at most one date of publication, in EDTF.": (
        also("dcterms:issued", '"2023"^^edtf:EDTF', "iv:Release"),
        instead("dcterms:issued", '"2024-06"'),
    ),
    "The earliest day of publication is one xsd:date, not after the latest.": (
        also("iv:earliest", '"2020-01-01"^^xsd:date', "iv:Release"),
        instead("iv:earliest", '"2030-01-01"^^xsd:date', "iv:Release"),
        " ; ".join(
            instead(term, '"2020-01-01T00:00:00"^^xsd:dateTime', "iv:Release")
            for term in ("iv:earliest", "iv:latest")
        ),
    ),
    "A release has at most one time of ingestion, an xsd:dateTime.": (
        also("iv:ingested", '"2020-01-01T00:00:00Z"^^xsd:dateTime', "iv:Release"),
        instead("iv:ingested", '"2026-11-26"^^xsd:date'),
    ),
    "A release is a near duplicate of at most one release, which the store has.": (
        instead("iv:nearDuplicateOf", EK),
        also("iv:nearDuplicateOf", "?x", "iv:Release"),
    ),
    "The release that others are near duplicates of is none itself.": (
        f"INSERT DATA {{ {FIRST} iv:nearDuplicateOf {FIRST} }}",
        f"INSERT {{ {FIRST} iv:nearDuplicateOf ?x }} WHERE {{ ?x iv:nearDuplicateOf {FIRST} }}",
    ),
    "The latest day of publication is one xsd:date.": (
        also("iv:latest", '"2030-01-01"^^xsd:date', "iv:Release"),
        instead("iv:latest", '"2024"', "iv:Release"),
    ),
    "A claim has exactly one type of fact, one of the twelve.": (
        also("iv:factType", '"Event", "Agreement"', "iv:Claim"),
        without("iv:factType"),
        instead("iv:factType", '"Rumour"'),
    ),
    "A claim has exactly one modality: done, planned or negated.": (
        without("iv:modality"),
        also("iv:modality", f"{DONE}, {PLANNED}", "iv:Claim"),
        instead("iv:modality", f"<{CONCEPT}modality/possible>"),
    ),
    "A claim has exactly one confidence, a decimal from 0 to 1.": (
        instead("iv:confidence", "-0.5"),
        instead("iv:confidence", "0.5e0"),
        also("iv:confidence", "0.25, 0.75", "iv:Claim"),
        without("iv:confidence"),
        instead("iv:confidence", "1.5"),
    ),
    "A claim is derived from exactly one release, which the store has.": (
        also("prov:wasDerivedFrom ?r ; iv:evidence", "?e", "iv:Claim"),
        also("prov:wasDerivedFrom", "?r", "iv:Claim"),
        without("prov:wasDerivedFrom"),
        without("rdf:type", "iv:Release"),
    ),
    "A claim is generated by exactly one run of the extraction.": (
        instead("prov:wasGeneratedBy", EK),
        also("prov:wasGeneratedBy", "?run", "iv:Claim"),
        without("prov:wasGeneratedBy"),
    ),
    "A claim says at most once, in names, what it is about.": (
        also("iv:summary", '"A · B"', "iv:Claim"),
        instead("iv:summary", '""'),
    ),
    "A claim has at most one belief, a decimal from 0 to 1.": (
        instead("iv:belief", "1.5"),
        instead("iv:belief", "-0.5"),
        instead("iv:belief", "0.5e0"),
        also("iv:belief", "0.25", "iv:Claim"),
    ),
    "A claim is judged once, right (true) or wrong (false).": (
        instead("iv:judgedRight", "true, false"),
        instead("iv:judgedRight", '"yes"'),
    ),
    "A claim has at most one method.": (also("iv:method", '"a", "b"', "iv:Claim"),),
    "A claim is attributed to at most one speaker, who is an entity.": (
        f"INSERT {{ ?c iv:attributedTo {EK}, {NORDBY} }} WHERE {{ ?c iv:attributedTo ?speaker }}",
        instead("iv:attributedTo", '"Åsa Ek"'),
    ),
    "A claim cites at least one passage, and only of the release that it is derived from.": (
        also("iv:evidence", "?e", "iv:Claim"),
        without("iv:evidence"),
    ),
    "The quotes of a claim are the words of the passages that it cites.": (
        without("iv:quote"),
        also("iv:quote", '"Never said."', "iv:Claim"),
    ),
    "A claim states at most one fact.": (instead("iv:states", f"{EK}, {NORDBY}"),),
    "A claim that states a fact is done or planned.": (instead("iv:modality", NEGATED),),
    "A claim asserts at most one thing, by its IRI.": (
        instead("iv:asserts", f"{EK}, {NORDBY}"),
        instead("iv:asserts", '"it"'),
    ),
    "A claim that asserts something is made in the release's own voice.": (
        f"INSERT {{ ?c iv:asserts {EK} }} WHERE {{ ?c iv:attributedTo ?speaker }}",
    ),
    "A claim denies at most one fact.": (instead("iv:denies", f"{EK}, {NORDBY}"),),
    "A claim that denies a fact is negated.": (instead("iv:modality", DONE),),
    "A passage stands in exactly one release, which the store has.": (
        f"INSERT {{ {X} a oa:SpecificResource ; oa:hasSelector ?s }}"
        f" WHERE {{ ?e oa:hasSource {FIRST} ; oa:hasSelector ?s }}",
        also("oa:hasSource", "?r", "oa:SpecificResource"),
        without("oa:hasSource"),
        instead("oa:hasSource", EK),
    ),
    "A passage has exactly two selectors: its position and its wording.": (
        also("oa:hasSelector", EK, "oa:SpecificResource"),
        without("oa:hasSelector"),
    ),
    "A passage has exactly one position.": (
        uncited("oa:TextQuoteSelector"),
        without("oa:start", "oa:TextPositionSelector"),
        also("oa:start", "2", "oa:TextPositionSelector"),
    ),
    "A passage has exactly one wording.": (
        uncited("oa:TextPositionSelector"),
        without("oa:exact"),
        instead("oa:exact", '"a", "b"'),
    ),
    "A position has exactly one start, a whole number from 0 that lies before the end.": (
        without("oa:start", "iv:Mention"),
        without("oa:start", "oa:TextPositionSelector"),
        instead("oa:start", "999", "oa:TextPositionSelector"),
        instead("oa:end", "0", "iv:Mention"),
        instead("oa:start", "-1", "iv:Mention"),
        instead("oa:start", "0.5", "iv:Mention"),
        also("oa:start", "1", "iv:Mention"),
    ),
    "A position has exactly one end, a whole number from 0.": (
        also("oa:end", "98", "iv:Mention"),
        instead("oa:end", "-1", "iv:Mention"),
        without("oa:end", "oa:TextPositionSelector"),
        without("oa:end", "iv:Mention"),
        instead("oa:end", "99.5", "iv:Mention"),
    ),
    "A wording has exactly one text, which is not empty.": (
        f'INSERT DATA {{ {X} a oa:TextQuoteSelector ; oa:prefix "" ; oa:suffix "" }}',
        without("oa:exact"),
        instead("oa:exact", '""'),
        also("oa:exact", '"More."', "oa:TextQuoteSelector"),
    ),
    "A wording has exactly one text before it, if an empty one.": (
        also("oa:prefix", '"More."', "oa:TextQuoteSelector"),
        without("oa:prefix"),
    ),
    "A wording has exactly one text after it, if an empty one.": (
        also("oa:suffix", '"More."', "oa:TextQuoteSelector"),
        without("oa:suffix"),
    ),
    "A mention stands in exactly one release, which the store has.": (
        also("iv:inRelease", "?r", "iv:Mention"),
        without("iv:inRelease"),
        without("rdf:type", "iv:Release"),
    ),
    "A mention has exactly one surface form, which is not empty.": (
        also("iv:surface", '"Ek"', "iv:Mention"),
        without("iv:surface"),
        instead("iv:surface", '""'),
    ),
    "A mention refers to exactly one entity.": (
        instead("iv:refersTo", f"{EK}, {NORDBY}"),
        without("iv:refersTo"),
    ),
    "What a mention refers to has a label.": (
        instead("iv:refersTo", X),
        without("rdfs:label", "foaf:Person"),
    ),
    "A run of the extraction names the software that did it.": (
        instead("prov:wasAssociatedWith", EK),
        without("prov:wasAssociatedWith"),
    ),
    "A decision is about one thing or two.": (
        without("iv:about"),
        also("iv:about", f"{EK}, {X}", "iv:Decision"),
        instead("iv:about", '"Nordby"'),
    ),
    "A decision has exactly one outcome: same, different or unsure.": (
        without("iv:outcome"),
        instead("iv:outcome", DONE),
        also("iv:outcome", f"<{CONCEPT}decision/same>, <{CONCEPT}decision/unsure>", "iv:Decision"),
    ),
    "A decision compares two names, which may be alike.": (
        without("iv:comparedName"),
        also("iv:comparedName", '"A", "B"', "iv:Decision"),
        instead("iv:comparedName", '""'),
    ),
    "A decision has exactly one reason.": (
        without("iv:rule"),
        also("iv:rule", '"another"', "iv:Decision"),
        instead("iv:rule", '""'),
    ),
    "A decision is taken by one person or by a rule.": (
        without("iv:decidedBy"),
        also("iv:decidedBy", '"rule", "Bo Berg"', "iv:Decision"),
        instead("iv:decidedBy", '""'),
    ),
    "A decision has at most one time, an xsd:dateTime.": (
        instead(
            "iv:decidedAt", ", ".join(f'"{year}-01-01T00:00:00Z"^^xsd:dateTime' for year in (2020, 2021))
        ),
        instead("iv:decidedAt", '"2026-11-26"^^xsd:date'),
    ),
    "A decision of a person says when it was taken.": (
        without("iv:decidedAt"),
        instead("iv:decidedBy", '"Åsa Ek"'),
    ),
    "What is governed is a place; an organisation governs itself.": (
        f"INSERT DATA {{ {NORDBY} iv:governedBy {NORDBY} }}",
    ),
    "A place is governed by an organisation that the graph knows as one.": (
        instead("iv:governedBy", EK),
        also("iv:governedBy", '"Nordby Region"', "dcterms:Location"),
    ),
    "An entity has exactly one label.": (
        instead("rdfs:label", '""', "foaf:Person"),
        *(without("rdfs:label", kind) for kind in ENTITY_CLASSES),
        also("rdfs:label", '"Another"', "iv:NamedEvent"),
    ),
    "An entity is one thing: person, organisation, place, initiative, agreement or event.": (
        also("a", "dcterms:Location", "org:Organization"),
    ),
    "A concept has exactly one label.": (
        instead("rdfs:label", '""', "skos:Concept"),
        without("rdfs:label", "skos:Concept"),
        also("rdfs:label", '"Another"', "skos:Concept"),
    ),
    "A concept is in exactly one scheme.": (
        without("skos:inScheme"),
        instead("skos:inScheme", f"{EK}, {NORDBY}"),
    ),
    "An amount has exactly one label.": (
        also("rdfs:label", '"Another"', "eurio:MonetaryAmount"),
        without("rdfs:label", "eurio:MonetaryAmount"),
    ),
    "An amount has at most one value, a decimal above 0.": (
        instead("eurio:value", '"5.5"'),
        instead("eurio:value", "5.5e0"),
        also("eurio:value", "7.5", "eurio:MonetaryAmount"),
        instead("eurio:value", "0.0"),
    ),
    "An amount has at most one currency, a code such as SEK.": (
        also("eurio:currency", '"EUR"', "eurio:MonetaryAmount"),
        instead("eurio:currency", '"kr"'),
    ),
    "An amount without a value cannot be added up: write a number and a currency code.": (
        without("eurio:value"),
    ),
    "A fact in the world is done, planned or both; a negated one is a claim only.": (
        also("iv:status", NEGATED, "org:Membership"),
        *(without("iv:status", kind) for kind in FACT_CLASSES),
    ),
    "The date of a fact is in EDTF.": tuple(
        also("iv:date", '"2024"', kind)
        for kind in ("iv:Designation", "iv:Agreement", "iv:Event", "iv:Establishment")
    ),
    "The place of a fact is an entity.": tuple(
        also("iv:atPlace", '"Nordby"', kind) for kind in ("iv:Agreement", "iv:Event", "iv:Establishment")
    ),
    "The theme of a fact is a concept.": tuple(
        also("iv:theme", NORDBY, kind)
        for kind in ("iv:Designation", "iv:Agreement", "iv:Event", "eurio:Grant")
    ),
    "A role is held by exactly one member, who is a person.": (
        also("org:member", "?p", "org:Membership"),
        without("org:member"),
        instead("org:member", NORDBY),
    ),
    "A role is held in one organisation, or for one place or initiative, at most.": (
        f"INSERT {{ ?x iv:roleFor {NORDBY_TOWN} }} WHERE {{ ?x org:organization ?o }}",
        also("org:organization", EK, "org:Membership"),
    ),
    "A role is held in an organisation; what it is held for otherwise has iv:roleFor.": (
        f"{moved('iv:roleFor', 'org:organization')} ; {without('iv:holdsRoleFor')}",
        instead("org:organization", EK),
    ),
    "A role is held for a place or an initiative; this is something else.": (
        f"{moved('org:organization', 'iv:roleFor')} ; {without('iv:holdsRoleAt')}",
        instead("iv:roleFor", EK),
    ),
    "A membership has exactly one role, which is a concept.": (
        also("org:role", HAVSVIND, "org:Membership"),
        instead("org:role", EK),
        without("org:role"),
    ),
    "The start of a role is in EDTF.": (instead("iv:startDate", '"2024"'),),
    "The end of a role is in EDTF.": (also("iv:endDate", '"2024"', "org:Membership"),),
    "A designation has at least one designee.": (
        f"{without('iv:designee')} ; {without('iv:designatedAs')}",
        without("iv:designee"),
    ),
    "A designation says what the designee becomes.": (
        f"{without('iv:designation')} ; {without('iv:designatedAs')}",
        without("iv:designation"),
    ),
    "A designation is decided by an organisation; this is something else.": (instead("iv:designatedBy", EK),),
    "An agreement that is only planned has nobody that is party to it yet.": (
        f"INSERT {{ ?p iv:partyTo ?x }} WHERE {{ ?x iv:party ?p ; iv:status {PLANNED} }}",
    ),
    "An agreement has a type.": (without("iv:agreementType"),),
    "The type of an agreement is one of the closed list.": (instead("iv:agreementType", HAVSVIND),),
    "An agreement has at least two parties.": (
        f"DELETE {{ ?x iv:party {NORDBY} }} WHERE {{ ?x a iv:Agreement }}",
    ),
    "The named agreement is known as an agreement; this is something else.": (
        instead("iv:namedAgreement", NORDBY),
    ),
    "A grant has at least two of funder, recipient, amount, initiative and theme.": tuple(
        f"{only(slot)} ; {without('iv:funds')}"
        for slot in ("iv:funder", "iv:recipient", "eurio:hasFundingAmount", "iv:underInitiative", "iv:theme")
    ),
    "The amount of a grant is a monetary amount.": (instead("eurio:hasFundingAmount", EK),),
    "An event that is only planned has nobody that organises it or takes part in it yet.": tuple(
        f"INSERT {{ {EK} {edge} ?x }} WHERE {{ ?x a iv:Event ; iv:status {PLANNED} }}"
        for edge in ("iv:organises", "iv:takesPartIn")
    ),
    "An event has a kind, or is of a named event.": (without("iv:eventKind"),),
    "The kind of an event is one of the closed list.": (instead("iv:eventKind", HAVSVIND),),
    "The named event is known as an event; this is something else.": (instead("iv:namedEvent", NORDBY),),
    "A participation has at least one participant.": (
        f"{without('iv:participant', 'iv:Participation')} ; {without('iv:memberOf')}",
    ),
    "A participation is in something.": (f"{without('iv:participationIn')} ; {without('iv:memberOf')}",),
    "A participation is in an organisation or initiative, not in an event.": (
        also("iv:participationIn", "?n", "iv:Participation"),
    ),
    "An establishment says what is established.": (f"{without('iv:established')} ; {without('iv:founded')}",),
    "A commission names who gives it.": (f"{without('iv:principal')} ; {without('iv:commissions')}",),
    "A commission names who gets it.": (f"{without('iv:agent')} ; {without('iv:commissions')}",),
    "A quotation that is only planned has nobody that said it yet.": (
        instead("iv:status", PLANNED, "iv:Quotation"),
    ),
    "A quotation has a speaker.": (without("iv:speaker"),),
    "The speaker of a quotation is a person; this is something else.": (instead("iv:speaker", NORDBY),),
    "A quotation has a text.": (without("iv:quotedText"), instead("iv:quotedText", '""')),
    "Somebody holds a role, but no membership that is done says so.": unsupported(
        "org:Membership", "iv:holdsRole"
    ),
    "Somebody holds a role somewhere, but no membership that is done says so.": unsupported(
        "org:Membership", "iv:holdsRoleAt"
    ),
    "Somebody holds a role for something, but no membership that is done says so.": unsupported(
        "org:Membership", "iv:holdsRoleFor"
    ),
    "Something is designated, but no designation that is done says so.": unsupported(
        "iv:Designation", "iv:designatedAs"
    ),
    "Somebody funds something, but no grant that is done says so.": unsupported("eurio:Grant", "iv:funds"),
    "Somebody is a member of something, but no participation that is done says so.": unsupported(
        "iv:Participation", "iv:memberOf"
    ),
    "Somebody founded something, but no establishment that is done says so.": unsupported(
        "iv:Establishment", "iv:founded"
    ),
    "Somebody commissions another, but no commission that is done says so.": unsupported(
        "iv:Commission", "iv:commissions"
    ),
}


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(data=(files("valleygraph") / "graph/shapes.ttl").read_bytes(), format="turtle")


@contextmanager
def _store(folder: Path, update: str = "") -> Iterator[Store]:
    """A store with the world of both releases, after an update."""
    world = pyoxigraph.Store()
    for version, extraction in (("1", GOOD), ("2", NEXT_YEAR)):
        world.extend(quad for quad in quads(extraction, version=version) if quad.graph_name == WORLD)
    world.update(ADDED, prefixes=PREFIXES)
    before = set(world)
    if update:
        world.update(update, prefixes=PREFIXES)
        assert set(world) != before
    with open_store(folder / "store", write=True) as store:
        store.change(remove=(), add=world)
        yield store


def _validate(folder: Path, update: str = "") -> list[Violation]:
    with _store(folder, update) as store:
        return validate(store)


def test_a_sound_graph_conforms(tmp_path: Path) -> None:
    assert _validate(tmp_path) == []


def test_an_empty_store_conforms(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True) as store:
        assert validate(store) == []


@pytest.mark.parametrize(
    ("message", "update", "alone"),
    [(message, update, n == 0) for message, updates in FAULTS.items() for n, update in enumerate(updates)],
)
def test_a_fault_is_found(tmp_path: Path, shapes: Graph, message: str, update: str, alone: bool) -> None:
    found = {violation.message: violation for violation in _validate(tmp_path, update)}
    assert message in found
    assert not alone or set(found) == {message}
    [shape] = (s for s, text in shapes.subject_objects(SH.message) if str(text) == message)
    warned = (shape, SH.severity, SH.Warning) in shapes
    assert found[message].severity == ("warning" if warned else "violation")


def test_the_shapes_are_shacl(shapes: Graph) -> None:
    conforms, _, report = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, report


def test_every_message_has_its_faulty_graph(shapes: Graph) -> None:
    assert {str(message) for message in shapes.objects(None, SH.message)} == set(FAULTS)


def test_every_shape_says_what_is_wrong_in_english(shapes: Graph) -> None:
    for shape in shapes.subjects(RDF.type, SH.NodeShape):
        for inner in shapes.objects(shape, SH.property):
            held = [inner, *shapes.objects(inner, SH.sparql)]
            assert [m.language for h in held for m in shapes.objects(h, SH.message)] == ["en"]  # type: ignore[attr-defined]


def test_the_closed_lists_are_those_of_the_ontology(shapes: Graph) -> None:
    ontology = Graph().parse(data=(files("valleygraph") / "ontology.ttl").read_bytes(), format="turtle")
    for scheme in ("agreement-type", "event-kind", "modality", "decision"):
        listed = {term for term in shapes.all_nodes() if str(term).startswith(f"{CONCEPT}{scheme}/")}
        in_scheme = URIRef("http://www.w3.org/2004/02/skos/core#inScheme")
        assert listed == set(ontology.subjects(in_scheme, URIRef(CONCEPT + scheme)))


def test_the_fact_types_are_those_of_the_model(shapes: Graph) -> None:
    [path] = (s for s in shapes.subjects(SH.path, URIRef(f"{BASE}ontology#factType")))
    [values] = shapes.objects(path, SH["in"])
    assert tuple(str(value) for value in shapes.items(values)) == FACT_TYPES


def test_a_violation_tells_what_is_wrong_where(tmp_path: Path) -> None:
    assert _validate(tmp_path, f"INSERT DATA {{ {NORDBY} iv:funds {EK} }}") == [
        Violation(
            focus=NORDBY.strip("<>"),
            label="Nordby Region",
            path="iv:funds",
            message="Somebody funds something, but no grant that is done says so.",
            severity="violation",
            value=EK.strip("<>"),
        )
    ]


@pytest.mark.parametrize(
    ("update", "label", "path"),
    [
        (without("iv:evidence"), TEXT[:81], "iv:evidence/oa:hasSource"),
        (without("iv:established"), "id:establishment/", "iv:established|iv:establishedText"),
        (without("oa:start", "iv:Mention"), "Åsa Ek", "oa:start"),
        (without("rdfs:label", "foaf:Person"), "id:person/Åsa_Ek", "rdfs:label"),
    ],
)
def test_labels_and_paths_can_be_read(tmp_path: Path, update: str, label: str, path: str) -> None:
    assert any(v.label.startswith(label) and v.path == path for v in _validate(tmp_path, update))


def test_violations_come_before_warnings_and_each_once(tmp_path: Path) -> None:
    found = _validate(tmp_path, f"{without('eurio:value')} ; {without('iv:speaker')}")
    assert [violation.severity for violation in found] == ["violation", "warning"]


def test_claims_on_both_sides_leave_one_fact_with_both_statuses(tmp_path: Path) -> None:
    planned = Fact("Agreement", SLOTS["Agreement"], "planned", evidence=EVIDENCE)
    with open_store(tmp_path / "store", write=True) as store:
        add(store, GOOD)
        add(store, Extraction(Release("r3", TEXT, published="2024-01"), ENTITIES, (planned,)))
        assert store.query(f"ASK {{ ?x a iv:Agreement ; iv:status {DONE}, {PLANNED} }}")
        assert validate(store) == []


_FACTS = st.sampled_from(FACT_TYPES).flatmap(
    lambda type: st.builds(
        Fact,
        type=st.just(type),
        slots=st.just(SLOTS[type]),
        modality=st.sampled_from(get_args(Modality)),
        confidence=st.floats(0, 1),
        evidence=st.just(EVIDENCE),
        attributed_to=st.sampled_from([None, None, "p"]),
    )
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.lists(_FACTS, max_size=12), published=st.sampled_from([None, "2024", "2024-06-14", "XXXX-06"])
)
def test_whatever_is_claimed_how_surely_the_graph_conforms(
    tmp_path_factory: pytest.TempPathFactory, facts: list[Fact], published: str | None
) -> None:
    extraction = Extraction(Release("r", TEXT, published=published), ENTITIES, tuple(facts))
    with open_store(tmp_path_factory.mktemp("store") / "store", write=True) as store:
        add(store, extraction)
        assert validate(store) == []
