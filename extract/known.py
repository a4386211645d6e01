"""The gazetteer: names that are known, with their type and identity, from `gazetteer/*.tsv`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from .model import EntityType, mint

GENITIVES = ("s", ":s", "'s", "’s")


@dataclass(frozen=True, slots=True)
class Known:
    """One known thing. `canonical` is its label in the graph, `forms` every way to write it."""

    canonical: str
    type: EntityType
    forms: tuple[str, ...]
    same_as: str | None = None

    @property
    def iri(self) -> str:
        """Its identity in the graph."""
        return mint(f"id/{self.type.lower()}", self.canonical)


@cache
def gazetteer() -> tuple[Known, ...]:
    """All rows of all tables that ship with the package."""
    folder = files("valleygraph") / "extract" / "gazetteer"
    tables = sorted((f for f in folder.iterdir() if f.name.endswith(".tsv")), key=lambda f: f.name)
    return tuple(known for table in tables for known in _rows(table.read_text("utf-8")))


@cache
def by_iri() -> dict[str, Known]:
    """The known things by their IRI."""
    return {known.iri: known for known in gazetteer()}


def matcher(nlp: Language) -> PhraseMatcher:
    """Finds every form, also in the genitive, by its very letters; keys are the IRIs."""
    found = PhraseMatcher(nlp.vocab)
    for known in gazetteer():
        found.add(known.iri, [nlp.make_doc(form) for name in known.forms for form in _inflected(name)])
    return found


def matches(doc: Doc, phrases: PhraseMatcher) -> Iterator[Span]:
    """The known names in a document, overlapping ones too, with type, base form and identity."""
    for key, start, end in phrases(doc):
        known = by_iri()[doc.vocab.strings[key]]
        span = Span(doc, start, end, label=known.type)
        span._.name = _base(span.text, known)
        span._.iri = known.iri
        yield span


def _rows(table: str) -> Iterator[Known]:
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        forms = dict.fromkeys([row["canonical"], *filter(None, row["names"].split("|"))])
        yield Known(row["canonical"], row["type"], tuple(forms), row["same_as"] or None)  # type: ignore[arg-type]


def _inflected(name: str) -> Iterator[str]:
    written = (name, name[0].upper() + name[1:])
    for form in dict.fromkeys(written):
        yield form
        yield from (form + ending for ending in GENITIVES if not form.endswith("s") or ending != "s")


def _base(text: str, known: Known) -> str:
    """The form without its genitive, as the text writes it."""
    folded = {form.casefold() for form in known.forms}
    endings = ("", *sorted(GENITIVES, key=len, reverse=True))
    bases = (text.removesuffix(ending) for ending in endings)
    return next((base for base in bases if base.casefold() in folded), text)
