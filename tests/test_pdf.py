"""PDFs as they come: in columns, with headers and footers, words parted at line ends, scanned, locked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.made import TITLE, lines, only, pdf, refusal
from valleygraph.extract.sources.hyphens import Known, joined
from valleygraph.extract.sources.layout import ordered
from valleygraph.extract.sources.rows import Run

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
