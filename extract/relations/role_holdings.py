"""Who holds a role: "X, innovationschef i Region Y", "generaldirektör X", "har utsett X till …"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span

from ..draft import Draft, Filler, names, names_in
from ..model import Modality
from ..phrases import dates_in, ent_at, follows_any, later_than, modality, sentences
from ..words import Lexicon

METHOD = "rule:roles"
_REACH = 12  # tokens between a role and its organisation: "chef för avdelningen för … vid X"


def role_holdings(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts RoleHolding facts from `doc.ents` and `doc.spans["roles"]`."""

    def relate(doc: Doc) -> Doc:
        roles = {role.start: role for role in doc.spans.get("roles", [])}
        ends = {role.end: role for role in doc.spans.get("roles", [])}
        for sentence in sentences(doc):
            persons = [ent for ent in names_in(sentence) if ent.label_ == "Person"]
            for person in persons:
                doc._.drafts.extend(_behind(person, roles, sentence, words))
                doc._.drafts.extend(_before(person, ends, sentence, words))
                doc._.drafts.extend(_appointed(person, roles, sentence, words))
        return doc

    return relate


def _behind(person: Span, roles: dict[int, Span], sentence: Span, words: Lexicon) -> Iterator[Draft]:
    """ "X, innovationschef i Region Y", "X är innovationschef i Region Y", "X blir Region Ys nya chef"."""
    doc, after = person.doc, _after_brackets(person)
    if after >= sentence.end:
        return
    comma = doc[after].text in (",", "(")
    verb = after + 1 + (doc[after + 1 : after + 2].text in words["roles"]["relative"]) if comma else after
    copula = _copula(doc, verb, words)
    begin = copula if copula is not None else after + 1 if comma else None
    owner = _owner(doc, begin)
    role = _first_role(owner.end if owner else begin, roles, words)
    if role is None or role.end > sentence.end:
        return
    organisation = owner or _organisation(role, sentence, words)
    if copula is None and _begins_person(doc, role, organisation):
        return
    said = modality(sentence, doc[after : role.start], words) if copula is not None else "done"
    yield _draft(person, role, organisation, sentence, 0.9, said, _start(verb, role, sentence, words))


def _after_brackets(person: Span) -> int:
    """The index behind a name and the brackets with a party or an age: "Karin Ek (C)"."""
    doc, after = person.doc, person.end
    if after + 2 < len(doc) and doc[after].text == "(" and doc[after + 2].text == ")":
        return after + 3
    return after


def _copula(doc: Doc, index: int, words: Lexicon) -> int | None:
    """The index behind a verb of being or becoming; "inte", "nu" and the like may stand in it and behind."""
    rules = words["roles"]
    kept = [i for i in range(index, min(len(doc), index + 8)) if doc[i].lower_ not in rules["adverbs"]]
    said = [doc[i].lower_ for i in kept]
    lengths = (len(c) for c in map(str.split, rules["copulas"]) if said[: len(c)] == c)
    longest = max(lengths, default=0)
    if not longest or kept[0] - index > 1:
        return None
    return kept[longest] if longest < len(kept) else len(doc)


def _owner(doc: Doc, begin: int | None) -> Span | None:
    """The organisation in the genitive before a role: "EU-kommissionens ordförande"."""
    ent = ent_at(doc, begin, ("Organisation",)) if begin is not None else None
    return ent if ent is not None and ent.text != ent._.name else None


def _begins_person(doc: Doc, role: Span, organisation: Span | None) -> bool:
    """Whether the role belongs to the next in a list: "minister X, rektor Y", "X, rektorn vid Z, Y"."""
    after = organisation.end if organisation is not None else role.end
    comma = after < len(doc) and doc[after].text == ","
    definite = comma and role[-1].lower_ != role._.name.split()[-1].casefold()
    people = {ent.start for ent in names(doc) if ent.label_ == "Person"}
    return role.end in people or after in people or (definite and after + 1 in people)


