"""Names: what the model, the gazetteer and the patterns of a language find, brought to one set.

The component can stand behind any recogniser: it reads `doc.ents` in any labels that `LABELS` maps to
our types, and leaves `doc.ents` in our types, each with its base form in `ent._.name`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from .aliases import SPELT, initials, is_acronym
from .known import GENITIVES, gazetteer, matcher, matches
from .model import ENTITY_TYPES, mint
from .phrases import acronym_behind, furniture
from .relations.roles import is_role
from .words import Lexicon

Find = Callable[[Doc], Iterator[Span]]
SHORT = 3  # letters of an acronym that may be no name
_EITHER = ("Organisation", "Initiative")  # annotators too decide by the text
_EDGES = re.compile(r"^[\W_]+|[^\w)]+$")
# The labels of name recognisers that people have → our types.
LABELS: dict[str, str] = {str(kind): str(kind) for kind in ENTITY_TYPES} | {
    "PER": "Person",
    "PERSON": "Person",
    "ORG": "Organisation",
    "LOC": "Place",
    "GPE": "Place",
    "FAC": "Place",
    "EVENT": "Event",
}


def namer(nlp: Language, words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that turns model entities, known names and patterns into `doc.ents` of our types."""
    rules = words["names"]
    phrases = matcher(nlp)
    patterns = [(kind, re.compile(regex)) for kind, found in rules["patterns"].items() for regex in found]
    stop = frozenset(rules["stop"]["words"])
    compounds = re.compile(rules["stop"]["compounds"])
    finders: list[Find] = [
        lambda doc: matches(doc, phrases),
        lambda doc: _government(doc, rules["stop"]["government"]),
        lambda doc: _patterned(doc, patterns, words),
        lambda doc: _modelled(doc, words),
    ]

    def names(doc: Doc) -> Doc:
        found = [span for find in finders for span in find(doc) if span.text not in stop]
        found = [span for span in found if span._.iri or not compounds.fullmatch(span.text)]
        found = _without_stretched(_trusted(found, doc, words), words)
        chosen = _without_overlap(_units(found, doc, words) + found)
        chosen = _without_overlap(_short_forms(chosen, doc) + chosen)
        aside = furniture(doc)
        doc.ents = [span for span in _of_one_mind(chosen) if span.start not in aside]
        doc.user_data.pop("names", None)
        _set_bases(doc)
        return doc

    return names


def _trusted(found: list[Span], doc: Doc, words: Lexicon) -> list[Span]:
    """The known names as the recogniser sees them, if it reads our types.

    What is known as a body but read as an initiative throughout, or the other way round, is what it is read
    as. In English a short acronym before a noun, as in "EU projects", is no name unless it is read as one.
    """
    if "scores" not in doc.user_data:
        return found
    read: dict[str, Counter[str]] = defaultdict(Counter)
    for span in doc.ents:
        read[_plain(span)][span.label_] += 1
    attributive = words["names"].get("attributive", False)
    return [s for known in found for s in _as_read(known, read[_plain(known)], attributive=attributive)]


def _has_noun(span: Span) -> bool:
    after = span.doc[span.end : span.end + 1]
    return bool(after.text) and after.text.isalpha() and after.text.islower()


def _as_read(known: Span, read: Counter[str], *, attributive: bool) -> Iterator[Span]:
    if not known._.iri:
        yield known
    elif attributive and not read and len(known.text) <= SHORT and known.text.isupper() and _has_noun(known):
        return
    elif (
        read and known.label_ in _EITHER and known.label_ not in read and read.most_common(1)[0][0] in _EITHER
    ):
        span = Span(known.doc, known.start, known.end, label=read.most_common(1)[0][0])
        span._.iri = span._.name = None  # spaCy keeps them by place, whatever the label
        yield span
    else:
        yield known


