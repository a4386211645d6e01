"""Reading a sentence without a grammar: phrases, lists, modality."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc, Span

from valleygraph.extract.phrases import (
    acronym_behind,
    dates_in,
    ent_at,
    follows,
    follows_any,
    groups,
    later_than,
    lead_word,
    modality,
    noun_phrase,
    sentences,
    stripped,
)
from valleygraph.extract.words import lexicon

Annotate = Callable[..., Doc]


def at(doc: Doc, word: str) -> Span:
    """The first token with this text, as a span."""
    return next(doc[token.i : token.i + 1] for token in doc if token.text == word)


@pytest.mark.parametrize(
    ("text", "language", "after", "expected"),
    [
        ("Avtal om grön energi.", "sv", "om", "grön energi"),
        ("Avtal om grön energi och vätgas.", "sv", "om", "grön energi och vätgas"),
        ("Avtal om grön energi och.", "sv", "om", "grön energi"),
        ("Avtal om den gröna omställningen i Luleå.", "sv", "om", "gröna omställningen"),
        ("Avtal om bland annat 5G-nät.", "sv", "om", "5G-nät"),
        ("Avtal om området life science som växer.", "sv", "om", "life science"),
        ("Avtal om Karin Ek.", "sv", "om", None),
        ("Avtal om.", "sv", "om", None),
        ("Avtal om", "sv", "om", None),
        ("Avtal om – som sagt.", "sv", "om", None),
        ("Avtal om " + "ett ord till " * 20, "sv", "om", "ord"),
        ("Agreement on the field of green energy in Luleå.", "en", "on", "green energy"),
        ("Agreement on hydrogen and batteries.", "en", "on", "hydrogen and batteries"),
    ],
)
def test_noun_phrases(annotate: Annotate, text: str, language: str, after: str, expected: str | None) -> None:
    doc = annotate(text, language)
    phrase = noun_phrase(doc, at(doc, after).end, lexicon(language))
    assert (phrase.text if phrase is not None else None) == expected


def test_a_noun_phrase_is_not_endless(annotate: Annotate) -> None:
    doc = annotate("om " + "grön " * 30)
    phrase = noun_phrase(doc, 1, lexicon("sv"), limit=5)
    assert phrase is not None
    assert len(phrase) == 5


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Vinnova, RISE och Umeå universitet deltar.", "sv", [["Vinnova", "RISE", "Umeå universitet"]]),
        ("Vinnova samt RISE deltar.", "sv", [["Vinnova", "RISE"]]),
        ("Vinnova (statlig) och RISE deltar.", "sv", [["Vinnova", "RISE"]]),
        ("Vinnova stöder RISE.", "sv", [["Vinnova"], ["RISE"]]),
        ("Vinnova leds av Karin Ek och stöder RISE.", "sv", [["Vinnova"], ["RISE"]]),
        ("Vinnova, RISE and the European Union attend.", "en", [["Vinnova", "RISE", "European Union"]]),
        ("Vinnova as well as RISE attend.", "en", [["Vinnova", "RISE"]]),
        ("Nobody attends.", "en", []),
    ],
)
def test_what_is_listed_together(
    annotate: Annotate, text: str, language: str, expected: list[list[str]]
) -> None:
    doc = annotate(text, language)
    found = groups(doc[:], ("Organisation",))
    assert [[ent._.name for ent in group] for group in found] == expected


@pytest.mark.parametrize(
    ("text", "language", "anchor", "expected"),
    [
        ("De har tecknat avtal.", "sv", "tecknat", "done"),
        ("De ska teckna avtal.", "sv", "teckna", "planned"),
        ("De kommer att teckna avtal.", "sv", "teckna", "planned"),
        ("De planerar och väntas teckna avtal.", "sv", "teckna", "planned"),
        ("De kommer och tecknar avtal.", "sv", "tecknar", "done"),
        ("De har inte tecknat avtal.", "sv", "tecknat", "negated"),
        ("De tecknade inte avtal.", "sv", "tecknade", "negated"),
        ("De ska inte teckna avtal.", "sv", "teckna", "negated"),
        ("De ska bygga ett labb; de har tecknat avtal.", "sv", "tecknat", "done"),
        ("Labbet som inte finns: de tecknade avtal.", "sv", "tecknade", "done"),
        ("They have signed it.", "en", "signed", "done"),
        ("They will sign it.", "en", "sign", "planned"),
        ("They are to sign it.", "en", "sign", "planned"),
        ("They have not signed it.", "en", "signed", "negated"),
        ("They didn't sign it.", "en", "sign", "negated"),
        ("They will build a lab that signed it.", "en", "signed", "done"),
    ],
)
def test_modality(annotate: Annotate, text: str, language: str, anchor: str, expected: str) -> None:
    doc = annotate(text, language)
    assert modality(doc[:], at(doc, anchor), lexicon(language)) == expected


def test_words_in_a_row(annotate: Annotate) -> None:
    doc = annotate("Med fokus på vätgas")
    assert follows(doc, 0, ["med", "fokus", "på"]) == 3
    assert follows(doc, 1, ["med"]) is None
    assert follows(doc, 3, ["vätgas", "och"]) is None
    assert follows(doc, -1, ["vätgas"]) is None
    assert follows_any(doc, 0, ["med", "med fokus på", "om"]) == 3
    assert follows_any(doc, 0, []) is None


def test_words_and_names_around(annotate: Annotate) -> None:
    doc = annotate("Work for the European Union.", "en")
    [union] = doc.ents
    assert lead_word(union) == "for"
    assert ent_at(doc, 2, ("Organisation",)) == union
    assert ent_at(doc, 2, ("Place",)) is None
    assert ent_at(doc, len(doc), ("Organisation",)) is None


def test_the_first_word_has_none_before_it(annotate: Annotate) -> None:
    doc = annotate("Vinnova betalar.")
    assert lead_word(doc.ents[0]) == ""


def test_sentences_leave_furniture_out(annotate: Annotate) -> None:
    doc = annotate("Rubrik\n\nText här. \n\nFler nyheter\nVinnova betalar.")
    assert [sentence.text for sentence in sentences(doc)] == ["Rubrik", "Text här."]


def test_white_space_is_stripped(annotate: Annotate) -> None:
    doc = annotate("\n\nText här. \n")
    assert getattr(stripped(doc[:]), "text", None) == "Text här."
    assert stripped(doc[:1]) is None


def test_the_dates_of_a_sentence(annotate: Annotate) -> None:
    doc = annotate("I maj hölls ett möte. Den 3 juni och den 5 juli hölls två. I höst hålls inget.")
    assert [[d._.edtf for d in dates_in(s)] for s in doc.sents] == [
        ["2024-05"],
        ["2024-06-03", "2024-07-05"],
        ["2024-09/2024-11"],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Umeå universitet (UMU) växer.", "UMU"),
        ("Umeå universitet ( UMU ) växer.", "UMU"),
        ("Umeå universitet (nytt) växer.", None),
        ("Umeå universitet (XYZ) växer.", None),
        ("Umeå universitet (UMU", None),
        ("Umeå universitet", None),
    ],
)
def test_acronyms_in_brackets(annotate: Annotate, text: str, expected: str | None) -> None:
    doc = annotate(text)
    assert acronym_behind(doc[:2]) == expected


@pytest.mark.parametrize(
    ("edtf", "published", "expected"),
    [
        ("2024-06-15", "2024-06-14", True),
        ("2024-06-14", "2024-06-14", False),
        ("2024-06-30", "2024-06", False),
        ("2024-07", "2024-06-14", True),
        ("2024", "2024-06-14", False),
        ("2025", "2024-06-14", True),
        ("2024-09/2024-11", "2024-06", True),
        ("2024-06-13/2024-06-15", "2024-06-14", False),
        ("XXXX-12-24", "2024-06-14", False),
        ("2025", None, False),
    ],
)
def test_later_than_the_release(edtf: str, published: str | None, expected: bool) -> None:
    assert later_than(edtf, published) is expected
