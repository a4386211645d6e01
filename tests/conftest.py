"""What the tests of extraction share: releases read by the real pipelines, told in readable form."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from spacy.tokens import Doc

from valleygraph.extract import pipeline
from valleygraph.extract.link import link
from valleygraph.extract.model import Extraction, Fact, Release

# A busy machine is no defect: no test fails for the time that an example takes. The same examples are tried
# each time, so that what fails is what was changed; "searching" looks for others.
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", settings.get_profile("searching"), derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).parents[1]
os.environ["VALLEY_REFERENCE"] = "/nonexistent/reference.sqlite"  # not that of the user who runs the tests
SLOTS = (
    *("person", "role", "organisation", "start", "end"),
    *("subject", "designation", "authority", "kind", "event", "agreement", "party"),
    *("organiser", "participant", "founder", "established", "part", "whole", "speaker", "text"),
    *("date", "place", "theme"),
)


def read(text: str, language: str = "sv", published: str | None = "2024-06-14") -> Extraction:
    return pipeline.extract_release(Release("r", text, language=language, published=published))


def by_rules(text: str, language: str, published: str | None) -> Extraction:
    """What the rules alone make of the names that the tagger found."""
    release = Release("r", text, language=language, published=published)
    nlp = pipeline.load(language)
    with nlp.select_pipes(disable=["tagged"]):
        return link(nlp(pipeline.unread(nlp, release)), release)


def told(fact: Fact, extraction: Extraction) -> str:
    """A fact as "done: person=Karin Ek; role=rektor", entities by the fullest of their names."""
    names = {entity.id: entity.names[0] for entity in extraction.entities}
    slots = sorted(fact.slots, key=SLOTS.index)
    said = "; ".join(f"{slot}={', '.join(names.get(f, f) for f in fact.slots[slot])}" for slot in slots)
    by = f" (says {names[fact.attributed_to]})" if fact.attributed_to else ""
    return f"{fact.modality}: {said}{by}"


@pytest.fixture(scope="session")
def extract() -> Callable[..., Extraction]:
    """Of (text, language, published), what the release says."""
    return read


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., set[str]]:
    """Of (type, text, language, published), the facts of that type in readable form; those that rules read.

    `by=""` gives the tagger's as well.
    """

    def facts(
        kind: str, text: str, language: str = "sv", published: str | None = "2024-06-14", by: str = "rule:"
    ) -> set[str]:
        extraction = (by_rules if by == "rule:" else read)(text, language, published)
        return {
            told(fact, extraction)
            for fact in extraction.facts
            if fact.type == kind and (fact.method or "").startswith(by)
        }

    return facts


@pytest.fixture(scope="session")
def names_of() -> Callable[..., set[str]]:
    """Of (text, language), the entities as "Person: Karin Ek | Ek"."""

    def names(text: str, language: str = "sv") -> set[str]:
        return {f"{entity.type}: {' | '.join(entity.names)}" for entity in read(text, language).entities}

    return names


@pytest.fixture(scope="session")
def annotate() -> Callable[..., Doc]:
    """Of (text, language, published), the document as the components leave it."""

    def doc(text: str, language: str = "sv", published: str | None = "2024-06-14") -> Doc:
        nlp = pipeline.load(language)
        made = nlp.make_doc(text)
        made._.published = published
        return nlp(made)

    return doc


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real releases, which do not come with the code."""
    folder = Path(os.environ.get("VALLEY_DATA", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no real releases at {folder}; name their folder in VALLEY_DATA")
    return folder
