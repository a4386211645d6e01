"""What a release said before: kept when its text changes, and gone when the release is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.graphs import everything, fact, release
from valleygraph.cli import main
from valleygraph.extract.errors import UsageError
from valleygraph.extract.model import Extraction
from valleygraph.graph.history import history
from valleygraph.graph.rdf import quads
from valleygraph.graph.store import Store, add, forget, open_store

PLANNED = release("r1", fact("Agreement", modality="planned", kind="contract", party=("region", "uni")))
SIGNED = release("r1", fact("Agreement", kind="contract", party=("region", "uni")))


def changed(extraction: Extraction, more: str) -> Extraction:
    """The release with more at the end of its text."""
    return replace(extraction, document=replace(extraction.document, text=extraction.document.text + more))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", write=True) as opened:
        yield opened


def test_a_changed_text_keeps_what_it_said_before(store: Store) -> None:
    add(store, PLANNED)
    add(store, changed(SIGNED, " Nu är det klart."))
    first, second = history(store, "r1")
    assert [told.split(":")[0] for told in first.told] == ["Agreement (planned)"]
    assert first.no_longer_told == ()
    assert [told.split(":")[0] for told in second.told] == ["Agreement (done)"]
    assert second.no_longer_told == first.told
    assert everything(store) == set(quads(changed(SIGNED, " Nu är det klart.")))


def test_the_same_text_read_better_is_no_new_version(store: Store) -> None:
    add(store, PLANNED)
    [planned] = PLANNED.facts
    assert add(store, replace(PLANNED, facts=(replace(planned, modality="done"),)))
    assert len(history(store, "r1")) == 1


def test_what_changes_back_has_three_versions(store: Store) -> None:
    for more in ("", " Rättat.", ""):
        add(store, changed(PLANNED, more))
    hashes = [version.sha256 for version in history(store, "r1")]
    assert len(hashes) == 3
    assert hashes[0] == hashes[2] != hashes[1]


def test_a_forgotten_release_has_no_past(store: Store) -> None:
    add(store, PLANNED)
    add(store, changed(PLANNED, " Rättat."))
    forget(store, "r1")
    with pytest.raises(UsageError, match="no release"):
        history(store, "r1")
    add(store, PLANNED)
    assert len(history(store, "r1")) == 1


def test_the_command(store: Store, tmp_path: Path) -> None:
    add(store, PLANNED)
    add(store, changed(SIGNED, " Klart."))
    store.close()
    run = CliRunner().invoke
    result = run(main, ["history", "r1", "--store", str(tmp_path / "store")])
    assert result.exit_code == 0
    assert [line[:4] for line in result.stdout.splitlines() if line.startswith("  ")] == [
        "  + ",
        "  + ",
        "  - ",
    ]
    assert run(main, ["history", "none", "--store", str(tmp_path / "store")]).exit_code == 2
