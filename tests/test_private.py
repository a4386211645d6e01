"""Telephone numbers and addresses are not kept; dates, amounts and numbers of other kinds are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valleygraph.extract.model import Release
from valleygraph.extract.pipeline import extract_release
from valleygraph.extract.private import BLOT, blotted


@pytest.mark.parametrize(
    "private",
    [
        "08-123 45 67",
        "070-1234567",
        "+46 8 123 456 78",
        "+46 (0)8 123 45 67",
        "+32 2 555 01 02",
        "(08)-123 45 67",
        "02 40 00 12 34",
        "anna.ek@exempel.se",
        "anna.ek(at)exempel.se",
        "press+sv@mail.exempel.org",
        "08-123\u00a045\u00a067",
        "+46\u00a08\u00a0123\u00a0456\u00a078",
        "+46 70‑123 45 67",
        "070 123 45 67",
        "030/12345678",
        "040 123 4567",
        "+49 30 1234567",
        "anna.ek [at] exempel [dot] se",
    ],
)
def test_what_is_private_goes(private: str) -> None:
    assert blotted(f"Ring {private} eller kom.") == f"Ring {BLOT * len(private)} eller kom."


@pytest.mark.parametrize(
    "said",
    ["Tel. 953 000 117", "tlf. 70 00 11 22", "Mobil: 0701234567", "puh. 050 000 1122", "Mobile 0701234567"],
)
def test_a_number_behind_a_word_for_it_goes(said: str) -> None:
    kept = blotted(said)
    assert len(kept) == len(said)
    assert not any(character.isdigit() for character in kept)
    assert kept.startswith(said.split()[0])


@pytest.mark.parametrize(
    "kept",
    [
        "den 01-02 2024",
        "2019–2024",
        "2024-06-14",
        "3–5 september 2025",
        "0,5-1 000 000 kronor",
        "20 000 000 kronor",
        "1 234 567,50 EUR",
        "grant agreement No 101017567",
        "ORCID 0000-0002-1825-0097",
        "tel 112",
        "+10 000 000 kronor",
        "+15 000 000 euro",
        "+25 000 personer",
        "+12.5 procent",
        "mobile 2 000 000 users",
        "Mobil 5 000 000 kronor",
        "fax 2023-2024",
        "2 @ 50.000 kr",
        "mass 10@20.5",
        "00 100 000 euro",
        "mobile 5G",
        "dnr N2024/01234",
        "@regionen och #innovation",
    ],
)
def test_other_numbers_stay(kept: str) -> None:
    assert blotted(kept) == kept


@given(
    st.lists(
        st.one_of(st.text("+0123456789 ()-/.@\u00a0", max_size=20), st.sampled_from(["tel ", "a@b.se", "x"]))
    )
)
def test_no_offset_moves(parts: list[str]) -> None:
    text = "".join(parts)
    kept = blotted(text)
    assert len(kept) == len(text)
    assert all(new in (old, BLOT) for new, old in zip(kept, text, strict=True))


def test_long_runs_of_digits_take_no_time() -> None:
    text = "+" + "1 " * 20_000 + "00" + "7" * 20_000
    assert len(blotted(text)) == len(text)


def test_an_extraction_keeps_neither() -> None:
    text = "Vinnova söker partner.\n\nKontakt: Karin Ek, 08-123 45 67, karin.ek@exempel.se\n"
    found = extract_release(Release("r", text, language="sv"))
    assert "karin.ek" not in found.document.text
    assert "123" not in found.document.text
    assert all(found.document.text[m.start : m.end] == m.text for e in found.entities for m in e.mentions)
