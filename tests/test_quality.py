"""The gate: extraction may not get worse than the floors on the development fold of the annotated releases.

The releases are texts of others and do not come with the code; the test skips where they are absent.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

import valleygraph as vg
from valleygraph.extract import contract
from valleygraph.extract.evaluate import Scores, evaluate, is_held_out

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))


def fail(name: str, error: Exception) -> None:
    raise AssertionError(f"{name}: {error}")


@cache
def scores(folder: Path, languages: tuple[str, ...]) -> Scores:
    train = folder / "evaluation" / "train"
    chosen = (
        release
        for release in vg.read([str(train / "releases.jsonl")], on_error=fail)
        if is_held_out(release.id) and release.language in languages
    )
    found = vg.extract_releases(chosen, on_error=fail)
    gold = ((next(contract.read(train / "gold" / f"{e.document.id}.json", fail)), e) for e in found)
    return evaluate(gold)


@pytest.mark.parametrize("group", FLOORS)
@pytest.mark.parametrize("kind", ["entities", "facts"])
def test_not_below_the_floor(group: str, kind: str, shared_data: Path) -> None:
    floor = FLOORS[group]
    total = scores(shared_data, tuple(floor["languages"])).total(kind)
    assert total.f1 >= floor[kind], f"{group} {kind}: F1 {total.f1:.4f}"


@pytest.mark.parametrize("group", FLOORS)
def test_what_is_said_is_as_right_as_it_was(group: str, shared_data: Path) -> None:
    floor = FLOORS[group]
    total = scores(shared_data, tuple(floor["languages"])).total("facts")
    assert total.precision >= floor["precision"], f"{group}: precision {total.precision:.4f}"


def test_nine_in_ten_sure_facts_are_right(shared_data: Path) -> None:
    """On the releases that the calibration was fitted on; the fit prints how it does on others."""
    judged = [
        pair for floor in FLOORS.values() for pair in scores(shared_data, tuple(floor["languages"])).judged
    ]
    sure = [share for fact, share in judged if (fact.confidence or 0) >= 0.9]
    assert len(sure) > 100
    assert sum(share == 1 for share in sure) >= 0.9 * len(sure)
