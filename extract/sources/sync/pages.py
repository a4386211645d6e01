"""A page that was fetched → its releases, which go by the address of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath

from ...errors import InputError
from ...model import Release
from .. import documents
from ..fields import Defaults
from ..original import Original
from ..web import Page, canonical, same_site

WHOLE = 300  # characters from which on a text in a feed is taken for all of it


def original(page: Page) -> Original:
    """The document that a page is."""
    name = canonical(page.url)
    suffix = PurePosixPath(name.partition("?")[0]).suffix.lower()
    return Original(page.data, name, name, suffix, page.media_type or None, page.charset, page.url)


def from_feed(
    address: str, title: str | None, content: str, defaults: Defaults
) -> Iterator[documents.Result]:
    """The release that a feed gives in whole, as it would be at its address; or that there is too little."""
    name, heading = canonical(address), escape(title or "")
    page = f"<title>{heading}</title><article><h1>{heading}</h1>{content}</article>".encode()
    for shown, found in releases(Original(page, name, name, ".html", "text/html", "utf-8", name), defaults):
        short = isinstance(found, Release) and len(found.text) < WHOLE
        yield shown, InputError("its feed gives only the beginning of it") if short else found


def releases(about: Original, defaults: Defaults) -> Iterator[documents.Result]:
    """The releases in a document from the web, each with its name for messages, or what is wrong there."""
    for name, found in documents.releases(about, defaults):
        yield name, _addressed(found, about) if isinstance(found, Release) else found


def _addressed(release: Release, about: Original) -> Release:
    """A page's release goes by the address that the page states as its own, if that can be."""
    if release.id != about.id or release.url is None:
        return release
    try:
        stated = canonical(release.url)
        own = same_site(stated, about.id) and not _is_front_page(stated)
    except InputError:
        return release
    return replace(release, id=stated) if own else release


def _is_front_page(address: str) -> bool:
    """Whether it names no page of its own: sites that are wrongly set up call each page so."""
    return not address.partition("://")[2].partition("/")[2]
