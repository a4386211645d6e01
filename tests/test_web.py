from __future__ import annotations

import gzip
import itertools
import os
import ssl
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import trustme
from hypothesis import example, given
from hypothesis import strategies as st

from tests.websites import TODAY, Detour, Request, Site, Time, answer, site
from valleygraph.extract.errors import FetchError, InputError, UsageError
from valleygraph.extract.sources.web import Clock, Manners, Page, Web, canonical, kind, same_site
from valleygraph.extract.sources.web.addresses import absolute
from valleygraph.extract.sources.web.asking import GIVEN_UP, WEARY
from valleygraph.extract.sources.web.cache import Cache, Kept
from valleygraph.extract.sources.web.guard import Network, is_public, resolve
from valleygraph.extract.sources.web.pages import media
from valleygraph.extract.sources.web.robots import MAX_ROBOTS
from valleygraph.extract.sources.web.unpacking import collect, gunzip, unpacked

PUBLIC = "93.184.215.14"
TEXT = "<p>Norrsund får ett center.</p>"


def here(host: str, port: int) -> tuple[str, ...]:
    """Every name is this machine."""
    return ("127.0.0.1",)


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as made:
        yield made


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def client(tmp_path: Path, time: Time) -> Iterator[Callable[..., Web]]:
    """Of manners, a client in a network where every name is this machine."""
    made: list[Web] = []

    def make(*, tls: ssl.SSLContext | None = None, network: Network | None = None, **manners: Any) -> Web:
        settings = {"allow_private": True, "delay": 0, "cache": tmp_path / "cache", **manners}
        clock = Clock(time.now, time.sleep, time.today)
        made.append(Web(Manners(**settings), clock=clock, network=network or Network(here), tls=tls))
        return made[-1]

    yield make
    for web in made:
        web.close()


def failure(web: Web, url: str, **options: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        web.fetch(url, **options)
    assert "\n" not in str(caught.value)
    return caught.value


# A page


def test_a_page_and_what_the_server_says_of_it(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a?x=1"] = answer(
        TEXT,
        content_type="Text/HTML; Charset=UTF-8",
        etag='"1"',
        last_modified="Wed, 19 Jun 2024 08:00:00 GMT",
    )
    page = client(contact="mailto:anna@example.org").fetch(served.url("/a?x=1#top"))
    assert page == Page(
        url=served.url("/a?x=1"),
        asked=served.url("/a?x=1#top"),
        media_type="text/html",
        charset="utf-8",
        data=TEXT.encode(),
        etag='"1"',
        last_modified="Wed, 19 Jun 2024 08:00:00 GMT",
    )
    headers = served.asked[-1].headers
    assert headers["user-agent"].startswith("valleygraph/")
    assert headers["user-agent"].endswith(" (+mailto:anna@example.org)")
    assert headers["host"] == f"127.0.0.1:{served.port}"
    assert "br" not in headers["accept-encoding"]


def test_what_is_asked_for_is_passed_on(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(TEXT)
    client().fetch(served.url("/a"), accept="application/rss+xml")
    assert served.asked[-1].headers["accept"] == "application/rss+xml"


def test_one_connection_serves_several_requests(served: Site, client: Callable[..., Web]) -> None:
    served.replies |= {"/a": answer(TEXT), "/b": answer(TEXT)}
    web = client()
    assert [web.fetch(served.url(path)).status for path in ("/a", "/b", "/a")] == [200, 200, 200]
    assert served.connections == 1


def test_what_a_server_lies_about_is_not_believed(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(TEXT.encode("utf-16"), content_type="nonsense; charset=klingon; charset=x")
    page = client().fetch(served.url("/a"))
    assert (page.media_type, page.charset, page.data) == ("", None, TEXT.encode("utf-16"))


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/rss+xml", ("application/rss+xml", None)),
        ('text/html; charset="windows-1252"', ("text/html", "windows-1252")),
        ("text/html; charset=base64", ("text/html", None)),
        (";;;", ("", None)),
        ("text/html\t ; charset=\x80", ("text/html", None)),
    ],
)
def test_media_types(content_type: str, expected: tuple[str, str | None]) -> None:
    assert media(content_type) == expected


@given(st.text())
def test_any_content_type(content_type: str) -> None:
    media_type, charset = media(content_type)
    assert media_type == media_type.lower()
    if charset:
        "a".encode(charset)


@pytest.mark.parametrize(
    ("status", "lasting"),
    [(404, True), (410, True), (451, True), (403, False), (400, False), (304, False), (299, None)],
)
def test_statuses(served: Site, client: Callable[..., Web], status: int, lasting: bool | None) -> None:
    served.replies["/a"] = answer(b"", status)
    if lasting is None:
        assert client().fetch(served.url("/a")).status == status
    else:
        error = failure(client(), served.url("/a"))
        assert str(error).startswith(f"answers {status}")
        assert error.lasting is lasting


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "a",
            "/a",
            "file:///etc/passwd",
            "ftp://example.org/a",
            "javascript:alert(1)",
            "http:",
            "http://",
        ),
        *(
            "http:///a",
            "http://exa mple.org",
            "http://a..b/",
            "http://[::1/",
            "http://a:0/",
            "http://a:99999/",
        ),
        *(
            "http://0177.0.0.1/",
            "http://a%00b/",
            "http://a\\@b/",
            "http://anna:secret@example.org/",
            "http://x@y/",
        ),
        "http://example.org/" + "a" * 4000,
        "http://\udc80/",
        "http://xn--a.example/",  # no Punycode
    ],
)
def test_what_is_no_web_address(client: Callable[..., Web], url: str) -> None:
    assert failure(client(), url).lasting
    with pytest.raises(InputError):
        canonical(url)


# Redirects


def moved(target: str, status: int = 301, **headers: str) -> bytes:
    return answer(b"", status, location=target, **headers)


