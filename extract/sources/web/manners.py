"""How the web is asked: what the client calls itself, how long it waits, how much it takes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import platformdirs

from ...errors import UsageError
from ..fields import brief

AGENT = "valleygraph"  # the name that robots.txt knows it by


@dataclass(frozen=True, slots=True)
class Manners:
    """Settings of the web client: times in seconds, sizes in bytes. Raises UsageError for impossible ones.

    >>> Manners(contact="mailto:anna@example.org").user_agent.partition(" ")[2]
    '(+mailto:anna@example.org)'
    """

    contact: str | None = None  # an address where the operator of a site can complain
    connect_timeout: float = 10
    read_timeout: float = 15
    request_timeout: float = 30  # for one request as a whole, however slowly its answer trickles in
    delay: float = 1  # between two requests to one host
    max_delay: float = 30  # what robots.txt may ask for at most
    max_bytes: int = 20_000_000  # unpacked
    max_redirects: int = 10
    retries: int = 3
    max_retry_after: float = 120
    workers: int = 8  # hosts that are asked at the same time
    allow_private: bool = False  # intranets and this machine
    cache: Path | None = None  # its folder; by default $VALLEY_CACHE, or that of the user's caches
    max_cache_bytes: int = 300_000_000  # 0 for none

    def __post_init__(self) -> None:
        if self.contact is not None and not (self.contact.isascii() and self.contact.isprintable()):
            raise UsageError(f"the contact must be one line of ASCII, not {brief(self.contact)}")
        times = (self.connect_timeout, self.read_timeout, self.request_timeout, self.workers, self.max_bytes)
        if not min(times) > 0 or min(self.delay, self.max_delay, self.max_redirects, self.retries) < 0:
            raise UsageError("timeouts, sizes and numbers must be above 0; pauses and retries may be 0")

    @property
    def user_agent(self) -> str:
        """The name with the version, and the contact if there is one."""
        return f"{AGENT}/{version(AGENT)}" + (f" (+{self.contact})" if self.contact else "")

    @property
    def cache_folder(self) -> Path:
        """Where answers are kept."""
        named = os.environ.get("VALLEY_CACHE")
        return self.cache or (Path(named) if named else platformdirs.user_cache_path(AGENT)) / "http"


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and waiting; tests have a clock of their own, on which nothing takes long."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    today: Callable[[], float] = time.time  # seconds since 1970, for what is kept from run to run
