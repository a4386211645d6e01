from __future__ import annotations

import gzip
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valleygraph.extract.errors import InputError
from valleygraph.extract.sources.web import Entry
from valleygraph.extract.sources.web.sitemaps import MAX_ADDRESSES, Sitemap, addresses, parse

URL = "https://norrsund.example/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(*urls: str, spaces: str = SPACE) -> bytes:
    inner = "".join(f"<url>{url}</url>" for url in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>{inner}</urlset>'.encode()


def read(data: bytes) -> Sitemap:
    return parse(data, url=URL)


def test_pages() -> None:
    data = urlset(
        "<loc> https://norrsund.example/1?a=1&amp;b=2 </loc><lastmod>2024-06-19T08:00:00+02:00</lastmod>"
        "<priority>0.5</priority>",
        "<loc>/2</loc><lastmod>soon</lastmod>",
        "<loc><![CDATA[https://norrsund.example/3]]></loc>",
    )
    assert read(data) == Sitemap(
        (
            Entry("https://norrsund.example/1?a=1&b=2", updated="2024-06-19"),
            Entry("https://norrsund.example/2"),
            Entry("https://norrsund.example/3"),
        )
    )


@pytest.mark.parametrize("spaces", [SPACE, "", 'xmlns="https://example.org/other"'])
def test_namespaces_do_not_matter(spaces: str) -> None:
    assert len(read(urlset("<loc>/1</loc>", spaces=spaces)).entries) == 1


def test_a_prefix_for_everything() -> None:
    data = f"<s:urlset {SPACE.replace('xmlns', 'xmlns:s')}><s:url><s:loc>/1</s:loc></s:url></s:urlset>"
    assert read(data.encode()).entries == (Entry("https://norrsund.example/1"),)


def test_news() -> None:
    data = urlset(
        """<loc>/1</loc><news:news><news:publication><news:name>Norrsund</news:name><news:language>sv</news:language>
        </news:publication><news:publication_date>2024-06-19T00:30:00+02:00</news:publication_date>
        <news:title>Ett &amp;amp; två</news:title></news:news>""",
        "<loc>/2</loc>",
        spaces=f"{SPACE} {NEWS}",
    )
    first = Entry("https://norrsund.example/1", "Ett & två", "2024-06-19", language="sv")
    assert read(data).entries == (first, Entry("https://norrsund.example/2"))


def test_pictures_are_no_pages() -> None:
    spaces = f'{SPACE} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    data = urlset("<image:image><image:loc>/b.png</image:loc></image:image><loc>/1</loc>", spaces=spaces)
    assert [entry.url for entry in read(data).entries] == ["https://norrsund.example/1"]


def test_an_index() -> None:
    data = f"""<sitemapindex {SPACE}><sitemap><loc>/a.xml</loc><lastmod>2024-06-19</lastmod></sitemap>
    <sitemap><loc>/b.xml.gz</loc></sitemap></sitemapindex>"""
    assert read(data.encode()).sitemaps == (
        Entry("https://norrsund.example/a.xml", updated="2024-06-19"),
        Entry("https://norrsund.example/b.xml.gz"),
    )


def test_packed() -> None:
    assert len(read(gzip.compress(urlset("<loc>/1</loc>"))).entries) == 1


def test_lines() -> None:
    text = "\ufeffhttps://norrsund.example/1\r\n\r\n# more\nhttps://norrsund.example/å\nnonsense\nftp://a/b\n"
    expected = ["https://norrsund.example/1", "https://norrsund.example/%C3%A5"]
    assert [entry.url for entry in read(text.encode()).entries] == expected
    assert [entry.url for entry in addresses(text[1:].encode("utf-16"))] == expected


def test_entries_without_an_address() -> None:
    assert read(urlset("<loc/>", "<lastmod>2024</lastmod>", "<loc>mailto:a@b</loc>", "")).entries == ()


def test_more_than_a_file_may_hold() -> None:
    many = urlset(*(f"<loc>/{number}</loc>" for number in range(MAX_ADDRESSES + 10)))
    assert len(read(many).entries) == MAX_ADDRESSES
    lines = b"".join(b"https://norrsund.example/%d\n" % number for number in range(MAX_ADDRESSES + 10))
    assert len(read(lines).entries) == MAX_ADDRESSES


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    whole = urlset("<loc>/1?a&b</loc>", "<loc>/2</loc>", "<loc>/3</loc>")
    assert [entry.url[25:] for entry in read(whole).entries] == ["1?a&b", "2", "3"]
    assert [entry.url[-2:] for entry in read(whole[: whole.index(b"/3")]).entries][1:2] == ["/2"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"<html><body>404</body></html>",
        b"<rss/>",
        b"\x1f\x8b",
        gzip.compress(b"<a/>"),
        b"<\x00\x01",
    ],
)
def test_what_is_no_sitemap(data: bytes) -> None:
    if data:
        with pytest.raises(InputError):
            read(data)
    else:
        assert read(data) == Sitemap()


def test_a_bomb() -> None:
    with pytest.raises(InputError, match="larger than 50 MB"):
        read(gzip.compress(b"<urlset>" + b" " * 60_000_000, 1))


def test_entities_are_not_read() -> None:
    bomb = b'<!DOCTYPE urlset [<!ENTITY a "b"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(InputError, match="declares entities of its own"):
        read(bomb + urlset("<loc>/&x;</loc>"))


SITEMAPS = (
    urlset("<loc>/1</loc><lastmod>2024-06-19</lastmod>", "<loc>/2</loc>"),
    f"<sitemapindex {SPACE}><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>".encode(),
    b"https://norrsund.example/1\nhttps://norrsund.example/2\n",
    gzip.compress(urlset("<loc>/1</loc>")),
)


@given(
    st.sampled_from(SITEMAPS),
    st.lists(
        st.tuples(
            st.integers(0, 300),
            st.integers(0, 30),
            st.one_of(st.binary(max_size=5), st.text("<>&;/!-[]\"'=:?x", max_size=6).map(str.encode)),
        )
    ),
)
def test_a_sitemap_however_damaged_is_read_or_an_input_error(
    data: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for at, length, new in changes:
        data = data[:at] + new + data[at + length :]
    with suppress(InputError):
        found = read(data)
        for entry in (*found.entries, *found.sitemaps):
            assert entry.url.startswith(("http://", "https://"))
