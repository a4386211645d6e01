"""Parts of HTTP requests and responses that the SPARQL protocols share."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from functools import lru_cache

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.types import Send

from .refused import Refused
from .service import Service
from .worker import Query

READ = "GET, HEAD, POST"
DROPPED = 50_000_000  # bytes that are read of a request that is too large


def base_of(request: Request) -> str:
    """The address of the endpoint, against which relative IRIs are resolved."""
    scope = request.scope
    server = scope.get("server") or ("", None)
    return _base(scope["scheme"], request.headers.get("host", ""), tuple(server), scope["path"])


@lru_cache(200)
def _base(scheme: str, host: str, server: tuple[str, int | None], path: str) -> str:
    """As Starlette finds it, which takes long."""
    headers = [(b"host", host.encode("latin-1"))] if host else []
    return str(URL(scope={"scheme": scheme, "server": server, "path": path, "headers": headers}))


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
    head = {**headers, "content-type": named(media)}
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


def named(media: str) -> str:
    """A media type as a header has it."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
