"""`valley export`: a file that is whole or not there, and a pipe that somebody closes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from click.testing import CliRunner, Result

from tests.graphs import fact, release
from valleygraph.cli import main
from valleygraph.graph import export as module
from valleygraph.graph.export import FORMATS
from valleygraph.graph.store import add, open_store

WRITTEN = b"the first half"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose exports are all longer than a pipe holds (64 KB)."""
    folder = tmp_path_factory.mktemp("filled") / "store"
    with open_store(folder, write=True) as opened:
        for number in range(30):
            letter = {"kind": "contract", "party": ("region", "lab"), "date": str(1990 + number)}
            sentence = f"Letter {number}: {'signed and sealed, ' * 200}"
            add(opened, release(f"r{number}", fact("Agreement", **letter, sentence=sentence)))
    return folder


def exported(store: Path, out: Path) -> Result:
    return CliRunner().invoke(main, ["export", "csv", "--out", str(out), "--store", str(store)])


def fails_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(store: Any, out: BinaryIO) -> None:
        out.write(WRITTEN)
        out.flush()
        raise error

    monkeypatch.setitem(module.FORMATS, "csv", half)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "code"),
    [(OSError(28, "No space left on device"), 2), (KeyboardInterrupt(), 1)],
    ids=["full", "^C"],
)
@pytest.mark.parametrize("before", [None, b"an older export"])
def test_a_failed_export_leaves_what_was_there(
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    before: bytes | None,
) -> None:
    out = tmp_path / "graph.csv"
    if before is not None:
        out.write_bytes(before)
    fails_with(error, monkeypatch)
    result = exported(store, out)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([] if before is None else [before])


def test_an_export_takes_the_place_of_an_older_one(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph.csv"
    out.write_bytes(b"an older export")
    assert exported(store, out).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfrelease,title,")
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("format", FORMATS)
def test_a_pipe_that_is_closed_is_no_traceback(store: Path, format: str) -> None:
    command = [sys.executable, "-m", "valleygraph", "export", format, "--store", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert len(run.stdout.read(10)) == 10
        run.stdout.close()
        said = run.stderr.read()
    assert said == b""
    assert run.returncode in (0, 1)
