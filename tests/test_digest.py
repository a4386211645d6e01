"""What is new, for people: text, page and feed of the same digest, whatever the releases hold."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from tests.graphs import fact, release
from valleygraph.cli import main
from valleygraph.extract.errors import UsageError
from valleygraph.graph.changes import ATOM
from valleygraph.graph.digest import NAMES, Digest, as_atom, as_html, as_text, digest
from valleygraph.graph.store import Store, add, open_store

HERE = fact("Location", subject="lab", place="town")
PLANNED = fact("Agreement", modality="planned", kind="contract", party=("region", "uni"))
HOSTILE = "<script>alert(1)</script> & \x1b[31m"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", write=True) as opened:
        add(opened, release("r1", HERE, title="Old"))
        opened.ledger._run("UPDATE release SET ingested = '2020-01-01T00:00:00Z'")
        add(opened, release("r1", HERE, title="Old too"))
        add(opened, release("r2", PLANNED, HERE, title=HOSTILE))
        yield opened


def test_the_digest_tells_what_was_not_there(store: Store) -> None:
    told = digest(store, "2021")
    assert [item.id for item in told.releases] == ["r2"]
    assert told.facts == (("Agreement, planned", 1), ("Location", 1))
    assert told.summary == "1 release, 2 claims since 2021-01-01"
    assert "Region Norrby" in told.names["organisations"]
    assert "places" not in told.names  # r1 told of the only one


def test_nothing_new_is_said_in_one_line(store: Store) -> None:
    told = digest(store, "2999-01-01")
    assert as_text(told) == b"0 releases, 0 claims since 2999-01-01\n"
    assert b"<article>" not in as_html(told)


@pytest.mark.parametrize("since", ["", "soon", "2024-13-01", '2024" ) } #'])
def test_a_day_that_is_none(store: Store, since: str) -> None:
    with pytest.raises(UsageError):
        digest(store, since)


def test_the_text_has_each_claim_with_its_sentence(store: Store) -> None:
    lines = as_text(digest(store, "2019")).decode().splitlines()
    claims = [
        number for number, line in enumerate(lines) if line.startswith(("  Location (", "  Agreement ("))
    ]
    assert len(claims) == 3
    assert all(lines[number + 1].startswith("    “") for number in claims)
    assert "planned" in "\n".join(lines)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)


def test_the_page_escapes_what_releases_hold(store: Store) -> None:
    page = as_html(digest(store, "2019")).decode()
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.seen
    assert tags.seen.count("article") == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page


def test_the_feed_has_an_entry_a_release(store: Store) -> None:
    feed = ET.fromstring(as_atom(digest(store, "2019")))
    assert len(list(feed.iterfind(f"{{{ATOM}}}entry"))) == 2


def test_of_many_names_some_are_listed() -> None:
    told = Digest("2024-01-01", (), {"people": tuple(f"Name {n}" for n in range(NAMES + 2))})
    assert "Name 39 and 2 more" in as_text(told).decode()
    assert "Name 39 and 2 more" in as_html(told).decode()


def test_the_command(tmp_path: Path, store: Store) -> None:
    store.close()
    folder = str(tmp_path / "store")
    run = CliRunner().invoke
    for format_, sign in (("text", "Old too"), ("html", "<!doctype html>"), ("atom", "<feed")):
        result = run(main, ["digest", "--since", "2019", "--format", format_, "--store", folder])
        assert result.exit_code == 0
        assert sign in result.stdout
        assert "\x1b" not in result.stdout
        assert result.stderr == "2 releases, 3 claims since 2019-01-01\n"
    out = tmp_path / "digest.html"
    assert (
        run(
            main, ["digest", "--since", "2019", "--format", "html", "--out", str(out), "--store", folder]
        ).stdout
        == ""
    )
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert run(main, ["digest", "--since", "soon", "--store", folder]).exit_code == 2
