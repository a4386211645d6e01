"""valleygraph: press releases about innovation ecosystems in, a knowledge graph with its sources out.

>>> import valleygraph as vg
>>> text = '"We are proud," said Ann Lee, director of Nordby Cluster.'
>>> release = vg.Release(id="r1", language="en", published="2024-06", text=text)
>>> extraction = vg.extract_release(release)
>>> [fact.type for fact in extraction.facts]
['Statement', 'RoleHolding']
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .extract.contract import dumps, load, loads
    from .extract.errors import ValleyError
    from .extract.model import Entity, Extraction, Fact, Link, Release, Span
    from .extract.pipeline import extract_release, extract_releases
    from .extract.sources import read
    from .graph.entities import find
    from .graph.export import export
    from .graph.network import network
    from .graph.queries import ask, library
    from .graph.stats import stats
    from .graph.store import Change, Store, add, forget, open_store
    from .graph.validate import validate
    from .graph.view import page
    from .graph.why import why

# Imported when first used: a query need not load spaCy, nor a reader the store.
_HOMES = {
    "dumps": "extract.contract",
    "load": "extract.contract",
    "loads": "extract.contract",
    "ValleyError": "extract.errors",
    "Entity": "extract.model",
    "Extraction": "extract.model",
    "Fact": "extract.model",
    "Link": "extract.model",
    "Release": "extract.model",
    "Span": "extract.model",
    "extract_release": "extract.pipeline",
    "extract_releases": "extract.pipeline",
    "read": "extract.sources",
    "find": "graph.entities",
    "export": "graph.export",
    "network": "graph.network",
    "ask": "graph.queries",
    "library": "graph.queries",
    "stats": "graph.stats",
    "Change": "graph.store",
    "Store": "graph.store",
    "add": "graph.store",
    "forget": "graph.store",
    "open_store": "graph.store",
    "validate": "graph.validate",
    "page": "graph.view",
    "why": "graph.why",
}

__version__ = version("valleygraph")

__all__ = [
    "Change",
    "Entity",
    "Extraction",
    "Fact",
    "Link",
    "Release",
    "Span",
    "Store",
    "ValleyError",
    "__version__",
    "add",
    "ask",
    "dumps",
    "export",
    "extract_release",
    "extract_releases",
    "find",
    "forget",
    "library",
    "load",
    "loads",
    "network",
    "open_store",
    "page",
    "read",
    "stats",
    "validate",
    "why",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
