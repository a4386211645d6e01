"""What every store must do, run over each of them; and what the embedded one does with its folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from tests.graphs import CAST, WORLD, everything, fact, release, releases, rows
from tests.sparql_server import oxigraph_server
from valleygraph.extract import contract
from valleygraph.extract.errors import InputError, QueryError, StoreError, UsageError
from valleygraph.extract.model import Extraction, Fact
from valleygraph.graph import embedded
from valleygraph.graph.iris import release_iri
from valleygraph.graph.rdf import quads
from valleygraph.graph.stats import stats
from valleygraph.graph.store import Change, Store, add, forget, open_store, settle, triples
from valleygraph.graph.vocab import IV, RDF

STORES = ("embedded", "remote")
ROOT = Path(__file__).parents[1]

AGREED = fact("Agreement", kind="contract", party=("region", "uni"), theme="batteries")
FUNDED = fact("Funding", funder="region", recipient="uni", amount="12.50 EUR")
LIES = fact("Location", subject="lab", place="town")
ONE = release("r1", AGREED, FUNDED, LIES)
OTHER = release("r2", AGREED, fact("PartOf", part="lab", whole="region"))


@pytest.fixture(scope="module", params=STORES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for the module, as opening costs far more than adding; each example empties it first."""
    folder = tmp_path_factory.mktemp("shared")
    if request.param == "embedded":
        with open_store(folder / "store", write=True) as opened:
            yield opened
        return
    with pytest.MonkeyPatch.context() as patch, oxigraph_server() as address:
        patch.setenv("VALLEY_STATE", str(folder))
        with open_store(address, write=True) as opened:
            yield opened


