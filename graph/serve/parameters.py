"""The parameters of the API: what each may be, checked, and described for who reads the API's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..dates import bounds
from .refused import Refused

Kind = Literal["text", "iri", "number", "first day", "last day"]
Value = str | int
LONGEST = 4_000  # characters
_NOT_IN_IRIS = frozenset('<>"{}|^`\\ \n\t\r')


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `default` and `largest` are of numbers, which are whole and begin at 0."""

    name: str
    description: str
    kind: Kind = "text"
    required: bool = False
    default: int = 0
    largest: int = 0

    @property
    def schema(self) -> dict[str, Any]:
        """In the words of JSON Schema."""
        if self.kind == "number":
            return {"type": "integer", "minimum": 0, "maximum": self.largest, "default": self.default}
        formats = {"iri": {"format": "iri"}, "first day": {"pattern": _DAY}, "last day": {"pattern": _DAY}}
        return {"type": "string", "maxLength": LONGEST, **formats.get(self.kind, {})}

    def read(self, text: str) -> Value:
        """The value that was given; empty, or the default, if none was. Raises Refused."""
        if self.required and not text:
            raise Refused(400, f"{self.name} is missing")
        if "\x00" in text or len(text) > LONGEST:
            raise Refused(400, f"{self.name} cannot be read")
        return _READ[self.kind](self, text) if text else self.default if self.kind == "number" else ""


_DAY = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def _iri(parameter: Parameter, text: str) -> str:
    if ":" not in text or len(text) < 4 or not _NOT_IN_IRIS.isdisjoint(text):
        raise Refused(400, f"{parameter.name} is no IRI")
    return text


def _number(parameter: Parameter, text: str) -> int:
    digits = text.isascii() and text.isdecimal() and len(text) < 10
    if not digits or int(text) > parameter.largest:
        raise Refused(400, f"{parameter.name} is no number from 0 to {parameter.largest:,}")
    return int(text)


def _day(parameter: Parameter, text: str) -> str:
    day = bounds(text)[1 if parameter.kind == "last day" else 0]
    if day is None:
        raise Refused(400, f"{parameter.name} is no date like 2024-06-14")
    return day


_READ: Mapping[Kind, Callable[[Parameter, str], Value]] = {
    "text": lambda _, text: text,
    "iri": _iri,
    "number": _number,
    "first day": _day,
    "last day": _day,
}


def read(parameters: Iterable[Parameter], given: Mapping[str, str]) -> list[Any]:
    """The values of parameters, in their order. What else is given is not looked at. Raises Refused.

    >>> read([Parameter("limit", "", "number", default=20, largest=200)], {"limit": "7", "x": "y"})
    [7]
    """
    return [parameter.read(given.get(parameter.name, "")) for parameter in parameters]
