"""Pages for people: a thing at its own address, the explorer at the root.

A thing is answered as a page, as Turtle, as JSON-LD or in another format of graphs, by `Accept`.
"""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from mimetypes import guess_type
from urllib.parse import quote

from jinja2 import Environment, Template
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ...extract.model import BASE
from .negotiation import PAGE, chosen
from .protocol import iri
from .refused import Refused
from .service import Service
from .worker import Query

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:;"
    " worker-src 'self' blob:; connect-src 'self'; font-src 'self'; object-src 'none';"
    " frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_ABOUT = """CONSTRUCT {{ {thing} ?p ?o . ?s ?q {thing} . ?c ?d ?e }} WHERE {{
  {{ {thing} ?p ?o }} UNION {{ ?s ?q {thing} . FILTER(?q NOT IN (iv:refersTo)) }}
  UNION {{ GRAPH ?c {{ {{ {thing} ?x ?y }} UNION {{ ?z ?w {thing} }} }} ?c a iv:Claim ; ?d ?e }}
}} LIMIT 5000"""
NONCE = "__NONCE__"  # what stands for it in the explorer's page


def routes(service: Service) -> list[Route]:
    """The addresses that people open."""

    async def thing(request: Request) -> Response:
        try:
            return await _thing(service, request)
        except Refused as refused:
            return PlainTextResponse(f"{refused.message}\n", refused.status)

    return [
        Route("/", explorer),
        Route("/static/{name:path}", static),
        Route("/id/{name:path}", thing),
        Route("/concept/{name:path}", thing),
    ]


async def _thing(service: Service, request: Request) -> Response:
    """A thing of the graph in the format that is asked for."""
    node = iri(BASE + _unquoted(request))
    media = chosen(request.headers.get("accept", "text/html"), PAGE)
    if not media:
        raise Refused(406, "no format of this answer is acceptable")
    if media != "text/html":
        query = Query(_ABOUT.format(thing=node), "", media)
        async with service.pool.answer(query) as (kind, parts):
            body = b"".join([part async for part in parts])
        return Response(body, media_type=kind, headers={"vary": "Accept"})
    found = await run_in_threadpool(service.shelf.entity, node.value)
    if found is None and await run_in_threadpool(service.shelf.release, node.value) is not None:
        return RedirectResponse(f"/?v=releases&release={quote(node.value, safe='')}", 303)
    if found is None:
        raise Refused(404, f"nothing is known of {node.value}")
    nonce = secrets.token_urlsafe(16)
    page = template("entity.html.j2").render(thing=found, base=BASE, nonce=nonce, here=here)
    headers = {"content-security-policy": policy(nonce), "vary": "Accept"}
    return HTMLResponse(page, headers=headers)


def _unquoted(request: Request) -> str:
    """The path as it was sent: IRIs of things have letters as they are, and %-signs of their own."""
    raw = request.scope["raw_path"].partition(b"?")[0].decode("ascii", "replace")
    return _letters(raw.lstrip("/"))


def _letters(path: str) -> str:
    """A path with the letters that a browser has escaped, and with the escapes that are part of a name.

    >>> _letters("id/place/Sk%C3%A5ne_%28x%29")
    'id/place/Skåne_%28x%29'
    """
    parts = path.split("%")
    out, waiting = [parts[0].encode()], parts[1:]
    for part in waiting:
        code = part[:2]
        try:
            number = int(code, 16)
        except ValueError:
            out.append(f"%{part}".encode())
            continue
        out.append((bytes([number]) if number > 0x7F else f"%{code}".encode()) + part[2:].encode())
    return b"".join(out).decode("utf-8", "replace")


def here(address: str) -> str:
    """The address of a thing on this server."""
    return quote("/" + address.removeprefix(BASE), safe="/%") if address.startswith(BASE) else address


async def explorer(_: Request) -> Response:
    """The explorer, with a nonce of its own for each page."""
    page = _static() / "index.html"
    if not page.is_file():
        return PlainTextResponse("The explorer was not built; SPARQL is at /sparql, the API at /api/stats.\n")
    nonce = secrets.token_urlsafe(16)
    body = page.read_text("utf-8").replace(NONCE, nonce)
    headers = {"content-security-policy": policy(nonce), "cache-control": "no-cache"}
    return HTMLResponse(body, headers=headers)


async def static(request: Request) -> Response:
    """A file of the explorer. Names of files bear a hash of their content, so they may be kept for ever."""
    parts = request.path_params["name"].split("/")
    file: Traversable = _static()
    for part in parts:
        if part in ("", ".", "..") or "\\" in part or "\x00" in part:
            return PlainTextResponse("no such file\n", 404)
        file = file / part
    if not file.is_file():
        return PlainTextResponse("no such file\n", 404)
    media = guess_type(parts[-1])[0] or "application/octet-stream"
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(file.read_bytes(), media_type=media, headers=headers)


def _static() -> Traversable:
    return files("valleygraph") / "graph" / "serve" / "static"


def policy(nonce: str) -> str:
    """What a page may load: its own files, and the styles that bear its nonce."""
    return _POLICY.format(nonce=nonce)


@cache
def template(name: str) -> Template:
    """A template of this folder, which escapes what it is given."""
    text = (files("valleygraph") / "graph" / "serve" / name).read_text("utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
