"""What a person should look at: names that may be one thing, claims that may be wrong; and what they said.

What a person decides is kept in the ledger by the names and the words that it was about, so that it holds
when the release is read anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ..extract.model import Extraction
from .identity import Decision, Outcome
from .ledger import Ledger, now
from .resolve import SEPARATOR, shown
from .store import Change, Store, settle
from .why import Reason, reason

LOW, HIGH = 0.35, 0.65  # confidence of claims that a person should see
EXAMPLES = 2  # sentences for each of two names
AROUND = 120  # characters at most on each side of a name in a sentence


@dataclass(frozen=True, slots=True)
class Pair:
    """Two identities that may be one thing, by key and by name, each with sentences that use it."""

    left: str
    right: str
    names: tuple[str, str]
    rule: str
    score: float
    sentences: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A claim that may not be what its sentence says."""

    print: str
    reason: Reason


def pairs(store: Store) -> Iterator[Pair]:
    """The pairs of names of which no rule is sure and nobody has decided, the likeliest first."""
    ledger = store.ledger
    given = ledger.decisions()
    decided = {decision.pair for decision in given if decision.by != "rule"}
    open_ = [d for d in given if d.outcome == "unsure" and d.pair not in decided]
    for decision in sorted(open_, key=lambda d: (-d.score, d.pair)):
        iris = {ledger.iri_of(key) for key in decision.pair}
        if len(iris) == 2 and None not in iris:
            left, right = decision.pair
            found = (tuple(_sentences(ledger, left)), tuple(_sentences(ledger, right)))
            names = (shown(ledger, left), shown(ledger, right))
            yield Pair(left, right, names, decision.rule, decision.score, found)


def doubts(store: Store, low: float = LOW, high: float = HIGH) -> Iterator[Doubt]:
    """The claims of a confidence in between that nobody has judged, the surest first."""
    seen: set[str] = set()
    for iri, _, print_, _ in store.ledger.doubtful(low, high):
        if print_ not in seen:
            seen.add(print_)
            yield Doubt(print_, reason(store, NamedNode(iri)))


def decide(store: Store, pair: Pair, *, same: bool, by: str) -> Change:
    """Write that two names are of one thing, or of two, and make the graph say so."""
    outcome: Outcome = "same" if same else "different"
    with store.ledger.transaction():
        decision = Decision(pair.left, pair.right, outcome, "a person compared them", by, now())
        store.ledger.decide(decision)
        _touch(store.ledger, pair.left, pair.right)
    return settle(store)


def undo(store: Store, left: str, right: str) -> Change:
    """Take back what people decided of two names (their keys). Nothing happens where nobody did."""
    with store.ledger.transaction():
        if store.ledger.undo(left, right):
            _touch(store.ledger, left, right)
    return settle(store)


def judge(store: Store, doubt: Doubt, *, right: bool, by: str) -> Change:
    """Write whether a claim is what its sentence says, and make the graph say so."""
    with store.ledger.transaction():
        store.ledger.judge(doubt.print, right=right, by=by)
        for release, fact in store.ledger.claimants(doubt.print):
            store.ledger.set_status(release, "pending")
            store.ledger.touch("fact", filter(None, [fact]))
    return settle(store)


def _touch(ledger: Ledger, left: str, right: str) -> None:
    ledger.touch("key", (left, right))
    ledger.touch("pair", [SEPARATOR.join(sorted((left, right)))])


def _sentences(ledger: Ledger, key: str) -> Iterator[str]:
    """Sentences of some releases that name an identity."""
    for release in sorted(ledger.users([key]))[:EXAMPLES]:
        ids = [id for id, (identity, _) in ledger.entities(release).items() if identity.key == key]
        if ids:
            yield _sentence(ledger.extraction(release), ids[0])


def _sentence(extraction: Extraction, id: str) -> str:
    """A sentence with the first mention of an entity: the evidence of a fact, else what stands around it."""
    text = extraction.document.text
    mention = next(e for e in extraction.entities if e.id == id).mentions
    if not mention:
        return ""
    start, end = mention[0].start, mention[0].end
    evidence = (s for f in extraction.facts for s in f.evidence if s.start <= start and end <= s.end)
    span = next(evidence, None)
    if span is not None:
        return " ".join(span.text.split())
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    around = text[max(first, start - AROUND) : min(last if last >= 0 else len(text), end + AROUND)]
    return " ".join(around.split())
