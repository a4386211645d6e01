"""Words a second of extraction and of `valley ingest`, and their ratio to the bare spaCy pipeline.

    python benchmarks/ingest.py [RELEASES.jsonl[.gz]] [--limit 500] [--rounds 3]

Without a file, the example releases are read over and over. The machine's speed drifts, so the three
are timed in turn in every round and the medians are compared.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import spacy

import valleygraph as vg
from valleygraph.extract.pipeline import MODELS, load, recogniser
from valleygraph.extract.sources import read

ROOT = Path(__file__).resolve().parent.parent


def releases(source: Path | None, limit: int) -> list[vg.Release]:
    """The releases to read, all in Swedish or English."""
    found = read([str(source or ROOT / "examples")], on_error=lambda name, error: print(f"{name}: {error}"))
    chosen = list(islice(found, limit))
    if source is None:
        chosen = [replace(r, id=f"{r.id}-{n}") for n in range(-(-limit // len(chosen))) for r in chosen][
            :limit
        ]
    return chosen


def seconds(run: Callable[[], object]) -> float:
    """The time that a call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def bare(texts: dict[str, list[str]]) -> None:
    """The recognisers alone, as spaCy runs them."""
    for language, of_language in texts.items():
        for _ in recogniser(language).pipe(of_language):
            pass


def extract(chosen: list[vg.Release]) -> None:
    """The whole extraction, in this process."""
    for _ in vg.extract_releases(chosen, on_error=lambda name, error: print(f"{name}: {error}")):
        pass


def ingest(file: Path) -> None:
    """`valley ingest` as a process of its own: start, models, reading, store."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "valleygraph", "ingest", str(file), "--store", f"{folder}/store"]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def written(chosen: list[vg.Release], folder: str) -> Path:
    """The releases as JSON Lines."""
    import msgspec

    path = Path(folder) / "releases.jsonl"
    path.write_bytes(b"".join(msgspec.json.encode(r) + b"\n" for r in chosen))
    return path


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
    texts = {tag: [r.text for r in chosen if (r.language or "sv") == tag] for tag in MODELS}
    words = sum(len(r.text.split()) for r in chosen)
    loading = seconds(lambda: [load(tag) for tag in MODELS])
    with tempfile.TemporaryDirectory() as folder:
        file = written(chosen, folder)
        runs: dict[str, Callable[[], object]] = {
            "bare spaCy pipeline": lambda: bare(texts),
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
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"{number} releases, {words:,} words, spaCy {spacy.__version__}; models load in {loading:.1f} s")
    base = statistics.median(times["bare spaCy pipeline"])
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:<22}{words / median:>9,.0f} words/s   {base / median:.2f} of the bare pipeline")
    print(f"peak memory of `valley ingest`: {memory / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
