"""The endpoint `/sparql` as an ASGI application."""

from __future__ import annotations

import asyncio
import time

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from ...extract.errors import QueryError, ValleyError
from . import description
from .guard import refuse_fetching
from .messages import base_of, etag, media_type, named, read, refuse, require_token, respond, stream
from .negotiation import GRAPH, SELECT, chosen
from .protocol import Operation, operation, parameters
from .refused import Refused
from .service import Service
from .worker import Query
from .writing import update


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
        pairs = parameters(request.scope["query_string"].decode("latin-1"))
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
        headers = {"etag": tag, "vary": "Accept", "cache-control": "no-cache"}
        body, started = request.method != "HEAD", time.perf_counter()
        if (known := service.answered.get(tag)) is not None:
            await respond(send, 200, known[1] if body else b"", {**headers, "content-type": named(known[0])})
        else:
            async with service.pool.answer(query) as (media, parts):
                kept = service.answered.keeping(tag, sparql, media, parts)
                await stream(send, media, kept, headers, body=body)
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
            {"content-type": named(media), "vary": "Accept"},
        )

    def _is_trusted(self, request: Request) -> bool:
        try:
            require_token(request, self._service)
        except Refused:
            return False
        return True
