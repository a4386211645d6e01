"""The time that each named query takes on a store, by the median of a few rounds.

    python benchmarks/queries.py STORE [-n NAME]… [--rounds 3] [--each] [--rdflib] [--server]

STORE is the folder of a store; it is only read. A query that cannot do without a parameter is asked
about the thing that the store tells most of, or about the middle of its releases' dates. `--each` asks
it once more for each parameter that it may have: about the thing of that kind that the store tells
most of, and, as nothing is slower in a careless query, about a name that nothing bears. `--rdflib`
asks the same of rdflib, `--server` of `oxigraph serve` over HTTP (`pip install oxigraph`): on the same
quads, in the same run, a round of each in turn. A ratio is their median to that of the store.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import rdflib
from pyoxigraph import Quad, QuerySolutions, RdfFormat, serialize

import valleygraph as vg
from valleygraph.graph.queries import NamedQuery, fill
from valleygraph.graph.store import Store

Run = Callable[[str], int]  # SPARQL → the number of rows

_MOST = """
SELECT ?name (COUNT(*) AS ?times)
WHERE {{ ?mention iv:refersTo ?entity . ?entity rdfs:label ?name ; a ?class {more} }}
GROUP BY ?name ORDER BY DESC(?times) ?name LIMIT 1
"""
_NOBODY = "Nobody Whatsoever"
_ASKED = {  # parameters by the kind of thing that they name
    "foaf:Person": ("person", "speaker"),
    "org:Organization": (
        *("organisation", "party", "funder", "recipient", "principal", "agent", "founder", "authority"),
        *("member", "programme", "established"),
    ),
    "dcterms:Location": ("place", "designee", "region"),
    "iv:Initiative": ("initiative", "whole"),
}
_NAMING = frozenset({"entity", "name"}).union(*_ASKED.values())
_MIDDLE = "SELECT (STR(?day) AS ?text) WHERE { ?release a iv:Release ; iv:earliest ?day } ORDER BY ?day"


def given(store: Store) -> dict[str, str]:
    """A value for each parameter that some query needs or is asked about, from what the store holds."""
    days = _texts(store, _MIDDLE) or ["2024-06-14"]
    day = days[len(days) // 2]
    most = next(iter(_texts(store, _MOST.format(more=""))), _NOBODY)
    named: dict[str, str] = {}
    for kind, parameters in _ASKED.items():
        found = _texts(store, _MOST.format(more=f"FILTER(?class = {kind})"))
        named |= dict.fromkeys(parameters, next(iter(found), _NOBODY))
    claim = next(iter(_texts(store, "SELECT (STR(?c) AS ?t) { ?c a iv:Claim } LIMIT 1")), "urn:x:none")
    return {
        **named,
        **dict.fromkeys(("date", "since", "from", "until", "after", "due"), day),
        "entity": most,
        "name": most,
        "claim": claim,
        "fact": "Agreement",
        "type": "Organization",
    }


def _texts(store: Store, sparql: str) -> list[str]:
    answer = store.query(sparql)
    assert isinstance(answer, QuerySolutions)
    return [str(row[0].value) for row in answer]


def asked(query: NamedQuery, values: Mapping[str, str], *, each: bool) -> Iterator[tuple[str, str]]:
    """The query with the parameters that it needs; with `each`, then with one more in turn.

    Of each, what it is asked about, and its SPARQL.
    """
    needed = {p.name: values[p.name] for p in query.parameters if p.required}
    yield query.name, fill(query, needed)
    if not each:
        return
    for parameter in query.parameters:
        if parameter.required or parameter.name not in values:
            continue
        found = values[parameter.name]
        for value in (found, _NOBODY) if parameter.name in _NAMING else (found,):
            label = f"{query.name} {parameter.name}{' (nobody)' if value == _NOBODY else ''}"
            yield label, fill(query, {**needed, parameter.name: value})


def in_rdflib(quads: Path) -> Run:
    """rdflib on the same quads, in memory."""
    dataset = rdflib.Dataset()
    dataset.parse(quads, format="nquads")
    return lambda text: len(list(dataset.query(text)))


@contextmanager
def served(binary: str, quads: Path, folder: Path) -> Iterator[Run]:
    """`oxigraph serve` on the same quads, asked over HTTP."""
    data = str(folder / "served")
    subprocess.run([binary, "load", "--location", data, "--file", str(quads)], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen([binary, "serve-read-only", "--location", data, "--bind", address])
    try:
        _wait(address)
        yield lambda text: _ask(f"http://{address}/query", text)
    finally:
        server.terminate()
        server.wait()


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            _ask(f"http://{address}/query", "SELECT * WHERE { } LIMIT 1")
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"no answer from the server at {address}")


def _ask(url: str, text: str) -> int:
    body = urllib.parse.urlencode({"query": text}).encode()
    request = urllib.request.Request(url, body, {"Accept": "text/tab-separated-values"})
    with urllib.request.urlopen(request) as response:
        return int(response.read().count(b"\n")) - 1


def written(store: Store, folder: Path) -> Path:
    """All quads of a store in a file."""
    path = folder / "quads.nq"
    quads: Iterator[Quad] = store.match()
    with path.open("wb") as out:
        serialize(quads, out, RdfFormat.N_QUADS)
    return path


def timed(run: Run, text: str) -> tuple[float, int]:
    """Milliseconds and rows."""
    started = time.perf_counter()
    rows = run(text)
    return (time.perf_counter() - started) * 1000, rows


def compared(store: Store, stack: ExitStack, *, with_rdflib: bool, with_server: bool) -> dict[str, Run]:
    """What is timed, by name; the store itself first."""
    runs: dict[str, Run] = {"store": lambda text: sum(1 for _ in store.query(text))}
    where = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    binary = shutil.which("oxigraph", path=where) if with_server else None
    if with_server and binary is None:
        print("no command oxigraph, which the package of that name brings: left out", file=sys.stderr)
    if with_rdflib or binary:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        quads = written(store, folder)
        if with_rdflib:
            runs["rdflib"] = in_rdflib(quads)
        if binary:
            runs["server"] = stack.enter_context(served(binary, quads, folder))
    return runs


def report(name: str, rows: int, times: Mapping[str, list[float]]) -> None:
    """One line: rows, the store's median, and of each other its median and ratio."""
    medians = {run: statistics.median(found) for run, found in times.items()}
    base = medians.pop("store")
    others = "".join(f"{m:>12,.1f} ms {run} ({m / base:.1f} ×)" for run, m in medians.items())
    print(f"{name:<40}{rows:>8,} rows{base:>12,.1f} ms{others}", flush=True)


def main() -> None:
    """Print a line a query."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("-n", "--name", action="append", choices=list(vg.library()), help="only this query")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--each", action="store_true", help="with each parameter that it may have, too")
    parser.add_argument("--rdflib", action="store_true", help="rdflib too: slow on more than a few releases")
    parser.add_argument("--server", action="store_true", help="`oxigraph serve` over HTTP too")
    arguments = parser.parse_args()
    with vg.open_store(arguments.store) as store, ExitStack() as stack:
        runs = compared(store, stack, with_rdflib=arguments.rdflib, with_server=arguments.server)
        values = given(store)
        for name in arguments.name or vg.library():
            for label, text in asked(vg.library()[name], values, each=arguments.each):
                times: dict[str, list[float]] = {run: [] for run in runs}
                rows = 0
                for _ in range(arguments.rounds):
                    for run in runs:
                        took, rows = timed(runs[run], text)
                        times[run].append(took)
                report(label, rows, times)


if __name__ == "__main__":
    main()
