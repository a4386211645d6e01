"""What a confidence means: the table that ships, and how it is fitted."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from valleygraph.extract.calibration import UNSEEN, confidence, fitted
from valleygraph.extract.evaluate import evaluate
from valleygraph.extract.model import Entity, Extraction, Fact, Release
from valleygraph.extract.training.calibrate import SURE, fit, isotonic


def fact(raw: float, kind: str = "Event", method: str = "model:tagger") -> Fact:
    return Fact(type=kind, slots={"kind": ("meeting",)}, confidence=raw, method=method)  # type: ignore[arg-type]


def test_the_table_that_ships_is_fitted_and_rises() -> None:
    assert {"model:tagger", "rule:roles", "rule:statements"} <= set(fitted())
    for points in fitted().values():
        assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(points))
        assert all(0 <= share <= 1 for _, share in points)


def test_what_was_not_measured_is_not_sure() -> None:
    assert confidence(fact(0.95, method="rule:new"), fitted()) == UNSEEN < SURE
    assert confidence(fact(0.3, method="rule:new"), fitted()) == 0.3
    assert confidence(fact(0.95, method="rule:new"), {"rule:new": [(0.9, 0.896)]}) == 0.89


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0])), min_size=1), st.floats(0, 1))
def test_a_surer_fact_is_never_less_likely(pairs: list[tuple[float, float]], mean: float) -> None:
    points = isotonic(pairs, mean)
    assert all(a[0] <= b[0] and a[1] < b[1] for a, b in pairwise(points))


def test_sure_are_only_facts_of_which_so_many_are_wholly_right() -> None:
    half = [(0.9, 0.9)] * 50  # never wholly right, though most of it is
    assert isotonic(half, 0.9)[0][1] < SURE
    assert isotonic([(0.9, 1.0)] * 50, 0.9)[0][1] >= SURE


def test_types_with_few_facts_take_the_line_of_their_method() -> None:
    table = fit(
        [(fact(0.9), 1.0)] * 30 + [(fact(0.9, "Funding"), 0.0)] * 3 + [(fact(0.9, method="rule:x"), 0.0)]
    )
    assert set(table) == {"model:tagger", "model:tagger Event"}
    assert confidence(fact(0.9, "Funding"), table) == confidence(fact(0.9, "Location"), table)


def test_a_planned_fact_told_as_done_is_not_right() -> None:
    body = Entity("e1", "Organisation", ("Vinnova",), ())
    gold = Extraction(Release("r", "Vinnova."), (body,), (fact(1.0),))
    said = Extraction(
        Release("r", "Vinnova."), (body,), (Fact("Event", gold.facts[0].slots, modality="planned"),)
    )
    assert [share for _, share in evaluate([(gold, gold)]).judged] == [1.0]
    assert [share for _, share in evaluate([(gold, said)]).judged] == [0.0]
