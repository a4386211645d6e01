"""When two names of one text are names of one thing: acronyms, short forms, legal forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import EntityType

# Their short form may be the end of the name, or what stands before a word for what it is, "Tryggve project".
# Not so for bodies: "SciLifeLab Data Centre" is not SciLifeLab.
SHORTENED = ("Initiative", "Event", "Agreement")
SPELT = ("Organisation", *SHORTENED)  # what has acronyms
_KIND = re.compile(
    r" (?:[a-zà-þ\d(–-].*|(?:Project|Programme?|Initiative|Platform|Conference|Summit|Forum|Festival))"
)
_ACRONYM = re.compile(r"(?=\S*[^\W\d_]\S*[^\W\d_])[\w&+/-]{2,12}(?: (?:19|20)\d\d)?")
_LEGAL = re.compile(
    r",? (?:AB|AG|SE|KG|GmbH(?: & Co\.? KG)?|e\. ?V\.?|Ltd\.?|Limited|Inc\.?|LLC|plc|B\.?V\.?|N\.?V\.?|A/S"
    r"|ApS|ASA?|Oyj?(?: Ab)?|S\. ?A\.?|SA|S\.?L\.?U?\.?|SAS|SARL|S\.p\.A\.?|SpA|S\.r\.l\.?|Srl"
    r"|s\. ?r\. ?o\.?|a\. ?s\.?|Sp\. z o\. ?o\.?|Lda\.?|d\.o\.o\.?)(?: \(publ\))?|,? \(publ\)"
)


def is_alias(short: str, full: str, kind: EntityType) -> bool:
    """Whether a name is a shorter name of the same thing as another one of its type.

    >>> is_alias("NeIC", "Nordic e-Infrastructure Collaboration", "Organisation")
    True
    >>> is_alias("Tryggve", "Tryggve project", "Initiative")
    True
    >>> is_alias("KTH", "KTH Innovation", "Organisation")
    False
    """
    if len(short) >= len(full) or kind in ("Person", "Place"):
        return False
    acronym = _KIND.sub("", short) if kind in SHORTENED else short  # "DDLS program"
    if len(acronym) > 2 and is_acronym(acronym) and acronym.casefold() in initials(full):
        return True  # of two letters, "EU", it spells too much
    if kind in SHORTENED and re.search(r"[A-ZÀ-Þ]", short):
        if full.endswith(f" {short}"):
            return True
        return full.startswith(short) and _KIND.fullmatch(full[len(short) :]) is not None
    return full.startswith(short) and _LEGAL.fullmatch(full[len(short) :]) is not None


def is_acronym(name: str) -> bool:
    """Whether a name has the look of an acronym: one word, two capitals at least.

    >>> [is_acronym(name) for name in ("NeIC", "SISP", "Vinnova", "EIT Food", "OSF 2023")]
    [True, True, False, False, True]
    """
    return _ACRONYM.fullmatch(name) is not None and sum(letter.isupper() for letter in name) >= 2


def initials(name: str) -> Iterator[str]:
    """What its first letters spell: of all words and of those with capitals; a year may follow."""
    words = re.findall(r"[^\W\d_]+|\d+", name)
    year = f" {words[-1]}" if len(words) > 2 and re.fullmatch(r"(?:19|20)\d\d", words[-1]) else ""
    letters = [word for word in words if not word.isdecimal()]
    for chosen in (letters, [word for word in letters if word[0].isupper()]):
        if len(chosen) > 1:
            spelt = "".join(word[0] for word in chosen).casefold()
            yield from {spelt, spelt + year}


def spells(acronym: str, name: str) -> bool:
    """Whether the letters of the acronym come in this order in the name, beginning with its first.

    >>> spells("VGR", "Västra Götalandsregionen"), spells("EU", "Vinnova")
    (True, False)
    """
    letters = iter(name.casefold())
    wanted = [letter for letter in acronym.casefold() if letter.isalpha()]
    return name[:1].casefold() == acronym[:1].casefold() and all(letter in letters for letter in wanted)
