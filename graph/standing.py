"""What a store knows of a release that the release itself does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode


@dataclass(frozen=True, slots=True)
class Identifier:
    """A public identifier of an entity, further ones, and the authority over a territory."""

    iri: str
    same: tuple[str, ...] = ()
    governed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The IRI of each entity id where it is not its own, its public identifiers; when the text came in.

    `beliefs` are by the IRIs of claims, `verdicts` by their prints; `duplicate_of` is the id of a release.
    """

    iris: Mapping[str, NamedNode] = field(default_factory=dict)
    identifiers: Mapping[str, Identifier] = field(default_factory=dict)
    beliefs: Mapping[str, float] = field(default_factory=dict)
    verdicts: Mapping[str, bool] = field(default_factory=dict)
    ingested: str | None = None
    duplicate_of: str | None = None
