from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graphs import releases
from valleygraph.extract import contract
from valleygraph.extract.errors import InputError
from valleygraph.extract.model import (
    ENTITY_TYPES,
    FACT_TYPES,
    Entity,
    Extraction,
    Fact,
    Link,
    Release,
    Span,
)

TEXT = "Ann Lee leder Region Norrby."
GOOD: dict[str, Any] = {
    "document": {"id": "r1", "text": TEXT, "language": "sv", "published": "2024-06-14"},
    "entities": [
        {
            "id": "e1",
            "type": "Person",
            "names": ["Ann Lee"],
            "mentions": [{"start": 0, "end": 7, "text": "Ann Lee"}],
        },
        {"id": "e2", "type": "Organisation", "names": ["Region Norrby", "RN"]},
    ],
    "facts": [
        {
            "type": "RoleHolding",
            "modality": "done",
            "slots": {"person": ["e1"], "organisation": ["e2"], "role": ["ledare"]},
            "confidence": 0.9,
            "evidence": [{"start": 0, "end": 28, "text": TEXT}],
        }
    ],
}


def spans(text: str) -> st.SearchStrategy[tuple[Span, ...]]:
    """Stretches of the text."""
    if not text:
        return st.just(())
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    cut = places.map(lambda place: (min(place), max(place[1], place[0] + 1)))
    return st.lists(cut.map(lambda place: Span(*place, text[slice(*place)])), max_size=3).map(tuple)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    words = st.text(max_size=12)
    names = words.filter(str.strip)
    text = unicodedata.normalize("NFC", draw(st.text()))
    ids = draw(st.lists(words, unique=True, max_size=3))
    optional = st.none() | words
    original = draw(st.sampled_from([None, "0" * 64]))
    document = Release(draw(names), text, *(draw(optional) for _ in range(5)), original)
    found = spans(document.text)
    links = st.lists(
        st.builds(Link, words, st.floats(allow_nan=False, allow_infinity=False), words), max_size=2
    )
    entities = tuple(
        Entity(
            id,
            draw(st.sampled_from(ENTITY_TYPES)),
            tuple(draw(st.lists(names, min_size=1, max_size=2))),
            draw(found),
            draw(optional),
            tuple(draw(links)),
        )
        for id in ids
    )
    fillers = st.lists(words | st.sampled_from(ids) if ids else words, max_size=2).map(tuple)
    facts = st.builds(
        Fact,
        st.sampled_from(FACT_TYPES),
        st.dictionaries(words, fillers, max_size=3),
        st.sampled_from(("done", "planned", "negated")),
        st.floats(0, 1),
        found,
        st.sampled_from([None, *ids]),
        optional,
    )
    return Extraction(document, entities, tuple(draw(st.lists(facts, max_size=3))))


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """The good extraction with another value at one place."""
    data = deepcopy(GOOD)
    at: Any = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return data


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        read()
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


# --- there and back ---------------------------------------------------------------------------------


@given(extractions())
def test_an_extraction_comes_back_as_it_was(extraction: Extraction) -> None:
    line = contract.dumps(extraction)
    assert "\n" not in line
    assert contract.loads(line) == extraction
    assert contract.loads(line.encode()) == extraction
    assert contract.load(contract.dump(extraction)) == extraction


@given(releases("r1"))
def test_what_the_graph_is_made_of_comes_back_too(extraction: Extraction) -> None:
    assert contract.loads(contract.dumps(extraction)) == extraction


@given(extractions())
def test_any_json_reader_reads_it(extraction: Extraction) -> None:
    data = json.loads(contract.dumps(extraction))
    assert data["document"]["sha256"] == extraction.document.sha256
    assert contract.load(data) == extraction


def test_what_is_absent_is_left_out() -> None:
    bare = Extraction(Release("r1"), (Entity("e1", "Place", ("Norrby",)),), (Fact("Event", {}),))
    assert contract.dump(bare) == {
        "document": {"id": "r1", "text": "", "sha256": Release("r1").sha256},
        "entities": [{"id": "e1", "type": "Place", "names": ("Norrby",)}],
        "facts": [{"type": "Event", "slots": {}, "modality": "done", "confidence": 1.0}],
    }


def test_what_an_annotator_need_not_write_has_defaults() -> None:
    gold = {
        "document": {"id": "sv-0001", "language": "sv"},
        "entities": [{"id": "e1", "type": "Person", "names": ["Ann Lee"]}],
        "facts": [{"type": "Statement", "slots": {"speaker": ["e1"], "text": ["Vi är stolta"]}}],
    }
    assert contract.load(gold) == Extraction(
        Release("sv-0001", language="sv"),
        (Entity("e1", "Person", ("Ann Lee",)),),
        (Fact("Statement", {"speaker": ("e1",), "text": ("Vi är stolta",)}),),
    )
    assert contract.load({"document": {"id": "r1"}}) == Extraction(Release("r1"))


