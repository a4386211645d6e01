"""What is new since a day, and what people are asked: as functions and as commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from tests.graphs import fact, release
from valleygraph.cli import main
from valleygraph.extract.errors import UsageError
from valleygraph.graph import changes
from valleygraph.graph.store import Store, add, open_store

ATOM = f"{{{changes.ATOM}}}"
HERE = fact("Location", subject="lab", place="town")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", write=True) as opened:
        add(opened, release("r1", HERE, title="First <b>"))
        opened.ledger._run("UPDATE release SET ingested = '2020-01-01T00:00:00Z'")
        add(opened, release("r1", HERE, title="First & last"))
        add(opened, release("r2", fact("PartOf", part="lab", whole="region"), title="Second \x0b"))
        yield opened


def test_what_came_in_since_a_day(store: Store) -> None:
    assert [item.id for item in changes.news(store, "2021-01-01")] == ["r2"]
    assert [item.id for item in changes.news(store, "2019")] == ["r1", "r2"]
    assert changes.news(store, "2999-01-01") == []
    [item] = changes.news(store, "2021-01-01")
    [line] = [reason.told for reason in item.reasons]
    assert line.startswith("PartOf (done): ")
    assert "partOf: Region Norrby" in line


@pytest.mark.parametrize("since", ["", "yesterday", "XXXX-06-14", "2024-13", "2024-06-14' ) } DROP ALL"])
def test_a_day_that_is_none(store: Store, since: str) -> None:
    with pytest.raises(UsageError):
        changes.news(store, since)


def test_the_feed_is_well_formed_whatever_the_titles(store: Store) -> None:
    feed = ET.fromstring(changes.atom(changes.news(store, "2019")))
    entries = list(feed.iterfind(f"{ATOM}entry"))
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Second \ufffd", "First & last"]
    assert feed.findtext(f"{ATOM}updated") == max(e.findtext(f"{ATOM}updated") or "" for e in entries)
    assert all(entry.findtext(f"{ATOM}content") for entry in entries)


def test_a_feed_of_nothing_is_a_feed() -> None:
    assert ET.fromstring(changes.atom([])).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


def run(*arguments: str, given: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments, input=given)
    return result.exit_code, result.stdout, result.stderr


def test_the_command_diff(tmp_path: Path, store: Store) -> None:
    store.close()
    folder = str(tmp_path / "store")
    code, out, note = run("diff", "--since", "2021-01-01", "--store", folder)
    assert (code, note) == (0, "1 releases since 2021-01-01\n")
    assert "Second" in out
    assert "PartOf (done)" in out
    feed = tmp_path / "feed.xml"
    assert run("diff", "--since", "2019", "--atom", str(feed), "--store", folder)[0] == 0
    assert len(list(ET.parse(feed).iterfind(f"{ATOM}entry"))) == 2
    assert run("diff", "--since", "soon", "--store", folder)[0] == 2


def test_the_command_review(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    doubtful = fact("Location", subject="lab", place="town", confidence=0.5)
    with open_store(folder, write=True) as store:
        add(store, release("r1", doubtful))
        assert store.query("ASK { ?s iv:locatedIn ?o }")
    code, out, note = run("review", "--by", "kim", "--store", folder, given="n\n")
    assert (code, note) == (0, "1 questions, 1 answered\n")
    assert "Location (done)" in out
    with open_store(folder) as store:
        assert not store.query("ASK { ?s iv:locatedIn ?o }")
        assert store.query("ASK { ?c iv:judgedRight false }")
    assert run("review", "--store", folder)[2] == "nothing to review\n"


@pytest.mark.parametrize("given", ["q\n", ""])
def test_ending_a_review_keeps_the_store(tmp_path: Path, given: str) -> None:
    folder = str(tmp_path / "store")
    with open_store(folder, write=True) as store:
        add(store, release("r1", fact("Location", subject="lab", place="town", confidence=0.5)))
    assert run("review", "--store", folder, given=given)[0] == 0
    with open_store(folder) as store:
        assert store.query("ASK { ?s iv:locatedIn ?o }")


def test_a_review_of_no_store_makes_none(tmp_path: Path) -> None:
    code, _, note = run("review", "--store", str(tmp_path / "none"))
    assert (code, len(note.splitlines())) == (2, 1)
    assert not list(tmp_path.iterdir())


def test_the_command_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALLEY_REFERENCE", str(tmp_path / "index.sqlite"))
    table = tmp_path / "own.csv"
    table.write_text("iri,type,label\nhttps://e.x/1,Organisation,Alvainstitutet\n")
    assert run("reference", "add", str(table))[::2] == (0, "own.csv: 1 things\n")
    assert run("reference", "list")[1].split()[-2:] == ["own.csv", "1"]
    assert "https://e.x/1" in run("reference", "find", "alvainstitutet")[1]
    code, _, note = run("reference", "add", str(tmp_path / "none.csv"), str(table))
    assert (code, "none.csv: cannot be read" in note, "own.csv: 1 things" in note) == (1, True, True)
