"""The web client: fetches politely and safely, and only what has changed."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from types import TracebackType

import httpx
import msgspec

from ...errors import FetchError, InputError
from .addresses import absolute
from .asking import Asking
from .cache import HEADERS, Cache, Kept, kept
from .exchange import Answer, Wire, redirection, refusal
from .guard import Network
from .manners import Clock, Manners
from .pages import Page, media
from .parallel import fetch_all

ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, application/pdf;q=0.9, */*;q=0.8"

_PERMANENT = (301, 308)
_LASTING = (404, 410, 451)


@dataclass(frozen=True, slots=True)
class _Visit:
    """One fetch, over all its redirects."""

    accept: str
    fresh: bool
    cookies: httpx.Cookies = field(
        default_factory=httpx.Cookies
    )  # of this visit alone, each for its own site


class Web:
    """A client for a whole run, closed at its end. Its methods may be called from several threads.

    `clock` and `network` stand for time and the network; `tls` for the certificates that are trusted, by
    default those of certifi or of SSL_CERT_FILE. Proxies are not used: what they ask cannot be checked.
    """

    def __init__(
        self,
        manners: Manners | None = None,
        *,
        clock: Clock | None = None,
        network: Network | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.manners = manners or Manners()
        self._ended = threading.Event()
        self._clock = clock or Clock(sleep=partial(_rest, self._ended))
        self._wire = Wire(self.manners, self._clock, network or Network(), tls)
        self._asking = Asking(self.manners, self._clock, self._wire)
        self._cache = Cache(self.manners.cache_folder, self.manners.max_cache_bytes)

    def __enter__(self) -> Web:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; whoever waits, or waits for an answer, gets a FetchError."""
        self._ended.set()
        self._wire.close()

    def fetch(self, url: str, *, accept: str | None = None, fresh: bool = False) -> Page:
        """The page at an address, from the cache if it still holds; `fresh` asks the server in any case.

        Raises FetchError in one line; its `lasting` says that it is of no use to try again later.
        """
        visit = _Visit(accept or ACCEPT, fresh)
        address, seen, permanent = _address(url), set[tuple[str, int]](), True
        for _ in range(self.manners.max_redirects + 1):
            step = (str(address), len(visit.cookies))  # some set a cookie and send one round again
            if step in seen:
                raise FetchError("redirects in a circle")
            seen.add(step)
            found = self._visited(address, visit)
            if isinstance(found, Page):
                return replace(found, asked=url, moved=permanent and len(seen) > 1)
            permanent = permanent and found[0] in _PERMANENT
            address = found[1]
        raise FetchError(f"redirects more than {self.manners.max_redirects} times")

    def fetch_all(
        self, urls: Iterable[str | None], *, accept: str | None = None, fresh: bool = False
    ) -> Iterator[tuple[str, Page | FetchError]]:
        """The pages as they come, or what is wrong with them; several hosts at a time, each for one page.

        None among the addresses means that the next one is not known yet.
        """

        def fetch(url: str) -> Page:
            return self.fetch(url, accept=accept, fresh=fresh)

        return fetch_all(urls, fetch, workers=self.manners.workers, stop=self.close)

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of an address's host names. Raises FetchError."""
        return self._asking.rules(_address(url)).sitemaps

    def _visited(self, address: httpx.URL, visit: _Visit) -> Page | tuple[int, httpx.URL]:
        """The page at an address, or the status and the address that it redirects to."""
        held = self._cache.get(str(address), visit.accept)
        if held is not None and not visit.fresh and held.is_fresh(self._clock.today()):
            return _page(held, from_cache=True)
        answer = self._asked(address, visit, held)
        target = redirection(address, answer)
        if target is not None:
            return answer.status, target
        if answer.status == 304 and held is not None:
            held = self._renewed(held, answer)
            self._cache.put(held, visit.accept)
            return _page(held, from_cache=True, unchanged=True)
        if not 200 <= answer.status < 300:
            raise FetchError(refusal(answer.status), lasting=answer.status in _LASTING)
        return self._new(address, visit, answer)

    def _asked(self, address: httpx.URL, visit: _Visit, held: Kept | None) -> Answer:
        headers = {
            "User-Agent": self.manners.user_agent,
            "Accept": visit.accept,
            "Accept-Encoding": "gzip, deflate",
            **(held.conditions() if held else {}),
        }
        request = httpx.Request("GET", address)
        with suppress(ValueError):  # of letters that no header takes
            visit.cookies.set_cookie_header(request)
            if "cookie" in request.headers:
                headers["Cookie"] = request.headers["cookie"]
        answer = self._asking.get(address, headers)
        with suppress(ValueError):
            response = httpx.Response(answer.status, headers=answer.headers, request=request)
            visit.cookies.extract_cookies(response)
        return answer

    def _renewed(self, held: Kept, answer: Answer) -> Kept:
        """What is held, with what the server says of it now."""
        fields = held.headers | {name: value for name, value in answer.headers.items() if name in HEADERS}
        return msgspec.structs.replace(held, headers=fields, at=self._clock.today())

    def _new(self, address: httpx.URL, visit: _Visit, answer: Answer) -> Page:
        found = Kept(str(address), dict(answer.headers), answer.data, self._clock.today())
        keeping = kept(found) if answer.status == 200 else None
        if keeping is not None:
            self._cache.put(keeping, visit.accept)
        return replace(_page(found), status=answer.status)


def _rest(ended: threading.Event, seconds: float) -> None:
    """Wait, unless it has ended. Raises FetchError then."""
    if ended.wait(seconds):
        raise FetchError("not fetched any more")


def _address(url: str) -> httpx.URL:
    try:
        return absolute(url)
    except InputError as error:
        raise FetchError(str(error), lasting=True) from None


def _page(found: Kept, *, from_cache: bool = False, unchanged: bool = False) -> Page:
    media_type, charset = media(found.headers.get("content-type", ""))
    return Page(
        url=found.url,
        asked=found.url,
        media_type=media_type,
        charset=charset,
        data=found.data,
        etag=found.headers.get("etag"),
        last_modified=found.headers.get("last-modified"),
        from_cache=from_cache,
        unchanged=unchanged,
    )