def _of_one_mind(chosen: list[Span]) -> list[Span]:
    """One name has one type in a document: that of a known name, else that of most of its mentions.

    A surname that stands alone is a person, not an organisation.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for span in chosen:
        votes[_plain(span)][span.label_] += 1000 if span._.iri else 1
    types = {name: counts.most_common(1)[0][0] for name, counts in votes.items()}
    people = {_plain(span[-1:]) for span in chosen if span.label_ == "Person" and len(span) > 1}
    types |= {name: "Person" for name in people if types.get(name) in ("Organisation", "Initiative")}
    return [
        span if span._.iri or span.label_ == types[_plain(span)]
        else Span(span.doc, span.start, span.end, label=types[_plain(span)])
        for span in chosen
    ]  # fmt: skip


def _plain(span: Span) -> str:
    """A name as it is, but for a genitive."""
    ending = next((e for e in GENITIVES[1:] if span.text.endswith(e)), "s")
    return str(span.text.removesuffix(ending))


def _apart(span: Span, words: Lexicon) -> Iterator[Span]:
    """A name that swallowed the acronym behind it as two; what can be no name as none."""
    doc, end, last = span.doc, span.end, span[-1].text
    place = _place_behind(span)
    if place is not None:
        parts = [(span.start, place - 1), (place, end)]
    elif len(span) > 3 and last == ")" and span[-3].text == "(":
        parts = [(span.start, end - 3), (end - 2, end - 1)]
    elif len(span) > 2 and len(last) > 2 and is_acronym(last) and last.casefold() in initials(span[:-1].text):
        parts = [(span.start, end - 1), (end - 1, end)]
    else:
        parts = [(span.start, end)] if _may_be_name(span, words) else []
    yield from (Span(doc, first, behind, label=span.label_) for first, behind in parts)


def _place_behind(span: Span) -> int | None:
    """Where a country begins that a body swallowed with "in" before it: "School of Economics in Norway"."""
    if span.label_ != "Organisation":
        return None
    behind = (i for i in range(span.start + 2, span.end) if span.doc[i - 1].text == "in")
    found = (i for i in behind if span.doc[i : span.end].text in _countries())
    return next(found, None)


@cache
def _countries() -> frozenset[str]:
    """All forms of the names of countries."""
    authority = "/authority/country/"
    known = (k for k in gazetteer() if k.type == "Place" and authority in (k.same_as or ""))
    return frozenset(form for country in known for form in country.forms)


def _may_be_name(span: Span, words: Lexicon) -> bool:
    """Whether it can be a name: no article, no "government" of somewhere; in lower case only a body."""
    common = {*words["phrases"]["stops"], *words["phrases"]["articles"]}
    if span.text.lower() in common or _plain(span) in words["names"]["stop"]["government"]["words"]:
        return False
    if span.label_ in words["names"].get("capitals", ()) and span.text.islower():
        return False
    bodies = span.label_ not in ("Person", "Place", "Event")
    lower = bodies and (len(span) > 1 or words["names"].get("lower", False))
    return lower or not span.text.islower()


def _without_stretched(found: list[Span], words: Lexicon) -> list[Span]:
    """Without names that are a known one and lower-case words around it, or two: "KTH växer", "KTH och SMHI".

    Places may grow so.
    """
    known = sorted((s for s in found if s._.iri and s.label_ != "Place"), key=len)
    ends, starts = {s.start: s.end for s in known}, {s.end: s.start for s in known}
    joints = (words["phrases"]["and"], "&", ",", "/")

    def stretched(span: Span) -> bool:
        first, last = ends.get(span.start, span.end), starts.get(span.end, span.start)
        joined = first < last and span.doc[first:last].text in joints
        rest = (span.doc[first : span.end], span.doc[span.start : last])
        return joined or any(_has_no_capital(part) for part in rest)

    return [span for span in found if span._.iri or not stretched(span)]


def _without_overlap(found: Iterable[Span]) -> list[Span]:
    """The longest first; of equal ones the one that came first, which is the better source."""
    taken: set[int] = set()
    chosen = []
    for span in sorted(found, key=lambda s: -len(s)):
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            chosen.append(span)
    return chosen


def _has_no_capital(words: Span) -> bool:
    return len(words) > 0 and not any(letter.isupper() or letter.isdigit() for letter in words.text)


# --- where names come from ----------------------------------------------------------------------


def _patterned(doc: Doc, patterns: list[tuple[str, re.Pattern[str]]], words: Lexicon) -> Iterator[Span]:
    text = doc.text  # put together anew each time that it is asked for
    for kind, regex in patterns:
        for match in regex.finditer(text):
            span = doc.char_span(*match.span(), label=kind, alignment_mode="expand")
            bare = _trimmed(span, words) if span is not None else None
            if bare is not None:
                yield Span(doc, bare.start, bare.end, label=kind)


def _government(doc: Doc, rule: dict[str, Any]) -> Iterator[Span]:
    """ "regeringen" without a foreign country before it is the government of the language's country."""
    foreign = re.compile(rule["foreign"]) if rule["foreign"] else None
    for token in doc:
        base = next((w for w in rule["words"] if token.text in (w, f"{w}s")), None)
        if base is None or (foreign and token.i and foreign.search(doc[token.i - 1].text)):
            continue
        span = Span(doc, token.i, token.i + 1, label="Organisation")
        span._.name = base.lower()
        span._.iri = mint("id/organisation", rule["iri_name"])
        yield span


def _modelled(doc: Doc, words: Lexicon) -> Iterator[Span]:
    """What the recogniser found. The one that reads our types is believed; others are looked over."""
    found = [
        (LABELS[e.label_], e, bare) for e in doc.ents if e.label_ in LABELS and (bare := _trimmed(e, words))
    ]
    if "scores" in doc.user_data:
        taken = {index for _, _, bare in found for index in range(bare.start, bare.end)}
        for kind, _, bare in found:
            end = bare.end + (kind == "Person" and _surname_follows(bare, taken))
            yield from _apart(Span(doc, bare.start, end, label=kind), words)
        return
    inside = _inside(doc)
    persons = {t.text for kind, _, bare in found if kind == "Person" and len(bare) > 1 for t in bare}
    for kind, ent, bare in found:
        if not bare.text[0].isupper():
            continue
        if "roles" in words and (is_role(bare, words) or _is_portfolio(bare, words)):
            continue
        alone = len(bare) == 1 and kind == "Person" and bare.start == ent.start  # no "Dr" before it
        if alone and bare.text not in persons:
            continue
        if len(bare) == 1 and not _confirmed(bare, inside):
            continue
        yield Span(doc, bare.start, bare.end, label=kind)


