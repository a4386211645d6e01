"""One request and its answer, within all limits; what goes wrong becomes a FetchError in a line."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import httpcore
import httpx

from ...errors import FetchError, InputError
from .addresses import absolute
from .guard import Allowance, Guard, Network
from .manners import Clock, Manners
from .unpacking import collect, too_large, unpacked

_REDIRECTS = (301, 302, 303, 307, 308)


class Passing(FetchError):
    """A failure that may be over in a moment; a server that answered may have said in how many seconds.

    One that took all the time there is was `slow`.
    """

    def __init__(
        self, message: str, *, answered: bool = False, wait: float | None = None, slow: bool = False
    ) -> None:
        super().__init__(message)
        self.slow = slow
        self.answered = answered
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, unpacked."""

    status: int
    headers: httpx.Headers
    data: bytes


def redirection(address: httpx.URL, answer: Answer) -> httpx.URL | None:
    """Where the answer redirects to, if it does. Raises FetchError if that is no web address."""
    if answer.status not in _REDIRECTS or "location" not in answer.headers:
        return None
    try:
        return absolute(answer.headers["location"], str(address))
    except InputError as error:
        raise FetchError(f"redirects to what {error}") from None


def refusal(status: int) -> str:
    """What a status says, in words.

    >>> refusal(404)
    'answers 404 Not Found'
    """
    try:
        return f"answers {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"answers {status}"


class Wire:
    """The connections of one client, and what each request on them may take."""

    def __init__(self, manners: Manners, clock: Clock, network: Network, tls: ssl.SSLContext | None) -> None:
        self._manners = manners
        self._allowance = Allowance(clock.now)
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or httpx.create_ssl_context(),
            network_backend=Guard(self._allowance, network, allow_private=manners.allow_private),
            max_connections=None,
            max_keepalive_connections=2 * manners.workers,
            keepalive_expiry=10,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def get(self, url: str, headers: Mapping[str, str], *, limit: int, cut: bool = False) -> Answer:
        """The answer to one GET; no redirect is followed. Raises FetchError, or Passing.

        A body that is larger than the limit is cut off there, or is an error.
        """
        self._allowance.grant(self._manners.request_timeout, limit)
        fields = [
            (name.encode("ascii"), value.encode("utf-8", "surrogateescape"))
            for name, value in headers.items()
        ]
        extensions = {"timeout": self._timeouts()}
        try:
            with self._pool.stream("GET", url, headers=fields, extensions=extensions) as response:
                return _answer(response, limit, cut)
        except httpcore.TimeoutException:
            raise Passing("does not answer in time", slow=True) from None
        except httpcore.ConnectError as error:
            raise _connecting(error) from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise Passing("breaks off, or answers with what is no HTTP") from None

    def _timeouts(self) -> dict[str, float]:
        wait = self._manners.read_timeout
        return {
            "connect": self._manners.connect_timeout,
            "read": wait,
            "write": wait,
            "pool": self._manners.request_timeout,
        }


def _answer(response: httpcore.Response, limit: int, cut: bool) -> Answer:
    headers = httpx.Headers(response.headers)
    length = headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > limit and not cut:
        raise too_large(limit)
    chunks = response.iter_stream()
    coding = headers.get("content-encoding", "").strip().lower()
    return Answer(response.status, headers, collect(unpacked(chunks, coding), limit, cut=cut))


def _connecting(error: httpcore.ConnectError) -> FetchError:
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLError):
        reason = getattr(cause, "verify_message", "") or cause.reason or "no TLS"
        return FetchError(f"cannot be connected to securely: {reason}")
    return Passing("cannot be connected to")