@pytest.mark.parametrize(
    ("statuses", "expected"), [((301, 308), True), ((301, 302), False), ((303, 301), False), ((307,), False)]
)
def test_redirects(
    served: Site, client: Callable[..., Web], statuses: tuple[int, ...], expected: bool
) -> None:
    for number, status in enumerate(statuses):
        served.replies[f"/x/{number}"] = moved(f"{number + 1}#part", status)
    served.replies[f"/x/{len(statuses)}"] = answer(TEXT)
    page = client().fetch(served.url("/x/0"))
    assert (page.asked, page.url) == (served.url("/x/0"), served.url(f"/x/{len(statuses)}"))
    assert page.moved is expected


def test_a_page_that_is_where_it_was_has_not_moved(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(TEXT)
    assert not client().fetch(served.url("/a")).moved


def test_redirects_in_a_circle(served: Site, client: Callable[..., Web]) -> None:
    served.replies |= {"/a": moved("/b"), "/b": moved("/a")}
    assert str(failure(client(), served.url("/a"))) == "redirects in a circle"
    assert served.targets() == ["/a", "/b"]


def test_redirects_without_end(served: Site, client: Callable[..., Web]) -> None:
    served.replies |= {f"/{number}": moved(f"/{number + 1}") for number in range(50)}
    assert str(failure(client(), served.url("/0"))) == "redirects more than 10 times"
    assert len(served.targets()) == 11


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "javascript:x", "http://a:b@example.org/", "http://["]
)
def test_redirects_to_what_is_no_web_address(served: Site, client: Callable[..., Web], target: str) -> None:
    served.replies["/a"] = moved(target)
    assert str(failure(client(), served.url("/a"))).startswith("redirects to what ")


def test_a_redirect_may_set_a_cookie_for_its_own_site_and_visit(
    served: Site, client: Callable[..., Web]
) -> None:
    def reply(request: Request) -> bytes:
        if "seen=1" in request.headers.get("cookie", ""):
            return answer(TEXT)
        return moved("/a", 302, set_cookie="seen=1")

    served.replies |= {
        "/a": reply,
        "/b": moved(served.url("/c", "other.example"), set_cookie="mine=1"),
        "/c": answer(),
    }
    web = client()
    assert web.fetch(served.url("/a", "one.example")).data == TEXT.encode()
    web.fetch(served.url("/b", "one.example"))
    assert [request.headers.get("cookie") for request in served.asked if request.target in ("/b", "/c")] == [
        None
    ] * 2


# Safety


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.255.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
        ),
        *("192.0.0.9", "192.0.2.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *(
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8%1",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
        ),
        *(
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::808:808",
            "2002:7f00:1::",
            "2002:a00:1::",
        ),
        *(
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "100::1",
            "3fff::1",
            "5f00::1",
            "::ffff:100.64.0.1",
            "",
            "example",
        ),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", PUBLIC, "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "0x7f000001",
            "2130706433",
            "017700000001",
            "0",
            "10.1",
            "localhost",
        ),
        *(
            "169.254.169.254",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::10.0.0.1]",
            "[fe80::1]",
        ),
    ],
)
def test_private_hosts_are_never_connected_to(served: Site, client: Callable[..., Web], host: str) -> None:
    way = Detour(served.port)
    error = failure(client(allow_private=False, network=Network(resolve, way)), f"http://{host}/")
    assert error.lasting
    assert str(error).endswith(" is at a private address, which is not asked")
    assert (way.addresses, served.connections) == ([], 0)


def test_one_private_address_among_public_ones_is_enough(served: Site, client: Callable[..., Web]) -> None:
    way = Detour(served.port)
    network = Network(lambda host, port: (PUBLIC, "10.0.0.1"), way)
    assert failure(client(allow_private=False, network=network), "http://two.example/").lasting
    assert served.connections == 0


def test_a_name_that_changes_its_address_gains_nothing(served: Site, client: Callable[..., Web]) -> None:
    turns = itertools.cycle([(PUBLIC,), ("127.0.0.1",)])
    way = Detour(served.port)
    web = client(allow_private=False, network=Network(lambda host, port: next(turns), way), retries=0)
    served.replies |= {"/a": answer(TEXT), "/robots.txt": answer(b"", 404, connection="close")}
    assert failure(
        web, "http://turning.example/a"
    ).lasting  # robots.txt from the one, the page from the other
    assert way.addresses == [PUBLIC]
    assert [request.target for request in served.asked] == ["/robots.txt"]


def test_a_redirect_to_a_private_address(served: Site, client: Callable[..., Web]) -> None:
    names = {"outer.example": (PUBLIC,), "inner.example": ("127.0.0.1",)}
    way = Detour(served.port)
    web = client(allow_private=False, network=Network(lambda host, port: names[host], way))
    served.replies["/a"] = moved("http://inner.example/secret")
    error = failure(web, "http://outer.example/a")
    assert (str(error), error.lasting) == ("inner.example is at a private address, which is not asked", True)
    assert set(way.addresses) == {PUBLIC}
    assert served.targets() == ["/a"]


@pytest.mark.parametrize("port", [22, 25, 6379, 1, 65535])
def test_ports_of_other_services(served: Site, client: Callable[..., Web], port: int) -> None:
    web = client(allow_private=False, network=Network(lambda host, port: (PUBLIC,), Detour(served.port)))
    error = failure(web, f"http://example.org:{port}/")
    assert (str(error), error.lasting) == (f"port {port} is not asked: only 80, 443, 8080, 8443", True)
    assert served.connections == 0


def test_public_hosts_are_asked_at_the_address_that_was_checked(
    served: Site, client: Callable[..., Web]
) -> None:
    way = Detour(served.port)
    served.replies["/a"] = answer(TEXT)
    web = client(allow_private=False, network=Network(lambda host, port: (PUBLIC,), way))
    assert web.fetch("http://example.org/a").data == TEXT.encode()
    assert way.addresses == [PUBLIC]
    assert served.asked[-1].host == "example.org"


