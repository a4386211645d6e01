"""What one text itself says is the same thing."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Span

from valleygraph.extract import draft
from valleygraph.extract.clusters import clustered
from valleygraph.extract.tokens import blank

Names = list[tuple[str, str]]  # name as it stands in the text, type


def _read(text: str, found: Names, language: str) -> Doc:
    draft.register()
    doc = blank(language)(text)
    ents, at = [], 0
    for name, kind in found:
        at = text.index(name, at)
        span = doc.char_span(at, at + len(name), label=kind)
        assert isinstance(span, Span), name
        ents.append(span)
        at += len(name)
    doc.ents = ents
    for ent in doc.ents:
        ent._.name = ent.text
    return doc


ORG, INI, EVE = "Organisation", "Initiative", "Event"


@pytest.mark.parametrize(
    ("text", "found", "language", "expected"),
    [
        # in brackets: an acronym that the letters spell, one that they do not, a translation
        ("The Nordby Ocean Lab (NOL) grew.", [("Nordby Ocean Lab", ORG), ("NOL", ORG)], "en", 1),
        ("The Centre for Fluids (USIT) grew.", [("Centre for Fluids", ORG), ("USIT", ORG)], "en", 1),
        (
            "Nordby Sea Lab (NSL, Nordby havslabb) grew.",
            [("Nordby Sea Lab", ORG), ("NSL", ORG), ("Nordby havslabb", ORG)],
            "en",
            1,
        ),
        ("Hochschule Nordby (HS Nordby)", [("Hochschule Nordby", ORG), ("HS Nordby", ORG)], "de", 1),
        ("NSL (Nordby Sea Lab) grew.", [("NSL", ORG), ("Nordby Sea Lab", ORG)], "en", 1),
        # … also where the recogniser gave them two types
        ("The Nordby Ocean Lab (NOL) grew.", [("Nordby Ocean Lab", INI), ("NOL", ORG)], "en", 1),
        # where something belongs is no other name of it
        ("NILU is here. Alva (NILU) grew.", [("NILU", ORG), ("Alva", INI), ("NILU", ORG)], "en", 2),
        ("The Alva project (Nordby Sea Lab)", [("Alva project", INI), ("Nordby Sea Lab", ORG)], "en", 2),
        ("Karin Ek (NSL)", [("Karin Ek", "Person"), ("NSL", ORG)], "en", 2),
        ("Nordby Sea Lab (Oslo)", [("Nordby Sea Lab", ORG), ("Oslo", "Place")], "en", 2),
        # acronyms that nothing defines
        ("Nordby Sea Lab met. NSL grew.", [("Nordby Sea Lab", ORG), ("NSL", ORG)], "en", 1),
        (
            "Ministero dello Sviluppo costiero, poi MiSC.",
            [("Ministero dello Sviluppo costiero", ORG), ("MiSC", ORG)],
            "it",
            1,
        ),
        ("Nordby Sea Lab met. XYL grew.", [("Nordby Sea Lab", ORG), ("XYL", ORG)], "en", 2),
        (
            "Nordby Sea Lab, Norrby Sea Lab, NSL.",
            [("Nordby Sea Lab", ORG), ("Norrby Sea Lab", ORG), ("NSL", ORG)],
            "en",
            3,
        ),
        # a project by two common nouns
        (
            "The ALVA-Q project. The ALVA-Q proposal. ALVA-Q.",
            [("ALVA-Q project", INI), ("ALVA-Q proposal", INI), ("ALVA-Q", INI)],
            "en",
            1,
        ),
        # the short name of a body, once the full one was said
        ("Alva Research Lab met. Alva grew.", [("Alva Research Lab", ORG), ("Alva", ORG)], "en", 1),
        ("Alva met. Alva Research Lab grew.", [("Alva", ORG), ("Alva Research Lab", ORG)], "en", 2),
        ("Alva2 met. Unett Alva2 grew.", [("Alva2", ORG), ("Unett Alva2", ORG)], "en", 1),
        (
            "Alva Research Lab met Alva Board. Alva grew.",
            [("Alva Research Lab", ORG), ("Alva Board", ORG), ("Alva", ORG)],
            "en",
            3,
        ),
        # an event by a part of its name
        (
            "2nd Alva Community Meeting. The 2nd Community Meeting. Community Meeting.",
            [("2nd Alva Community Meeting", EVE), ("2nd Community Meeting", EVE), ("Community Meeting", EVE)],
            "en",
            1,
        ),
        # typing
        (
            "Stati Generali dell'Acqua, STATI GENERALI DELL’ACQUA",
            [("Stati Generali dell'Acqua", ORG), ("STATI GENERALI DELL’ACQUA", ORG)],
            "it",
            1,
        ),
        (
            "Ministerio de Mares, Ministerio Mares",
            [("Ministerio de Mares", ORG), ("Ministerio Mares", ORG)],
            "es",
            1,
        ),
        (
            "Genomic Medicine Alva, Genomic Medicin Alva",
            [("Genomic Medicine Alva", ORG), ("Genomic Medicin Alva", ORG)],
            "sv",
            1,
        ),
        ("Programme 2020, Programme 2021", [("Programme 2020", INI), ("Programme 2021", INI)], "en", 2),
        # people
        ("Karin Alm Ek met. Karin Alm.", [("Karin Alm Ek", "Person"), ("Karin Alm", "Person")], "es", 1),
        ("Karin Ek. Ek, K.", [("Karin Ek", "Person"), ("Ek, K.", "Person")], "fi", 1),
        ("Karin Ek. Ek, L.", [("Karin Ek", "Person"), ("Ek, L.", "Person")], "fi", 2),
        # inflected names, in the languages that have them only
        ("Kraj Alvina, Kraje Alviny", [("Kraj Alvina", "Place"), ("Kraje Alviny", "Place")], "cs", 1),
        ("Kraj Alvina, Kraje Alviny", [("Kraj Alvina", "Place"), ("Kraje Alviny", "Place")], "en", 2),
        ("Praha, Brno", [("Praha", "Place"), ("Brno", "Place")], "cs", 2),
    ],
)  # fmt: skip
def test_how_many_things(text: str, found: Names, language: str, expected: int) -> None:
    doc = _read(text, found, language)
    clusters = clustered(doc)
    assert len(clusters) == expected, [list(cluster.names) for cluster in clusters]
    assert sum(len(cluster.mentions) for cluster in clusters) == len(found)


def test_the_full_name_gives_the_type() -> None:
    doc = _read("The Nordby Ocean Lab (NOL) grew.", [("Nordby Ocean Lab", INI), ("NOL", ORG)], "en")
    [cluster] = clustered(doc)
    assert (cluster.type, list(cluster.names)) == (INI, ["Nordby Ocean Lab", "NOL"])


def test_a_project_is_also_called_without_the_word_for_it() -> None:
    [cluster] = clustered(_read("The ALVA-Q project grew.", [("ALVA-Q project", INI)], "en"))
    assert list(cluster.names) == ["ALVA-Q project", "ALVA-Q"]


def test_what_is_known_has_the_type_that_is_known() -> None:
    doc = _read("The Nordby Ocean Lab (NOL) grew.", [("Nordby Ocean Lab", ORG), ("NOL", INI)], "en")
    doc.ents[1]._.iri = "https://e.x/NOL"
    [cluster] = clustered(doc)
    assert (cluster.type, cluster.iri) == (INI, "https://e.x/NOL")
