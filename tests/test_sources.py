from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from valleygraph.extract.errors import InputError, UsageError
from valleygraph.extract.model import Release
from valleygraph.extract.sources import Defaults, count, read

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".jsonl", ".ndjson", ".jsonl.gz", ".xyz", "")
TEXT = "Norrsund får ett battericenter\n\nRegion Norrsund och Tallviks universitet öppnar ett center.\n"
BODY = (
    "Region Norrsund och Tallviks universitet har tecknat en avsiktsförklaring om ett gemensamt center.",
    "– Det stärker hela regionens förmåga att ställa om, säger Karin Ekdahl, regionråd i Region Norrsund.",
    "Centret ska öppna våren 2025 och får 40 miljoner kronor från regionens innovationsfond under tre år.",
)


def run(*sources: object, **defaults: str | None) -> tuple[list[Release], dict[str, str]]:
    """The releases, and the messages by the names they came under."""
    errors: dict[str, str] = {}

    def on_error(name: str, error: InputError) -> None:
        assert name not in errors
        assert "\n" not in name + str(error)
        errors[name] = str(error)

    names = [str(source) for source in sources]
    return list(read(names, defaults=Defaults(**defaults), on_error=on_error)), errors


def one(source: object, **defaults: str | None) -> Release:
    releases, errors = run(source, **defaults)
    assert errors == {}
    assert len(releases) == 1
    return releases[0]


