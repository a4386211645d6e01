"""A harmful document costs one process and one line; the next is read by another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from tests.made import BODY, TITLE, docx, lines, paragraph, pdf
from valleygraph.extract.errors import InputError
from valleygraph.extract.sources import confined, worker
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


@pytest.mark.skipif(sys.platform == "win32", reason="no process can be halted")
@pytest.mark.parametrize("reader", [Limits(seconds=1.5)], indirect=True)
def test_what_hangs_is_ended_in_time_and_the_next_is_read_afresh(reader: Reader) -> None:
    reader.read("docx", WORD)
    halted = reader.pid
    assert halted is not None
    os.kill(halted, signal.SIGSTOP)
    begun = time.monotonic()
    with pytest.raises(InputError, match=r"takes longer than 1.5 s"):
        reader.read("pdf", LONG)
    assert 1.5 <= time.monotonic() - begun < 5
    assert not psutil.pid_exists(halted)
    assert reader.read("docx", WORD).title == TITLE
    assert reader.pid not in (None, halted)


def test_what_eats_memory_costs_one_process(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.read("docx", WORD)
    first = reader.pid
    monkeypatch.setattr(confined, "_memory", lambda process: reader.limits.memory + 1)
    with pytest.raises(InputError, match="too much memory"):
        reader.read("pdf", LONG)
    monkeypatch.undo()
    assert reader.read("docx", WORD).title == TITLE
    assert reader.pid not in (None, first)


def test_what_one_document_took_is_not_missing_for_the_next(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confined, "_memory", lambda process: reader.limits.memory // 2)
    assert reader.read("docx", WORD).title == TITLE
    assert reader.pid is None


def test_an_answer_in_the_last_moment_leaves_no_dying_process(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watch may kill while the answer arrives: that document is read, and the next by another process."""

    def answered(stream: object) -> tuple[bytes, bytes]:
        time.sleep(0.3)
        return b"D", b'{"text": "a"}'

    monkeypatch.setattr(confined, "_answer", answered)
    monkeypatch.setattr(confined, "_memory", lambda process: reader.limits.memory + 1)
    assert reader.read("docx", WORD).text == "a"
    assert reader.pid is None


def test_a_pipe_that_breaks_in_the_manner_of_windows_is_opened_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def write(self, data: bytes) -> None:
            raise OSError(22, "Invalid argument")

        def close(self) -> None: ...

    reader.read("docx", WORD)
    assert reader._process is not None
    assert reader._process.stdin is not None
    reader._process.stdin.close()
    monkeypatch.setattr(reader._process, "stdin", Broken())
    assert reader.read("docx", WORD).title == TITLE


def test_processes_that_are_not_forked_read_too() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(confined.read, "docx", WORD).result().title == TITLE


@pytest.mark.parametrize("module", [None, ModuleType("resource")])
def test_a_system_without_limits_for_processes(
    module: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resource", module)
    worker.limit(10)
    worker.limit_time(1)
    assert worker.answer(b"W", WORD)[0] == b"D"
