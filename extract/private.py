"""Telephone numbers and e-mail addresses are blotted out before a text is kept: no question needs them.

Amounts, dates and spans of years stay; so may a number that has neither a prefix nor a word for it.
"""

from __future__ import annotations

import re

from .lines import spaced

BLOT = "•"  # one for each character, so that no offset moves

_S, _H = "[ \u00a0\u202f]", "[-\u2010-\u2013/]"  # spaces and hyphens
_AT = rf"(?:@|{_S}?[(\[](?:at|a)[)\]]{_S}?|{_S}@{_S})"
_DOT = rf"(?:\.|{_S}?[(\[]dot[)\]]{_S}?)"
_HOST = rf"[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_DOT}[^\W\d_]{{2,24}}(?!\w)"
_MAIL = rf"(?<![\w.+-])[\w.+-]{{1,64}}{_AT}{_HOST}"
# +46 8 …, 00 46 …: eight digits or more, and no amount ("+10 000 000 kronor")
_ABROAD = (
    rf"(?<![\w+.,])(?:\+|00(?=[1-9]))(?!\d{{1,3}}(?:{_S}\d{{3}})+(?!{_S}?\d|{_H}\d))(?!\d{{16}})"
    rf"(?=(?:{_S}|{_H}|[().]|\d{{1,5}}){{3,20}})"
    rf"\d{{1,3}}(?:(?:{_S}|{_H}|\.){{0,2}}\(?\d{{1,5}}\)?){{3,8}}(?!\w)"
)
# 08-123 45 67, 030/12345678, (020) 7946 0958, 02 40 00 12 34, 070 123 45 67
_AT_HOME = (
    rf"(?<![\w.,/-])(?:\(0\d{{1,4}}\){_S}?(?:{_H}{_S}?)?|0\d{{1,4}}{_S}?{_H}{_S}?)"
    rf"\d{{2,4}}(?:{_S}\d{{2,3}}){{1,3}}(?![\w-])"
    rf"|(?<![\w.,/-])0\d{{1,4}}{_H}\d{{5,8}}(?!\w)"
    rf"|(?<![\w.,/-])0\d(?:(?:{_S}|\.)\d\d){{4}}(?![\w-])"
    rf"|(?<![\w.,/-])0[1-9]\d{{0,2}}{_S}\d{{3}}{_S}\d{{2,4}}(?:{_S}\d{{2}})?(?![\w-])"
)
_WORD = r"(?i:(?<!\w)(?:{})(?:nummer|nr|number)?)"
_NUMBER = rf"\+?\(?\d(?:(?:{_S}|{_H}|[().]){{0,2}}\d){{5,14}}"
_SHORT = _WORD.format(
    "tel|tfn|tlf|tél|téléphone|telefon|telefone|teléfono|telefono|telefoon|telefax|puh|puhelin|gsm|handy"
)
_LONG = _WORD.format("phone|mobile?|mobiltelefon|mobiel|móvil|cell|fax|komórka|kom")
_SAID = (
    rf"{_SHORT}(?:\.|(?!\w)){_S}?:?{_S}?(?P<number>{_NUMBER})(?!\w)"
    rf"|{_LONG}(?:\.|:|\.:){_S}?(?P<named>{_NUMBER})(?!\w)|{_LONG}{_S}(?P<dialled>[0+]{_NUMBER})(?!\w)"
)
_PRIVATE = re.compile("|".join((_MAIL, _SAID, _ABROAD, _AT_HOME)))


def blotted(text: str) -> str:
    """The text with telephone numbers and e-mail addresses blotted out, of the same length.

    >>> blotted("Ring 08-123 45 67 eller skriv till a.b@exempel.se före den 3 maj 2024.")
    'Ring •••••••••••• eller skriv till •••••••••••••• före den 3 maj 2024.'
    """
    return _PRIVATE.sub(_blot, text)


def kept(text: str) -> str:
    """A text as it is read and kept: nothing private, no spaces in markup; of the same length."""
    return blotted(spaced(text))


def _blot(match: re.Match[str]) -> str:
    """All of it, or the number behind the word for it."""
    starts = [match.start(name) for name in ("number", "named", "dialled") if match[name]]
    kept = starts[0] - match.start() if starts else 0
    return match.group()[:kept] + BLOT * (len(match.group()) - kept)
