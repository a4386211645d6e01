"""The JSON API that the explorer uses."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any, TypeVar

import networkx as nx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...extract.errors import UsageError
from ..dates import bounds
from ..export import csv_safe, xml_safe
from ..queries import fill, library
from ..reference.packages import countries
from .negotiation import SELECT, chosen
from .refused import Refused
from .service import Service
from .shelf import Data, Shelf
from .terms import terms
from .worker import Query

T = TypeVar("T")
Answer = Callable[[Shelf, "Given"], Any]

NODES_AT_MOST = 20_000


class Given:
    """The parameters of a request, each checked. Raises Refused."""

    def __init__(self, request: Request) -> None:
        self._values = request.query_params

    def text(self, name: str, *, required: bool = False) -> str:
        """A text, empty if it is not given."""
        value = self._values.get(name, "")
        if required and not value:
            raise Refused(400, f"{name} is missing")
        if "\x00" in value or len(value) > 4_000:
            raise Refused(400, f"{name} cannot be read")
        return value

    def iri(self, name: str, *, required: bool = True) -> str:
        """An IRI."""
        value = self.text(name, required=required)
        if value and (not len(value) > 3 or ":" not in value or any(c in value for c in '<>"{}|^`\\ \n\t\r')):
            raise Refused(400, f"{name} is no IRI")
        return value

    def number(self, name: str, default: int, largest: int) -> int:
        """A whole number from 0 on."""
        value = self.text(name) or str(default)
        if not (value.isascii() and value.isdecimal() and len(value) < 10 and int(value) <= largest):
            raise Refused(400, f"{name} is no number from 0 to {largest:,}")
        return int(value)

    def day(self, name: str, *, last: bool = False) -> str:
        """The first or last day of a date like 2024, 2024-06 or 2024-06-14; empty if it is not given."""
        value = self.text(name)
        day = bounds(value)[1 if last else 0] if value else ""
        if day is None:
            raise Refused(400, f"{name} is no date like 2024-06-14")
        return day


def routes(service: Service) -> list[Route]:
    """All addresses below /api."""
    answers: Mapping[str, Answer] = {
        "stats": lambda shelf, _: shelf.stats(),
        "search": lambda shelf, given: {
            "items": shelf.search(given.text("q"), given.text("type") or None, given.number("limit", 20, 200))
        },
        "graph": _graph,
        "entity": lambda shelf, given: found(shelf.entity(given.iri("iri"))),
        "edge": lambda shelf, given: shelf.edge(
            given.iri("source"), given.iri("target"), given.text("property", required=True)
        ),
        "claim": lambda shelf, given: found(shelf.claim(given.iri("iri"))),
        "release": lambda shelf, given: found(shelf.release(given.iri("iri"))),
        "releases": lambda shelf, given: shelf.releases(
            given.text("q"), given.day("from"), given.day("to", last=True), given.number("limit", 50, 1_000),
            given.number("offset", 0, 100_000_000),
        ),
        "timeline": lambda shelf, given: shelf.timeline(
            given.day("from"), given.day("to", last=True), given.text("fact"),
            given.iri("node", required=False), given.number("limit", 200, 2_000),
        ),
        "map": lambda shelf, _: _map(shelf),
    }  # fmt: skip
    exports = {"graphml": _graphml, "gexf": _gexf, "csv": _csv}
    return [
        *(Route(f"/api/{name}", partial(_answer, service, answer)) for name, answer in answers.items()),
        *(
            Route(f"/api/export/{name}", partial(_export, service, name, write))
            for name, write in exports.items()
        ),
        Route("/api/queries", _queries),
        Route("/api/query/{name}", partial(_query, service)),
        Route("/api/terms", _terms),
    ]


def found(data: Data | None) -> Data:
    """Data that is there. Raises Refused."""
    if data is None:
        raise Refused(404, "no such thing")
    return data


async def _answer(service: Service, answer: Answer, request: Request) -> Response:
    try:
        data = await run_in_threadpool(answer, service.shelf, Given(request))
    except Refused as refused:
        return refusal(refused)
    return JSONResponse(data, headers={"cache-control": "no-cache"})


def refusal(refused: Refused) -> Response:
    """What is wrong, as JSON."""
    headers = {} if refused.retry_after is None else {"retry-after": str(refused.retry_after)}
    return JSONResponse({"error": refused.message}, refused.status, headers)


def _graph(shelf: Shelf, given: Given) -> Data:
    node = given.iri("node", required=False)
    graph = shelf.graph(node or None, given.number("hops", 1, 4), given.number("limit", 300, NODES_AT_MOST))
    if node and not graph["nodes"]:
        raise Refused(404, "no such thing")
    return graph


# --- the map --------------------------------------------------------------------------------------


def _map(shelf: Shelf) -> Data:
    """Places with a point, and how much there is in each country."""
    points, by_country = _points(), Counter[tuple[str, str]]()
    places = []
    for iri, identifier, label, degree, themes in shelf.places():
        country = _country(identifier)
        facts = shelf.facts_at(iri)
        told = {
            "things": degree,
            "agreements": facts.get("Agreement", 0),
            "designations": facts.get("Designation", 0),
        }
        for key, number in told.items():
            if country:
                by_country[country, key] += number
        if identifier in points:
            lat, lon, _ = points[identifier]
            kind = "region" if "/nuts/" in identifier else "city"
            place = {"iri": iri, "label": label, "lat": lat, "lon": lon, "country": country, "kind": kind}
            places.append({**place, **told, "themes": themes})
    names = sorted({country for country, _ in by_country})
    keys = ("things", "agreements", "designations")
    return {
        "places": places,
        "countries": {name: {key: by_country[name, key] for key in keys} for name in names},
    }


@cache
def _points() -> Mapping[str, tuple[float, float, str]]:
    """Where the places are that the gazetteer knows. Data of GeoNames, CC BY 4.0."""
    text = (files("valleygraph") / "graph" / "serve" / "points.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["identifier"]: (float(row["lat"]), float(row["lon"]), row["country"]) for row in rows}


@cache
def _codes() -> Mapping[str, str]:
    return {thing.iri: thing.country or "" for thing in countries()}


def _country(identifier: str) -> str:
    if "/nuts/code/" in identifier:
        code = identifier.rsplit("/", 1)[1][:2]
        return {"EL": "GR", "UK": "GB"}.get(code, code)
    return _codes().get(identifier) or _points().get(identifier, (0, 0, ""))[2]


# --- exports --------------------------------------------------------------------------------------


async def _export(service: Service, name: str, write: Callable[[Data], bytes], request: Request) -> Response:
    try:
        graph = await run_in_threadpool(_graph, service.shelf, Given(request))
        body = await run_in_threadpool(write, graph)
    except Refused as refused:
        return refusal(refused)
    media = {"csv": "text/csv; charset=utf-8"}.get(name, "application/xml")
    headers = {"content-disposition": f'attachment; filename="valley.{name}"'}
    return Response(body, media_type=media, headers=headers)


def _network(graph: Data) -> nx.MultiDiGraph:
    net = nx.MultiDiGraph()
    for node in graph["nodes"]:
        net.add_node(
            node["iri"],
            label=xml_safe(node["label"]),
            type=node["type"],
            planned=node["planned"],
            degree=node["degree"],
        )
    for edge in graph["edges"]:
        plain = {key: edge[key] for key in ("property", "planned", "confidence")}
        net.add_edge(
            edge["source"], edge["target"], key=edge["id"], label=xml_safe(edge["label"]), **plain,
            first=edge["first"] or "", last=edge["last"] or "",
        )  # fmt: skip
    return net


def _graphml(graph: Data) -> bytes:
    out = io.BytesIO()
    nx.write_graphml(_network(graph), out)
    return out.getvalue()


def _gexf(graph: Data) -> bytes:
    return "\n".join(nx.generate_gexf(_network(graph))).encode()


def _csv(graph: Data) -> bytes:
    names = {node["iri"]: node["label"] for node in graph["nodes"]}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["source", "property", "target", "planned", "confidence", "first", "last", "source_iri", "target_iri"]
    )
    for edge in graph["edges"]:
        told = [edge[key] or "" for key in ("first", "last", "source", "target")]
        ends = [names[edge["source"]], edge["label"], names[edge["target"]]]
        row = [*ends, edge["planned"], edge["confidence"], *told]
        writer.writerow([csv_safe(str(value)) for value in row])
    return out.getvalue().encode()


# --- queries --------------------------------------------------------------------------------------


def _queries(_: Request) -> Response:
    return JSONResponse(
        [
            {
                "name": query.name,
                "question": query.question,
                "note": query.note or None,
                "parameters": [
                    {"name": p.name, "type": p.type, "required": p.required, "description": p.description}
                    for p in query.parameters
                ],
                "sparql": query.sparql,
            }
            for query in library().values()
        ]
    )


async def _query(service: Service, request: Request) -> Response:
    name = request.path_params["name"]
    try:
        if name not in library():
            raise Refused(404, f"no query {name!r}")  # noqa: TRY301
        sparql = fill(library()[name], {key: value for key, value in request.query_params.items() if value})
        media = chosen(request.headers.get("accept", ""), SELECT) or "application/sparql-results+json"
        async with service.pool.answer(Query(sparql, media, "text/turtle")) as (kind, parts):
            return Response(b"".join([part async for part in parts]), media_type=kind)
    except UsageError as error:
        return refusal(Refused(400, str(error)))
    except Refused as refused:
        return refusal(refused)


def _terms(_: Request) -> Response:
    return JSONResponse(terms())