@pytest.fixture
def store(shared: Store) -> Store:
    """A store with nothing in it."""
    return emptied(shared)


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store beside, to compare with."""
    with open_store(tmp_path_factory.mktemp("twin") / "store", write=True) as opened:
        yield opened


def emptied(store: Store) -> Store:
    for kept in store.ledger.releases():
        forget(store, kept.id, settled=False)
    settle(store)
    store.change(remove=list(store.match()), add=[])
    return store


def of(extraction: Extraction) -> set[Quad]:
    return set(quads(extraction))


def afresh(store: Store, *extractions: Extraction) -> set[Quad]:
    """What a store holds that was given these and nothing else, in the order of their ids."""
    emptied(store)
    for extraction in sorted(extractions, key=lambda e: e.document.id):
        add(store, extraction, settled=False)
    settle(store)
    return everything(store)


# --- adding, replacing, forgetting ------------------------------------------------------------------


@settings(max_examples=25)
@given(st.data())
def test_what_a_store_holds_depends_on_its_releases_alone(
    shared: Store, twin: Store, data: st.DataObject
) -> None:
    store, held = emptied(shared), dict[str, Extraction]()
    for _ in range(data.draw(st.integers(1, 6))):
        before = set(store.match())
        id = data.draw(st.sampled_from(("r1", "r2", "r3")))
        if id in held and data.draw(st.booleans()):
            del held[id]
            change = forget(store, id)
        else:
            held[id] = data.draw(releases(id))
            change = add(store, held[id])
        after = set(store.match())
        assert everything(store) == afresh(twin, *held.values())
        assert len(after) - len(before) == change.added - change.removed
        assert bool(change) >= (after != before)


@settings(max_examples=15)
@given(st.tuples(releases("r1"), releases("r2"), releases("r3")), st.permutations(range(3)))
def test_the_order_of_releases_does_not_matter(
    shared: Store, told: tuple[Extraction, ...], order: list[int]
) -> None:
    results = []
    for numbers in (range(3), order):
        store = emptied(shared)
        for number in numbers:
            add(store, told[number])
        results.append(everything(store))
    assert results[0] == results[1]


@settings(max_examples=15)
@given(releases("r1"))
def test_adding_twice_changes_nothing_even_from_a_file(shared: Store, told: Extraction) -> None:
    store = emptied(shared)
    assert add(store, told)
    before = everything(store)
    assert not add(store, told)
    assert not add(store, contract.loads(contract.dumps(told)))
    assert everything(store) == before


def test_forgetting_all_leaves_nothing(store: Store) -> None:
    for extraction in (ONE, OTHER):
        add(store, extraction)
    for id in ("r1", "r2"):
        assert forget(store, id)
    assert everything(store) == set()


def test_replacing_takes_out_what_the_release_no_longer_says(store: Store) -> None:
    add(store, ONE)
    add(store, OTHER)
    add(store, release("r1", LIES, title="corrected"))
    assert everything(store) == of(release("r1", LIES, title="corrected")) | of(OTHER)
    assert not rows(store.query("SELECT * { ?s iv:funds ?o }"))
    assert rows(store.query("SELECT * { ?s iv:partyTo ?o }"))


@pytest.mark.parametrize(
    "weak",
    [
        replace(LIES, modality="negated"),
        replace(LIES, modality="planned"),
        replace(LIES, attributed_to="ann"),
        replace(LIES, confidence=0.49),
    ],
    ids=["negated", "planned", "attributed", "unsure"],
)
def test_a_claim_that_does_not_hold_a_triple_does_not_keep_it(store: Store, weak: Fact) -> None:
    edge = "ASK { ?s iv:locatedIn ?o }"
    add(store, release("r1", LIES))
    add(store, release("r2", weak))
    assert store.query(edge)
    forget(store, "r1")
    assert not store.query(edge)
    assert rows(store.query("SELECT ?claim { GRAPH ?claim { ?s iv:locatedIn ?o } }"))
    assert everything(store) == of(release("r2", weak))


def test_a_second_claim_keeps_what_the_first_one_said(store: Store) -> None:
    add(store, release("r1", AGREED, FUNDED))
    add(store, OTHER)
    forget(store, "r1")
    assert everything(store) == of(OTHER)
    assert len(rows(store.query("SELECT ?party { ?party iv:partyTo ?agreement }"))) == 2


def test_a_change_of_heart_takes_the_triple_out_of_the_world(store: Store) -> None:
    add(store, release("r1", LIES))
    add(store, release("r1", replace(LIES, modality="negated")))
    assert not store.query("ASK { ?s iv:locatedIn ?o }")


def test_forgetting_what_is_not_there_is_wrong_usage(store: Store) -> None:
    add(store, ONE)
    with pytest.raises(UsageError, match="no release 'r9'"):
        forget(store, "r9")
    assert everything(store) == of(ONE)


def test_an_entity_is_no_release_to_forget(store: Store) -> None:
    add(store, ONE)
    with pytest.raises(UsageError):
        forget(store, "")
    assert everything(store) == of(ONE)


def test_a_change_tells_what_it_did(store: Store) -> None:
    first = add(store, ONE)
    size = len(of(ONE)) + 1  # when it came in
    assert first == Change(added=size, removed=0)
    assert first
    assert not add(store, ONE)
    assert first + forget(store, "r1") == Change(added=size, removed=size)


def test_another_version_of_the_software_replaces_its_run(store: Store) -> None:
    add(store, ONE, version="1")
    add(store, ONE, version="2")
    assert everything(store) == set(quads(ONE, version="2"))


# --- a store as such --------------------------------------------------------------------------------


def test_quads_are_matched_by_any_of_their_terms(store: Store) -> None:
    add(store, ONE)
    quad = next(q for q in of(ONE) if q.predicate == IV.locatedIn and q.graph_name == WORLD)
    assert isinstance(quad.object, NamedNode)
    assert list(store.match(None, IV.locatedIn, None, WORLD)) == [quad]
    assert quad in set(store.match(None, None, quad.object))
    assert set(store.match(release_iri("r1"), RDF.type)) == {Quad(release_iri("r1"), RDF.type, IV.Release)}
    assert not list(store.match(None, None, Literal("nobody says this")))
    assert {t for t in triples(store) if t.predicate != IV.ingested} == {
        q.triple for q in of(ONE) if q.graph_name == WORLD
    }


@settings(max_examples=50)
@given(st.text(), st.text())
def test_any_text_can_be_put_in_and_taken_out(shared: Store, text: str, other: str) -> None:
    store = emptied(shared)
    quad = Quad(NamedNode("https://e.x/a"), IV.quote, Literal(text))
    graph = Quad(NamedNode("https://e.x/a"), IV.quote, Literal(other), NamedNode("https://e.x/g"))
    store.change(remove=[], add=[quad])
    store.change(remove=[quad], add=[graph])
    assert everything(store) == {graph}
    store.change(remove=[graph], add=[quad])
    assert everything(store) == {quad}


def test_removing_what_is_not_there_and_adding_what_is_changes_nothing(store: Store) -> None:
    add(store, ONE)
    store.change(remove=of(OTHER) - of(ONE), add=of(ONE))
    assert everything(store) == of(ONE)


def test_the_prefixes_of_the_vocabulary_are_known(store: Store) -> None:
    add(store, ONE)
    (found,) = rows(store.query("SELECT ?label { id:organisation\\/Region_Norrby rdfs:label ?label }"))
    assert found == ("Region Norrby",)


@pytest.mark.parametrize(
    "sparql",
    [
        "",
        "SELECT",
        "SELECT * { ?s ?p }",
        "SELECT * { ?s no:such ?o }",
        "NONSENSE\n\n{",
        "SELECT * { ?s ?p 'x }",
        "\x00",
    ],
)
def test_bad_sparql_is_a_query_error_in_one_line(store: Store, sparql: str) -> None:
    with pytest.raises(QueryError) as caught:
        store.query(sparql)
    assert str(caught.value).startswith("SPARQL: ")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "update",
    [
        "DROP ALL",
        "CLEAR DEFAULT",
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA { iv:a iv:b iv:c }",
        "LOAD <https://example.invalid/>",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
    ],
)
def test_a_query_cannot_change_the_store(store: Store, update: str) -> None:
    add(store, ONE)
    with pytest.raises(QueryError):
        store.query(update)
    assert everything(store) == of(ONE)


# --- all or nothing ---------------------------------------------------------------------------------


def test_a_change_that_fails_leaves_nothing_behind(store: Store) -> None:
    add(store, ONE)
    nameless = Quad(BlankNode(), RDF.type, IV.Claim)  # SPARQL deletes no blank node
    with pytest.raises(StoreError) as caught:
        store.change(remove=[*of(ONE), nameless], add=of(OTHER))
    assert len(str(caught.value).splitlines()) == 1
    assert everything(store) == of(ONE)


def test_a_release_that_fails_leaves_the_old_one(store: Store) -> None:
    add(store, ONE)
    wrong = replace(release("r1", LIES), entities=(replace(CAST["lab"], iri="no iri"), CAST["town"]))
    with pytest.raises(InputError):
        add(store, wrong)
    assert everything(store) == of(ONE)


# --- the embedded store and its folder --------------------------------------------------------------


def run(script: str, *arguments: object, cwd: Path = ROOT) -> str:
    """What a process of its own prints."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout


