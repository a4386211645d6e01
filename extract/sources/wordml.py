"""The XML of a Word document, rewritten where Mammoth would lose words of it or show what Word hides."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from ..errors import InputError

_FOLDER = "word/"
_ROOTS = ("document", "footnotes", "endnotes")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STRICT_MATH = "{http://purl.oclc.org/ooxml/officeDocument/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FALSE = ("false", "0", "off")
_BETWEEN = {"den": "/", "sup": "^"}  # "106" for ten to the sixth would be wrong; "CO2" is right


def plain(data: bytes) -> bytes:
    """The document without hidden text, and with formulas, returns and text boxes where Mammoth sees them.

    The bytes must have been checked before. Raises InputError.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        names = [name for name in dict.fromkeys(parts.namelist()) if name.lower().endswith((".xml", ".rels"))]
        styles = [parts.read(name) for name in names if _is_body(name) and name.endswith("styles.xml")]
        hidden = frozenset(id for part in styles for id in _hidden_styles(part))
        for name in names:  # pictures are not looked at
            part = parts.read(name)
            made.writestr(name, _rewritten(part, hidden) if _is_body(name) else part)
    return out.getvalue()


def _is_body(name: str) -> bool:
    """Whether a part may hold the words; its name need not be document.xml."""
    return name.startswith(_FOLDER) and "/" not in name.removeprefix(_FOLDER)


def _root(part: bytes) -> tuple[Any, str, str]:
    """The root of a part, its namespace in braces, and its name. Raises InputError."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError:
        raise InputError("is damaged: its XML cannot be read") from None
    word, brace, name = root.tag.rpartition("}")
    return root, word + brace, name


def _hidden_styles(part: bytes) -> list[str]:
    """The styles whose text Word does not show, such as those around the forms of a pasted page."""
    root, word, name = _root(part)
    styles = root.iter(f"{word}style") if name == "styles" else ()
    return [style.get(f"{word}styleId", "") for style in styles if _is_hidden(style.find(f"{word}rPr"), word)]


def _rewritten(part: bytes, hidden: frozenset[str]) -> bytes:
    from lxml import etree

    root, word, name = _root(part)
    if name not in _ROOTS:
        return part
    _drop_hidden(root, word, hidden)
    for element in root.iter(f"{word}cr"):
        element.tag = f"{word}br"
    _show_boxes(root, word)
    _write_formulas(root, word)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", standalone=True))


def _drop_hidden(root: Any, word: str, hidden: frozenset[str]) -> None:
    """Take out the runs that Word does not show."""
    for run in list(root.iter(f"{word}r")):
        own = run.find(f"{word}rPr")
        gone = _is_hidden(own, word)
        if gone is None:
            paragraph = next(run.iterancestors(f"{word}p"), None)
            styles = own, None if paragraph is None else paragraph.find(f"{word}pPr")
            gone = any(_style(properties, word) in hidden for properties in styles)
        if gone:
            _drop(run)


def _is_hidden(properties: Any, word: str) -> bool | None:
    """Whether these properties of a run hide it; None if they do not say."""
    mark = None if properties is None else properties.find(f"{word}vanish")
    return None if mark is None else mark.get(f"{word}val", "true").lower() not in _FALSE


def _style(properties: Any, word: str) -> str | None:
    """The style that the properties of a run or paragraph name."""
    names = () if properties is None else (f"{word}rStyle", f"{word}pStyle")
    found = [style.get(f"{word}val") for name in names if (style := properties.find(name)) is not None]
    return found[0] if found else None


def _show_boxes(root: Any, word: str) -> None:
    """Put text boxes that are there in no older version, too, where those of older versions are."""
    for choices in list(root.iter(f"{_CHOICE}AlternateContent")):
        older = choices.find(f"{_CHOICE}Fallback")
        kept = [] if older is None else list(older)
        if not kept or next(older.iter(f"{word}txbxContent"), None) is None:
            newer = (_boxes(choice, word) for choice in choices.iterfind(f"{_CHOICE}Choice"))
            kept += next(filter(None, newer), [])
        _replace(choices, kept)
    for drawing in list(root.iter(f"{word}drawing")):
        found = _boxes(drawing, word)
        if found:
            _replace(drawing, found)


def _boxes(element: Any, word: str) -> list[Any]:
    """The text boxes in an element, each in the element that Mammoth knows for that."""
    made: list[Any] = []
    for box in list(element.iter(f"{word}txbxContent")):
        if not any(outer.tag == box.tag for outer in box.iterancestors()):
            old = box.makeelement(f"{word}pict")
            old.append(box)
            made.append(old)
    return made


def _write_formulas(root: Any, word: str) -> None:
    """Make each formula a run of its letters."""
    for formula in list(root.iter(f"{_MATH}oMath", f"{_STRICT_MATH}oMath")):
        run = formula.makeelement(f"{word}r")
        letters = formula.makeelement(f"{word}t")
        letters.text = "".join(_letters(formula))
        run.append(letters)
        _replace(formula, [run])
    for group in list(root.iter(f"{_MATH}oMathPara", f"{_STRICT_MATH}oMathPara")):
        _replace(group, list(group))


def _letters(element: Any) -> Iterable[str]:
    """The letters of a formula in their order, a stroke between the parts of a fraction."""
    for child in element.iter():
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name == "t":
            yield child.text or ""
        else:
            yield _BETWEEN.get(name, "")


def _replace(element: Any, others: list[Any]) -> None:
    """Put others where an element stands. What follows it stays."""
    parent = element.getparent()
    at = parent.index(element)
    for number, other in enumerate(others):
        other.tail = None
        parent.insert(at + number, other)
    _drop(element)


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
