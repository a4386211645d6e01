"""What a release said before its text was changed: its revisions, and what each took out and brought in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..extract.errors import UsageError
from ..extract.model import Extraction
from .store import Store
from .why import in_a_line


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a release: when it came in, its SHA-256, and the facts that the one before lacks or had."""

    ingested: str
    sha256: str
    title: str | None
    told: tuple[str, ...]
    no_longer_told: tuple[str, ...]


def history(store: Store, release: str) -> list[Version]:
    """The versions of a release, the oldest first, the last as it is now. Raises UsageError."""
    kept = store.ledger.release(release)
    if kept is None:
        raise UsageError(f"no release {release!r} in the store")
    texts = [(old.ingested, old.extraction) for old in store.ledger.revisions(release)]
    texts.append((kept.ingested, store.ledger.extraction(release)))
    nothing = ("", Extraction(texts[0][1].document))
    return [_version(before, at, after) for (_, before), (at, after) in pairwise([nothing, *texts])]


def _version(before: Extraction, at: str, after: Extraction) -> Version:
    had, has = set(_told(before)), set(_told(after))
    return Version(
        at, after.document.sha256, after.document.title, tuple(sorted(has - had)), tuple(sorted(had - has))
    )


def _told(extraction: Extraction) -> Iterator[str]:
    """Each fact in a line: "Agreement (planned): party: A; party: B"."""
    names = {entity.id: entity.names[0] for entity in extraction.entities}
    for fact in extraction.facts:
        parts = ((slot, names.get(f, f)) for slot, fillers in fact.slots.items() for f in fillers)
        yield in_a_line(fact.type, fact.modality, names.get(fact.attributed_to or ""), parts)
