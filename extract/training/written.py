"""Annotated releases in plain text: written for training, or stand-off for a text kept elsewhere.

    === en-battery-valley 2024-03-05
    Title of the release

    Its text …
    ---
    e1 Organisation Battery Valley Association | BVA
    e2 Person Ada Berg | Berg
    RoleHolding person=e2; role=chair; organisation=e1
    Event planned; kind=conference; date=2024-09; theme=battery recycling

One block a release: its id and date, the text, a line ---, then entities (id, type, names: fullest first)
and facts (type, modality unless "done", slots; fillers apart by |). A block without a text annotates the
release of that id in another file; "text=@120" is the quotation that begins there. What the types and slots
mean is in docs/extraction.md.

    python -m valleygraph.extract.training.written FILE [--texts RELEASES.jsonl.gz]

checks a file: the format, and that each name and filler stands in the text.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..labels import DATE_SLOTS, KINDS, MODALITIES, SLOTS, TEXT_SLOTS
from ..model import ENTITY_TYPES, FACT_TYPES
from .data import ALIKE, STEM, UNPLACED

HEAD = re.compile(r"=== (?P<id>\S+)(?: (?P<published>\d{4}(?:-\d\d){0,2}))?\s*")
_ENTITY = re.compile(r"(?P<id>e\d+) (?P<type>\w+) (?P<names>.+)")
_FACT = re.compile(r"(?P<type>[A-Z]\w+)(?: (?P<modality>\w+))?[;:]? (?P<slots>\w+=.+)")
_DATE = r"\d{4}(-\d\d){0,2}(/\d{4}(-\d\d){0,2})?"
_PATTERNS = {**dict.fromkeys(DATE_SLOTS, _DATE), "amount": r"\d+(\.\d+)? [A-Z]{3}"}

Gold = dict[str, Any]
Release = dict[str, Any]


def read(path: Path, *, texts: Mapping[str, Release] | None = None) -> Iterator[tuple[Release, Gold]]:
    """Pairs of release and gold, as of `data.read_gold`. The language is the name of the file up to a hyphen.

    `texts` holds, by id, the releases that blocks without a text annotate; blocks of others are left out.
    Raises ValueError with the place where a line cannot be read.
    """
    blocks = re.split(r"^(?==== )", path.read_text("utf-8"), flags=re.MULTILINE)
    for block in blocks:
        if block.strip():
            found = _block(block, path.stem.split("-")[0], texts or {})
            if found:
                yield found


def _block(block: str, language: str, texts: Mapping[str, Release]) -> tuple[Release, Gold] | None:
    head, _, rest = block.partition("\n")
    parts = HEAD.fullmatch(head)
    if not parts:
        raise ValueError(f"not a head of a release: {head}")
    text, found, lines = rest.rpartition("---\n")
    if not found:
        raise ValueError(f"{parts['id']}: no line ---")
    text = text.strip()
    release = {"id": parts["id"], "language": language, "published": parts["published"], "text": text}
    if not text and parts["id"] not in texts:
        return None
    release = release if text else dict(texts[parts["id"]], language=language)
    gold: Gold = {"document": {"id": parts["id"], "language": language}, "entities": [], "facts": []}
    for line in filter(None, map(str.strip, lines.splitlines())):
        try:
            _line(line, gold)
        except ValueError as error:
            raise ValueError(f"{parts['id']}: {error}: {line}") from None
    for fact in gold["facts"]:
        if "text" in fact["slots"]:
            fact["slots"]["text"] = [_quoted(filler, release["text"]) for filler in fact["slots"]["text"]]
    return release, gold


def _quoted(filler: str, text: str) -> str:
    """The first eight words of a quotation; "@120" points to where they begin in a text kept elsewhere."""
    start = re.fullmatch(r"@(\d+)", filler)
    return " ".join(text[int(start[1]) :].split()[:8]) if start else filler


def _line(line: str, gold: Gold) -> None:
    if entity := _ENTITY.fullmatch(line):
        if entity["type"] not in ENTITY_TYPES:
            raise ValueError("no such type of entity")
        gold["entities"].append(
            {"id": entity["id"], "type": entity["type"], "names": _fillers(entity["names"])}
        )
        return
    fact = _FACT.fullmatch(line)
    if not fact or fact["type"] not in FACT_TYPES or (fact["modality"] or "done") not in MODALITIES:
        raise ValueError("neither an entity nor a fact")
    slots: dict[str, list[str]] = {}
    for part in fact["slots"].split(";"):
        slot, equals, fillers = part.strip().partition("=")
        if not equals:
            raise ValueError(f"not a slot: {part.strip()}")
        slots.setdefault(slot, []).extend(_fillers(fillers))
    gold["facts"].append({"type": fact["type"], "modality": fact["modality"] or "done", "slots": slots})


def _fillers(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


# --- checking -------------------------------------------------------------------------------------


def problems(release: Release, gold: Gold) -> Iterator[str]:
    """What is wrong with an annotation, one line each: no such slot, a filler that is not there."""
    text = _words(release["text"])
    ids = {entity["id"] for entity in gold["entities"]}
    for entity in gold["entities"]:
        yield from (f"not in the text: {name}" for name in entity["names"] if not _stands(name, text))
    for fact in gold["facts"]:
        for slot, fillers in fact["slots"].items():
            label = f"{fact['type']}.{slot}"
            if slot not in UNPLACED and label not in SLOTS:
                yield f"no such slot: {label}"
            for filler in fillers:
                if wrong := _wrong(label, filler, ids, text):
                    yield f"{label} {wrong}: {filler}"


def _wrong(label: str, filler: str, ids: set[str], text: str) -> str | None:
    kind, slot = label.split(".")
    if re.fullmatch(r"e\d+", filler):
        return None if filler in ids else "has no such entity"
    if slot == "kind":
        return None if f"{kind}.{filler}" in KINDS else "is none of the kinds"
    if slot in _PATTERNS:
        return None if re.fullmatch(_PATTERNS[slot], filler) else "is not written as it should be"
    if label not in TEXT_SLOTS and slot != "text":
        return "wants an entity"
    return None if _stands(filler, text) else "is not in the text"


def _stands(filler: str, text: str) -> bool:
    """Whether most of the words of a filler stand in a text, inflected or not."""
    words = _words(filler).split()
    return bool(words) and sum(f" {word[:STEM]}" in text for word in words) >= ALIKE * len(words)


def _words(text: str) -> str:
    return " " + " ".join(re.findall(r"\w+", text.casefold()))


def texts_of(path: Path) -> dict[str, Release]:
    """The releases of a JSONL file, gzipped or not, by their id."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        return {release["id"]: release for release in map(json.loads, file)}


def main() -> int:
    """Check files; the exit code is 1 where one has a problem."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--texts", type=Path, help="the releases that blocks without a text annotate")
    arguments = parser.parse_args()
    texts = texts_of(arguments.texts) if arguments.texts else {}
    found = releases = 0
    for path in arguments.files:
        for release, gold in read(path, texts=texts):
            releases += 1
            for problem in problems(release, gold):
                found += 1
                sys.stdout.write(f"{release['id']}: {problem}\n")
    sys.stdout.write(f"{releases} releases, {found} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
