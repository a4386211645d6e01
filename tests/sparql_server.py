"""SPARQL 1.1 servers that are not ours: that of Oxigraph, and one that wants a token."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
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
def oxigraph_server() -> Iterator[str]:
    """Run `oxigraph serve`, in memory, until the block ends; the address for queries."""
    beside = str(Path(sys.executable).parent)
    binary = shutil.which("oxigraph", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    assert binary is not None, "the package oxigraph brings the command"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [binary, "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _until_it_answers(process, f"http://127.0.0.1:{port}/query?query=ASK%7B%7D")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            process.terminate()


def _until_it_answers(process: subprocess.Popen[bytes], url: str) -> None:
    for _ in range(400):
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        assert process.poll() is None, "the server has ended"
        threading.Event().wait(0.05)
    raise AssertionError("the server does not answer")


@contextmanager
def sparql_server() -> Iterator[str]:
    """Run one that takes updates from who has the token, until the block ends; the address for queries."""
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
