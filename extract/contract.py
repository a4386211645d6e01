"""Extractions as JSON and back: the checkpoint between reading and the graph.

The schema is documented in docs/extraction.md. What comes in is checked: types, that ids exist,
that every span says what the text says, that the hash is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from .errors import InputError
from .model import Entity, Extraction, Fact, Span

_SHA256 = re.compile(r"[0-9a-f]{64}")


def dump(extraction: Extraction) -> dict[str, Any]:
    """The extraction as plain JSON data; what is absent is left out.

    >>> from valleygraph.extract.model import Release
    >>> dump(Extraction(Release(id="r", text="Hej")))["document"]["sha256"][:8]
    '20ac4eea'
    """
    data: dict[str, Any] = msgspec.to_builtins(extraction)
    document = {key: value for key, value in data["document"].items() if value is not None}
    document["sha256"] = extraction.document.sha256
    return {
        "document": document,
        "entities": [_without_empty(entity) for entity in data["entities"]],
        "facts": [_without_empty(fact) for fact in data["facts"]],
    }


def dumps(extraction: Extraction) -> str:
    """The extraction as one line of JSON."""
    return msgspec.json.encode(dump(extraction)).decode()


def load(data: object) -> Extraction:
    """Checked extraction from JSON data. Raises InputError that says what is wrong and where."""
    try:
        extraction = msgspec.convert(data, Extraction)
        msgspec.json.encode(extraction)  # half a surrogate pair is no text: nothing could store it
    except msgspec.ValidationError as error:
        raise _error(f"not an extraction: {error}") from None
    except UnicodeEncodeError as error:
        raise InputError(f"not text: {error.reason}") from None
    _check(extraction)
    _check_hash(extraction, data)
    return extraction


def loads(line: str | bytes) -> Extraction:
    """Checked extraction from one JSON text. Raises InputError."""
    try:
        data = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise InputError(f"not JSON: {error}") from None
    except RecursionError:
        raise InputError("not an extraction: nested too deeply") from None
    return load(data)


def _without_empty(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None and value != () and value != []}


def _check(extraction: Extraction) -> None:
    known = {entity.id for entity in extraction.entities}
    if not extraction.document.id.strip():
        raise InputError("not an extraction: document.id is empty")
    if len(known) < len(extraction.entities):
        raise _error(f"{extraction.document.id}: two entities have one id")
    for entity in extraction.entities:
        _check_entity(extraction, entity)
    for fact in extraction.facts:
        _check_fact(extraction, fact, known)


def _check_entity(extraction: Extraction, entity: Entity) -> None:
    if not entity.names or not all(name.strip() for name in entity.names):
        raise _error(f"{extraction.document.id}: entity {entity.id} has no name, or an empty one")
    _check_spans(extraction, entity.mentions)


def _check_fact(extraction: Extraction, fact: Fact, known: set[str]) -> None:
    if not 0.0 <= fact.confidence <= 1.0:
        raise _error(f"{extraction.document.id}: confidence {fact.confidence} is not between 0 and 1")
    if fact.attributed_to is not None and fact.attributed_to not in known:
        raise _error(f"{extraction.document.id}: no entity {fact.attributed_to!r}")
    _check_spans(extraction, fact.evidence)


def _check_spans(extraction: Extraction, spans: Iterable[Span]) -> None:
    text = extraction.document.text
    for span in spans:
        if not 0 <= span.start < span.end <= len(text) or text[span.start : span.end] != span.text:
            raise _error(
                f"{extraction.document.id}: the text has not {span.text[:40]!r} at {span.start}–{span.end}"
            )


def _check_hash(extraction: Extraction, data: object) -> None:
    stated = data["document"].get("sha256") if isinstance(data, dict) else None
    if stated is not None and extraction.document.text and stated != extraction.document.sha256:
        raise _error(f"{extraction.document.id}: sha256 is not that of the text")
    original = extraction.document.original_sha256
    if original is not None and not _SHA256.fullmatch(original):
        raise _error(f"{extraction.document.id}: original_sha256 is not 64 hexadecimal digits")


def _error(message: str) -> InputError:
    """In one line, whatever the ids and values that it names."""
    return InputError(" ".join(message.split()))


def read(path: Path, on_error: Callable[[str, InputError], None]) -> Iterator[Extraction]:
    """The extractions in a file: JSON Lines, one a line, or one JSON document if its name ends in .json.

    What is wrong goes to `on_error` with its place; the rest is read.
    """
    try:
        with path.open("rb") as lines:
            parts: Iterable[bytes] = [lines.read()] if path.suffix == ".json" else lines
            for number, part in enumerate(parts, 1):
                place = str(path) if path.suffix == ".json" else f"{path}:{number}"
                try:
                    if part.strip():
                        yield loads(part)
                except InputError as error:
                    on_error(place, error)
    except OSError as error:
        on_error(str(path), InputError(f"cannot be read: {error.strerror}"))
