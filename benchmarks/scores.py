"""The table of scores of the README and the model card, in Markdown.

    python benchmarks/scores.py GOLD [--all]

GOLD is a folder with releases.jsonl and gold/<id>.json. Without --all only the development fold counts
(`evaluate.is_held_out`), which the tagger was never trained on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import valleygraph as vg
from valleygraph.extract import contract
from valleygraph.extract.evaluate import Scores, Tally, evaluate, is_held_out
from valleygraph.extract.model import ENTITY_TYPES, FACT_TYPES, Extraction

GROUPS = {
    "Swedish": ("sv",),
    "English": ("en",),
    "other languages": ("cs", "de", "es", "fi", "fr", "it", "nl"),
}
NAMES = {
    "Person": "people", "Organisation": "organisations", "Place": "places", "Initiative": "initiatives",
    "Agreement": "agreements with a name", "Event": "events with a name",
}  # fmt: skip
FACTS = {
    "Statement": "statements", "RoleHolding": "roles", "Agreement": "agreements",
    "Event": "events, visits, meetings", "Funding": "funding", "Commission": "commissions",
    "Location": "locations", "Participation": "participation", "PartOf": "part of", "Targeting": "goals",
    "Establishment": "establishments", "Designation": "designations",
}  # fmt: skip
BOUNDS = (0.9, 0.7, 0.5, 0.0)


def main() -> None:
    """Read the arguments, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    found = list(extractions(arguments.gold, everything=arguments.all))
    gold = {e.document.id: gold_of(arguments.gold, e.document.id) for e in found}
    groups = {
        name: evaluate((gold[e.document.id], e) for e in found if e.document.language in languages)
        for name, languages in GROUPS.items()
    }
    print("| F1 (precision) and how many there are | " + " | ".join(groups) + " |")
    print("|---|" + "---|" * len(groups))
    print(row("**entities**", (scores.total("entities") for scores in groups.values())))
    for kind in ENTITY_TYPES:
        print(row(NAMES[kind], (scores.entities.get(kind, Tally()) for scores in groups.values())))
    print(row("**facts**", (scores.total("facts") for scores in groups.values())))
    for kind in sorted(FACT_TYPES, key=list(FACTS).index):
        print(row(FACTS[kind], (scores.facts.get(kind, Tally()) for scores in groups.values())))
    print("\n| confidence of a fact | facts | wholly right | their fillers right |\n|---|---|---|---|")
    everything = Scores(judged=[pair for scores in groups.values() for pair in scores.judged])
    for bound, count, whole, share in everything.surer(BOUNDS):
        print(f"| from {bound:g} | {count} | {whole:.2f} | {share:.2f} |")


def extractions(folder: Path, *, everything: bool) -> Iterator[Extraction]:
    """What is extracted from the releases."""
    releases = vg.read([str(folder / "releases.jsonl")], on_error=fail)
    chosen = (r for r in releases if everything or is_held_out(r.id))
    yield from vg.extract_releases(chosen, on_error=fail)


def gold_of(folder: Path, name: str) -> Extraction:
    """The annotation of a release."""
    return next(contract.read(folder / "gold" / f"{name}.json", fail))


def row(name: str, tallies: Iterable[Tally]) -> str:
    """One line of the table."""
    cells = (
        f"{t.f1:.2f} ({t.precision:.2f}) {t.right + t.missed}" if t.right + t.missed else "–" for t in tallies
    )
    return f"| {name} | {' | '.join(cells)} |"


def fail(name: str, error: Exception) -> None:
    """Stop: a table with holes would mislead."""
    sys.exit(f"{name}: {error}")


if __name__ == "__main__":
    main()
