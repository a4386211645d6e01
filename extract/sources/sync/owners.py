"""Which of the things that sources offer a release goes by, where several would give it the same id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...model import Release
from ..files import is_address
from ..web import canonical
from .memory import Memory
from .visit import Visit


def with_own_ids(visits: Iterable[Visit], memory: Memory) -> Iterator[Visit]:
    """The visits, where no release goes by the id of another with another text.

    Pages may all state one address as theirs, and files of two folders may have one name: what comes later
    goes by the address that it was asked at, or by its id and a part of its hash. An id that stands in a file
    of many releases is the user's own, and replaces.
    """
    given: dict[str, tuple[str, str]] = {}

    def own(visit: Visit, release: Release) -> Release:
        address = visit.seen.address
        asked = (canonical(address),) if is_address(address) else ()
        for id in (release.id, *asked, f"{release.id}-{release.sha256[:8]}"):
            owner = given.get(id) or memory.owner(id)
            if owner is None or owner[0] == address or owner[1] == release.sha256:
                if owner is None or owner[0] == address:
                    given[id] = (address, release.sha256)
                return replace(release, id=id)
        return release

    for visit in visits:
        yield replace(
            visit, releases=tuple(own(visit, r) if _is_made(visit, r) else r for r in visit.releases)
        )


def _is_made(visit: Visit, release: Release) -> bool:
    """Whether the id of a release is made of where it was found."""
    if is_address(visit.seen.address):
        return is_address(release.id)
    _, _, id = visit.seen.address.partition("\n")
    return bool(id) and (release.id == id or release.id.startswith(f"{id}/"))
