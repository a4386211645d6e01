"""The layout of texts: paragraphs broken at a width, spaces spelt out by markup."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valleygraph.extract.lines import lines, soft_breaks, spaced

BROKEN = (
    "The consortium brings together partners from research, industry and\n"
    "public bodies. It is led by the Nordby Institute for Applied Fluid\n"
    "Mechanics and runs until the end of the year."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BROKEN, [BROKEN]),
        (f"Title\n\n{BROKEN}\n\nContact", ["Title", BROKEN, "Contact"]),
        # lists and headings stay lines of their own
        (f"{BROKEN}\n- one thing\n- another", [BROKEN, "- one thing", "- another"]),
        (f"Partners\n{BROKEN}", ["Partners", BROKEN]),
        # no text that was broken: no line goes on in lower case
        ("Vice ordförande i styrelsen för Exempelbolaget AB i Norrby\nLedamot", None),
        ("2011–2014: Chef\n2006–2011: Råd", None),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_a_broken_paragraph_is_one_line(text: str, expected: list[str] | None) -> None:
    found = [text[start:end] for start, end in lines(text)]
    assert found == (text.split("\n") if expected is None else expected)


@given(st.text(alphabet="ab A.\n-", max_size=300))
def test_lines_hold_all_that_is_not_blank_in_order(text: str) -> None:
    found = list(lines(text))
    assert " ".join(text[start:end] for start, end in found).split() == text.split()
    assert all(start < end for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


@given(st.text(alphabet="ab A.\n-", max_size=300))
def test_soft_breaks_are_line_breaks(text: str) -> None:
    assert all(text[index] == "\n" for index in soft_breaks(text))


@pytest.mark.parametrize("entity", ["&nbsp;", "&NBSP;", "&#160;", "&#xA0;", "&thinsp;"])
def test_spaces_in_markup_become_blanks_of_the_same_length(entity: str) -> None:
    assert spaced(f"de{entity}Vara") == f"de{' ' * len(entity)}Vara"


def test_other_markup_is_left() -> None:
    assert spaced("Ek &amp; Alm &lt;b&gt;") == "Ek &amp; Alm &lt;b&gt;"


def test_a_name_is_read_across_the_break_of_a_paragraph(names_of: Callable[..., set[str]]) -> None:
    text = BROKEN.replace(
        "Nordby Institute for Applied Fluid\nMechanics", "Nordby University of Marine and Coastal\nSciences"
    )
    assert "Organisation: Nordby University of Marine and Coastal Sciences" in names_of(text, "en")


def test_a_name_is_read_beside_a_space_in_markup(names_of: Callable[..., set[str]]) -> None:
    assert names_of("El rector de&nbsp;Vinnova&nbsp;ha firmado.", "es") == {"Organisation: Vinnova"}
