from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from valleygraph.extract.errors import InputError
from valleygraph.extract.sources.days import stated_day
from valleygraph.extract.sources.web import Entry
from valleygraph.extract.sources.web.entries import plain
from valleygraph.extract.sources.web.feeds import Feed, discover, parse

URL = "https://norrsund.example/press/feed.xml"
PLACE = "https://norrsund.example/press"


def read(text: str | bytes, charset: str | None = None) -> Feed:
    return parse(text if isinstance(text, bytes) else text.encode(), url=URL, charset=charset)


def one(text: str | bytes, charset: str | None = None) -> Entry:
    (entry,) = read(text, charset).entries
    return entry


def rss(*items: str, channel: str = "", root: str = 'version="2.0"') -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<rss {root}><channel><title>Press</title>'
    return f"{head}{channel}{inner}</channel></rss>"


def atom(*entries: str, feed: str = "", root: str = "") -> str:
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>Press</title>{feed}{inner}</feed>'


# The formats


def test_rss_2() -> None:
    item = """<title>Norrsund får ett center</title><link>https://norrsund.example/press/1</link>
    <guid isPermaLink="false">norrsund-1</guid><pubDate>Wed, 19 Jun 2024 00:30:00 +0200</pubDate>
    <description>I korthet.</description>"""
    assert read(rss(item, channel="<language>sv-se</language>")) == Feed(
        (
            Entry(
                url=f"{PLACE}/1",
                title="Norrsund får ett center",
                published="2024-06-19",
                id="norrsund-1",
                language="sv",
            ),
        )
    )


def test_full_text_in_rss() -> None:
    item = """<link>/1</link><description>I korthet.</description>
    <content:encoded><![CDATA[<p>Hela <b>texten</b>.</p><script>x()</script>]]></content:encoded>"""
    root = 'version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    assert one(rss(item, root=root)).content == "<p>Hela <b>texten</b>.</p><script>x()</script>"


def test_rss_091_with_its_doctype() -> None:
    feed = """<?xml version="1.0"?>
    <!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss-0.91.dtd">
    <rss version="0.91"><channel><title>Press</title><link>https://norrsund.example</link><language>en</language>
    <item><title>One</title><link>https://norrsund.example/press/1</link></item></channel></rss>"""
    assert one(feed) == Entry(f"{PLACE}/1", "One", language="en")


def test_rss_1() -> None:
    feed = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://norrsund.example"><title>Press</title>
    <dc:language>sv</dc:language></channel><item rdf:about="https://norrsund.example/press/1"><title>Ett</title>
    <link>https://norrsund.example/press/1</link><dc:date>2024-06-19T23:30:00-05:00</dc:date></item></rdf:RDF>"""
    entry = one(feed)
    assert (entry.url, entry.title, entry.published, entry.updated) == (
        f"{PLACE}/1",
        "Ett",
        "2024-06-19",
        None,
    )
    assert entry.language == "sv"


def test_atom() -> None:
    entry = """<title type="html">Ett &lt;em&gt;center&lt;/em&gt;</title><id>tag:norrsund.example,2024:1</id>
    <link rel="alternate" type="text/html" href="1"/><link rel="enclosure" href="1.pdf"/>
    <published>2024-06-19T08:00:00Z</published><updated>2024-06-20T08:00:00Z</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hela texten.</p></div></content>"""
    assert one(atom(entry, root='xml:lang="sv-SE"')) == Entry(
        url=f"{PLACE}/1",
        title="Ett center",
        published="2024-06-19",
        updated="2024-06-20",
        id="tag:norrsund.example,2024:1",
        language="sv",
        content="<p>Hela texten.</p>",
    )


def test_atom_with_only_the_date_of_a_change() -> None:
    entry = one(atom('<link href="/1"/><updated>2024-06-20T08:00:00Z</updated>'))
    assert (entry.published, entry.updated, entry.latest) == (None, "2024-06-20", "2024-06-20")


