"""Tokens: spaCy's rules of each language, mended where names of the trade fall foul of them."""

from __future__ import annotations

from typing import Any, cast

import spacy
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_suffix_regex

_CAPITAL = "A-ZÀ-ÖØ-Þ"
# A full stop after a name that ends with a capital, "LUMI-Q.", "DD-DeCaF.", "EISCAT_3D."; not after "U.S."
_SUFFIXES = (rf"(?<=[\w-][\w-][{_CAPITAL}])\.",)
_INFIXES = (r"(?<=\w)\)[,;:]?(?=\w)",)  # a space forgotten


def blank(language: str) -> Language:
    """A pipeline of a language that only cuts texts into tokens.

    >>> [token.text for token in blank("en")("LUMI-Q. The U.S. (HITSA),in 2020.")]
    ['LUMI', '-', 'Q', '.', 'The', 'U.S.', '(', 'HITSA', '),', 'in', '2020', '.']
    """
    nlp = spacy.blank(language)
    defaults, tokenizer = nlp.Defaults, cast(Any, nlp.tokenizer)
    tokenizer.suffix_search = compile_suffix_regex([*(defaults.suffixes or ()), *_SUFFIXES]).search
    tokenizer.infix_finditer = compile_infix_regex([*(defaults.infixes or ()), *_INFIXES]).finditer
    return nlp
