"""The JSON API that the explorer uses: its addresses, each with its parameters and what answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...extract.errors import UsageError
from ..queries import fill, library
from .files import FILES
from .geography import on_the_map
from .negotiation import SELECT, chosen
from .parameters import Parameter, read
from .refused import Refused
from .service import Service
from .shelf import Data, Shelf
from .terms import terms
from .worker import Query

NODES_AT_MOST = 20_000
_IRI = Parameter("iri", "Its IRI", "iri", required=True)
_FROM = Parameter("from", "The first day: 2024, 2024-06 or 2024-06-14", "first day")
_TO = Parameter("to", "The last day", "last day")
_SELECTION = (
    Parameter("node", "The thing in the middle; without it, the best connected part", "iri"),
    Parameter("hops", "How far from it", "number", default=1, largest=4),
    Parameter("limit", "Nodes at most", "number", default=300, largest=NODES_AT_MOST),
)


@dataclass(frozen=True, slots=True)
class Address:
    """What is at one address: a summary, the parameters, what answers them from the shelf."""

    summary: str
    parameters: tuple[Parameter, ...]
    answer: Callable[..., Any]


ADDRESSES: Mapping[str, Address] = {
    "stats": Address("How much there is", (), Shelf.stats),
    "search": Address(
        "Things by a name or a part of it; typing errors are forgiven",
        (
            Parameter("q", "The name"),
            Parameter("type", "Organisation, Person, Place, Initiative, Agreement, Event or Concept"),
            Parameter("limit", "Things at most", "number", default=20, largest=200),
        ),
        lambda shelf, text, type_, limit: {"items": shelf.search(text, type_ or None, limit)},
    ),
    "graph": Address("A part of the network", _SELECTION, lambda shelf, *given: selection(shelf, *given)),
    "entity": Address("A thing with its claims", (_IRI,), lambda shelf, iri: there(shelf.entity(iri))),
    "edge": Address(
        "The claims behind an edge",
        (
            Parameter("source", "Where it begins", "iri", required=True),
            Parameter("target", "Where it ends", "iri", required=True),
            Parameter("property", "Its name, as partyTo", required=True),
        ),
        Shelf.edge,
    ),
    "claim": Address("A claim with its sentences", (_IRI,), lambda shelf, iri: there(shelf.claim(iri))),
    "release": Address(
        "A release with its text, mentions and claims", (_IRI,), lambda shelf, iri: there(shelf.release(iri))
    ),
    "releases": Address(
        "Releases, the newest first",
        (
            Parameter("q", "A part of the title"),
            _FROM,
            _TO,
            Parameter("limit", "Releases at most", "number", default=50, largest=1_000),
            Parameter("offset", "How many to leave out", "number", largest=100_000_000),
        ),
        Shelf.releases,
    ),
    "timeline": Address(
        "What is dated",
        (
            _FROM,
            _TO,
            Parameter("fact", "A kind of fact, as Agreement"),
            Parameter("node", "A thing that takes part", "iri"),
            Parameter("limit", "Facts at most", "number", default=200, largest=2_000),
        ),
        Shelf.timeline,
    ),
    "map": Address("Places with a point, and countries, by what releases tell", (_FROM, _TO), on_the_map),
}


def routes(service: Service) -> list[Route]:
    """All addresses below /api."""
    return [
        *(Route(f"/api/{name}", partial(_answer, service, it)) for name, it in ADDRESSES.items()),
        *(Route(f"/api/export/{ending}", partial(_export, service, ending)) for ending in FILES),
        Route("/api/queries", _queries),
        Route("/api/query/{name}", partial(_query, service)),
        Route("/api/terms", _terms),
    ]


def there(data: Data | None) -> Data:
    """Data that is there. Raises Refused."""
    if data is None:
        raise Refused(404, "no such thing")
    return data


def selection(shelf: Shelf, node: str, hops: int, limit: int) -> Data:
    """A part of the network. Raises Refused where the thing in the middle is unknown."""
    graph = shelf.graph(node or None, hops, limit)
    if node and not graph["nodes"]:
        raise Refused(404, "no such thing")
    return graph


async def _answer(service: Service, address: Address, request: Request) -> Response:
    try:
        given = read(address.parameters, request.query_params)
        data = await run_in_threadpool(address.answer, service.shelf, *given)
    except Refused as refused:
        return refusal(refused)
    return JSONResponse(data, headers={"cache-control": "no-cache"})


def refusal(refused: Refused) -> Response:
    """What is wrong, as JSON."""
    headers = {} if refused.retry_after is None else {"retry-after": str(refused.retry_after)}
    return JSONResponse({"error": refused.message}, refused.status, headers)


async def _export(service: Service, ending: str, request: Request) -> Response:
    media, write = FILES[ending]
    try:
        graph = await run_in_threadpool(selection, service.shelf, *read(_SELECTION, request.query_params))
    except Refused as refused:
        return refusal(refused)
    headers = {"content-disposition": f'attachment; filename="valley.{ending}"'}
    return Response(await run_in_threadpool(write, graph), media_type=media, headers=headers)


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
