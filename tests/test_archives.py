"""Archives and mailboxes: all that is in them is read, nothing is written, and bombs cost one line."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.made import BODY, TITLE, docx, lines, only, paragraph, pdf, refusal, results, warc, zipped
from tests.test_mail import message
from valleygraph.extract.sources import Original, count
from valleygraph.extract.sources.limits import Budget, TooMuch

TEXT = f"{TITLE}\n\n{BODY[0]}"
PAGE = f"<html><body><h1>{TITLE}</h1>" + "".join(f"<p>{p}</p>" for p in BODY) + "</body></html>"


def zip_of(data: bytes) -> tuple[list[str], dict[str, str]]:
    found, errors = results(Original(data, "z", "z.zip", ".zip"))
    return [release.id for release in found], errors


# ZIP


def test_each_file_of_a_known_format() -> None:
    members = {
        "b/page.html": PAGE.encode(),
        "a.txt": TEXT.encode(),
        "c.docx": docx(paragraph(BODY[1])),
        "d.eml": message().as_bytes(),
        "e.jsonl": b'{"id": "rad", "text": "Hej."}\nfel\n',
        "f.txt.gz": gzip.compress(b"Packad."),
        "bild.png": b"\x89PNG",
        "__MACOSX/a.txt": b"x",
        ".hidden/a.txt": b"x",
        "tom/": b"",
    }
    ids, errors = zip_of(zipped(members))
    assert ids == ["z/a", "z/b/page", "z/c", "17.x@norrsund.example", "rad", "z/f"]
    assert list(errors) == ["z.zip/e.jsonl:2"]


def test_the_checksum_is_that_of_the_member() -> None:
    assert (
        only(zipped({"a.txt": TEXT.encode()}), ".zip").original_sha256
        == only(TEXT.encode(), ".txt").original_sha256
    )


def test_archives_in_archives_up_to_a_limit() -> None:
    data = zipped({"a.txt": TEXT.encode()})
    for _ in range(2):
        data = zipped({"in.zip": data})
    assert zip_of(data)[0] == ["z/in/in/a"]
    assert zip_of(zipped({"in.zip": zipped({"in.zip": data})})) == (
        [],
        {"z.zip/in.zip/in.zip/in.zip": "lies in more than 3 archives or mails: unpack them"},
    )


def test_nothing_leaves_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ids, errors = zip_of(zipped({"../../evil.txt": b"Ett.", "/etc/evil.txt": "Två.".encode()}))
    assert errors == {}
    assert ids == ["z/evil", "z/etc/evil"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../../a.txt", "/a.txt", "C:\\a.txt", "..\\a.txt", "./a.txt"])
def test_no_id_leads_out_of_the_archive(name: str) -> None:
    assert zip_of(zipped({name: b"Hej."})) == (["z/a"], {})


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "latin-1"])
def test_names_in_old_encodings(encoding: str) -> None:
    data = zipped({"Ma__xx.txt": b"Hej."}).replace(
        b"Ma__xx", "Malmö"[:2].encode() + "ö".encode(encoding).ljust(2, b"_") + b"xx"
    )
    (id,), _ = zip_of(data)
    assert "ö" in id


def test_locked_damaged_and_strangely_packed_members() -> None:
    data = bytearray(zipped({"a.txt": TEXT.encode(), "b.txt": b"Bra."}, zipfile.ZIP_STORED))
    locked = bytes(data).replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01", 1)
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01", 1)
    assert zip_of(locked) == (["z/b"], {"z.zip/a.txt": "is locked by a password: unpack it"})
    wrong = bytes(data).replace(TEXT.encode(), TEXT.encode().upper())
    assert zip_of(wrong)[0] == ["z/b"]
    packed = zipped({"a.txt": TEXT.encode()}, zipfile.ZIP_LZMA)
    assert "packed in a way" in zip_of(packed)[1]["z.zip/a.txt"]


def test_bombs() -> None:
    assert "times its size" in zip_of(zipped({"a.txt": b"0" * 5_000_000}))[1]["z.zip/a.txt"]
    large = zipped({"a.pdf": b"0" * 20_000_001}, zipfile.ZIP_STORED)
    assert zip_of(large)[1] == {"z.zip/a.pdf": "larger than 20 MB: split it or use JSONL"}
    lying = zipped({"a.txt": b"x" * 6_000_000}).replace(
        (6_000_000).to_bytes(4, "little"), (9).to_bytes(4, "little")
    )
    assert zip_of(lying)[0] == []


def test_too_many_files() -> None:
    data = zipped({f"{n}.txt": f"Hej {n}.".encode() for n in range(10_001)}, zipfile.ZIP_STORED)
    ids, errors = zip_of(data)
    assert len(ids) == 10_000
    assert errors == {"z.zip": "holds more than 10,000 documents: split it"}


def test_a_directory_that_is_too_long() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for n in range(120):
            packed.writestr(zipfile.ZipInfo(f"{n}{'x' * 50_000}.txt"), b"")
    assert zip_of(out.getvalue())[1] == {"z.zip": "holds more than 10,000 files: split it"}


def test_all_that_unpacks_is_counted() -> None:
    budget = Budget(size=10, members=5)
    budget.take(10)
    with pytest.raises(TooMuch):
        budget.take(1)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 100, b"PK\x05\x06" + b"\xff" * 18])
def test_a_damaged_zip(data: bytes) -> None:
    assert refusal(data, ".zip")


def test_an_empty_zip_holds_nothing() -> None:
    assert zip_of(zipped({})) == ([], {})


# gzip


def test_packed_files(tmp_path: Path) -> None:
    assert only(gzip.compress(TEXT.encode()), ".txt.gz").title == TITLE
    assert only(gzip.compress(PAGE.encode()), media_type="application/gzip").title == TITLE
    assert "damaged" in refusal(gzip.compress(TEXT.encode() * 100)[:-30], ".txt.gz")
    assert "larger than 5 MB" in refusal(gzip.compress(b"0" * 50_000_000), ".txt.gz")


def test_gzip_in_gzip_without_end() -> None:
    data = TEXT.encode()
    for _ in range(6):
        data = gzip.compress(data)
    assert "lies in more than 3" in refusal(data)


def test_a_gzip_that_unpacks_without_end() -> None:
    """A mailbox of nothing: it is left when it has unpacked to many times its size."""
    bomb = gzip.compress(b"From a Wed Jun 19 10:00:00 2024\nTo: b\nFrom: c\n\n" + b"0" * 150_000_000)
    assert "times its size" in refusal(bomb, ".mbox.gz")


# mbox


def test_each_mail_of_a_mailbox() -> None:
    first, second = message().as_bytes(), message(f"{BODY[1]}\n\n>From början.", Message_ID="").as_bytes()
    data = b"\n".join(
        b"From x@y.example Wed Jun 19 10:00:00 2024\n" + mail
        for mail in (first, second, b"Subject: \xff\0\n")
    )
    found, errors = results(Original(data, "b", "b.mbox", ".mbox"))
    assert [release.id for release in found] == ["17.x@norrsund.example", "b/2"]
    assert found[1].text.endswith("From början.") or "From början." not in found[1].text
    assert list(errors) == ["b.mbox:3"]


def test_prose_parts_no_mails() -> None:
    prose = "\n\n".join(
        (
            BODY[0],
            "From 2020 to 2024 the region invested.",
            "From 10:00 on Wed 19 June 2024 the doors are open.\nWhere all may come: at the centre.",
            "From x@y.example Wed Jun 19 10:00:00 2024\nand on from there.",
        )
    )
    for mark in (
        b"From x@y.example Wed Jun 19 10:00:00 2024",
        b"From - Wed Jun 19 10:00:00 2024",
        b"From 18023@xxx Wed Jun 19 10:00:00 +0000 2024",
        b"From x@y.example Wed, 19 Jun 2024 10:00:00 +0200",
    ):
        data = b"\n".join([mark, message(prose).as_bytes()] * 2)
        assert len(results(Original(data, "b", "b.mbox", ".mbox"))[0]) == 2
    assert only(prose.replace(BODY[0], "").strip().encode(), ".txt").text.startswith("From 2020")


def test_a_mail_in_a_mailbox_that_is_too_large() -> None:
    head = b"From x@y.example Wed Jun 19 10:00:00 2024\n"
    data = head + b"From: a\nTo: b\n\n" + b"x" * 20_000_001 + b"\n\n" + head + message().as_bytes()
    found, errors = results(Original(data, "b", "b.mbox", ".mbox"))
    assert [release.title for release in found] == [TITLE]
    assert errors == {"b.mbox:1": "larger than 20 MB: split it or use JSONL"}


# WARC


def record(number: int, **fields: Any) -> dict[str, Any]:
    page = PAGE.replace(TITLE, f"{TITLE} {number}").encode()
    return {"url": f"https://norrsund.example/{number}", "data": page} | fields


@pytest.mark.parametrize("packed", [False, True])
def test_each_page_of_a_web_archive(packed: bool) -> None:
    records = [
        record(1),
        record(2, status="404 Not Found"),
        record(3, headers={"Content-Type": "image/png"}),
        record(4, type="revisit"),
        record(
            5,
            headers={"Content-Type": "text/html", "Content-Encoding": "gzip"},
            data=gzip.compress(PAGE.encode()),
        ),
        record(
            6,
            headers={"Content-Type": "text/html; charset=iso-8859-1"},
            data=PAGE.replace("–", "-").encode("latin-1"),
        ),
        record(7, type="resource", media_type="text/plain", data=TEXT.encode()),
        record(
            8, headers={"Content-Type": "text/html", "Content-Encoding": "br"}, data=b"\x8b\x02\x80Hej\x03"
        ),
        record(9, url="https://norrsund.example/robots.txt", headers={"Content-Type": "text/plain"}),
    ]
    found, errors = results(Original(warc(*records, packed=packed), "w", "w.warc", ".warc"))
    assert [release.url for release in found] == [f"https://norrsund.example/{n}" for n in (1, 5, 6, 7)]
    assert [release.id for release in found] == [release.url for release in found]
    assert "avsiktsförklaring" in found[2].text
    assert errors == {"w.warc: https://norrsund.example/8": "is compressed as br, which is not read"}


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", PAGE.encode()),
        ("x-gzip", PAGE.encode()),
        ("deflate", PAGE.encode()),
        ("br", PAGE.encode()),
        ("gzip, identity", gzip.compress(PAGE.encode())),
        ("identity,gzip", gzip.compress(PAGE.encode())),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE.encode()))),
        ("deflate", zlib.compress(PAGE.encode())[2:-4]),
        ("gzip", gzip.compress(PAGE.encode() * 20)[:-20]),
    ],
)
def test_what_crawlers_say_of_compression(coding: str, data: bytes) -> None:
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": coding}
    assert BODY[0] in only(warc(record(1, headers=headers, data=data)), ".warc").text


def test_answers_without_a_media_type() -> None:
    made = pdf(lambda canvas: lines(canvas, 70, 700, [BODY[0]]))
    records = [
        record(1, headers={"Server": "x"}),
        record(2, headers={"Server": "x"}, data=made),
        record(3, headers={"Content-Type": "application/octet-stream"}, data=made),
        record(4, headers={"Server": "x"}, data=b"var a = 1;"),
        record(5, headers={"Server": "x"}, data=b"\x89PNG\r\n\x1a\n"),
        record(6, headers={"Server": "x"}, data=zipped({"a.txt": b"Hej."})),
        record(7, headers={"Content-Type": "text/css"}, data=PAGE.encode()),
    ]
    found, errors = results(Original(warc(*records), "w", "w.warc", ".warc"))
    assert [release.url for release in found] == [f"https://norrsund.example/{n}" for n in (1, 2, 3)]
    assert errors == {}


def test_chunked_answers() -> None:
    headers = {"Content-Type": "text/html; charset=utf-8", "Transfer-Encoding": "chunked"}
    page = PAGE.encode()
    data = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (100, page[:100], len(page) - 100, page[100:])
    assert only(warc(record(1, headers=headers, data=data)), ".warc").title == TITLE


def test_a_web_archive_that_is_cut_off() -> None:
    data = warc(record(1), record(2), record(3))
    found, errors = results(Original(data[: len(data) - 300], "w", "w.warc", ".warc"))
    assert len(found) == 2
    assert "cut off or damaged after 2 records" in errors["w.warc"]
    packed = warc(record(1), record(2), packed=True)
    found, errors = results(Original(packed[:-60], "w", "w.warc.gz", ".warc.gz"))
    assert len(found) == 1
    assert list(errors) == ["w.warc.gz"]


def test_a_bomb_in_a_web_archive() -> None:
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    data = warc(record(1, headers=headers, data=gzip.compress(b"0" * 30_000_000)), record(2))
    found, errors = results(Original(data, "w", "w.warc", ".warc"))
    assert len(found) == 1
    assert list(errors.values()) == ["larger than 20 MB: split it or use JSONL"]


def test_what_is_wrong_is_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    data = warc(record(1), record(2)).replace(b"Content-Length: ", b"Content-Length: 9", 1)
    results(Original(data, "w", "w.warc", ".warc"))
    results(Original(data.replace(b"WARC/1.0", b"WARC/9.9"), "w", "w.warc", ".warc"))
    assert capfd.readouterr() == ("", "")


# Counting


def test_how_much_is_in_an_archive_only_reading_can_tell(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"Hej."}))
    assert count([str(tmp_path)]) is None
