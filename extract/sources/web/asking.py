"""Asking a host as it wants to be asked: what robots.txt allows, one request at a time, and again later."""

from __future__ import annotations

import random
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import httpx

from ...errors import FetchError
from .addresses import host_of
from .exchange import Answer, Passing, Wire, refusal
from .manners import Clock, Manners
from .pace import Pace
from .robots import MAX_ROBOTS, Rules, read_rules

KEPT = 24 * 3600  # seconds that rules hold
KEPT_PROBLEM = 600

_PASSING = (408, 425, 429, 500, 502, 503, 504)
_MAX_BACKOFF = 60  # seconds
_LONGEST = 1800  # seconds for which a host is left alone that does not ask for it

WEARY = 2  # pages of a host that failed in a row, from which on each is asked for once only
GIVEN_UP = 10  # from which on it is left alone
SOON = 10  # seconds that a host may want to rest while its pages wait


class Asking:
    """The requests of one client, and what it knows of its hosts. Several threads may call its methods."""

    def __init__(self, manners: Manners, clock: Clock, wire: Wire) -> None:
        self._manners = manners
        self._clock = clock
        self._wire = wire
        self._pace = Pace(clock)
        self._rules: dict[str, tuple[float, Rules]] = {}
        self._failures: dict[str, int] = {}  # of a host, in a row

    def get(self, address: httpx.URL, headers: Mapping[str, str]) -> Answer:
        """The answer to a request that robots.txt allows. Raises FetchError."""
        with self._pace.alone(host_of(address)):
            rules = self.rules(address)
            rules.check(str(address))
            delay = min(max(self._manners.delay, rules.delay), self._manners.max_delay)
            return self._patiently(address, headers, delay)

    def rules(self, address: httpx.URL) -> Rules:
        """The rules of the address's host, asked for once a day."""
        origin = _origin(address)
        with self._pace.alone(host_of(address)):
            until, rules = self._rules.get(origin, (0.0, Rules()))
            if until <= self._clock.now():
                rules = read_rules(address, lambda robots: self._robots(robots, host_of(address)))
                holds = KEPT if rules.problem is None else KEPT_PROBLEM
                self._rules[origin] = (self._clock.now() + holds, rules)
            return rules

    def _robots(self, address: httpx.URL, host: str) -> Answer:
        headers = {"User-Agent": self._manners.user_agent, "Accept": "text/plain, */*;q=0.5"}
        if host_of(address) == host:
            return self._patiently(address, headers, self._manners.delay, robots=True)
        # Another host is not waited for: two threads that wait for the other's would do so for ever.
        return self._wire.get(str(address), headers, limit=MAX_ROBOTS, cut=True)

    def _patiently(
        self, address: httpx.URL, headers: Mapping[str, str], delay: float, *, robots: bool = False
    ) -> Answer:
        """The answer, asked for again where a failure may pass. Raises FetchError after the last time."""
        host, attempt = host_of(address), 0
        retries = self._manners.retries if self._failures.get(host, 0) < WEARY else 0
        while True:
            try:
                answer = self._once(address, headers, delay, robots=robots)
            except Passing as error:
                if error.wait is not None and error.wait > self._manners.max_retry_after:
                    self._leave_alone(address, error.wait)
                    raise
                if attempt >= (min(retries, 1) if error.slow else retries):
                    self._failed(address, error, robots=robots)
                    raise
                backoff = min(2.0**attempt, _MAX_BACKOFF) * random.uniform(1, 1.5)
                self._pace.postpone(host, backoff if error.wait is None else error.wait)
                attempt += 1
            else:
                self._failures.pop(host, None)
                return answer

    def _failed(self, address: httpx.URL, error: Passing, *, robots: bool) -> None:
        """Leave a host alone that fails again and again, for ever longer; or as long as it wants."""
        host = host_of(address)
        failures = self._failures[host] = self._failures.get(host, 0) + 1
        if error.wait is not None and error.wait > SOON:
            self._leave_alone(address, error.wait)
        elif error.wait is not None:
            self._pace.postpone(host, error.wait)
        elif failures >= GIVEN_UP and not robots:
            seconds = min(60 * 5 ** (failures - GIVEN_UP), _LONGEST)
            self._hold(address, f"its server fails again and again: left alone for {seconds} s", seconds)

    def _leave_alone(self, address: httpx.URL, seconds: float) -> None:
        """Ask the host nothing for so long, as it wants it, but for a day at most."""
        self._hold(address, f"its server asks to be left alone for {seconds:.0f} s", min(seconds, KEPT))

    def _hold(self, address: httpx.URL, why: str, seconds: float) -> None:
        self._rules[_origin(address)] = (self._clock.now() + seconds, Rules(problem=FetchError(why)))

    def _once(self, address: httpx.URL, headers: Mapping[str, str], delay: float, *, robots: bool) -> Answer:
        limit = MAX_ROBOTS if robots else self._manners.max_bytes
        with self._pace.turn(host_of(address), delay):
            answer = self._wire.get(str(address), headers, limit=limit, cut=robots)
        if answer.status in _PASSING:
            wait = self._retry_after(answer.headers.get("retry-after"))
            raise Passing(refusal(answer.status), answered=True, wait=wait)
        return answer

    def _retry_after(self, stated: str | None) -> float | None:
        """The seconds that a server asks to wait, which it may state as a date."""
        value = (stated or "").strip()
        if value.isascii() and value.isdecimal() and len(value) < 12:
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - self._clock.today())
        except (ValueError, TypeError, OverflowError):
            return None


def _origin(address: httpx.URL) -> str:
    return f"{address.scheme}://{address.netloc.decode('ascii')}"