def test_a_key_of_a_later_version_is_no_obstacle() -> None:
    assert contract.load(changed("document", "mood", to="happy")) == contract.load(GOOD)


def test_offsets_are_those_of_the_composed_text() -> None:
    data = {
        "document": {"id": "r1", "text": "Malmo\u0308 växer"},
        "entities": [
            {
                "id": "e1",
                "type": "Place",
                "names": ["Malmö"],
                "mentions": [{"start": 0, "end": 5, "text": "Malmö"}],
            }
        ],
    }
    assert contract.load(data).document.text == "Malmö växer"


def test_the_hash_of_a_text_that_is_not_there_is_not_checked() -> None:
    assert contract.load({"document": {"id": "r1", "sha256": "0" * 64}}).document.text == ""


# --- what is wrong ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "Expected `object`, got `null`"),
        ([], "Expected `object`, got `array`"),
        ({}, "missing required field `document`"),
        (changed("document", to=[]), "at `$.document`"),
        (changed("document", "id", to=7), "at `$.document.id`"),
        (changed("document", "id", to=""), "document.id is empty"),
        (changed("document", "id", to=" \n"), "document.id is empty"),
        (changed("document", "text", to=None), "at `$.document.text`"),
        (changed("document", "published", to=2024), "at `$.document.published`"),
        (changed("document", "sha256", to="0" * 64), "r1: sha256 is not that of the text"),
        (changed("document", "sha256", to=5), "r1: sha256 is not that of the text"),
        (
            changed("document", "original_sha256", to="abc"),
            "r1: original_sha256 is not 64 hexadecimal digits",
        ),
        (changed("entities", to={}), "at `$.entities`"),
        (changed("entities", 0, "type", to="Animal"), "value 'Animal' - at `$.entities[0].type`"),
        (changed("entities", 0, "names", to=[]), "r1: entity e1 has no name"),
        (changed("entities", 0, "names", to=["", "Ann"]), "r1: entity e1 has no name, or an empty one"),
        (changed("entities", 0, "names", to="Ann"), "at `$.entities[0].names`"),
        (changed("entities", 1, "id", to="e1"), "r1: two entities have one id"),
        (changed("entities", 0, "mentions", 0, "text", to="Bo Ek!!"), "the text has not 'Bo Ek!!' at 0–7"),
        (changed("entities", 0, "mentions", 0, "start", to=1), "r1: the text has not 'Ann Lee' at 1–7"),
        (changed("entities", 0, "mentions", 0, "start", to=-28), "at -28–7"),
        (changed("entities", 0, "mentions", 0, "start", to=0.5), "at `$.entities[0].mentions[0].start`"),
        (changed("entities", 0, "mentions", 0, "start", to=10**40), "the text has not 'Ann Lee'"),
        (changed("facts", 0, "evidence", 0, "end", to=29), "Norrby.' at 0–29"),
        (changed("facts", 0, "evidence", 0, to={"start": 5, "end": 2, "text": ""}), "has not '' at 5–2"),
        (changed("facts", 0, "evidence", 0, to={"start": 3, "end": 3, "text": ""}), "has not '' at 3–3"),
        (changed("facts", 0, "type", to="Marriage"), "value 'Marriage' - at `$.facts[0].type`"),
        (changed("facts", 0, "modality", to="maybe"), "value 'maybe' - at `$.facts[0].modality`"),
        (changed("facts", 0, "confidence", to=2), "r1: confidence 2.0 is not between 0 and 1"),
        (changed("facts", 0, "confidence", to=-0.1), "r1: confidence -0.1 is not between 0 and 1"),
        (changed("facts", 0, "confidence", to=float("nan")), "r1: confidence nan is not between 0 and 1"),
        (changed("facts", 0, "confidence", to=float("inf")), "r1: confidence inf is not between 0 and 1"),
        (changed("facts", 0, "confidence", to=10**400), "at `$.facts[0].confidence`"),
        (changed("facts", 0, "confidence", to="high"), "at `$.facts[0].confidence`"),
        (changed("facts", 0, "confidence", to=True), "at `$.facts[0].confidence`"),
        (changed("facts", 0, "slots", "person", to="e1"), "at `$.facts[0].slots[...]`"),
        (changed("facts", 0, "slots", "person", to=[["e1"]]), "at `$.facts[0].slots[...][0]`"),
        (changed("facts", 0, "attributed_to", to="e9"), "r1: no entity 'e9'"),
        (changed("document", "title", to="\ud800"), "not text"),
        (changed("facts", 0, "slots", "role", to=["\udfff"]), "not text"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(data: object, message: str) -> None:
    assert message in refusal(lambda: contract.load(data))


@pytest.mark.parametrize(
    "wrong", [{"names": [""]}, {"mentions": [{"start": 0, "end": 3, "text": "A\nn"}]}, {"type": "x\ny"}]
)
def test_no_id_or_value_breaks_the_line(wrong: dict[str, object]) -> None:
    data = changed("document", "id", to="r\n1\u2028")
    data["entities"] = [{"id": "e\n1", "type": "Person", "names": ["Ann"], **wrong}]
    assert refusal(lambda: contract.load(data))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "null",
        "[]",
        "NaN",
        '{"document": {"id": "r1"}} {}',
        '{"document": {"id": "\\ud800"}}',
        '{"document": {"id": "\\udc00\\ud800"}}',
        '{"document": {"id": "\ud800"}}',
        b'{"document": {"id": "\xff"}}',
        b"\xff\xfe{\x00}\x00",
        "\x00",
        '{"document": {"id": "r1"}, "facts": [{"type": "Event", "slots": {}, "confidence": NaN}]}',
        '{"document": {"id": "r1"}, "facts": [{"type": "Event", "slots": {}, "confidence": 1e999}]}',
        '{"document": {"id": "r1"}, "facts": [{"type": "Event", "slots": {}, "confidence": '
        + "9" * 5000
        + "}]}",
        "[" * 100_000,
        '{"document": ' * 100_000,
        '{"document": {"id": "r1"}, "more": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
    ids=lambda line: repr(line[:30]),
)
def test_what_is_no_extraction_is_an_input_error(line: str | bytes) -> None:
    refusal(lambda: contract.loads(line))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


