"""A SPARQL 1.1 server that is not ours: Oxigraph behind the protocol's POST, as its own server does it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store, serialize

TOKEN = "let-me-in"


class Handler(BaseHTTPRequestHandler):
    """Queries at /query, updates at /update for who has the token; all else is not found."""

    protocol_version = "HTTP/1.1"
    held: Store

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            self._reply(*self._answer(text))
        except (SyntaxError, ValueError) as error:
            self._reply(400, "text/plain", str(error).encode())

    def _answer(self, text: str) -> tuple[int, str, bytes]:
        if self.path == "/update":
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                return 401, "text/plain", b"who are you?"
            self.held.update(text)
            return 204, "text/plain", b""
        if self.path != "/query" or self.headers["Content-Type"] != "application/sparql-query":
            return 404, "text/plain", b"nothing here"
        found = self.held.query(text)
        if isinstance(found, QueryTriples):
            return 200, "application/n-triples", serialize(found, format=RdfFormat.N_TRIPLES) or b""
        told = found.serialize(format=QueryResultsFormat.JSON)
        return 200, "application/sparql-results+json", told or b""

    def _reply(self, status: int, media: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def sparql_server() -> Iterator[str]:
    """Run one until the block ends; the address for queries."""
    handler = type("Held", (Handler,), {"held": Store()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
