"""Many addresses at a time, of several hosts, each of which is asked for one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice

from ...errors import FetchError, InputError
from .addresses import absolute, host_of
from .pages import Page

AHEAD = 500  # addresses that are looked at to find hosts that are not asked yet

Result = tuple[str, Page | FetchError]


def fetch_all(urls: Iterable[str], fetch: Callable[[str], Page], *, workers: int) -> Iterator[Result]:
    """The results as they come; no more pages are in memory than there are workers."""
    source, waiting = iter(urls), _Waiting()
    running: dict[Future[Page | FetchError], str] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="fetch") as pool:
        while True:
            for url in islice(source, AHEAD - len(waiting)):
                waiting.add(url)
            for url in waiting.take(workers - len(running)):
                running[pool.submit(_result, fetch, url)] = url
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                url = running.pop(future)
                yield url, future.result()
                waiting.free(url)


class _Waiting:
    """The addresses that are still to be fetched, by host, and the hosts that are being asked."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[str]] = {}
        self._busy: set[str] = set()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, url: str) -> None:
        """Put an address behind those of its host."""
        self._queues.setdefault(_host(url), deque()).append(url)
        self._size += 1

    def take(self, number: int) -> list[str]:
        """At most so many addresses, each of a host that is not being asked and then is."""
        hosts = list(islice((host for host in self._queues if host not in self._busy), number))
        self._busy.update(hosts)
        self._size -= len(hosts)
        return [self._next(host) for host in hosts]

    def free(self, url: str) -> None:
        """The host of the address is not being asked any more."""
        self._busy.discard(_host(url))

    def _next(self, host: str) -> str:
        """The next address of a host, which then goes behind the other hosts."""
        queue = self._queues.pop(host)
        url = queue.popleft()
        if queue:
            self._queues[host] = queue
        return url


def _result(fetch: Callable[[str], Page], url: str) -> Page | FetchError:
    try:
        return fetch(url)
    except FetchError as error:
        return error


def _host(url: str) -> str:
    try:
        return host_of(absolute(url))
    except InputError:
        return ""
