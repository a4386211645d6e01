"""When two names of one text are names of one thing: acronyms, short forms, legal forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz.distance import Indel

from .model import EntityType, folded, in_order, without_accents, without_legal_form

# Their short form may be the end of the name, or what stands before a word for what it is, "Tryggve project".
# Not so for bodies: "SciLifeLab Data Centre" is not SciLifeLab.
SHORTENED = ("Initiative", "Event", "Agreement")
SPELT = ("Organisation", *SHORTENED)  # what has acronyms
_KIND = re.compile(
    r" (?:[a-zà-þ\d(–-].*|(?:Project|Programme?|Initiative|Platform|Conference|Summit|Forum|Festival))"
)
_GENERIC = re.compile(
    r"(.*\S)[ -](?:project|programme?|proposal|initiative|projekt(?:et|s|es)?|Projekts?|programmet)"
)
_LINK = re.compile(
    r"(?i:of|for|the|at|and|&|on|in|de|du|des|del|della|dello|di|per|en|para|pour|la|el|le|l|d|y|e|et"
    r"|för|vid|och|i|av|om|på|till|med|mellan|für|der|die|das|und|im|van|voor|v|pro|na)"
)
_ACRONYM = re.compile(r"(?=\S*[^\W\d_]\S*[^\W\d_])[\w&+/.-]{2,16}(?: (?:19|20)\d\d)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def is_alias(short: str, full: str, kind: EntityType) -> bool:
    """Whether a name is a shorter name of the same thing as another one of its type.

    >>> is_alias("NeIC", "Nordic e-Infrastructure Collaboration", "Organisation")
    True
    >>> is_alias("Tryggve", "Tryggve project", "Initiative")
    True
    >>> is_alias("KTH", "KTH Innovation", "Organisation")
    False
    >>> is_alias("Alva AB", "Alva AB (publ)", "Organisation")
    True
    """
    if len(short) >= len(full) or kind in ("Person", "Place"):
        return False
    acronym = _KIND.sub("", short) if kind in SHORTENED else short  # "DDLS program"
    # Of two letters, "EU", it spells too much.
    if len(acronym) > 2 and is_acronym(acronym) and abbreviates(acronym, full):
        return True
    if kind in SHORTENED and re.search(r"[A-ZÀ-Þ]", short):
        if _is_end(short, full, kind) or _leaves_out(short, full):
            return True
        if _YEAR.fullmatch(folded(full).removeprefix(folded(short))):
            return True  # but for the year
        return full.startswith(short) and _KIND.fullmatch(full[len(short) :]) is not None
    return full.startswith(short) and without_legal_form(full) == without_legal_form(short)


def _is_end(short: str, full: str, kind: EntityType) -> bool:
    """Whether a name is the end of another, as of "Tryggve project", not of "a law on it"."""
    one, other = (short.casefold(), full.casefold()) if kind == "Event" else (short, full)
    head = other.removesuffix(f" {one}").split()
    return other.endswith(f" {one}") and not (head and _LINK.fullmatch(head[-1]))


def _leaves_out(short: str, full: str) -> bool:
    """Whether a name of three words or more only lacks words within: "2nd [Nordic] Community Meeting"."""
    words, rest = short.split(), iter(full.split())
    ends = full.startswith(f"{words[0]} ") and full.endswith(f" {words[-1]}")
    return len(words) > 2 and ends and all(word in rest for word in words)


def abbreviates(acronym: str, name: str) -> bool:
    """Whether an acronym is made of first letters of the name's words, in their order, and of most of them.

    >>> [abbreviates(*pair) for pair in (("MiSE", "Ministero dello Sviluppo economico"), ("DFG", "DG FISMA"))]
    [True, False]
    """
    if acronym.casefold() in initials(name):
        return True
    if any(map(str.isdigit, acronym)) and not _YEAR.search(acronym):  # N4O, "NFDI4Objects"
        one, other = folded(acronym), folded(name)
        return one[0] == other[0] and in_order(one, other)
    capitals = [letter for letter in acronym if letter.isupper()]
    wanted = "".join(capitals if 2 < len(capitals) < len(acronym) else filter(str.isalpha, acronym))
    letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", without_accents(name)))
    named = sum(letter.isupper() for letter in letters) or len(letters)
    wanted, spelt = without_accents(wanted).casefold(), letters.casefold()
    enough = len(wanted) > 2 and len(wanted) >= named / 2
    return enough and spelt[:1] == wanted[:1] and in_order(wanted, spelt)


def is_acronym(name: str) -> bool:
    """Whether a name has the look of an acronym: one word, two capitals at least.

    >>> [is_acronym(name) for name in ("NeIC", "SISP", "Vinnova", "EIT Food", "OSF 2023")]
    [True, True, False, False, True]
    """
    return _ACRONYM.fullmatch(name) is not None and sum(letter.isupper() for letter in name) >= 2


def initials(name: str) -> Iterator[str]:
    """What its first letters spell: of all words and of those with capitals; a year may follow."""
    words = re.findall(r"[^\W\d_]+|\d+", name)
    year = f" {words[-1]}" if len(words) > 2 and _YEAR.fullmatch(words[-1]) else ""
    letters = [word for word in words if not word.isdecimal()]
    for chosen in (letters, [word for word in letters if word[0].isupper()]):
        if len(chosen) > 1:
            spelt = "".join(word[0] for word in chosen).casefold()
            yield from {spelt, spelt + year}


def content(name: str) -> str:
    """A name without the small words that link its words: "Ministerio [de] Universidades".

    >>> content("DNUM du MEAE") == content("DNUM MEAE")
    True
    """
    words = [word for word in re.split(r"[\s’']+", name) if not _LINK.fullmatch(word)]
    return folded(" ".join(words)) if len(words) > 1 else folded(name)


def is_misspelt(one: str, other: str) -> bool:
    """Whether one of two long names lacks a letter that the other has; numbers must be the same."""
    if max(len(one), len(other)) < 10 or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return one[:1] == other[:1] and Indel.distance(one, other, score_cutoff=1) <= 1


def bare(name: str, kind: EntityType) -> str | None:
    """The name of an initiative without the common noun behind it.

    >>> bare("LUMI-Q project", "Initiative"), bare("research project", "Initiative")
    ('LUMI-Q', None)
    """
    match = _GENERIC.fullmatch(name) if kind == "Initiative" else None
    return match[1] if match is not None and re.search(r"[A-ZÀ-Þ]", match[1]) else None


def is_person_alias(short: str, full: str) -> bool:
    """Whether it is a part of a person's name: a word of it, its beginning or end, "Ek, K.".

    A genitive -s is forgiven.
    """
    if " " not in full or len(short) >= len(full) + 2:
        return False
    cited = re.fullmatch(r"([^,]+), ((?:\w\. ?)+)", short)
    if cited:
        return full.endswith(f" {cited[1]}") and full[0] == cited[2][0]
    if len(short) >= len(full):
        return False
    base = short.removesuffix("s")
    if " " not in short:
        return base in {word.removesuffix("s") for word in full.split()}
    return f" {full} ".endswith((f" {short} ", f" {base} ")) or full.startswith((f"{short} ", f"{base} "))


def with_separator(short: str, full: str) -> bool:
    """Whether the full name is the short one and what it stands for: "CSC - IT Center for Science"."""
    rest = full[len(short) :] if full.startswith(short) else ""
    return re.match(r"(?:-EU$| ?[–/,] ?\w| - \w)", rest) is not None


def is_short_body(short: str, full: str) -> bool:
    """Whether a body may be called so once its full name was said: by its first word or words, by its last.

    >>> is_short_body("Simula", "Simula Research Laboratory"), is_short_body("Sigma2", "Uninett Sigma2")
    (True, True)
    >>> is_short_body("University of Oslo", "Department of Law of the University of Oslo")
    False
    """
    if len(short) < 3 or not re.search(r"[A-ZÀ-Þ]", short):
        return False
    if full.startswith(f"{short} "):
        return True
    head = full.removesuffix(f" {short}")
    words = head.split()
    return head != full and len(words) < 3 and head[-1].isalnum() and not any(map(_LINK.fullmatch, words))


def are_forms(one: str, other: str) -> bool:
    """Whether two names differ only in the ends of their words, as in Czech, Polish and Finnish.

    >>> are_forms("Kraj Vysočina", "Kraje Vysočiny"), are_forms("Praha", "Brno")
    (True, False)
    """
    words = one.split(), other.split()
    return len(words[0]) == len(words[1]) and all(map(_is_form, *words))


def _is_form(one: str, other: str) -> bool:
    if one == other:
        return True
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    common = next((i for i in range(shortest) if one[i] != other[i]), shortest)
    return common >= 3 and shortest - common <= 2 and longest - common <= 4 and 2 * common >= longest
