"""A server under load: a well-behaved client beside fifty that are not, and how many small queries a second.

    python benchmarks/serve.py STORE [--seconds 20] [--other URL]

Starts `valley serve` on the store. First a small SELECT by eight clients on connections that stay open, the
same each time and then another each time: requests a second, and the time that 50 and 99 of 100 take; the
same at `--other`, another SPARQL endpoint with the same data (`oxigraph serve-read-only`), in turn. Then
fifty clients send Cartesian products, regular expressions over everything,
deep paths, ten megabytes, or a byte a second, while one asks small queries: how long each takes, and the
memory of all processes.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

SMALL = "SELECT ?name { ?a a iv:Agreement ; iv:party/rdfs:label ?name } LIMIT 5"
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a DESC(?d)",
    'SELECT ?x { ?x ?p ?t FILTER(REGEX(STR(?t), "(a+)+(b+)+(c+)+$", "i")) }',
    "SELECT ?x ?y { ?x (!<urn:x:a>|^!<urn:x:a>)* ?y }",
    "SELECT (GROUP_CONCAT(?t) AS ?all) { ?x ?p ?t . ?y ?q ?u }",
    "CONSTRUCT { ?a ?b ?c } { ?a ?b ?c . ?d ?e ?f }",
)
CLIENTS, ROUNDS = 8, 3


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--other", help="another endpoint with the same data, as http://127.0.0.1:7878/query")
    arguments = parser.parse_args()
    with serving(arguments.store) as (port, process):
        places = {"valley": ("127.0.0.1", port, "/sparql")}
        if arguments.other:
            parts = urllib.parse.urlsplit(arguments.other)
            places["other"] = (parts.hostname or "127.0.0.1", parts.port or 80, parts.path)
        for other in (False, True):
            print("another query each time" if other else "the same query each time")
            rates: dict[str, list[float]] = {name: [] for name in places}
            for _ in range(ROUNDS):
                for name, place in places.items():
                    times = small_queries(place, arguments.seconds / 4, other=other)
                    rates[name].append(len(times) / (arguments.seconds / 4))
                    print(f"{name:8}{rates[name][-1]:9.0f} requests/s   {spread(times)}")
            if arguments.other:
                ratio = statistics.median(rates["valley"]) / statistics.median(rates["other"])
                print(f"ratio {ratio:.2f}")
        under_attack(places["valley"], process, arguments.seconds)


@contextmanager
def serving(store: Path) -> Iterator[tuple[int, psutil.Process]]:
    """The server, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "valleygraph", "serve", "--store", str(store), "--port", str(port)]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                asked.request("GET", "/api/stats")  # the catalogue takes a while
                if asked.getresponse().status == 200:
                    break
            time.sleep(0.1)
        yield port, psutil.Process(running.pid)
    finally:
        running.terminate()
        running.wait(20)


def small_queries(place: tuple[str, int, str], seconds: float, *, other: bool) -> list[float]:
    """The times of small queries, by clients that each wait for their answer; `other` ones each time."""
    times: list[float] = []
    end = time.monotonic() + seconds

    def client() -> None:
        connection = http.client.HTTPConnection(place[0], place[1], timeout=30)
        while time.monotonic() < end:
            started = time.perf_counter()
            query = another() if other else PREFIXED
            path = f"{place[2]}?{urllib.parse.urlencode({'query': query})}"
            connection.request("GET", path, headers={"Accept": "application/sparql-results+json"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(answer.status)
            times.append(time.perf_counter() - started)

    in_threads([client] * CLIENTS)
    return times


PREFIXED = (
    "PREFIX iv: <https://w3id.org/innovation-valley/ontology#>"
    f" PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {SMALL}"
)


_NUMBERS = itertools.count()


def another() -> str:
    """A small query that was not asked before: no answer that is kept is the answer to it."""
    number = next(_NUMBERS)
    return f"{PREFIXED.replace('LIMIT 5', f'OFFSET {number % 300} LIMIT 5')} # {number} {time.monotonic()}"


def under_attack(place: tuple[str, int, str], process: psutil.Process, seconds: float) -> None:
    """How long small queries take while others are hostile."""
    end = time.monotonic() + seconds
    times: list[float] = []
    statuses: list[int] = []
    memory = [0]

    def hostile(number: int) -> Callable[[], None]:
        def attack() -> None:
            while time.monotonic() < end:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    if number % 10 == 9:
                        slow(place, end)
                    else:
                        query = HOSTILE[number % len(HOSTILE)] + f" # {number} {time.monotonic()}"
                        body = (
                            "x" * 10_000_000 if number % 10 == 8 else urllib.parse.urlencode({"query": query})
                        )
                        connection = http.client.HTTPConnection(place[0], place[1], timeout=30)
                        headers = {"Content-Type": "application/x-www-form-urlencoded"}
                        connection.request("POST", place[2], body, headers)
                        connection.getresponse().read(1_000_000)
                        connection.close()

        return attack

    def well_behaved() -> None:
        while time.monotonic() < end:
            started = time.perf_counter()
            connection = http.client.HTTPConnection(place[0], place[1], timeout=30)
            connection.request("GET", f"{place[2]}?{urllib.parse.urlencode({'query': another()})}")
            answer = connection.getresponse()
            answer.read()
            connection.close()
            times.append(time.perf_counter() - started)
            statuses.append(answer.status)
            time.sleep(0.1)

    def watch() -> None:
        while time.monotonic() < end:
            with contextlib.suppress(psutil.Error):
                all_ = [process, *process.children(recursive=True)]
                memory[0] = max(memory[0], sum(each.memory_info().rss for each in all_))
            time.sleep(0.2)

    in_threads([well_behaved, watch, *(hostile(number) for number in range(50))])
    bad = sum(status != 200 for status in statuses)
    print(f"beside fifty hostile clients: {spread(times)}   {bad} of {len(statuses)} not answered")
    print(f"memory of all processes at most {memory[0] / 1e6:.0f} MB")


def slow(place: tuple[str, int, str], end: float) -> None:
    """Twenty connections that send a byte a second."""
    sockets = [socket.create_connection(place[:2], timeout=5) for _ in range(20)]
    for each in sockets:
        each.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    while time.monotonic() < end:
        for each in sockets:
            each.sendall(b"q")
        time.sleep(1)


def spread(times: list[float]) -> str:
    """The middle, the slow ones, the slowest, in milliseconds."""
    if len(times) < 2:
        return "no answers"
    cuts = statistics.quantiles(times, n=100)
    return (
        f"median {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms, slowest {max(times) * 1000:.0f} ms"
    )


def in_threads(jobs: list[Callable[[], None]]) -> None:
    """Run all at a time."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
