"""The documents are true: what they list is there, and what they show is what comes out."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import valleygraph as vg
from tests.graphs import fact, release, remembered
from valleygraph.cli import main
from valleygraph.graph.answers import FORMATS as ANSWERS
from valleygraph.graph.export import FORMATS as EXPORTS
from valleygraph.graph.export import export
from valleygraph.graph.facts import SHAPES
from valleygraph.graph.queries import library, parse
from valleygraph.graph.vocab import IV

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
QUERIES = (ROOT / "docs" / "queries.md").read_text("utf-8")
GRAPH = (ROOT / "docs" / "graph.md").read_text("utf-8")
EXPORTED = (ROOT / "docs" / "exports.md").read_text("utf-8")
EXTRACTION = (ROOT / "docs" / "extraction.md").read_text("utf-8")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("examples") / "store")
    assert CliRunner().invoke(main, ["ingest", str(ROOT / "examples"), "--store", folder]).exit_code == 0
    return folder


def shown(*arguments: str) -> str:
    """What a command prints, as a document shows it: without spaces at the ends of lines."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return "\n".join(line.rstrip() for line in result.stdout.splitlines()).strip()


@pytest.mark.parametrize("command", sorted(main.commands))
def test_each_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `valley {command}\b", README, re.MULTILINE)


def test_the_formats_are_in_the_readme() -> None:
    assert f"`--format {','.join(ANSWERS)}`" in README
    assert ", ".join(EXPORTS) in README


@pytest.mark.parametrize("format", EXPORTS)
def test_each_export_is_documented_with_what_comes_out(format: str) -> None:
    (section,) = re.findall(rf"^## {format}\n(.*?)(?=^## |\Z)", EXPORTED, re.MULTILINE | re.DOTALL)
    (example,) = re.findall(r"```text\n(.*?)```", section, re.DOTALL)
    gift = "Region Norrby gives Batterilabbet two million kronor."
    told = release(
        "norrby-1",
        fact(
            "Funding", funder="region", recipient="lab", amount="2000000 SEK", confidence=0.93, sentence=gift
        ),
        fact("Participation", participant="uni", in_="valley", modality="negated", confidence=0.9),
        title="Two million for batteries",
        url="https://norrby.example/1",
    )
    out = io.BytesIO()
    export(remembered(told), format, out)  # type: ignore[arg-type]
    assert re.search(rf"^\| `{format}` \|", EXPORTED, re.MULTILINE)
    assert all(line in out.getvalue().decode() for line in example.splitlines())


@pytest.mark.parametrize("name", library())
def test_each_query_is_documented(name: str) -> None:
    query = library()[name]
    parameters = ", ".join(f"`{parameter.name}`" for parameter in query.parameters)
    assert f"| `{name}` | {query.question} | {parameters} |" in QUERIES
    lines = [
        f"**`{name}`** {query.note}".strip(),
        "",
        *(
            f"- `{p.name}` ({p.type}, {'required' if p.required else 'optional'}): {p.description}"
            for p in query.parameters
        ),
    ]
    assert "\n".join(lines) in QUERIES


def test_only_the_queries_that_there_are_are_documented() -> None:
    assert re.findall(r"^\| `(\S+)` \|", QUERIES, re.MULTILINE) == list(library())


def test_the_query_in_the_documents_is_one() -> None:
    (written,) = re.findall(r"```sparql\n(.*?)```", QUERIES, re.DOTALL)
    query = parse("written", written)
    assert (query.question, len(query.parameters)) == ("Which organisations are there?", 1)
    assert query.note


def test_the_answer_in_the_readme_is_the_answer(store: str) -> None:
    assert shown("query", "who-signed-what", "--store", store) in README


def test_the_reasons_in_the_readme_are_the_reasons(store: str) -> None:
    assert shown("why", "Region Uppsala", "--store", store) in README


def test_the_sparql_in_the_documents_runs(store: str) -> None:
    fenced = re.findall(r"```sparql\n(.*?)```", GRAPH, re.DOTALL)
    inline = re.findall(r"valley query -q '([^']+)'", README)
    assert fenced
    assert inline
    with vg.open_store(store) as opened:
        for sparql in (*fenced, *inline):
            assert list(opened.query(sparql)), sparql


NEEDED = {
    "known-on": {"date": "2025-01-01"},
    "new-since": {"since": "2025-01-01"},
    "planned-soon": {"from": "2024-01-01", "months": "36"},
    "quotations-by": {"person": "a"},
    "roles-at-date": {"date": "2025-01-01"},
    "sentences-behind": {"entity": "Region Stockholm"},
    "timeline": {"entity": "Region Stockholm"},
}
# What twelve releases do not tell, or should not.
SILENT = {"contradictions", "only-said", "who-commissions-whom", "who-said-about"}


def test_named_queries_have_answers_in_the_examples(store: str) -> None:
    with vg.open_store(store) as opened:
        for name in set(library()) - SILENT - {"behind-claim"}:
            assert list(vg.ask(opened, name, NEEDED.get(name, {}))), name


@pytest.mark.parametrize("kind", SHAPES)
def test_each_fact_and_its_slots_are_documented(kind: str) -> None:
    row = re.search(rf"^\| {kind} \| (.+) \|$", EXTRACTION, re.MULTILINE)
    assert row is not None
    for slot in SHAPES[kind].slots:  # type: ignore[index]
        assert re.search(rf"\b{slot}\b", row[1]), slot


def test_the_terms_in_the_documents_exist() -> None:
    known = {term.value.removeprefix(IV.iri) for term in IV}
    named = set(re.findall(r"\biv:(\w+)", GRAPH + README))
    assert named
    assert named <= known


def test_links_between_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
