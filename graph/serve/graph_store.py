"""The graph store `/store` as an ASGI application: SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from ...extract.errors import ValleyError
from .messages import media_type, read, refuse, require_token, respond, stream
from .negotiation import GRAPH, chosen
from .protocol import graph_of, iri
from .refused import Refused
from .service import Service
from .worker import Query
from .writing import Put, write_graph

FORMS = "multipart/form-data"
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


class GraphStore:
    """Reading for everybody, writing for who has the token."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            if request.method in ("GET", "HEAD"):
                await self._read(request, send)
            else:
                status, headers = await self._write(request)
                await respond(send, status, headers=headers)
        except Refused as refused:
            await refuse(send, refused)
        except ValleyError as error:
            await refuse(send, Refused(503, str(error), 2))
        except ClientDisconnect:
            return

    async def _read(self, request: Request, send: Send) -> None:
        graph, service = graph_of(request), self._service
        media = chosen(request.headers.get("accept", ""), GRAPH)
        if graph is not None and not await self._has(graph):
            raise Refused(404, f"no graph {graph.value}")
        pattern = "?s ?p ?o" if graph is None else f"GRAPH {graph} {{ ?s ?p ?o }}"
        query = Query(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", "", media, rows=service.settings.rows
        )
        async with service.pool.answer(query) as (found, parts):
            await stream(send, found, parts, {"vary": "Accept"}, body=request.method != "HEAD")

    async def _has(self, graph: NamedNode) -> bool:
        query = Query(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}", "text/csv", "")
        async with self._service.pool.answer(query) as (_, parts):
            return b"true" in b"".join([part async for part in parts])

    async def _write(self, request: Request) -> tuple[int, dict[str, str]]:
        """Write what was sent. The status of the response, and its headers."""
        if request.method not in ("PUT", "POST", "DELETE"):
            raise Refused(405, "send GET, HEAD, PUT, POST or DELETE")
        require_token(request, self._service)
        headers: dict[str, str] = {}
        if request.method == "POST" and not request.url.query and not request.path_params.get("name"):
            graph = iri(f"{str(request.url).rstrip('/')}/{secrets.token_hex(8)}")  # a new one
            headers = {"location": graph.value}
        else:
            graph = graph_of(request)  # type: ignore[assignment]
        there = graph is None or await self._has(graph)
        if request.method == "DELETE" and not there:
            raise Refused(404, "no such graph")
        base = graph.value if graph is not None else str(request.url)
        triples = () if request.method == "DELETE" else tuple([t async for t in self._sent(request, base)])
        put = Put(graph, triples, replace=request.method != "POST")
        await asyncio.to_thread(write_graph, self._service.store, put)
        await self._service.refresh()
        return (204 if there else 201), headers

    async def _sent(self, request: Request, base: str) -> AsyncIterator[Triple]:
        """The triples of a request: its body, or each file of a form."""
        media, _ = media_type(request)
        limit = self._service.settings.upload
        if media == FORMS:
            async with request.form(max_files=100, max_part_size=limit) as form:
                for _, part in form.multi_items():
                    if isinstance(part, UploadFile):
                        kind = (part.content_type or "").partition(";")[0].strip()
                        for triple in triples_of(await part.read(), kind, base):
                            yield triple
            return
        body = await read(request, limit, self._service.settings.slowest)
        for triple in triples_of(body, media, base):
            yield triple


def triples_of(body: bytes, media: str, base: str) -> list[Triple]:
    """The triples of a text in one of FORMATS. Raises Refused."""
    if media not in FORMATS:
        raise Refused(415, f"send {', '.join(FORMATS)}")
    try:
        return [quad.triple for quad in parse(body, format=FORMATS[media], base_iri=base)]
    except (SyntaxError, ValueError) as error:
        raise Refused(400, " ".join(str(error).split())) from None
