"""Sentence boundaries by rule: press text has headings without full stops, quotations and typing errors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from spacy.tokens import Doc, Token

from .lines import soft_breaks
from .words import Lexicon

_END = frozenset(".!?…")
_CLOSING = frozenset("”\"»’')")
_OPENING = frozenset('”"«“„–—-([')


def sentencer(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets the sentence starts: at lines, after full stops, and where one was forgotten."""
    abbreviations = frozenset(words["sentences"]["abbreviations"])
    numbering = frozenset(words["sentences"]["numbering"])
    openers = frozenset(words["sentences"]["openers"])
    months = frozenset([*words["dates"]["months"], *words["dates"].get("month_forms", {})])
    ordinals = words["sentences"].get("ordinals", False)  # "2." is "second" in Czech, Finnish, Polish

    def sentences(doc: Doc) -> Doc:
        ended, starts, soft = True, [], soft_breaks(doc.text)
        for token in doc:
            opens = ended and not token.is_space and not _closes(token)
            starts.append(token.i == 0 or opens or _forgotten(token, months, openers))
            ended = (ended and not opens) or (
                not _is_soft(token, soft) and _breaks(token, abbreviations, numbering, ordinals)
            )
        # Not token.is_sent_start: each setting of it looks through the whole document.
        return doc.from_array(["SENT_START"], np.where(starts, 1, -1).astype(np.uint64))  # type: ignore[arg-type]

    return sentences


def _closes(token: Token) -> bool:
    return token.text in _CLOSING and token.whitespace_ != ""


def _is_soft(token: Token, soft: frozenset[int]) -> bool:
    """Whether a token is a line break inside a paragraph."""
    at = token.text.find("\n") if soft and token.is_space else -1
    return at >= 0 and token.idx + at in soft


def _breaks(token: Token, abbreviations: frozenset[str], numbering: frozenset[str], ordinals: bool) -> bool:
    """Whether a sentence may begin after this token. "No. 5" is one, "The answer is no. Five …" are two."""
    if token.is_space:
        return "\n" in token.text
    year = len(token) == 5 and token.text[4] == "." and token.text[:4].isdecimal()  # one token in German
    if token.text not in _END and token.text != "..." and not year:
        return False
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    before = token.doc[token.i - 1].text.casefold() if token.i else ""
    initial = token.text == "." and len(before) == 1 and before.isalpha()
    ordinal = ordinals and token.text == "." and before.isdecimal() and len(before) < 3
    if after is None or before in abbreviations or initial or (ordinal and not after.is_space):
        return False
    first = after.text[:1]
    if before in numbering and first.isdigit():
        return False
    return after.is_space or first.isupper() or first.isdigit() or first in _OPENING or after.text in _CLOSING


def _forgotten(token: Token, months: frozenset[str], openers: frozenset[str]) -> bool:
    """Whether a full stop was forgotten before this token: "… 14 juni Till hösten …"."""
    before = token.doc[token.i - 1].text if token.i else ""
    return before in months and token.text in openers
