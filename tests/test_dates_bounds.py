from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valleygraph.graph.dates import bounds


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-06-14", "2024-06-14", "2024-06-14"),
        ("2024-09/2024-11", "2024-09-01", "2024-11-30"),
        ("2024/2025-03-02", "2024-01-01", "2025-03-02"),
        ("2024-06/..", "2024-06-01", None),
        ("2024-06/", "2024-06-01", None),
        ("../2024-06", None, "2024-06-30"),
        ("/2024-06", None, "2024-06-30"),
        ("0001", "0001-01-01", "0001-12-31"),
    ],
)
def test_bounds(edtf: str, first: str | None, last: str | None) -> None:
    assert bounds(edtf) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "../..",
        "XXXX-06-14",
        "2024-23",
        "2024-00",
        "2024-13",
        "2024-06-00",
        "2024-06-31",
        "2023-02-29",
        "0000",
        "24-06-14",
        "2024-6-14",
        "14/6",
        "2024-06-14T10:00",
        " 2024",
        "2024\n",
        "２０２４",
        "hösten 2024",
    ],
)
def test_what_is_no_day_has_no_bounds(text: str) -> None:
    assert bounds(text) == (None, None)


@given(st.dates())
def test_a_day_is_its_own_bounds(day: date) -> None:
    assert bounds(day.isoformat()) == (day.isoformat(), day.isoformat())


@given(st.dates(max_value=date(9999, 11, 30)))
def test_the_bounds_of_a_month_are_its_first_and_last_day(day: date) -> None:
    first, last = bounds(day.isoformat()[:7])
    assert first is not None
    assert last is not None
    assert date.fromisoformat(first).day == 1
    assert (date.fromisoformat(last) + timedelta(days=1)).day == 1
    assert first <= day.isoformat() <= last


@given(st.text())
def test_any_text_has_bounds_that_are_days_or_none(text: str) -> None:
    for day in bounds(text):
        assert day is None or date.fromisoformat(day).isoformat() == day