def _start(verb: int, role: Span, sentence: Span, words: Lexicon) -> str | None:
    """Since when or from when: "tillträder som vd den 1 maj", "vd sedan 2021"."""
    doc, rules = role.doc, words["roles"]
    begins = doc[verb].lower_ in rules["begin"]
    for date in dates_in(sentence):
        since = date[0].lower_ in rules["since"] or doc[date.start - 1].lower_ in rules["since"]
        if date.start >= role.end and (begins or since):
            return str(date._.edtf)
    return None


def _before(person: Span, ends: dict[int, Span], sentence: Span, words: Lexicon) -> Iterator[Draft]:
    """ "Region Ys innovationschef X", and "innovationschefen i Region Y, X"."""
    doc = person.doc
    role = ends.get(person.start)
    if role is not None and role.start >= sentence.start:
        owner = next(
            (e for e in names_in(sentence) if e.end == role.start and e.label_ == "Organisation"), None
        )
        yield _draft(person, role, owner, sentence, 0.9)
        return
    index = person.start - 1
    if index > sentence.start and doc[index].text == ",":
        index -= 1
    ends_here = (e for e in names_in(sentence) if e.end == index + 1 and e.label_ == "Organisation")
    organisation = next(ends_here, None)
    if organisation is None or doc[organisation.start - 1].lower_ not in words["roles"]["prepositions"]:
        return
    role = ends.get(organisation.start - 1)
    if role is not None and role.start >= sentence.start:
        yield _draft(person, role, organisation, sentence, 0.85)


def _appointed(person: Span, roles: dict[int, Span], sentence: Span, words: Lexicon) -> Iterator[Draft]:
    """ "Regeringen har utsett X till generaldirektör för Y"."""
    doc, rules = person.doc, words["roles"]
    verb = next(
        (t for t in reversed(doc[sentence.start : person.start]) if t.lower_ in rules["appoint"]), None
    )
    if verb is None or person.start - verb.i > 6:
        return
    begin = follows_any(doc, person.end, [link for link in rules["appoint_to"] if link])
    if begin is None and "" in rules["appoint_to"]:
        begin = person.end
    role = _first_role(begin, roles, words)
    if role is not None:
        anchor = doc[verb.i : verb.i + 1]
        organisation = _organisation(role, sentence, words)
        said = modality(sentence, anchor, words)
        yield _draft(person, role, organisation, sentence, 0.85, said, _start(verb.i, role, sentence, words))


def _first_role(begin: int | None, roles: dict[int, Span], words: Lexicon) -> Span | None:
    """The role at `begin`, or after an article and a word that does not belong to it ("en ny")."""
    if begin is None:
        return None
    passed = {*words["phrases"]["articles"], *words["roles"]["dropped"]}
    for offset in range(3):
        if begin + offset in roles:
            return roles[begin + offset]
        doc = next(iter(roles.values())).doc if roles else None
        if doc is None or begin + offset >= len(doc) or doc[begin + offset].lower_ not in passed:
            return None
    return None


def _organisation(role: Span, sentence: Span, words: Lexicon) -> Span | None:
    """The organisation that the text names for the role, behind it: "… i Region Y", ", Region Y."."""
    doc = role.doc
    for index in range(role.end, min(sentence.end, role.end + _REACH)):
        token = doc[index]
        if token.text == "," and index == role.end:
            ent = ent_at(doc, index + 1, ("Organisation",))
            closed = ent is not None and (ent.end >= sentence.end or doc[ent.end].text in (".", ",", ")"))
            return ent if closed else None
        if token.is_punct or token.lower_ == "som":
            return None
        if token.lower_ in words["roles"]["prepositions"]:
            ent = ent_at(doc, index + 1, ("Organisation",))
            if ent is not None:
                return ent
    return None


def _draft(
    person: Span,
    role: Span,
    organisation: Span | None,
    sentence: Span,
    confidence: float,
    said: Modality = "done",
    start: str | None = None,
) -> Draft:
    slots: dict[str, tuple[Filler, ...]] = {"person": (person,), "role": (role._.name,)}
    if organisation is not None:
        slots["organisation"] = (organisation,)
    if start is not None:
        slots["start"] = (start,)
        if said == "done" and later_than(start, person.doc._.published):
            said = "planned"
    return Draft("RoleHolding", slots, role, (sentence,), METHOD, confidence, said)
