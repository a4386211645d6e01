"""The API described for programs (OpenAPI 3.1, /api/openapi.json) and for people (/api)."""

from __future__ import annotations

import secrets
from functools import cache
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ..queries import library
from .api import ADDRESSES
from .files import FILES
from .pages import policy, template

_ERROR = {
    "description": "What is wrong, in one line",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {"error": {"type": "string"}},
                "required": ["error"],
            }
        }
    },
}


def routes() -> list[Route]:
    """The two addresses."""
    return [Route("/api/openapi.json", _json), Route("/api", _page)]


@cache
def described() -> dict[str, Any]:
    """The API.

    >>> sorted(described()["paths"])[:2]
    ['/api/claim', '/api/edge']
    """
    paths = {
        f"/api/{name}": _operation(name, address.summary, map(_parameter, address.parameters))
        for name, address in ADDRESSES.items()
    }
    selection = list(map(_parameter, ADDRESSES["graph"].parameters))
    paths |= {
        f"/api/export/{ending}": _operation(
            f"export-{ending}", f"A part of the network as {media}", selection, media
        )
        for ending, (media, _) in FILES.items()
    }
    paths["/api/queries"] = _operation("queries", "The named queries with their parameters", [])
    paths["/api/terms"] = _operation("terms", "Prefixes, classes and properties", [])
    name = {
        "name": "name", "in": "path", "required": True, "description": "The name of a query",
        "schema": {"type": "string", "enum": list(library())},
    }  # fmt: skip
    media = "application/sparql-results+json"
    paths["/api/query/{name}"] = _operation("query", "The answer to a named query", [name], media)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "valleygraph",
            "version": version("valleygraph"),
            "license": {"name": "Apache-2.0"},
        },
        "paths": paths,
    }


def _operation(name: str, summary: str, parameters: Any, media: str = "application/json") -> dict[str, Any]:
    answers = {"200": {"description": summary, "content": {media.partition(";")[0]: {}}}}
    refused = dict.fromkeys(("400", "404", "413", "503", "504"), _ERROR)
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": list(parameters),
            "responses": answers | refused,
        }
    }


def _parameter(parameter: Any) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": parameter.schema,
    }


def _json(_: Request) -> Response:
    return JSONResponse(described())


def _page(_: Request) -> Response:
    nonce = secrets.token_urlsafe(16)
    page = template("api.html.j2").render(api=described(), nonce=nonce)
    return HTMLResponse(page, headers={"content-security-policy": policy(nonce)})
