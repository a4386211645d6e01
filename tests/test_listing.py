from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.websites import Site, answer, site
from valleygraph.extract.errors import FetchError, InputError
from valleygraph.extract.sources.web import Manners, Web, items, listing

XML = {"content_type": "application/xml"}


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with Web(Manners(allow_private=True, delay=0, retries=0, cache=tmp_path)) as made:
        yield made


@pytest.fixture
def listed(served: Site, web: Web) -> Callable[..., list[str]]:
    """Of a path, the paths of what it lists."""

    def paths(path: str, **options: Any) -> list[str]:
        return [entry.url.partition(str(served.port))[2] for entry in items(web, served.url(path), **options)]

    return paths


def feed(*entries: tuple[str, str], following: str | None = None) -> bytes:
    inner = "".join(
        f'<entry><link href="{path}"/><published>{date}</published></entry>' for path, date in entries
    )
    link = f'<link rel="next" href="{following}"/>' if following else ""
    return answer(f'<feed xmlns="http://www.w3.org/2005/Atom">{link}{inner}</feed>', **XML)


def urlset(*paths: str, served: Site) -> bytes:
    inner = "".join(f"<url><loc>{served.url(path)}</loc></url>" for path in paths)
    return answer(f"<urlset>{inner}</urlset>", **XML)


def index(*sitemaps: tuple[str, str], served: Site) -> bytes:
    inner = "".join(
        f"<sitemap><loc>{served.url(path)}</loc><lastmod>{date}</lastmod></sitemap>"
        for path, date in sitemaps
    )
    return answer(f"<sitemapindex>{inner}</sitemapindex>", **XML)


PAGES = {
    "/feed": feed(("/6", "2024-06-06"), ("/5", "2024-06-05"), following="/feed?page=2"),
    "/feed?page=2": feed(
        ("/4", "2024-06-04"), ("/3", "2024-06-03"), ("/4", "2024-06-04"), following="/feed?page=3"
    ),
    "/feed?page=3": feed(("/2", "2024-06-02"), ("/1", "2024-06-01"), following="/feed"),
}


def test_a_feed_page_after_page(served: Site, listed: Callable[..., list[str]]) -> None:
    served.replies |= PAGES
    assert listed("/feed") == ["/6", "/5", "/4", "/3", "/2", "/1"]
    assert served.targets() == list(PAGES)


def test_pages_are_asked_for_as_entries_are_taken(served: Site, web: Web) -> None:
    served.replies |= PAGES
    found = items(web, served.url("/feed"))
    assert served.asked == []
    assert len(list(islice(found, 2))) == 2
    assert served.targets() == ["/feed"]


def test_what_is_older_is_neither_listed_nor_asked_for(
    served: Site, listed: Callable[..., list[str]]
) -> None:
    served.replies |= PAGES
    assert listed("/feed", since="2024-06-04") == ["/6", "/5", "/4"]
    assert served.targets() == ["/feed", "/feed?page=2"]


def test_where_dates_are_in_no_order_all_is_read(served: Site, listed: Callable[..., list[str]]) -> None:
    served.replies |= {
        "/feed": feed(("/1", "2024-06-01"), ("/5", "2024-06-05"), ("/2", "2024-06-02"), following="/more"),
        "/more": feed(("/4", "2024-06-04"), ("/x", "")),
    }
    assert listed("/feed", since="2024-06-04") == ["/5", "/4", "/x"]


def test_limit_and_match(served: Site, listed: Callable[..., list[str]]) -> None:
    served.replies |= PAGES
    assert listed("/feed", limit=3) == ["/6", "/5", "/4"]
    assert listed("/feed", limit=0) == []
    assert listed("/feed", match=r"/[24]$") == ["/4", "/2"]


@pytest.mark.parametrize(
    ("option", "value"), [("match", "("), ("since", "yesterday"), ("since", "2024-13-01")]
)
def test_wrong_options(web: Web, option: str, value: str) -> None:
    with pytest.raises(InputError):
        items(web, "https://example.org", **{option: value})  # type: ignore[arg-type]


def test_a_next_page_that_fails(served: Site, web: Web, listed: Callable[..., list[str]]) -> None:
    served.replies["/feed"] = feed(("/1", "2024-06-01"), following="/gone")
    errors: list[tuple[str, str]] = []
    assert listed("/feed", on_error=lambda url, error: errors.append((url, str(error)))) == ["/1"]
    assert errors == [(served.url("/gone"), "answers 404 Not Found")]
    served.replies["/gone"] = answer("<p>Nothing.</p>")
    with pytest.raises(InputError, match="is no feed"):
        listed("/feed")


def test_the_first_page_must_be_read(served: Site, web: Web) -> None:
    with pytest.raises(FetchError, match="answers 404"):
        list(items(web, served.url("/feed"), on_error=lambda url, error: None))