def failure(source: object, **defaults: str | None) -> str:
    releases, errors = run(source, **defaults)
    assert releases == []
    assert len(errors) == 1
    return next(iter(errors.values()))


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def line(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False)


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Any:
    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter; pytest's own is for its owner alone."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.iterdir():
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def unprivileged() -> Iterator[None]:
    """As a user whom permissions bind: root can read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


# Plain text


def test_text_has_its_first_line_as_title_and_its_stem_as_id(tmp_path: Path) -> None:
    release = one(put(tmp_path / "center.v2.txt", TEXT))
    assert release == Release(
        id="center.v2",
        text=TEXT.strip(),
        title="Norrsund får ett battericenter",
        original_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("En enda rad.", "En enda rad."),
        ("Rubrik\n \nText.", "Rubrik"),
        ("Rad ett\nrad två.", None),
        ("x" * 200 + "\n\nText.", "x" * 200),
        ("x" * 201 + "\n\nText.", None),
    ],
)
def test_title_of_a_text_is_a_short_line_that_stands_alone(
    tmp_path: Path, text: str, title: str | None
) -> None:
    assert one(put(tmp_path / "a.txt", text)).title == title


def test_text_is_cleaned(tmp_path: Path) -> None:
    raw = codecs.BOM_UTF8 + "Malmo\u0308\r\n\r\nEtt\x07 \x1b[1mavtal\x0c\tom\rdata".encode()
    assert one(put(tmp_path / "a.txt", raw)).text == "Malmö\n\nEtt [1mavtal\tom\ndata"


def test_unknown_suffix_is_text(tmp_path: Path) -> None:
    assert one(put(tmp_path / "a.log", TEXT)).text == TEXT.strip()


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_marked_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    assert one(put(tmp_path / "a.txt", TEXT.encode(encoding))).text == TEXT.strip()


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE])
def test_big_endian_marks(tmp_path: Path, mark: bytes) -> None:
    encoding = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert one(put(tmp_path / "a.txt", mark + TEXT.encode(encoding))).text == TEXT.strip()


def test_latin_1_needs_its_name(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", TEXT.encode("latin-1"))
    assert failure(path) == "is not UTF-8; name its encoding with --encoding, for instance windows-1252"
    assert one(path, encoding="windows-1252").text == TEXT.strip()


def test_named_encoding_leaves_utf_8_alone(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    put(tmp_path / "b.txt", TEXT.replace("Norrsund", "Sörvik").encode("latin-1"))
    releases, errors = run(tmp_path, encoding="windows-1252")
    assert errors == {}
    assert [release.title for release in releases] == [
        "Norrsund får ett battericenter",
        "Sörvik får ett battericenter",
    ]


def test_utf_16_without_a_mark_needs_its_name(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", TEXT.encode("utf-16-le"))
    assert "--encoding utf-16-le" in failure(path)
    assert one(path, encoding="utf-16-le").text == TEXT.strip()


def test_damaged_utf_16(tmp_path: Path) -> None:
    assert "marked as utf-16" in failure(put(tmp_path / "a.txt", b"\xff\xfe\x00\xd8A"))


@pytest.mark.parametrize("encoding", ["no-such-codec", "base64", "undefined", "", "utf\0"])
def test_unknown_encoding_is_wrong_usage_at_once(encoding: str) -> None:
    with pytest.raises(UsageError, match="unknown encoding"):
        Defaults(encoding=encoding)


# What is no text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "holds only white space"),
        (codecs.BOM_UTF8, "holds only white space"),
        (b"%PDF-1.7\n\xe2\xe3", "is a damaged PDF"),
        (b"PK\x03\x04\x14\x00", "is a damaged ZIP file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old Office file"),
        (b"{\\rtf1 Hej}", "is an RTF file"),
        (b"\x89PNG\r\n\x1a\n", "is an image"),
        (b"\xff\xd8\xff\xe0", "is an image"),
        (b"GIF89a", "is an image"),
        (gzip.compress(b"Hej")[:-9], "is damaged: "),
        (b"BZh91AY&SY", "is compressed: unpack it"),
        (b"Hej\x00\x01\x02", "is a binary file"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".pdf"])
def test_what_is_no_text_says_so(tmp_path: Path, suffix: str, content: bytes, message: str) -> None:
    assert failure(put(tmp_path / f"a{suffix}", content)).startswith(message)


def test_five_megabytes_is_the_limit(tmp_path: Path) -> None:
    word = b"ord " * 1_250_000
    assert one(put(tmp_path / "a.txt", word)).text.startswith("ord ord")
    put(tmp_path / "b.txt", word + b"x")
    put(tmp_path / "c.html", b"<html>" + word * 4)
    assert set(run(tmp_path / "b.txt", tmp_path / "c.html")[1].values()) == {
        "larger than 5 MB: split it or use JSONL"
    }


# Names


def test_missing_file(tmp_path: Path) -> None:
    assert run(tmp_path / "no.txt") == ([], {str(tmp_path / "no.txt"): "not found"})


def test_broken_link(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    assert failure(tmp_path / "a.txt") == "is a broken link"
    assert list(run(tmp_path)[1]) == [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]


def test_file_without_permission(open_folder: Path, request: pytest.FixtureRequest) -> None:
    put(open_folder / "a.txt", TEXT).chmod(0)
    put(open_folder / "b.txt", "Läsbar.")
    request.getfixturevalue("unprivileged")
    releases, errors = run(open_folder)
    assert [release.id for release in releases] == ["b"]
    assert errors == {str(open_folder / "a.txt"): "no permission to read it"}


def test_folder_without_permission(open_folder: Path, request: pytest.FixtureRequest) -> None:
    put(open_folder / "closed" / "a.txt", TEXT).parent.chmod(0)
    put(open_folder / "b.txt", "Läsbar.")
    request.getfixturevalue("unprivileged")
    releases, errors = run(open_folder)
    assert [release.id for release in releases] == ["b"]
    assert errors == {str(open_folder / "closed"): "no permission to read it"}


@pytest.mark.parametrize("address", ["http://127.0.0.1/a.html", "HTTP://localhost", "http://[::1]/a.pdf"])
def test_web_addresses_of_this_computer_are_not_asked(address: str) -> None:
    assert "not public" in failure(address) or "private" in failure(address)


@pytest.mark.parametrize("name", ["", " ", "a\0b.txt", "\0*"])
def test_what_is_no_name(name: str) -> None:
    assert failure(name) == "is no name of a file"


def test_name_that_no_file_can_have() -> None:
    assert failure("x" * 5000).startswith("cannot be read: ")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_in_other_encodings_are_shown_and_kept(tmp_path: Path) -> None:
    put(Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xe5.txt")), TEXT)
    put(tmp_path / "b\nc.txt", TEXT)
    releases, errors = run(tmp_path)
    assert [release.id for release in releases] == ["a?"]
    assert errors == {str(tmp_path / "b\ufffdc.txt"): "the id has control characters: 'b\\nc'"}


def test_id_of_a_name_is_composed(tmp_path: Path) -> None:
    assert one(put(tmp_path / "Malmo\u0308.txt", TEXT)).id == "Malmö"


# Folders and patterns


def test_folder_is_read_in_order_without_what_is_hidden_or_unknown(tmp_path: Path) -> None:
    names = ["b.TXT", "a/2.md", "a/10.html", ".git/x.txt", ".hidden.txt", "bild.png", "a.xlsx", "c/d/e.htm"]
    for name in names:
        put(tmp_path / name, page(title=name) if "htm" in name else f"Text i {name}.")
    releases, errors = run(tmp_path)
    assert errors == {}
    assert [release.id for release in releases] == ["a/10", "a/2", "b", "c/d/e"]


def test_folder_without_a_readable_file(tmp_path: Path) -> None:
    put(tmp_path / "a.png", b"\x89PNG")
    assert failure(tmp_path).startswith("no file to read in this folder (read are .txt, .md")


def test_linked_folders_are_read_once_and_make_no_loop(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "in", tmp_path / "out"
    put(folder / "a" / "x.txt", TEXT)
    put(elsewhere / "y.txt", "En annan text.")
    (folder / "a" / "up").symlink_to(folder)
    (folder / "a" / "self").symlink_to(folder / "a")
    (folder / "b").symlink_to(elsewhere)
    releases, errors = run(folder)
    assert errors == {}
    assert [release.id for release in releases] == ["a/x", "b/y"]
    assert [release.id for release in run(folder / "**" / "*.txt")[0]] == ["x"]


def test_deep_folders(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 300)
    for part in reversed([deep, *deep.parents][:300]):
        part.mkdir()
    put(deep / "x.txt", TEXT)
    assert failure(tmp_path).startswith("the id is longer than 500")


def test_pipe_in_a_folder_is_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    put(tmp_path / "b.txt", TEXT)
    assert one(tmp_path).id == "b"


def test_pattern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a1.txt", "a2.txt", "b.txt", ".a3.txt", "c/a4.txt"):
        put(tmp_path / name, name)
    monkeypatch.chdir(tmp_path)
    assert [release.id for release in run("a*.txt")[0]] == ["a1", "a2"]
    assert [release.id for release in run("**/a?.txt")[0]] == ["a1", "a2", "a4"]
    assert [release.id for release in run(tmp_path / "c" / "[ab]*")[0]] == ["a4"]
    assert [release.id for release in run(".a*")[0]] == [".a3"]


def test_file_whose_name_is_a_pattern(tmp_path: Path) -> None:
    put(tmp_path / "a[1].txt", "Ett.")
    put(tmp_path / "a1.txt", "Två.")
    assert one(tmp_path / "a[1].txt").text == "Ett."


def test_pattern_without_match(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert failure(tmp_path / "*") == "not found: no file matches this pattern"
    assert failure(tmp_path / "no" / "*.txt") == "not found: no file matches this pattern"
    assert failure(tmp_path / "a**b").startswith("is no pattern: ")


def test_one_bad_file_costs_only_itself(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "Först.")
    put(tmp_path / "b.txt", b"\xff")
    put(tmp_path / "c.jsonl", f"{line(id='c1', text='Ett')}\nfel\n{line(id='c2', text='Två')}\n")
    put(tmp_path / "d.html", "<html><body></body></html>")
    put(tmp_path / "e.txt", "Sist.")
    releases, errors = run(tmp_path)
    assert [release.id for release in releases] == ["a", "c1", "c2", "e"]
    assert list(errors) == [str(tmp_path / "b.txt"), f"{tmp_path / 'c.jsonl'}:2", str(tmp_path / "d.html")]


# Ids


def test_same_name_other_text_gets_an_id_of_its_own(tmp_path: Path) -> None:
    first, second = put(tmp_path / "x" / "a.txt", "Ett."), put(tmp_path / "y" / "a.txt", "Två.")
    releases, errors = run(first, second, second, first)
    assert errors == {}
    assert [release.id for release in releases] == ["a", f"a-{releases[1].sha256[:8]}"]
    assert [release.text for release in releases] == ["Ett.", "Två."]


def test_same_file_twice_is_one_release(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", TEXT)
    assert one(path) == run(path, path, tmp_path)[0][0]
    assert len(run(path, path, tmp_path)[0]) == 1


def test_repeated_id_in_jsonl_is_a_replacement(tmp_path: Path) -> None:
    lines = [line(id="a", text=text) for text in ("Ett.", "Två.", "Två.")]
    put(tmp_path / "a.jsonl", "\n".join(lines))
    put(tmp_path / "a.txt", "Tre.")
    ids = [release.id for release in run(tmp_path)[0]]
    assert ids[:3] == ["a", "a", "a"]
    assert ids[3].startswith("a-")


# JSONL


def test_jsonl_has_all_fields_and_keeps_the_text(tmp_path: Path) -> None:
    text = "\r\nMalmo\u0308 \x07 –\u2028 och  \ufeff Lund \n"
    full = line(
        id="sv/1",
        url="https://example.org/1",
        language="sv",
        published="2024-06-19T10:00:00Z",
        publisher="Region  Norrsund",
        title="Malmo\u0308 och Lund",
        text=text,
        other=[1, {"a": None}],
    )
    assert one(put(tmp_path / "a.jsonl", full)) == Release(
        id="sv/1",
        url="https://example.org/1",
        language="sv",
        published="2024-06-19",
        publisher="Region Norrsund",
        title="Malmö och Lund",
        text=unicodedata.normalize("NFC", text),
    )


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.JSONL", "a.jsonl.gz", "a.json", "a"])
def test_json_lines_by_any_name(tmp_path: Path, name: str) -> None:
    data = f"\ufeff\n{line(id='a', text='Ett')}\r\n\n  {line(id='b', text='Två')}".encode()
    path = put(tmp_path / name, gzip.compress(data) if name.endswith("gz") else data)
    assert [release.id for release in run(path)[0]] == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is JSON over several lines: write one release a line"),
        ('{"id": "a", "text": "b"', "not JSON: "),
        ("Hej", "not JSON: "),
        ("[]", "not a release: Expected `object`, got `array`"),
        ("null", "not a release: Expected `object`, got `null`"),
        (line(text="b"), "not a release: Object missing required field `id`"),
        (line(id="a"), "not a release: Object missing required field `text`"),
        (line(id="a", text=None), "not a release: Expected `str`, got `null` - at `$.text`"),
        (line(id=1, text="b"), "not a release: Expected `str | null`, got `int` - at `$.id`"),
        (line(id="a", text="b", title=["c"]), "not a release: Expected `str | null`, got `array`"),
        (line(id="a", text=" \n"), "the text is empty"),
        (line(id="", text="b"), "the id is empty"),
        (line(id=" ", text="b"), "the id is empty"),
        (line(id="x" * 501, text="b"), "the id is longer than 500 characters: 'xxx"),
        (line(id="a\nb", text="b"), "the id has control characters: 'a\\nb'"),
        (line(id="a", text="b", language="swe"), "language must be a two-letter code such as sv or en, not"),
        (line(id="a", text="b", published="igår"), "published must be a date as YYYY, YYYY-MM or"),
        ('{"id": "a", "text": "\\ud800"}', "not JSON: "),
        ('{"id": "a", "text": "b", "x": ' + "[" * 100_000, "not a release: nested too deeply"),
        (b'{"id": "a", "text": "\xe5"}', "is not UTF-8; name its encoding"),
    ],
)
def test_bad_line_is_named_by_its_number(tmp_path: Path, content: str | bytes, message: str) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    good = line(id="good", text="Bra.").encode()
    path = put(tmp_path / "a.jsonl", b"\n".join([good, b"", raw, good]))
    releases, errors = run(path)
    assert [release.id for release in releases] == ["good", "good"]
    assert list(errors) == [f"{path}:3"]
    assert errors[f"{path}:3"].startswith(message)


@pytest.mark.parametrize(
    "published", ["2024-13", "2023-02-29", "2024-6-1", "24", "2024-06-19x", "2024T10:00", "0000", "２０２４"]
)
def test_dates_that_are_none(tmp_path: Path, published: str) -> None:
    path = put(tmp_path / "a.jsonl", line(id="a", text="b", published=published))
    assert failure(path).endswith(f"not {published!r}")


@pytest.mark.parametrize("published", ["2024", "2024-06", "2024-02-29"])
def test_dates_may_be_incomplete(tmp_path: Path, published: str) -> None:
    assert one(put(tmp_path / "a.jsonl", line(id="a", text="b", published=published))).published == published


def test_jsonl_in_other_encodings(tmp_path: Path) -> None:
    data = f"{line(id='å', text='Ċ Två')}\n{line(id='b', text='Åre')}\n"
    assert [r.id for r in run(put(tmp_path / "a.jsonl", data.encode("utf-16")))[0]] == ["å", "b"]
    assert [r.id for r in run(put(tmp_path / "b.jsonl", data.encode("utf-16-le")), encoding="utf-16-le")[0]]
    mixed = put(
        tmp_path / "c.jsonl", line(id="å", text="ö").encode() + b"\n" + b'{"id": "b", "text": "\xe5"}'
    )
    assert [release.text for release in run(mixed, encoding="latin-1")[0]] == ["ö", "å"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"\n \n", "holds only white space"),
        ("a.jsonl", b"%PDF-1.7", "is a damaged PDF"),
        ("a.jsonl", gzip.compress(b""), "is empty"),
        ("a.jsonl.gz", gzip.compress(b""), "is empty"),
        ("a.jsonl.gz", b"", "is empty"),
        ("a.jsonl.gz", b"{}", "is damaged: Not a gzipped file"),
    ],
)
def test_files_that_are_no_jsonl(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert failure(put(tmp_path / name, content)).startswith(message)


def test_damaged_streams_keep_what_came_before(tmp_path: Path) -> None:
    lines = "".join(f"{line(id=str(number), text=os.urandom(50).hex())}\n" for number in range(2000))
    cut = put(tmp_path / "cut.jsonl.gz", gzip.compress(lines.encode())[:-5000])
    broken = put(tmp_path / "wide.jsonl", lines.encode("utf-16") + b"\x00\xd8\n\x00")
    releases, errors = run(cut)
    assert 100 < len(releases) < 2000
    assert errors[str(cut)].startswith(f"is damaged after line {len(releases)}: ")
    releases, errors = run(broken)
    assert len(releases) > 1900
    assert errors[str(broken)].startswith("is damaged after line ")


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_long_line_is_refused_and_the_next_is_read(tmp_path: Path, name: str) -> None:
    def padded(size: int) -> bytes:
        frame = line(id="long", text="")
        return line(id="long", text="x" * (size - len(frame))).encode()

    data = b"\n".join([padded(5_000_000), padded(5_000_001), b"x" * 20_000_000, b'{"id": "b", "text": "B"}'])
    path = put(tmp_path / name, gzip.compress(data, 1) if name.endswith("gz") else data)
    releases, errors = run(path)
    assert [release.id for release in releases] == ["long", "b"]
    assert errors == {f"{path}:{number}": "the line is larger than 5 MB" for number in (2, 3)}


def test_large_jsonl_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    lines = (line(id=str(number), text="ord " * 500) for number in range(20_000))
    path = put(tmp_path / "a.jsonl", "\n".join(lines))
    assert path.stat().st_size > 20_000_000
    releases = read([str(path), "no.txt"], on_error=lambda name, error: pytest.fail(name))
    assert [next(releases).id, next(releases).id] == ["0", "1"]


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1))
def test_jsonl_round_trip(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "lines" / "a.jsonl"
    put(path, "\n".join(json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)))
    releases, errors = run(path)
    expected = {str(n): unicodedata.normalize("NFC", text) for n, text in enumerate(texts) if text.strip()}
    assert {release.id: release.text for release in releases} == expected
    assert len(errors) == len(texts) - len(expected)


# Defaults


def test_defaults_fill_gaps_only(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", f"{line(id='a', text='b', language='EN')}\n{line(id='c', text='d')}")
    first, second = run(path, language="sv", published="2024-06", publisher="Region Norrsund")[0]
    assert (first.language, second.language) == ("en", "sv")
    assert (first.published, first.publisher) == ("2024-06", "Region Norrsund")


@pytest.mark.parametrize("default", [{"language": "svenska"}, {"published": "juni"}, {"language": ""}])
def test_impossible_defaults_are_wrong_usage(default: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        Defaults(**default)


# Markdown


def test_markdown_becomes_plain_text(tmp_path: Path) -> None:
    source = """# Norrsund *får* ett center

