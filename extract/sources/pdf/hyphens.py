"""Lines of one paragraph → one line, the words mended that were parted at the ends of lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HYPHENS = "-\u2010\u00ad\u0002\ufffe"  # the last two are what PDFium makes of some
_PARTED = re.compile(rf"([^\W_]+)[{_HYPHENS}]$")
_FIRST = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?:[-\u2010][^\W_]+)*")
_RANGE = re.compile(r"\d[–/-]$")
# What follows a part that stands for a whole word: "forsknings- och utvecklingscentrum".
_AND = frozenset(
    (
        "och",
        "eller",
        "samt",
        "respektive",
        "og",
        "und",
        "oder",
        "bzw",
        "sowie",
        "and",
        "or",
        "ja",
        "tai",
        "sekä",
    )
)
# Words that "samt" may end: "gemensamt".
_SAMT = frozenset(("en", "gemen", "lång", "mödo", "spar", "verk", "våld"))


@dataclass(frozen=True, slots=True)
class Known:
    """The words that stand whole in a text, by which parted ones are mended."""

    words: frozenset[str]
    names: frozenset[str]  # capitalised within sentences; none where that is how all nouns are written

    @classmethod
    def of(cls, lines: Iterable[str]) -> Known:
        """Of all lines of a text."""
        found = [_WORD.findall(_whole(line)) for line in lines]
        inside = [word for words in found for word in words[1:]]
        capitalised = [word for word in inside if word[0].isupper() and not word.isupper()]
        many = len(capitalised) > 0.25 * max(len(inside), 1)
        words = frozenset(word.casefold().replace("\u2010", "-") for words in found for word in words)
        common = sorted({word for words in found for word in words if word.islower()})
        names = {word for word in set(capitalised) if not _begins_one(word.casefold(), common)}
        return cls(words, frozenset() if many else frozenset(names))


def _begins_one(start: str, words: Sequence[str]) -> bool:
    """Whether one of the words, which are sorted, begins so."""
    at = bisect_left(words, start)
    return at < len(words) and words[at].startswith(start)


def joined(lines: Sequence[str], known: Known) -> str:
    """The lines as one.

    >>> joined(["ett center för innova-", "tion och EU-", "projekt, forsknings-", "och labb"], Known.of([]))
    'ett center för innovation och EU-projekt, forsknings- och labb'
    """
    text = ""
    for line in lines:
        text = _joined(text, line.strip(), known) if text else line.strip()
    return text


def is_parted(line: str) -> bool:
    """Whether a word, or a part of one, goes on in the next line."""
    return _PARTED.search(line) is not None


def _joined(text: str, line: str, known: Known) -> str:
    parted, first = _PARTED.search(text), _FIRST.match(line)
    if parted is None or first is None:
        tight = text.endswith("/") or (_RANGE.search(text) is not None and line[:1].isdigit())
        return text + line if tight else f"{text} {line}"
    stem, part, rest = text[: parted.end(1)], parted[1], first[0]
    suspended = rest in _AND and not (rest == "samt" and part.casefold() in _SAMT)
    suspended = suspended or (rest == "en" and "het" in known.words)  # Dutch; in Swedish it is an ending
    if suspended and (part + rest).casefold() not in known.words:
        return f"{stem}- {line}"
    return f"{stem}-{line}" if _keeps_hyphen(part, rest, text[-1], known) else stem + line


def _keeps_hyphen(part: str, rest: str, hyphen: str, known: Known) -> bool:
    """Whether the hyphen belongs to the word: "EU-projekt", "Volvo-chefen", "Tysk-Svenska"."""
    if (part + rest).casefold() in known.words:
        return False
    if f"{part}-{rest}".casefold() in known.words:
        return True
    if hyphen == "\u00ad":
        return False
    shouted = part.isupper() and rest.isupper()  # a heading in capitals
    acronym = (len(part) > 1 and part.isupper()) or any(map(str.isdigit, part))
    return not shouted and (acronym or not rest[0].islower() or part in known.names)


def _whole(line: str) -> str:
    """The line without a word that is parted at its end."""
    return _PARTED.sub("", line)