def test_atom_03() -> None:
    feed = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Press</title><entry><title>Ett</title>
    <link rel="alternate" type="text/html" href="https://norrsund.example/press/1"/>
    <issued>2004-06-19T08:00:00+02:00</issued><modified>2004-06-20T08:00:00Z</modified></entry></feed>"""
    entry = one(feed)
    assert (entry.url, entry.published, entry.updated) == (f"{PLACE}/1", "2004-06-19", "2004-06-20")


def json_feed(*items: Any, **fields: Any) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **fields}).encode()


def test_json_feed() -> None:
    item = {
        "id": 7,
        "url": "/press/1",
        "title": "Ett &amp; två",
        "content_html": "<p>Hela.</p>",
        "date_published": "2024-06-19T00:30:00+02:00",
        "date_modified": "2024-06-20T00:30:00+02:00",
    }
    assert read(json_feed(item, language="sv", next_url="/press/feed.json?page=2")) == Feed(
        (Entry(f"{PLACE}/1", "Ett & två", "2024-06-19", "2024-06-20", "7", "sv", "<p>Hela.</p>"),),
        "https://norrsund.example/press/feed.json?page=2",
    )


def test_a_wrong_item_costs_that_item_only() -> None:
    wrong = [{"id": "1"}, {"url": 7}, {"url": "mailto:a@b"}, "no item", None, {"url": "/1", "title": ["a"]}]
    assert [entry.url for entry in read(json_feed(*wrong, {"id": f"{PLACE}/1"})).entries] == [f"{PLACE}/1"]


# Items


def test_an_item_with_a_permanent_guid_and_no_link() -> None:
    assert one(rss("<guid>https://norrsund.example/press/1</guid>")).url == f"{PLACE}/1"
    assert read(rss('<guid isPermaLink="false">1</guid>')).entries == ()
    assert one(rss("<guid>1</guid><link>/press/1</link>")).url == f"{PLACE}/1"
    assert one(rss(f"<link/><guid>{PLACE}/1</guid>")).url == f"{PLACE}/1"


def test_the_address_behind_a_counter() -> None:
    root = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    item = f"<link>https://counter.example/~r/1</link><feedburner:origLink>{PLACE}/1</feedburner:origLink>"
    assert one(rss(item, root=root)).url == f"{PLACE}/1"


def test_items_without_an_address_are_left_out() -> None:
    items = (
        "<title>A</title>",
        "<link>javascript:alert(1)</link>",
        "<link>ftp://a/b</link>",
        "<link>/1</link>",
    )
    assert [entry.url for entry in read(rss(*items)).entries] == ["https://norrsund.example/1"]


def test_items_that_come_again() -> None:
    item = '<link>/1</link><guid isPermaLink="false">a</guid>'
    other = '<link>/1</link><guid isPermaLink="false">b</guid>'
    assert [entry.id for entry in read(rss(item, other, item)).entries] == ["a", "b"]


def test_relative_links_by_their_base() -> None:
    entries = ('<link href="1"/>', '<link xml:base="https://other.example/x/" href="2"/>')
    found = read(atom(*entries, root='xml:base="https://norrsund.example/nyheter/"')).entries
    assert [entry.url for entry in found] == [
        "https://norrsund.example/nyheter/1",
        "https://other.example/x/2",
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("&lt;b&gt;Ett&lt;/b&gt; center", "Ett center"),
        ("<![CDATA[Ett &ouml;ppet <i>center</i>]]>", "Ett öppet center"),
        ("R&amp;amp;D", "R&D"),
        ("R&amp;D", "R&D"),
        ("a &lt; b", "a < b"),
        ("Ett\n   center", "Ett center"),
        ("", None),
    ],
)
def test_titles(title: str, expected: str | None) -> None:
    assert one(rss(f"<link>/1</link><title>{title}</title>")).title == expected


@given(st.text())
def test_any_title(title: str) -> None:
    found = plain(title)
    assert found is None or (found and "\n" not in found)


def test_the_language_of_an_item() -> None:
    items = '<link href="/1"/><title xml:lang="en-GB">One</title>', '<link href="/2"/><title>Två</title>'
    assert [entry.language for entry in read(atom(*items, root='xml:lang="sv"')).entries] == ["en", "sv"]


# Dates


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("Wed, 19 Jun 2024 00:30:00 +0200", "2024-06-19"),
        ("Wed, 19 Jun 2024 23:30:00 GMT", "2024-06-19"),
        ("19 Jun 2024 08:00 CEST", "2024-06-19"),
        ("Wed, 19 June 2024 08:00:00 +0200", "2024-06-19"),
        ("2024-06-19T23:59:59-11:00", "2024-06-19"),
        ("2024-06-19 08:00", "2024-06-19"),
        ("2024-06-19", "2024-06-19"),
        ("2024-06", "2024-06"),
        ("2024/06/19 08:00", "2024-06-19"),
        ("20240619T080000Z", "2024-06-19"),
        ("19.06.2024", "2024-06-19"),
        ("19/06/2024", None),
        ("2024/31/12", None),
        ("1718790000", None),
        ("2024-06-31T00:00:00Z", None),
        ("Wed, 31 Jun 2024 00:30:00 +0200", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("i går", None),
        ("", None),
        (None, None),
    ],
)
def test_days(stated: str | None, day: str | None) -> None:
    assert stated_day(stated) == day


@given(st.text())
@example("1 Jan 99999999999999999999")
@example("١٩ Jun ٢٠٢٤")
def test_any_date(stated: str) -> None:
    found = stated_day(stated)
    assert found is None or stated_day(found) == found


@pytest.mark.parametrize(
    "date", ["", "<pubDate>soon</pubDate>", "<pubDate/>", "<pubDate>1718790000</pubDate>"]
)
def test_no_date_is_made_up(date: str) -> None:
    stated = "Wed, 19 Jun 2024 08:00:00 GMT"
    channel = f"<pubDate>{stated}</pubDate><lastBuildDate>{stated}</lastBuildDate>"
    entry = one(rss(f"<link>/1</link>{date}", channel=channel))
    assert (entry.published, entry.updated) == (None, None)


# Encodings


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (rss("<link>/1</link><title>Borås</title>").encode(), "iso-8859-1"),  # the server is wrong
        (rss("<link>/1</link><title>Borås</title>").replace("utf-8", "iso-8859-1").encode("latin-1"), None),
        (rss("<link>/1</link><title>Borås</title>").replace("utf-8", "utf-16").encode("utf-16"), None),
        (rss("<link>/1</link><title>Borås</title>").encode("windows-1252"), None),  # the feed is wrong
        (b"\xef\xbb\xbf\n\n <!-- x -->" + rss("<link>/1</link><title>Borås</title>").encode(), None),
        (rss("<link>/1</link><title>Bor\x0bås</title>").encode(), None),
        (rss("<link>/1</link><title>Bor&aring;s</title>").encode(), None),
    ],
)
def test_encodings(data: bytes, charset: str | None) -> None:
    assert one(data, charset).title == "Borås"


# Broken and bad


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    feed = rss(
        "<link>/1</link><title>Ett & två</title>",
        "<link>/2</link><title>Tre <b>fyra</title>",
        "<link>/3</link>",
    )
    assert [entry.url[-2:] for entry in read(feed).entries] == ["/1", "/2", "/3"]
    assert [entry.url[-2:] for entry in read(feed[: feed.index("/3")]).entries][:2] == ["/1", "/2"]


def test_prefixes_that_are_not_declared() -> None:
    item = (
        "<link>/1</link><dc:date>2024-06-19</dc:date><content:encoded>&lt;p&gt;a&lt;/p&gt;</content:encoded>"
    )
    assert (one(rss(item)).published, one(rss(item)).content) == ("2024-06-19", "<p>a</p>")


def test_what_a_program_says_before_the_feed_and_in_it() -> None:
    feed = "<b>Warning</b>: no such file\n" + rss("<link>/1</link>\0<title>a\0b</title>")
    assert one(feed).title == "ab"


def test_addresses_with_ampersands() -> None:
    links = ("<![CDATA[https://e.example/?a&b]]>", "https://e.example/?a&c", "https://e.example/?a&amp;d")
    entries = read(rss(*(f"<link>{link}</link>" for link in links))).entries
    assert [entry.url[-3:] for entry in entries] == ["a&b", "a&c", "a&d"]


def test_addresses_and_titles_of_other_things() -> None:
    item = """<title>Ett</title><link>/1</link><media:content url="/b.png"><media:title>Bild</media:title>
    </media:content><source url="https://other.example/feed">Annan</source><enclosure url="/1.pdf"/>"""
    channel = "<image><title>Logotyp</title><url>/l.png</url><link>https://other.example/</link></image>"
    root = 'xmlns:media="http://search.yahoo.com/mrss/"'
    entry = one(rss(item, channel=channel, root=root))
    assert (entry.url, entry.title) == ("https://norrsund.example/1", "Ett")


def test_entities_are_not_read() -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    for start in (
        f'<!DOCTYPE rss [<!ENTITY e0 "ha">{lines}]>',
        '<!DOCTYPE rss [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>',
    ):
        bomb = f"<?xml version='1.0'?>\n<!-- x -->{start}<rss><item><title>&e11;</title></item></rss>"
        for data in (bomb.encode(), bomb.encode("utf-16"), bomb.replace("<!DOCTYPE", "\n<!doctype").encode()):
            with pytest.raises(InputError, match="declares entities of its own"):
                read(data)


def test_entities_behind_the_root_are_none() -> None:
    feed = (
        rss("<link>/1</link><title>a</title>")
        + '<!DOCTYPE rss [<!ENTITY x "boom">]><rss><title>&x;</title></rss>'
    )
    assert "boom" not in repr(read(feed))


def test_deep_nesting() -> None:
    assert one(rss("<link>/1</link>" + "<x>" * 20_000 + "</x>" * 20_000)).url.endswith("/1")
    with pytest.raises(InputError):
        read(b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000)


@pytest.mark.parametrize(
    "part",
    ["<a href='", "<x xml:base='a/'>", "<a", "<b>", "<![CDATA[", "&", "</x>", "&lt;a", "<!--", "<?", "<a/"],
)
def test_what_parsers_are_slow_at(part: str) -> None:  # some took minutes
    feed = "<rss><channel><item><link>/1</link><title>" + part * (300_000 // len(part))
    assert one(feed).url == "https://norrsund.example/1"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" ",
        b"text",
        b"<html><body>No feed</body></html>",
        b"{}",
        b"[]",
        b'{"version": "1"}',
        b"<a/>",
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_feed(data: bytes) -> None:
    with pytest.raises(InputError):
        read(data)


def test_a_feed_that_is_too_large() -> None:
    with pytest.raises(InputError, match="larger than 5 MB"):
        read(b" " * 5_000_001)


def test_a_feed_is_never_taken_for_an_address_or_a_file() -> None:
    for data in (b"http://127.0.0.1:1/feed", b"/etc/passwd", __file__.encode()):
        with pytest.raises(InputError, match="is no XML"):
            read(data)


FEEDS = (
    rss(
        "<link>/1</link><title>Ett &amp; två</title><pubDate>Wed, 19 Jun 2024 08:00:00 GMT</pubDate>"
    ).encode(),
    atom(
        '<link href="1"/><title type="html">a</title><content type="xhtml"><div>b</div></content>',
        root='xml:base="/x"',
    ).encode(),
    json_feed({"id": "1", "url": "/1", "title": "a", "date_published": "2024-06-19"}, next_url="/2"),
    b'<?xml version="1.0" encoding="cp037"?><rss version="2.0"><![CDATA[<item>]]></rss>',
)


@given(
    st.sampled_from(FEEDS),
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 30),
            st.one_of(st.binary(max_size=5), st.text("<>&;/!-[]\"'=:?x#0", max_size=6).map(str.encode)),
        )
    ),
)
def test_a_feed_however_damaged_is_read_or_an_input_error(
    feed: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for at, length, new in changes:
        feed = feed[:at] + new + feed[at + length :]
    with suppress(InputError):
        assert all(entry.url.startswith(("http://", "https://")) for entry in read(feed).entries)


# Further pages, and where feeds are


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ('<link rel="next" href="?page=2"/>', "https://norrsund.example/press/feed.xml?page=2"),
        ('<link rel="prev-archive" href="/2023.xml"/>', "https://norrsund.example/2023.xml"),
        ('<link rel="self" href="/feed"/><link rel="previous" href="/newer"/><link href="/"/>', None),
        ('<link rel="next" href="file:///etc/passwd"/>', None),
    ],
)
def test_the_next_page(links: str, expected: str | None) -> None:
    assert read(atom('<link href="/1"/>', feed=links)).next_page == expected


def test_the_next_page_of_rss() -> None:
    root = 'version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
    assert read(rss("<link>/1</link>", channel='<atom:link rel="next" href="/2"/>', root=root)).next_page == (
        "https://norrsund.example/2"
    )


def test_feeds_that_a_page_names() -> None:
    page = """<!doctype html><html><head><base href="/nyheter/">
    <link rel="stylesheet" href="a.css"><link REL="Alternate" TYPE="application/rss+xml" href="feed">
    <link rel="alternate home" type="application/atom+xml" href="https://other.example/atom">
    <link rel="alternate" type="application/rss+xml" href="feed">
    <link rel="alternate" hreflang="en" href="/en"><link rel="alternate" type="application/rss+xml">
    <link rel="alternate" type="application/rss+xml" href="javascript:x">
    </head><body>Nyheter"""
    assert discover(page.encode(), url=URL) == (
        "https://norrsund.example/nyheter/feed",
        "https://other.example/atom",
    )


@pytest.mark.parametrize(
    "page", [b"", b" ", b"<", b"\x00", b"<html>", "<link rel='alternate'>".encode("utf-16")]
)
def test_pages_that_name_no_feed(page: bytes) -> None:
    assert discover(page, url=URL) == ()


@given(st.binary(), st.sampled_from([None, "utf-8", "klingon"]))
def test_any_page(page: bytes, charset: str | None) -> None:
    discover(b"<link rel=alternate type=application/rss+xml href='" + page, url=URL, charset=charset)
