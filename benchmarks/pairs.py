"""Whether the store knows what is the same: precision and recall over annotated pairs of names.

    python benchmarks/pairs.py STORE [PAIRS.tsv]

A line of the table has two identities (type and name, of a person also the bodies), `same` or
`different`, and the drawing that it is of: the rules were made before the second, and mended with a look
at both. A pair counts as the same where the store gives both one IRI. Pairs of which the store does
not have both are left out and counted.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from pathlib import Path

from valleygraph.graph.store import open_store

PAIRS = Path(__file__).with_name("pairs.tsv")


def main() -> None:
    """Print the figures, and every pair that is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("store")
    parser.add_argument("pairs", type=Path, nargs="?", default=PAIRS)
    arguments = parser.parse_args()
    drawings: dict[str, Counter[str]] = defaultdict(Counter)
    with open_store(arguments.store) as store, arguments.pairs.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            counts = drawings[row.get("drawing") or "only"]
            iris = [store.ledger.iri_of(row[side]) for side in ("left", "right")]
            if None in iris:
                counts["absent"] += 1
                continue
            found, same = iris[0] == iris[1], row["label"] == "same"
            counts[("true" if same else "false") if found else ("missed" if same else "apart")] += 1
            if found != same:
                print(f"{'joined' if found else 'missed'}: {row['left']} | {row['right']}")
    for drawing, counts in sorted(drawings.items()):
        report(f"drawing {drawing}", counts)
    report("all", sum(drawings.values(), Counter()))


def report(name: str, counts: Counter[str]) -> None:
    """One line."""
    joined, same = counts["true"] + counts["false"], counts["true"] + counts["missed"]
    print(
        f"{name}: {joined + counts['missed'] + counts['apart']} pairs, {counts['absent']} not in the store;"
        f" precision {counts['true'] / joined if joined else 0:.3f} of {joined} joined,"
        f" recall {counts['true'] / same if same else 0:.3f} of {same} that are the same"
    )


if __name__ == "__main__":
    main()
