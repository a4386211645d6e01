"""Roles: "innovationschef", "energi- och näringsminister", "Director General", "minister for research"."""

from __future__ import annotations

from collections.abc import Callable

from spacy.tokens import Doc, Span, Token

from ..phrases import ent_at, follows_any, noun_phrase
from ..words import Lexicon


def role_finder(words: Lexicon) -> Callable[[Doc], Doc]:
    """A component that sets `doc.spans["roles"]`, each with its base form in `span._.name`."""
    rules = words["roles"]

    def roles(doc: Doc) -> Doc:
        found: list[Span] = []
        for token in doc:
            if token.ent_type_ in ("", "Initiative") and heads_role(token, rules):
                span = _role(doc, token, words)
                if not found or span.start >= found[-1].end:
                    found.append(span)
                    span._.name = role_base(span, rules)
        doc.spans["roles"] = found
        return doc

    return roles


def _role(doc: Doc, head: Token, words: Lexicon) -> Span:
    """The head with what belongs to it: modifiers, halves of compounds, "General", the portfolio."""
    rules = words["roles"]
    start = head.i
    while start > 0 and _belongs(doc, start - 1, rules, words["phrases"]["and"]):
        start -= 1
    while start < head.i and (doc[start].lower_ in rules["dropped"] or not _is_word(doc[start])):
        start += 1
    return doc[start : _portfolio_end(doc, head, words)]


def _belongs(doc: Doc, index: int, rules: Lexicon, conjunction: str) -> bool:
    """Whether the token before a role is part of it: "biträdande", "energi-", the "och" behind "energi-"."""
    token = doc[index]
    if token.ent_type_:
        return False
    joins = token.lower_ in (conjunction, ",") and index > 0 and is_half(doc[index - 1])
    hyphen = token.text == "-" and index > 0 and doc[index - 1].lower_ in rules["modifiers"]
    return token.lower_ in rules["modifiers"] or is_half(token) or joins or hyphen


def _is_word(token: Token) -> bool:
    return token.is_alpha or is_half(token)


def _portfolio_end(doc: Doc, head: Token, words: Lexicon) -> int:
    rules = words["roles"]
    end = follows_any(doc, head.i + 1, rules["suffixes"]) or head.i + 1
    takes = any(head.lower_.endswith(h) for h in rules["with_portfolio"])
    links = rules["portfolio"] if takes else []
    if any(head.lower_.endswith(h) for h in rules["field_heads"]):
        links = [*links, rules["of_field"]]
    after = follows_any(doc, end, links)
    if after is None or ent_at(doc, after, ("Organisation", "Person")):
        return end
    field = noun_phrase(doc, after, words)
    return end if field is None or field.start > after + 1 else field.end


def role_base(span: Span, rules: Lexicon | None) -> str:
    """Lower case but for acronyms, definite forms made indefinite; without rules only the first word."""
    if rules is None:
        return str(span[0].lower_ + span.text[len(span[0]) :] if span[0].is_title else span.text)
    words = [t.lower_ if t.is_title or t.is_lower else t.text for t in span]
    words = [indefinite(word, rules) for word in words]
    return "".join(word + token.whitespace_ for word, token in zip(words, span, strict=True)).strip()


def is_role(span: Span, words: Lexicon) -> bool:
    """Whether the span is nothing but a role: "Energi- och näringsminister", "Project Owner"."""
    rules = words["roles"]
    parts = {*rules["modifiers"], words["phrases"]["and"], ","}
    before = span[:-1]
    return heads_role(span[-1], rules) and all(
        t.lower_ in parts or is_half(t) or heads_role(t, rules) for t in before
    )


def heads_role(token: Token, rules: Lexicon) -> bool:
    """Whether a role ends in this word: a noun of the lexicon, or where the language has them a compound."""
    word = indefinite(token.lower_, rules)
    if word in rules["heads"]:
        return True
    endings = (h for h in rules["heads"] if h not in rules["whole"] and len(h) > 3 and " " not in h)
    return bool(rules["definite"]) and any(word.endswith(h) and len(word) > len(h) + 1 for h in endings)


def indefinite(word: str, rules: Lexicon) -> str:
    """A word of a role without its definite ending: "innovationschefen" → "innovationschef"."""
    form = max((form for form in rules["definite"] if word.endswith(form)), key=len, default="")
    return word.removesuffix(form) + rules["definite"][form] if form else word


def is_half(token: Token) -> bool:
    """The first part of a compound whose last part comes later: "energi- och näringsminister"."""
    return len(token) > 1 and token.text.endswith("-")