PLACES = [(key,) for key in GOOD] + [
    (key, 0, field) for key in ("entities", "facts") for field in GOOD[key][0]
]


@given(st.sampled_from(PLACES), JSON)
def test_any_value_in_any_place_is_read_or_refused(path: tuple[str | int, ...], value: object) -> None:
    try:
        extraction = contract.load(changed(*path, to=value))
    except InputError as error:
        message = str(error)
    else:
        message = ""
        assert contract.loads(contract.dumps(extraction)) == extraction
    assert len(message.splitlines()) <= 1


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_refused(line: bytes) -> None:
    refusal(lambda: contract.loads(line))


# --- files ------------------------------------------------------------------------------------------


def collected(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The ids of what was read, and what was wrong where."""
    wrong: list[tuple[str, str]] = []
    read = [
        e.document.id for e in contract.read(path, lambda place, error: wrong.append((place, str(error))))
    ]
    return read, wrong


def test_of_json_lines_the_good_ones_are_read(tmp_path: Path) -> None:
    good = [contract.dumps(Extraction(Release(f"r{n}", "Hej å"))) for n in range(3)]
    path = tmp_path / "found.jsonl"
    path.write_text(
        f"{good[0]}\n\n{{bad\n{good[1]}\r\n  \n" + '{"document": {"id": ""}}\n' + good[2], "utf-8"
    )
    read, wrong = collected(path)
    assert read == ["r0", "r1", "r2"]
    assert [place for place, _ in wrong] == [f"{path}:3", f"{path}:6"]
    assert wrong[0][1].startswith("not JSON: ")
    assert wrong[1][1] == "not an extraction: document.id is empty"


def test_bytes_that_are_no_text_spoil_their_line_only(tmp_path: Path) -> None:
    path = tmp_path / "found.jsonl"
    path.write_bytes(b'{"document": {"id": "\xe5"}}\n' + contract.dumps(Extraction(Release("r1"))).encode())
    read, wrong = collected(path)
    assert (read, len(wrong)) == (["r1"], 1)


def test_a_json_file_is_one_extraction_over_many_lines(tmp_path: Path) -> None:
    path = tmp_path / "r1.json"
    path.write_text(json.dumps(GOOD, indent=2), "utf-8")
    assert collected(path) == (["r1"], [])
    path.write_text(json.dumps(GOOD, indent=2)[:-2], "utf-8")
    read, ((place, message),) = collected(path)
    assert (read, place) == ([], str(path))
    assert message.startswith("not JSON: ")


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "found.jsonl"
    path.write_text(contract.dumps(Extraction(Release("r1", "a\u2028b\u0085c\nd\re"))) + "\n", "utf-8")
    (extraction,) = contract.read(path, lambda place, error: pytest.fail(f"{place}: {error}"))
    assert extraction.document.text == "a\u2028b\u0085c\nd\re"


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path):
        read, ((place, message),) = collected(path)
        assert (read, place) == ([], str(path))
        assert message.startswith("cannot be read: ")


def test_an_empty_file_has_nothing(tmp_path: Path) -> None:
    for name in ("found.jsonl", "found.json"):
        (tmp_path / name).touch()
        assert collected(tmp_path / name) == ([], [])
