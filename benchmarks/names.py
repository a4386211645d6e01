"""People, organisations and places in annotated sentences: precision, recall and F1 of whole names.

    python benchmarks/names.py FILE.iob2… [--language sv]

The files are those of Universal NER (https://www.universalner.org), with word and IOB label in the second and
third column. Their annotation differs from ours: a country that acts is an organisation now and then; what we
call an initiative, an agreement or an event has no label there, so it is left out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc

from valleygraph.extract.pipeline import load

TYPES = {"Person": "PER", "Organisation": "ORG", "Place": "LOC"}
Name = tuple[int, int, str]


def main() -> None:
    """Read the arguments, print a table for each file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--language", default="sv")
    arguments = parser.parse_args()
    for path in arguments.files:
        tallies: Counter[tuple[str, str]] = Counter()
        for words, gold in sentences(path):
            count(gold, found(words, arguments.language), tallies)
        print(path.name)
        for kind in (*TYPES.values(), "all"):
            print(f"  {kind:4}" + "".join(f"  {name} {value:.3f}" for name, value in scores(tallies, kind)))


def sentences(path: Path) -> Iterator[tuple[list[str], set[Name]]]:
    """The words of each sentence and its names."""
    for block in path.read_text("utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        if rows:
            yield [row[1] for row in rows], set(names([row[2] for row in rows]))


def names(labels: list[str]) -> Iterator[Name]:
    """Names from IOB labels: first word, the word behind the last, type."""
    start = None
    for index, label in enumerate([*labels, "O"]):
        if start is not None and not label.startswith("I-"):
            yield start, index, labels[start][2:]
            start = None
        if label.startswith("B-"):
            start = index


def found(words: list[str], language: str) -> set[Name]:
    """What the pipeline finds in a sentence."""
    nlp = load(language)
    doc = Doc(nlp.vocab, words=words)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return {(e.start, e.end, TYPES[e.label_]) for e in doc.ents if e.label_ in TYPES}


def count(gold: set[Name], said: set[Name], tallies: Counter[tuple[str, str]]) -> None:
    """Right, wrong and missed by type."""
    for outcome, chosen in (("right", gold & said), ("wrong", said - gold), ("missed", gold - said)):
        kinds = [kind for *_, kind in chosen if kind in TYPES.values()]
        tallies.update((kind, outcome) for kind in (*kinds, *["all"] * len(kinds)))


def scores(tallies: Counter[tuple[str, str]], kind: str) -> Iterator[tuple[str, float]]:
    """Precision, recall, F1."""
    right, wrong, missed = (tallies[kind, outcome] for outcome in ("right", "wrong", "missed"))
    yield "precision", right / max(right + wrong, 1)
    yield "recall", right / max(right + missed, 1)
    yield "F1", 2 * right / max(2 * right + wrong + missed, 1)


if __name__ == "__main__":
    main()
