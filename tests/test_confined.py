"""A harmful document costs one process and one line; the next is read by another."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.made import BODY, TITLE, docx, lines, paragraph, pdf
from valleygraph.extract.errors import InputError
from valleygraph.extract.sources.confined import Limits, Reader

WORD = docx(paragraph(TITLE, "Title") + paragraph(BODY[0]))
LONG = pdf(*[lambda canvas: lines(canvas, 9, 830, BODY * 60, size=4, leading=4)] * 200)


@pytest.fixture
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    made = Reader(getattr(request, "param", Limits()))
    yield made
    made.close()


def test_one_process_reads_several_documents(reader: Reader) -> None:
    assert reader.pid is None
    assert reader.read("docx", WORD).title == TITLE
    first = reader.pid
    with pytest.raises(InputError, match="damaged PDF"):
        reader.read("pdf", b"%PDF-1.7 nothing")
    assert reader.read("docx", WORD).title == TITLE
    assert reader.pid == first != os.getpid()


def test_a_process_that_ended_is_replaced(reader: Reader) -> None:
    reader.read("docx", WORD)
    assert reader.pid is not None
    process = psutil.Process(reader.pid)
    process.kill()
    process.wait()
    assert reader.read("docx", WORD).title == TITLE
    assert reader.pid != process.pid


@pytest.mark.parametrize("reader", [Limits(seconds=0.01)], indirect=True)
def test_what_takes_too_long_costs_its_process(reader: Reader) -> None:
    with pytest.raises(InputError, match=r"takes longer than 0.01 s to read"):
        reader.read("pdf", LONG)
    assert reader.pid is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
@pytest.mark.parametrize("reader", [Limits(processor=-1)], indirect=True)
def test_what_takes_too_much_of_the_processor_costs_its_process(reader: Reader) -> None:
    with pytest.raises(InputError, match="makes its reader fail"):
        reader.read("pdf", LONG)
    assert reader.pid is None


@pytest.mark.parametrize("reader", [Limits(memory=150_000_000)], indirect=True)
def test_what_takes_too_much_memory_costs_one_line(reader: Reader) -> None:
    deep = docx("".join(paragraph(str(number * 7919)) for number in range(80_000)))
    with pytest.raises(InputError, match=r"too much memory|makes its reader fail"):
        reader.read("docx", deep)


def test_threads_take_turns(reader: Reader) -> None:
    found: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(reader.read("docx", WORD).title)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [TITLE] * 8


def test_what_lies_in_the_working_folder_is_not_run(tmp_path: Path) -> None:
    for name in ("pypdfium2", "mammoth", "msgspec", "struct"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run')")
    (tmp_path / "a.docx").write_bytes(WORD)
    code = (
        "import sys; sys.path.remove(''); import valleygraph as vg\n"
        "print([release.title for release in vg.read(['a.docx'], on_error=lambda *told: print(told))])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == str([TITLE])
    assert done.stderr == ""


def test_the_process_ends_with_the_program(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(WORD)
    code = (
        "import valleygraph as vg\n"
        "from valleygraph.extract.sources import confined\n"
        f"list(vg.read([{str(tmp_path / 'a.docx')!r}], on_error=print))\n"
        "print(confined._READER.pid)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not psutil.pid_exists(int(done.stdout))
