"""What the map shows: places with a point, and how much there is in each country."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from ..reference.formats import nuts_country
from ..reference.packages import countries
from .shelf import Data, Shelf


def on_the_map(shelf: Shelf, first: str, last: str) -> Data:
    """Places that have a point, and the figures of countries by their codes of two letters.

    Of what releases of these days tell; empty days are no limit.
    """
    points, by_country = _points(), Counter[tuple[str, str]]()
    places = []
    for place in shelf.places(first, last):
        country = _country(place.identifier)
        told = {
            "things": place.things,
            "agreements": place.facts.get("Agreement", 0),
            "designations": place.facts.get("Designation", 0),
        }
        for key, number in told.items():
            if country:
                by_country[country, key] += number
        if place.identifier in points:
            lat, lon, _ = points[place.identifier]
            kind = "region" if "/nuts/" in place.identifier else "city"
            about = {"iri": place.iri, "label": place.label, "lat": lat, "lon": lon, "country": country}
            places.append({**about, "kind": kind, **told, "themes": place.themes})
    names = sorted({country for country, _ in by_country})
    keys = ("things", "agreements", "designations")
    return {
        "places": places,
        "countries": {name: {key: by_country[name, key] for key in keys} for name in names},
    }


@cache
def _points() -> Mapping[str, tuple[float, float, str]]:
    """Where the places are that the gazetteer knows, a region at its seat. Data of GeoNames, CC BY 4.0."""
    text = (files("valleygraph") / "graph" / "serve" / "points.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["identifier"]: (float(row["lat"]), float(row["lon"]), row["country"]) for row in rows}


@cache
def _codes() -> Mapping[str, str]:
    return {thing.iri: thing.country or "" for thing in countries()}


def _country(identifier: str) -> str:
    if "/nuts/code/" in identifier:
        return nuts_country(identifier.rsplit("/", 1)[1])
    return _codes().get(identifier) or _points().get(identifier, (0, 0, ""))[2]
