"""Visits that are told with a verb: "X besökte Y", "Den 3 juni besökte X Y"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from ..draft import Draft, Filler
from ..phrases import dates_in, ent_at, follows_any, groups, later_than, modality, sentences
from ..words import Lexicon

METHOD = "rule:visits"
_VISITORS = ("Person", "Organisation")
_VISITED = ("Place", "Organisation")
_REACH = 4  # tokens between the visitors and the verb: "har i dag"


def visits(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts Event facts of the kind "visit"."""
    verbs = frozenset([*words["events"]["visit"], *words["events"]["to_visit"]])

    def relate(doc: Doc) -> Doc:
        for sentence in sentences(doc):
            for token in sentence:
                if token.lower_ in verbs:
                    doc._.drafts.extend(_visit(sentence, token, words))
        return doc

    return relate


def _visit(sentence: Span, verb: Token, words: Lexicon) -> Iterator[Draft]:
    """A place that is visited is where it is; a body that is visited takes part."""
    doc, found = sentence.doc, groups(sentence, _VISITORS)
    before = (g for g in reversed(found) if g[-1].end <= verb.i)
    visitors = next((g for g in before if _leads_to(g[-1], verb)), None)
    begin = follows_any(doc, verb.i + 1, words["modality"]["negated"]) or verb.i + 1
    if visitors is None:
        visitors = next((g for g in found if g[0].start == begin), None)
        begin = visitors[-1].end if visitors is not None else begin
    visited = ent_at(doc, begin, _VISITED)
    if visitors is None or visited is None or visited.end > sentence.end:
        return
    yield _draft(sentence, verb, visitors, visited, words)


def _leads_to(visitor: Span, verb: Token) -> bool:
    between = verb.doc[visitor.end : verb.i]
    return len(between) <= _REACH and not any(t.is_punct or t.ent_type_ for t in between)


def _draft(sentence: Span, verb: Token, visitors: list[Span], visited: Span, words: Lexicon) -> Draft:
    anchor = sentence.doc[verb.i : verb.i + 1]
    body = visited.label_ == "Organisation"
    slots: dict[str, tuple[Filler, ...]] = {"kind": ("visit",)}
    slots["participant"] = (*visitors, visited) if body else (*visitors,)
    if not body:
        slots["place"] = (visited,)
    said = modality(sentence, anchor, words)
    if said == "done" and verb.lower_ in words["events"]["to_visit"]:
        said = "planned"
    dates = dates_in(sentence)
    if len(dates) == 1:
        slots["date"] = (dates[0]._.edtf,)
        if said == "done" and later_than(dates[0]._.edtf, sentence.doc._.published):
            said = "planned"
    return Draft("Event", slots, anchor, (sentence,), METHOD, 0.7, said)