def _surname_follows(span: Span, taken: Container[int]) -> bool:
    """Whether a first name alone is followed by a word with a capital that is read as nothing else."""
    after = span.doc[span.end : span.end + 1]
    behind = len(span) == 1 and after.text.isalpha() and after.text.istitle() and span.end not in taken
    return behind and not span.doc[span.end].is_sent_start and not span.text.endswith("s")


def _is_portfolio(span: Span, words: Lexicon) -> bool:
    """What a minister is minister for is no organisation: "Minister for Energy and Enterprise"."""
    doc, rules = span.doc, words["roles"]
    before = [t.lower_ for t in doc[max(0, span.start - 2) : span.start]]
    return len(before) == 2 and before[0] in rules["portfolio_only"] and before[1] in rules["portfolio"]


def _trimmed(ent: Span, words: Lexicon) -> Span | None:
    """The entity's first line without punctuation, articles, titles and stray words around it."""
    text = ent.text if ent.sent.end >= ent.end else ent.text.split("\n", 1)[0]
    start = len(text) - len(_EDGES.sub("", text, count=1)) if _EDGES.match(text) else 0
    end = len(_EDGES.sub("", text[start:])) + start
    leads = tuple(words["names"]["stop"]["leads"])
    while lead := next((lead for lead in leads if text.startswith(lead, start, end)), ""):
        start += len(lead)
    first, last = ent.start_char + start, ent.start_char + end
    span = (
        ent.doc.char_span(first, last, alignment_mode="expand") if start < end else None
    )  # "Ltd." is a token
    while span is not None and len(span) > 1 and span[-1].text in words["phrases"]["stops"]:
        span = span[:-1]
    return span


def _confirmed(span: Span, inside: set[str]) -> bool:
    """One word at the head of a sentence may have its capital from there: it must have it elsewhere too."""
    token = span[0]
    return token.text in inside or (token.is_upper and len(token) > 1)


def _inside(doc: Doc) -> set[str]:
    """The words that stand somewhere else than at the head of a sentence or a quotation."""
    return {t.text for t in doc if not t.is_sent_start and not (t.i and t.nbor(-1).text in '–—-”"“„«»‘')}


def _units(found: list[Span], doc: Doc, words: Lexicon) -> list[Span]:
    """Units of an organisation that have no name but in it: "Region Stockholms programkontor för …"."""
    units = []
    for span in found:
        genitive = span.label_ == "Organisation" and span.text.endswith(GENITIVES)
        if genitive and span.end < len(doc) and doc[span.end].text in words["names"]["units"]["nouns"]:
            end = _end_of_field(doc, span.end + 1, words)
            units.append(Span(doc, span.start, end, label="Organisation"))
    return units


def _end_of_field(doc: Doc, end: int, words: Lexicon) -> int:
    """Where "för life science och smart specialisering" ends: at the first word that is not lower case."""
    link, stops = words["names"]["units"]["link"], words["phrases"]["stops"]
    if doc[end : end + 1].text != link or not doc[end + 1 : end + 2].text.islower():
        return end
    last = end + 1
    while last < min(len(doc), end + 9) and doc[last].is_lower and doc[last].text not in stops:
        last += 1
    return last


def _short_forms(found: list[Span], doc: Doc) -> list[Span]:
    """Every mention of an acronym that the text defines, "Norra energialliansen (NEA)", and of a surname."""
    acronyms = {a: s.label_ for s in found if s.label_ in SPELT and (a := acronym_behind(s)) is not None}
    surnames = {s[-1].text: "Person" for s in found if s.label_ == "Person" and len(s) > 1 and s[-1].is_title}
    words = {token.text for token in doc if token.is_lower}  # "Ek" is no name beside "ek"
    kinds = acronyms | {name: kind for name, kind in surnames.items() if name.lower() not in words}
    known = {span.start for span in found if span._.iri and len(span) == 1}
    meant = (t for t in doc if t.text in kinds and t.i not in known)
    return [Span(doc, t.i, t.i + 1, label=kinds[t.text]) for t in meant]


# --- base forms ---------------------------------------------------------------------------------


def _set_bases(doc: Doc) -> None:
    written = {ent.text for ent in doc.ents}
    for ent in doc.ents:
        if ent._.name is None:
            ent._.name = " ".join(_without_genitive(ent.text, written).split())


def _without_genitive(text: str, written: set[str]) -> str:
    """The base form: sure where the apostrophe or colon shows it, else only if the text has it elsewhere."""
    for ending in GENITIVES[1:]:
        if text.endswith(ending):
            return text.removesuffix(ending)
    base = text.removesuffix("s")
    return base if base in written else text