def test_an_unknown_name(client: Callable[..., Web]) -> None:
    def unknown(host: str, port: int) -> tuple[str, ...]:
        raise OSError

    error = failure(client(network=Network(unknown)), "http://no.example/")
    assert (str(error), error.lasting) == ("the host no.example is not known, or there is no network", False)


def test_the_next_address_is_tried_if_one_does_not_answer(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(TEXT)
    network = Network(lambda host, port: ("127.0.0.9", "127.0.0.1"))  # the server listens at the second
    assert client(network=network, retries=0).fetch(served.url("/a", "two.example")).data == TEXT.encode()


def test_tls_is_verified(client: Callable[..., Web]) -> None:
    authority = trustme.CA()
    server, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("right.example").configure_cert(server)
    authority.configure_trust(trusting)
    with site(server) as secure:
        secure.replies["/a"] = answer(TEXT)
        web = client(tls=trusting)
        assert web.fetch(secure.url("/a", "right.example")).data == TEXT.encode()
        for other, url in (
            (web, secure.url("/a", "wrong.example")),
            (client(), secure.url("/a", "right.example")),
        ):
            assert str(failure(other, url)).startswith("cannot be connected to securely: ")
        other.close()
        web.close()


# Limits


def endless(start: bytes, part: bytes) -> Callable[[Request], Iterator[bytes]]:
    """A reply that has an end, but one that nobody wants to see."""
    return lambda request: itertools.chain([start], itertools.repeat(part, 5000))


HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        endless(HEAD + b"\r\n", b"a" * 65536),
        endless(CHUNKED, b"10000\r\n" + b"a" * 65536 + b"\r\n"),
        answer(b"a" * 1_000_001),
        lambda request: [HEAD + b"content-length: 99999999\r\n\r\n", b"a"],
        answer(gzip.compress(bytes(30_000_000)), content_encoding="gzip"),
        answer(zlib.compress(bytes(30_000_000)), content_encoding="deflate"),
    ],
)
def test_too_large(served: Site, client: Callable[..., Web], reply: Any) -> None:
    served.replies["/a"] = reply
    error = failure(client(max_bytes=1_000_000), served.url("/a"))
    assert (str(error), error.lasting) == ("larger than 1 MB", True)
    assert served.targets() == ["/a"]


def test_a_page_is_never_cut(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(bytes(600_000))
    assert failure(client(max_bytes=MAX_ROBOTS), served.url("/a")).lasting


def test_as_large_as_allowed(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(gzip.compress(bytes(1_000_000)), content_encoding="gzip")
    assert len(client(max_bytes=1_000_000).fetch(served.url("/a")).data) == 1_000_000


@pytest.mark.parametrize(
    "reply",
    [
        endless(HEAD, b"x-more: " + b"a" * 1000 + b"\r\n"),
        endless(HEAD + b"x-more: ", b"a" * 65536),
        endless(b"HTTP/1.1 ", b"2" * 65536),
        endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
        endless(CHUNKED, b"1;" + b"a" * 60000 + b"\r\na\r\n"),
        endless(CHUNKED + b"0\r\n", b"x-more: " + b"a" * 1000 + b"\r\n"),
    ],
)
def test_headers_without_end(served: Site, client: Callable[..., Web], reply: Any) -> None:
    served.replies["/a"] = reply
    assert failure(client(max_bytes=1_000_000, retries=0), served.url("/a"))


def test_hints_without_end(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
    error = failure(client(max_bytes=1_000_000), served.url("/a"))
    assert (str(error), error.lasting) == ("sends without end: given up", True)


@pytest.mark.parametrize(
    "start", [b"", HEAD, HEAD + b"\r\n", CHUNKED + b"5000\r\n", HEAD + b"content-length: 9000\r\n\r\n"]
)
def test_a_server_that_trickles_is_given_up(
    served: Site, client: Callable[..., Web], time: Time, start: bytes
) -> None:
    def trickle(request: Request) -> Iterator[bytes]:
        time.tick = 1  # each look at the clock is a second later
        yield start
        for _ in range(5000):
            yield b"a"
            taken.wait(0.01)

    taken = threading.Event()
    served.replies["/a"] = trickle
    error = failure(client(retries=0), served.url("/a"))
    assert (str(error), error.lasting) == ("does not answer in time", False)


def test_a_server_that_says_nothing(served: Site, client: Callable[..., Web]) -> None:
    def hang(request: Request) -> Iterator[bytes]:
        released.wait(20)
        yield b""

    released = threading.Event()
    served.replies["/a"] = hang
    error = failure(client(read_timeout=1, retries=0), served.url("/a"))
    released.set()
    assert (str(error), error.lasting) == ("does not answer in time", False)


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [b"garbage"],
        [b"\x00" * 500],
        [b"<html>no status line</html>\r\n\r\n"],
        [b"HTTP/1.1 abc OK\r\n\r\n"],
        [b"SSH-2.0-OpenSSH_9.6\r\n"],
        [HEAD + b"content-length: 100\r\n\r\n", b"less"],
        [HEAD + b"content-length: 4\r\ncontent-length: 5\r\n\r\n", b"less"],
        [HEAD + b"content-length: -4\r\n\r\n", b"less"],
        [CHUNKED, b"5\r\nless"],
        [CHUNKED, b"zz\r\nless\r\n"],
        [CHUNKED, b"ffffffffffffffffffff\r\nless\r\n"],
        [HEAD + b"bad header\r\n\r\n", b"less"],
    ],
)
def test_broken_answers(served: Site, client: Callable[..., Web], parts: list[bytes]) -> None:
    served.replies["/a"] = lambda request: parts
    error = failure(client(retries=1), served.url("/a"))
    assert (str(error), error.lasting) == ("breaks off, or answers with what is no HTTP", False)
    assert served.targets() == ["/a", "/a"]


def test_a_length_that_is_too_short_cuts_the_page(served: Site, client: Callable[..., Web]) -> None:
    served.replies |= {"/a": answer(TEXT, content_length="7"), "/b": answer(b"next")}
    web = client()
    assert web.fetch(served.url("/a")).data == TEXT.encode()[:7]
    assert web.fetch(served.url("/b")).data == b"next"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(TEXT.encode())),
        ("X-GZip", gzip.compress(TEXT.encode()[:5]) + gzip.compress(TEXT.encode()[5:])),
        ("gzip", gzip.compress(TEXT.encode()) + b"\0\0\0"),
        ("deflate", zlib.compress(TEXT.encode())),
        ("deflate", zlib.compress(TEXT.encode(), wbits=-15)),
        ("identity", TEXT.encode()),
    ],
)
def test_packed_pages(served: Site, client: Callable[..., Web], coding: str, packed: bytes) -> None:
    served.replies["/a"] = answer(packed, content_encoding=coding)
    assert client().fetch(served.url("/a")).data == TEXT.encode()


