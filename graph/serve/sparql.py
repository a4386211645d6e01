"""The endpoint `/sparql` and the graph store `/store` as ASGI applications."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

from pyoxigraph import RdfFormat, parse
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from ...extract.errors import QueryError, ValleyError
from . import description
from .guard import refuse_fetching
from .negotiation import GRAPH, SELECT, chosen
from .protocol import Operation, graph_of, operation, parameters
from .refused import Refused
from .service import Service
from .worker import Query
from .writing import Put, update, write_graph

READ = "GET, HEAD, POST"
DROPPED = 50_000_000  # bytes that are read of a request that is too large
_INPUT = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


class Endpoint:
    """SPARQL 1.1 Protocol: queries for everybody, updates for who has the token."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            asked = await self._operation(request)
            if asked.update is not None:
                await self._update(request, asked)
                await respond(send, 204)
            elif asked.query is not None:
                await self._query(request, send, asked)
            else:
                await self._describe(request, send)
        except Refused as refused:
            await refuse(send, refused)
        except QueryError as error:
            await refuse(send, Refused(400, str(error)))
        except ValleyError as error:
            await refuse(send, Refused(503, str(error), 2))
        except ClientDisconnect:
            return

    async def _operation(self, request: Request) -> Operation:
        media, charset = media_type(request)
        pairs = parameters(request.url.query)
        trusted = self._is_trusted(request)
        body = (
            await read(
                request,
                self._service.settings.upload if trusted else self._service.settings.body,
                self._service.settings.slowest,
            )
            if request.method == "POST"
            else b""
        )
        return operation(request.method, media, charset, pairs, body)

    async def _query(self, request: Request, send: Send, asked: Operation) -> None:
        service, sparql = self._service, asked.query or ""
        if not service.settings.federated:
            refuse_fetching(sparql)
        accept = ", ".join(request.headers.getlist("accept"))
        query = Query(
            sparql, chosen(accept, SELECT), chosen(accept, GRAPH), asked.default_graphs, asked.named_graphs,
            base_of(request), service.settings.rows, service.settings.answer,
        )  # fmt: skip
        tag = etag(service.version, query)
        if tag in request.headers.get("if-none-match", ""):
            await respond(send, 304, headers={"etag": tag, "vary": "Accept"})
            return
        started = time.perf_counter()
        async with AsyncExitStack() as stack:
            media, parts = await stack.enter_async_context(service.pool.answer(query))
            headers = {"etag": tag, "vary": "Accept", "cache-control": "no-cache"}
            await stream(send, media, parts, headers, body=request.method != "HEAD")
        service.figures.seconds.observe(time.perf_counter() - started)

    async def _update(self, request: Request, asked: Operation) -> None:
        require_token(request, self._service)
        if not self._service.settings.federated:
            refuse_fetching(asked.update or "")
        await asyncio.to_thread(update, self._service.store, asked, base_of(request))
        await self._service.refresh()

    async def _describe(self, request: Request, send: Send) -> None:
        media = chosen(request.headers.get("accept", ""), GRAPH)
        if not media:
            raise Refused(406, "no format of this answer is acceptable")
        body = description.service(base_of(request), media, writes=self._service.settings.token is not None)
        await respond(
            send,
            200,
            body if request.method != "HEAD" else b"",
            {"content-type": _named(media), "vary": "Accept"},
        )

    def _is_trusted(self, request: Request) -> bool:
        try:
            require_token(request, self._service)
        except Refused:
            return False
        return True


