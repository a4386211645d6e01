"""Roles and who holds them: "X, innovationschef i Region Y", "generaldirektör X", "har utsett X till …"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Span, Token

from ..draft import Draft
from ..phrases import ent_at, follows_any, modality, noun_phrase, sentences
from ..words import Lexicon

METHOD = "rule:roles"
_REACH = 12  # tokens between a role and its organisation: "chef för avdelningen för … vid X"


def role_finder(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["roles"]`, each with its base form in `span._.name`."""
    rules = words["roles"]

    def roles(doc: Doc) -> Doc:
        found: list[Span] = []
        for token in doc:
            if token.ent_type_ in ("", "Initiative") and _is_head(token, rules):
                span = _role(doc, token, words)
                if not found or span.start >= found[-1].end:
                    found.append(span)
                    span._.name = _base(span, rules)
        doc.spans["roles"] = found
        return doc

    return roles


def _is_head(token: Token, rules: Lexicon) -> bool:
    word = rules["definite"].get(token.lower_, token.lower_)
    if word in rules["heads"]:
        return True
    endings = (h for h in rules["heads"] if h not in rules["whole"] and len(h) > 3 and " " not in h)
    return bool(rules["definite"]) and any(word.endswith(h) and len(word) > len(h) + 1 for h in endings)


def _role(doc: Doc, head: Token, words: Lexicon) -> Span:
    """The head with what belongs to it: modifiers, halves of compounds, the portfolio behind it."""
    rules = words["roles"]
    start = head.i
    while start > 0 and _belongs(doc, start - 1, rules, words["phrases"]["and"]):
        start -= 1
    while start < head.i and (doc[start].lower_ in rules["dropped"] or not _is_word(doc[start])):
        start += 1
    return doc[start : _portfolio_end(doc, head, words)]


def _belongs(doc: Doc, index: int, rules: Lexicon, conjunction: str) -> bool:
    """Whether the token before a role is part of it: "biträdande", "energi-", or the "och" after "energi-"."""
    token = doc[index]
    if token.ent_type_:
        return False
    joins = token.lower_ in (conjunction, ",") and index > 0 and _is_half(doc[index - 1])
    return token.lower_ in rules["modifiers"] or _is_half(token) or joins


def _is_half(token: Token) -> bool:
    """The first part of a compound whose last part comes later: "energi- och näringsminister"."""
    return len(token) > 1 and token.text.endswith("-") and not token.ent_type_


def _is_word(token: Token) -> bool:
    return token.is_alpha or _is_half(token)


def _portfolio_end(doc: Doc, head: Token, words: Lexicon) -> int:
    rules, end = words["roles"], head.i + 1
    takes = any(head.lower_.endswith(h) for h in rules["with_portfolio"])
    links = rules["portfolio"] if takes else []
    if any(head.lower_.endswith(h) for h in rules["field_heads"]):
        links = [*links, rules["of_field"]]
    after = follows_any(doc, end, links)
    if after is None or ent_at(doc, after, ("Organisation", "Person")):
        return end
    field = noun_phrase(doc, after, words)
    return end if field is None or field.start > after + 1 else field.end


def _base(span: Span, rules: Lexicon) -> str:
    """Lower case, but for acronyms; definite forms made indefinite."""
    words = [t.lower_ if t.is_title or t.is_lower else t.text for t in span]
    words = [rules["definite"].get(word, word) for word in words]
    return "".join(word + token.whitespace_ for word, token in zip(words, span, strict=True)).strip()


# --- who holds it ---------------------------------------------------------------------------------


def role_holdings(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that drafts RoleHolding facts from `doc.ents` and `doc.spans["roles"]`."""

    def relate(doc: Doc) -> Doc:
        roles = {role.start: role for role in doc.spans.get("roles", [])}
        ends = {role.end: role for role in doc.spans.get("roles", [])}
        for sentence in sentences(doc):
            persons = [ent for ent in sentence.ents if ent.label_ == "Person"]
            for person in persons:
                doc._.drafts.extend(_behind(person, roles, sentence, words))
                doc._.drafts.extend(_before(person, ends, sentence, words))
                doc._.drafts.extend(_appointed(person, roles, sentence, words))
        return doc

    return relate


def _behind(person: Span, roles: dict[int, Span], sentence: Span, words: Lexicon) -> Iterator[Draft]:
    """ "X, innovationschef i Region Y" and "X är innovationschef i Region Y"."""
    doc, after = person.doc, person.end
    if after >= sentence.end:
        return
    copula = follows_any(doc, after, words["roles"]["copulas"])
    begin = after + 1 if doc[after].text in (",", "(") else copula
    if begin is None:
        return
    role = _first_role(begin, roles, words)
    if role is not None and role.end <= sentence.end:
        organisation = _organisation(role, sentence, words)
        anchor = doc[after : role.start] if copula else role
        said = modality(sentence, anchor, words) if copula and begin == copula else "done"
        yield _draft(person, role, organisation, sentence, 0.9, said)


def _before(person: Span, ends: dict[int, Span], sentence: Span, words: Lexicon) -> Iterator[Draft]:
    """ "Region Ys innovationschef X", and "innovationschefen i Region Y, X"."""
    doc = person.doc
    role = ends.get(person.start)
    if role is not None and role.start >= sentence.start:
        owner = next((e for e in sentence.ents if e.end == role.start and e.label_ == "Organisation"), None)
        yield _draft(person, role, owner, sentence, 0.9)
        return
    index = person.start - 1
    if index > sentence.start and doc[index].text == ",":
        index -= 1
    ends_here = (e for e in sentence.ents if e.end == index + 1 and e.label_ == "Organisation")
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
    role = _first_role(begin, roles, words) if begin is not None else None
    if role is not None:
        anchor = doc[verb.i : verb.i + 1]
        organisation = _organisation(role, sentence, words)
        yield _draft(person, role, organisation, sentence, 0.85, modality(sentence, anchor, words))


def _first_role(begin: int, roles: dict[int, Span], words: Lexicon) -> Span | None:
    """The role at `begin`, or after an article and a word that does not belong to it ("en ny")."""
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
    said: str = "done",
) -> Draft:
    slots: dict[str, tuple[Span | str, ...]] = {"person": (person,), "role": (role._.name,)}
    if organisation is not None:
        slots["organisation"] = (organisation,)
    return Draft("RoleHolding", slots, role, (sentence,), METHOD, confidence, said)  # type: ignore[arg-type]