TRY_TO_OPEN = """
import sys
from valleygraph.extract.errors import ValleyError
from valleygraph.graph.store import open_store
try:
    with open_store(sys.argv[1], write=sys.argv[2] == "write") as store:
        print(len(set(store.match())))
except ValleyError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a store that holds one release."""
    with open_store(tmp_path / "store", write=True) as store:
        add(store, ONE)
    return tmp_path / "store"


def test_what_was_added_is_there_the_next_time(folder: Path) -> None:
    for write in (False, True, False):
        with open_store(folder, write=write) as store:
            assert everything(store) == of(ONE)
            assert write is False or not add(store, ONE)


def test_a_closed_store_keeps_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LOGS", 0)
    with open_store(tmp_path / "store", write=True) as store:
        add(store, ONE)
    assert sum(path.stat().st_size for path in (tmp_path / "store" / "quads").glob("*.log")) == 0
    with open_store(tmp_path / "store") as store:
        assert everything(store) == of(ONE)


def test_a_location_may_be_text(folder: Path) -> None:
    with open_store(str(folder)) as store:
        assert everything(store) == of(ONE)


def test_a_store_can_be_closed_twice(folder: Path) -> None:
    with open_store(folder, write=True) as store:
        store.close()
        with open_store(folder, write=True) as other:
            assert everything(other) == of(ONE)