class GraphStore:
    """SPARQL 1.1 Graph Store HTTP Protocol: reading for everybody, writing for who has the token."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            if request.method in ("GET", "HEAD"):
                await self._read(request, send)
            else:
                await respond(send, await self._write(request))
        except Refused as refused:
            await refuse(send, refused)
        except ValleyError as error:
            await refuse(send, Refused(503, str(error), 2))
        except ClientDisconnect:
            return

    async def _read(self, request: Request, send: Send) -> None:
        graph, service = graph_of(request), self._service
        media = chosen(request.headers.get("accept", ""), GRAPH)
        if graph is not None and not await self._has(str(graph)):
            raise Refused(404, f"no graph {graph.value}")
        pattern = "?s ?p ?o" if graph is None else f"GRAPH {graph} {{ ?s ?p ?o }}"
        query = Query(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", "", media, rows=service.settings.rows
        )
        async with service.pool.answer(query) as (found, parts):
            await stream(send, found, parts, {"vary": "Accept"}, body=request.method != "HEAD")

    async def _has(self, graph: str) -> bool:
        query = Query(f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}", "text/csv", "")
        async with self._service.pool.answer(query) as (_, parts):
            return b"true" in b"".join([part async for part in parts])

    async def _write(self, request: Request) -> int:
        if request.method not in ("PUT", "POST", "DELETE"):
            raise Refused(405, "send GET, HEAD, PUT, POST or DELETE")
        require_token(request, self._service)
        graph, (media, _) = graph_of(request), media_type(request)
        there = graph is None or await self._has(str(graph))
        if request.method == "DELETE":
            if not there:
                raise Refused(404, "no such graph")
            put = Put(graph, (), replace=True)
        else:
            if media not in _INPUT:
                raise Refused(415, f"send {', '.join(_INPUT)}")
            body = await read(request, self._service.settings.upload, self._service.settings.slowest)
            base = graph.value if graph is not None else str(request.url)
            try:
                triples = tuple(quad.triple for quad in parse(body, format=_INPUT[media], base_iri=base))
            except (SyntaxError, ValueError) as error:
                raise Refused(400, " ".join(str(error).split())) from None
            put = Put(graph, triples, replace=request.method == "PUT")
        await asyncio.to_thread(write_graph, self._service.store, put)
        await self._service.refresh()
        return 204 if there else 201


# --- parts of requests and responses ---------------------------------------------------------------


def base_of(request: Request) -> str:
    """The address of the endpoint, against which relative IRIs are resolved."""
    return str(request.url.replace(query="", fragment=""))


def media_type(request: Request) -> tuple[str, str]:
    """The media type of what was sent, and its charset."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    charset = next(
        (p.partition("=")[2] for p in rest.split(";") if p.strip().lower().startswith("charset=")), ""
    )
    return media.strip().casefold(), charset.strip().strip('"')


async def read(request: Request, limit: int, slowest: float) -> bytes:
    """What was sent. Raises Refused where it is too much, or takes too long.

    Of what is too much some more is read and dropped: who still sends would not see the refusal.
    """
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(slowest):
            async for chunk in request.stream():
                size += len(chunk)
                if size <= limit:
                    body += chunk
                elif size > DROPPED:
                    break
    except TimeoutError:
        raise Refused(408, "the request came in too slowly") from None
    if size > limit:
        raise Refused(413, f"more than {limit:,} bytes")
    return bytes(body)


def require_token(request: Request, service: Service) -> None:
    """Raise Refused for who may not write. Tokens are compared in constant time."""
    token = service.settings.token
    if token is None:
        raise Refused(403, "this server is read-only")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise Refused(401, "writing needs the token: Authorization: Bearer …")


def etag(version: int, query: Query) -> str:
    """What stands for an answer: the same as long as neither the store nor the query changes."""
    return f'W/"{version}-{hashlib.sha256(query.packed()).hexdigest()[:20]}"'


async def stream(
    send: Send, media: str, parts: AsyncIterator[bytes], headers: dict[str, str], *, body: bool
) -> None:
    """Send an answer as it comes. One that breaks off must not look whole: the connection is cut."""
    first = await anext(parts, b"")
    head = {**headers, "content-type": _named(media)}
    second = await anext(parts, None)
    if second is None:  # all of it
        head["content-length"] = str(len(first))
        await _start(send, 200, head)
        await send({"type": "http.response.body", "body": first if body else b""})
        return
    await _start(send, 200, head)
    if body:
        for part in (first, second):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        try:
            async for part in parts:
                await send({"type": "http.response.body", "body": part, "more_body": True})
        except Refused as refused:
            raise BrokenOff(refused.message) from None
    await send({"type": "http.response.body", "body": b""})


class BrokenOff(Exception):
    """An answer that cannot be finished; the server closes the connection."""


async def respond(send: Send, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
    """Send a whole response."""
    head = dict(headers or {})
    if status not in (204, 304):
        head["content-length"] = str(len(body))
    await _start(send, status, head)
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, refused: Refused) -> None:
    """Say what is wrong, in one line."""
    headers = {"content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"}
    if refused.retry_after is not None:
        headers["retry-after"] = str(refused.retry_after)
    if refused.status == 405:
        headers["allow"] = READ
    if refused.status == 401:
        headers["www-authenticate"] = "Bearer"
    await respond(send, refused.status, f"{refused.message}\n".encode(), headers)


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    raw = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})


def _named(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
