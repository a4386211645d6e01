"""When a fact that the tagger reads is planned: its date and that of the release say so where they can."""

from __future__ import annotations

import pytest

from valleygraph.extract.model import Modality
from valleygraph.extract.relations.tagged import _timely


@pytest.mark.parametrize(
    ("said", "date", "published", "meant"),
    [
        ("planned", "2024-06-14", "2024-06-27", "done"),
        ("done", "2024-07-01", "2024-06-27", "planned"),
        ("planned", "2024-06-27", "2024-06-27", "planned"),
        ("done", "2024-06", "2024-06-27", "done"),  # the month is not over
        ("planned", "2024-06", "2024-06-27", "planned"),
        ("planned", "2024-05", "2024-06-27", "done"),
        ("done", "2025", "2024-06-27", "planned"),
        ("planned", "2024-06-20/2024-06-30", "2024-06-27", "planned"),
        ("planned", "2024-06-20/2024-06-24", "2024-06-27", "done"),
        ("done", "2024-08/2024-09", "2024-06", "planned"),
        ("negated", "2024-06-14", "2024-06-27", "negated"),
        ("planned", "2024-06-14", None, "planned"),
        ("planned", "2024-2X", "2025-01-01", "planned"),
        ("planned", "", "2024-06-27", "planned"),
    ],
)
def test_what_was_before_the_release_is_not_planned(
    said: Modality, date: str, published: str | None, meant: Modality
) -> None:
    assert _timely(said, {"date": (date,)} if date else {}, published) == meant
