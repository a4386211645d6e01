"""What the components leave on a spaCy Doc for one another and for `link`.

- `doc.spans["zones"]`: one span a line, labelled title, heading, body, list, table, about or boilerplate
- `doc.ents`: names, labelled with our entity types; `ent._.name` is the base form, `ent._.iri` the
  identity where the gazetteer knows it
- `doc.spans["dates"]`: dates, with `span._.edtf`
- `doc.spans["roles"]`: roles, with `span._.name`, the base form
- `doc.spans["quotations"]`: direct speech, with `span._.speaker`
- `doc._.drafts`: facts whose slots are still filled by spans
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc, Span

from .model import FactType, Modality

Filler = Span | str


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact as a component saw it. `anchor` is the word that it hangs on, `evidence` the sentences."""

    type: FactType
    slots: Mapping[str, tuple[Filler, ...]]
    anchor: Span
    evidence: tuple[Span, ...]
    method: str
    confidence: float
    modality: Modality = "done"


def register() -> None:
    """Declare the attributes on spaCy's classes; to be called before a pipeline is built."""
    if Doc.has_extension("drafts"):
        return
    Doc.set_extension("drafts", getter=lambda doc: doc.user_data.setdefault("drafts", []))
    Doc.set_extension("published", default=None)
    Span.set_extension("name", default=None)
    Span.set_extension("iri", default=None)
    Span.set_extension("edtf", default=None)
    Span.set_extension("speaker", default=None)


def spans(doc: Doc, key: str) -> list[Span]:
    """The spans that a component left under this key; none where it did not run."""
    return list(doc.spans[key]) if key in doc.spans else []


def names(doc: Doc) -> list[Span]:
    """The names of a document in their order: `doc.ents`, which spaCy builds anew each time, read once."""
    found: list[Span] | None = doc.user_data.get("names")
    if found is None:
        found = doc.user_data["names"] = list(doc.ents)
    return found


def name_at(doc: Doc, index: int) -> Span | None:
    """The name that begins at this token."""
    found = names(doc)
    place = bisect_left(found, index, key=lambda ent: ent.start)
    return found[place] if place < len(found) and found[place].start == index else None


def names_in(span: Span) -> list[Span]:
    """The names that stand in a span, in their order."""
    found = names(span.doc)
    first = bisect_left(found, span.start, key=lambda ent: ent.start)
    last = bisect_left(found, span.end, lo=first, key=lambda ent: ent.start)
    return [ent for ent in found[first:last] if ent.end <= span.end]
