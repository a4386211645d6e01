"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from valleygraph.cli import main
from valleygraph.graph.export import FORMATS as EXPORTS
from valleygraph.graph.queries import library

ROOT = Path(__file__).parents[1]
RELEASE = """\
Region Norrbotten och Region Västerbotten tecknar avsiktsförklaring

Region Norrbotten och Region Västerbotten undertecknade den 3 juni en avsiktsförklaring om batterier.

– Det här har vi väntat på, säger Karin Ek, innovationschef i Region Norrbotten.
"""


def valley(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


def failed(result: Result, code: int, words: str) -> None:
    """One clear line, the right exit code, no traceback."""
    assert result.exit_code == code, result.output
    assert not isinstance(result.exception, Exception), result.exception
    lines = [line for line in result.stderr.splitlines() if line.startswith("valley: ")]
    assert len(lines) == 1, result.stderr
    assert words in lines[0]
    assert "Traceback" not in result.output


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "avsikt.txt"
    path.write_text(RELEASE, "utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path, release: Path) -> Path:
    folder = tmp_path / "graph"
    assert valley("ingest", release, "--published", "2024-06", "--store", folder).exit_code == 0
    return folder


def test_extract_prints_one_line_a_release(release: Path) -> None:
    result = valley("extract", release, "--published", "2024-06", "--publisher", "Region Norrbotten")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    data = json.loads(line)
    assert data["document"] | {"text": "", "sha256": "", "original_sha256": ""} == {
        "id": "avsikt",
        "language": "sv",
        "title": "Region Norrbotten och Region Västerbotten tecknar avsiktsförklaring",
        "published": "2024-06",
        "publisher": "Region Norrbotten",
        "text": "",
        "sha256": "",
        "original_sha256": "",
    }
    assert {fact["type"] for fact in data["facts"]} >= {"Agreement", "Statement", "RoleHolding"}
    assert "1 releases" in result.stderr


def test_extract_to_a_folder_then_add(release: Path, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "deep"
    assert valley("extract", release, "--published", "2024-06", "--out", out).exit_code == 0
    assert [path.name for path in out.iterdir()] == ["avsikt.json"]
    result = valley("add", out / "avsikt.json", "--store", store)
    assert result.exit_code == 0
    assert "nothing changed in the graph" in result.stderr


def test_ids_become_safe_file_names(tmp_path: Path) -> None:
    ids = ["../../evil", "a/b", ".hidden", "x" * 400, "ö"]
    lines = [json.dumps({"id": i, "language": "sv", "text": "Karin Ek är chef."}) for i in ids]
    result = valley("extract", "-", "--out", tmp_path / "out", stdin="\n".join(lines))
    assert result.exit_code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(names) == len(ids)
    assert {"..%2F..%2Fevil.json", "a%2Fb.json", "%2Ehidden.json"} & set(names) >= {
        "a%2Fb.json",
        "%2Ehidden.json",
    }
    assert not [name for name in names if name.startswith(".")]
    assert not (tmp_path.parent / "evil.json").exists()


def test_ingest_twice_changes_nothing(release: Path, store: Path) -> None:
    before = valley("export", "nquads", "--store", store).stdout_bytes
    result = valley("ingest", release, "--published", "2024-06", "--store", store)
    assert result.stderr.splitlines()[-1] == "1 releases there already; nothing changed in the graph"
    anew = valley("ingest", release, "--published", "2024-06", "--anew", "--store", store)
    assert re.fullmatch(
        r"1 releases, \d+ entities, .*; nothing changed in the graph", anew.stderr.splitlines()[-1]
    )
    assert valley("export", "nquads", "--store", store).stdout_bytes == before
    assert before


@pytest.mark.parametrize("given", [("--published", "2024-07"), ("--publisher", "Region Norr")])
def test_what_is_said_otherwise_of_a_release_is_read_anew(
    release: Path, store: Path, given: tuple[str, str]
) -> None:
    result = valley("ingest", release, *given, "--store", store)
    assert "there already" not in result.stderr
    assert given[1] in valley("export", "nquads", "--store", store).stdout
    again = valley("ingest", release, *given, "--language", "sv", "--store", store)
    assert again.stderr.splitlines()[-1] == "1 releases there already; nothing changed in the graph"


def test_one_bad_file_among_good_ones(release: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "zwei.txt").write_text("Karin Ek är innovationschef i Region Norrbotten sedan 2020.", "utf-8")
    result = valley("ingest", tmp_path, "--published", "2024-06", "--store", tmp_path / "graph")
    failed(result, 1, "empty.txt")
    answer = valley("query", "-q", "SELECT ?id { ?r a iv:Release ; dcterms:identifier ?id } ORDER BY ?id",
                    "--format", "csv", "--store", tmp_path / "graph")  # fmt: skip
    assert answer.stdout.split() == ["id", "avsikt", "zwei"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x00\x01\x02\x03" * 10, "binary"),
        ("Västerås är en stad.".encode("latin-1"), "--encoding"),
        (b"Region " * 3_000_000, "5 MB"),
        (b"qwx zzk 12 33 kkq", "language"),
    ],
    ids=["empty", "pdf", "binary", "latin-1", "20 MB", "no language"],
)
def test_a_bad_file_costs_one_line(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    failed(valley("extract", path), 1, words)


def test_a_language_without_a_pipeline(tmp_path: Path) -> None:
    line = json.dumps({"id": "hu", "language": "hu", "text": "Ez egy sajtóközlemény."})
    failed(valley("extract", "-", stdin=line), 1, "'hu'")


def test_an_unknown_language_option_is_wrong_usage(release: Path) -> None:
    result = valley("extract", release, "--language", "xx")
    assert result.exit_code == 2
    assert "'xx'" in result.stderr


def test_an_unknown_encoding_is_wrong_usage(release: Path) -> None:
    failed(valley("extract", release, "--encoding", "klingon-8"), 2, "klingon-8")


def test_a_wrong_date_is_wrong_usage(release: Path) -> None:
    failed(valley("extract", release, "--published", "June"), 2, "June")


def test_a_missing_file(tmp_path: Path) -> None:
    failed(valley("extract", tmp_path / "nowhere.txt"), 1, "nowhere.txt")


@pytest.mark.parametrize(
    "command",
    [
        ["query", "who-signed-what"],
        ["why", "X"],
        ["show"],
        ["stats"],
        ["export", "turtle"],
        ["validate"],
        ["forget", "x"],
    ],
    ids=lambda command: command[0],
)
def test_a_missing_store(command: list[str], tmp_path: Path) -> None:
    failed(valley(*command, "--store", tmp_path / "nothing"), 2, "no store")
    assert not (tmp_path / "nothing").exists()


def test_a_store_in_use_by_another_process(release: Path, store: Path) -> None:
    code = (
        "import sys, valleygraph as vg; held = vg.open_store(sys.argv[1], write=True);"
        "print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        failed(valley("ingest", release, "--store", store), 1, "in use by another process")
        failed(valley("stats", "--store", store), 1, "in use by another process")
        other.communicate("\n")
    assert valley("stats", "--store", store).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-q", "SELECT ?x WHERE {"], "SPARQL"),
        (["-q", "DELETE WHERE { ?s ?p ?o }"], "SPARQL"),
        (["-q", "SELECT * { ?s ?p ?o }", "--format", "ttl"], "no ttl"),
        (["no-such-query"], "who-signed-what"),
        (["who-signed-what", "-p", "party"], "key=value"),
        (["who-signed-what", "-p", "colour=red"], "colour"),
        (["who-signed-what", "-q", "ASK {}"], "only one"),
        (["planned-events", "-p", "after=soon"], "soon"),
        (["sentences-behind"], "entity"),
        (["-f", "/no/such/file.rq"], "/no/such/file.rq"),
    ],
)
def test_bad_questions(arguments: list[str], words: str, store: Path) -> None:
    failed(valley("query", *arguments, "--store", store), 2, words)


def test_query_lists_the_library(tmp_path: Path) -> None:
    result = valley("query", "--store", tmp_path / "none")
    assert result.exit_code == 0
    for query in library().values():
        assert query.name in result.stdout
        assert query.question in result.stdout


def test_query_answers_as_a_table_and_as_csv(store: Path) -> None:
    table = valley("query", "who-signed-what", "-p", "party=norrbotten", "--store", store)
    assert "2024-06-03" in table.stdout
    found = valley("query", "who-signed-what", "--format", "csv", "--store", store)
    (row,) = csv.DictReader(io.StringIO(found.stdout))
    assert {"Region Norrbotten", "Region Västerbotten"} == set(row["parties"].split(" · "))
    assert (row["agreement"], row["status"], row["theme"]) == ("letter of intent", "done", "batterier")


@pytest.mark.parametrize(("format_", "begin"), [("ttl", "@base"), ("nt", "<http"), ("jsonld", "[")])
def test_construct_in_every_format(format_: str, begin: str, store: Path) -> None:
    sparql = "CONSTRUCT { ?a iv:party ?p } { ?a iv:party ?p }"
    result = valley("query", "-q", sparql, "--format", format_, "--store", store)
    assert result.exit_code == 0
    assert result.stdout.startswith(begin)


def test_query_from_a_file(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "ask.rq"
    path.write_text("ASK { ?r a iv:Release }", "utf-8")
    assert (
        json.loads(valley("query", "-f", path, "--format", "json", "--store", store).stdout)["boolean"]
        is True
    )


def test_why_shows_sentence_source_and_date(store: Path) -> None:
    result = valley("why", "karin ek", "--store", store)
    assert result.exit_code == 0
    assert (
        "“– Det här har vi väntat på, säger Karin Ek, innovationschef i Region Norrbotten.”" in result.stdout
    )
    assert "avsikt · 2024-06" in result.stdout
    failed(valley("why", "Region", "--store", store), 2, "Region Norrbotten")


def test_show_writes_one_page(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "picture.html"
    assert valley("show", "--out", out, "--store", store).exit_code == 0
    page = out.read_text("utf-8")
    assert "Region Norrbotten" in page
    assert "undertecknade den 3 juni" in page
    failed(valley("show", "--out", tmp_path / "no" / "such.html", "--store", store), 2, "such.html")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".html"] == ["picture.html"]


@pytest.mark.parametrize("format_", EXPORTS)
def test_export_to_stdout_and_to_a_file(format_: str, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph.out"
    assert valley("export", format_, "--out", out, "--store", store).exit_code == 0
    assert out.read_bytes() == valley("export", format_, "--store", store).stdout_bytes
    assert "Region Norrbotten" in out.read_text("utf-8")


def test_export_of_an_unknown_format(store: Path) -> None:
    result = valley("export", "excel", "--store", store)
    assert result.exit_code == 2
    assert "turtle" in result.stderr


def test_validate_finds_nothing_in_what_ingest_made(store: Path) -> None:
    result = valley("validate", "--store", store)
    assert (result.exit_code, result.stdout) == (0, "")


def test_forget_takes_out_a_release(store: Path) -> None:
    failed(valley("forget", "nobody", "--store", store), 1, "nobody")
    assert valley("forget", "avsikt", "--store", store).exit_code == 0
    assert valley("export", "nquads", "--store", store).stdout == ""


def test_stats(store: Path) -> None:
    lines = dict(line.rsplit(maxsplit=1) for line in valley("stats", "--store", store).stdout.splitlines())
    assert (lines["releases"], lines["people"], lines["Agreement, done"]) == ("1", "1", "1")


def test_add_keeps_the_good_of_a_file(store: Path, release: Path, tmp_path: Path) -> None:
    good = valley("extract", release).stdout.replace('"id":"avsikt"', '"id":"again"', 1)
    path = tmp_path / "mixed.jsonl"
    path.write_text(f"{{}}\n{good}\nnonsense\n", "utf-8")
    result = valley("add", path, "--store", store)
    assert result.exit_code == 1
    assert "mixed.jsonl:1" in result.stderr
    assert "1 releases" in result.stderr
    assert "again" in valley("export", "nquads", "--store", store).stdout


def test_the_store_can_come_from_the_environment(store: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "valleygraph", "stats"],
        env={**os.environ, "VALLEY_STORE": str(store)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.startswith("what")
    assert run.stderr == ""


def test_control_characters_do_not_reach_the_terminal(store: Path, tmp_path: Path) -> None:
    text = "\x1b]0;owned\x07 – Hej på dig nu, säger Karin Ek\x1b[31m, chef i Region Norrbotten."
    line = json.dumps({"id": "esc", "language": "sv", "text": text})
    assert valley("ingest", "-", "--store", store, stdin=line).exit_code == 0
    for command in (["why", "Karin Ek"], ["query", "who-said-what"]):
        assert "\x1b" not in valley(*command, "--store", store).stdout


def test_a_closed_pipe_is_no_traceback(store: Path) -> None:
    command = f"{sys.executable} -m valleygraph export nquads --store '{store}' | head -n 1"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in run.stderr
    assert run.stdout.count("\n") == 1
