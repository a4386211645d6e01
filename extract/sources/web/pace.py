"""Who may ask a host, and when: one request at a time, with a pause between two."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .manners import Clock


class Pace:
    """The pauses of each host. All methods may be called from several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._locks: dict[str, threading.RLock] = {}
        self._due: dict[str, float] = {}

    @contextmanager
    def alone(self, host: str) -> Iterator[None]:
        """No other thread asks the host meanwhile."""
        with self._guard:
            lock = self._locks.setdefault(host, threading.RLock())
        with lock:
            yield

    @contextmanager
    def turn(self, host: str, delay: float) -> Iterator[None]:
        """Wait until the host may be asked, ask it, and let it rest for the delay from then on."""
        with self.alone(host):
            wait = self._due.get(host, 0.0) - self._clock.now()
            if wait > 0:
                self._clock.sleep(wait)
            try:
                yield
            finally:
                self.postpone(host, delay)

    def postpone(self, host: str, seconds: float) -> None:
        """Do not ask the host for so long."""
        due = self._clock.now() + seconds
        self._due[host] = max(due, self._due.get(host, 0.0))
