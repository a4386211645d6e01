"""Mails as they come: folded, encoded, with the wrong charset, forwarded, quoted, with attachments."""

from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.made import BODY, TITLE, docx, lines, only, paragraph, pdf, refusal, results, zipped
from valleygraph.extract.sources import Original

TEXT = "\n\n".join(BODY)
HEAD = (
    "From: Region Norrsund <press@norrsund.example>\r\nTo: red@tidning.example\r\n"
    f"Subject: {TITLE}\r\nDate: Wed, 19 Jun 2024 23:30:00 +0200\r\nMessage-ID: <17.x@norrsund.example>\r\n"
)


def message(text: str = TEXT, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    defaults = {
        "From": "Region Norrsund <press@norrsund.example>",
        "To": "red@tidning.example",
        "Subject": TITLE,
        "Date": "Wed, 19 Jun 2024 23:30:00 +0200",
        "Message-ID": "<17.x@norrsund.example>",
    }
    for name, value in (defaults | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def raw(body: bytes, head: str = HEAD, kind: str = 'text/plain; charset="utf-8"') -> bytes:
    told = f"MIME-Version: 1.0\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n"
    return f"{head}{told}\r\n".encode() + body


def test_a_mail_is_a_release() -> None:
    release = only(message().as_bytes(), ".eml")
    assert release.text == f"{TITLE}\n\n{TEXT}"
    assert release.title == TITLE
    assert release.published == "2024-06-19"
    assert release.publisher == "Region Norrsund"
    assert release.id == "17.x@norrsund.example"
    assert "@" not in release.text


@pytest.mark.parametrize("known", [{"media_type": "message/rfc822"}, {}, {"suffix": ".txt.eml"}])
def test_a_mail_is_known_by_its_header(known: dict[str, str]) -> None:
    assert only(message().as_bytes(), **known).title == TITLE


@pytest.mark.parametrize(
    ("sender", "publisher"),
    [
        ("Karin Ekdahl <press@norrsund.example>", None),
        ("Karin Ekdahl, Region Norrsund <press@norrsund.example>", None),
        ("Karin Ekdahl Region Norrsund <k@norrsund.example>", None),
        ("Karin Park <info@norrsund.example>", None),
        ("Karin <info@norrsund.example>", None),
        ("JONAS <info@norrsund.example>", None),
        ("Norrsund via Nyhetsbyrån <info@byran.example>", None),
        ("press@norrsund.example", None),
        ("Tallviks universitet <press@tallvik.example>", "Tallviks universitet"),
        ("Nordmalm AB <info@nordmalm.example>", "Nordmalm AB"),
        ("=?utf-8?q?L=C3=A4nsstyrelsen_Norrsund?= <p@norrsund.example>", "Länsstyrelsen Norrsund"),
        ("Stadt Talheim <presse@talheim.example>", "Stadt Talheim"),
    ],
)
def test_a_person_is_no_publisher(sender: str, publisher: str | None) -> None:
    head = HEAD.replace("Region Norrsund <press@norrsund.example>", sender)
    assert only(raw(TEXT.encode(), head), ".eml").publisher == publisher


def test_the_organisation_is_the_publisher() -> None:
    assert only(message(Organization="Region  Norrsund").as_bytes(), ".eml").publisher == "Region Norrsund"


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Wed, 19 Jun 2024 00:10:00 +0900", "2024-06-19"),
        ("19 Jun 24 10:00 GMT", "2024-06-19"),
        ("Wed, 19 Jun 2024", "2024-06-19"),
        ("2024-06-19 10:00", "2024-06-19"),
        ("2024-06-19T10:00:00+02:00", "2024-06-19"),
        ("ons, 19 juni 2024 10:00:00 +0200", "2024-06-19"),
        ("Mi, 19 Juni 2024 10:00:00 +0200", "2024-06-19"),
        ("mercredi 19 juin 2024", "2024-06-19"),
        ("32 juni 2024", None),
        ("2024-13-01", None),
        ("i går", None),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("", None),
    ],
)
def test_the_day_is_that_of_the_sender(date: str, published: str | None) -> None:
    head = HEAD.replace("Wed, 19 Jun 2024 23:30:00 +0200", date)
    assert only(raw(TEXT.encode(), head), ".eml").published == published


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?Q?Norrsund_f=C3=A5r_ett?= =?utf-8?Q?_battericenter?=", TITLE),
        ("=?iso-8859-1?B?Tm9ycnN1bmQgZuVyIGV0dCBiYXR0ZXJpY2VudGVy?=", TITLE),
        ("Norrsund får\r\n ett battericenter", TITLE),
        (f"VB: Fwd: {TITLE}", TITLE),
        ("=?nonsense?Q?a?= center", "=?nonsense?Q?a?= center"),
        ("", None),
    ],
)
def test_subjects(subject: str, title: str | None) -> None:
    found = only(raw(TEXT.encode(), HEAD.replace(TITLE, subject)), ".eml").title
    assert found == title or (title or "").endswith(" center")


