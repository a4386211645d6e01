"""The web as a source: pages fetched politely and safely, and what feeds and sitemaps list."""

from .addresses import canonical, same_site
from .client import Web
from .entries import Entry
from .listing import items
from .manners import Clock, Manners
from .pages import Kind, Page, kind

__all__ = ["Clock", "Entry", "Kind", "Manners", "Page", "Web", "canonical", "items", "kind", "same_site"]
