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
END = ""  # no more addresses

Result = tuple[str, Page | FetchError]


def fetch_all(
    urls: Iterable[str | None], fetch: Callable[[str], Page], *, workers: int, stop: Callable[[], None]
) -> Iterator[Result]:
    """The results as they come; no more pages are in memory than there are workers.

    None among the addresses means that the next one is not known yet. `stop` ends what is being fetched, when
    somebody ends the program.
    """
    source, waiting, more = iter(urls), _Waiting(), True
    running: dict[Future[Page | FetchError], str] = {}
    pool = ThreadPoolExecutor(workers, thread_name_prefix="fetch")
    try:
        while more or running or len(waiting):
            late = False
            while more and not late and len(waiting) < AHEAD:
                url = next(source, END)
                more, late = url is not END, url is None
                if isinstance(url, str) and more:
                    waiting.add(url)
            for url in waiting.take(workers - len(running)):
                running[pool.submit(_result, fetch, url)] = url
            for future in wait(running, 0 if late else None, FIRST_COMPLETED).done:
                url = running.pop(future)
                yield url, future.result()
                waiting.free(url)
    except GeneratorExit:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    except BaseException:
        stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


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
    except Exception as error:  # whatever an answer does to a library, it is that page that cannot be read
        return FetchError(f"cannot be read: {type(error).__name__}")


def _host(url: str) -> str:
    try:
        return host_of(absolute(url))
    except InputError:
        return ""
