"""Where in the text of a mail an earlier mail begins: what was answered, or what is passed on.

Programs mark that in three ways: by a line of dashes with a word, by the header of the earlier mail, or by a
line that says who wrote it when.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Mark = Literal["forwarded", "original", "header", "attribution"]

LONG = 300  # characters; a longer line marks nothing
MAX_HEADER = 50  # lines
WRAPPED = 3  # lines that the one which says who wrote what may take

_FORWARDED = re.compile(
    r"[-_ ]{3,}(?:Forwarded message|Vidarebefordrat (?:meddelande|brev)|Weitergeleitete Nachricht|"
    r"Videresendt (?:melding|meddelelse|besked)|Message transféré|Mensaje reenviado|Messaggio inoltrato|"
    r"Doorgestuurd bericht|Välitetty viesti|Mensagem encaminhada|Wiadomość przekazana dalej)[-_ ]*$"
    r"|(?:Begin forwarded message|Vidarebefordrat (?:brev|meddelande)|Anfang der weitergeleiteten Nachricht"
    r"|Videresendt (?:melding|besked)|Début du message réexpédié|Inizio messaggio inoltrato"
    r"|Inicio del mensaje reenviado|Begin doorgestuurd bericht|Välitetty viesti alkaa)\s?:\s*$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"[-_ ]{3,}(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Ursprungligt meddelande"
    r"|Message d'origine|Mensaje original|Messaggio originale|Opprinnelig melding|Oprindelig meddelelse|"
    r"Oorspronkelijk bericht|Alkuperäinen viesti|Mensagem original|Wiadomość oryginalna)[-_ ]*$",
    re.IGNORECASE,
)
_LINES: tuple[tuple[Mark, re.Pattern[str]], ...] = (("forwarded", _FORWARDED), ("original", _ORIGINAL))
_RULE = re.compile(r"_{20,}\s*$")  # above the header, in Outlook

# What the fields of a header are called in the mails of one's language.
_FIELDS = {
    "from": "From|Från|Von|Fra|De|Da|Van|Od|Lähettäjä|Expéditeur|Remitente|Mittente|Saatja|Feladó",
    "sent": "Sent|Date|Skickat|Datum|Gesendet|Sendt|Dato|Envoyé|Enviado|Enviado el|Fecha|Inviato|Data"
    "|Verzonden|Wysłano|Lähetetty|Päivämäärä|Päiväys|Odesláno|Saadetud|Küldve",
    "to": "To|Cc|Reply-To|Till|Kopia|Svar till|An|Kopie|Antwort an|Til|Kopi|À|Para|A|Aan|Do|DW|Komu|Címzett"
    "|Vastaanottaja|Kopio|Destinataire|Destinatario|Saaja",
    "subject": "Subject|Ämne|Betreff|Emne|Objet|Asunto|Oggetto|Onderwerp|Temat|Aihe|Předmět|Assunto|Teema"
    "|Tárgy",
    "other": "Attachments?|Bilagor|Bifogade filer|Anlagen?|Vedlegg|Vedhæftede filer|Pièces jointes|Liitteet"
    "|Importance|Priority|Prioritet|Organi[sz]ation",
}
_ONCE = ("from", "sent", "subject")  # a header begins with one of them, and has no second of its kind
_FIELD = re.compile(
    "|".join(rf"(?P<{kind}>(?:{names})\s?:)" for kind, names in _FIELDS.items()), re.IGNORECASE
)
_MARKUP = " *>\t|"  # around the names of fields, in texts made of HTML

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b(?![.\d])")
_SHORT_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b")
_WROTE = re.compile(
    r"\b(?:wrote|skrev|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|napsal\(?a?\)?|napisał\(?a?\)?"
    r"|kirjoitti|kirjutas)(?!\w)(?P<who>.{0,150}?)\s?:$"
)
_BEGINS_WITH_DATE = re.compile(r"(?:[^\W\d]\S*\s+){0,4}\d")  # "On Wed, Jun 19 …", "2 maj …"
_NAME = re.compile(r",?(?:\s+[^\W\d_a-zåäöæøé][\w.'’-]*){0,4}")
_ENDS_SENTENCE = re.compile(r"[.!?…:]$")


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where an earlier mail begins, in lines of the text, and where its own words do."""

    start: int
    rest: int
    mark: Mark


