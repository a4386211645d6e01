"""What `valley serve` may do, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits of a server. Times are in seconds, sizes in bytes."""

    token: str | None = None  # who has it may write; without one nobody may
    federated: bool = False  # may a query ask other servers (SERVICE)?
    origins: str = "*"  # the web pages that may read: Access-Control-Allow-Origin
    time_limit: float = 10.0  # for a query, waiting included
    parallel: int = 6  # queries at a time
    waiting: int = 64  # further ones that may wait for their turn
    patience: float = 0.15  # what a query has run before it may have to make room for another one
    rows: int = 1_000_000  # of an answer
    answer: int = 512_000_000  # of an answer
    body: int = 1_000_000  # of a query
    upload: int = 100_000_000  # of an update or a graph, from who has the token
    slowest: float = 30.0  # until a request must have come in whole
    memory: int = 192_000_000  # of one query
    together: int = 450_000_000  # of all queries at a time
