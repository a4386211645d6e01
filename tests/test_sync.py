"""Visits to sources: each thing once, what changed again, what failed named; a real server, real commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.websites import Request, Site, answer, site
from valleygraph.cli import main
from valleygraph.extract.errors import InputError, UsageError
from valleygraph.extract.sources.sync import source_list
from valleygraph.extract.sources.sync.memory import Memory, Seen
from valleygraph.extract.sources.sync.source_list import Listed, Source
from valleygraph.extract.sources.sync.visit import Tally, Visit
from valleygraph.extract.sources.sync.visits import TRIES, visit
from valleygraph.extract.sources.sync.watching import turns
from valleygraph.extract.sources.web import Web
from valleygraph.graph.store import open_store

ROOT = Path(__file__).parents[1]
NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)
SIGNED = (
    "Region Norrby och Tallviks universitet har skrivit en avsiktsförklaring om batterier. "
    "Avtalet undertecknades i Tallvik den 14 juni 2024 och gäller i tre år. "
    "Parterna ska bygga ett gemensamt laboratorium för forskning om celler och återvinning."
)


def page(title: str, text: str = SIGNED, canonical: str | None = None) -> str:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return (
        f'<!doctype html><html lang="sv"><head><title>{title}</title>{link}'
        f'<meta property="article:published_time" content="2024-06-17"></head>'
        f"<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
    )


@dataclass
class Press:
    """A site with a feed of pages, which knows whether a client has them already."""

    site: Site
    pages: dict[str, str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def publish(self, name: str, body: str) -> None:
        self.pages[name] = body
        self.site.replies[f"/{name}"] = self._page
        items = "".join(
            f"<item><link>{self.site.url(f'/{n}')}</link><title>{n}</title>"
            f"<pubDate>Mon, 17 Jun 2024 08:00:00 +0200</pubDate></item>"
            for n in self.pages
        )
        feed = f'<rss version="2.0"><channel><title>Press</title>{items}</channel></rss>'
        self.site.replies["/feed"] = answer(feed, content_type="application/rss+xml")

    def _page(self, request: Request) -> bytes:
        body = self.pages[request.target[1:]]
        tag = f'"{hash(body)}"'
        if request.headers.get("if-none-match") == tag:
            return answer(status=304, etag=tag)
        self.sent.append(request.target[1:])
        return answer(body, etag=tag)


@pytest.fixture
def press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    monkeypatch.setenv("VALLEY_CACHE", str(tmp_path / "cache"))
    with site() as running:
        made = Press(running)
        for n in range(3):
            made.publish(f"r{n}", page(f"Avtal {n}", f"{SIGNED} Det är det avtalet med nummer {n}."))
        yield made


@dataclass
class Reader:
    """Visits one list of sources again and again, as `valley sync` does, without extraction and store."""

    folder: Path
    sources: list[Source]
    errors: list[tuple[str, str]] = field(default_factory=list)

    def visit(self, *, at: datetime = NOW, failed: bool = False) -> list[Visit]:
        self.errors.clear()
        manners = Listed().behaviour(allow_private=True)
        with Memory(self.folder / "sources.sqlite") as memory, Web(manners) as web:
            found = visit(
                self.sources,
                memory,
                web,
                now=at,
                failed=failed,
                on_error=lambda name, error: self.errors.append((name, str(error))),
            )
            each = []
            for one in found:
                memory.record(one.remembered({r.id: r.id for r in one.releases}, {}))
                each.append(one)
        return each

    def read(self, **given: object) -> list[str]:
        return sorted(r.id for one in self.visit(**given) for r in one.releases)  # type: ignore[arg-type]


def reader(tmp_path: Path, *sources: Source) -> Reader:
    return Reader(tmp_path, list(sources))


# --- the web --------------------------------------------------------------------------------------


def test_each_page_is_read_once(press: Press, tmp_path: Path) -> None:
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/feed"), publisher="Region Norrby"))
    first = feed.visit()
    assert sorted(one.releases[0].id for one in first) == [press.site.url(f"/r{n}") for n in range(3)]
    assert {one.releases[0].publisher for one in first} == {"Region Norrby"}
    assert {one.releases[0].published for one in first} == {"2024-06-17"}
    assert feed.visit() == []
    press.publish("r3", page("Avtal 3", f"{SIGNED} Ännu ett."))
    assert feed.read() == [press.site.url("/r3")]
    assert press.sent == ["r0", "r1", "r2", "r3"]


def test_after_a_while_the_server_is_asked_whether_pages_have_changed(press: Press, tmp_path: Path) -> None:
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/feed")))
    feed.visit()
    press.publish("r1", page("Avtal 1, rättat", f"{SIGNED} Rättelse: avtalet gäller i fyra år."))
    assert feed.read(at=NOW + timedelta(hours=1)) == []
    later = feed.visit(at=NOW + timedelta(days=1))
    assert [one.seen.status for one in later] == ["same", "read", "same"]
    assert [r.title for one in later for r in one.releases] == ["Avtal 1, rättat"]
    assert press.sent == ["r0", "r1", "r2", "r1"]  # the others answered 304


def test_pages_are_looked_at_ever_more_seldom(press: Press, tmp_path: Path) -> None:
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/r0")))
    looks = [day for day in range(60) if feed.visit(at=NOW + timedelta(days=day))]
    waits = [b - a for a, b in pairwise(looks)]
    assert waits == sorted(waits)
    assert looks[0] == 0
    assert len(looks) < 15


def test_a_page_goes_by_the_address_that_it_states(press: Press, tmp_path: Path) -> None:
    own = press.site.url("/avtal")
    press.publish("r0", page("Avtal 0", canonical=own))
    press.publish("r1", page("Avtal 1", canonical=press.site.url("/")))  # as wrongly set up sites do
    press.publish("r2", page("Avtal 2", canonical="https://elsewhere.example/x"))
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/feed")))
    assert feed.read() == sorted([own, press.site.url("/r1"), press.site.url("/r2")])


def test_what_is_gone_keeps_its_release(press: Press, tmp_path: Path) -> None:
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/feed")))
    feed.visit()
    press.site.replies["/r1"] = answer("gone", 410)
    [gone] = [one for one in feed.visit(at=NOW + timedelta(days=2)) if one.seen.status != "same"]
    assert (gone.seen.status, gone.seen.releases, gone.errors) == ("gone", (press.site.url("/r1"),), ())


def test_what_fails_is_tried_again_a_few_times_and_then_when_asked(press: Press, tmp_path: Path) -> None:
    press.publish("r0", "<!doctype html><html><body></body></html>")  # no text: it will not get better
    press.site.replies["/r1"] = lambda _: [b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\nhalf"]
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/feed")))
    first = feed.visit()
    assert sorted(one.seen.status for one in first) == ["failed", "failed", "read"]
    for _ in range(TRIES - 1):
        assert [one.seen.address for one in feed.visit()] == [press.site.url("/r1")]
    assert feed.visit() == []
    tomorrow = NOW + timedelta(days=1)
    assert press.site.url("/r1") in [one.seen.address for one in feed.visit(at=tomorrow)]
    assert press.site.url("/r0") not in [one.seen.address for one in feed.visit(at=tomorrow)]
    press.publish("r1", page("Avtal 1"))
    press.publish("r0", page("Avtal 0"))
    assert feed.read(failed=True) == [press.site.url("/r0"), press.site.url("/r1")]
    assert feed.visit(failed=True) == []


def test_what_would_fail_again_is_looked_at_after_a_week(press: Press, tmp_path: Path) -> None:
    press.site.replies["/r0"] = answer("gone", 404)
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/feed")))
    assert [one.seen.status for one in feed.visit()].count("failed") == 1
    press.publish("r0", page("Avtal 0"))
    assert press.site.url("/r0") not in feed.read(at=NOW + timedelta(days=6))
    assert press.site.url("/r0") in feed.read(at=NOW + timedelta(days=7))


def test_a_source_that_cannot_be_asked_does_not_stop_the_others(press: Press, tmp_path: Path) -> None:
    sources = (
        Source(name="none", url=press.site.url("/none")),
        Source(name="private", url="http://no-such-host.invalid/feed"),
        Source(name="press", url=press.site.url("/feed")),
    )
    found = reader(tmp_path, *sources).visit()
    assert len([release for one in found for release in one.releases]) == 3
    errors = [error for one in found for error in one.errors]
    assert sorted(name for name, _ in errors) == sorted(str(s.url) for s in sources[:2])
    assert all("\n" not in str(message) for _, message in errors)


def test_two_sources_may_list_one_page(press: Press, tmp_path: Path) -> None:
    url = press.site.url("/feed")
    both = reader(tmp_path, Source(name="a", url=url), Source(name="b", url=url))
    assert sorted(one.seen.source for one in both.visit()) == ["a", "a", "a", "b", "b", "b"]


def test_a_limit_is_for_what_is_due(press: Press, tmp_path: Path) -> None:
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/feed"), limit=2))
    assert [len(feed.read()) for _ in range(3)] == [2, 1, 0]
    with pytest.raises(ValueError, match="1 or more"):
        Source(name="press", url="https://press.example", limit=0)


def test_a_source_that_could_not_be_asked_is_asked_again(press: Press, tmp_path: Path) -> None:
    feed = press.site.replies["/feed"]
    press.site.replies["/feed"] = answer("broken", 404)
    each = reader(tmp_path, Source(name="press", url=press.site.url("/feed")))
    assert [one.seen.status for one in each.visit()] == ["failed"]
    with Memory(tmp_path / "sources.sqlite") as memory:
        assert [seen.message for seen in memory.failed()] == ["answers 404 Not Found"]
    press.site.replies["/feed"] = feed
    assert len(each.read(failed=True)) == 3
    with Memory(tmp_path / "sources.sqlite") as memory:
        assert memory.failed() == []
    assert each.visit(failed=True) == []


def test_what_a_feed_says_holds_also_when_it_is_tried_again(press: Press, tmp_path: Path) -> None:
    bare = page("Avtal 0").replace('<meta property="article:published_time" content="2024-06-17">', "")
    press.publish("r0", bare)
    press.site.replies["/r0"] = answer("no", 404)
    feed = reader(tmp_path, Source(name="press", url=press.site.url("/feed")))
    feed.visit()
    press.site.replies["/r0"] = answer(bare)
    [again] = feed.visit(failed=True)
    assert [release.published for release in again.releases] == ["2024-06-17"]


def test_a_page_that_does_not_come_is_taken_from_its_feed(press: Press, tmp_path: Path) -> None:
    def item(name: str, words: str) -> str:
        return (
            f"<item><link>{press.site.url(name)}</link><title>Avtal om {name[1:]}</title>"
            f"<content:encoded>&lt;p&gt;{words}&lt;/p&gt;</content:encoded></item>"
        )

    items = item("/whole", f"{SIGNED} {SIGNED}") + item("/short", "Läs mer på vår webbplats.")
    feed = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>P</title><language>sv</language>{items}</channel></rss>"
    )
    press.site.replies["/feed"] = answer(feed, content_type="application/rss+xml")
    found = reader(tmp_path, Source(name="press", url=press.site.url("/feed"))).visit()
    status = {one.seen.address.rpartition("/")[2]: one.seen.status for one in found}
    assert status == {"whole": "read", "short": "failed"}
    [release] = [release for one in found for release in one.releases]
    assert (release.id, release.title) == (press.site.url("/whole"), "Avtal om whole")
    assert SIGNED in release.text


def test_a_page_in_the_place_of_a_feed_is_no_release(press: Press, tmp_path: Path) -> None:
    press.site.replies["/feed"] = answer(page("Vi underhåller webbplatsen"))
    [failed] = reader(tmp_path, Source(name="press", url=press.site.url("/feed"), kind="feed")).visit()
    assert (failed.seen.status, failed.releases) == ("failed", ())
    assert "names no feed" in failed.seen.message


def test_a_source_that_is_slow_to_list_does_not_hold_up_the_others(press: Press, tmp_path: Path) -> None:
    came = threading.Event()

    def slow(_: Request) -> bytes:
        assert came.wait(30)
        return answer('<rss version="2.0"><channel><title>x</title></channel></rss>')

    with site() as other:
        other.replies["/feed"] = slow
        sources = (
            Source(name="slow", url=other.url("/feed", host="localhost")),
            Source(name="press", url=press.site.url("/feed")),
        )
        with (
            Memory(tmp_path / "sources.sqlite") as memory,
            Web(Listed().behaviour(allow_private=True)) as web,
        ):
            found = visit(sources, memory, web, now=NOW, on_error=lambda *_: None)
            first = next(found)
            came.set()
            assert first.seen.source == "press"
            assert len(list(found)) == 2


# --- folders --------------------------------------------------------------------------------------


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    (folder / "a.txt").write_text(f"Avtal\n\n{SIGNED}", "utf-8")
    (folder / "b.jsonl").write_text('{"id": "b1", "text": "Ett."}\n{"id": "b2"}\n', "utf-8")
    inbox = reader(tmp_path, Source(name="inbox", folder=str(folder)))
    first = inbox.visit()
    assert sorted(r.id for one in first for r in one.releases) == ["a", "b1"]
    assert [name for one in first for name, _ in one.errors] == [f"{folder / 'b.jsonl'}:2"]
    assert inbox.visit() == []
    os.utime(folder / "a.txt", ns=(1, 1))
    (folder / "sub").mkdir()
    (folder / "sub" / "c.md").write_text("# Avtal\n\nNytt.", "utf-8")
    assert inbox.read() == ["a", "sub/c"]
    (folder / "a.txt").unlink()
    assert inbox.visit() == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    inbox = reader(tmp_path, Source(name="inbox", folder=str(tmp_path / "none")))
    [failed] = inbox.visit()
    assert failed.seen.status == "failed"
    assert "not found" in str(failed.errors[0][1])


def test_watching_wakes_when_a_file_comes_in(tmp_path: Path) -> None:
    folder, stop = tmp_path / "in", threading.Event()
    folder.mkdir()
    each = turns([Source(name="in", folder=str(folder))], timedelta(hours=1), stop=stop)
    next(each)
    (folder / "a.txt").write_text("Avtal.", "utf-8")
    next(each)  # would take an hour
    stop.set()
    assert next(each, "ended") == "ended"


def test_a_file_that_could_not_be_read_is_read_once_it_has_changed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("", "utf-8")  # as while it is being copied
    inbox = reader(tmp_path, Source(name="in", folder=str(folder)))
    assert [one.seen.status for one in inbox.visit()] == ["failed"]
    assert inbox.visit() == []
    (folder / "a.txt").write_text(f"Avtal\n\n{SIGNED}", "utf-8")
    assert inbox.read() == ["a"]


def test_what_is_wrong_in_a_file_of_many_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    path.write_text('{"id": "a", "text": "Ett."}\n{"id": "b"}\n', "utf-8")
    inbox = reader(tmp_path, Source(name="in", folder=str(path)))
    assert [(one.seen.status, one.seen.releases) for one in inbox.visit()] == [("part", ("a",))]
    assert inbox.visit() == []
    with Memory(tmp_path / "sources.sqlite") as memory:
        [seen] = memory.failed()
    assert "text" in seen.message
    path.write_text('{"id": "a", "text": "Ett."}\n{"id": "b", "text": "Två."}\n', "utf-8")
    assert inbox.read(failed=True) == ["a", "b"]
    assert inbox.visit(failed=True) == []


def test_a_store_in_the_folder_that_is_watched_wakes_nobody(tmp_path: Path) -> None:
    stop = threading.Event()
    source = Source(name="in", folder=str(tmp_path))
    each = turns([source], timedelta(seconds=3), beside=tmp_path / "store", stop=stop)
    next(each)
    started = datetime.now(UTC)
    (tmp_path / "store").mkdir()
    for name in ("store/a.txt", ".hidden.txt", "notes.log"):
        (tmp_path / name).write_text("x", "utf-8")
    next(each)
    assert datetime.now(UTC) - started > timedelta(seconds=2)
    stop.set()


# --- the list and the memory ----------------------------------------------------------------------


def test_the_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(
        '[manners]\ncontact = "mailto:a@example.org"\ndelay = 2.5\n'
        '[[source]]\nname = "a"\nurl = "https://example.org/feed"\nmatch = "/news/"\n'
        '[[source]]\nname = "b"\nfolder = "in"\nlanguage = "sv"\n',
        "utf-8",
    )
    found = source_list.read(path)
    assert [source.name for source in found.source] == ["a", "b"]
    assert found.behaviour().delay == 2.5
    assert "mailto:a@example.org" in found.behaviour().user_agent
    assert source_list.chosen(found.source, ["b"]) == [found.source[1]]
    with pytest.raises(UsageError, match="there are: a, b"):
        source_list.chosen(found.source, ["c"])


@pytest.mark.parametrize(
    "wrong",
    [
        "[[source]]",
        '[[source]]\nname = "a"',
        '[[source]]\nname = "a"\nurl = "x"\nfolder = "y"',
        '[[source]]\nname = " "\nurl = "x"',
        '[[source]]\nname = "a"\nurl = "x"\nlanguage = "swedish"',
        '[[source]]\nname = "a"\nurl = "x"\nsince = "soon"',
        '[[source]]\nname = "a"\nurl = "x"\nmatch = "("',
        '[[source]]\nname = "a"\nurl = "x"\nrecheck = "often"',
        '[[source]]\nname = "a"\nurl = "x"\ncolour = "red"',
        '[[source]]\nname = "a"\nurl = "x"\n[[source]]\nname = "a"\nurl = "y"',
        "not toml",
        "[manners]\nhaste = true",
        "\x00",
    ],
)
def test_a_wrong_list_is_one_line(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(wrong, "utf-8")
    with pytest.raises(UsageError) as caught:
        source_list.read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_remembered_comes_back(tmp_path: Path) -> None:
    seen = Seen(
        "a", "https://e.x/1", "read", ("r1", "r2"), "2024", "ab", "", False, 2, "2024-01-01T00:00:00Z", "t"
    )
    with Memory(tmp_path / "m.sqlite") as memory:
        memory.record(seen)
    with Memory(tmp_path / "m.sqlite") as memory:
        assert memory.seen("a", "https://e.x/1") == seen
        assert memory.seen("b", "https://e.x/1") is None
        memory.forget_release("r")
        assert memory.seen("a", "https://e.x/1") == seen
        memory.forget_release("r2")
        assert memory.seen("a", "https://e.x/1") == replace(seen, status="forgotten")


def test_the_tally_counts_by_source() -> None:
    tally = Tally()
    for source, status in (("a", "read"), ("a", "same"), ("a", "gone"), ("b", "failed")):
        tally.add(Seen(source, "x", status))  # type: ignore[arg-type]
    assert str(tally) == "1 new or changed, 2 unchanged, 1 failed"
    [a, b] = tally.runs(["a", "b"], NOW, NOW)
    assert (a.read, a.same, a.failed, b.failed) == (1, 2, 0, 1)


# --- the commands ---------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments)
    assert not isinstance(result.exception, Exception) or isinstance(result.exception, InputError), result
    return result.exit_code, result.stdout, result.stderr


def listed(tmp_path: Path, *urls: str) -> str:
    path = tmp_path / "sources.toml"
    path.write_text(
        "".join(f'[[source]]\nname = "{n}"\nurl = "{url}"\nrecheck = "0s"\n' for n, url in enumerate(urls)),
        "utf-8",
    )
    return str(path)


def syncing(press: Press, tmp_path: Path, store: str) -> tuple[str, ...]:
    """The command that visits the feed of a site."""
    feed = listed(tmp_path, press.site.url("/feed"))
    return ("sync", "--sources", feed, "--allow-private", "--store", store)


def test_sync_adds_replaces_and_lists_what_failed(press: Press, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    press.site.replies["/r1"] = answer("away", 404)
    asked = syncing(press, tmp_path, store)
    code, _, note = run(*asked)
    assert (code, "2 new or changed, 0 unchanged, 1 failed" in note) == (1, True)
    assert press.site.url("/r1") in run("sources", "--failed", "--store", store)[1]
    press.publish("r1", page("Avtal 1"))
    assert run(*asked)[0] == 0
    assert "1 new or changed" in run(*asked, "--failed")[2]
    press.publish("r2", page("Avtal 2", f"{SIGNED} Nu med rättelse."))
    assert "1 new or changed, 2 unchanged, 0 failed" in run(*asked)[2]
    code, out, _ = run("history", press.site.url("/r2"), "--store", store)
    assert code == 0
    assert len([line for line in out.splitlines() if not line.startswith("  ")]) == 2
    [head, visited] = run("sources", "--store", store)[1].splitlines()
    assert head.split() == ["source", "last", "visit", "read", "failed"]
    assert [visited.split()[n] for n in (0, -2, -1)] == ["0", "1", "0"]
    with open_store(store) as opened:
        assert len(opened.ledger.releases()) == 3


def kept_in(store: str) -> list[str]:
    with open_store(store) as opened:
        return sorted(release.id for release in opened.ledger.releases("kept"))


def test_pages_that_all_state_one_address_stay_apart(press: Press, tmp_path: Path) -> None:
    for n in range(3):
        body = page(f"Avtal {n}", f"{SIGNED} Det har nummer {n}.", canonical=press.site.url("/nyheter"))
        press.publish(f"r{n}", body)
    store = str(tmp_path / "store")
    asked = syncing(press, tmp_path, store)
    assert run(*asked)[0] == 0
    first = kept_in(store)
    assert len(first) == 3
    assert press.site.url("/nyheter") in first
    press.publish("r2", press.pages["r2"].replace("nummer 2", "nummer två"))
    assert "1 new or changed, 2 unchanged" in run(*asked)[2]
    assert kept_in(store) == first


def test_files_of_one_name_in_two_folders_stay_apart(tmp_path: Path) -> None:
    lines = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        text = f"---\nlanguage: sv\n---\n# Avtal {folder}\n\n{SIGNED} Det gäller {folder}."
        (tmp_path / folder / "2024-01.md").write_text(text, "utf-8")
        lines.append(f'[[source]]\nname = "{folder}"\nfolder = "{folder}"\n')
    (tmp_path / "sources.toml").write_text("".join(lines), "utf-8")
    store = str(tmp_path / "store")
    assert "2 new or changed" in run("sync", "--sources", str(tmp_path / "sources.toml"), "--store", store)[2]
    first, second = kept_in(store)
    assert first == "2024-01"
    assert second.startswith("2024-01-")
    again = run("sync", "--sources", str(tmp_path / "sources.toml"), "--store", store)
    assert "0 new or changed" in again[2]


def test_a_store_that_is_in_use_is_waited_for(press: Press, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    opened = threading.Event()

    def keep() -> None:
        with open_store(store, write=True):
            opened.set()
            threading.Event().wait(1)

    other = threading.Thread(target=keep)
    other.start()
    assert opened.wait(30)
    assert "3 new or changed" in run(*syncing(press, tmp_path, store))[2]
    other.join()
    assert len(kept_in(store)) == 3


def test_no_password_is_printed_or_remembered(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    path = listed(tmp_path, "https://kim:hemligt@127.0.0.1/feed")
    for given in (
        ("ingest", "https://kim:hemligt@127.0.0.1/x"),
        ("sync", "--sources", path),
        ("sync", "--failed", "--sources", path),
        ("sources", "--failed"),
    ):
        _, out, note = run(*given, "--store", store)
        assert "hemligt" not in out + note, given
    assert source_list.of_places(["imaps://kim:hemligt@mail.example/INBOX"]).source[0].imap is not None
    assert b"hemligt" not in (Path(store) / "sources.sqlite").read_bytes()


def test_what_was_forgotten_is_not_read_again(press: Press, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    asked = syncing(press, tmp_path, store)
    run(*asked)
    assert run("forget", press.site.url("/r1"), "--store", store)[0] == 0
    press.publish("r1", page("Avtal 1", f"{SIGNED} Rättat."))
    assert "0 new or changed, 2 unchanged" in run(*asked)[2]
    with open_store(store) as opened:
        assert len(opened.ledger.releases()) == 2


def test_one_text_at_two_addresses_is_one_release(press: Press, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    press.publish("r0", page("Avtal"))
    press.publish("r1", page("Avtal"))
    del press.pages["r2"]
    press.publish("r0", press.pages["r0"])
    asked = syncing(press, tmp_path, store)
    assert run(*asked)[0] == 0
    with open_store(store) as opened:
        assert len(opened.ledger.releases()) == 1


def test_an_address_can_be_ingested_but_not_a_private_one(press: Press, tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    code, _, note = run("ingest", "http://127.0.0.1/feed", press.site.url("/feed"), "--store", store)
    assert (code, "127.0.0.1" in note, "is not asked" in note) == (1, True, True)
    assert len([line for line in note.splitlines() if line.startswith("valley: ")]) == 2
    assert press.site.asked == []
    assert run("ingest", press.site.url("/feed"), "--allow-private", "--store", store)[0] == 0
    with open_store(store) as opened:
        assert len(opened.ledger.releases()) == 3


def test_commands_without_what_they_need(tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    assert run("sync", "--sources", str(tmp_path / "none.toml"), "--store", store)[0] == 2
    assert run("sources", "--store", store)[0] == 2
    assert run("watch", "x", "--every", "often", "--store", store)[0] == 2
    assert not list(tmp_path.iterdir())


def test_watch_takes_in_what_is_dropped_into_a_folder_until_it_is_ended(tmp_path: Path) -> None:
    folder, store = tmp_path / "in", tmp_path / "store"
    folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "valleygraph",
        "watch",
        str(folder),
        "--every",
        "1h",
        "--store",
        str(store),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stderr is not None
        assert "0 new or changed" in process.stderr.readline()
        (folder / "a.md").write_text(f"---\nlanguage: sv\n---\n# Avtal\n\n{SIGNED}", "utf-8")
        assert "1 new or changed" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    with open_store(store) as opened:
        assert [kept.id for kept in opened.ledger.releases()] == ["a"]


def test_a_sync_that_is_killed_goes_on_where_it_was(press: Press, tmp_path: Path) -> None:
    count, store = 120, tmp_path / "store"
    for n in range(count):
        press.pages[f"p{n}"] = page(f"Avtal {n}", f"{SIGNED} Avtalet har nummer {n}.")
        press.site.replies[f"/p{n}"] = press._page
    press.publish("p0", press.pages["p0"])
    path = listed(tmp_path, press.site.url("/feed"))
    command = [sys.executable, "-m", "valleygraph", "sync", "--sources", path, "--allow-private"]
    for killed_after in (20, 70, 110):
        with subprocess.Popen(
            [*command, "--store", str(store)], cwd=ROOT, stderr=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and len(press.sent) < killed_after:
                threading.Event().wait(0.02)
            process.kill()
    assert subprocess.run([*command, "--store", str(store)], cwd=ROOT, check=False).returncode == 0
    with open_store(store) as opened:
        kept = [release.id for release in opened.ledger.releases("kept")]
    assert sorted(kept) == sorted(press.site.url(f"/{name}") for name in press.pages)
