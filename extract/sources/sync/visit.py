"""One visit to a source: an offer that is due, what came of it, and how many there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ...errors import InputError
from ...model import Release
from ..fields import Defaults
from .memory import Run, Seen, Status
from .offers import Offer
from .source_list import Source

STAMP = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Due:
    """An offer that is to be taken up, and what is remembered of it."""

    source: Source
    offer: Offer
    before: Seen | None
    now: datetime

    @property
    def seen(self) -> Seen:
        """What is to be remembered if all goes well."""
        before, tried = self.before, self.now.strftime(STAMP)
        attempts = before.attempts + 1 if before is not None and before.status == "failed" else 1
        first = before.first if before is not None else tried
        return Seen(
            self.source.name, self.offer.address, "read", changed=self.offer.changed, attempts=attempts,
            first=first, tried=tried, published=self.offer.published, language=self.offer.language,
        )  # fmt: skip

    @property
    def defaults(self) -> Defaults:
        """What holds for its releases where they do not say it themselves."""
        source, offer = self.source, self.offer
        return Defaults(source.language or offer.language, offer.published, source.publisher, source.encoding)


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one offer: its releases, what in it could not be read, and what is to be remembered."""

    seen: Seen
    releases: tuple[Release, ...] = ()
    errors: tuple[tuple[str, InputError], ...] = ()

    def remembered(self, kept: Mapping[str, str], wrong: Mapping[str, str]) -> Seen:
        """What is to be remembered once its releases are `kept` under ids, or `wrong` for some reason."""
        if not self.releases:
            return self.seen
        found = tuple(kept[release.id] for release in self.releases if release.id in kept)
        message = next((wrong[r.id] for r in self.releases if r.id in wrong), "")
        if not message:
            return replace(self.seen, releases=found)
        status: Status = "part" if found else "failed"
        return replace(self.seen, releases=found, status=status, message=message, lasting=True)


@dataclass(slots=True)
class Tally:
    """How many offers were read, unchanged or failed, in all and by source."""

    read: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, seen: Seen) -> None:
        """Count one."""
        counter = {"read": self.read, "part": self.read, "failed": self.failed}.get(seen.status, self.same)
        counter[seen.source] += 1

    def runs(self, names: Iterable[str], started: datetime, ended: datetime) -> Iterator[Run]:
        """One visit to each source."""
        first, last = started.strftime(STAMP), ended.strftime(STAMP)
        return (Run(name, first, last, self.read[name], self.same[name], self.failed[name]) for name in names)

    def __str__(self) -> str:
        counts = ((self.read, "new or changed"), (self.same, "unchanged"), (self.failed, "failed"))
        return ", ".join(f"{counter.total():,} {what}" for counter, what in counts)
