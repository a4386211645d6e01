"""What the map shows of a store: places with a point, by what releases of a time tell of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.graphs import fact, release
from valleygraph.extract.model import Entity
from valleygraph.graph.serve.catalogue import build
from valleygraph.graph.serve.geography import on_the_map
from valleygraph.graph.serve.shelf import Data, Shelf
from valleygraph.graph.store import add, open_store

CAST = {
    "a": Entity("a", "Organisation", ("Alva AB",)),
    "b": Entity("b", "Organisation", ("Bark AB",)),
    "north": Entity("north", "Place", ("Västerbottens län",)),
    "farm": Entity("farm", "Place", ("Nordbyhult",)),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder: Path = tmp_path_factory.mktemp("map")
    signed = fact("Agreement", party=("a", "b"), place="north", theme="batteries", sentence="They signed.")
    lies = fact("Location", subject="farm", place="north", sentence="Nordbyhult is in Västerbotten.")
    moved = fact("Location", subject="a", place="north", sentence="Alva AB is in Västerbotten.")
    with open_store(folder / "store", write=True) as store:
        add(store, release("r1", signed, lies, cast=CAST, published="2024-03-01"))
        add(store, release("r2", moved, cast=CAST, published="2024-09"))
    build(folder / "store" / "quads", folder / "catalogue.sqlite")
    return Shelf(folder / "catalogue.sqlite", folder / "store" / "quads")


def only(found: Data) -> Data:
    (place,) = found["places"]
    return {key: place[key] for key in ("label", "country", "kind", "agreements", "themes")}


def test_a_place_has_a_point_where_the_gazetteer_knows_it(shelf: Shelf) -> None:
    found = on_the_map(shelf, "", "")
    expected = {"label": "Västerbottens län", "country": "SE", "kind": "region", "agreements": 1}
    assert only(found) == {**expected, "themes": ["batteries"]}
    assert found["countries"]["SE"]["agreements"] == 1
    assert 60 < found["places"][0]["lat"] < 66


def test_of_a_time_only_its_releases_count(shelf: Shelf) -> None:
    ever, lately = (on_the_map(shelf, first, "")["places"][0]["things"] for first in ("", "2024-09-01"))
    assert lately == 1 < ever
    late = only(on_the_map(shelf, "2024-09-01", "2024-12-31"))
    assert (late["agreements"], late["themes"]) == (0, [])
    early = only(on_the_map(shelf, "", "2024-03-01"))
    assert (early["agreements"], early["themes"]) == (1, ["batteries"])
    assert on_the_map(shelf, "2025-01-01", "") == {"places": [], "countries": {}}
