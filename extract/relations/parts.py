"""Units of an organisation, as their own names say: "Region Stockholms programkontor"."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Doc, Span

from ..draft import Draft, names, names_in
from ..known import GENITIVES
from ..phrases import sentences
from ..words import Lexicon

METHOD = "rule:parts"


def parts(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts PartOf facts for units that are named by their organisation."""
    nouns = frozenset(words["names"]["units"]["nouns"])

    def relate(doc: Doc) -> Doc:
        for sentence in sentences(doc):
            for ent in names_in(sentence):
                whole = _whole(ent, nouns, doc)
                if whole is not None:
                    slots = {"part": (ent,), "whole": (whole,)}
                    doc._.drafts.append(Draft("PartOf", slots, ent, (sentence,), METHOD, 0.9))
        return doc

    return relate


def _whole(unit: Span, nouns: frozenset[str], doc: Doc) -> Span | None:
    """The organisation whose name in the genitive begins the unit's, if the text has it by itself too."""
    noun = next((t for t in unit if t.text in nouns and t.i > unit.start), None)
    if noun is None:
        return None
    owner = doc[unit.start : noun.i].text
    bases = {owner.removesuffix(ending) for ending in GENITIVES if owner.endswith(ending)}
    return next((e for e in names(doc) if e.label_ == "Organisation" and e._.name in bases), None)
