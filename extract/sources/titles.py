"""Which of its words is the title of a document: no label ("PRESS RELEASE"), and not the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..model import folded
from .days import leading_day, months
from .fields import one_line

MAX_TITLE = 400  # characters; what is longer is no title
MAX_LABEL = 60  # characters
FEW = 2  # letters that a title has at least
AT_TOP = 6  # lines of a text in which its title stands

# What documents are called, and the parts of a site that they stand in.
_NAMES = """
pressmeddelande, pressmeddelanden, pressrelease, press release, press releases, pressinfo,
pressinformation, press statement, news release, media release, media information, pressemitteilung,
pressemitteilungen, medieninformation, medienmitteilung, presseinformation, pressemelding,
pressemeddelelse, lehdistötiedote, mediatiedote, tiedote, tiedotteet, persbericht, persberichten,
communiqué, communiqué de presse, comunicado de prensa, nota de prensa, comunicato stampa, comunicati
stampa, informacja prasowa, komunikat prasowy, tisková zpráva, tiskové zprávy, för omedelbar publicering,
for immediate release, press, presse, prensa, stampa, pers, media, nyhet, nyheter, nyhetsartikel,
nyhetsarkiv, news, newsroom, latest news, aktuellt, aktuelles, aktuelt, aktuell, nachrichten, meldung,
meldungen, nyhed, nyheder, uutinen, uutiset, ajankohtaista, nieuws, nieuwsbericht, actualité, actualités,
noticia, noticias, notizia, notizie, aktualności, aktuality
"""
_LABELS = frozenset(folded(name) for name in _NAMES.split(","))
_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*\|\s*|(?<=[^\W\d]):\s+")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBERED = ("den", "nr", "no", "nummer")  # beside the date of a label
_DATELINE = re.compile(r"[^\W\d][^\d,.:;!?]{1,30}[ ,]\s*")

Heading = tuple[int, str]  # its level, and its words


def is_label(title: str) -> bool:
    """Whether the words say what kind of document it is, or its date, or hardly anything.

    >>> is_label("PRESSMEDDELANDE 3 maj 2024"), is_label("Nytt centrum i Luleå"), is_label("2024-05-03")
    (True, False, True)
    """
    if len(title) > MAX_LABEL:
        return False
    words = (word for word in _LETTERS.findall(title.casefold()) if word not in months())
    said = "".join(word for word in words if word not in _NUMBERED)
    return len(said) < FEW or folded(said) in _LABELS


def first_line(lines: Iterable[str]) -> tuple[int, str] | None:
    """The first line that is no label, nor the place and date under one, with its number.

    >>> first_line(["PRESSMEDDELANDE", "Luleå, 3 maj 2024", "", "Nytt centrum i Luleå", ""])
    (3, 'Nytt centrum i Luleå')
    """
    labelled = False
    for number, line in enumerate(lines):
        said = line.strip()
        if said and not (is_label(said) or (labelled and _is_dateline(said))):
            return number, said
        labelled = labelled or bool(said)
        if number >= AT_TOP:
            return None
    return None


def of_page(
    said: Iterable[str | None], headings: Sequence[Heading], top: str, sites: Iterable[str]
) -> str | None:
    """The title of a page: what it says for others, else its heading, else the name of its window; if any.

    `headings` are the short ones of the highest levels, in order, `top` is the name of the window, `sites`
    are names of the site.
    """
    names = {folded(name) for name in sites if name}
    first, rest = _headings(headings, top, names)
    for title in (line for line in map(one_line, said) if line and len(line) <= MAX_TITLE):
        whole = next((heading for heading in (*first, *rest) if _same(title, heading)), None)
        bare = without_site(title, names)
        if whole or not _is_none(bare, names):
            return whole or bare
    bare = without_site(top, names)
    known = any(folded(part) in names for part in parts(top))  # else what is left may be the site
    window = [bare] if known and not _is_none(bare, names) else []
    return next(iter((*first, *window, *rest)), None)


def without_site(title: str, names: set[str]) -> str:
    """A title without the names of the site, which are folded, and labels that stand at its ends.

    >>> without_site("Region X: Nyheter - Nytt centrum", {"regionx"}), without_site("Avtal - 2025", set())
    ('Nytt centrum', 'Avtal')
    """
    signs = [match.span() for match in _SEPARATOR.finditer(title)]
    starts, ends = [0, *(end for _, end in signs)], [*(start for start, _ in signs), len(title)]
    spans = list(zip(starts, ends, strict=True))
    while len(spans) > 1 and _is_none(title[slice(*spans[-1])], names):
        spans.pop()
    while len(spans) > 1 and _is_none(title[slice(*spans[0])], names):
        spans.pop(0)
    return title[spans[0][0] : spans[-1][1]]


def parts(title: str) -> list[str]:
    """What stands between the signs that part a title from the name of a site."""
    return [part.strip() for part in _SEPARATOR.split(title) if part.strip()]


def _headings(headings: Sequence[Heading], top: str, names: set[str]) -> tuple[list[str], list[str]]:
    """The headings that are likely the title, the likeliest first; and one for want of others."""
    named = {folded(part) for part in (*parts(top), top)}
    over = next((n for n in range(len(headings)) if _is_over(headings[n:], named, names)), None)
    usable = [(n, level, words) for n, (level, words) in enumerate(headings) if not _is_none(words, names)]
    under = [words for n, _, words in usable if over is not None and n > over]
    found = [words for n, level, words in usable if level == 1 and n != over]
    said = [words for words in (*under, *found) if folded(words) in named]
    return list(dict.fromkeys((*said, *found))), under[:1]


def _is_over(headings: Sequence[Heading], named: set[str], names: set[str]) -> bool:
    """Whether the first of these is a label, or the site's name: the window names it and the next apart."""
    level, words = headings[0]
    if level > 1 or len(headings) < 2:
        return False
    keys = [folded(heading) for _, heading in headings[:2]]
    apart = set(keys) <= named and keys[0] != keys[1] and not _is_none(headings[1][1], names)
    return _is_none(words, names) or apart


def _is_none(title: str, names: set[str]) -> bool:
    return is_label(title) or folded(title) in names


def _same(title: str, heading: str) -> bool:
    """Whether a title is the heading: cut short, or with the name of the site before or behind it."""
    one, other = title.casefold(), heading.casefold()
    cut = one.rstrip(".… ")
    return (
        folded(one) == folded(other)
        or (cut != one and other.startswith(cut))
        or (one.startswith(other) and _SEPARATOR.match(title[len(heading) :]) is not None)
        or (
            one.endswith(other)
            and any(m.end() == len(title) - len(heading) for m in _SEPARATOR.finditer(title))
        )
    )


def _is_dateline(line: str) -> bool:
    """Whether a line says a place and a day, and no more."""
    match = _DATELINE.match(line)
    return match is not None and len(line) <= MAX_LABEL and leading_day(line[match.end() :]) is not None
