"""The tree of a page, made simpler for the search of its main text: no word of a sentence is lost there.

Trafilatura takes out what often is no text: elements of forms and times, which stand in sentences too, and
figures with all that is written under them. It runs the lines of `pre` together.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import Any

from .blocks import is_hidden, is_inline

MENU = 40  # links, of which a list is a menu
LINKED = 0.9  # of its letters are in links
MOST = 0.5  # of the letters of a page: what holds so many is shown in the end, whatever it says
MAX_ATTRIBUTES = 500  # of one element; the parser's time grows with their square

_PLAIN = "data"  # an element that trafilatura takes for the text that it holds
# Of cells that hold no part of a page: those of tables by which pages are laid out do.
_LISTS_IN_CELLS = (
    "//td[not(.//p|.//h1|.//h2|.//h3|.//div|.//table|.//a)]//*[self::li or self::ul or self::ol]"
)
_IN_SENTENCES = ("q", "time", "output", "label", "button")
_FIELDS = ("input", "select", "textarea")
_CELLS = ("td", "th", "dd")
_QUOTES = {
    **dict.fromkeys(("sv", "fi"), "””"),
    **dict.fromkeys(("de", "cs"), "„“"),
    **dict.fromkeys(("nb", "no", "nn", "da", "fr", "es", "it"), "«»"),
    "pl": "„”",
}
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_QUOTED = re.compile(r"\s*[\"“”„«»‘’']")
# As browsers part it: a name, then names and values, up to the first > that is in no quotes.
_TAG = re.compile(r"<([a-zA-Z][^\s/>]*+)((?:[\s/]++|[^\s/>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"']*+))*+)")
_ATTRIBUTE = re.compile(r"[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+")


def few_attributes(page: str) -> str:
    """The page without the attributes of elements that have more than any page needs.

    >>> few_attributes("<p id='a'>x</p>"), len(few_attributes("<p " + "a=1 " * 1000 + ">"))
    ("<p id='a'>x</p>", 3)
    """
    return _TAG.sub(_with_few, page)


def tidy(tree: Any) -> None:
    """Change the tree of a page in place."""
    _drop_hidden(tree)
    _drop_furniture(tree)
    _show_figures(tree)
    for element in tree.xpath(_LISTS_IN_CELLS):
        element.tag = "p" if element.tag == "li" else "div"
    for element in list(tree.iter("pre")):
        _break_lines(element)
    _unwrap(tree)


def _with_few(match: re.Match[str]) -> str:
    if match.end() - match.start() < 2 * MAX_ATTRIBUTES:
        return match[0]
    many = next(islice(_ATTRIBUTE.finditer(match[2]), MAX_ATTRIBUTES, None), None)
    return match[0] if many is None else f"<{match[1]}"


def _drop_hidden(tree: Any) -> None:
    """Take out what is not shown; what holds most of the page, or its heading, is shown by a script."""
    hidden = [e for e in tree.xpath("//*[@style or @hidden or @aria-hidden]") if _is_unseen(e)]
    enough = MOST * _letters(tree.find("body")) if hidden else 0
    for element in hidden:
        if element.tag in ("html", "body") or _letters(element) > enough or element.find(".//h1") is not None:
            for name in ("style", "hidden", "aria-hidden"):
                element.attrib.pop(name, None)
        elif element.getparent() is not None:
            element.drop_tree()


def _drop_furniture(tree: Any) -> None:
    """Take out what only scripts may show, and large menus, which make all that follows slow."""
    for element in list(tree.iter("template", "nav", "ul", "ol")):
        if element.tag == "template" or (element.getparent() is not None and is_menu(element)):
            element.drop_tree()


def is_menu(element: Any, least: int = MENU) -> bool:
    """Whether all of an element is links, at least so many."""
    links = list(element.iter("a"))
    return len(links) >= least and sum(map(_letters, links)) > LINKED * _letters(element)


def _show_figures(tree: Any) -> None:
    """Make paragraphs of what is written under pictures and tables, and of quotations in figures."""
    for figure in list(tree.iter("figure")):
        held = next(figure.iter("figcaption", "blockquote"), None)
        if held is not None and "pullquote" not in (figure.get("class") or ""):
            figure.tag = "div"
    for caption in list(tree.iter("figcaption")):
        caption.tag = "p" if caption.find(".//p") is None else "div"
        caption.attrib.clear()


def _break_lines(element: Any) -> None:
    """Make paragraphs of preformatted text, with elements that break their lines."""
    first, *others = _BLANK.split(element.text or "") if len(element) == 0 else [element.text or ""]
    element.text = first.strip("\n")
    for paragraph in reversed(others):
        made = element.makeelement("p")
        made.text, made.tail, element.tail = paragraph.strip("\n"), element.tail, None
        element.addnext(made)
        _break_lines(made)
    for node in list(element.iter()):
        if isinstance(node.tag, str):
            lines = (node.text or "").split("\n")
            node.text = lines[0]
            _add_lines(node, lines[1:], inside=True)
        if node is not element:
            lines = (node.tail or "").split("\n")
            node.tail = None
            _add_lines(node, lines, inside=False)
            if node.tag == "code":
                node.tag = _PLAIN
    element.tag = "p"
    element.attrib.clear()


def _add_lines(node: Any, lines: list[str], *, inside: bool) -> None:
    """Put lines at the beginning of an element, each after a break; or behind it, the first without one."""
    last, first = node, not inside
    for line in lines:
        if first:
            node.tail, first = line, False
            continue
        made = node.makeelement("br")
        if last is node and inside:
            node.insert(0, made)
            made.tail = line
        else:
            kept, last.tail = last.tail, None  # it would follow what is added
            last.addnext(made)
            last.tail, made.tail = kept, line
        last = made


def _unwrap(tree: Any) -> None:
    """Make plain text of what may stand in a sentence; a quotation gets its marks."""
    for element in list(tree.iter(*_IN_SENTENCES)):
        if element.tag == "q":
            _quote(element, _language(element))
        elif not _in_sentence(element):
            continue
        element.tag = _PLAIN
        element.attrib.clear()


def _in_sentence(element: Any) -> bool:
    """Whether an element belongs to running text: words stand beside it, around a button on both sides."""
    if element.tag == "label" and _is_of_form(element):
        return False
    before, after, node = False, False, element
    while (parent := node.getparent()) is not None:
        before, after = before or _stand_before(node), after or bool((node.tail or "").strip())
        if not is_inline(parent):
            break
        node = parent
    if element.tag == "button":
        return before and after
    return before or after or (parent is not None and parent.tag in _CELLS and element.tag != "label")


def _is_of_form(label: Any) -> bool:
    beside = (label.getprevious(), label.getnext(), next(label.iter(*_FIELDS), None))
    return label.get("for") is not None or any(e is not None and e.tag in _FIELDS for e in beside)


def _stand_before(element: Any) -> bool:
    """Whether words stand before an element, in what is around it."""
    previous = element.getprevious()
    if previous is None:
        return bool((element.getparent().text or "").strip())
    inline = is_inline(previous) and previous.tag not in _IN_SENTENCES
    return bool((previous.tail or "").strip()) or (
        inline and bool("".join(islice(previous.itertext(), 9)).strip())
    )


def _quote(element: Any, language: str) -> None:
    """Write the marks that a browser shows around a quotation."""
    if not _QUOTED.match("".join(islice(element.itertext(), 3))):
        marks = _QUOTES.get(language, "“”")
        opening, closing = marks[0], marks[1]
        element.text = opening + (element.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + closing
        else:
            element.text += closing


def _language(element: Any) -> str:
    """What the nearest element around says; the whole page, as a rule."""
    around = chain([element], element.iterancestors())
    said = next((e.get("lang") for e in around if e.get("lang")), "")
    return str(said)[:2].lower()


def _is_unseen(element: Any) -> bool:
    return is_hidden(element) or (element.get("aria-hidden") or "").lower() == "true"


def _letters(element: Any) -> int:
    return 0 if element is None else len("".join(element.text_content().split()))
