"""What robots.txt allows, by RFC 9309."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from ...errors import FetchError
from .exchange import Answer, Passing, redirection, refusal
from .manners import AGENT

MAX_ROBOTS = 500_000  # bytes; what is behind them does not count
MAX_REDIRECTS = 5  # as many as the RFC names; more are as no file


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows. No text allows all; a problem, nothing for now."""

    text: Protego | None = None
    problem: FetchError | None = None

    def check(self, url: str) -> None:
        """Raises FetchError if the address may not be fetched."""
        if self.problem is not None:
            raise FetchError(str(self.problem), lasting=self.problem.lasting)
        if self.text is not None and not self.text.can_fetch(url, AGENT):
            raise FetchError("its robots.txt does not allow it", lasting=True)

    @property
    def delay(self) -> float:
        """The pause that is asked for between two requests."""
        stated = None if self.text is None else self.text.crawl_delay(AGENT)
        return stated if stated is not None and stated > 0 else 0.0  # and not for NaN

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that are named."""
        return () if self.text is None else tuple(self.text.sitemaps)


def read_rules(address: httpx.URL, get: Callable[[httpx.URL], Answer]) -> Rules:
    """The rules of the host of an address. A host that cannot be asked is the problem of its pages too."""
    robots = address.copy_with(raw_path=b"/robots.txt")
    try:
        for _ in range(MAX_REDIRECTS + 1):
            answer = get(robots)
            target = redirection(robots, answer)
            if target is None:
                return _rules(answer)
            robots = target
    except FetchError as error:
        answered = isinstance(error, Passing) and error.answered
        return Rules(problem=_unreadable(str(error)) if answered else error)
    return Rules()


def _rules(answer: Answer) -> Rules:
    if answer.status >= 500 or answer.status == 429:
        return Rules(problem=_unreadable(refusal(answer.status)))
    if not 200 <= answer.status < 300:
        return Rules()
    return Rules(Protego.parse(answer.data.decode("utf-8-sig", "replace")))


def _unreadable(reason: str) -> FetchError:
    return FetchError(f"its robots.txt {reason}: not fetched for now")
