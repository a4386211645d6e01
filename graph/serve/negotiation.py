"""Which format an answer gets: what is asked for by `Accept`, of what there is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import mimeparse

# The last is what is taken where all are as welcome. Names that people use for a format → its own name.
SELECT: Mapping[str, str] = {
    "text/tab-separated-values": "text/tab-separated-values",
    "text/csv": "text/csv",
    "application/xml": "application/sparql-results+xml",
    "application/sparql-results+xml": "application/sparql-results+xml",
    "application/json": "application/sparql-results+json",
    "application/sparql-results+json": "application/sparql-results+json",
}
GRAPH: Mapping[str, str] = {
    "application/xml": "application/rdf+xml",
    "application/rdf+xml": "application/rdf+xml",
    "application/json": "application/ld+json",
    "application/ld+json": "application/ld+json",
    "text/plain": "application/n-triples",
    "application/n-triples": "application/n-triples",
    "application/x-turtle": "text/turtle",
    "text/turtle": "text/turtle",
}
PAGE: Mapping[str, str] = {**GRAPH, "text/html": "text/html"}


def chosen(accept: str, formats: Mapping[str, str]) -> str:
    """The format for a header `Accept`; empty where none is acceptable. A header that is none counts as any.

    >>> chosen("text/csv;q=0.5, application/sparql-results+xml", SELECT)
    'application/sparql-results+xml'
    >>> chosen("text/*", GRAPH), chosen("image/png", GRAPH), chosen("", GRAPH)
    ('text/turtle', '', 'text/turtle')
    """
    return formats.get(_best(accept, tuple(formats)), "")


@lru_cache(200)
def _best(accept: str, formats: tuple[str, ...]) -> str:
    try:
        return str(mimeparse.best_match(formats, accept or "*/*"))
    except mimeparse.MimeTypeParseException:
        return formats[-1]
