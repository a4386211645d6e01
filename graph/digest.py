"""What is new since a day, for people to read: a text, a page or a feed of the releases and their claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, Template

from .changes import News, atom, first_day, news
from .network.rows import select
from .store import Store

KINDS: Mapping[str, str] = {
    "Person": "people",
    "Organization": "organisations",
    "Location": "places",
    "Initiative": "initiatives",
    "NamedAgreement": "agreements",
    "NamedEvent": "events",
}
NAMES = 40  # of a kind that are listed; how many there are is said
_NEW = """
SELECT ?thing WHERE {{
  ?mention iv:refersTo ?thing ; iv:inRelease/iv:ingested ?in .
}} GROUP BY ?thing HAVING (MIN(?in) >= "{since}T00:00:00Z"^^xsd:dateTime)
"""
_NAMES = """
SELECT ?thing ?class ?label WHERE {
  VALUES ?class {
    foaf:Person org:Organization dcterms:Location iv:Initiative iv:NamedAgreement iv:NamedEvent
  }
  ?thing a ?class ; rdfs:label ?label .
} ORDER BY ?label
"""


@dataclass(frozen=True, slots=True)
class Digest:
    """What came in since a day: the releases, and by kind the names that were not there before."""

    since: str
    releases: tuple[News, ...]
    names: Mapping[str, tuple[str, ...]]

    @property
    def facts(self) -> tuple[tuple[str, int], ...]:
        """How many claims of each type there are, the most first; what is planned apart."""
        kinds = (
            f"{reason.fact}, {reason.modality}" if reason.modality != "done" else reason.fact
            for item in self.releases
            for reason in item.reasons
        )
        return tuple(sorted(Counter(kinds).items(), key=lambda pair: (-pair[1], pair[0])))

    @property
    def summary(self) -> str:
        """In one line: "2 releases, 7 claims since 2024-06-14"."""
        claims = sum(len(item.reasons) for item in self.releases)
        return f"{_count(len(self.releases), 'release')}, {_count(claims, 'claim')} since {self.since}"


def digest(store: Store, since: str) -> Digest:
    """What came in since a day. Raises UsageError where that is none."""
    day = first_day(since)
    new = {row["thing"] for row in select(store, _NEW.format(since=day))}
    found: dict[str, list[str]] = {}
    for row in select(store, _NAMES):
        if row["thing"] in new:
            kind = KINDS[row["class"].value.replace("#", "/").rsplit("/", 1)[-1]]
            found.setdefault(kind, []).append(row["label"].value)
    names = {kind: tuple(dict.fromkeys(found[kind])) for kind in KINDS.values() if kind in found}
    return Digest(day, tuple(news(store, since)), names)


def as_text(told: Digest) -> bytes:
    """The digest as lines of plain text, the newest release first."""
    return "".join(f"{line}\n" for line in _lines(told)).encode()


def as_html(told: Digest) -> bytes:
    """The digest as a page that needs nothing else."""
    names = [(kind, few(all_), len(all_)) for kind, all_ in told.names.items()]
    return _template().render(told=told, names=names).encode()


def as_atom(told: Digest) -> bytes:
    """The digest as an Atom feed, an entry a release."""
    return atom(told.releases)


FORMATS: Mapping[str, Callable[[Digest], bytes]] = {"text": as_text, "html": as_html, "atom": as_atom}


def few(names: Iterable[str]) -> tuple[str, ...]:
    """As many names as are listed."""
    return tuple(names)[:NAMES]


def _lines(told: Digest) -> Iterator[str]:
    yield told.summary
    yield from (f"  {number:,} {kind}" for kind, number in told.facts)
    if told.names:
        yield ""
    for kind, names in told.names.items():
        rest = f" and {len(names) - NAMES:,} more" if len(names) > NAMES else ""
        yield f"new {kind}: {', '.join(few(names))}{rest}"
    for item in reversed(told.releases):
        yield ""
        yield " · ".join(filter(None, (item.published or "no date", item.title, item.url)))
        if item.duplicate_of:
            yield f"  nearly the same as {item.duplicate_of}"
        for reason in item.reasons:
            yield f"  {reason.told}"
            yield from (f"    “{' '.join(s.text.split())}”" for s in reason.sentences[:1])


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


@cache
def _template() -> Template:
    source = (files("valleygraph") / "graph" / "digest.html.j2").read_text("utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