def test_folders_are_made_on_the_way(tmp_path: Path) -> None:
    with open_store(tmp_path / "a" / "b å", write=True) as store:
        add(store, ONE)
    with open_store(tmp_path / "a" / "b å") as store:
        assert everything(store) == of(ONE)


@pytest.mark.parametrize("mode", ["write", "read"])
def test_beside_a_writer_there_is_nobody(folder: Path, mode: str) -> None:
    with open_store(folder, write=True):
        assert run(TRY_TO_OPEN, folder, mode).startswith("StoreError ")
        with pytest.raises(StoreError, match="in use by another process"):
            open_store(folder, write=mode == "write")
    assert run(TRY_TO_OPEN, folder, mode) == f"{len(of(ONE)) + 1}\n"


def test_of_those_who_make_a_store_at_once_each_has_it_or_is_told_so(tmp_path: Path) -> None:
    command = [sys.executable, "-c", TRY_TO_OPEN, str(tmp_path / "store"), "write"]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate()[0] for process in started]
    assert "0\n" in said
    assert all(words == "0\n" or "in use by another process" in words for words in said)


def test_beside_a_reader_there_are_readers_only(folder: Path) -> None:
    with open_store(folder) as one, open_store(folder) as other:
        assert run(TRY_TO_OPEN, folder, "read") == f"{len(of(ONE)) + 1}\n"
        assert run(TRY_TO_OPEN, folder, "write").startswith("StoreError ")
        assert everything(one) == everything(other) == of(ONE)


def test_a_reader_cannot_write(folder: Path) -> None:
    with open_store(folder) as store:
        with pytest.raises(StoreError, match="cannot"):
            add(store, OTHER)
        with pytest.raises(StoreError, match="cannot"):
            forget(store, "r1")
        assert everything(store) == of(ONE)


def test_there_is_nothing_to_read_where_there_is_no_store(tmp_path: Path) -> None:
    for place in (tmp_path / "none", tmp_path):
        with pytest.raises(UsageError, match="no store there"):
            open_store(place)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    for write in (True, False):
        with pytest.raises(UsageError):
            open_store(tmp_path, write=write)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert (tmp_path / "thesis.txt").read_text() == "mine"


@pytest.mark.parametrize("mark", ["valleygraph store 1\n", "something else", "\xff\xfe"])
def test_a_store_of_another_format_is_not_opened(folder: Path, mark: str) -> None:
    (folder / "store").write_text(mark, "latin-1")
    for write in (True, False, True):
        with pytest.raises(UsageError, match="another version"):
            open_store(folder, write=write)
    assert (folder / "store").read_text("latin-1") == mark


def test_a_store_that_was_never_finished_becomes_one(tmp_path: Path) -> None:
    (tmp_path / "store").touch()
    with open_store(tmp_path, write=True) as store:
        add(store, ONE)
    with open_store(tmp_path) as store:
        assert everything(store) == of(ONE)


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "store"):
        with pytest.raises(StoreError, match="cannot make a store there"):
            open_store(place, write=True)
        with pytest.raises(UsageError, match="no store there"):
            open_store(place)


def test_a_damaged_store_is_a_store_error_in_one_line(folder: Path) -> None:
    for path in (folder / "quads").glob("MANIFEST*"):
        path.write_bytes(b"damaged")
    for write in (True, False, True):
        with pytest.raises(StoreError, match="cannot open the store") as caught:
            open_store(folder, write=write)
        assert len(str(caught.value).splitlines()) == 1


WITHOUT_RIGHTS = f"""
import os
import fcntl
import valleygraph.graph.embedded
import valleygraph.graph.store
from valleygraph.graph.reference import open_references
open_references().close()  # what this imports, another user may not be able to
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
{TRY_TO_OPEN}
"""


