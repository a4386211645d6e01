"""The errors that a user is meant to read: one line each, and the exit code that goes with it."""


class ValleyError(Exception):
    """Something that the user can understand and act on."""

    exit_code = 1


class InputError(ValleyError):
    """A source that cannot be read or understood; the others are kept."""


class FetchError(InputError):
    """An address that cannot be fetched. `lasting` says that it is of no use to try again later."""

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting


class LanguageError(InputError):
    """The language of a text is unknown, or has no pipeline."""


class StoreError(ValleyError):
    """The store cannot be opened or written now."""


class UsageError(ValleyError):
    """The command was put wrongly: no such store, query, entity or format."""

    exit_code = 2


class QueryError(UsageError):
    """A SPARQL query that cannot be parsed or is asked with wrong parameters."""
