"""The scorer: what counts as right, wrong and missed."""

from __future__ import annotations

import pytest

from valleygraph.extract.evaluate import Scores, evaluate
from valleygraph.extract.model import Entity, Extraction, Fact, Release


def document(*facts: Fact, **names: str | tuple[str, ...]) -> Extraction:
    """An extraction with organisations of these names by their ids."""
    entities = tuple(
        Entity(number, "Organisation", (forms,) if isinstance(forms, str) else forms)
        for number, forms in names.items()
    )
    return Extraction(Release("r"), entities, facts)


def scored(gold: Extraction, found: Extraction) -> Scores:
    return evaluate([(gold, found)])


def signed(*parties: str, modality: str = "done", **slots: str) -> Fact:
    filled = {"party": parties} | {slot: (value,) for slot, value in slots.items()}
    return Fact("Agreement", filled, modality)  # type: ignore[arg-type]


def test_the_same_is_right() -> None:
    one = document(signed("a", "b", date="2024"), a="Region Norrbotten", b="Vinnova")
    scores = scored(one, one)
    assert scores.total("entities").f1 == scores.total("facts").f1 == 1.0
    assert scores.errors == []


@pytest.mark.parametrize("name", ["REGION NORRBOTTEN", "Region Norrbottens", "Region-Norrbotten"])
def test_case_punctuation_and_genitive_are_forgiven(name: str) -> None:
    assert scored(document(a="Region Norrbotten"), document(a=name)).total("entities").right == 1


def test_one_name_in_common_is_enough_but_each_entity_counts_once() -> None:
    gold = document(a=("Verket för innovationssystem", "Vinnova"))
    tally = scored(gold, document(a="Vinnova", b="Verket för innovationssystem")).total("entities")
    assert (tally.right, tally.wrong, tally.missed) == (1, 1, 0)


def test_the_type_must_be_the_same() -> None:
    found = Extraction(Release("r"), (Entity("a", "Place", ("Vinnova",)),))
    tally = scored(document(a="Vinnova"), found).total("entities")
    assert (tally.right, tally.wrong, tally.missed) == (0, 1, 1)


def test_fillers_are_counted_and_facts_paired_by_what_they_share() -> None:
    names = {"a": "Almi", "b": "Vinnova", "c": "Formas"}
    gold = document(signed("a", "b", date="2024"), signed("b", "c", date="2023"), **names)
    found = document(signed("b", "c", date="2024"), **names)
    tally = scored(gold, found).facts["Agreement"]
    assert (tally.right, tally.wrong, tally.missed, tally.paired) == (2, 1, 4, 1)


def test_modality_is_counted_apart() -> None:
    gold, found = (
        document(signed("a", "b"), a="Almi", b="Vinnova"),
        document(signed("a", "b", modality="planned"), a="Almi", b="Vinnova"),
    )
    tally = scored(gold, found).facts["Agreement"]
    assert (tally.f1, tally.modal) == (1.0, 0)


@pytest.mark.parametrize(
    ("slot", "gold", "found", "right"),
    [
        ("theme", "klimatsmart transport", "transport", 1),
        ("theme", "grön omställning i industrin", "omställning industrin", 1),
        ("theme", "hälsa", "energi", 0),
        ("date", "2024-06-14", "2024-06", 0),
        ("kind", "letter of intent", "Letter of intent", 1),
    ],
)
def test_strings(slot: str, gold: str, found: str, right: int) -> None:
    tally = scored(document(signed(**{slot: gold})), document(signed(**{slot: found}))).facts["Agreement"]
    assert tally.right == right


def test_errors_say_what_was_missed_and_what_is_wrong() -> None:
    gold, found = document(signed("a"), a="Almi"), document(signed("a"), a="Vinnova")
    assert scored(gold, found).errors == [
        "r\tentity missed\tOrganisation\tAlmi",
        "r\tentity wrong\tOrganisation\tVinnova",
        "r\tfact missed\tAgreement\tdone: party=Almi",
        "r\tfact wrong\tAgreement\tdone: party=Vinnova",
    ]


def test_nothing_is_no_division_by_zero() -> None:
    assert evaluate([]).total("facts").f1 == 0.0