![Bild](bild.png)
Region Norrsund och [Tallviks
universitet](https://example.org) öppnar ett **center** &amp; ett labb.
De söker medel i `HORIZON-EIE-2023`.\\
Ny rad.

- återvinning av celler
- utbildning
  1. av tekniker

  2. av lärare
* * *
<div>Ett <b>block</b></div>

    indragen rad

<!-- bort --><script>bort()</script>

```python
kod = 1
```

> Ett citat<br>i ruta.

Det kostar ~~30~~ 40 miljoner[^1] och mer[^en not].

[^1]: Beslutat.
[^2]: Enligt avtalet
  i juni.

| Part | Belopp |
|------|--------|
| Regionen | 40 mkr |

## Bakgrund
Underrubrik
"""
    release = one(put(tmp_path / "a.md", source))
    assert release.title == "Norrsund får ett center"
    assert release.text.split("\n\n") == [
        "Norrsund får ett center",
        "Region Norrsund och Tallviks universitet öppnar ett center & ett labb."
        " De söker medel i HORIZON-EIE-2023.\nNy rad.",
        "återvinning av celler\nutbildning\nav tekniker\nav lärare",
        "Ett block",
        "indragen rad",
        "kod = 1",
        "Ett citat\ni ruta.",
        "Det kostar 40 miljoner och mer[^en not].",
        "Beslutat.",
        "Enligt avtalet i juni.",
        "Part | Belopp\nRegionen | 40 mkr",
        "Bakgrund",
        "Underrubrik",
    ]


def test_front_matter_states_the_fields(tmp_path: Path) -> None:
    source = """---
title: Ett center i Norrsund
Date: 2024-06-19
lang: sv
publisher: Region Norrsund
source: https://example.org/center
id: 17
tags: [a, b]
---
Regionen öppnar ett center.
"""
    release = one(put(tmp_path / "a.md", source))
    assert release == Release(
        id="17",
        text="Ett center i Norrsund\n\nRegionen öppnar ett center.",
        language="sv",
        title="Ett center i Norrsund",
        published="2024-06-19",
        publisher="Region Norrsund",
        url="https://example.org/center",
        original_sha256=hashlib.sha256(source.encode()).hexdigest(),
    )


@pytest.mark.parametrize(
    ("block", "published"),
    [
        ("date: 2024-06-19 10:00:00", "2024-06-19"),
        ("date: 2024-06-19T23:00:00+02:00", "2024-06-19"),
        ("published: 2024", "2024"),
        ("published: 2024-06\ndate: 2023-01-01", "2024-06"),
        ("date:", None),
    ],
)
def test_dates_in_front_matter(tmp_path: Path, block: str, published: str | None) -> None:
    assert one(put(tmp_path / "a.md", f"---\n{block}\n---\nText.")).published == published


@pytest.mark.parametrize("language", ["sv", "sv-SE", "SV_se", "sv-Latn-SE"])
def test_languages_in_front_matter(tmp_path: Path, language: str) -> None:
    assert one(put(tmp_path / "a.md", f"---\nlang: {language}\n---\nText.")).language == "sv"


def test_title_is_not_said_twice(tmp_path: Path) -> None:
    assert one(put(tmp_path / "a.md", "---\ntitle: Ett  center\n---\n# Ett center\n\nText.")).text == (
        "Ett center\n\nText."
    )


def test_what_a_document_is_called_is_no_title(tmp_path: Path) -> None:
    assert one(put(tmp_path / "a.md", "# PRESSMEDDELANDE\n\n## Ett center\n\nText.")).title == "Ett center"


def test_source_that_is_no_address_is_no_url(tmp_path: Path) -> None:
    assert one(put(tmp_path / "a.md", "---\nsource: Regionen\n---\nText.")).url is None


@pytest.mark.parametrize(
    "source", ["---\n\nText.", "Text.\n\n---\n\nMer.\n\n---\n\nSlut.", "---\nText\n---\nMer"]
)
def test_dashes_are_not_always_front_matter(tmp_path: Path, source: str) -> None:
    text = one(put(tmp_path / "a.md", source)).text
    assert [word for word in ("Text", "Mer", "Slut") if word in source] == [
        word for word in ("Text", "Mer", "Slut") if word in text
    ]


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("title: [a", "the front matter is not YAML: "),
        ("date: 2024-13-45", "the front matter is not YAML: "),
        ("x: !!python/object/apply:os.system ['true']", "the front matter is not YAML: could not determine"),
        ("x: !!bool maybe", "the front matter is not YAML: "),
        ("a: " + "[" * 5000, "the front matter is not YAML: "),
        ("title: [a, b]", "front matter: title is not text; put it in quotes"),
        ("language: no", "front matter: language is not text; put it in quotes"),
        ("language: svenska", "language must be a two-letter code"),
        ("date: i juni", "published must be a date as"),
        ("id: ' '", "the id is empty"),
        ("x: " + "y" * 100_000, "the front matter is longer than 100000 characters"),
    ],
)
def test_bad_front_matter(tmp_path: Path, block: str, message: str) -> None:
    assert failure(put(tmp_path / "a.md", f"---\n{block}\n---\nText.")).startswith(message)


def test_markdown_without_words(tmp_path: Path) -> None:
    assert failure(put(tmp_path / "a.md", "![Bild](a.png)\n\n<!-- Hej -->")) == "the text is empty"


# HTML


def page(
    *, title: str = "Norrsund får ett battericenter", head: str = "", top: str = "", lang: str = "sv-SE"
) -> str:
    paragraphs = "\n".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    return f"""<!doctype html>
<html lang="{lang}"><head><title>{title}</title>{head}</head><body>
<div id="cookie-banner" class="cookie-consent"><p>Vi använder kakor.</p><button>Godkänn</button></div>
<nav><ul><li><a href="/">Startsida</a></li><li><a href="/n">Nyheter</a></li></ul></nav>
<main><article><h1>{title}</h1>{top}{paragraphs}
<h2>Bakgrund</h2><ul><li>återvinning av celler</li><li><p>utbildning av <b>tekniker</b></p></li></ul>
</article></main>
<footer><p>Kontakta oss: Region Norrsund, Box 1. Senast uppdaterad 2023-02-03</p></footer>
<script>document.write("Skrivet av skript")</script>
</body></html>"""


JSON_LD = """<script type="application/ld+json">
{"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": "2024-06-19T08:00:00+02:00",
 "publisher": {"@type": "Organization", "name": "Region Norrsund"}}</script>"""
CANONICAL = '<link rel="canonical" href="https://norrsund.example/nyheter/center">'


def test_page_is_its_main_text(tmp_path: Path) -> None:
    source = page(head=f'<meta charset="utf-8">{JSON_LD}{CANONICAL}')
    release = one(put(tmp_path / "a.html", source))
    assert release == Release(
        id="a",
        text="\n\n".join(
            [
                "Norrsund får ett battericenter",
                *BODY,
                "Bakgrund",
                "återvinning av celler\nutbildning av tekniker",
            ]
        ),
        language="sv",
        title="Norrsund får ett battericenter",
        published="2024-06-19",
        publisher="Region Norrsund",
        url="https://norrsund.example/nyheter/center",
        original_sha256=hashlib.sha256(source.encode()).hexdigest(),
    )


@pytest.mark.parametrize(
    ("head", "top", "published"),
    [
        ('<meta property="article:published_time" content="2024-06-19T08:00:00Z">', "", "2024-06-19"),
        ('<meta name="DC.date.issued" content="2024-06">', "", "2024-06"),
        ('<meta name="date" content="i går"><meta name="pubdate" content="2024-06-19">', "", "2024-06-19"),
        ("", '<p>Publicerad <time datetime="2024-06-19">19 juni</time></p>', "2024-06-19"),
        ("", '<time itemprop="datePublished" datetime="2024-06-19T10:00">19 juni</time>', "2024-06-19"),
        ('<meta property="article:modified_time" content="2024-07-01">', "", None),
        ("", '<p>Mötet hålls <time datetime="2025-09-01">1 september</time>.</p>', None),
        ("", "<p>Ansökan är öppen till 2025-03-01 för alla som vill vara med.</p>", None),
    ],
)
def test_only_a_stated_date_is_the_date_of_a_page(
    tmp_path: Path, head: str, top: str, published: str | None
) -> None:
    assert one(put(tmp_path / "a.html", page(head=head, top=top))).published == published


@pytest.mark.parametrize(
    ("lang", "language"), [("sv", "sv"), ("EN-gb", "en"), ("de_AT", "de"), ("", None), ("swe", None)]
)
def test_language_of_a_page(tmp_path: Path, lang: str, language: str | None) -> None:
    assert one(put(tmp_path / "a.html", page(lang=lang))).language == language


def test_neither_a_relative_address_nor_a_host_is_taken_for_more(tmp_path: Path) -> None:
    relative = one(put(tmp_path / "a.html", page(head='<link rel="canonical" href="/nyheter/center">')))
    hosted = one(put(tmp_path / "b.html", page(title="Annan", head=CANONICAL)))
    assert (relative.url, hosted.publisher) == (None, None)


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-8", "no-such-codec"])
def test_declared_encoding_of_a_page(tmp_path: Path, charset: str) -> None:
    html = page(head=f'<meta charset="{charset}">').replace("–", "-")
    raw = html.encode("utf-8" if charset in ("utf-8", "no-such-codec") else charset)
    assert BODY[0] in one(put(tmp_path / "a.html", raw)).text


def test_latin_1_page_with_the_dash_of_windows(tmp_path: Path) -> None:
    head = '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">'
    assert BODY[1] in one(put(tmp_path / "a.htm", page(head=head).encode("windows-1252"))).text


def test_undeclared_encoding_of_a_page(tmp_path: Path) -> None:
    path = put(tmp_path / "a.html", page().encode("windows-1252"))
    assert BODY[1] in one(path).text
    cyrillic = BODY[1].encode("windows-1252").decode("windows-1251")
    assert cyrillic in one(path, encoding="windows-1251").text


def test_xhtml_with_a_declaration(tmp_path: Path) -> None:
    raw = f'<?xml version="1.0" encoding="iso-8859-1"?>\n{page()}'.replace("–", "-").encode("latin-1")
    assert BODY[0] in one(put(tmp_path / "a.html", raw)).text


def test_tables_and_breaks_keep_their_lines(tmp_path: Path) -> None:
    top = "<p>Rad ett.<br>Rad två.</p><table><tr><th>Part</th><th>Belopp</th></tr><tr><td>Regionen</td>"
    text = one(put(tmp_path / "a.html", page(top=f"{top}<td>40 mkr</td></tr></table>"))).text
    assert "\n\nRad ett.\nRad två.\n\nPart | Belopp\nRegionen | 40 mkr\n\n" in text


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        '<html><body><nav><ul><li><a href="/">Start</a><li><a href="/n">Nyheter</a></ul></nav></body></html>',
        "<html><head><title>Bara en titel</title></head></html>",
        "<",
        "ingen sida",
    ],
)
def test_page_without_main_text(tmp_path: Path, html: str) -> None:
    assert failure(put(tmp_path / "a.html", html)).startswith("no main text found")


def test_entities_do_not_explode(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};&e{n - 1};">' for n in range(1, 40))
    bomb = page(top="<p>&e39;</p>").replace(
        "<!doctype html>", f'<!DOCTYPE html [<!ENTITY e0 "x">{entities}]>'
    )
    assert len(one(put(tmp_path / "a.html", bomb)).text) < 2000


def test_page_of_too_many_elements(tmp_path: Path) -> None:
    html = page(top="<p>" + "<span>a</span> " * 40_000 + "</p>")
    assert failure(put(tmp_path / "a.html", html)).startswith("has more than 30000 elements")


def test_deeply_nested_page(tmp_path: Path) -> None:
    assert run(put(tmp_path / "a.html", "<html><body>" + "<div>" * 100_000 + "text"))[0] == []


def test_pages_leave_no_trace_on_stderr(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    failure(put(tmp_path / "a.html", "<html><body></body></html>"))
    assert capfd.readouterr() == ("", "")


# Standard input


def test_text_from_stdin(stdin: Any) -> None:
    stdin(TEXT.encode())
    release = one("-")
    assert (release.id, release.text) == ("stdin", TEXT.strip())
    assert release.original_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize("before", ["", "\n ", "<!-- Sparad i dag --> ", '<?xml version="1.0"?>\n'])
def test_page_from_stdin(stdin: Any, before: str) -> None:
    stdin(f"{before}{page()}".encode())
    assert one("-").text.startswith(f"Norrsund får ett battericenter\n\n{BODY[0]}")


def test_text_from_stdin_that_begins_like_a_tag(stdin: Any) -> None:
    stdin(b"<3 Norrsund")
    assert one("-").text == "<3 Norrsund"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_jsonl_from_stdin(stdin: Any, encoding: str) -> None:
    stdin(f"\n{line(id='a', text='Ett')}\nfel\n{line(id='b', text='Två')}".encode(encoding))
    releases, errors = run("-")
    assert [release.id for release in releases] == ["a", "b"]
    assert list(errors) == ["stdin:3"]


def test_empty_stdin(stdin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(b"")
    assert run("-") == ([], {"stdin": "is empty"})
    monkeypatch.setattr(sys, "stdin", None)
    assert run("-") == ([], {"stdin": "there is no standard input"})


# Counting


def test_count(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", TEXT)
    put(tmp_path / "b.jsonl", "1\n2\n3")
    put(tmp_path / "c.jsonl.gz", gzip.compress(b"1\n2\n"))
    put(tmp_path / "d.jsonl", b"")
    put(tmp_path / "e.jsonl.gz", b"damaged")
    assert count([str(tmp_path)]) == 6
    assert count([str(tmp_path / "*.jsonl"), str(tmp_path / "a.txt")]) == 4


def test_count_takes_nothing_away(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert count([str(tmp_path / "pipe")]) is None
    assert count(["-"]) is None


def test_count_of_nothing(tmp_path: Path) -> None:
    assert count([]) == 0
    assert count([str(tmp_path), str(tmp_path / "*.txt")]) == 0
    assert count([str(tmp_path), "https://example.org"]) is None  # only asking tells


# Anything


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(deadline=None, max_examples=60)
@given(
    data=st.one_of(
        st.binary(),
        st.text().map(str.encode),
        st.text("<>/!-&;#{}[]:\"'`*_ \n\tabp=|").map(str.encode),
        st.text().map(lambda text: f"---\n{text}\n---\n{text}".encode()),
        st.text().map(lambda text: f"<html><body><p>{text}</p><time>".encode()),
        st.binary().map(gzip.compress),
    ),
    encoding=st.sampled_from([None, "windows-1252", "utf-16-le", "utf-7", "unicode_escape", "idna"]),
)
@example(data=b"<time>2024", encoding=None)
@example(data=b"---\nx: !!timestamp a\n---\n", encoding=None)
def test_any_bytes_are_releases_or_errors(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes, encoding: str | None
) -> None:
    path = put(tmp_path_factory.getbasetemp() / "any" / f"a{suffix}", data)
    releases, errors = run(path, encoding=encoding)
    assert releases or errors
    for release in releases:
        assert release.text.strip()
        assert unicodedata.is_normalized("NFC", release.text)
