"""Which language a text is in, or that it cannot be told."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

LOOKED_AT = 3000  # characters; more does not change the answer
PIECE = 300  # characters; long enough to be sure of, short enough to notice a second language

# Mean probability over the pieces. On 1,002 releases in nine languages, whole or cut to 120 characters, no
# answer above it is wrong (one abstention whole, 32 at 120 characters, 140 and 4 wrong at 60); two halves
# in two languages never reach it.
THRESHOLD = 0.7

# The official languages of the EU, then neighbours and look-alikes that keep a text out of the wrong one.
# "zxx" is the model's class for what is no language: digits, code, noise.
_EU = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
_OTHERS = "ar be bs ca eu fo gl is ja ko la lb mk nn no ru sq sr tr uk zh zxx"
_NO_LANGUAGE = "zxx"
_BOKMAL = {"no": "nb", "nn": "nb"}


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of the text; None if it is too short, mixed, or no language.

    >>> detect("Regionen och universitetet har tecknat ett avtal om ett center för batteriforskning.")
    'sv'
    >>> detect("1 2 3 4 5 6 7 8 9") is None
    True
    """
    pieces = _pieces(" ".join(text[:LOOKED_AT].split()))
    shares: Counter[str] = Counter()
    for piece in pieces:
        for code, probability in _identifier().rank(piece):
            shares[_BOKMAL.get(code, code)] += probability
    code, share = max(shares.items(), key=lambda item: item[1])
    return code if share >= THRESHOLD * len(pieces) and code != _NO_LANGUAGE else None


def _pieces(text: str) -> list[str]:
    """Pieces of one length, so that each counts the same."""
    number = max(1, round(len(text) / PIECE))
    length = max(1, -(-len(text) // number))
    return [text[start : start + length] for start in range(0, len(text), length)] or [""]


@cache
def _identifier() -> Any:
    """The model, loaded once: it takes a second."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(f"{_EU} {_OTHERS}".split())
    return identifier
