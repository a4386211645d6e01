"""How well names are linked to public identifiers: precision and recall on annotated names.

    python benchmarks/links.py RELEASES.jsonl… [--reference FILE] [--errors]

`links.tsv` beside this file has, for a name in a release, all identifiers of the thing that is meant, or
none; it was annotated by reading, against ROR, NUTS, GeoNames and the EU's authority tables, without a look
at what the linker says. RELEASES hold the texts (id, language, published, text). A name that extraction
does not find is left out, and counted. A link is right if its identifier is among those annotated.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import valleygraph as vg
from valleygraph.graph.linking import linked
from valleygraph.graph.reference import Reference, open_references

ANNOTATED = Path(__file__).with_name("links.tsv")
Row = Mapping[str, str]


def main() -> None:
    """Read the arguments, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("releases", nargs="+", type=Path)
    parser.add_argument("--reference", type=Path, help="an index made by `valley reference add`")
    parser.add_argument("--errors", action="store_true", help="print every wrong and every missing link")
    arguments = parser.parse_args()
    with ANNOTATED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    reference = open_references(arguments.reference)
    tallies: Counter[tuple[str, str]] = Counter()
    for row, said in judged(
        rows, list(releases(arguments.releases, {row["release"] for row in rows})), reference
    ):
        for kind in (row["type"], "all"):
            tallies[kind, outcome(row, said)] += 1
        if arguments.errors and outcome(row, said) in ("wrong", "invented", "missed"):
            print(outcome(row, said), row["language"], row["type"], row["name"], said, "|", row["iris"])
    print(f"{'':14}{'linked':>8}{'right':>8}{'precision':>11}{'recall':>8}{'unfound':>9}")
    for kind in ("Place", "Organisation", "Initiative", "all"):
        print(line(kind, tallies))


def releases(paths: Iterable[Path], wanted: set[str]) -> Iterator[vg.Release]:
    """The releases that are annotated."""
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for release in map(json.loads, file):
                if release["id"] in wanted:
                    keys = ("id", "language", "published", "text")
                    yield vg.Release(
                        **{key: release.get(key) or ("sv" if key == "language" else None) for key in keys}
                    )


def judged(
    rows: Iterable[Row], texts: list[vg.Release], reference: Reference
) -> Iterator[tuple[Row, str | None]]:
    """Each annotated name with the identifier that it gets: none, or `None` where it is not found."""
    found: dict[tuple[str, str, str], str] = {}
    for extraction in vg.extract_releases(texts, on_error=print):
        matches = linked(extraction, reference)
        for entity in extraction.entities:
            links = [link.identifier for link in entity.links if "://" in link.identifier]
            match = matches.get(entity.id)
            identifier = match.thing.iri if match else next(iter(links), "")
            for name in entity.names:
                found[extraction.document.id, entity.type, name] = identifier
    for row in rows:
        yield row, found.get((row["release"], row["type"], row["name"]))


def outcome(row: Row, said: str | None) -> str:
    """What became of a name."""
    gold = row["iris"].split()
    if said is None:
        return "unfound"
    if not said:
        return "missed" if gold else "rightly none"
    return "right" if said in gold else "wrong" if gold else "invented"


def line(kind: str, tallies: Mapping[tuple[str, str], int]) -> str:
    """A row of the table."""
    right, wrong, invented, missed, unfound = (
        tallies[kind, what] for what in ("right", "wrong", "invented", "missed", "unfound")
    )
    linked_, there = right + wrong + invented, right + wrong + missed
    shares = (right / n if n else 0.0 for n in (linked_, there))
    return f"{kind:14}{linked_:8}{right:8}{next(shares):11.3f}{next(shares):8.3f}{unfound:9}"


if __name__ == "__main__":
    main()
