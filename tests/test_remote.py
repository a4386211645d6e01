"""The store on a SPARQL server: where updates go, what is told when something is wrong, who may write."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, QueryBoolean, QueryTriples

from tests.graphs import everything, fact, release
from tests.served import TOKEN as SERVED_TOKEN
from tests.served import serving
from tests.sparql_server import TOKEN, sparql_server
from valleygraph.cli import main
from valleygraph.extract import contract
from valleygraph.extract.errors import QueryError, StoreError, UsageError
from valleygraph.graph.rdf import WORLD, quads
from valleygraph.graph.store import add, forget, open_store, settle

ONE = release("r1", fact("Agreement", kind="contract", party=("region", "uni"), theme="batteries"))
OTHER = release("r2", fact("Location", subject="lab", place="town"))


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty server for who has the token, and a folder for what stays on this computer."""
    monkeypatch.setenv("VALLEY_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("VALLEY_TOKEN", TOKEN)
    with sparql_server() as found:
        yield found


def test_what_is_added_can_be_read_by_whoever_has_the_address(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(address, write=True) as store:
        assert add(store, ONE)
        assert not add(store, ONE)
    monkeypatch.setenv("VALLEY_STATE", str(tmp_path / "another computer"))
    monkeypatch.delenv("VALLEY_TOKEN")
    with open_store(address) as store:
        assert everything(store) == set(quads(ONE))
        with pytest.raises(StoreError, match="cannot"):
            add(store, OTHER)
    assert not (tmp_path / "another computer").exists()


def test_every_kind_of_query_is_answered(address: str) -> None:
    with open_store(address, write=True) as store:
        add(store, ONE)
        asked = store.query("ASK { ?release a iv:Release }")
        assert isinstance(asked, QueryBoolean)
        assert asked
        told = store.query("CONSTRUCT WHERE { ?release a iv:Release }")
        assert isinstance(told, QueryTriples)
        assert len(list(told)) == 1
        with pytest.raises(QueryError):
            store.query("SELECT nonsense")


def test_patterns_of_every_form_find_the_quads_that_fit(address: str) -> None:
    with open_store(address, write=True) as store:
        add(store, ONE)
        held = set(store.match())
        assert len(held) > len(quads(ONE))  # when it came in
        for quad in sorted(held, key=str)[::7]:
            terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
            for mask in range(16):
                pattern = tuple(term if mask >> n & 1 else None for n, term in enumerate(terms))
                fits = {
                    q
                    for q in held
                    if all(
                        p is None or p == t
                        for p, t in zip(
                            pattern, (q.subject, q.predicate, q.object, q.graph_name), strict=True
                        )
                    )
                }
                assert set(store.match(*pattern)) == fits  # type: ignore[arg-type]


def test_who_has_no_token_cannot_write_and_is_told_what_to_do(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VALLEY_TOKEN")
    with pytest.raises(StoreError, match=r"VALLEY_UPDATE .* VALLEY_TOKEN"):
        open_store(address, write=True)


def test_the_address_for_updates_can_be_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALLEY_UPDATE", address.replace("/query", "/nowhere"))
    with pytest.raises(StoreError, match="404"):
        open_store(address, write=True)
    monkeypatch.setenv("VALLEY_UPDATE", address.replace("/query", "/update"))
    with open_store(address, write=True) as store:
        assert add(store, ONE)


def test_a_graph_whose_ledger_is_elsewhere_is_not_written_to(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(address, write=True) as store:
        add(store, ONE)
    monkeypatch.setenv("VALLEY_STATE", str(tmp_path / "another computer"))
    with pytest.raises(StoreError, match="ledger is not on this computer"):
        open_store(address, write=True)


def test_one_writer_at_a_time(address: str) -> None:
    with open_store(address, write=True), pytest.raises(StoreError, match="in use"):
        open_store(address, write=True)
    with open_store(address, write=True) as store:
        assert add(store, ONE)


def test_what_failed_on_the_way_is_finished_the_next_time(address: str) -> None:
    with open_store(address, write=True) as store:
        add(store, ONE)
        store.ledger.set_status("r1", "pending")
        store.change(remove=list(store.match()), add=[])
        assert everything(store) == set()
    with open_store(address, write=True) as store:
        assert everything(store) == set(quads(ONE))


def test_nobody_there_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://user:secret@127.0.0.1:{unused.getsockname()[1]}/query"
        monkeypatch.setenv("VALLEY_STATE", str(tmp_path))
        result = CliRunner().invoke(main, ["stats", "--store", address])
    assert result.exit_code == 1
    assert result.stderr.startswith("valley: http://127.0.0.1:")
    assert "no answer" in result.stderr
    assert "secret" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("location", ["s3://bucket/store", "ftp://example.org/x", "file:///tmp/x"])
def test_other_addresses_are_no_stores(location: str) -> None:
    for write in (True, False):
        with pytest.raises(UsageError, match="folder, or the http address"):
            open_store(location, write=write)


def test_our_own_server_is_a_store_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "served"
    open_store(folder, write=True).close()
    monkeypatch.setenv("VALLEY_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("VALLEY_TOKEN", SERVED_TOKEN)
    with (
        serving(folder, "--token", SERVED_TOKEN) as server,
        open_store(server.endpoint, write=True) as store,
    ):
        for told in (ONE, OTHER):
            add(store, told, settled=False)
        settle(store)
        forget(store, "r2")
        assert everything(store) == set(quads(ONE))
        assert set(store.match(None, NamedNode("urn:none"), None, WORLD)) == set()


def test_the_commands_take_an_address(address: str, tmp_path: Path) -> None:
    file = tmp_path / "told.jsonl"
    file.write_text(f"{contract.dumps(ONE)}\n", "utf-8")
    run = CliRunner().invoke
    assert run(main, ["add", str(file), "--store", address]).exit_code == 0
    asked = run(main, ["query", "who-signed-what", "--format", "csv", "--store", address])
    assert asked.exit_code == 0
    assert len(asked.stdout.splitlines()) == 2
    assert run(main, ["forget", "r1", "--store", address]).exit_code == 0
    with open_store(address) as store:
        assert everything(store) == set()
