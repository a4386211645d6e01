"""What stands behind a claim: its sentences, and where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypedDict

from pyoxigraph import Literal, NamedNode, QuerySolution

from ..iris import name_of
from ..store import Store
from .rows import select

_RELEASES = """SELECT ?release ?id ?title ?published ?url {
    ?release a iv:Release ; dcterms:identifier ?id .
    OPTIONAL { ?release dcterms:title ?title } OPTIONAL { ?release dcterms:issued ?published }
    OPTIONAL { ?release dcterms:source ?url }
}"""
_CLAIMS = """SELECT ?claim ?release ?modality ?confidence ?quote ?speaker ?said {
    VALUES ?claim { %s }
    ?claim prov:wasDerivedFrom ?release ; iv:modality ?modality ; iv:confidence ?confidence .
    OPTIONAL { ?claim iv:quote ?quote } OPTIONAL { ?claim iv:attributedTo ?speaker }
    OPTIONAL { ?claim iv:asserts ?said }
}"""


class Evidence(TypedDict):
    """A sentence, and where it stands. What is not known is an empty string.

    It `counts` if the claim asserts what it says (see `Claim.asserted`).
    """

    sentence: str
    release: str
    title: str
    published: str
    url: str
    said_by: str
    modality: str
    confidence: float
    counts: bool


def evidence(
    store: Store, claims: Iterable[NamedNode], name: Callable[[NamedNode], str]
) -> dict[NamedNode, list[Evidence]]:
    """What stands behind each claim: an entry a sentence, or one without. `name` names speakers."""
    releases = {row["release"]: row for row in select(store, _RELEASES)}
    found: dict[NamedNode, list[Evidence]] = defaultdict(list)
    for row in select(store, _CLAIMS, claims):
        said_by = name(row["speaker"]) if row["speaker"] is not None else ""
        found[row["claim"]].append(_evidence(row, releases[row["release"]], said_by))
    return found


def ordered(found: Iterable[Evidence]) -> list[Evidence]:
    """Each sentence once, with the surest claim, by date. A denial is no evidence."""
    surest = sorted(found, key=lambda item: item["confidence"])
    once = {(e["release"], e["sentence"], e["said_by"]): e for e in surest if e["modality"] != "negated"}
    return [once[key] for key in sorted(once, key=lambda key: (once[key]["published"], *key))]


def _evidence(claim: QuerySolution, release: QuerySolution, said_by: str) -> Evidence:
    return Evidence(
        sentence=_text(claim["quote"]),
        release=_text(release["id"]),
        title=_text(release["title"]),
        published=_text(release["published"]),
        url=_text(release["url"]),
        said_by=said_by,
        modality=name_of(claim["modality"]),
        confidence=float(_text(claim["confidence"])),
        counts=claim["said"] is not None,
    )


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""