def test_sitemaps_in_sitemaps(served: Site, listed: Callable[..., list[str]]) -> None:
    served.replies |= {
        "/sitemap.xml": index(
            ("/a.xml", "2024-06-01"), ("/b.xml", "2023-01-01"), ("/sitemap.xml", ""), served=served
        ),
        "/a.xml": urlset("/1", "/2", served=served),
        "/b.xml": index(("/c.txt", ""), ("/d.xml", ""), ("/feed", ""), served=served),
        "/c.txt": answer(f"{served.url('/2')}\n{served.url('/3')}\n", content_type="text/plain"),
        "/d.xml": answer("<!doctype html><html><p>An error, as a page.</p>"),
        "/feed": feed(("/4", "2024-06-01")),
    }
    errors: list[str] = []
    assert listed("/sitemap.xml", on_error=lambda url, error: errors.append(f"{url}: {error}")) == [
        "/1",
        "/2",
        "/3",
        "/4",
    ]
    assert errors == [f"{served.url('/d.xml')}: is no sitemap"]
    served.asked.clear()
    assert listed("/sitemap.xml", since="2024-01-01") == ["/1", "/2"]
    assert served.targets() == ["/sitemap.xml", "/a.xml"]


def test_sitemaps_too_deep_in_sitemaps(served: Site, listed: Callable[..., list[str]]) -> None:
    served.replies |= {f"/{n}": index((f"/{n + 1}", ""), served=served) for n in range(10)}
    errors: list[str] = []
    assert listed("/0", on_error=lambda url, error: errors.append(str(error))) == []
    assert errors == ["sitemaps in sitemaps, more than 3 deep"]
    assert served.targets() == ["/0", "/1", "/2", "/3"]


def test_pages_without_end(
    served: Site, listed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MAX_PAGES", 5)
    served.replies |= {f"/{n}": feed((f"/e{n}", "2024-06-01"), following=f"/{n + 1}") for n in range(20)}
    served.replies["/index"] = index(*((f"/s{n}", "") for n in range(20)), served=served)
    served.replies |= {f"/s{n}": urlset(f"/e{n}", served=served) for n in range(20)}
    errors: list[str] = []
    for path, number in (("/0", 5), ("/index", 4)):
        assert len(listed(path, on_error=lambda url, error: errors.append(str(error)))) == number
    assert errors == ["left out with all that follows: more than 5 pages"] * 2


def test_a_list_of_addresses(served: Site, listed: Callable[..., list[str]]) -> None:
    lines = f"# releases\n{served.url('/1')}\n{served.url('/2')}\n{served.url('/1#part')}\n"
    served.replies["/list.txt"] = answer(lines, content_type="text/plain")
    assert listed("/list.txt") == ["/1", "/2"]


@pytest.mark.parametrize("body", ["<!doctype html><p>A release.</p>", "Plain text.", "%PDF-1.7"])
def test_a_page_lists_itself(served: Site, listed: Callable[..., list[str]], body: str) -> None:
    served.replies |= {"/a": answer(b"", 301, location="/b"), "/b": answer(body)}
    assert listed("/a") == ["/b"]


def test_the_feed_that_a_page_names(served: Site, listed: Callable[..., list[str]]) -> None:
    served.replies["/"] = answer(
        '<!doctype html><link rel="alternate" type="application/atom+xml" href="/feed?page=3">'
    )
    served.replies |= PAGES
    assert listed("/", kind="feed", limit=2) == ["/2", "/1"]
    served.replies["/"] = answer("<!doctype html><p>Nothing.</p>")
    with pytest.raises(InputError, match="is a web page that names no feed"):
        listed("/", kind="feed")


def test_the_sitemaps_of_a_host(
    served: Site, web: Web, tmp_path: Path, listed: Callable[..., list[str]]
) -> None:
    served.replies |= {
        "/": answer("<!doctype html><p>Start.</p>"),
        "/sitemap.xml": urlset("/1", served=served),
    }
    assert listed("/", kind="sitemap") == ["/1"]
    served.replies["/robots.txt"] = answer(f"Sitemap: {served.url('/other.xml')}", content_type="text/plain")
    served.replies["/other.xml"] = urlset("/2", served=served)
    with Web(Manners(allow_private=True, delay=0, cache=tmp_path)) as another:
        assert [entry.url for entry in items(another, served.url("/"), kind="sitemap")] == [served.url("/2")]


def test_a_kind_that_it_is_not(served: Site, listed: Callable[..., list[str]]) -> None:
    served.replies["/a"] = answer("Plain text.", content_type="text/plain")
    with pytest.raises(InputError):
        listed("/a", kind="feed")
    assert listed("/a", kind="page") == ["/a"]
    assert listed("/a", kind="list") == []
