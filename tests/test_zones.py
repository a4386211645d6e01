"""Which lines are title, heading, body, and which are furniture of the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

RELEASE = {
    "sv": """Ny testbädd för vätgas öppnar i Tallvik

Region Tallvik öppnar en testbädd. Den är den första i landet.

Så går det till

– Vi börjar i höst, säger Karin Ek.

Kontakt
Karin Ek, presschef
070-123 45 67
Vi skickar gärna bilder.
""",
    "en": """New test bed for hydrogen opens in Tallvik

Region Tallvik opens a test bed. It is the first in the country.

How it works

“We start this autumn,” says Karin Ek.

Media contacts
Karin Ek, head of press
+46 70 123 45 67
We are happy to send pictures.
""",
}


def labels(doc: Doc) -> list[str]:
    return [zone.label_ for zone in doc.spans["zones"]]


@pytest.mark.parametrize("language", RELEASE)
def test_a_release_from_title_to_contacts(annotate: Callable[..., Doc], language: str) -> None:
    zones = labels(annotate(RELEASE[language], language))
    assert zones == ["title", "body", "heading", "body", *["boilerplate"] * 4]


@pytest.mark.parametrize("language", RELEASE)
def test_nothing_is_read_from_the_contacts(names_of: Callable[..., set[str]], language: str) -> None:
    below = RELEASE[language] + "Umeå universitet\n"
    assert not any("Umeå" in name for name in names_of(below, language))


@pytest.mark.parametrize(
    ("line", "language", "label"),
    [
        ("Prenumerera", "sv", "boilerplate"),
        ("Prenumerera på våra nyheter", "sv", "boilerplate"),
        ("Fler nyheter", "sv", "boilerplate"),
        ("Läs mer om testbädden här", "sv", "boilerplate"),
        ("Läs mer: www.example.org", "sv", "boilerplate"),
        ("Foto: Karin Ek", "sv", "boilerplate"),
        ("Presskontakt: Karin Ek, 070-123 45 67", "sv", "boilerplate"),
        ("KONTAKT:", "sv", "boilerplate"),
        ("**Kontakt**", "sv", "boilerplate"),
        ("## Läs också", "sv", "boilerplate"),
        ("• Skriv ut", "sv", "boilerplate"),
        ("Kontakten med näringslivet är god.", "sv", "body"),
        ("Kontakt med näringslivet ger resultat", "sv", "heading"),
        ("Läsåret börjar", "sv", "heading"),
        ("– Kontakt är viktigt, säger hon", "sv", "body"),
        ("- en punkt i en lista", "sv", "body"),
        ("Detta är en mellanrubrik", "sv", "heading"),
        ("Är detta en fråga?", "sv", "body"),
        ("En rad som slutar med kolon:", "sv", "body"),
        ("En lång rad " + "utan punkt " * 12, "sv", "body"),
        ("Read more about the test bed", "en", "boilerplate"),
        ("Subscribe", "en", "boilerplate"),
        ("Related news", "en", "boilerplate"),
        ("Photo: Karin Ek", "en", "boilerplate"),
        ("Press contact: Karin Ek", "en", "boilerplate"),
        ("For more information:", "en", "boilerplate"),
        ("© Region Tallvik", "en", "boilerplate"),
        ("Contact between people is what counts.", "en", "body"),
        ("A contact point opens", "en", "heading"),
        ("Why it matters", "en", "heading"),
    ],
)
def test_one_line_below_the_title(annotate: Callable[..., Doc], line: str, language: str, label: str) -> None:
    assert labels(annotate(f"Titeln\n\n{line}", language)) == ["title", label]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Titel\nPrenumerera på nyheter\nText som går vidare.", "sv", ["title", "boilerplate", "body"]),
        ("Titel\nPrenumerera\nText som går vidare.", "sv", ["title", "boilerplate", "boilerplate"]),
        ("Titel\nDela\nText som går vidare.", "sv", ["title", "boilerplate", "body"]),
        ("Title\nShare\nText that goes on.", "en", ["title", "boilerplate", "body"]),
        ("Title\nNewsletter\nText that goes on.", "en", ["title", "boilerplate", "boilerplate"]),
    ],
)
def test_some_furniture_closes_the_release_and_some_does_not(
    annotate: Callable[..., Doc], text: str, language: str, expected: list[str]
) -> None:
    assert labels(annotate(text, language)) == expected


def test_a_release_may_be_titled_like_a_contact_block(annotate: Callable[..., Doc]) -> None:
    assert labels(annotate("Kontakt\n\nSå heter regionens nya tidning.")) == ["boilerplate", "body"]


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n "])
def test_blank_lines_are_no_zones(annotate: Callable[..., Doc], text: str) -> None:
    assert labels(annotate(text)) == []


def test_a_first_line_with_a_full_stop_is_body(annotate: Callable[..., Doc]) -> None:
    assert labels(annotate("Regionen öppnar en testbädd.\nDen är stor.")) == ["body", "body"]


@pytest.mark.parametrize(
    ("lines", "language", "expected"),
    [
        ("Nytt.\n* Region Tallvik\n• Umeå universitet\n1. Tallviks kommun", "sv", ["list"] * 3),
        ("Nytt.\nPart | Land | Roll\nA\tB\tC", "sv", ["table"] * 2),
        ("Nytt.\nOm Region Tallvik\nRegionen har 4 000 anställda.", "sv", ["heading", "about"]),
        ("News.\nAbout Tallvik Lab\nThe lab is part of Tallvik University.", "en", ["heading", "about"]),
        (
            "News.\nAbout Tallvik Lab\nIt is a lab.\nHow it works\nIt does.",
            "en",
            ["heading", "about", "heading", "body"],
        ),
        ("News.\nAbout 300 people came to the opening.", "en", ["body"]),
        ("Nytt.\nOm tre år ska alla ha bredband\nDet är sagt.", "sv", ["heading", "body"]),
        ("Neu.\nÜber 200 Gäste kamen nach Berlin\nDas ist viel.", "de", ["heading", "body"]),
        ("Nytt.\nOm Vinnova:\nVinnova är en myndighet.", "sv", ["heading", "about"]),
        ("Nově.\nOECD a Praha\nTo je nové.", "cs", ["heading", "body"]),
        ("News.\nAbout us\nWe are many.", "en", ["heading", "about"]),
        ("Info.\nÀ propos\nNous sommes nombreux.", "fr", ["heading", "about"]),
    ],
)
def test_lists_tables_and_self_descriptions(
    annotate: Callable[..., Doc], lines: str, language: str, expected: list[str]
) -> None:
    assert labels(annotate(lines, language))[1:] == expected


def test_a_breadcrumb_may_be_the_title(annotate: Callable[..., Doc]) -> None:
    assert labels(annotate("RISE | Newsroom | Press releases\nIt opens.", "en"))[0] == "title"


def test_blank_lines_take_no_time(annotate: Callable[..., Doc]) -> None:
    assert labels(annotate("A title\n" + " " * 20_000 + "\n" * 20_000 + "It opens.", "en")) == [
        "title",
        "body",
    ]
