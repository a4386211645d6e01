"""What stands in a query outside of strings and IRIs: what it may not ask for, where its WHERE is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .refused import Refused

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
# IRIs, strings and comments: what stands in them is no keyword. The order is that of SPARQL's own tokens.
_OPAQUE = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*>"""
    r'''|"""(?:(?:""?)?(?:[^"\\]|\\.))*"""'''
    r"""|'''(?:(?:''?)?(?:[^'\\]|\\.))*'''"""
    r'''|"(?:[^"\\\n\r]|\\.)*"'''
    r"""|'(?:[^'\\\n\r]|\\.)*'"""
    r"""|\#[^\n\r]*""",
    re.DOTALL,
)
_OWN_GRAPHS = re.compile(r"(?<![\w:?$@-])(?:using|with)(?![\w:-])", re.IGNORECASE)
_BRACES = re.compile(r"[{}]|(?<![\w:?$@-])where(?![\w:-])", re.IGNORECASE)
_MAY_FETCH = re.compile(r"service|load|\\u", re.IGNORECASE)
_FETCH = re.compile(r"(?<![\w:?$@-])(service|load)(?![\w:-])", re.IGNORECASE)


def refuse_fetching(sparql: str) -> None:
    """Raise Refused where a query or update would make the server ask elsewhere.

    >>> refuse_fetching('SELECT ?service { ?s :load "SERVICE <x>" } # LOAD')
    >>> refuse_fetching("SELECT * { SERVICE <http://10.0.0.1/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    valleygraph.graph.serve.refused.Refused: SERVICE is switched off on this server
    """
    if _MAY_FETCH.search(sparql) is None:
        return
    found = _FETCH.search(_OPAQUE.sub(" ", _unescaped(sparql)))
    if found is not None:
        raise Refused(403, f"{found[1].upper()} is switched off on this server")


def without_comments(sparql: str) -> str:
    """A query without its comments.

    >>> without_comments('ASK { ?s ?p "# no comment" } # a comment')
    'ASK { ?s ?p "# no comment" } '
    """
    return _OPAQUE.sub(lambda match: "" if match.group().startswith("#") else match.group(), sparql)


def using(update: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update put to other graphs: USING before each WHERE. Raises Refused where it names its own.

    >>> using("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", ["urn:x:a"], [])
    'DELETE { ?s ?p 1 } USING <urn:x:a> WHERE { ?s ?p 1 }'
    """
    if not default_graphs and not named_graphs:
        return update
    bare = _OPAQUE.sub(lambda match: " " * len(match.group()), update)
    if _OWN_GRAPHS.search(bare):
        raise Refused(400, "an update with USING or WITH cannot be put to other graphs by the protocol")
    clauses = "".join(f"USING <{iri}> " for iri in default_graphs)
    clauses += "".join(f"USING NAMED <{iri}> " for iri in named_graphs)
    depth, parts, last = 0, [], 0
    for match in _BRACES.finditer(bare):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0 and match.group().casefold() == "where":
            parts += [update[last : match.start()], clauses]
            last = match.start()
    return "".join((*parts, update[last:]))


def _unescaped(sparql: str) -> str:
    """SPARQL reads \\u0053 as S anywhere, also in a keyword."""
    return _ESCAPE.sub(lambda match: _character(match[1] or match[2]), sparql)


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if number < 0x110000 else " "
