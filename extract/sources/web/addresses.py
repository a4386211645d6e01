"""Addresses of pages: made absolute, checked, and in the one form by which a page is known.

Courlan and url-normalize are not used: the one drops what distinguishes pages (`?gallery=`, `?uid=`), the
other joins slashes.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from tld import get_fld

from ...errors import InputError
from ..fields import brief

MAX_ADDRESS = 4000  # characters

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f:.]*:[0-9a-f:.]*")
_ESCAPE = re.compile(r"%(?:[0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# What mailings, advertisements and social networks add to an address; no page is told by it.
_TRACKING = re.compile(
    r"(?:utm|mtm|matomo|piwik|hsa)_\w+|pk_(?:campaign|kwd|keyword|source|medium|content|cid)"
    r"|(?:fb|g|d|y|ys|tt|tw)clid|msclkid|gclsrc|[gw]braid|igsh(?:id)?|li_fat_id|wickedid|vero_id|s_kwcid"
    r"|mc_[ce]id|_hs(?:enc|mi)|hsctatracking|mkt_tok|oly_\w+_id|_openstat|_g[al]|srsltid|epik|xtor",
    re.IGNORECASE,
)


def absolute(url: str, base: str | None = None) -> httpx.URL:
    """The address without its fragment, relative ones seen from the base.

    Raises InputError if it is none of http or https, or holds a user name.

    >>> str(absolute("../b?x=1#top", "https://example.org/news/a"))
    'https://example.org/b?x=1'
    """
    try:
        address = _parsed(url, base)
        right = _is_of_web(address)
    except (httpx.InvalidURL, ValueError):
        right = False
    if not right:
        raise InputError(f"is no web address: {brief(url)}")
    if address.userinfo:
        raise InputError("has a user name or password in its address: leave it out")
    return address


def canonical(url: str, base: str | None = None) -> str:
    """The one form of an address: host in small letters, no default port, fragment, dots or tracking.

    What may distinguish pages stays: the scheme, www, the order of parameters, a slash at the end.
    Raises InputError.

    >>> canonical("HTTPS://Example.ORG:443/a/../news/%7ejo?utm_source=x&id=7#top")
    'https://example.org/news/~jo?id=7'
    """
    address = absolute(url, base)
    parameters = address.query.decode("ascii").split("&")
    query = "&".join(part for part in parameters if part and not _TRACKING.fullmatch(part.partition("=")[0]))
    return str(address.copy_with(query=query.encode() or None))


def same_site(first: str, second: str) -> bool:
    """Whether two addresses belong to one registered domain, or to one host that has none. Raises InputError.

    >>> same_site("https://www.example.co.uk/a", "http://press.example.co.uk")
    True
    >>> same_site("https://a.example.org", "https://example.com")
    False
    """
    return site(first) == site(second)


def site(url: str) -> str:
    """The registered domain of an address, else its host. Raises InputError."""
    address = absolute(url)
    domain = get_fld(str(address), fail_silently=True, search_private=True)
    return domain if isinstance(domain, str) else host_of(address)


def host_of(address: httpx.URL) -> str:
    """The host in ASCII, also where it is written in other letters."""
    return address.raw_host.decode("ascii")


def _parsed(url: str, base: str | None) -> httpx.URL:
    """Raises httpx.InvalidURL, or ValueError."""
    parts = urlsplit(urljoin(base or "", _one_form(url.strip())))
    address = httpx.URL(urlunsplit(parts._replace(path=_without_dots(parts.path), fragment="")))
    host = host_of(address).lower().removesuffix(".")
    return address.copy_with(host=host) if host else address


def _is_of_web(address: httpx.URL) -> bool:
    """Raises ValueError for a host that begins as Punycode and is none."""
    named = bool(address.host) and _HOST.fullmatch(host_of(address)) is not None
    port = 80 if address.port is None else address.port
    return (
        named
        and address.scheme in ("http", "https")
        and 0 < port < 65536
        and len(str(address)) <= MAX_ADDRESS
    )


def _one_form(url: str) -> str:
    """Escapes in capitals, none where none is needed, and one for a percent sign that begins none."""
    return _ESCAPE.sub(lambda match: _unescaped(match[0]), url)


def _unescaped(escape: str) -> str:
    if escape == "%":
        return "%25"
    character = chr(int(escape[1:], 16))
    return character if character in _UNRESERVED else escape.upper()


def _without_dots(path: str) -> str:
    """By RFC 3986, 5.2.4; httpx would lose a slash at the end."""
    segments = path.split("/")
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[max(1, len(kept) - 1) :]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept) if len(kept) > 1 else "/"