@pytest.mark.parametrize(
    ("coding", "packed", "message"),
    [
        ("gzip", gzip.compress(TEXT.encode())[:-9], "is packed, and ends too early"),
        ("gzip", b"", "is packed, and ends too early"),
        ("gzip", TEXT.encode(), "is packed, and damaged"),
        ("deflate", TEXT.encode(), "is packed, and damaged"),
        ("br", b"abc", "is packed in a way that was not asked for: br"),
        (
            "gzip, gzip",
            gzip.compress(gzip.compress(TEXT.encode())),
            "is packed in a way that was not asked for: gzip, gzip",
        ),
    ],
)
def test_badly_packed_pages(
    served: Site, client: Callable[..., Web], coding: str, packed: bytes, message: str
) -> None:
    served.replies["/a"] = answer(packed, content_encoding=coding)
    assert str(failure(client(), served.url("/a"))) == message


@given(st.binary(max_size=2000), st.lists(st.integers(1, 500)), st.sampled_from(["gzip", "deflate"]))
def test_unpacking_takes_chunks_of_any_size(data: bytes, cuts: list[int], coding: str) -> None:
    packed = gzip.compress(data) if coding == "gzip" else zlib.compress(data)
    bounds = [0, *itertools.accumulate(cuts), len(packed)]
    chunks = [packed[start:end] for start, end in itertools.pairwise(sorted(bounds))]
    assert collect(unpacked(chunks, coding), len(data)) == data


@given(st.binary())
def test_any_bytes_unpack_or_are_an_error(data: bytes) -> None:
    with suppress(FetchError):
        assert len(gunzip(b"\x1f\x8b" + data, 1000)) <= 1000


