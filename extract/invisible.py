"""Characters that no reader sees: soft hyphens, zero-width spaces. They part words only on a screen.

The pipeline reads the text without them; offsets and words of what it finds are then those of the text as
it is stored. Names get the form without them, and the form of the text as a further one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .model import Entity, Extraction, Fact, Release, Span

_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")


def visible(text: str) -> str:
    """The text without what nobody sees.

    >>> visible("Social\\u00adstyrelsen")
    'Socialstyrelsen'
    """
    return _INVISIBLE.sub("", text)


def restored(extraction: Extraction, release: Release) -> Extraction:
    """What was found in the visible text of a release, with the places and words of its stored text."""
    text = release.text
    if not _INVISIBLE.search(text):
        return replace(extraction, document=release)
    places = [i for i, character in enumerate(text) if not _INVISIBLE.match(character)]
    entities = tuple(_entity(entity, text, places) for entity in extraction.entities)
    facts = tuple(_fact(fact, text, places) for fact in extraction.facts)
    return Extraction(release, entities, facts)


def _span(span: Span, text: str, places: Sequence[int]) -> Span:
    start, end = places[span.start], places[span.end - 1] + 1
    return Span(start, end, text[start:end])


def _entity(entity: Entity, text: str, places: Sequence[int]) -> Entity:
    mentions = tuple(_span(mention, text, places) for mention in entity.mentions)
    parted = (m.text for m in mentions if m.text != (seen := visible(m.text)) and seen in entity.names)
    return replace(entity, names=tuple(dict.fromkeys((*entity.names, *parted))), mentions=mentions)


def _fact(fact: Fact, text: str, places: Sequence[int]) -> Fact:
    return replace(fact, evidence=tuple(_span(span, text, places) for span in fact.evidence))
