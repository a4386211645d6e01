"""The text of a mail without what others wrote before: quoted lines, earlier mails, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from . import earlier

SIGNATURE = "-- "
NOTE = 200  # characters: who passes a release on writes less above it
SIGNED = 10  # lines of a signature under a mere "--"
SIGNED_LINE = 72  # characters of such a line
MAX_FORWARDED = 20  # mails in mails

_REPLY = "re|sv|aw|antw|vs|r|odp|ynt"
# English, Swedish, German, French, Spanish, Italian, Dutch, Finnish, Polish, Portuguese
_FORWARD = "fwd?|vb|wg|tr|rv|i|doorst|vl|pd|enc"
_PREFIX = re.compile(rf"\s*(?:(?P<forward>{_FORWARD})|{_REPLY})\s?:\s*", re.IGNORECASE)
_QUOTE = re.compile(r">(?:[ >]|$)")
_NUMBER = re.compile(r"> ?\d")
_SENTENCE = re.compile(r"(?:\S+ ){5}.*[.!?…]$")


@dataclass(frozen=True, slots=True)
class Own:
    """What a mail says, and whether those are the words of another mail that it passes on."""

    words: str
    forwarded: bool = False


def own(text: str, subject: str = "") -> Own:
    """What the mail itself says; what it passes on, if it says little itself or its subject tells so.

    >>> own("Vi öppnar i maj.\\n\\nDen 3 april 2024 skrev Bo Ek:\\n> När?\\n-- \\nAnn").words
    'Vi öppnar i maj.'
    >>> own("FYI\\n\\nFrån: Bo\\nSkickat: i går\\nÄmne: Center\\n\\nVi öppnar.", "VB: Center")
    Own(words='Vi öppnar.', forwarded=True)
    """
    passed_on = [prefix["forward"] is not None for prefix in _prefixes(subject)]
    lines: Sequence[str] = text.splitlines()
    for depth in range(MAX_FORWARDED):
        found = earlier.find(lines)
        above = _unsigned(lines) if found is None else _unsigned(lines[: found.start], may_be_all=True)
        if found is None or not _is_passed_on(found, above, lines, any(passed_on[depth : depth + 1])):
            return Own("\n".join(_unquoted(above)).strip(), forwarded=depth > 0)
        lines = [line.removeprefix("> ").removeprefix(">") for line in lines[found.rest :]]
    return Own("")


def subject(value: str) -> str:
    """A subject without "Re:", "Fwd:" and their like.

    >>> subject("VB: Fwd: Nytt center")
    'Nytt center'
    """
    return value[max((prefix.end() for prefix in _prefixes(value)), default=0) :].strip()


def unflowed(text: str, *, delete_space: bool) -> str:
    """The paragraphs of a text that is `format=flowed` (RFC 3676), each on one line.

    >>> unflowed("Vi öppnar \\nett center.\\n", delete_space=False)
    'Vi öppnar ett center.'
    """
    paragraphs: list[list[str]] = []
    flows = False
    for line in text.splitlines():
        line = line.removeprefix(" ")  # stuffed
        ends = line.endswith(" ") and line != SIGNATURE
        words = line[:-1] if ends and delete_space else line
        if flows and line != SIGNATURE:
            paragraphs[-1].append(words)
        else:
            paragraphs.append([words])
        flows = ends
    joined = map("".join, paragraphs)
    return "\n".join(line if line == SIGNATURE else line.rstrip() for line in joined)


def _prefixes(subject: str) -> Iterator[re.Match[str]]:
    """What stands before a subject, the last mail's first."""
    end = 0
    while (prefix := _PREFIX.match(subject, end)) is not None:
        yield prefix
        end = prefix.end()


def _is_passed_on(
    found: earlier.Earlier, above: Sequence[str], lines: Sequence[str], passed_on: bool
) -> bool:
    """Whether the earlier mail is what this one is about: with little above it, and marked or named so."""
    said, passed = (len("\n".join(part).strip()) for part in (above, lines[found.rest :]))
    if found.mark == "attribution" and not passed_on:  # what follows such a line was answered
        return False
    return not said or (passed_on and said < max(NOTE, passed)) or (found.mark == "forwarded" and said < NOTE)


def _unsigned(lines: Sequence[str], *, may_be_all: bool = False) -> Sequence[str]:
    """The lines above the signature, if there are any, or it may be all that there is.

    A mere "--" may also part a release from what follows.
    """
    for number, line in enumerate(lines):
        signs = line == SIGNATURE or (line == "--" and _are_a_signature(lines, number + 1))
        if signs and (may_be_all or any(map(str.strip, lines[:number]))):
            return lines[:number]
    return lines


def _are_a_signature(lines: Sequence[str], start: int) -> bool:
    """Whether the lines from there on are few, short, and no sentences."""
    below = (lines[number].strip() for number in range(start, len(lines)))
    few = list(islice(filter(None, below), SIGNED + 1))
    return len(few) <= SIGNED and all(len(line) <= SIGNED_LINE and not _SENTENCE.match(line) for line in few)


def _unquoted(lines: Sequence[str]) -> Iterator[str]:
    """The lines that are not quoted. ">50 företag deltar" alone is not, beside other such lines it is."""
    quoted = [line.startswith(">") for line in lines]
    for number, line in enumerate(lines):
        beside = any(quoted[max(number - 1, 0) : number] + quoted[number + 1 : number + 2])
        if not (quoted[number] and (beside or (_QUOTE.match(line) and not _NUMBER.match(line)))):
            yield line
