"""When a page says that it was published: in its data, at an element that means it, in words beside a date.

When it was changed is never taken for that, nor what may be the date of anything else. Trafilatura's own
search is of no use: it takes a date in the running text, the last change, or the 26th for "2024-06".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from ..days import leading_day, stated_day
from . import blocks

# Where pages state it, the plainest first.
_METAS = (
    *("article:published_time", "og:published_time", "datepublished", "dcterms.issued", "dc.date.issued"),
    *("publishdate", "publish_date", "publish-date", "publication_date", "pubdate", "parsely-pub-date"),
    *("citation_publication_date", "date", "dc.date"),
)
_PUBLISHED = re.compile(
    r"pubdate|publi(?:sh|ce|cat|cad|é|ser|ko|zier)|pubbl|veröffentl|erschienen|julkaist|zveřejn"
    r"|posted[ _-]?(?:on|at)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|uppdat|opdat|oppdat|aktuali[sz]|modif|ändr|endret|ændret|revid|revis|granskad|gewijzigd|bijgewerkt"
    r"|mise? à jour|aggiorna|actualiz|muokattu|päivit|zmien|změn",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"event|evenemang|kalend|calend|deadline|\b(?:dt)?start|\bslut|\bend[ _-]?date", re.IGNORECASE
)
_LABEL = re.compile(
    r"(?:^|(?<=[|·•,;–—(] ))(?:(?:först|first|date|datum|data|date de|fecha de|data di) )?"
    r"(?:publicera[dt]|publicerings(?:dag|datum)|published|publication date|publikationsdatum|publiziert"
    r"|publisert|publiceret|publiée?|publication|publicado|publicación|pubblicat[oa]|pubblicazione|gepubliceerd"
    r"|opublikowano|veröffentlicht|veröffentlichung|erschienen|julkaistu|zveřejněno|posted)"
    r"(?: (?:on|at|am|den|le|el|il|op|dne))?\s*[:|–—-]?\s*",
    re.IGNORECASE,
)
_STEMS = ("publi", "pubbl", "veröffentl", "erschienen", "julkaistu", "zveřejn", "posted")  # of each label
_OUTSIDE = ("nav", "aside", "footer")
NEAR = 8  # lines from the heading on in which a date may stand that the page has not alone
SHORT = 120  # characters of a line with a label and a date
BESIDE = 2  # elements up from the heading, in which the only time of a page means the page
LONG = 80  # characters of a paragraph of text
AROUND = 3  # elements up from a time, in which words say what it is
FEW = 12  # pieces of text of an element
MAX_LINES = 4_000
MAX_DATES = 100


def published(tree: Any, metas: dict[str, list[str]], stated: Iterable[str | None]) -> str | None:
    """The day, month or year of publication that a page states; `stated` is what its JSON-LD says."""
    contents = (content for name in _METAS for content in metas.get(name, ()))
    for found in (map(stated_day, stated), map(stated_day, contents), _marked(tree), _labelled(tree)):
        first = next(filter(None, found), None)
        if first is not None:
            return first
    return _only_time(tree)


# --- elements that mean it ---


def _marked(tree: Any) -> Iterator[str | None]:
    """What is marked as the date by itself, then what is so by the words and elements around it."""
    dates = tree.xpath("//time|//*[@itemprop]")
    found = (e for e in dates if e.tag == "time" or (e.tag != "meta" and _is_date_of_item(e)))
    own = [element for element in islice(found, MAX_DATES) if not _is_elsewhere(element, tree)]
    yield from (_day_of(element) for element in own if _PUBLISHED.search(_names(element)))
    for element in own:
        if not _CHANGED.search(_names(element)) and _is_published_by_words(element):
            yield _day_of(element)


def _is_date_of_item(element: Any) -> bool:
    return "datepublished" in (element.get("itemprop") or "").lower().split()


def _names(element: Any) -> str:
    """What an element is called."""
    return " ".join(filter(None, [*element.keys(), element.get("class"), element.get("itemprop")]))


def _day_of(element: Any) -> str | None:
    text = _few_words(element)
    said = (element.get("content"), element.get("datetime"), text, _LABEL.sub("", text, count=1))
    return next(filter(None, map(stated_day, said)), None)


def _is_published_by_words(element: Any) -> bool:
    """Whether the nearest words or names before an element say that its date is that of publication."""
    node = element
    for _ in range(AROUND):
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "article", "main", "html"):
            return False
        for said in (_before(node), parent.get("class") or "", parent.get("id") or ""):
            if _CHANGED.search(said):
                return False
            if _PUBLISHED.search(said):
                return True
        node = parent
    return False


def _before(node: Any) -> str:
    """The words right before an element, in what is around it; none of another date."""
    previous = node.getprevious()
    if previous is None:
        return (node.getparent().text or "")[-SHORT:]
    tail = (previous.tail or "").strip()
    if tail or previous.tag == "time":
        return tail[-SHORT:]
    return "" if previous.find(".//time") is not None else _few_words(previous)


def _few_words(element: Any) -> str:
    """The words of an element that has not many, on one line; those of others say nothing of a date."""
    found = list(islice(element.itertext(), FEW + 1))
    words = " ".join(" ".join(found).split())
    return words if len(found) <= FEW and len(words) <= SHORT else ""


def _is_elsewhere(element: Any, tree: Any) -> bool:
    """Whether an element belongs to other news, or to a part of the page that is no text."""
    around = [e.tag for e in element.iterancestors()]
    if any(tag in _OUTSIDE for tag in around):
        return True
    if "article" not in around:
        return False
    main = next(tree.iter("h1"), None)
    articles = list(islice(tree.iter("article"), 2))
    outer = list(element.iterancestors("article"))[-1]
    return main is not None and len(articles) > 1 and next(outer.iter("h1"), None) is None


# --- words beside a date ---


def _labelled(tree: Any) -> Iterator[str | None]:
    """The day in a line that says when the page was published: the only one, or one close to the heading."""
    text = tree.text_content().casefold()
    if not any(stem in text for stem in _STEMS):
        return
    lines = _lines(tree)
    found = [(number, day) for number, day in _days(lines) if day is not None]
    if len({day for _, day in found}) == 1:
        yield found[0][1]
    elif found:
        heading = next((blocks.words(h1) for h1 in tree.iter("h1")), "")
        start = lines.index(heading) if heading in lines else 0
        yield next((day for number, day in found if start - 2 <= number <= start + NEAR), None)


def _days(lines: Sequence[str]) -> Iterator[tuple[int, str | None]]:
    for number, line in enumerate(lines):
        for match in _LABEL.finditer(line) if len(line) <= SHORT else ():
            below = lines[number + 1] if number + 1 < len(lines) else ""
            yield number, leading_day(line[match.end() :] or below)


def _lines(tree: Any) -> list[str]:
    body = tree.find("body")
    found = blocks.events(tree if body is None else body, without=lambda element: element.tag in _OUTSIDE)
    said = (" ".join(what.split()) for nesting, what in found if nesting == 0 and what)
    return list(islice(said, MAX_LINES))


# --- the only time there is ---


def _only_time(tree: Any) -> str | None:
    """The day of the only time of a page, if it stands by itself right at the heading."""
    times = [time for time in islice(tree.iter("time"), MAX_DATES) if not _is_elsewhere(time, tree)]
    heading = next(tree.iter("h1"), None)
    if len(times) != 1 or heading is None or not _stands_alone(times[0]):
        return None
    if not _is_beside(times[0], heading) or _has_text_between(tree, times[0], heading):
        return None
    return stated_day(times[0].get("datetime") or blocks.words(times[0]))


def _is_beside(time: Any, heading: Any) -> bool:
    """Whether both are in one part of the page."""
    parts = [part for part in islice(heading.iterancestors(), BESIDE) if part.tag not in ("body", "html")]
    around = list(islice(time.iterancestors(), BESIDE + 1))
    both = heading.getparent().tag == "body" and heading.getparent() is time.getparent()
    return both or any(part is other for part in parts for other in around)


def _has_text_between(tree: Any, time: Any, heading: Any) -> bool:
    """Whether a paragraph of text stands between the two."""
    order = list(tree.iter("h1", "time", "p"))
    first, last = sorted((order.index(time), order.index(heading)))
    return any(len(blocks.words(p)) > LONG for p in order[first:last] if p.tag == "p")


def _stands_alone(time: Any) -> bool:
    """Whether no words tell what a time is: neither beside it nor in the names of what is around it."""
    node, told = time, _names(time)
    while (parent := node.getparent()) is not None:
        previous = node.getprevious()
        before = (parent.text if previous is None else previous.tail) or ""
        inline = previous is not None and blocks.is_inline(previous) and bool(blocks.words(previous))
        if inline or before.strip() or (node.tail or "").strip():
            return False
        told = f"{told} {parent.get('class') or ''} {parent.get('id') or ''}"
        if not blocks.is_inline(parent):
            break
        node = parent
    return not (_CHANGED.search(told) or _EVENT.search(told))
