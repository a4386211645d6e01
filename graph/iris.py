"""Identifiers from content: the same input gives the same IRIs, in any order, on any machine."""

from __future__ import annotations

import hashlib
from urllib.parse import unquote

from pyoxigraph import NamedNode

from ..extract.model import BASE, mint


def named(kind: str, name: str) -> NamedNode:
    """The IRI of the thing of this kind with this name. One to one, so that the name can be read back.

    >>> named("id/person", "Fredrik Engströmer").value
    'https://w3id.org/innovation-valley/id/person/Fredrik_Engströmer'
    """
    return NamedNode(mint(kind, name))


def name_of(iri: NamedNode) -> str:
    """The name that an IRI made by `named` carries.

    >>> name_of(named("id/organisation", "AB Volvo (publ)"))
    'AB Volvo (publ)'
    """
    return unquote(iri.value.rsplit("/", 1)[-1].replace("_", " "))


def hashed(kind: str, *parts: str) -> NamedNode:
    """The IRI of the thing of this kind that these parts, in this order, identify.

    >>> hashed("id/fact", "Event", "a") == hashed("id/fact", "Eventa")
    False
    """
    told_apart = "".join(f"{len(part)}:{part}" for part in parts)
    digest = hashlib.sha256(told_apart.encode("utf-8", "surrogatepass")).hexdigest()
    return NamedNode(f"{BASE}{kind}/{digest[:20]}")


def release_iri(release_id: str) -> NamedNode:
    """The IRI of a release, which is also the name of the graph with what it says of its entities."""
    return named("id/release", release_id)


def is_minted(iri: NamedNode) -> bool:
    """Whether the IRI is one of ours."""
    return iri.value.startswith(BASE)
