"""The plain text format of annotated releases, and what its check finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from valleygraph.extract.training.written import problems, read

BLOCK = """=== en-battery-valley 2024-03-05
Battery Valley opens

Ada Berg is chair of the Battery Valley Association (BVA).
Berg says a battery recycling conference will be held in Skellefteå in September.
---
e1 Organisation Battery Valley Association | BVA
e2 Person Ada Berg | Berg
e3 Place Skellefteå
RoleHolding person=e2; role=chair; organisation=e1
Event planned kind=conference; date=2024-09; place=e3; participant=e2|e1; theme=battery recycling
"""


def write(folder: Path, text: str, name: str = "en.txt") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_block_is_a_release_and_its_gold(tmp_path: Path) -> None:
    [(release, gold)] = read(write(tmp_path, BLOCK))
    assert release["text"].startswith("Battery Valley opens\n\nAda Berg")
    assert (release["id"], release["language"], release["published"]) == (
        *("en-battery-valley", "en"),
        "2024-03-05",
    )
    assert gold["entities"][0] == {
        "id": "e1",
        "type": "Organisation",
        "names": ["Battery Valley Association", "BVA"],
    }
    assert [fact["modality"] for fact in gold["facts"]] == ["done", "planned"]
    assert gold["facts"][1]["slots"]["participant"] == ["e2", "e1"]
    assert list(problems(release, gold)) == []


def test_a_block_without_text_annotates_a_release_kept_elsewhere(tmp_path: Path) -> None:
    notes = BLOCK.partition("---\n")[2]
    blocks = f"=== en-battery-valley\n---\n{notes}\n\n=== en-not-kept\n---\n"
    path = write(tmp_path, blocks, "sv-region.txt")
    kept = {"en-battery-valley": {"id": "en-battery-valley", "text": "Its text.", "published": "2024-03"}}
    [(release, gold)] = read(path, texts=kept)
    assert (release["text"], release["language"], release["published"]) == ("Its text.", "sv", "2024-03")
    assert len(gold["facts"]) == 2
    assert list(read(path)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("=== en-battery-valley", "== en-battery-valley"),
        ("---\n", ""),
        ("e3 Place", "e3 Planet"),
        ("RoleHolding", "Holding"),
        ("Event planned", "Event maybe"),
        ("role=chair; organisation=e1", "role=chair; e1"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ValueError, match="battery-valley"):
        list(read(write(tmp_path, BLOCK.replace(old, new))))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("place=e3", "place=e9", "has no such entity: e9"),
        ("kind=conference", "kind=party", "is none of the kinds: party"),
        ("date=2024-09", "date=September", "is not written as it should be: September"),
        ("place=e3", "venue=e3", "no such slot: Event.venue"),
        ("place=e3", "place=Skellefteå", "wants an entity: Skellefteå"),
        ("theme=battery recycling", "theme=wind power", "is not in the text: wind power"),
        ("| Berg", "| Bergman Nilsson", "not in the text: Bergman Nilsson"),
    ],
)
def test_the_check_finds_it(tmp_path: Path, old: str, new: str, problem: str) -> None:
    [(release, gold)] = read(write(tmp_path, BLOCK.replace(old, new)))
    assert any(problem in found for found in problems(release, gold))
