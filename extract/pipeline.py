"""Releases → extractions. The one place that names models and the order of components."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from . import draft
from .amounts import amounter
from .calibration import calibrated
from .dates import dater
from .errors import InputError, LanguageError, UsageError
from .invisible import restored, visible
from .language import detect
from .link import link
from .model import Extraction, Release
from .names import namer
from .private import kept
from .reader import Reader
from .relations.agreements import agreements
from .relations.designations import designations
from .relations.establishments import establishments
from .relations.events import events
from .relations.parts import parts
from .relations.role_holdings import role_holdings
from .relations.roles import role_finder
from .relations.statements import statements
from .relations.tagged import tagger_facts
from .relations.visits import visits
from .sentences import sentencer
from .tokens import blank
from .words import Lexicon, languages, lexicon
from .zones import zoner

BATCH = 64  # releases in flight: enough for the model's batches, little memory
MODEL = "tagger"  # trained for our types, in every language that has a lexicon

OnError = Callable[[str, InputError], None]
Component = Callable[[Doc], Doc]


@cache
def load(language: str, model: str = MODEL) -> Language:
    """The pipeline of a language, built once: its recogniser, and the rules before and behind it.

    `model` is a folder in `extract/models`, the folder of a tagger, or any spaCy pipeline that finds names.
    Raises LanguageError where the language is not served.
    """
    words = lexicon(language)
    draft.register()
    nlp = recogniser(language, model)
    for name, component in reversed([("zones", zoner(words)), ("sentences", sentencer(words))]):
        _add(nlp, name, component, first=True)
    for name, component in _behind(nlp, words):
        _add(nlp, name, component)
    return nlp


def _behind(nlp: Language, words: Lexicon) -> Iterator[tuple[str, Component]]:
    """What reads names and finds facts. A language without words for a rule goes without the rule."""
    yield "names", namer(nlp, words)
    yield "dates", dater(words)
    yield "amounts", amounter(words)
    rules: list[tuple[str, str, Callable[[Lexicon], Component]]] = [
        ("roles", "roles", role_finder),
        ("statements", "statements", statements),
        ("role_holdings", "roles", role_holdings),
        ("designations", "designations", designations),
        ("agreements", "agreements", agreements),
        ("events", "events", events),
        ("visits", "events", visits),
        ("establishments", "establishments", establishments),
        ("parts", "parts", parts),
    ]
    yield from ((name, make(words)) for name, section, make in rules if section in words or name == "parts")
    yield "tagged", tagger_facts(words)


def recogniser(language: str, model: str = MODEL) -> Language:
    """The bare name recogniser: a tagger of ours behind a blank pipeline, or a spaCy pipeline."""
    folder = Path(model) if "/" in model else Path(str(files("valleygraph"))) / "extract" / "models" / model
    if (folder / "tagger.onnx").is_file():
        nlp = blank(language)
        _add(nlp, "tagger", Reader(folder))
        return nlp
    unused = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
    try:
        return spacy.load(folder if folder.is_dir() else model, exclude=unused)
    except (OSError, ValueError) as error:
        raise UsageError(f"no model {model!r}: {' '.join(str(error).split())}") from None


def _add(nlp: Language, name: str, component: Component, *, first: bool = False) -> None:
    """Put a component into a pipeline. spaCy finds components by name, so the name carries what it is for."""
    factory = f"valley_{name}_{nlp.lang}_{id(component)}"
    Language.factory(factory, func=lambda nlp, name: component)  # noqa: ARG005
    nlp.add_pipe(factory, name=name, first=first or None)


def extract_release(release: Release) -> Extraction:
    """What one release says. Raises LanguageError, InputError."""
    errors: list[InputError] = []
    for extraction in extract_releases([release], on_error=lambda _, error: errors.append(error)):
        return extraction
    raise errors[0]


def extract_releases(
    releases: Iterable[Release],
    *,
    on_error: OnError,
    model: str = MODEL,
    known: Callable[[Release], bool] = lambda _: False,
) -> Iterator[Extraction]:
    """What each release says, in their order; a release that cannot be read is told to `on_error`.

    A release that is `known`, in the form in which it would be kept, is passed over. `model` is as for
    `load`. Raises UsageError where there is no such model.
    """
    waiting = (release for release in map(as_kept, releases) if not known(release))
    while batch := list(islice(waiting, BATCH)):
        accepted = [r for release in batch if (r := _accepted(release, on_error, model)) is not None]
        found = _annotated(accepted, model)
        yield from (found[index] for index in range(len(accepted)))


def as_kept(release: Release) -> Release:
    """The release as it will be kept: without what is private in it."""
    title = None if release.title is None else kept(release.title)
    return replace(release, text=kept(release.text), title=title)


def _accepted(release: Release, on_error: OnError, model: str) -> Release | None:
    """The release with its language, if it can be read."""
    try:
        language = release.language or detect(release.text)
        if language is None:
            raise LanguageError("its language was not recognised; name it with --language")
        if len(release.text) > load(language, model).max_length:
            limit = load(language, model).max_length
            raise InputError(f"longer than {limit:,} characters; split it")  # noqa: TRY301
    except InputError as error:
        on_error(release.id, error)
        return None
    return replace(release, language=language)


def _annotated(releases: list[Release], model: str) -> dict[int, Extraction]:
    """The extractions by position; one run of each language's pipeline over its releases."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, release in enumerate(releases):
        positions[release.language or ""].append(position)
    found: dict[int, Extraction] = {}
    for language in (tag for tag in languages() if tag in positions):
        nlp = load(language, model)
        docs = nlp.pipe(unread(nlp, releases[p]) for p in positions[language])
        for position, doc in zip(positions[language], docs, strict=True):
            found[position] = restored(calibrated(link(doc, releases[position])), releases[position])
    return found


def unread(nlp: Language, release: Release) -> Doc:
    """The document of a release, before the pipeline has read it."""
    doc = nlp.make_doc(visible(release.text))
    doc._.published = release.published
    return doc
