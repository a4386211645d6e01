"""The text of a mail without what others wrote before: quoted lines, forwarded headers, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

SIGNATURE = "-- "
NOTE = 200  # characters: who forwards a release writes less above it

# "On 19 June 2024 at 10:00, Ann Lee wrote:", over two lines at most.
_SAID = re.compile(r"(?:On|Den|Am|Le|El|Il|Op|Dne|W dniu|På|Kl\.?)\b")
_WROTE = re.compile(
    r"\b(?:wrote|skrev|schrieb|a écrit|escribió|ha scritto|schreef|napsal\(?a?\)?|napisał\(?a?\)?"
    r"|kirjoitti)\b.{0,100}:$"
)
_ORIGINAL = re.compile(
    r"^[-_ ]{3,}(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Ursprungligt meddelande"
    r"|Message d'origine|Mensaje original|Messaggio originale|Opprinnelig melding|Oprindelig meddelelse|"
    r"Oorspronkelijk bericht|Alkuperäinen viesti)[-_ ]*$|^_{20,}\s*$(?=\n(?:From|Från|Von|Fra|De|Da|Van):)",
    re.MULTILINE | re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^[-_ ]{3,}(?:Forwarded message|Vidarebefordrat (?:meddelande|brev)|Weitergeleitete Nachricht|"
    r"Videresendt (?:melding|meddelelse)|Message transféré|Mensaje reenviado|Messaggio inoltrato|"
    r"Doorgestuurd bericht|Välitetty viesti)[-_ ]*$|^(?:Begin forwarded message|Vidarebefordrat brev):\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:From|To|Cc|Date|Sent|Subject|Reply-To|Från|Till|Kopia|Datum|Skickat|Ämne|Von|An|Gesendet|Betreff|Fra|Til"
    r"|Emne|Dato|Sendt|De|À|Objet|Envoyé|Para|Asunto|Enviado|Da|A|Oggetto|Inviato|Van|Aan|Onderwerp|Verzonden"
    r"|Lähettäjä|Vastaanottaja|Aihe|Lähetetty)\s?:",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_PREFIX = re.compile(r"^(?:(?:re|sv|aw|antw|vs|fwd?|vb|wg|tr|rv|i|doorst|vl)\s?:\s*)+", re.IGNORECASE)


def own_words(text: str) -> str:
    """What the mail itself says; what it forwards, if it says little itself.

    >>> own_words("Vi öppnar i maj.\\n\\nDen 3 april 2024 skrev Bo Ek:\\n> När?\\n-- \\nAnn")
    'Vi öppnar i maj.'
    """
    forwarded = _FORWARDED.search(text)
    if forwarded is not None and len(text[: forwarded.start()].strip()) < NOTE:
        return own_words(_without_headers(text[forwarded.end() :]))
    ends = [found.start() for pattern in (_FORWARDED, _ORIGINAL) if (found := pattern.search(text))]
    text = _before_quote(text[: min(ends, default=len(text))])
    signature = _SIGNATURE.search(text)
    if signature is not None and text[: signature.start()].strip():
        text = text[: signature.start()]
    return "\n".join(line for line in text.splitlines() if not line.startswith(">")).strip()


def _before_quote(text: str) -> str:
    """What stands before the line that says who wrote what follows."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        said = f"{line[:300]} {lines[number + 1][:200]}" if number + 1 < len(lines) else line[:300]
        if _SAID.match(line) and any(_WROTE.search(part.rstrip()) for part in (line[:300], said)):
            return "\n".join(lines[:number])
    return text


def is_forwarded(text: str) -> bool:
    """Whether `own_words` of the text are those of another mail."""
    forwarded = _FORWARDED.search(text)
    return forwarded is not None and len(text[: forwarded.start()].strip()) < NOTE


def subject(value: str) -> str:
    """A subject without "Re:", "Fwd:" and their like.

    >>> subject("VB: Fwd: Nytt center")
    'Nytt center'
    """
    return _PREFIX.sub("", value.strip())


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


def _without_headers(text: str) -> str:
    """The text behind the lines that say who sent it to whom."""
    lines: Sequence[str] = text.lstrip("\n").splitlines()
    start, seen = 0, False
    for number, line in enumerate(lines[:15]):
        if _HEADER.match(line.strip(" *>")):
            start, seen = number + 1, True
        elif not line.strip() and seen:
            break
    return "\n".join(line.removeprefix("> ").removeprefix(">") for line in lines[start:]).strip()
