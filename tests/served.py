"""A real `valley serve` for tests: a process of its own on a port of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = "a-token-for-tests"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    address: str
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def endpoint(self) -> str:
        return f"{self.address}/sparql"

    def send(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        wait: float = 30,
    ) -> Answer:
        """One request, on a connection of its own."""
        request = urllib.request.Request(self.address + path, body, dict(headers or {}), method=method)
        if body is not None and not any(name.lower() == "content-type" for name in request.headers):
            request.add_unredirected_header("Content-type", "")
        try:
            with urllib.request.urlopen(request, timeout=wait) as response:
                return Answer(response.status, _lower(response.headers), response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, _lower(error.headers), error.read())

    def ask(self, sparql: str, accept: str = "application/sparql-results+json", **more: str) -> Answer:
        """A query by GET."""
        text = urllib.parse.urlencode({"query": sparql, **more})
        return self.send(f"/sparql?{text}", headers={"Accept": accept})

    def update(self, sparql: str, token: str | None = TOKEN) -> Answer:
        """An update, sent as it is."""
        headers = {"Content-Type": "application/sparql-update"}
        headers |= {"Authorization": f"Bearer {token}"} if token is not None else {}
        return self.send("/sparql", method="POST", headers=headers, body=sparql.encode())


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@contextmanager
def serving(store: Path | str, *options: str) -> Iterator[Server]:
    """Run `valley serve` until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "valleygraph",
        "serve",
        "--store",
        str(store),
        "--port",
        str(port),
        *options,
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    server = Server(f"http://127.0.0.1:{port}", process)
    try:
        _until_it_answers(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)
        assert process.stderr is not None
        process.stderr.close()


def _until_it_answers(server: Server, limit: float = 60) -> None:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if server.process.poll() is not None:
            assert server.process.stderr is not None
            raise RuntimeError(server.process.stderr.read().decode())
        try:
            if server.send("/health").status == 200:
                return
        except OSError:
            select_for(0.05)
    raise TimeoutError(server.address)


def until_shown(server: Server) -> None:
    """Wait for the catalogue, which is made once the server answers."""
    for _ in range(600):
        if server.send("/api/stats").status == 200:
            return
        select_for(0.1)
    raise TimeoutError("no catalogue")


def select_for(seconds: float) -> None:
    """Wait between two tries."""
    time.sleep(seconds)
