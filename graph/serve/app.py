"""The server: what is at which address."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from prometheus_client import generate_latest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..store import opened
from . import api, openapi, pages
from .graph_store import GraphStore
from .messages import BrokenOff, refuse
from .refused import Refused
from .service import Service
from .settings import Settings
from .sparql import Endpoint

log = logging.getLogger(__name__)

SMALLEST = 1_000  # bytes of an answer that is packed
SAFE: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


def application(store: str, settings: Settings | None = None) -> ASGIApp:
    """The server of a store (see `open_store`) as an ASGI application. Its start raises as that does."""
    service = Service(store, settings or Settings())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with service.running():
            yield

    routes = [
        Route("/sparql", Endpoint(service), methods=None),
        Route("/store", GraphStore(service), methods=None),
        Route("/store/{name:path}", GraphStore(service), methods=None),
        Route("/health", _health(service)),
        Route("/metrics", _metrics(service)),
        *api.routes(service),
        *openapi.routes(),
        *pages.routes(service),
    ]
    origins = [origin.strip() for origin in service.settings.origins.split(",") if origin.strip()]
    middleware = [
        Middleware(Counting, service=service),
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
            allow_headers=["*"],
            expose_headers=["ETag", "Retry-After"],
        ),
        Middleware(GZipMiddleware, minimum_size=SMALLEST),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=lifespan)


class Counting:
    """Count the requests by their status, put the safe headers on, and keep errors to one line."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._service.figures.requests.labels(str(message["status"])).inc()
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((n.encode(), v.encode()) for n, v in SAFE.items() if n.encode() not in own),
                ]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except BrokenOff:
            raise
        except Exception:
            log.exception("a request failed")
            if begun:
                raise
            await refuse(sent, Refused(500, "something went wrong here; see the server's log"))


def _health(service: Service) -> Any:
    async def health(_: Request) -> Response:
        running, waiting = service.pool.load
        body = {"status": "ok", "version": service.version, "running": running, "waiting": waiting}
        return Response(json.dumps(body), media_type="application/json")

    return health


def _metrics(service: Service) -> Any:
    async def metrics(_: Request) -> Response:
        running, waiting = service.pool.load
        service.figures.running.set(running)
        service.figures.waiting.set(waiting)
        return PlainTextResponse(
            generate_latest(service.figures.registry), media_type="text/plain; version=0.0.4"
        )

    return metrics


class Patient(HttpToolsProtocol):
    """HTTP over a connection that is closed if its first request does not begin soon."""

    slowest = 30.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See `asyncio.Protocol`."""
        super().connection_made(transport)
        self.loop.call_later(self.slowest, self._close_if_silent)

    def _close_if_silent(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


def run(store: str, *, host: str, port: int, settings: Settings) -> None:
    """Serve until the process is told to end. Raises StoreError, UsageError."""
    opened(store).close()
    _take_all_files()
    config = uvicorn.Config(
        application(store, settings),
        host=host,
        port=port,
        http=Patient,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run()


def _take_all_files() -> None:
    """As many open connections as the system lets this process have."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