def test_a_read_only_folder_can_be_read() -> None:
    with TemporaryDirectory() as above:  # not tmp_path, which nobody but its owner may enter
        folder = Path(above) / "store"
        with open_store(folder, write=True) as store:
            add(store, ONE)
        for path in (*folder.rglob("*"), folder, Path(above)):
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            assert run(WITHOUT_RIGHTS, folder, "read") == f"{len(of(ONE)) + 1}\n"
            assert run(WITHOUT_RIGHTS, folder, "write").startswith(f"StoreError {folder}: cannot lock")
            assert run(WITHOUT_RIGHTS, f"{folder}2", "write").startswith(f"StoreError {folder}2: cannot make")
        finally:
            for path in (Path(above), folder, *folder.rglob("*")):
                path.chmod(0o755)


# --- what can happen to a process -------------------------------------------------------------------

ADD_MANY = """
import sys
from tests.test_store import numbered
from valleygraph.extract.errors import ValleyError
from valleygraph.graph.store import add, open_store
folder, limit = sys.argv[1:]
if limit != "none":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    with open_store(folder, write=True) as store:
        for number in range(10_000):
            add(store, numbered(number))
            print(number, flush=True)
except ValleyError as error:
    print(type(error).__name__, error)
"""
CYCLE = 20


def numbered(number: int) -> Extraction:
    """The 20 releases of an endless night, each replaced by a next version of itself in turn."""
    id, version = f"r{number % CYCLE}", str(number // CYCLE)
    told = (AGREED, fact("Targeting", initiative="valley", theme=f"theme {number}"), LIES)
    return release(id, *told[number % 2 :], title=version)


def whole_releases(folder: Path) -> int:
    """How many were added to the store, after seeing that each is there whole and nothing else is."""
    with open_store(folder, write=True) as store, TemporaryDirectory() as beside:
        settle(store)
        titles = rows(
            store.query(
                "SELECT ?id ?title { ?r a iv:Release ; dcterms:identifier ?id ; dcterms:title ?title }"
            )
        )
        numbers = [int(version or "") * CYCLE + int((id or "")[1:]) for id, version in titles]
        with open_store(Path(beside) / "store", write=True) as twin:
            assert everything(store) == afresh(twin, *(numbered(number) for number in numbers))
    count = max(numbers, default=-1) + 1
    assert sorted(numbers) == list(range(max(0, count - CYCLE), count))
    return count


@pytest.mark.parametrize("killed_after", [0, 7, 50])
def test_a_kill_leaves_whole_releases_only(tmp_path: Path, killed_after: int) -> None:
    command = [sys.executable, "-c", ADD_MANY, str(tmp_path / "store"), "none"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == killed_after:
                process.send_signal(signal.SIGKILL)
                break
        last = [killed_after, *map(int, process.stdout)][-1]
    assert process.returncode == -signal.SIGKILL
    assert whole_releases(tmp_path / "store") in (last + 1, last + 2)  # one may be in, but not yet told
    with open_store(tmp_path / "store", write=True) as store:
        add(store, ONE)


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are those of POSIX")
def test_a_full_disk_is_a_store_error_and_leaves_whole_releases_only(tmp_path: Path) -> None:
    *told, last = run(ADD_MANY, tmp_path / "store", 6_000_000).splitlines()
    assert last.startswith("StoreError cannot")
    assert len(told) > CYCLE
    assert whole_releases(tmp_path / "store") - len(told) in (0, 1)  # one may be in, but not yet told


# --- counting ---------------------------------------------------------------------------------------


def test_stats_count_what_is_there(store: Store) -> None:
    add(store, ONE)
    add(store, release("r2", replace(AGREED, modality="planned"), language=None))
    counted = dict(stats(store))
    assert counted["releases"] == 2
    assert (counted["releases in en"], counted["releases in unknown"]) == (1, 1)
    assert (counted["people"], counted["organisations"], counted["places"]) == (0, 3, 1)
    assert counted["claims"] == 4
    assert counted["Agreement, done"] == counted["Agreement, planned"] == 1
    assert counted["mentions"] == sum(len(e.mentions) for e in ONE.entities) + 2
    held = list(store.match())
    in_world = sum(quad.graph_name == WORLD for quad in held)
    assert counted["triples in the default graph"] == in_world
    assert counted["triples in named graphs"] == len(held) - in_world


def test_an_empty_store_has_nothing_to_count(store: Store) -> None:
    assert {number for _, number in stats(store)} == {0}