@given(
    st.sampled_from(
        [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 301 \r\nlocation: ", b"HTTP/1.1 200 OK\r\nset-cookie: "]
    ),
    st.one_of(st.binary(), st.text('\r\n:;=,/ aZ09-"', max_size=60).map(str.encode)),
    st.sampled_from([b"", b"\r\n\r\n", b"\r\ncontent-encoding: gzip\r\n\r\n\x1f\x8b\x08"]),
    st.binary(max_size=50),
)
def test_any_answer_is_a_page_or_an_error(start: bytes, middle: bytes, end: bytes, body: bytes) -> None:
    manners = Manners(allow_private=True, delay=0, retries=0, read_timeout=5, max_cache_bytes=0)
    with site() as served, Web(manners, network=Network(here)) as web:
        served.replies["/a"] = lambda request: [start + middle + end + body]
        with suppress(FetchError):
            assert web.fetch(served.url("/a")).asked == served.url("/a")


# Trying again


def in_turn(*replies: bytes) -> Callable[[Request], bytes]:
    turns = iter(replies)
    return lambda request: next(turns)


def test_what_may_pass_is_tried_again(served: Site, client: Callable[..., Web], time: Time) -> None:
    served.replies["/a"] = in_turn(answer(b"", 503), answer(b"", 500), answer(TEXT))
    assert client().fetch(served.url("/a")).data == TEXT.encode()
    first, second = time.slept
    assert 1 <= first <= 1.5
    assert 2 <= second <= 3


def test_it_is_tried_three_times_again(served: Site, client: Callable[..., Web], time: Time) -> None:
    served.replies["/a"] = answer(b"", 502)
    error = failure(client(), served.url("/a"))
    assert (str(error), error.lasting) == ("answers 502 Bad Gateway", False)
    assert (len(served.targets()), len(time.slept)) == (4, 3)


def test_a_server_says_when(served: Site, client: Callable[..., Web], time: Time) -> None:
    date = formatdate(TODAY + 47, usegmt=True)
    served.replies["/a"] = in_turn(
        answer(b"", 429, retry_after="7"),
        answer(b"", 503, retry_after=date),
        answer(b"", 503, retry_after="soon"),
        answer(),
    )
    client().fetch(served.url("/a"))
    assert time.slept[:2] == [7, 40]
    assert 4 <= time.slept[2] <= 6


def test_a_server_that_wants_too_much_time_is_left(
    served: Site, client: Callable[..., Web], time: Time
) -> None:
    served.replies["/a"] = answer(b"", 429, retry_after="3600")
    error = failure(client(), served.url("/a"))
    assert (str(error), error.lasting, time.slept) == ("answers 429 Too Many Requests", False, [])
    assert served.targets() == ["/a"]


def test_a_server_that_wants_to_be_left_alone_is(
    served: Site, client: Callable[..., Web], time: Time
) -> None:
    served.replies |= {"/a": answer(b"", 503, retry_after="3600"), "/b": answer(TEXT)}
    web = client()
    failure(web, served.url("/a"))
    error = failure(web, served.url("/b"))
    assert (str(error), error.lasting) == ("its server asks to be left alone for 3600 s", False)
    assert served.targets() == ["/a"]
    time.time += 3601
    assert web.fetch(served.url("/b")).data == TEXT.encode()


def test_nobody_listens(client: Callable[..., Web], time: Time) -> None:
    with site() as gone:
        url = gone.url("/a")
    error = failure(client(), url)
    assert (str(error), error.lasting) == ("cannot be connected to", False)
    assert len(time.slept) == 3


def test_a_host_that_fails_again_and_again_is_asked_less_and_then_left_alone(
    served: Site, client: Callable[..., Web], time: Time
) -> None:
    served.replies |= {"/ok": answer(TEXT), "/a": answer(b"", 503)}
    web, asked = client(), []
    for _ in range(WEARY + 2):
        before = len(served.targets())
        failure(web, served.url("/a"))
        asked.append(len(served.targets()) - before)
    assert asked == [4] * WEARY + [1, 1]
    web.fetch(served.url("/ok"))
    failure(web, served.url("/a"))
    assert len(served.targets()) == sum(asked) + 1 + 4  # one that comes, and all is as before
    for _ in range(GIVEN_UP):
        error = failure(web, served.url("/a"))
    assert "left alone for 60 s" in str(error)
    before = len(served.targets())
    failure(web, served.url("/ok"))
    assert len(served.targets()) == before
    time.time += 61
    assert web.fetch(served.url("/ok")).data == TEXT.encode()


def test_a_host_that_always_asks_to_wait_is_not_waited_for_a_thousand_times(
    served: Site, client: Callable[..., Web], time: Time
) -> None:
    served.replies["/a"] = answer(b"", 429, retry_after="100")
    web = client()
    for _ in range(50):
        failure(web, served.url("/a"))
    assert sum(time.slept) < 400
    assert len(served.targets()) < 10


def test_a_cookie_that_no_header_takes_is_dropped(served: Site, client: Callable[..., Web]) -> None:
    served.replies |= {
        "/a": lambda _: [
            b"HTTP/1.1 302 Found\r\nlocation: /b\r\n",
            b"set-cookie: namn=Bor\xc3\xa5s\r\ncontent-length: 0\r\n\r\n",
        ],
        "/b": answer(TEXT),
    }
    assert client().fetch(served.url("/a")).data == TEXT.encode()


def test_whoever_ends_the_program_need_not_wait(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(b"", 429, retry_after="60")
    web = Web(Manners(allow_private=True, delay=0, max_cache_bytes=0))  # with the true clock
    held = threading.Event()

    def addresses() -> Iterator[str | None]:
        yield served.url("/a")
        while not served.targets():
            yield None
        held.set()
        raise KeyboardInterrupt

    started = monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(web.fetch_all(addresses()))
    assert held.is_set()
    assert monotonic() - started < 20


def test_many_packed_pieces_are_refused_soon(served: Site, client: Callable[..., Web]) -> None:
    data = gzip.compress(b"") * 100_000
    with pytest.raises(FetchError, match="too many pieces"):
        gunzip(data, 1_000_000)
    assert gunzip(gzip.compress(b"a") * 500, 1_000) == b"a" * 500


# Cache


def test_what_is_fresh_is_not_asked_for(served: Site, client: Callable[..., Web], time: Time) -> None:
    served.replies["/a"] = answer(TEXT, cache_control="max-age=60", age="10")
    first = client().fetch(served.url("/a"))
    second = client().fetch(served.url("/a"))
    assert (first.from_cache, second.from_cache, second.unchanged) == (False, True, False)
    assert second.data == first.data
    assert served.targets() == ["/a"]
    time.time += 51
    assert not client().fetch(served.url("/a")).from_cache
    assert served.targets() == ["/a", "/a"]


@pytest.mark.parametrize(
    ("stated", "condition"),
    [
        ({"etag": '"v1"'}, ("if-none-match", '"v1"')),
        (
            {"last_modified": "Wed, 19 Jun 2024 08:00:00 GMT"},
            ("if-modified-since", "Wed, 19 Jun 2024 08:00:00 GMT"),
        ),
        ({"etag": 'W/"å"', "cache_control": "no-cache"}, ("if-none-match", 'W/"å"')),
    ],
)
def test_a_page_is_asked_for_only_if_it_has_changed(
    served: Site, client: Callable[..., Web], stated: dict[str, str], condition: tuple[str, str]
) -> None:
    def reply(request: Request) -> bytes:
        same = request.headers.get(condition[0], "").encode("latin-1").decode() == condition[1]
        return answer(b"", 304, etag='"v2"') if same else answer(TEXT, **stated)

    served.replies["/a"] = reply
    if "å" in condition[1]:
        stated["etag"] = stated["etag"].encode().decode("latin-1")
    assert not client().fetch(served.url("/a")).unchanged
    again = client().fetch(served.url("/a"))
    assert (again.status, again.data, again.etag) == (200, TEXT.encode(), '"v2"')
    assert (again.from_cache, again.unchanged) == (True, True)


def test_fresh_asks_in_any_case(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(b"one", cache_control="max-age=3600")
    web = client()
    web.fetch(served.url("/a"))
    served.replies["/a"] = answer(b"two", cache_control="max-age=3600")
    assert web.fetch(served.url("/a")).data == b"one"
    assert web.fetch(served.url("/a"), fresh=True).data == b"two"
    assert web.fetch(served.url("/a")).data == b"two"


def test_a_server_that_promises_a_year_is_asked_after_a_day(
    served: Site, client: Callable[..., Web], time: Time
) -> None:
    served.replies["/a"] = answer(TEXT, cache_control="public, MAX-AGE=31536000, immutable")
    client().fetch(served.url("/a"))
    time.time += 24 * 3600 + 1
    assert not client().fetch(served.url("/a")).from_cache


@pytest.mark.parametrize(
    "headers",
    [
        {"cache_control": "no-store, max-age=60"},
        {"cache_control": "no-store", "etag": '"1"'},
        {"cache_control": "max-age=60", "vary": "*"},
        {"cache_control": "max-age=-1"},
        {"cache_control": "max-age=abc"},
        {"expires": "0", "date": formatdate(TODAY, usegmt=True)},
        {"expires": formatdate(TODAY, usegmt=True), "date": formatdate(TODAY, usegmt=True)},
        {},
    ],
)
def test_what_is_not_kept(
    served: Site, client: Callable[..., Web], tmp_path: Path, headers: dict[str, str]
) -> None:
    served.replies["/a"] = answer(TEXT, **headers)
    client().fetch(served.url("/a"))
    client().fetch(served.url("/a"))
    assert served.targets() == ["/a", "/a"]
    assert not list(tmp_path.rglob("*"))


def test_an_expiry_date(served: Site, client: Callable[..., Web]) -> None:
    date, expires = (formatdate(TODAY + seconds, usegmt=True) for seconds in (0, 60))
    served.replies["/a"] = answer(TEXT, expires=expires, date=date)
    client().fetch(served.url("/a"))
    assert client().fetch(served.url("/a")).from_cache


def test_errors_and_redirects_are_not_kept(served: Site, client: Callable[..., Web]) -> None:
    fresh = {"cache_control": "max-age=60"}
    served.replies |= {
        "/a": answer(b"", 404, **fresh),
        "/b": moved("/c", **fresh),
        "/c": answer(b"", 410, **fresh),
    }
    for path in ("/a", "/b"):
        failure(client(), served.url(path))
    served.replies |= {"/a": answer(TEXT), "/c": answer(TEXT)}
    for path in ("/a", "/b"):
        assert client().fetch(served.url(path)).data == TEXT.encode()


@pytest.mark.parametrize("damage", [b"", b"\xff" * 50, b"\x81\xa3url\xa1a", b"\x91" * 100_000])
def test_a_damaged_cache_is_no_error(
    served: Site, client: Callable[..., Web], tmp_path: Path, damage: bytes
) -> None:
    served.replies["/a"] = answer(TEXT, cache_control="max-age=60")
    client().fetch(served.url("/a"))
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(damage)
    assert client().fetch(served.url("/a")).data == TEXT.encode()
    assert client().fetch(served.url("/a")).from_cache


def test_a_cache_that_cannot_be_written_is_no_error(
    served: Site, client: Callable[..., Web], tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file")
    served.replies["/a"] = answer(TEXT, cache_control="max-age=60")
    assert not client().fetch(served.url("/a")).from_cache
    assert not client().fetch(served.url("/a")).from_cache


def test_what_another_form_was_asked_for_is_kept_apart(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = lambda request: answer(request.headers["accept"], cache_control="max-age=60")
    assert [client().fetch(served.url("/a"), accept=form).data for form in ("a/b", "c/d", "a/b")] == [
        *(b"a/b", b"c/d", b"a/b")
    ]


def test_the_cache_stays_within_its_bounds(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 100_000)
    for number in range(60):
        cache.put(Kept(f"http://a/{number}", {}, bytes(10_000), 0.0), "")
        files = list(tmp_path.iterdir())
        assert sum(path.stat().st_size for path in files) <= 100_000
        for path in files:  # all older than what comes next
            os.utime(path, (path.stat().st_mtime - 1000,) * 2)
    cache.put(Kept("http://a/large", {}, bytes(60_000), 0.0), "")
    assert cache.get("http://a/large", "") is None
    assert cache.get("http://a/59", "") is not None
    assert cache.get("http://a/0", "") is None
    assert Cache(tmp_path, 0).put(Kept("http://a/b", {}, b"a", 0.0), "") is None


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VALLEY_CACHE", str(tmp_path))
    assert Manners().cache_folder == tmp_path / "http"
    monkeypatch.delenv("VALLEY_CACHE")
    assert Manners().cache_folder.parts[-2:] == ("valleygraph", "http")


# robots.txt


def robots(text: str, status: int = 200) -> bytes:
    return answer(text, status, content_type="text/plain")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: valleygraph\nDisallow: /x", "/a", True),
        ("User-agent: ValleyGraph\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /*.pdf$\nAllow: /open/", "/a.pdf", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a", "/a", False),
        ("\x00\xff nonsense", "/a", True),
        ("", "/a", True),
    ],
)
def test_robots(served: Site, client: Callable[..., Web], text: str, path: str, allowed: bool) -> None:
    served.replies |= {"/robots.txt": robots(text), path: answer(TEXT)}
    if allowed:
        assert client().fetch(served.url(path)).data == TEXT.encode()
    else:
        error = failure(client(), served.url(path))
        assert (str(error), error.lasting) == ("its robots.txt does not allow it", True)
        assert served.targets() == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_allow_all(served: Site, client: Callable[..., Web], status: int) -> None:
    served.replies |= {"/robots.txt": robots("User-agent: *\nDisallow: /", status), "/a": answer(TEXT)}
    assert client().fetch(served.url("/a")).data == TEXT.encode()


@pytest.mark.parametrize(
    ("status", "words"), [(503, "503 Service Unavailable"), (505, "505 "), (429, "429 Too")]
)
def test_robots_that_cannot_be_read_allow_nothing_for_now(
    served: Site, client: Callable[..., Web], time: Time, status: int, words: str
) -> None:
    served.replies |= {"/robots.txt": robots("", status), "/a": answer(TEXT)}
    web = client(retries=0)
    for _ in range(2):
        error = failure(web, served.url("/a"))
        assert str(error).startswith(f"its robots.txt answers {words}")
        assert not error.lasting
    assert len(served.asked) == 1
    served.replies["/robots.txt"] = robots("")
    time.time += 601
    assert web.fetch(served.url("/a")).data == TEXT.encode()


def test_robots_are_asked_for_once_a_day(served: Site, client: Callable[..., Web], time: Time) -> None:
    served.replies |= {"/robots.txt": robots(""), "/a": answer(TEXT)}
    web = client()
    for _ in range(3):
        web.fetch(served.url("/a"))
    assert [request.target for request in served.asked].count("/robots.txt") == 1
    time.time += 24 * 3600 + 1
    served.replies["/robots.txt"] = robots("User-agent: *\nDisallow: /")
    failure(web, served.url("/a"))


def test_robots_of_the_host_that_is_redirected_to(served: Site, client: Callable[..., Web]) -> None:
    def reply(request: Request) -> bytes:
        return robots("User-agent: *\nDisallow: /" if request.host == "two.example" else "")

    served.replies |= {"/robots.txt": reply, "/a": moved(served.url("/b", "two.example")), "/b": answer(TEXT)}
    assert str(failure(client(), served.url("/a", "one.example"))) == "its robots.txt does not allow it"
    assert served.targets() == ["/a"]


def test_robots_may_be_redirected(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(TEXT)
    served.replies["/robots.txt"] = moved(served.url("/elsewhere", "two.example"), 302)
    served.replies["/elsewhere"] = robots("User-agent: *\nDisallow: /")
    failure(client(), served.url("/a", "one.example"))
    served.replies["/elsewhere"] = moved("/elsewhere")
    assert client().fetch(served.url("/a", "one.example")).data == TEXT.encode()


def test_robots_without_end_are_read_at_the_beginning(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(TEXT)
    served.replies["/robots.txt"] = endless(HEAD + b"\r\nUser-agent: *\nDisallow: /b\n", b"# more\n" * 10_000)
    web = client()
    assert web.fetch(served.url("/a")).data == TEXT.encode()
    assert failure(web, served.url("/b")).lasting


def test_sitemaps_that_robots_name(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/robots.txt"] = robots("Sitemap: https://example.org/a.xml\nUser-agent: *\nDisallow: /")
    assert client().sitemaps(served.url("/x")) == ("https://example.org/a.xml",)


# Pauses


def test_a_host_rests_between_two_requests(served: Site, client: Callable[..., Web], time: Time) -> None:
    served.replies |= {"/a": answer(TEXT), "/b": answer(TEXT)}
    web = client(delay=2)
    web.fetch(served.url("/a", "one.example"))
    assert time.slept == [2]  # behind robots.txt
    web.fetch(served.url("/b", "one.example"))
    assert time.slept == [2, 2]
    time.time += 1.5
    web.fetch(served.url("/a", "one.example"))
    assert time.slept == [2, 2, 0.5]
    time.time += 5
    web.fetch(served.url("/a", "one.example"))
    assert time.slept == [2, 2, 0.5]


@pytest.mark.parametrize(
    ("stated", "expected"), [("5", 5), ("0.5", 1), ("3600", 30), ("nan", 1), ("-1", 1), ("soon", 1)]
)
def test_the_pause_that_robots_ask_for(
    served: Site, client: Callable[..., Web], time: Time, stated: str, expected: float
) -> None:
    served.replies |= {"/robots.txt": robots(f"User-agent: *\nCrawl-delay: {stated}"), "/a": answer(TEXT)}
    web = client(delay=1)
    web.fetch(served.url("/a"))
    web.fetch(served.url("/a"))
    assert time.slept == [1, expected]


# Many


def test_several_hosts_are_asked_at_a_time(served: Site, client: Callable[..., Web]) -> None:
    together = threading.Barrier(3)

    def meet(request: Request) -> bytes:
        together.wait(20)
        return answer(request.host)

    served.replies["/a"] = meet
    urls = [served.url("/a", f"{name}.example") for name in ("one", "two", "three")]
    found = dict(client().fetch_all(urls))
    assert {url: page.data for url, page in found.items() if isinstance(page, Page)} == {
        url: absolute(url).host.encode() for url in urls
    }


def test_a_host_is_asked_for_one_page_at_a_time(served: Site, client: Callable[..., Web]) -> None:
    lock, now, most = threading.Lock(), Counter[str](), Counter[str]()

    def count(request: Request) -> Iterator[bytes]:
        with lock:
            now[request.host] += 1
            most[request.host] = max(most[request.host], now[request.host])
        yield HEAD + b"content-length: 1\r\n\r\n"
        with lock:
            now[request.host] -= 1
        yield b"a"

    urls = [served.url(f"/{n}", f"{name}.example") for n in range(10) for name in ("one", "two", "one")]
    served.replies |= {f"/{n}": count for n in range(10)}
    pages = list(client().fetch_all(urls))
    assert sorted(url for url, page in pages if isinstance(page, Page)) == sorted(urls)
    assert most == {"one.example": 1, "two.example": 1}


def test_threads_of_a_user_share_the_hosts(served: Site, client: Callable[..., Web]) -> None:
    lock, now, most = threading.Lock(), Counter[str](), Counter[str]()

    def count(request: Request) -> Iterator[bytes]:
        with lock:
            now[request.host] += 1
            most[request.host] = max(most[request.host], now[request.host])
        yield HEAD + b"content-length: 1\r\n\r\n"
        with lock:
            now[request.host] -= 1
        yield b"a"

    web = client()
    served.replies |= {f"/{n}": count for n in range(20)}
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(web.fetch, [served.url(f"/{n}", "one.example") for n in range(20)]))
    assert len(pages) == 20
    assert most == {"one.example": 1}
    assert [request.target for request in served.asked].count("/robots.txt") == 1


def test_pages_come_as_they_are_there(served: Site, client: Callable[..., Web]) -> None:
    release = threading.Event()

    def late(request: Request) -> bytes:
        release.wait(20)
        return answer(b"late")

    served.replies |= {"/late": late, "/a": answer(b"early")}
    urls = [served.url("/late", "slow.example"), *(served.url("/a", f"{n}.example") for n in range(20))]
    order = []
    for url, _ in client(workers=2).fetch_all(urls):
        order.append(url)
        if len(order) == 20:
            release.set()
    assert order[-1] == urls[0]
    assert sorted(order) == sorted(urls)


def test_one_host_does_not_hold_up_the_others(served: Site, client: Callable[..., Web]) -> None:
    served.replies |= {"/a": answer(TEXT)}
    many = [served.url("/a", "large.example")] * 200
    order = [url for url, _ in client(workers=2).fetch_all([*many, served.url("/a", "small.example")])]
    assert order.index(served.url("/a", "small.example")) < 10


def test_errors_come_among_the_pages(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(TEXT)
    urls = [served.url("/a"), served.url("/none"), "nonsense", "http://[", served.url("/a")]
    results = list(client().fetch_all(urls))
    assert sorted(url for url, _ in results) == sorted(urls)
    assert {url for url, found in results if isinstance(found, FetchError)} == set(urls[1:4])


def test_addresses_are_taken_as_they_are_needed(served: Site, client: Callable[..., Web]) -> None:
    served.replies["/a"] = answer(TEXT)
    taken = itertools.count()
    urls = (served.url("/a", f"{number}.example") for number in taken)
    results = client(workers=2).fetch_all(urls)
    for _ in range(3):
        assert isinstance(next(results)[1], Page)
    results.close()  # type: ignore[attr-defined]
    assert next(taken) < 1000
    assert len(served.targets()) <= 6


def test_nothing_to_fetch(client: Callable[..., Web]) -> None:
    assert list(client().fetch_all([])) == []


@pytest.mark.parametrize(
    "wrong",
    [{"contact": "a\nHost: b"}, {"workers": 0}, {"read_timeout": 0}, {"delay": -1}, {"max_bytes": -1}],
)
def test_impossible_manners(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Manners(**wrong)


# Addresses


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/a/.", "https://example.org/a/"),
        ("https://example.org/../../a", "https://example.org/a"),
        ("https://example.org/%7Ea/%c3%a5?q=%c3%a5", "https://example.org/~a/%C3%A5?q=%C3%A5"),
        ("https://example.org/å?q=å ä", "https://example.org/%C3%A5?q=%C3%A5%20%C3%A4"),
        ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
        ("https://example.org/a%2e%2e/%2e%2e/b", "https://example.org/b"),
        ("https://example.org/a//b", "https://example.org/a//b"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a?b=1&&c", "https://example.org/a?b=1&c"),
        ("https://example.org/a#b", "https://example.org/a"),
        (
            "https://example.org/?utm_source=a&id=7&UTM_medium=b&fbclid=x&gclid=y&mc_cid=z",
            "https://example.org/?id=7",
        ),
        (
            "https://example.org/?did=1&gallery=2&uid=3&source=4&ref=5",
            "https://example.org/?did=1&gallery=2&uid=3&source=4&ref=5",
        ),
        ("https://example.org/?b=2&a=1", "https://example.org/?b=2&a=1"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("http://[2606:4700:0::1111]:80/a", "http://[2606:4700:0::1111]/a"),
    ],
)
def test_one_form_of_an_address(url: str, expected: str) -> None:
    assert canonical(url) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("b", "https://example.org/news/b"),
        ("/b", "https://example.org/b"),
        ("?page=2", "https://example.org/news/a?page=2"),
        ("//example.com/c", "https://example.com/c"),
        ("", "https://example.org/news/a"),
    ],
)
def test_relative_addresses(url: str, expected: str) -> None:
    assert canonical(url, "https://example.org/news/a") == expected


@given(
    st.one_of(
        st.text(),
        st.from_regex(r"https?://[a-zA-ZåÅ.:0-9\[\]-]{1,20}(/[^\s]{0,30})?(\?[^\s]{0,30})?", fullmatch=True),
        st.text("abc/.%2eEfF?&=#~åÅ \\:@;,+", max_size=40).map("https://example.org/".__add__),
    )
)
@example("http://a/%2E%2E//..//.")
@example("http://a/%25%32%65")
def test_the_form_of_a_form_is_itself(url: str) -> None:
    with suppress(InputError):
        form = canonical(url)
        assert form.isascii()
        assert canonical(form) == form


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("https://www.example.org/a", "http://press.example.org", True),
        ("https://a.co.uk", "https://b.co.uk", False),
        ("https://a.github.io", "https://b.github.io", False),
        ("http://127.0.0.1/a", "http://127.0.0.1:8080/b", True),
        ("http://127.0.0.1", "http://127.0.0.2", False),
        ("http://localhost", "http://intranet", False),
    ],
)
def test_sites(first: str, second: str, same: bool) -> None:
    assert same_site(first, second) is same


# Kinds


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'<?xml version="1.0"?>\n<!-- x --><rss version="2.0">', "feed"),
        (b'\xef\xbb\xbf<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
        ('<?xml version="1.0" encoding="utf-16"?><rss/>'.encode("utf-16"), "feed"),
        (b'<rdf:RDF xmlns:rdf="x">', "feed"),
        (
            b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "x.dtd"><rss version="0.91">',
            "feed",
        ),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
        (b'{"version": "2"}', "document"),
        (b'<?xml-stylesheet href="a"?><urlset/>', "sitemap"),
        (b"<sitemapindex>", "sitemap"),
        (gzip.compress(b"<urlset/>"), "sitemap"),
        (gzip.compress(b"<urlset/>")[:-10], "document"),
        (b"# news\nhttps://example.org/a\r\n\r\nhttps://example.org/b", "list"),
        (b"https://example.org/a\n" * 10_000, "list"),
        (b"see https://example.org/a", "document"),
        (b"<!doctype html><html><body>", "page"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "page"),
        (b"  <title>x</title>", "page"),
        (b"%PDF-1.7", "document"),
        (b"PK\x03\x04", "document"),
        (b"<!-- x -->" * 5000 + b"<", "page"),
        (b"", "document"),
    ],
)
def test_kinds(data: bytes, expected: str) -> None:
    assert kind(Page("https://example.org/a", "", media_type="text/html", data=data)) == expected


@given(st.binary(), st.sampled_from([b"", b"\x1f\x8b", b"<", b"{", b"\xff\xfe"]))
def test_any_bytes_are_of_some_kind(data: bytes, start: bytes) -> None:
    assert kind(Page("", "", data=start + data)) in ("feed", "sitemap", "list", "page", "document")