def find(lines: Sequence[str]) -> Earlier | None:
    """The first earlier mail in the lines of a mail.

    >>> find(["Tack!", "", "2 maj 2024 kl. 10:00 skrev Bo Ek <bo@ek.example>:", "", "När öppnar det?"])
    Earlier(start=2, rest=3, mark='attribution')
    >>> find(["Den nya chefen skrev på måndagen:", "", "Detta är framtiden."])
    """
    return next((found for number in range(len(lines)) if (found := _at(lines, number))), None)


def _at(lines: Sequence[str], number: int) -> Earlier | None:
    line = lines[number][:LONG].strip()
    if not line:
        return None
    for mark, pattern in _LINES:
        if pattern.match(line.strip("> ")):
            return Earlier(number, _behind_header(lines, number + 1), mark)
    ruled = _RULE.match(line) is not None
    end = _header(lines, number + ruled, least=2 if ruled else 3)
    if end is not None:
        return Earlier(number, end, "header")
    end = _attribution(lines, number)
    return None if end is None else Earlier(number, end, "attribution")


def _behind_header(lines: Sequence[str], number: int) -> int:
    """Where the words of a mail begin whose header follows, if one does."""
    while number < len(lines) and not lines[number].strip(_MARKUP):
        number += 1
    return _fields(lines, number)[0]


def _header(lines: Sequence[str], number: int, *, least: int) -> int | None:
    """Where a header of so many kinds of fields ends that begins here; None if none does.

    "Från: Luleå / Till: Umeå / Datum: 3 maj" is none: without a rule above, it names an address or a subject.
    """
    if number >= len(lines) or _kind(lines[number]) not in _ONCE:
        return None
    end, kinds = _fields(lines, number)
    named = least < 3 or "subject" in kinds or any(_ADDRESS.search(line) for line in lines[number:end])
    return end if len(kinds) >= least and "from" in kinds and named else None


def _fields(lines: Sequence[str], number: int) -> tuple[int, set[str]]:
    """Where the fields of a header end that begin here, and their kinds."""
    kinds: set[str] = set()
    apart = number + 1 < len(lines) and not lines[number + 1].strip()  # each field a paragraph of HTML
    end = number
    while end < min(number + MAX_HEADER, len(lines)):
        kind = _kind(lines[end])
        if kind in kinds and kind in _ONCE:
            break
        if kind is not None:
            kinds.add(kind)
        elif end == number or not ((apart and _is_gap(lines, end)) or _continues(lines, end)):
            break
        end += 1
    return end, kinds


def _kind(line: str) -> str | None:
    field = _FIELD.match(line[:LONG].strip(_MARKUP))
    return field.lastgroup if field else None


def _is_gap(lines: Sequence[str], number: int) -> bool:
    """Whether a line is blank, and a field follows."""
    return not lines[number].strip() and number + 1 < len(lines) and _kind(lines[number + 1]) is not None


def _continues(lines: Sequence[str], number: int) -> bool:
    """Whether a line goes on with the recipients of the field before it."""
    before, line = lines[number - 1].rstrip(), lines[number].strip()
    return bool(line) and (before.endswith((";", ",")) or (len(line) < LONG and line.endswith((">", ";"))))


def _attribution(lines: Sequence[str], number: int) -> int | None:
    """Where the line ends that begins here and says who wrote what follows; None if this is none."""
    line = ""
    for end in range(number, min(number + WRAPPED, len(lines))):
        part = lines[end][:LONG].strip()
        wrapped = end > number
        if not part or (wrapped and not _BEGINS_WITH_DATE.match(line)):
            return None
        line = f"{line} {part}".strip()
        if _WROTE.search(line[-LONG:]):
            return end + 1 if _names_a_mail(line, lines[end + 1 : end + 3]) else None
        if _ENDS_SENTENCE.search(part):
            return None
    return None


def _names_a_mail(line: str, following: Sequence[str]) -> bool:
    """Whether a line that ends in "… wrote:" speaks of a mail, as it says when or whose, or what follows."""
    wrote = _WROTE.search(line[-LONG:])
    after = next((text for text in following if text.strip()), "")
    if after.startswith(">") or _ADDRESS.search(line):
        return True
    dated = _BEGINS_WITH_DATE.match(line) or (wrote and _BEGINS_WITH_DATE.match(wrote["who"].lstrip()))
    if not dated:
        return False
    exact = _CLOCK.search(line) or _SHORT_DATE.search(line)
    return bool(exact or (wrote and _NAME.fullmatch(wrote["who"])))
