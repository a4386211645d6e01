"""Documents that the tests make: PDF, Word, ZIP, WARC. All words in them are written for the tests."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from valleygraph.extract.errors import InputError
from valleygraph.extract.model import Release
from valleygraph.extract.sources import Defaults, Original, releases

TITLE = "Norrsund får ett battericenter"
BODY = (
    "Region Norrsund och Tallviks universitet har tecknat en avsiktsförklaring om ett gemensamt center.",
    "– Det stärker hela regionens förmåga att ställa om, säger Karin Ekdahl, regionråd i Region Norrsund.",
    "Centret ska öppna våren 2025 och får 40 miljoner kronor från regionens innovationsfond under tre år.",
)


def results(original: Original, **defaults: str | None) -> tuple[list[Release], dict[str, str]]:
    """The releases in a document, and the messages by their names."""
    found: list[Release] = []
    errors: dict[str, str] = {}
    for name, result in releases(original, Defaults(**defaults)):
        assert name.isprintable()
        if isinstance(result, InputError):
            assert "\n" not in str(result)
            errors[name] = str(result)
        else:
            found.append(result)
    return found, errors


def only(data: bytes, suffix: str = "", **known: Any) -> Release:
    """The one release in a document."""
    found, errors = results(Original(data, "a", f"a{suffix}", suffix, **known))
    assert errors == {}
    assert len(found) == 1
    return found[0]


def refusal(data: bytes, suffix: str = "", **known: Any) -> str:
    """Why nothing in a document can be read."""
    found, errors = results(Original(data, "a", f"a{suffix}", suffix, **known))
    assert found == []
    assert len(errors) == 1
    return next(iter(errors.values()))


# --- PDF ---

A4 = (595.0, 842.0)
Draw = Callable[[Any], None]


def pdf(
    *pages: Draw, title: str | None = None, password: str | None = None, size: tuple[float, float] = A4
) -> bytes:
    """A PDF with these pages; each function draws one on a canvas of reportlab."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, encrypt=password, invariant=1)
    if title is not None:
        canvas.setTitle(title)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(
    canvas: Any,
    x: float,
    y: float,
    texts: Iterable[str],
    *,
    size: float = 10,
    leading: float = 12,
    bold: bool = False,
) -> float:
    """Draw lines from a place downwards; where the next would stand."""
    canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
    for text in texts:
        canvas.drawString(x, y, text)
        y -= leading
    return y


# --- Word ---

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = {"Title": "Title", "Heading1": "heading 1", "FootnoteText": "footnote text"}


def paragraph(text: str, style: str | None = None) -> str:
    """A paragraph of a Word document."""
    told = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{told}{words(text)}</w:p>"


def words(text: str) -> str:
    """A run of a Word document."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def docx(
    body: str,
    *,
    title: str = "",
    notes: Mapping[int, str] | None = None,
    also: Mapping[str, bytes] | None = None,
) -> bytes:
    """A Word document with this body, in its XML."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/></w:style>'
        for id, name in _STYLES.items()
    )
    footnotes = "".join(
        f'<w:footnote w:id="{id}">{paragraph(text, "FootnoteText")}</w:footnote>'
        for id, text in (notes or {}).items()
    )
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    parts = {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{word}.document.main+xml"/></Types>',
        "_rels/.rels": f'{_XML}<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="{package}">'
        f'<Relationship Id="r1" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{_RELATIONS}/footnotes" Target="footnotes.xml"/></Relationships>',
        "word/styles.xml": f"{_XML}<w:styles {_W}>{styles}</w:styles>",
        "word/footnotes.xml": f"{_XML}<w:footnotes {_W}>{footnotes}</w:footnotes>",
        "word/document.xml": f"{_XML}<w:document {_W}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": f'{_XML}<cp:coreProperties xmlns:cp="{core}" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>',
    }
    return zipped({name: part.encode() for name, part in parts.items()} | dict(also or {}))


# --- archives ---


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


def warc(*records: Mapping[str, Any], packed: bool = False) -> bytes:
    """A WARC of records with `url`, `data`, and perhaps `type`, `status`, `headers`, `media_type`."""
    made = (_record(**record) for record in records)
    return b"".join(map(gzip.compress, made) if packed else made)


def _record(
    url: str,
    data: bytes,
    type: str = "response",
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    media_type: str = "application/http; msgtype=response",
) -> bytes:
    told = headers or {"Content-Type": "text/html; charset=utf-8"}
    http = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    block = data if type == "resource" else f"HTTP/1.1 {status}\r\n{http}\r\n".encode() + data
    head = (
        f"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "WARC-Date: 2024-06-19T10:00:00Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"
