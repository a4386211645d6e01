"""Releases → extractions: any text, the errors a user sees, and a real release."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from valleygraph.extract import contract
from valleygraph.extract.errors import InputError, LanguageError
from valleygraph.extract.invisible import visible
from valleygraph.extract.model import Extraction, Release
from valleygraph.extract.pipeline import BATCH, extract_release, extract_releases, load
from valleygraph.extract.sources import read
from valleygraph.extract.words import languages, lexicon

EXAMPLES = Path(__file__).parents[1] / "examples"

LANGUAGES = ("sv", "en")
PIECES = (
    *(
        "Karin Ek",
        "Region Skåne",
        "Vinnova",
        "EU:s",
        "Umeå universitet",
        "Luleå",
        "Norrbotten",
        "KTH",
        "(VGR)",
    ),
    *("rektor", "energi- och", "minister", "director general", "är", "har utsetts till", "inte", "will be"),
    *("säger", "said", "hon", "–", "”", "“", "»", "‘", "’", ":", ",", ".", "?", "(", ")", "-", "\n", "\n\n"),
    *("en avsiktsförklaring", "undertecknade", "signed", "a letter of intent", "med", "av", "with", "by"),
    *("den 3 juni", "31 juni", "3–5 september", "2024", "till hösten", "i dag", "June 14, 2024", "kl."),
    *(
        "konferens",
        "life science-konferens",
        "conference",
        "cancelled",
        "Fler nyheter",
        "Kontakt",
        "Horisont Europa",
    ),
    *(
        "lanserade",
        "was named",
        "utsågs",
        "Regional Innovation Valley",
        "och",
        "and",
        "samt",
        "s",
        "\xad",
        "\u2028",
    ),
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
PRESS = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
LONG_WORDS = st.integers(1, 3000).map(lambda n: "å" * n + " Ek" + "." * n)
MARKS = st.text('–—-”"“„«»‘’.,!?:;()[]\n\t \xa0', max_size=200)


def assert_sound(extraction: Extraction) -> None:
    """What must hold of every extraction, whatever was read."""
    text = extraction.document.text
    ids = [entity.id for entity in extraction.entities]
    assert len(set(ids)) == len(ids)
    for entity in extraction.entities:
        assert entity.names
        assert entity.mentions
        assert all(text[m.start : m.end] == m.text for m in entity.mentions)
        shown = [text for m in entity.mentions for text in (m.text, visible(m.text))]
        written = [" ".join(text.split()) for text in shown]
        assert all(any(w.casefold().startswith(n.casefold()) for w in written) for n in entity.names)
    for fact in extraction.facts:
        assert 0 < fact.confidence <= 1
        assert fact.evidence
        assert all(text[span.start : span.end] == span.text for span in fact.evidence)
        assert fact.attributed_to is None or fact.attributed_to in ids
        for slot, fillers in fact.slots.items():
            assert fillers
            assert all(fillers), slot
    assert contract.loads(contract.dumps(extraction)) == extraction


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=ANY_TEXT)
def test_any_text(extract: Callable[..., Extraction], language: str, text: str) -> None:
    assert_sound(extract(text, language))


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=PRESS, published=st.sampled_from([None, "2024", "2024-06", "2024-06-14"]))
@settings(max_examples=300)
def test_any_words_of_the_press(
    extract: Callable[..., Extraction], language: str, text: str, published: str | None
) -> None:
    assert_sound(extract(text, language, published))


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=LONG_WORDS | MARKS)
@settings(max_examples=60)
def test_long_words_and_bare_marks(extract: Callable[..., Extraction], language: str, text: str) -> None:
    assert_sound(extract(text, language))


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=PRESS)
def test_fillers_are_entities_or_words(extract: Callable[..., Extraction], language: str, text: str) -> None:
    extraction = extract(text, language)
    named = {"person", "organisation", "subject", "authority", "party", "speaker", "founder", "part", "whole"}
    known = set(extraction.by_id)
    for fact in extraction.facts:
        for slot, fillers in fact.slots.items():
            assert slot not in named or known.issuperset(fillers), (slot, fillers)


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=PRESS)
@settings(max_examples=30)
def test_the_same_text_says_the_same(extract: Callable[..., Extraction], language: str, text: str) -> None:
    assert extract(text, language) == extract(text, language)


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(LanguageError, match="'xx' is not served; these are: cs, da, de, en, "):
        extract_release(Release("r", "Hej", language="xx"))


def test_a_text_without_language_is_told() -> None:
    with pytest.raises(LanguageError, match="name it with --language"):
        extract_release(Release("r", "1 2 3"))


def test_a_text_that_is_too_long_is_told() -> None:
    with pytest.raises(InputError, match="longer than 1,000,000 characters; split it"):
        extract_release(Release("r", "a" * 1_000_001, language="sv"))


def test_the_language_is_detected() -> None:
    text = (
        "Regionen och universitetet har tecknat en avsiktsförklaring om ett nytt center för batteriforskning."
    )
    assert extract_release(Release("r", text)).document.language == "sv"


def test_releases_come_in_their_order_and_errors_are_told() -> None:
    releases = [
        Release("a", "Vinnova betalar.", language="sv"),
        Release("b", "Vinnova pays.", language="en"),
        Release("c", "Hej", language="xx"),
        *(Release(f"d{n}", "Karin Ek kom.", language=LANGUAGES[n % 2]) for n in range(BATCH + 3)),
    ]
    errors: list[tuple[str, str]] = []
    found = list(extract_releases(iter(releases), on_error=lambda id, error: errors.append((id, str(error)))))
    assert [extraction.document.id for extraction in found] == [r.id for r in releases if r.id != "c"]
    assert [id for id, _ in errors] == ["c"]
    assert all(extraction.entities for extraction in found)


def test_no_releases_no_extractions() -> None:
    errors: list[str] = []
    assert not list(extract_releases([], on_error=lambda id, _: errors.append(id)))
    assert not errors


def test_the_languages_have_the_same_word_lists() -> None:
    """Swedish and English have all; the others at least what every language needs."""
    swedish, english = lexicon("sv"), lexicon("en")
    assert {table: set(rules) - {"lower"} for table, rules in swedish.items()} == {
        table: set(rules) for table, rules in english.items()
    }
    for language in languages():
        words = lexicon(language)
        assert {
            "sentences",
            "boilerplate",
            "names",
            "statements",
            "modality",
            "dates",
            "amounts",
            "phrases",
        } <= set(words)
        for table, rules in words.items():
            assert set(english[table]) <= set(rules), (language, table)


def test_a_language_without_word_lists_is_named() -> None:
    with pytest.raises(LanguageError, match="'tlh' is not served"):
        lexicon("tlh")


def test_a_pipeline_is_built_once() -> None:
    assert load("sv") is load("sv")


# --- a real release, where there is one -------------------------------------------------------------


@pytest.fixture(scope="module")
def seed(shared_data: Path) -> Release:
    path = shared_data / "corpus" / "seed.txt"
    if not path.is_file():
        pytest.skip(f"no {path}")
    return Release("seed", path.read_text("utf-8"), language="sv", published="2024-06")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "RoleHolding",
            {
                "done: person=Fredrik Engströmer; role=innovationschef; organisation=Region Stockholm",
                "done: person=Pontus Holm; role=koordinator; organisation=Region Stockholms programkontor "
                "för life science och smart specialisering",
            },
        ),
        (
            "Designation",
            {
                "done: subject=Stockholmsregionen; designation=Regionala knutpunkter för innovation; "
                "theme=life science"
            },
        ),
        (
            "Agreement",
            {
                "done: kind=letter of intent; party=Region Stockholm, Region Uppsala; "
                "date=2024-06-14; place=Uppsala slott"
            },
        ),
        (
            "Event",
            {
                "done: kind=meeting; date=2024-06-14; place=Uppsala slott",
                "planned: kind=conference; date=2024-09/2024-11; place=Stockholm; theme=life science",
            },
        ),
        (
            "Establishment",
            {"done: founder=EU-kommissionen; established=Regionala knutpunkter för innovation"},
        ),
    ],
)
def test_what_a_real_release_says(
    seed: Release, facts_of: Callable[..., set[str]], kind: str, expected: set[str]
) -> None:
    assert facts_of(kind, seed.text, "sv", seed.published, by="") >= expected


def test_who_speaks_in_a_real_release(seed: Release, facts_of: Callable[..., set[str]]) -> None:
    quotations = [line.removeprefix("– ") for line in seed.text.splitlines() if line.startswith("–")]
    begin = [" ".join(quotation.split()[:8]) for quotation in quotations]
    assert facts_of("Statement", seed.text, "sv", seed.published) == {
        f"done: speaker=Fredrik Engströmer; text={begin[0]}",
        f"done: speaker=Pontus Holm; text={begin[1]}",
    }


def test_a_real_release_is_about_regional_innovation_valleys(seed: Release) -> None:
    [initiative] = [entity for entity in extract_release(seed).entities if entity.type == "Initiative"]
    assert initiative.iri is not None
    assert initiative.iri.endswith("id/initiative/Regional_Innovation_Valleys")
    assert "Regional Innovation Valleys" in initiative.names


def test_nothing_is_read_from_the_furniture_of_a_real_release(seed: Release) -> None:
    extraction = extract_release(seed)
    furniture = seed.text.index("Läs mer om")
    mentions = [mention for entity in extraction.entities for mention in entity.mentions]
    evidence = [span for fact in extraction.facts for span in fact.evidence]
    assert max(span.end for span in (*mentions, *evidence)) <= furniture
    assert_sound(extraction)


def test_what_is_known_has_the_type_of_its_identity() -> None:
    found = extract_releases(read([str(EXAMPLES)], on_error=fail), on_error=fail)
    known = [entity for extraction in found for entity in extraction.entities if entity.iri]
    assert len(known) > 50
    assert [e.names for e in known if f"/id/{e.type.lower()}/" not in (e.iri or "")] == []


def fail(source: str, error: InputError) -> None:
    raise AssertionError(f"{source}: {error}")
