"""Soft hyphens and zero-width spaces: they change nothing of what is found, and every offset is right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valleygraph.extract.invisible import visible
from valleygraph.extract.model import Extraction, Release
from valleygraph.extract.pipeline import extract_release

PLAIN = (
    "Karin Ek är rektor vid Umeå universitet.\n\n– Vi är stolta över Vinnovas stöd, säger Karin Ek.\n\n"
    "Region Skåne och Malmö universitet skrev i dag under en avsiktsförklaring om life science."
)
PARTED = (
    "Karin Ek är rek\u00adtor vid Umeå universi\u00adtet.\n\n"
    "\u00ad– Vi är stolta över Vin\u00adnovas stöd,\u200b säger Karin Ek.\n\n"
    "Region Skåne och Malmö univer\u00adsitet skrev i dag under en avsikts\u00adförklaring om life science."
)


def read(text: str) -> Extraction:
    return extract_release(Release("r1", text, language="sv", published="2024-06-14"))


def spans_hold(extraction: Extraction) -> bool:
    text = extraction.document.text
    spans = [m for e in extraction.entities for m in e.mentions]
    spans += [s for f in extraction.facts for s in f.evidence]
    return all(text[span.start : span.end] == span.text for span in spans)


def test_what_nobody_sees_changes_nothing_that_is_found() -> None:
    assert visible(PARTED) == PLAIN
    plain, parted = read(PLAIN), read(PARTED)
    assert [(f.type, f.slots, f.modality) for f in parted.facts] == [
        (f.type, f.slots, f.modality) for f in plain.facts
    ]
    assert [(e.type, e.names[0], e.links) for e in parted.entities] == [
        (e.type, e.names[0], e.links) for e in plain.entities
    ]
    assert len(plain.facts) > 2
    assert parted.document.text == PARTED
    assert spans_hold(parted)


def test_a_name_has_the_form_of_the_text_too() -> None:
    [university] = [e for e in read(PARTED).entities if "Umeå" in e.names[0]]
    assert university.names == ("Umeå universitet", "Umeå universi\u00adtet")
    assert university.mentions[0].text == "Umeå universi\u00adtet"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN)), st.sampled_from("\u00ad\u200b\ufeff")), max_size=12))
def test_offsets_hold_wherever_they_stand(places: list[tuple[int, str]]) -> None:
    text = PLAIN
    for place, character in sorted(places, reverse=True):
        text = text[:place] + character + text[place:]
    found = read(text)
    assert found.document.text == text
    assert spans_hold(found)
    assert [e.names[0] for e in found.entities] == [e.names[0] for e in read(PLAIN).entities]


@pytest.mark.parametrize("text", ["\u00ad", "\u200b\u200b", "\ufeff \u00ad\n"])
def test_a_text_of_nothing_visible(text: str) -> None:
    found = read(text)
    assert (found.document.text, found.entities, found.facts) == (text, (), ())
