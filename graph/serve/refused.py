"""A request that gets no answer, and why."""


class Refused(Exception):
    """The HTTP status, what to tell in one line, seconds until another try."""

    def __init__(self, status: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.retry_after = status, message, retry_after
