"""The architecture, kept by tests: what imports what, what is public, where things lie."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import valleygraph as vg

ROOT = Path(__file__).parents[1]
TRAINING = ROOT / "extract" / "training"
EXTRACT = sorted(path for path in (ROOT / "extract").rglob("*.py") if TRAINING not in path.parents)
GRAPH = sorted((ROOT / "graph").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The modules of ours that a file imports, from the package's root: extract.model, graph.store."""
    package = path.relative_to(ROOT).parent.parts
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            found |= {module} if node.module else {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {module.removeprefix("valleygraph.") for module in found}


@pytest.mark.parametrize("path", EXTRACT, ids=str)
def test_extract_never_imports_graph(path: Path) -> None:
    assert not {module for module in imported(path) if module.split(".")[0] in ("graph", "cli")}


@pytest.mark.parametrize("path", GRAPH, ids=str)
def test_graph_imports_only_model_and_errors_of_extract(path: Path) -> None:
    ours = {module for module in imported(path) if module.split(".")[0] in ("extract", "cli")}
    assert ours <= {"extract.model", "extract.errors"}


def test_model_imports_nothing_of_ours() -> None:
    assert not {m for m in imported(ROOT / "extract" / "model.py") if m.split(".")[0] in ("extract", "graph")}


def test_the_rule_would_notice() -> None:
    assert "extract.model" in imported(ROOT / "graph" / "rdf.py")
    assert "extract.link" in imported(ROOT / "extract" / "pipeline.py")


@pytest.mark.parametrize("path", [*EXTRACT, *GRAPH], ids=str)
def test_only_the_command_line_prints(path: Path) -> None:
    calls = (node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    assert "print" not in {call.id for call in calls if isinstance(call, ast.Name)}


@pytest.mark.parametrize("name", vg.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(vg, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        vg.nothing_of_the_kind  # noqa: B018


@pytest.mark.parametrize("name", ["cli.py", "extract", "graph", "ontology.ttl", "queries"])
def test_the_package_links_to_the_top_level(name: str) -> None:
    link = ROOT / "valleygraph" / name
    assert link.resolve() == (ROOT / name).resolve()
    assert not link.readlink().is_absolute()


def test_there_is_no_second_root() -> None:
    assert not (ROOT / "__init__.py").exists()
    assert (ROOT / "valleygraph" / "py.typed").exists()
