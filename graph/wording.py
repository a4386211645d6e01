"""Two wordings of one name: the number of an act of law, the ends of words, what an acronym spells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..extract.model import folded, spells

LONG = 12  # letters of a name from which one letter more or less is a typing error rather than another name
ALONE = 14  # letters from which a common noun alone says which one is meant: "delbetänkande" does not
LAST = 11  # letters from which it does behind an adjective: "nationell strategi" does not
_STEM = 5  # letters that two forms of a word share at least

# --- acts -----------------------------------------------------------------------------------------

# What an act of the EU is called, in the languages of the taggers.
_KINDS = {
    "regulation": "förordning(?:en)?|regulation|verordnung|règlement|reglamento|regolamento|verordening"
    "|forordning(?:en)?|asetus|rozporządzenie|nařízení|regulamento",
    "directive": "direktiv(?:et)?|directive|richtlinie|directiva|direttiva|richtlijn"
    "|direktiivi|dyrektywa|směrnice|diretiva",
    "decision": "beslut(?:et)?|decision|beschluss|décision|decisión|decisione|besluit|afgørelse|päätös"
    "|decyzja|rozhodnutí|decisão",
}
_ISSUER = (
    r"(?:(?:europaparlamentets|eu-parlamentets|eu:s|eu|och|rådets|kommissionens|nya|den|det|the|new"
    r"|european|parliament|council|commission|and|of|die|der|le|la|el|il|de) )*"
)
_UNION = r"\(?(?:EU|EG|EC|EEG|EEC|UE|CE|CEE|EWG|EF|ES|WE)[)\]]? "
_EU = re.compile(
    rf"{_ISSUER}(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _KINDS.items())}) [(\[]?(?:{_UNION})?"
    r"(?P<reverse>(?:nr|no|n[°ºo]|č)\.? ?)?(?P<one>\d{1,4})/(?P<two>\d{2,4})(?![\d:])",
    re.IGNORECASE,
)
_SFS = re.compile(
    r"(?:(?:den|nya) )?[\w-]*(?:förordning(?:en)?|lag(?:en)?|balk(?:en)?) \((?:SFS )?(\d{4}:\d{1,5})\)",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"(?:(?:den|nya) )*[\w-]*(?:förordningen|lagen|balken)\b", re.IGNORECASE)
_NUMBER = re.compile(r" ?\((?:SFS )?\d{4}:\d{1,5}\)?")
_AMENDS = re.compile(r"ändring|upphäv|amend|repeal", re.IGNORECASE)


def act(name: str) -> str | None:
    """The number by which a name cites one act of law, of the EU or of Sweden, the same in every wording.

    >>> act("Europaparlamentets och rådets förordning (EU) nr 1257/2013 om återvinning av fartyg")
    'regulation 2013/1257'
    >>> act("Regulation (EU) 2019/1021"), act("direktiv 94/62/EG"), act("lagen (2004:1199) om handel")
    ('regulation 2019/1021', 'directive 1994/62', 'SFS 2004:1199')
    >>> act("upphävande av direktiv 2004/18/EG"), act("ärenden enligt lagen (1992:1140) om ekonomisk zon")
    (None, None)
    """
    swedish = _SFS.match(name)
    if swedish:
        others = re.findall(r"(?<!SFS )\b\d{4}:\d+", name)
        return f"SFS {swedish[1]}" if set(others) <= {swedish[1]} else None
    match = _EU.match(name)
    if match is None:
        return None
    year, number = (match["two"], match["one"]) if match["reverse"] else (match["one"], match["two"])
    if len(year) not in (2, 4):
        return None
    kind = next(kind for kind in _KINDS if match[kind])
    return f"{kind} {year if len(year) == 4 else f'19{year}'}/{number}"


def without_number(name: str) -> str:
    """The name of a Swedish act without its numbers.

    >>> without_number("lagen (2004:1199) om handel med utsläppsrätter (SFS 2015:441)")
    'lagen om handel med utsläppsrätter'
    """
    return _NUMBER.sub("", name).strip(" .")


def amends(name: str) -> bool:
    """Whether it is an act about another act, of which there are many with one name.

    >>> amends("förordningen om ändring i avfallsförordningen")
    True
    """
    return _AMENDS.search(name) is not None


def is_definite(name: str) -> bool:
    """Whether a name begins with the definite form of a Swedish word for an act.

    >>> is_definite("Förordningen om batterier"), is_definite("förordning om batterier")
    (True, False)
    """
    return _DEFINITE.match(name) is not None


# --- forms of words -------------------------------------------------------------------------------

_ENDS = ("", "s", "n", "en", "et", "t", "ns", "ens", "ets", "a")  # of nouns and adjectives, in Swedish


def stems(name: str) -> str:
    """What all forms of a name share: the beginnings of its words.

    >>> stems("nationell cancerstrategi") == stems("nationella cancerstrategin")
    True
    """
    words = without_number(name).split()
    return " ".join(folded(word[:_STEM]) for word in words) if len(words) > 1 or len(name) >= LONG else ""


def are_inflected(one: str, other: str, *, named: bool = False) -> bool:
    """Whether two Swedish names differ in the ends of common nouns and adjectives only: definite or not.

    `named`: both begin with a capital and have two words, as names of bodies do.

    >>> are_inflected("Livsmedelsstrategi 2.0", "Livsmedelsstrategin 2.0")
    True
    >>> are_inflected("Svenskt Näringsliv", "svenska näringslivet"), are_inflected("rådet", "rådets")
    (False, False)
    >>> are_inflected("nationell strategi", "nationella strategin")
    False
    """
    words = one.split(), other.split()
    if len(words[0]) != len(words[1]) or one == other:
        return False
    if amends(one) or not (_is_telling(words[0]) and _is_telling(words[1])):
        return False
    if named and not (len(words[0]) > 1 and one[:1].isupper() and other[:1].isupper()):
        return False
    first, *rest = zip(*words, strict=True)
    return _same_word(*(word[:1].casefold() + word[1:] for word in first)) and all(
        _same_word(*pair) for pair in rest
    )


def _is_telling(words: list[str]) -> bool:
    """Whether it says which one it is: "strategi" and "nationell strategi" are many."""
    if len(words) == 1:
        return len(words[0]) >= ALONE
    tells = any(not word[:1].islower() for word in words[1:])
    return tells or len(words) > 2 or len(words[-1]) >= LAST


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if not (one[:1].islower() and other[:1].islower()):
        return False
    return any(
        one[:cut] == other[:cut] and one[cut:] in _ENDS and other[cut:] in _ENDS
        for cut in range(max(_STEM, max(len(one), len(other)) - 3), min(len(one), len(other)) + 1)
    )


def lacks_linking_s(one: str, other: str) -> bool:
    """Whether one of two long names lacks the -s- that joins a compound, or that of a genitive within.

    >>> lacks_linking_s("Brottförebyggande rådet", "Brottsförebyggande rådet")
    True
    >>> lacks_linking_s("Stockholm universitet", "Stockholms universitet")
    True
    >>> lacks_linking_s("Innovationsverket", "Innovationsverkets")
    False
    """
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if len(short) < LONG or len(long) != len(short) + 1:
        return False
    at = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    return 0 < at < len(short) and long[at] == "s" and long[at + 1 :] == short[at:]


# --- acronyms -------------------------------------------------------------------------------------


def spelt_out(acronym: str, names: Iterable[str]) -> set[str]:
    """Those of the full names of whose letters an acronym is made, from the first on.

    Empty where these are names of several things, other than forms of one or one within another.

    >>> spelt_out("NCK", ["Nationellt centrum för kvinnofrid", "Uppsala universitet"])
    {'Nationellt centrum för kvinnofrid'}
    >>> spelt_out("ESS", ["European Spallation Source", "European Social Survey"])
    set()
    """
    fit = {name for name in names if _is_spelt(acronym, name)}
    inner = {name for name in fit if not any(_is_within(other, name) for other in fit)}
    return fit if len({stems(name) for name in inner}) == 1 else set()


def _is_within(one: str, other: str) -> bool:
    return folded(one) != folded(other) and folded(one) in folded(other)


def _is_spelt(acronym: str, name: str) -> bool:
    """Whether its letters come in this order in the name, from the first on, and it is no word of it."""
    short, full = acronym.casefold(), name.casefold()
    return short[:1] == full[:1] and spells(acronym, name) and short not in re.findall(r"\w+", full)
