"""Word documents: what was struck out is out, what was put in is in; bombs cost one line."""

from __future__ import annotations

import pytest

from tests.made import BODY, TITLE, docx, only, paragraph, refusal, words, zipped

OFFICE = "http://schemas.openxmlformats.org"
W = f'xmlns:w="{OFFICE}/wordprocessingml/2006/main"'
MATH = f'xmlns:m="{OFFICE}/officeDocument/2006/math"'
DRAWN = (
    f'xmlns:mc="{OFFICE}/markup-compatibility/2006" xmlns:a="{OFFICE}/drawingml/2006/main" '
    f'xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
HIDES = "<w:rPr><w:vanish/></w:rPr>"
PLAIN = "".join(map(paragraph, BODY))


def test_a_document_with_a_title() -> None:
    release = only(docx(paragraph(TITLE, "Title") + PLAIN), ".docx")
    assert release.title == TITLE
    assert release.text == "\n\n".join([TITLE, *BODY])
    assert release.published is None


@pytest.mark.parametrize(
    ("body", "stated", "title"),
    [
        (paragraph("Pressmeddelande") + paragraph(TITLE, "Heading1") + PLAIN, "", TITLE),
        (paragraph(TITLE) + PLAIN, "Mall för pressmeddelanden", TITLE),
        (paragraph("Norrsund") + paragraph(TITLE) + PLAIN, TITLE, TITLE),
        (paragraph("PRESSMEDDELANDE", "Title") + paragraph(TITLE, "Heading1") + PLAIN, "", TITLE),
        (paragraph("PRESSMEDDELANDE", "Heading1") + paragraph(TITLE, "Heading1") + PLAIN, "", TITLE),
        (paragraph("PRESSMEDDELANDE") + paragraph(TITLE) + PLAIN, "", TITLE),
        (paragraph("Forskning & luft") + PLAIN, "Forskning & luft", "Forskning & luft"),
        (paragraph("Forskning & luft") + PLAIN, "Mall för brev", "Forskning & luft"),
    ],
)
def test_title_without_a_style(body: str, stated: str, title: str) -> None:
    assert only(docx(body, title=stated), ".docx").title == title


def test_tracked_changes_are_done() -> None:
    body = (
        f"<w:p>{words('Centret får ')}"
        "<w:del w:id='1' w:author='x'><w:r><w:delText>30</w:delText></w:r></w:del>"
        f"<w:ins w:id='2' w:author='x'>{words('40')}</w:ins>{words(' miljoner kronor.')}</w:p>"
    )
    assert only(docx(body), ".docx").text == "Centret får 40 miljoner kronor."


def test_lists_tables_and_breaks() -> None:
    cells = [f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Part", "Belopp", "Regionen", "40 mkr")]
    table = f"<w:tbl><w:tr>{''.join(cells[:2])}</w:tr><w:tr>{''.join(cells[2:])}</w:tr></w:tbl>"
    broken = f"<w:p>{words('Rad ett')}<w:r><w:br/></w:r>{words('rad två')}</w:p>"
    assert only(docx(broken + table), ".docx").text == "Rad ett\nrad två\n\nPart | Belopp\nRegionen | 40 mkr"


def hidden(mark: str) -> str:
    return f"<w:p>{words('Synlig ')}<w:r><w:rPr>{mark}</w:rPr><w:t>dold </w:t></w:r>{words('text.')}</w:p>"


@pytest.mark.parametrize(
    ("mark", "seen"),
    [
        ("<w:vanish/>", False),
        ('<w:vanish w:val="true"/>', False),
        ('<w:vanish w:val="0"/>', True),
        ('<w:rStyle w:val="Dold"/>', False),
        ('<w:rStyle w:val="Dold"/><w:vanish w:val="false"/>', True),
        ('<w:rStyle w:val="Annan"/>', True),
    ],
)
def test_text_that_word_hides(mark: str, seen: bool) -> None:
    style = f'<w:style w:type="character" w:styleId="Dold"><w:name w:val="Dold"/>{HIDES}</w:style>'
    document = docx(hidden(mark), also={"word/styles.xml": f"<w:styles {W}>{style}</w:styles>".encode()})
    assert only(document, ".docx").text == ("Synlig dold text." if seen else "Synlig text.")


def test_paragraphs_that_word_hides() -> None:
    style = f'<w:style w:type="paragraph" w:styleId="z"><w:name w:val="z-Top of Form"/>{HIDES}</w:style>'
    also = {"word/styles.xml": f"<w:styles {W}>{style}</w:styles>".encode()}
    document = docx(paragraph("Överst i formuläret", "z") + paragraph(BODY[0]), also=also)
    assert only(document, ".docx").text == BODY[0]


def test_returns_part_lines() -> None:
    body = "<w:p><w:r><w:t>Rad ett</w:t><w:cr/><w:t>rad två</w:t></w:r></w:p>"
    assert only(docx(body), ".docx").text == "Rad ett\nrad två"


def test_formulas_are_read() -> None:
    def said(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    low = f"<m:sSub><m:e>{said('CO')}</m:e><m:sub>{said('2')}</m:sub></m:sSub>"
    high = f"<m:sSup><m:e>{said('10')}</m:e><m:sup>{said('6')}</m:sup></m:sSup>"
    part = f"<m:f><m:num>{said('1')}</m:num><m:den>{said('3')}</m:den></m:f>"
    line = "".join(f"{words(' av ')}<m:oMath>{formula}</m:oMath>" for formula in (low, high, part))
    alone = f"<w:p><m:oMathPara><m:oMath>{low}</m:oMath></m:oMathPara></w:p>"
    body = f"<w:p>{words('Minskningen')}{line}{words('.')}</w:p>{alone}"
    document = f"<w:document {W} {MATH}><w:body>{body}</w:body></w:document>".encode()
    text = only(docx("", also={"word/document.xml": document}), ".docx").text
    assert text == "Minskningen av CO2 av 10^6 av 1/3.\n\nCO2"


def test_footnotes_stand_at_the_end_without_numbers() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = f"<w:p>{words('Regionen öppnar ett center')}{reference}{words('.')}</w:p>"
    release = only(docx(body, notes={2: "Beslutet fattades i juni."}), ".docx")
    assert release.text == "Regionen öppnar ett center.\n\nBeslutet fattades i juni."


def test_text_boxes_are_read() -> None:
    box = f"<w:txbxContent>{paragraph('Fakta i en ruta.')}</w:txbxContent>"
    vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
    shape = f"<w:pict><v:shape {vml}><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    body = f"<w:p>{words(BODY[0])}<w:r>{shape}</w:r></w:p>"
    assert only(docx(body), ".docx").text == f"{BODY[0]}\n\nFakta i en ruta."


def drawn(text: str) -> str:
    """A text box as new programs draw it."""
    box = f"<wps:wsp><wps:txbx><w:txbxContent>{paragraph(text)}</w:txbxContent></wps:txbx></wps:wsp>"
    graphic = f"<a:graphic><a:graphicData>{box}</a:graphicData></a:graphic>"
    return f"<w:drawing><wp:anchor>{graphic}</wp:anchor></w:drawing>"


@pytest.mark.parametrize(
    "shape",
    [
        drawn("Fakta."),
        f"<mc:AlternateContent><mc:Choice>{drawn('Fakta.')}</mc:Choice></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Choice>{drawn('Fakta.')}</mc:Choice><mc:Fallback/></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Choice>{drawn('Fakta.')}</mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
        f"{paragraph('Fakta.')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>",
    ],
)
def test_text_boxes_of_new_programs_are_read_once(shape: str) -> None:
    body = f"<w:body><w:p>{words(BODY[0])}<w:r>{shape}</w:r></w:p>{paragraph(BODY[1])}</w:body>"
    document = f"<w:document {W} {DRAWN}>{body}</w:document>".encode()
    text = only(docx("", also={"word/document.xml": document}), ".docx").text
    assert text == f"{BODY[0]}\n\nFakta.\n\n{BODY[1]}"


def test_a_document_without_words() -> None:
    assert refusal(docx(paragraph("")), ".docx").startswith("holds no text")


def test_entities_are_refused_in_any_encoding() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    for encoding in ("utf-8", "utf-16"):
        part = f'<?xml version="1.0" encoding="{encoding}"?>{bomb}<x>&b;</x>'.encode(encoding)
        assert "as if to do harm" in refusal(docx(PLAIN, also={"word/document.xml": part}), ".docx")
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + bomb.encode("cp037")
    assert "encoding" in refusal(docx(PLAIN, also={"word/document.xml": hidden}), ".docx")


def test_files_are_not_included() -> None:
    part = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert "as if to do harm" in refusal(docx(PLAIN, also={"word/document.xml": part}), ".docx")


def test_a_part_that_unpacks_to_very_much() -> None:
    assert "times its size" in refusal(docx(PLAIN, also={"word/x.xml": b" " * 9_000_000}), ".docx")
    many = {f"word/x{n}.xml": b"<x/>" for n in range(2_001)}
    assert "more than a Word document holds" in refusal(docx(PLAIN, also=many), ".docx")


def test_deep_nesting_costs_one_line() -> None:
    assert refusal(docx("<w:p>" * 20_000 + "</w:p>" * 20_000), ".docx")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"xl/workbook.xml": b"<x/>"}, "is an Excel file"),
        ({"ppt/presentation.xml": b"<x/>"}, "is a PowerPoint file"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"},
            "is an OpenDocument",
        ),
        ({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"}, "is an e-book"),
        ({"word/document.xml": b"<x"}, "is damaged"),
    ],
)
def test_other_office_files(members: dict[str, bytes], message: str) -> None:
    assert refusal(zipped(members), ".docx").startswith(message)


def test_locked_and_old_documents() -> None:
    assert "locked by a password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".docx")
