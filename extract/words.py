"""The word lists of each language, from `lexicon/<language>.toml`: a new language is a new file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from .errors import LanguageError

Lexicon = Mapping[str, Any]


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a lexicon, in alphabetical order.

    >>> languages()
    ('cs', 'da', 'de', 'en', 'es', 'fi', 'fr', 'it', 'nb', 'nl', 'pl', 'sv')
    """
    folder = files("valleygraph") / "extract" / "lexicon"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def lexicon(language: str) -> Lexicon:
    """The word lists of one language. Raises LanguageError where there are none.

    >>> lexicon("sv")["dates"]["months"][0]
    'januari'
    """
    if language not in languages():
        raise LanguageError(f"language {language!r} is not served; these are: {', '.join(languages())}")
    path = files("valleygraph") / "extract" / "lexicon" / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8"))
