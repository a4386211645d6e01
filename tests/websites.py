"""A web server on loopback for tests, which may behave as badly as a test wants."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpcore

TODAY = 1_750_000_000.0  # where the clocks of the tests begin


@dataclass(frozen=True)
class Request:
    """What was asked."""

    target: str
    headers: dict[str, str]

    @property
    def host(self) -> str:
        return self.headers["host"].partition(":")[0]


Reply = bytes | Callable[[Request], bytes | Iterable[bytes]]


def answer(body: str | bytes = b"", status: int = 200, **headers: str) -> bytes:
    """A complete answer; header names are written with _ for -."""
    data = body.encode() if isinstance(body, str) else body
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    fields.setdefault("content-type", "text/html; charset=utf-8")
    fields.setdefault("content-length", str(len(data)))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + data


@dataclass
class Site:
    """A server that runs: what it replies by path, and what it was asked."""

    port: int
    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    connections: int = 0
    scheme: str = "http"
    closing: bool = False

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def targets(self) -> list[str]:
        """The paths that were asked for, but for robots.txt."""
        return [request.target for request in self.asked if request.target != "/robots.txt"]

    def reply(self, request: Request) -> tuple[bytes | Iterable[bytes], bool]:
        """What to send, and whether the connection is kept open after it."""
        found = self.replies.get(request.target)
        if found is None:
            return answer("not here", 404), True
        if isinstance(found, bytes):
            return found, b"content-length" in found
        made = found(request)
        return made, isinstance(made, bytes) and b"content-length" in made


@contextmanager
def site(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Run a server until the block ends."""
    open_sockets: set[socket.socket] = set()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = Site(server.getsockname()[1], scheme="https" if tls else "http")
        accepting = threading.Thread(target=_accept, args=(server, made, tls, open_sockets, threads))
        accepting.start()
        try:
            yield made
        finally:
            made.closing = True
            socket.create_connection(("127.0.0.1", made.port)).close()  # so that accepting sees it
            accepting.join(20)
            for connection in list(open_sockets):
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join(20)


def _accept(
    server: socket.socket,
    made: Site,
    tls: ssl.SSLContext | None,
    open_sockets: set[socket.socket],
    threads: list[threading.Thread],
) -> None:
    while True:
        connection, _ = server.accept()
        if made.closing:
            connection.close()
            return
        made.connections += 1
        open_sockets.add(connection)
        thread = threading.Thread(target=_serve, args=(connection, made, tls, open_sockets))
        threads.append(thread)
        thread.start()


def _serve(
    connection: socket.socket, made: Site, tls: ssl.SSLContext | None, open_sockets: set[socket.socket]
) -> None:
    with connection:
        try:
            with suppress(OSError):
                if tls is None:
                    _converse(connection, made)
                else:
                    with tls.wrap_socket(connection, server_side=True) as secure:
                        open_sockets.add(secure)
                        _converse(secure, made)
        finally:
            open_sockets.discard(connection)


def _converse(connection: socket.socket, made: Site) -> None:
    kept, received = True, b""
    while kept:
        while b"\r\n\r\n" not in received:
            data = connection.recv(65536)
            if not data:
                return
            received += data
        head, _, received = received.partition(b"\r\n\r\n")
        request = _parsed(head)
        made.asked.append(request)
        reply, kept = made.reply(request)
        for part in [reply] if isinstance(reply, bytes) else reply:
            connection.sendall(part)
    with suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)  # until the client has seen all of it: closing at once may lose what was sent


def _parsed(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Request(first.split(" ")[1], headers)


@dataclass
class Time:
    """A clock that goes on only when somebody waits, and by `tick` each time that somebody looks."""

    time: float = 0.0
    tick: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        self.time += self.tick
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def today(self) -> float:
        return TODAY + self.time


@dataclass
class Detour(httpcore.NetworkBackend):
    """A network in which all addresses are one server on loopback; it notes which were asked."""

    port: int
    addresses: list[str] = field(default_factory=list)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        self.addresses.append(host)
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout)
