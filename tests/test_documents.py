"""What a document is, its bytes tell; whatever they are, it is a release or an error in one line."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.made import BODY, TITLE, docx, lines, only, paragraph, pdf, refusal, results, warc, zipped
from tests.test_mail import message
from valleygraph.extract.sources import Original
from valleygraph.extract.sources.kinds import SUFFIXES, kind
from valleygraph.extract.sources.limits import MAX_UNPACKED, Budget, TooMuch

TEXT = f"{TITLE}\n\n{BODY[0]}"


def drawn(canvas: Any) -> None:
    lines(canvas, 70, lines(canvas, 70, 780, [TITLE], size=18, leading=40), BODY)


def mail() -> bytes:
    made = message()
    made.add_attachment(docx(paragraph(BODY[0])), "application", "octet-stream", filename="a.docx")
    return made.as_bytes()


PAGE = f"<html><body><h1>{TITLE}</h1>{''.join(f'<p>{p}</p>' for p in BODY)}</body></html>".encode()
MADE: dict[str, bytes] = {
    ".pdf": pdf(drawn),
    ".docx": docx(paragraph(TITLE, "Title") + paragraph(BODY[0])),
    ".eml": mail(),
    ".mbox": b"From a@b.example Wed Jun 19 10:00:00 2024\n" + mail(),
    ".warc": warc({"url": "https://a.example/1", "data": PAGE}, {"url": "https://a.example/2", "data": PAGE}),
    ".warc.gz": warc({"url": "https://a.example/1", "data": PAGE}, packed=True),
    ".zip": zipped({"a.txt": TEXT.encode(), "b.docx": docx(paragraph(BODY[0])), "c.pdf": pdf(drawn)}),
    ".html": PAGE,
    ".txt.gz": gzip.compress(TEXT.encode()),
    ".jsonl": b'{"id": "a", "text": "Hej."}\n' * 3,
}


@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".eml", ".html", ".txt.gz"])
@pytest.mark.parametrize("called", ["", ".txt", ".pdf", ".docx", ".zip", ".xyz"])
def test_bytes_win_over_names(suffix: str, called: str) -> None:
    if suffix == ".eml" and called == ".txt":
        return  # what is called a text may begin like a mail
    found, errors = results(Original(MADE[suffix], "a", f"a{called}", called))
    assert errors == {}
    assert found[0].title == TITLE


@pytest.mark.parametrize(
    ("media_type", "found"),
    [
        ("text/html", "html"),
        ("text/markdown", "markdown"),
        ("TEXT/PLAIN", "text"),
        ("application/x-ndjson", "lines"),
        ("application/octet-stream", "text"),
        (None, "text"),
    ],
)
def test_the_media_type_tells_where_bytes_do_not(media_type: str | None, found: str) -> None:
    assert kind(b"Hej.", media_type=media_type) == found
    assert kind(b"Hej.", media_type=media_type, suffix=".md") == "markdown"


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/css", "application/json", "Video/MP4"])
def test_what_is_no_document_is_refused(media_type: str) -> None:
    assert refusal(b"Hej.", media_type=media_type).endswith("which is not read")


def test_a_text_may_begin_like_a_mail() -> None:
    text = b"From: Norrsund\nDate: 2024-06-19\n\nHej."
    assert only(text, ".txt").text == text.decode()
    assert kind(text) == "mail"


def test_the_address_is_kept() -> None:
    assert (
        only(TEXT.encode(), media_type="text/plain", url="https://a.example/1").url == "https://a.example/1"
    )


def test_one_container_may_hold_so_much_and_no_more() -> None:
    budget = Budget()
    for _ in range(MAX_UNPACKED // 20_000_000):
        budget.take(20_000_000)
    with pytest.raises(TooMuch, match="unpacks to more than 1 GB"):
        budget.take(1)


def changed(data: bytes, choices: random.Random) -> bytes:
    """The data with some bytes other, gone or twice."""
    made = bytearray(data)
    for _ in range(choices.randint(1, 12)):
        at, size = choices.randrange(len(made)), choices.choice((1, 1, 2, 4, 40))
        made[at : at + size] = choices.choice(
            (b"", choices.randbytes(size), made[at : at + size] * 2, b"\0" * size)
        )
        made = made or bytearray(b"\0")
    return bytes(made)


@pytest.mark.parametrize("suffix", MADE)
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32), cut=st.booleans())
@example(seed=0, cut=True)
def test_damaged_documents_are_releases_or_errors(suffix: str, seed: int, cut: bool) -> None:
    choices, data = random.Random(seed), MADE[suffix]
    damaged = data[: choices.randrange(len(data))] if cut else changed(data, choices)
    found, _ = results(Original(damaged, "a", f"a{suffix}", suffix))
    assert all(release.text.strip() for release in found)


@pytest.mark.parametrize(
    "begin", [b"%PDF-1.7\n", b"PK\x03\x04", b"WARC/1.0\r\n", b"\x1f\x8b\x08", b"From: a\nTo: b\n"]
)
@settings(deadline=None, max_examples=40)
@given(rest=st.binary(max_size=400))
def test_what_only_begins_like_a_format(begin: bytes, rest: bytes) -> None:
    found, errors = results(Original(begin + rest, "a", "a"))
    assert found or errors or begin.startswith((b"PK", b"WARC"))


def test_each_format_is_documented() -> None:
    formats = (Path(__file__).parents[1] / "docs" / "sources.md").read_text("utf-8")
    assert all(f"`{suffix}`" in formats for suffix in SUFFIXES)


def test_each_format_is_read_in_a_folder(tmp_path: Any) -> None:
    from valleygraph.extract.sources import read

    for number, (suffix, data) in enumerate(MADE.items()):
        (tmp_path / f"{number}{suffix}").write_bytes(data)
    errors: list[str] = []
    on_error: Callable[..., None] = lambda name, error: errors.append(f"{name}: {error}")  # noqa: E731
    ids = [release.id for release in read([str(tmp_path)], on_error=on_error)]
    assert errors == []
    assert ids[:3] == ["0", "1", "17.x@norrsund.example"]
    assert {"https://a.example/1", "6/a", "7", "8", "a"} <= set(ids)
