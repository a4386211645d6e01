"""Dates in running text, against the date of publication; what is no date, or may be none, is none."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from valleygraph.extract.dates import Published
from valleygraph.extract.words import lexicon

Dates = Callable[..., list[str]]
LATE = {"sv": "Det sker {}.", "en": "It happens {}."}


@pytest.fixture(scope="module")
def dates(annotate: Callable[..., Doc]) -> Dates:
    """Of (words, language, published), the dates in a sentence with these words."""

    def found(words: str, language: str, published: str | None) -> list[str]:
        doc = annotate(LATE[language].format(words), language, published)
        return [span._.edtf for span in doc.spans["dates"]]

    return found


@pytest.mark.parametrize(
    ("words", "published", "expected"),
    [
        # days
        ("den 14 juni 2024", None, "2024-06-14"),
        ("den 14 juni, 2024", None, "2024-06-14"),
        ("den 14 juni", "2024-06-20", "2024-06-14"),
        ("en 14 juni", "2024-06", "2024-06-14"),
        ("den 14:e juni", "2024-06", "2024-06-14"),
        ("måndagen den 17 juni kl. 13", "2024-06", "2024-06-17"),
        ("14 juni", None, "XXXX-06-14"),
        ("2024-06-14", None, "2024-06-14"),
        ("i dag", "2024-06-14", "2024-06-14"),
        ("idag", "2024-06-14", "2024-06-14"),
        ("idag", "2024-06", "2024-06"),
        ("i går", "2024-03-01", "2024-02-29"),
        ("i fredags", "2024-06-14", "2024-06-07"),
        ("i torsdags", "2024-06-14", "2024-06-13"),
        ("förra året", "2024-06", "2023"),
        ("i fjol", "2024", "2023"),
        ("nästa år", "2024-06", "2025"),
        ("i mars förra året", "2024-06", "2023-03"),
        ("till hösten nästa år", "2024-06", "2025-09/2025-11"),
        # days to days
        ("den 3–5 september", "2024-06", "2024-09-03/2024-09-05"),
        ("den 3-5 september 2025", "2024-06", "2025-09-03/2025-09-05"),
        ("den 3 – 5 september", "2024-06", "2024-09-03/2024-09-05"),
        ("den 3 och 4 september", "2024-06", "2024-09-03/2024-09-04"),
        ("den 3 till den 5 september", "2024-06", "2024-09-03/2024-09-05"),
        ("3–5 september", None, "XXXX-09-03/XXXX-09-05"),
        ("den 28 juni–2 juli", "2024-06", "2024-06-28/2024-07-02"),
        ("den 28 juni till den 2 juli 2023", "2024-06", "2023-06-28/2023-07-02"),
        ("den 28 december–2 januari", "2024-12", "2024-12-28/2025-01-02"),
        ("den 28 december–2 januari 2025", "2023", "2024-12-28/2025-01-02"),
        ("den 28 juni–2 juli", None, "XXXX-06-28/XXXX-07-02"),
        # months, seasons, years
        ("i juni", "2024-06", "2024-06"),
        ("i juni 2023", "2024-06", "2023-06"),
        ("i mars månad", "2024-06", "2024-03"),
        ("i juni", "2023", "2023-06"),
        ("hösten 2025", None, "2025-09/2025-11"),
        ("under våren 2025", "2024-06", "2025-03/2025-05"),
        ("till hösten", "2024-06", "2024-09/2024-11"),
        ("i höst", "2024-10", "2024-09/2024-11"),
        ("i vår", "2024-11", "2025-03/2025-05"),
        ("nästa vår", "2024-04", "2025-03/2025-05"),
        ("nästa sommar", "2024-11", "2025-06/2025-08"),
        ("år 2024", None, "2024"),
        ("under 2025", "2024-06", "2025"),
        ("sedan 2019", "2024-06", "2019"),
        # the year that is nearest
        ("i januari", "2023-12", "2024-01"),
        ("den 5 januari", "2023-12-20", "2024-01-05"),
        ("den 20 december", "2024-01-05", "2023-12-20"),
        ("i juli", "2024-01", "2024-07"),
        # leap years
        ("den 29 februari", "2024-03", "2024-02-29"),
        ("29 februari", None, "XXXX-02-29"),
    ],
)
def test_swedish_dates(dates: Dates, words: str, published: str | None, expected: str) -> None:
    assert dates(words, "sv", published) == [expected]


@pytest.mark.parametrize(
    ("words", "published", "expected"),
    [
        ("on 14 June 2024", None, "2024-06-14"),
        ("on the 14th of June 2024", None, "2024-06-14"),
        ("on June 14, 2024", None, "2024-06-14"),
        ("on June 14th, 2024", None, "2024-06-14"),
        ("on Monday, June 17", "2024-06", "2024-06-17"),
        ("on June 14", None, "XXXX-06-14"),
        ("today", "2024-06-14", "2024-06-14"),
        ("yesterday", "2024-06-14", "2024-06-13"),
        ("last Friday", "2024-06-14", "2024-06-07"),
        ("last year", "2024-06", "2023"),
        ("on 15 March last year", "2024-06", "2023-03-15"),
        ("on 3–5 September", "2024-06", "2024-09-03/2024-09-05"),
        ("on September 3-5, 2025", "2024-06", "2025-09-03/2025-09-05"),
        ("on 3 and 4 September", "2024-06", "2024-09-03/2024-09-04"),
        ("from 28 June to 2 July 2024", None, "2024-06-28/2024-07-02"),
        ("28 December–2 January", "2024-12", "2024-12-28/2025-01-02"),
        ("in June", "2024-06", "2024-06"),
        ("in June 2023", "2024-06", "2023-06"),
        ("in the autumn of 2025", None, "2025-09/2025-11"),
        ("in fall 2025", None, "2025-09/2025-11"),
        ("this autumn", "2024-06", "2024-09/2024-11"),
        ("this fall", "2024-06", "2024-09/2024-11"),
        ("next spring", "2024-04", "2025-03/2025-05"),
        ("next spring", "2024-11", "2025-03/2025-05"),
        ("in 2024", None, "2024"),
        ("by 2030", "2024-06", "2030"),
        ("in January", "2023-12", "2024-01"),
        ("on 20 December", "2024-01-05", "2023-12-20"),
        ("on 29 February", "2024-03", "2024-02-29"),
    ],
)
def test_english_dates(dates: Dates, words: str, published: str | None, expected: str) -> None:
    assert dates(words, "en", published) == [expected]


@pytest.mark.parametrize(
    ("words", "language", "published"),
    [
        # not in the calendar
        ("den 31 juni 2024", "sv", "2024-06"),
        ("den 0 juni", "sv", "2024-06"),
        ("den 99 juni", "sv", "2024-06"),
        ("den 5–3 september", "sv", "2024-06"),
        ("den 29 februari", "sv", "2023-03"),
        ("den 29 februari 2023", "sv", "2024-03"),
        ("den 31 juni–2 juli", "sv", "2024-06"),
        ("2024-13-01", "sv", None),
        ("on 31 June", "en", "2024-06"),
        ("on February 29, 2023", "en", "2024-03"),
        # said against a day that nobody knows
        ("i dag", "sv", "2024"),
        ("today", "en", "2024"),
        ("i går", "sv", "2024-06"),
        ("i fredags", "sv", "2024-06"),
        ("i går", "sv", "2024-02-30"),
        ("i går", "sv", "0001-01-01"),
        ("today", "en", "2024-13-01"),
        ("in the last year of the project", "en", "2024-06"),
        ("i dag", "sv", None),
        ("till hösten", "sv", None),
        ("till hösten", "sv", "2024"),
        ("i juni", "sv", None),
        ("this autumn", "en", None),
        # said too loosely
        ("nyligen", "sv", "2024-06-14"),
        ("nästa vecka", "sv", "2024-06-14"),
        ("inom kort", "sv", "2024-06-14"),
        ("förra året", "sv", None),
        ("vintern 2024", "sv", "2024-06-14"),
        ("recently", "en", "2024-06-14"),
        ("next week", "en", "2024-06-14"),
        ("soon", "en", "2024-06-14"),
        ("in winter 2024", "en", "2024-06-14"),
        # numbers and words that are no dates
        ("med 2024 miljoner kronor", "sv", "2024-06"),
        ("från 2000 till 3000 kronor", "sv", "2024-06"),
        ("med 14 juniorer", "sv", "2024-06"),
        ("på 3 maj-konserten", "sv", "2024-06"),
        ("på planeten Mars", "sv", "2024-06"),
        ("i 2024 företag", "sv", "2024-06"),
        ("med 14/6 av rösterna", "sv", "2024-06"),
        ("in 2024 companies", "en", "2024-06"),
        ("from 2000 to 3000 euros", "en", "2024-06"),
        ("and it may", "en", "2024-06"),
        ("to April Ek", "en", "2024-06"),
        ("with 14 Junior researchers", "en", "2024-06"),
        ("in Fall River", "en", "2024-06"),
    ],
)
def test_what_gives_no_date(dates: Dates, words: str, language: str, published: str | None) -> None:
    assert dates(words, language, published) == []


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("den 3 juni och den 5 juli", "sv", ["2024-06-03", "2024-07-05"]),
        ("från 2021 till 2027", "sv", ["2021", "2027"]),
        ("sommaren 2024 och hösten 2025", "sv", ["2024-06/2024-08", "2025-09/2025-11"]),
        ("on 3 June and 5 July", "en", ["2024-06-03", "2024-07-05"]),
        ("on 31 June and 5 July", "en", ["2024-07-05"]),
    ],
)
def test_several_dates(dates: Dates, words: str, language: str, expected: list[str]) -> None:
    assert dates(words, language, "2024-06") == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("I juni är det klart.", "sv", "2024-06"),
        ("I höst är det klart.", "sv", "2024-09/2024-11"),
        ("Hösten 2025 är det klart.", "sv", "2025-09/2025-11"),
        ("Under våren 2025 är det klart.", "sv", "2025-03/2025-05"),
        ("Den 14 juni är det klart.", "sv", "2024-06-14"),
        ("I dag är det klart.", "sv", "2024-06-14"),
        ("Sedan 2019 är det klart.", "sv", "2019"),
        ("In June it is done.", "en", "2024-06"),
        ("In the autumn of 2025 it is done.", "en", "2025-09/2025-11"),
        ("In the autumn it is done.", "en", "2024-09/2024-11"),
        ("Today it is done.", "en", "2024-06-14"),
        ("Since 2019 it is done.", "en", "2019"),
    ],
)
def test_a_date_may_begin_the_sentence(
    annotate: Callable[..., Doc], text: str, language: str, expected: str
) -> None:
    doc = annotate(text, language, "2024-06-14")
    assert [span._.edtf for span in doc.spans["dates"]] == [expected]


@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
@pytest.mark.parametrize(
    ("language", "form"),
    [
        ("sv", "den {d} {month} {y}"),
        ("en", "on {d} {month} {y}"),
        ("en", "on {month} {d}, {y}"),
        ("sv", "{iso}"),
        ("en", "{iso}"),
    ],
)
def test_every_day_with_a_year_is_read_as_that_day(dates: Dates, language: str, form: str, day: date) -> None:
    month = lexicon(language)["dates"]["months"][day.month - 1]
    words = form.format(d=day.day, month=month, y=day.year, iso=day.isoformat())
    assert dates(words, language, "2024-06") == [day.isoformat()]


@given(month=st.integers(1, 12), beyond=st.integers(1, 60), year=st.integers(1900, 2099))
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_day_beyond_the_end_of_a_month(
    dates: Dates, language: str, month: int, beyond: int, year: int
) -> None:
    day = calendar.monthrange(year, month)[1] + beyond
    name = lexicon(language)["dates"]["months"][month - 1]
    assert dates(f"{day} {name} {year}", language, "2024-06") == []


@given(month=st.integers(1, 12), year=st.integers(1901, 2098), now=st.integers(1, 12))
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_month_without_a_year_is_at_most_half_a_year_away(
    dates: Dates, language: str, month: int, year: int, now: int
) -> None:
    words = {"sv": "i {}", "en": "in {}"}[language].format(lexicon(language)["dates"]["months"][month - 1])
    [found] = dates(words, language, f"{year}-{now:02}")
    assert int(found[5:]) == month
    assert abs((int(found[:4]) - year) * 12 + month - now) <= 6


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2024", Published(2024)),
        ("2024-06", Published(2024, 6)),
        ("2024-06-14", Published(2024, 6, 14)),
        ("2024-06-14T12:00", Published()),
        ("juni 2024", Published()),
        ("", Published()),
        (None, Published()),
    ],
)
def test_the_date_of_publication(edtf: str | None, expected: Published) -> None:
    assert Published.parse(edtf) == expected