def test_a_subject_in_latin_1_bytes() -> None:
    head = HEAD.encode("latin-1")
    data = head + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode()
    assert only(data, ".eml").title == TITLE


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("iso-8859-1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("us-ascii", "utf-8"),
        ("x-unknown", "windows-1252"),
        ("utf-8", "windows-1252"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-16"),
        ("base64", "utf-8"),
    ],
)
def test_wrong_charsets(charset: str, encoding: str) -> None:
    data = raw(TEXT.encode(encoding), kind=f"text/plain; charset={charset}")
    assert only(data, ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_one_broken_byte_does_not_spoil_the_rest() -> None:
    body = TEXT.encode() * 3 + b"\xff"
    assert "avsiktsförklaring" in only(raw(body), ".eml").text


def test_quoted_printable_and_base64() -> None:
    for coding in ("quoted-printable", "base64"):
        mail = message()
        mail.set_content(TEXT, cte=coding)
        assert only(mail.as_bytes(), ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_flowed_text() -> None:
    body = "Region Norrsund och \r\nuniversitetet öppnar ett center.\r\n\r\n From the start.\r\n-- \r\nKarin"
    text = only(raw(body.encode(), kind='text/plain; charset="utf-8"; format=flowed'), ".eml").text
    assert text == f"{TITLE}\n\nRegion Norrsund och universitetet öppnar ett center.\n\nFrom the start."


def test_text_beside_html() -> None:
    mail = message()
    mail.add_alternative("<html><body>" + "".join(f"<p>{p}</p>" for p in BODY) + "</body></html>", "html")
    assert only(mail.as_bytes(), ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_html_where_the_text_says_nothing() -> None:
    mail = message("Ditt program visar inte HTML.")
    hidden = '<div style="display: none">Förhandsvisning</div>'
    mail.add_alternative(
        f"<html><body>{hidden}" + "".join(f"<p>{p}</p>" for p in BODY) + "</body></html>", "html"
    )
    assert only(mail.as_bytes(), ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_a_newsletter_in_tables() -> None:
    rows = "".join(f"<tr><td>{paragraph}</td></tr>" for paragraph in BODY)
    data = raw(
        f"<table><tr><td><table>{rows}</table></td></tr></table>".encode(), kind="text/html; charset=utf-8"
    )
    text = only(data, ".eml").text
    assert all(paragraph in text for paragraph in BODY)


@pytest.mark.parametrize(
    "rest",
    [
        "\n\nDen 3 april 2024 kl. 10:00 skrev Bo Ek <bo@x.example>:\n> När öppnar det?\n> Bo",
        "\n\nOn Wed, Jun 19, 2024 at 10:00 AM Ann Lee\n<ann@x.example> wrote:\n\n> When?",
        "\n\n-----Ursprungligt meddelande-----\nFrån: Bo\nÄmne: Fråga\n\nNär öppnar det?",
        "\n\n________________________________\nFrom: Bo\nSent: Monday\n\nWhen?",
        "\n-- \nKarin Ekdahl\nPressansvarig",
        "\n--\nKarin Ekdahl\nPressansvarig",
        "\n\n2 maj 2024 kl. 10:00 skrev Bo Ek <bo@x.example>:\n\nNär öppnar det?",
        "\n\nOn May 2, 2024, at 10:00 AM, Bo Ek <bo@x.example> wrote:\n\nWhen?",
        "\n\nOn May 2, 2024, Bo Ek wrote:\n\nWhen?",
        "\n\nBo Ek skrev den 2024-05-02 10:00:\n\nNär?",
        "\n\nBo Ek skrev:\n> När?",
        "\n\nto 2. toukok. 2024 klo 10.00 Bo Ek (bo@x.example) kirjoitti:\n\nMilloin?",
        "\n\nFrån: Bo Ek <bo@x.example>\nSkickat: den 2 maj 2024 10:00\nTill: Ann\nÄmne: Fråga\n\nNär?",
        "\n\n*From:* Bo\n*Sent:* Monday\n*To:* A <a@x.example>; B <b@x.example>;\n C <c@x.example>\n"
        "*Subject:* Q\n\nWhen?",
        "\n\nVon: Bo\n\nGesendet: Montag\n\nAn: Ann\n\nBetreff: Frage\n\nWann?",
        "\n\nDe : Bo\nEnvoyé : lundi\nÀ : Ann\nObjet : Question\n\nQuand ?",
        "\n\nLähettäjä: Bo\nLähetetty: ma\nVastaanottaja: Ann\nAihe: Kysymys\n\nMilloin?",
        "\n\n>När öppnar det?\n>Bo",
    ],
)
def test_what_others_wrote_is_cut_off(rest: str) -> None:
    assert only(message(TEXT + rest, Subject=f"Sv: {TITLE}").as_bytes(), ".eml").text == f"{TITLE}\n\n{TEXT}"


@pytest.mark.parametrize(
    "more",
    [
        "Den nya chefen skrev på måndagen:\n\nDetta är framtiden.",
        "Den 3 maj skrev Karin Ekdahl på regionens webbplats:\n\nDetta är framtiden.",
        "Från: Luleå\nTill: Umeå\nDatum: 3 maj\n\nVälkommen ombord.",
        "--\nRegionen har i dag ett uppdrag som gäller till och med 2027.",
        ">50 företag deltar i arbetet.\n\nMer följer i höst.",
        "> 50 procent av dem är små.\n\nMer följer i höst.",
    ],
)
def test_what_only_looks_quoted_is_kept(more: str) -> None:
    assert only(message(f"{TEXT}\n\n{more}").as_bytes(), ".eml").text == f"{TITLE}\n\n{TEXT}\n\n{more}"


HISTORY = "Från: Bo Ek <bo@x.example>\nSkickat: i går\nTill: Ann\nÄmne: Fråga\n\n"


@pytest.mark.parametrize(
    ("subject", "above", "mark"),
    [
        ("VB: ", "Se nedan.\n\n", HISTORY),
        ("FW: ", "", "-----Original Message-----\nFrom: Bo\nSent: Monday\nSubject: Center\n\n"),
        ("VB: ", "", f"________________________________\n{HISTORY}"),
        ("", "", f"---------- Vidarebefordrat meddelande ----------\n{HISTORY}"),
        ("Fwd: ", "", "Begin forwarded message:\n\nFrom: Bo <bo@x.example>\nSubject: Center\nTo: Ann\n\n"),
        ("Fwd: ", f"-- \n{'Karin Ekdahl, Norrsund. ' * 20}\n\n", f"--- Forwarded message ---\n{HISTORY}"),
    ],
)
def test_a_release_that_is_passed_on_is_kept(subject: str, above: str, mark: str) -> None:
    mail = message(f"{above}{mark}{TEXT}\n\n{HISTORY}När öppnar det?", Subject=f"{subject}{TITLE}")
    release = only(mail.as_bytes(), ".eml")
    assert (release.text, release.published) == (f"{TITLE}\n\n{TEXT}", None)


def test_the_history_of_an_answer_in_html() -> None:
    history = "".join(f"<b>{line.replace(': ', ':</b> ')}<br>" for line in HISTORY.strip().splitlines())
    page = (
        "".join(f"<p>{p}</p>" for p in BODY) + f"<div>{history.replace('<bo@', '&lt;bo@')}</div><p>När?</p>"
    )
    data = raw(f"<html><body>{page}</body></html>".encode(), kind="text/html; charset=utf-8")
    assert only(data, ".eml").text == f"{TITLE}\n\n{TEXT}"


def parts(*inner: str, kind: str = "mixed") -> str:
    """A part made of others, each with its header."""
    told = f"Content-Type: multipart/{kind}; boundary={kind}-x\r\n\r\n"
    return told + "".join(f"--{kind}-x\r\n{part}\r\n" for part in inner) + f"--{kind}-x--\r\n"


def part(words: str, kind: str = "text/plain") -> str:
    return f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{words}'


IMAGE = part("x", 'image/png; name="bild.png"')
PAGES = [f"<html><body><p>{paragraph}</p></body></html>" for paragraph in BODY]


@pytest.mark.parametrize(
    "body",
    [
        parts(part(BODY[0]), IMAGE, part("\n\n".join(BODY[1:]))),
        parts(*(part(page, "text/html") for page in PAGES)),
        parts(part(TEXT), parts(IMAGE, part(PAGES[0], "text/html"), kind="related"), kind="alternative"),
        parts(part("Kort."), parts(*(part(p, "text/html") for p in PAGES)), kind="alternative"),
        parts(part(BODY[0]), part(PAGES[1], "text/html"), part(BODY[2])),
        parts(part(TEXT), part("".join(PAGES), "text/html")),  # the same twice
        parts(part(TEXT), part("ej", "application/pgp-signature"), kind="signed"),
    ],
)
def test_all_that_a_mail_says_in_parts(body: str) -> None:
    assert only((HEAD + body).encode(), ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_a_text_with_a_name_is_the_mail_if_there_is_no_other() -> None:
    named = part(TEXT, 'text/plain; name="center.txt"')
    assert only((HEAD + parts(named)).encode(), ".eml").title == TITLE
    ids = [
        release.id for release in results(Original((HEAD + parts(part("Hej."), named)).encode(), "m", "m"))[0]
    ]
    assert ids == ["17.x@norrsund.example", "17.x@norrsund.example/center.txt"]


def test_more_texts_than_a_mail_has() -> None:
    assert "more than 100 texts" in refusal((HEAD + parts(*[part("a")] * 101)).encode(), ".eml")


def encoded(coding: str, body: bytes, charset: str = "utf-8") -> bytes:
    told = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    return (HEAD + told).encode() + body


def test_codings_with_more_in_their_field() -> None:
    for coding, packed in (
        ("quoted-printable ", quopri.encodestring(TEXT.encode())),
        ("Base64 (x)", base64.encodebytes(TEXT.encode())),
        ("base64", TEXT.encode()),  # it is called so, and is not
    ):
        assert only(encoded(coding, packed), ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_base64_that_is_cut_off_or_goes_on() -> None:
    packed = base64.encodebytes(TEXT.encode())
    for end in (-30, -31, -32, -33):
        assert only(encoded("base64", packed[:end]), ".eml").text.startswith(f"{TITLE}\n\n{TEXT[:200]}")
    listed = packed + b"_____________\nlista mailing list\n"
    assert only(encoded("base64", listed), ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_encodings_in_ascii() -> None:
    for charset, words in (("utf-7", "Norrsund får ett center."), ("iso-2022-jp", "地域の新しいセンター")):
        assert only(encoded("7bit", words.encode(charset), charset), ".eml").text == f"{TITLE}\n\n{words}"
    assert only(encoded("8bit", TEXT.encode(), "utf-7"), ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_parts_whose_boundary_nobody_says() -> None:
    body = parts(part(BODY[0]), part("\n\n".join(BODY[1:])))
    unsaid = body.replace("; boundary=mixed-x", "", 1)
    assert only((HEAD + unsaid).encode(), ".eml").text == f"{TITLE}\n\n{TEXT}"
    assert only(raw(TEXT.encode(), kind="multipart/mixed"), ".eml").text == f"{TITLE}\n\n{TEXT}"


def test_a_forwarded_release_is_read_without_the_date_and_sender_of_the_mail() -> None:
    header = "From: Tallvik <p@x.example>\nDate: Mon, 3 Jun 2024\nSubject: Center\nTo: Bo <bo@x.example>\n\n"
    text = f"FYI!\n\n---------- Forwarded message ---------\n{header}{TEXT}"
    release = only(message(text, Subject=f"Fwd: {TITLE}").as_bytes(), ".eml")
    assert (release.title, release.text) == (TITLE, f"{TITLE}\n\n{TEXT}")
    assert (release.published, release.publisher) == (None, None)


def test_attachments_are_releases_of_their_own() -> None:
    mail = message("Bifogat finns vårt pressmeddelande.")
    word = docx(paragraph(TITLE, "Title") + paragraph(BODY[0]))
    mail.add_attachment(word, "application", "octet-stream", filename="möte/center.docx")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n", "image", "png", filename="bild.png")
    mail.add_attachment(message(BODY[1], Subject="Annat", Message_ID="<18.x@norrsund.example>"))
    found, errors = results(Original(mail.as_bytes(), "m", "m.eml", ".eml"))
    assert errors == {}
    ids = ["17.x@norrsund.example", "17.x@norrsund.example/center.docx", "18.x@norrsund.example"]
    assert [release.id for release in found] == ids
    assert found[1].text == f"{TITLE}\n\n{BODY[0]}"
    assert found[2].text == f"Annat\n\n{BODY[1]}"


def test_a_mail_that_is_only_an_attachment() -> None:
    mail = message("")
    mail.add_attachment(TEXT.encode(), "text", "plain", filename="center.txt")
    assert only(mail.as_bytes(), ".eml").id == "17.x@norrsund.example/center.txt"


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", "application/msword"])
@pytest.mark.parametrize("name", ["Pressmeddelande 2024-05-03", "Avtal v1.2", None])
def test_attachments_without_a_suffix(kind: str, name: str | None) -> None:
    data = docx(paragraph(TITLE, "Title") + paragraph(BODY[0]))
    if kind == "application/pdf":
        data = pdf(lambda canvas: lines(canvas, 70, 700, [BODY[0]]))
    mail = message("")
    mail.add_attachment(data, *kind.split("/"), filename=name)
    assert BODY[0] in " ".join(only(mail.as_bytes(), ".eml").text.split())


def test_attachments_that_are_something_else() -> None:
    mail = message()
    mail.add_attachment(
        zipped({"xl/workbook.xml": b"<x/>"}), "application", "octet-stream", filename="a.xlsx"
    )
    mail.add_attachment(b"a;b\n1;2\n", "text", "plain", filename="a.csv")
    mail.add_attachment(b"\0\1\2", "application", "octet-stream", filename="nyckel")
    assert only(mail.as_bytes(), ".eml").text == f"{TITLE}\n\n{TEXT}"
    mail = message()
    mail.add_attachment(BODY[1].encode(), "text", "plain", filename="Pressmeddelande 2024-05-03")
    assert len(results(Original(mail.as_bytes(), "m", "m.eml", ".eml"))[0]) == 2


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        ("application/ms-tnef", None, "holds all its words in winmail.dat"),
        ("application/octet-stream", "WINMAIL.DAT", "holds all its words in winmail.dat"),
        ("application/pkcs7-mime; smime-type=enveloped-data", "smime.p7m", "is an encrypted mail"),
        ("application/x-pkcs7-mime; smime-type=signed-data", "smime.p7m", "packed into its S/MIME signature"),
        ("application/pgp-encrypted", None, "is an encrypted mail"),
        ("image/png", "bild.png", "holds no text, only bild.png, which is not read"),
        ("image/png", None, "holds no text, only image/png, which is not read"),
    ],
)
def test_a_mail_in_which_nothing_can_be_read(kind: str, name: str | None, told: str) -> None:
    named = f'{kind}; name="{name}"' if name else kind
    assert told in refusal((HEAD + parts(part(""), part("x", named))).encode(), ".eml")
    assert told in refusal((HEAD + part("x", named)).encode(), ".eml")


def test_bad_attachments_cost_a_line_each() -> None:
    mail = message()
    mail.add_attachment(b"%PDF-1.4 nonsense", "application", "pdf", filename="a.pdf")
    mail.add_attachment(b"PK\x03\x04 nonsense", "application", "zip", filename="b.zip")
    found, errors = results(Original(mail.as_bytes(), "m", "m.eml", ".eml"))
    assert [release.title for release in found] == [TITLE]
    assert list(errors) == ["m.eml/a.pdf", "m.eml/b.zip"]


@pytest.mark.parametrize("id", ["<a b@c>", "", "<" + "x" * 600 + "@y>", "no brackets"])
def test_an_id_that_is_none(id: str) -> None:
    assert only(raw(TEXT.encode(), HEAD.replace("<17.x@norrsund.example>", id)), ".eml").id == "a"


def test_a_mail_without_words() -> None:
    assert refusal(raw(b""), ".eml") == "the text is empty"


def test_headers_without_end() -> None:
    assert "header that is too long" in refusal(b"From: a\r\nSubject: b\r\n" + b"X-A: b\r\n" * 40_000, ".eml")


@pytest.mark.parametrize(
    "field",
    [
        "Subject: " + "=?utf-8?q?a?= " * 9_000,
        "From: " + "a@b.example, " * 9_000,
        "Content-Type: text/plain; " + "a=b; " * 30_000,
        "Content-Disposition: attachment; filename*0=" + "(" * 100_000,
    ],
)
def test_a_field_without_end_takes_no_time(field: str) -> None:
    data = f"From: a\r\nSubject: b\r\n{field}\r\n\r\nHej".encode()
    assert "header that is too long" in refusal(data, ".eml")
    mail = message()
    mail.add_attachment(b"Hej.", "text", "plain", filename="a.txt")
    inner = mail.as_bytes().replace(b"Content-Disposition: attachment", field.encode() + b"\r\nX: y", 1)
    if not field.startswith(("Subject", "From")):
        assert "header that is too long" in refusal(inner, ".eml")


def test_a_paragraph_that_flows_without_end() -> None:
    body = b"ord ord ord \r\n" * 300_000
    release = only(raw(body, kind='text/plain; charset="utf-8"; format=flowed'), ".eml")
    assert release.text.count("\n") == 2


@pytest.mark.parametrize(
    "line",
    [
        "--",
        "Från: a",
        "Till: b",
        ">",
        "> --",
        "den 3 maj 2024 skrev",
        "---------- Forwarded message ----------",
    ],
)
def test_marks_without_end_take_no_time(line: str) -> None:
    body = f"{TEXT}\n{line}\nord\n" * 20_000
    assert results(Original(raw((body + f"{line}\n" * 200_000).encode()[:4_999_000]), "a", "a.eml", ".eml"))


def test_an_attached_mail_without_its_boundary() -> None:
    inner = HEAD + parts(part(BODY[0])).replace("; boundary=mixed-x", "", 1)
    found, errors = results(
        Original((HEAD + parts(part(inner, "message/rfc822"), kind="digest")).encode(), "m", "m.eml", ".eml")
    )
    assert (len(found), errors) == (1, {})


def test_a_mail_that_is_too_long() -> None:
    assert "larger than 5 MB" in refusal(raw(b"ord ord\r\n" * 600_000), ".eml")


def test_parts_within_parts_without_end() -> None:
    data = HEAD.encode()
    for number in range(2_000):
        data += f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n".encode()
    assert refusal(data + b"\r\nHej", ".eml")


def test_a_multipart_without_its_parts(tmp_path: Path) -> None:
    found, errors = results(Original(raw(TEXT.encode(), kind="multipart/mixed"), "m", "m.eml", ".eml"))
    assert bool(found) != bool(errors)
