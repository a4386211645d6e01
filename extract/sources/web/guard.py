"""The network below the client: names are resolved and checked here, bytes and time are counted.

The address that was checked is the one that is connected to, so that a name that changes its address between
the two (DNS rebinding) gains nothing; and each connection is checked, so that no redirect gets past it.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpcore

from ...errors import FetchError

Resolve = Callable[[str, int], tuple[str, ...]]

MAX_HEAD = 200_000  # bytes of headers and framing, beside those of the body
PORTS = (80, 443, 8080, 8443)  # others serve something that is no web, and are not asked on public hosts

# Of special use, but not all of it so to the ipaddress of every Python that is supported.
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")))
_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether the IP address is a global unicast one, and hides no other kind.

    >>> is_public("8.8.8.8"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1"), is_public("100.64.0.1")
    (True, False, False, False)
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        hidden = _hidden(ip)
        if hidden is not None and not ip.scope_id:
            return is_public(str(hidden))
        if ip not in _UNICAST or ip.scope_id:
            return False
    plain = not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_private)
    return plain and ip.is_global and not any(ip in network for network in _SPECIAL)


def resolve(host: str, port: int) -> tuple[str, ...]:
    """All addresses of a host, as the system knows them, also of 127.1 or 0x7f000001. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(info[4][0]) for info in found))


@dataclass(frozen=True, slots=True)
class Network:
    """Where names and connections come from; tests have a network of their own."""

    resolve: Resolve = resolve
    backend: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)


class Allowance(threading.local):
    """What the request of this thread may still take: time, and bytes off the wire."""

    until: float = float("inf")
    left: int = 0

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def grant(self, seconds: float, size: int) -> None:
        """Begin a request."""
        self.until, self.left = self._now() + seconds, size + MAX_HEAD

    def wait(self, seconds: float | None) -> float:
        """How long to wait for the network now. Raises httpcore.ReadTimeout if the time is over."""
        left = self.until - self._now()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the request is over")
        return left if seconds is None else min(seconds, left)

    def take(self, size: int) -> None:
        """Count bytes. Raises FetchError if there are too many."""
        self.left -= size
        if self.left < 0:
            raise FetchError("sends without end: given up", lasting=True)


class Guard(httpcore.NetworkBackend):
    """Connections to public addresses only, unless others are allowed. Raises FetchError for all others."""

    def __init__(self, allowance: Allowance, network: Network, *, allow_private: bool) -> None:
        self._allowance = allowance
        self._network = network
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host that answers."""
        failure: Exception | None = None
        for address in self._checked(host, port):
            try:
                wait = self._allowance.wait(timeout)
                stream = self._network.backend.connect_tcp(address, port, wait, local_address, socket_options)
                return _Counted(stream, self._allowance)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError("no address")

    def _checked(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses of the host, each of them allowed."""
        if not self._allow_private and port not in PORTS:
            raise FetchError(f"port {port} is not asked: only {', '.join(map(str, PORTS))}", lasting=True)
        try:
            addresses = self._network.resolve(host, port)
        except (OSError, UnicodeError):
            raise FetchError(f"the host {host} is not known, or there is no network") from None
        if not self._allow_private and not all(map(is_public, addresses)):
            raise FetchError(f"{host} is at a private address, which is not asked", lasting=True)
        return addresses


class _Counted(httpcore.NetworkStream):
    """A connection whose use is counted against the allowance of whoever uses it."""

    def __init__(self, stream: httpcore.NetworkStream, allowance: Allowance) -> None:
        self._stream = stream
        self._allowance = allowance

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._allowance.wait(timeout))
        self._allowance.take(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._allowance.wait(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        wait = self._allowance.wait(timeout)
        return _Counted(self._stream.start_tls(ssl_context, server_hostname, wait), self._allowance)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _hidden(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to."""
    if ip.teredo is not None:
        return ipaddress.IPv4Address("0.0.0.0")  # leads to any host behind a relay: never asked
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
