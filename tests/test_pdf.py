"""PDFs as they come: in columns, with headers and footers, words parted at line ends, scanned, locked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.made import TITLE, lines, only, pdf, refusal
from valleygraph.extract.sources.pdf.hyphens import Known, joined
from valleygraph.extract.sources.pdf.layout import ordered
from valleygraph.extract.sources.pdf.letters import Letter
from valleygraph.extract.sources.pdf.letters import _follows as follows
from valleygraph.extract.sources.pdf.rows import Run

LEFT = [
    "Region Norrsund och Tallviks universitet har",
    "tecknat en avsiktsförklaring om ett center för",
    "återvinning av batterier. Centret öppnar våren",
    "2025 och ska ge hundra arbetstillfällen i hela",
    "regionen under de tre första åren. Det ska byg-",
    "gas vid hamnen i Norrsund, där marken redan är",
]
RIGHT = [
    "planlagd för industri. Kommunen har lovat att",
    "dra fram både fjärrvärme och järnväg till den",
    "nya byggnaden innan den tas i bruk. Staten har",
    "sagt att den prövar ett bidrag till projektet,",
    "men något beslut är inte fattat. Det väntas i",
    "höst, säger Karin Ekdahl i Region Norrsund.",
]
LAST = [
    "Universitetet bidrar med tolv forskare och en",
    "professor i elektrokemi. De flyttar in när den",
    "första etappen står färdig. En andra etapp med",
    "testanläggning planeras till år 2027, om medel",
    "beviljas av de parter som har tillfrågats, och",
    "om miljötillståndet vinner laga kraft i tid.",
]


def whole(*columns: list[str]) -> str:
    return " ".join(" ".join(column) for column in columns).replace("byg- gas", "byggas")


def test_a_page_of_one_column() -> None:
    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 780, [TITLE], size=18, leading=40)
        y = lines(canvas, 70, y, LEFT) - 10
        lines(canvas, 70, y, RIGHT)

    release = only(pdf(draw), ".pdf")
    assert release.title == TITLE
    assert release.text == "\n\n".join([TITLE, whole(LEFT), whole(RIGHT)])
    assert release.published is None
    assert release.original_sha256 is not None


def test_two_columns_under_a_title() -> None:
    def draw(canvas: Any) -> None:
        lines(canvas, 70, 780, [f"{TITLE} och en fabrik vid hamnen"], size=22)
        lines(canvas, 70, 700, LEFT)
        lines(canvas, 310, 700, RIGHT)

    release = only(pdf(draw), ".pdf")
    assert release.text.split("\n\n")[1] == whole(LEFT, RIGHT)


def test_two_columns_drawn_line_by_line_across() -> None:
    def draw(canvas: Any) -> None:
        for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            lines(canvas, 70, 700 - 12 * number, [left])
            lines(canvas, 310, 700 - 12 * number, [right])

    assert only(pdf(draw), ".pdf").text == whole(LEFT, RIGHT)


def test_three_columns() -> None:
    def draw(canvas: Any) -> None:
        for number, column in enumerate((LEFT, RIGHT, LAST)):
            lines(canvas, 40 + 180 * number, 700, column, size=7.5, leading=9)

    assert only(pdf(draw), ".pdf").text == whole(LEFT, RIGHT) + "\n\n" + whole(LAST)


def test_bands_of_columns_between_what_stands_across() -> None:
    across = "Så ska centret byggas: tre etapper, två kommuner och en hamn som växer i takt med dem"

    def draw(canvas: Any) -> None:
        lines(canvas, 70, 760, LEFT)
        lines(canvas, 310, 760, RIGHT)
        lines(canvas, 70, 660, [across], size=12)
        lines(canvas, 70, 630, LAST)
        lines(canvas, 310, 630, [line.upper()[:34] for line in LAST])

    parts = only(pdf(draw), ".pdf").text.split("\n\n")
    assert parts[:3] == [whole(LEFT, RIGHT), across, whole(LAST)]


def test_what_returns_on_pages_is_left_out_and_a_paragraph_goes_on_over_the_page() -> None:
    def page(number: int, texts: list[str]) -> Any:
        def draw(canvas: Any) -> None:
            lines(canvas, 70, 810, ["Region Norrsund | Pressmeddelande 19 juni"], size=8)
            lines(canvas, 70, 700, texts)
            lines(canvas, 70, 40, ["Region Norrsund, Storgatan 1, Norrsund"], size=8)
            lines(canvas, 500, 40, [f"Sida {number} (3)"], size=8)

        return draw

    text = only(pdf(page(1, LEFT), page(2, RIGHT), page(3, LAST)), ".pdf").text
    assert text == whole(LEFT, RIGHT) + "\n\n" + whole(LAST)


def test_the_number_of_a_single_page_is_left_out() -> None:
    def draw(canvas: Any) -> None:
        lines(canvas, 70, 700, LEFT)
        lines(canvas, 290, 30, ["– 1 –"])

    assert only(pdf(draw), ".pdf").text == whole(LEFT)


def test_paragraphs_by_indent() -> None:
    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 700, LEFT)
        y = lines(canvas, 84, y, RIGHT[:1])
        lines(canvas, 70, y, RIGHT[1:])

    assert only(pdf(draw), ".pdf").text == f"{whole(LEFT)}\n\n{whole(RIGHT)}"


def test_a_bold_heading_of_the_same_size_stands_alone() -> None:
    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 700, LEFT)
        y = lines(canvas, 70, y, ["Bakgrund"], bold=True)
        lines(canvas, 70, y, RIGHT)

    assert only(pdf(draw), ".pdf").text.split("\n\n") == [whole(LEFT), "Bakgrund", whole(RIGHT)]


def test_lists_and_tables_keep_their_lines() -> None:
    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 700, LEFT) - 12
        y = lines(canvas, 70, y, ["• återvinning av celler", "• utbildning av tekniker"]) - 12
        for left, right in (("Part", "Belopp"), ("Regionen", "40 mkr"), ("Staten", "20 mkr")):
            lines(canvas, 70, y, [left])
            y = lines(canvas, 200, y, [right])

    text = only(pdf(draw), ".pdf").text
    assert "\n\n• återvinning av celler\n• utbildning av tekniker\n" in text
    assert text.endswith("Part | Belopp\nRegionen | 40 mkr\nStaten | 20 mkr")


def test_notes_stand_at_the_end_and_their_numbers_are_left_out() -> None:
    def draw(canvas: Any) -> None:
        lines(canvas, 70, 700, LEFT)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(70 + canvas.stringWidth(LEFT[-1], "Helvetica", 10), 700 - 12 * 5 + 4, "1")
        lines(canvas, 70, 560, ["1 Marken ägs av kommunen sedan 1987."], size=7)
        lines(canvas, 310, 700, RIGHT)

    parts = only(pdf(draw), ".pdf").text.split("\n\n")
    assert parts == [whole(LEFT, RIGHT), "1 Marken ägs av kommunen sedan 1987."]


def test_square_metres_are_no_note() -> None:
    def draw(canvas: Any) -> None:
        lines(canvas, 70, 700, ["Huset är på 300 m"])
        canvas.setFont("Helvetica", 6)
        canvas.drawString(70 + canvas.stringWidth("Huset är på 300 m", "Helvetica", 10), 704, "2")

    assert only(pdf(draw), ".pdf").text == "Huset är på 300 m2"


def test_turned_text_is_left_out_but_a_turned_page_is_read() -> None:
    def margin(canvas: Any) -> None:
        lines(canvas, 70, 700, LEFT)
        canvas.saveState()
        canvas.translate(40, 400)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Diarienummer 2024-17")
        canvas.restoreState()
        canvas.saveState()
        canvas.translate(200, 300)
        canvas.rotate(35)
        canvas.drawString(0, 0, "UTKAST")
        canvas.restoreState()

    def sideways(canvas: Any) -> None:
        canvas.translate(0, 842)
        canvas.rotate(-90)
        lines(canvas, 70, 500, LEFT)
        lines(canvas, 310, 500, RIGHT)

    assert only(pdf(margin), ".pdf").text == whole(LEFT)
    assert only(pdf(sideways), ".pdf").text == whole(LEFT, RIGHT)


@pytest.mark.parametrize(
    ("stated", "drawn", "title"),
    [
        (TITLE, TITLE, TITLE),
        ("Microsoft Word - utkast7.docx", TITLE, TITLE),
        ("Region Norrsund", "PRESSMEDDELANDE", None),
    ],
)
def test_title_is_what_the_file_says_if_the_page_says_it_too(
    stated: str, drawn: str, title: str | None
) -> None:
    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 780, [drawn], size=20, leading=40)
        lines(canvas, 70, y, LEFT)

    expected = title if title is not None else "Region Norrsund"
    assert only(pdf(draw, title=stated), ".pdf").title == expected


def test_the_word_for_a_release_is_no_title() -> None:
    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 800, ["PRESSMEDDELANDE"], size=26, leading=40)
        y = lines(canvas, 70, y, [TITLE, "och hundra arbetstillfällen"], size=16, leading=40 / 2)
        lines(canvas, 70, y - 20, LEFT)

    assert only(pdf(draw), ".pdf").title == f"{TITLE} och hundra arbetstillfällen"


def test_ligatures_are_letters() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    def draw(canvas: Any) -> None:
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
        canvas.setFont("Vera", 10)
        canvas.drawString(70, 700, "En \ufb01rma i \ufb02ykt.")

    assert only(pdf(draw), ".pdf").text == "En firma i flykt."


def test_a_scan_needs_text_recognition() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Any) -> None:
        canvas.drawImage(ImageReader(Image.new("1", (8, 8))), 0, 0, 500, 700)

    assert refusal(pdf(draw), ".pdf") == "holds pictures of text only; needs text recognition"


def test_an_empty_page() -> None:
    assert refusal(pdf(lambda canvas: None), ".pdf") == "holds no text"


def test_a_locked_file() -> None:
    assert "locked by a password" in refusal(
        pdf(lambda c: c.drawString(9, 9, "Hej"), password="hemligt"), ".pdf"
    )


@pytest.mark.parametrize("data", [b"%PDF-1.7\n\xe2\xe3", b"%PDF-1.4\n" + b"1 0 obj" * 500])
def test_a_damaged_file(data: bytes) -> None:
    assert refusal(data, ".pdf") == "is a damaged PDF"


def test_too_many_pages() -> None:
    assert refusal(pdf(*[lambda c: c.drawString(9, 9, "Hej")] * 301), ".pdf").startswith(
        "has more than 300 pages"
    )


# Words that are parted at the ends of lines


@pytest.mark.parametrize(
    ("texts", "others", "whole"),
    [
        (["innova-", "tion"], [], "innovation"),
        (["die Innova-", "tion"], [], "die Innovation"),
        (["EU-", "projekt"], [], "EU-projekt"),
        (["covid-19-", "pandemin"], [], "covid-19-pandemin"),
        (["forsknings-", "och labb"], [], "forsknings- och labb"),
        (["onderzoeks-", "en labs"], ["het lab is klaar"], "onderzoeks- en labs"),
        (["gemen-", "samt"], [], "gemensamt"),
        (["forsknings-", "samt labb"], [], "forsknings- samt labb"),
        (["region-", "en växer"], [], "regionen växer"),
        (["Volvo-", "chefen"], ["Hon ledde Volvo i tre år"], "Volvo-chefen"),
        (["Region-", "en växer"], ["I Region Norrsund har regionens"], "Regionen växer"),
        (["Tysk-", "Svenska"], [], "Tysk-Svenska"),
        (["e-", "handel"], ["en e-handel till"], "e-handel"),
        (["2021–", "2027"], [], "2021–2027"),
        (["och/", "eller"], [], "och/eller"),
        (["Ett tal –", "ett svar"], [], "Ett tal – ett svar"),
        (["inno\u00ad", "vation"], [], "innovation"),
        (["BATTERI-", "CENTER"], [], "BATTERICENTER"),
    ],
)
def test_parted_words_are_mended(texts: list[str], others: list[str], whole: str) -> None:
    assert joined(texts, Known.of([*texts, *others])) == whole


# Reading order


def run(text: str, x0: float, y: float, width: float = 200) -> Run:
    return Run(text, x0, x0 + width, y, 10)


def test_cells_of_a_table_are_no_columns() -> None:
    rows = [run(f"{side}{n}", x, 700 - 12 * n, 40) for n in range(6) for side, x in (("a", 50), ("b", 300))]
    assert [line.text for line in ordered(rows)[0]] == [f"a{n} | b{n}" for n in range(6)]


def test_text_of_one_line_in_pieces_is_one_line() -> None:
    pieces = [run("Region", 50, 700, 30), run("Norrsund", 85, 700.5, 40), run("växer", 130, 699.8, 20)]
    assert [line.text for line in ordered(pieces)[0]] == ["Region Norrsund växer"]


def test_nothing_stands_on_an_empty_page() -> None:
    assert ordered([]) == [[]]


def test_a_large_letter_belongs_to_the_word_that_it_begins() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 34)
        canvas.drawString(70, 676, "R")
        y = lines(canvas, 100, 690, [LEFT[0].removeprefix("R"), LEFT[1]])
        lines(canvas, 70, y, LEFT[2:])

    assert only(pdf(draw), ".pdf").text == whole(LEFT)


def test_spaced_letters_are_a_word() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 20)
        canvas.drawString(70, 780, "NYHETER", charSpace=12)
        lines(canvas, 70, 700, LEFT)

    assert only(pdf(draw), ".pdf").text == f"NYHETER\n\n{whole(LEFT)}"


def test_a_column_may_go_on_with_a_capital() -> None:
    def draw(canvas: Any) -> None:
        lines(canvas, 70, 700, LEFT)
        lines(canvas, 310, 700, ["Norrsunds hamn, som är full.", *RIGHT[1:]])

    assert "redan är Norrsunds hamn" in only(pdf(draw), ".pdf").text


def test_rows_of_a_table_with_little_space() -> None:
    def draw(canvas: Any) -> None:
        y = 700.0
        for cells in (
            ("Region Norrsund", "Center", "40"),
            ("Norrsunds kommun", "Mark", "1"),
            ("Staten", "Tåg", "9"),
        ):
            for x, cell in zip((70, 170, 230), cells, strict=True):
                lines(canvas, x, y, [cell])
            y -= 12

    expected = "Region Norrsund | Center | 40\nNorrsunds kommun | Mark | 1\nStaten | Tåg | 9"
    assert only(pdf(draw), ".pdf").text == expected


# What stands at the edges of pages


def draft_of(*columns: list[str]) -> Any:
    """What draws a page with lines in its middle."""

    def draw(canvas: Any) -> None:
        y = 700.0
        for column in columns:
            y = lines(canvas, 70, y, column) - 10

    return draw


def at_edge(draw: Any, *places: tuple[float, float, str]) -> Any:
    """What draws a page, and more at these places."""

    def drawn(canvas: Any) -> None:
        draw(canvas)
        for x, y, text in places:
            lines(canvas, x, y, [text])

    return drawn


def test_a_table_at_the_foot_keeps_its_numbers() -> None:
    rows = (("Framsyn", "20"), ("Region Norrsund", "5"), ("Tallviks universitet", "120"))
    places = [
        (x, 90 - 14.0 * n, text) for n, row in enumerate(rows) for x, text in zip((70, 250), row, strict=True)
    ]
    text = only(pdf(at_edge(draft_of(LEFT), *places, (290, 25, "1"))), ".pdf").text
    assert text.endswith("Framsyn | 20\nRegion Norrsund | 5\nTallviks universitet | 120")


def test_a_column_of_numbers_at_the_foot_stays() -> None:
    places = [(70.0, 104 - 12.0 * n, text) for n, text in enumerate(("Summa per år:", "20", "35", "120"))]
    assert only(pdf(at_edge(draft_of(LEFT), *places)), ".pdf").text.endswith("20 35 120")


@pytest.mark.parametrize(
    "number", ["3", "3/7", "3 (7)", "Sida 3 av 7", "– 3 –", "(3)", "Page 3 of 7", "s. 3"]
)
@pytest.mark.parametrize("y", [25, 815])
def test_the_number_of_a_page(number: str, y: float) -> None:
    assert only(pdf(at_edge(draft_of(LEFT), (290, y, number))), ".pdf").text == whole(LEFT)


def test_pages_may_be_counted_from_elsewhere() -> None:
    pages = [at_edge(draft_of(part), (290, 25, f"{41 + n}")) for n, part in enumerate((LEFT, RIGHT))]
    assert only(pdf(*pages), ".pdf").text == whole(LEFT, RIGHT)


@pytest.mark.parametrize("y", [25, 800])
def test_facts_that_differ_in_numbers_stay(y: float) -> None:
    facts = [f"Antal anställda {2020 + n}: {40 + n}" for n in range(3)]
    pages = [at_edge(draft_of(LEFT), (70, y, fact)) for fact in facts]
    text = only(pdf(*pages), ".pdf").text
    assert all(fact in text for fact in facts)
    assert all(fact in only(pdf(*pages[:2]), ".pdf").text for fact in facts[:2])


def test_notes_that_differ_in_numbers_stay() -> None:
    notes = [f"Enligt beslut nummer {n} i regionens protokoll." for n in (1, 2)]
    text = only(pdf(*(at_edge(draft_of(LEFT), (70, 36, note)) for note in notes)), ".pdf").text
    assert all(note in text for note in notes)


def test_a_title_that_every_page_repeats_stays_once() -> None:
    def page(part: list[str]) -> Any:
        def draw(canvas: Any) -> None:
            lines(canvas, 70, 790, [TITLE], size=24)
            lines(canvas, 70, 700, part)

        return draw

    release = only(pdf(page(LEFT), page(RIGHT)), ".pdf")
    assert release.title == TITLE
    assert release.text == f"{TITLE}\n\n{whole(LEFT, RIGHT)}"


def test_headings_that_count_stages_stay() -> None:
    pages = [at_edge(draft_of(LEFT), (70, 800, f"Etapp {n}")) for n in (1, 2)]
    text = only(pdf(*pages), ".pdf").text
    assert "Etapp 1" in text
    assert "Etapp 2" in text


def test_a_first_line_that_several_pages_share_stays() -> None:
    first = "Sökande är Fjordcell AB i Norrsund, och beslutet"
    pages = [lambda canvas, part=part: lines(canvas, 70, 740, [first, *part]) for part in (LEFT, RIGHT, LAST)]
    assert only(pdf(*pages), ".pdf").text.count(first) == 3


def test_what_stands_on_few_of_many_pages_stays() -> None:
    pages = [at_edge(draft_of(LEFT), (70, 800, "Beslut")) if n < 2 else draft_of(LEFT) for n in range(5)]
    assert only(pdf(*pages), ".pdf").text.count("Beslut") == 2


def test_heads_of_several_rows_of_left_and_right_pages() -> None:
    def page(number: int) -> Any:
        left = number % 2 == 0
        head = [
            (70.0 if left else 500.0, 815.0, str(number)),
            (400.0 if left else 70.0, 815.0, "Batterikraft nr 2"),
        ]
        foot = [
            (x, 50 - 10.0 * n, f"{text} {n}")
            for x in (70.0, 300.0)
            for n, text in enumerate(("Norrsund", "Hamnen"))
        ]
        return at_edge(draft_of((LEFT, RIGHT, LAST)[number % 3]), *(head if number > 1 else []), *foot)

    text = only(pdf(*map(page, range(1, 7))), ".pdf").text
    assert not any(
        furniture in text for furniture in ("Batterikraft", "Norrsund 0", "Hamnen 1", "Norrsund 1")
    )
    assert not any(line.isdigit() for line in text.splitlines())
    assert text.split() == " ".join(whole(part) for part in (RIGHT, LAST, LEFT) * 2).split()


# Letters


def written(canvas: Any, x: float, y: float, *parts: tuple[str, float, float]) -> None:
    """Draw words on one line, each of a size and raised by so much."""
    text = canvas.beginText(x, y)
    for words, size, rise in parts:
        text.setFont("Helvetica", size)
        text.setRise(rise)
        text.textOut(words)
    canvas.drawText(text)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("CO", 10, 0), ("2", 6, -2), ("-utsläppen av CO", 10, 0), ("2", 6, -2), (" minskar.", 10, 0)],
         "CO2-utsläppen av CO2 minskar."),
        ([("Det renar vatten", 10, 0), ("1", 6, 4), (".", 10, 0)], "Det renar vatten."),
        ([("Det renar vatten", 10, 0), ("1", 6, 4), (" och luft.", 10, 0)], "Det renar vatten och luft."),
        ([("Gruvan ger 10", 10, 0), ("3", 6, 4), (" ton", 10, 0)], "Gruvan ger 10³ ton"),
        ([("Från år 2010", 10, 0), ("3", 6, 4), (" växer den", 10, 0)], "Från år 2010 växer den"),
    ],
)  # fmt: skip
def test_raised_and_lowered_letters(parts: list[tuple[str, float, float]], expected: str) -> None:
    assert only(pdf(lambda canvas: written(canvas, 70, 700, *parts)), ".pdf").text == expected


@pytest.mark.parametrize(("code", "letter"), [(b"D83DDE00", "\U0001f600"), (b"D83D", "\ufffd")])
def test_letters_beyond_the_first_plane(code: bytes, letter: str) -> None:
    shown = b"BT /F1 12 Tf 70 700 Td (Glada Z dagar) Tj ET"
    meaning = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> "
        b"endcodespacerange 1 beginbfchar <5A> <%s> endbfchar endcmap end end" % code
    )
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(meaning), meaning),
    )
    made = b"\n".join(b"%d 0 obj\n%s\nendobj" % found for found in enumerate(objects, 1))
    assert (
        only(b"%PDF-1.4\n" + made + b"\ntrailer << /Root 1 0 R >>\n%%EOF", ".pdf").text
        == f"Glada {letter} dagar"
    )


def test_words_of_spaced_letters() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 16)
        canvas.drawString(70, 780, "N O R R S U N D   F Å R   C E N T E R")
        lines(canvas, 70, 700, LEFT)

    assert only(pdf(draw), ".pdf").text == f"NORRSUND FÅR CENTER\n\n{whole(LEFT)}"


@pytest.mark.parametrize("size", [10, 16])
def test_letters_that_are_printed_twice_to_look_bold(size: float) -> None:
    def draw(canvas: Any) -> None:
        x = 70.0
        canvas.setFont("Helvetica", size)
        for letter in TITLE:
            canvas.drawString(x, 780, letter)
            canvas.drawString(x + 0.8, 780, letter)
            x += canvas.stringWidth(letter, "Helvetica", size)
        lines(canvas, 70, 700, LEFT)

    assert only(pdf(draw), ".pdf").text == f"{TITLE}\n\n{whole(LEFT)}"


def test_only_what_is_seen_is_read() -> None:
    def draw(canvas: Any) -> None:
        lines(canvas, 70, 700, LEFT)
        lines(canvas, 70, -40, ["Under sidan"])
        canvas.rect(60, 770, 400, 40, fill=1)
        canvas.setFillGray(1)
        lines(canvas, 70, 780, [TITLE], size=16)
        lines(canvas, 70, 300, ["Vitt på vitt"])

    assert only(pdf(draw), ".pdf").text == f"{TITLE}\n\n{whole(LEFT)}"


@pytest.mark.parametrize("grey", [0, 1])
def test_what_was_recognised_on_a_scan_is_read(grey: float) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Any) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (8, 8), 255)), 0, 0, 595, 842)
        text = canvas.beginText(70, 700)
        text.setTextRenderMode(3)
        text.setFillGray(grey)
        text.textLines(LEFT)
        canvas.drawText(text)

    assert only(pdf(draw), ".pdf").text == whole(LEFT)


def test_a_file_with_a_password_for_its_owner_only() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked: Any = StandardEncryption("", ownerPassword="hemligt", canCopy=0)
    assert only(pdf(draft_of(LEFT), password=locked), ".pdf").text == whole(LEFT)


def test_a_table_of_references_that_is_damaged() -> None:
    data = pdf(draft_of(LEFT))
    head, _, _ = data.rpartition(b"startxref")
    assert only(head + b"startxref\n77\n%%EOF", ".pdf").text == whole(LEFT)


def test_text_in_a_form_that_is_drawn() -> None:
    def draw(canvas: Any) -> None:
        canvas.beginForm("body")
        draft_of(LEFT)(canvas)
        canvas.endForm()
        canvas.doForm("body")

    assert only(pdf(draw), ".pdf").text == whole(LEFT)


def test_letters_from_right_to_left_follow_each_other() -> None:
    first, second = (Letter(text, n, 300 - 8 * n, 308 - 8 * n, 700, 12) for n, text in enumerate("של"))
    assert follows(first, second)
    assert not follows(replace(first, text="a"), replace(second, text="b"))


# Titles, and the order of reading


def test_a_long_paragraph_at_the_top_leaves_no_title_to_the_table_below() -> None:
    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 780, LEFT) - 20
        for row in (("Part", "2024", "2025"), ("Framsyn", "20", "30"), ("Norrsund", "5", "15")):
            for x, cell in zip((70, 200, 300), row, strict=True):
                lines(canvas, x, y, [cell])
            y -= 14
        lines(canvas, 70, 60, ["Region Norrsund"], bold=True)

    assert only(pdf(draw), ".pdf").title is None


def test_two_columns_under_a_date_and_a_lead() -> None:
    def draw(canvas: Any) -> None:
        lines(canvas, 70, 800, ["Region Norrsund"])
        lines(canvas, 460, 800, ["7 maj 2024"])
        lines(canvas, 70, 770, [TITLE], size=18)
        lead = [f"{a} {b}" for a, b in zip(LAST, RIGHT, strict=True)]
        y = lines(canvas, 70, 740, lead * 4) - 20
        lines(canvas, 70, y, LEFT)
        lines(canvas, 310, y, RIGHT)

    assert only(pdf(draw), ".pdf").text.endswith(f"\n\n{whole(LEFT, RIGHT)}")


def test_persons_who_stand_beside_each_other() -> None:
    one = ["Karin Ekdahl", "Regionråd", "070-000 00 01", "karin@norrsund.example"]
    two = ["Olle Brandström", "Forskningschef", "070-000 00 02", "olle@fjordcell.example"]

    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 700, LEFT) - 20
        lines(canvas, 70, y, one)
        lines(canvas, 310, y, two)

    assert " ".join(only(pdf(draw), ".pdf").text.split()).endswith(" ".join(one + two))


def test_a_table_of_persons_keeps_its_rows() -> None:
    rows = [(f"Person {n}", "Tekniker", f"p{n}@norrsund.example") for n in range(4)]

    def draw(canvas: Any) -> None:
        for n, row in enumerate(rows):
            for x, cell in zip((70, 200, 310), row, strict=True):
                lines(canvas, x, 700 - 14 * n, [cell])

    assert only(pdf(draw), ".pdf").text == "\n".join(" | ".join(row) for row in rows)


def test_small_print_beside_the_text_stays_together() -> None:
    facts = ["Fakta", "Centret ligger vid hamnen.", "Avtalet gäller till år 2028."]

    def draw(canvas: Any) -> None:
        lines(canvas, 210, 700, [*LEFT, *RIGHT])
        y = 700.0
        for fact in facts:
            y = lines(canvas, 70, y, [fact], size=8, leading=30)

    assert only(pdf(draw), ".pdf").text == "\n\n".join([*facts, whole(LEFT, RIGHT)])


def test_a_quotation_or_a_caption_within_a_column_breaks_no_paragraph() -> None:
    quote = "”Centret är viktigt för oss”"

    def draw(canvas: Any) -> None:
        y = lines(canvas, 70, 700, [*LEFT, *RIGHT[:2]]) - 16
        y = lines(canvas, 70, y, [quote], size=15) - 16
        y = lines(canvas, 70, y, RIGHT[2:]) - 10
        y = lines(canvas, 70, y, LAST[:4]) - 12
        y = lines(canvas, 70, y, ["Foto: Siv Lund"], size=7) - 12
        lines(canvas, 70, y, LAST[4:])

    assert only(pdf(draw), ".pdf").text == "\n\n".join(
        [whole(LEFT, RIGHT), quote, whole(LAST), "Foto: Siv Lund"]
    )


def test_a_lead_of_two_lines_far_below_the_title_is_no_note() -> None:
    def draw(canvas: Any) -> None:
        lines(canvas, 70, 790, [TITLE], size=20)
        lines(canvas, 70, 740, [f"{LAST[0]} {RIGHT[0]}", f"{LAST[1]} {RIGHT[-1]}"])
        lines(canvas, 70, 690, LEFT)
        lines(canvas, 310, 690, RIGHT)

    lead = whole([LAST[0], RIGHT[0], LAST[1], RIGHT[-1]])
    assert only(pdf(draw), ".pdf").text == "\n\n".join([TITLE, lead, whole(LEFT, RIGHT)])


@pytest.mark.parametrize("leading", [12, 18])
def test_a_table_under_two_columns_keeps_its_rows(leading: float) -> None:
    rows = (("Part", "2024", "2025"), ("Framsyn", "20", "30"), ("Norrsund", "5", "15"))

    def draw(canvas: Any) -> None:
        lines(canvas, 70, 700, LEFT)
        lines(canvas, 310, 700, RIGHT)
        for n, row in enumerate(rows):
            for x, cell in zip((70, 250, 330), row, strict=True):
                lines(canvas, x, 600 - leading * n, [cell])

    text = only(pdf(draw), ".pdf").text
    assert text == "\n\n".join([whole(LEFT, RIGHT), "\n".join(" | ".join(row) for row in rows)])


def test_two_lines_of_a_third_column_stand_where_it_stands_above() -> None:
    narrow = [line[:24] for line in LEFT], [line[:24] for line in RIGHT], [line[:24] for line in LAST]
    across = "Så ska centret byggas: tre etapper, två kommuner och en hamn som växer i takt med dem"

    def draw(canvas: Any) -> None:
        for number, column in enumerate(narrow):
            lines(canvas, 50 + 170 * number, 700, column)
        lines(canvas, 50, 600, [across], size=12)
        for number, column in enumerate(narrow):
            lines(canvas, 50 + 170 * number, 570, column if number < 2 else column[:2])

    words = " ".join([across, *narrow[0], *narrow[1], *narrow[2][:2]]).split()
    assert only(pdf(draw), ".pdf").text.split()[-len(words) :] == words


def test_letters_that_are_spread_to_fill_a_line() -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        for n, line in enumerate(LEFT):
            x = 70.0
            for letter in line:
                canvas.drawString(x, 700 - 14 * n, letter if letter != " " else "")
                x += canvas.stringWidth(letter, "Helvetica", 10) + 1.6

    assert only(pdf(draw), ".pdf").text == whole(LEFT)


def test_what_stands_under_a_heading_of_a_chapter_is_left_out_with_the_number() -> None:
    def page(number: int) -> Any:
        chapter = "Bakgrund" if number < 4 else "Resultat"
        return at_edge(
            draft_of((LEFT, RIGHT, LAST)[number % 3]), (70, 800, chapter), (500, 800, f"{number + 6}")
        )

    text = only(pdf(*map(page, range(1, 8))), ".pdf").text
    assert "Bakgrund" not in text
    assert "Resultat" not in text
