"""Names of one text that are names of one thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from valleygraph.extract.aliases import is_acronym, is_alias
from valleygraph.extract.model import EntityType, Extraction, spells

Extract = Callable[..., Extraction]


@pytest.mark.parametrize(
    ("short", "full", "kind"),
    [
        ("NeMO", "Nordic e-Materials Observatory", "Organisation"),
        ("CGU", "Consejo General de Universidades", "Organisation"),
        ("FDF 2023", "Fair Data Festival 2023", "Event"),
        ("FDF", "Fair Data Festival 2023", "Event"),
        ("Havsvind", "Havsvind project", "Initiative"),
        ("FDI programme", "Fair Data Initiative", "Initiative"),
        ("Ljuskampanjen", "Nordiska Ljuskampanjen", "Initiative"),
        ("Optiwell", "Optiwell GmbH", "Organisation"),
        ("Deltascope", "Deltascope B.V.", "Organisation"),
        ("Kvarnbo Teknik", "Kvarnbo Teknik AB", "Organisation"),
        ("Kvarnbo Teknik", "Kvarnbo Teknik AB (publ)", "Organisation"),
        ("Norda Energo", "Norda Energo s.r.o", "Organisation"),
        ("Norda Energo", "Norda Energo, a.s.", "Organisation"),
        ("Norda", "Norda Oy Ab", "Organisation"),
    ],
)
def test_short_names(short: str, full: str, kind: EntityType) -> None:
    assert is_alias(short, full, kind)
    assert not is_alias(full, short, kind)


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("KTH", "KTH Innovation", "Organisation"),
        ("rådet", "Europeiska rådet", "Organisation"),
        ("EU", "Europeiska utrikestjänsten", "Organisation"),
        ("Uppsala", "Uppsala kommun", "Place"),
        ("Anna", "Anna Ek", "Person"),
        ("programmet", "Horisont programmet", "Initiative"),
        ("Interreg", "Interreg Baltic Sea Region", "Initiative"),
        ("Vinnova", "Vinnova", "Organisation"),
    ],
)
def test_names_that_stay_apart(one: str, other: str, kind: EntityType) -> None:
    assert not is_alias(one, other, kind)


def test_what_looks_like_an_acronym() -> None:
    assert is_acronym("SISP")
    assert not is_acronym("Vinnova")
    assert not is_acronym("A B")
    assert spells("NeIC", "Nordic e-Infrastructure Collaboration")
    assert not spells("NeIC", "Nordic Council")


def test_an_acronym_far_from_its_name_is_the_same_body(extract: Extract) -> None:
    text = (
        "The Swedish Agency for Green Growth opens in Oslo.\n\n"
        "The agency has twelve employees. Researchers at SAGG work with Umeå University."
    )
    bodies = [e.names for e in extract(text, "en").entities if "SAGG" in e.names]
    assert bodies == [("Swedish Agency for Green Growth", "SAGG")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The Nordic Materials Observatory AB opens. The Nordic Materials Observatory (NMO) has members. "
            "NMO is funded by Vinnova.",
            {"Nordic Materials Observatory AB", "Nordic Materials Observatory", "NMO"},
        ),
        (
            "The Fair Data Festival is over. The Fair Data Festival 2023 took place in Lund. FDF was good.",
            {"Fair Data Festival 2023", "Fair Data Festival"},
        ),
    ],
)
def test_what_joins_a_name_that_has_joined_another_is_not_lost(
    extract: Extract, text: str, names: set[str]
) -> None:
    joined = [set(e.names) for e in extract(text, "en").entities]
    assert any(names <= found for found in joined), joined


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The company Norda Widgets Ltd. opens an office in Leeds.", "en", "Norda Widgets Ltd."),
        ("La empresa Norda Energía S.A. abre una oficina en Sevilla.", "es", "Norda Energía S.A."),
    ],
)
def test_a_dotted_legal_form_stays(extract: Extract, text: str, language: str, name: str) -> None:
    bodies = [e.names[0] for e in extract(text, language).entities if e.type == "Organisation"]
    assert any(body.startswith(name.rstrip(".")) for body in bodies), bodies


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Anna Lauen Berg is rector of Umeå University. On Monday Lauen Berg met the press.",
            {"Anna Lauen Berg", "Lauen Berg"},
        ),
        (
            "Anna Lauen Berg is rector of Umeå University. On Monday Berg met the press.",
            {"Anna Lauen Berg", "Berg"},
        ),
    ],
)
def test_a_surname_of_two_words_is_the_same_person(extract: Extract, text: str, names: set[str]) -> None:
    assert [set(e.names) for e in extract(text, "en").entities if e.type == "Person"] == [names]
