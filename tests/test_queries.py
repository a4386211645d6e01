from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, serialize

from tests.graphs import everything, fact, release, rows
from valleygraph.extract.errors import QueryError, UsageError
from valleygraph.extract.model import Entity
from valleygraph.graph import queries
from valleygraph.graph.iris import named
from valleygraph.graph.queries import NamedQuery, Parameter, ask, library, parse
from valleygraph.graph.store import Store, add, open_store
from valleygraph.graph.vocab import PREFIXES

PROUD = '"We are proud of the batteries," said Ann Lee.'
EARLY = '"It is early," said Bo Ek.'
FIRST = release(
    "r1",
    fact(
        "Agreement",
        kind="letter of intent",
        party=("region", "uni"),
        date="2024-06-14",
        place="town",
        theme="batteries",
    ),
    fact("RoleHolding", person="ann", role="director", organisation="region", sentence="Ann Lee leads."),
    fact(
        "Designation",
        subject="town",
        designation="valley",
        theme="batteries",
        authority="region",
        date="2024",
    ),
    fact("Designation", subject="land", designation="Green Land", modality="negated"),
    fact("Event", kind="meeting", date="2024-06-14", place="town"),
    fact("Statement", speaker="ann", text="We are proud", sentence=PROUD),
)
SECOND = release(
    "r2",
    fact("RoleHolding", person="ann", role="director", organisation="region", sentence="She leads."),
    fact("RoleHolding", person="bo", role="chair", modality="planned"),
    fact("RoleHolding", person="ann", role="honorary consul", organisation="land", sentence="A consul."),
    fact("RoleHolding", person="bo", role="chair", organisation="uni", attributed_to="ann"),
    fact("Agreement", agreement="pact", party="lab", modality="planned"),
    fact("Agreement", kind="contract", party="uni", confidence=0.2),
    fact("Designation", subject="land", designation="Regional Valley", theme="life science"),
    fact(
        "Event", event="fair", date="2025-05-06", place="land", modality="planned", sentence="A fair follows."
    ),
    fact(
        "Event",
        kind="seminar",
        date="2024-09/2024-11",
        place="town",
        modality="planned",
        sentence="In autumn.",
    ),
    fact("Event", kind="visit", modality="planned", organiser="uni", sentence="A visit is planned."),
    fact("Statement", speaker="bo", text="It is early", sentence=EARLY),
    published="2024-07-01",
)
ANSWERS: dict[str, list[tuple[str | None, ...]]] = {
    "who-signed-what": [
        (
            "letter of intent",
            "Norrby University · Region Norrby",
            "done",
            "2024-06-14",
            "Norrby",
            "batteries",
        ),
        ("Norrby Pact", "Batterilabbet", "planned", None, None, None),
    ],
    "who-holds-which-role": [
        ("Bo Ek", "chair", None, "planned", "2024-07-01"),
        ("Ann Lee", "honorary consul", "Nordland", "done", "2024-07-01"),
        ("Ann Lee", "director", "Region Norrby", "done", "2024-07-01"),
    ],
    "designations-by-theme": [
        ("batteries", "Norrby", "Green Valley", "Region Norrby", "2024", "done"),
        ("life science", "Nordland", "Regional Valley", None, None, "done"),
    ],
    "planned-events": [
        ("visit", None, None, None, "A visit is planned.", "r2"),
        ("seminar", "2024-09/2024-11", "Norrby", None, "In autumn.", "r2"),
        ("Norrby Fair", "2025-05-06", "Nordland", None, "A fair follows.", "r2"),
    ],
    "who-said-what": [
        ("Ann Lee", PROUD, "r1", "2024-06-14"),
        ("Bo Ek", EARLY, "r2", "2024-07-01"),
    ],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("queries") / "store", write=True) as opened:
        add(opened, FIRST)
        add(opened, SECOND)
        yield opened


def asked(store: Store, name: str, **parameters: str) -> list[tuple[str | None, ...]]:
    return [tuple(map(ordered, row)) for row in rows(ask(store, name, parameters))]


def ordered(cell: str | None) -> str | None:
    """A list in an order of its own, which GROUP_CONCAT has not; an empty one is none."""
    return " · ".join(sorted((cell or "").split(" · "))) or None


# --- the files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", library().values(), ids=lambda query: query.name)
def test_a_query_tells_its_question_and_names_its_parameters(query: NamedQuery) -> None:
    assert query.question.endswith("?")
    head = [line for line in query.sparql.splitlines() if line.startswith("#")]
    assert len(head) == 1 + len(query.parameters) + bool(query.note)
    bound = re.findall(r"VALUES \(([^)]*)\) \{ \(([^)]*)\) \}", query.sparql)
    variables = [variable for names, _ in bound for variable in names.split()]
    assert set(variables) == {f"$param_{parameter.name}" for parameter in query.parameters}
    assert [word for _, values in bound for word in values.split()] == ["UNDEF"] * len(variables)


def test_the_library_is_in_alphabetical_order() -> None:
    assert list(library()) == sorted(library())


@pytest.mark.parametrize("name", ANSWERS)
def test_a_query_runs_as_it_stands(store: Store, name: str) -> None:
    found = [tuple(map(ordered, row)) for row in rows(store.query(library()[name].sparql))]
    assert found == ANSWERS[name]


@pytest.mark.parametrize("name", ANSWERS)
def test_another_implementation_of_sparql_gives_the_same_answer(store: Store, name: str) -> None:
    written = serialize(everything(store), format=RdfFormat.N_QUADS)
    graph = rdflib.Dataset().parse(data=written, format="nquads")
    answer = graph.query(library()[name].sparql, initNs=PREFIXES)
    found = [tuple(ordered(None if term is None else str(term)) for term in row) for row in answer]  # type: ignore[union-attr]
    assert Counter(found) == Counter(ANSWERS[name])


def test_a_file_without_a_question_is_no_query() -> None:
    with pytest.raises(QueryError, match="no line '# question: …'"):
        parse("x", "SELECT * { ?s ?p ?o }")


def test_a_head_is_read() -> None:
    head = (
        "question: What?",
        "param: day date required A day",
        "param: n integer optional How many",
        "note: So.",
    )
    text = "".join(f"# {line}\n" for line in head) + "ASK {}"
    assert parse("x", text) == NamedQuery(
        "x",
        "What?",
        (Parameter("day", "date", True, "A day"), Parameter("n", "integer", False, "How many")),
        text,
        "So.",
    )


# --- the answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer(store: Store, name: str) -> None:
    assert asked(store, name) == ANSWERS[name]


@pytest.mark.parametrize(
    ("name", "parameters", "kept"),
    [
        ("who-signed-what", {"party": "norrby UNIV"}, [0]),
        ("who-signed-what", {"party": "B"}, [0, 1]),
        ("who-signed-what", {"status": "planned"}, [1]),
        ("who-signed-what", {"status": "done", "party": "Batterilabbet"}, []),
        ("who-holds-which-role", {"person": "ann"}, [1, 2]),
        ("who-holds-which-role", {"organisation": "nordland"}, [1]),
        ("who-holds-which-role", {"role": "Chair"}, [0]),
        ("who-holds-which-role", {"organisation": "region"}, [2]),
        ("who-holds-which-role", {"organisation": "university"}, []),
        ("designations-by-theme", {"theme": "LIFE"}, [1]),
        ("designations-by-theme", {"designation": "green"}, [0]),
        ("planned-events", {"after": "2024-11-30"}, [1, 2]),
        ("planned-events", {"after": "2024-12-01"}, [2]),
        ("planned-events", {"after": "2025-05-07"}, []),
        ("planned-events", {"place": "norr"}, [1]),
        ("planned-events", {"place": "nord", "after": "2025-05-06"}, [2]),
        ("who-said-what", {"speaker": "ek"}, [1]),
        ("who-said-what", {"about": "Batteries"}, [0]),
    ],
)
def test_a_parameter_keeps_what_it_fits(
    store: Store, name: str, parameters: dict[str, str], kept: list[int]
) -> None:
    assert asked(store, name, **parameters) == [ANSWERS[name][number] for number in kept]


@pytest.mark.parametrize("entity", ["Ann Lee", named("id/person", "Ann Lee").value])
def test_the_sentences_behind_an_entity(store: Store, entity: str) -> None:
    found = asked(store, "sentences-behind", entity=entity)
    assert [row[:6] for row in found] == [
        ("RoleHolding", "done", "Ann Lee leads.", None, "r1", "2024-06-14"),
        ("Statement", "done", PROUD, None, "r1", "2024-06-14"),
        ("RoleHolding", "done", "She leads.", None, "r2", "2024-07-01"),
        ("RoleHolding", "done", "A consul.", None, "r2", "2024-07-01"),
    ]
    texts = {extraction.document.id: extraction.document.text for extraction in (FIRST, SECOND)}
    for _, _, sentence, _, id, _, start, end in found:
        assert texts[id or ""][int(start or "") : int(end or "")] == sentence


def test_the_sentences_behind_tell_who_said_so_and_what_is_denied(store: Store) -> None:
    by_bo = asked(store, "sentences-behind", entity="Bo Ek")
    assert {(row[0], row[1], row[3]) for row in by_bo} == {
        ("RoleHolding", "planned", None),
        ("RoleHolding", "done", "Ann Lee"),
        ("Statement", "done", None),
    }
    assert ("Designation", "negated") in {
        row[:2] for row in asked(store, "sentences-behind", entity="Nordland")
    }


def test_an_entity_by_another_of_its_names(store: Store) -> None:
    assert asked(store, "sentences-behind", entity="RN") == asked(
        store, "sentences-behind", entity="Region Norrby"
    )


# --- parameters -------------------------------------------------------------------------------------


def test_an_unknown_query_is_wrong_usage_that_lists_those_there_are(store: Store) -> None:
    with pytest.raises(UsageError, match="no query 'who'; these are: awaiting-review, behind-claim"):
        ask(store, "who")


def test_an_unknown_parameter_is_named_with_those_that_there_are(store: Store) -> None:
    with pytest.raises(QueryError, match="has no parameter 'partei'; it takes: party, status, place"):
        ask(store, "who-signed-what", {"partei": "x"})


def test_a_required_parameter_is_asked_for(store: Store) -> None:
    with pytest.raises(QueryError, match="needs the parameter entity"):
        ask(store, "sentences-behind")


@pytest.mark.parametrize(
    "day",
    [
        "",
        "2024",
        "2024-06",
        "2024-06-31",
        "14/6 2024",
        "2024-06-14 ",
        "2024-06-14/2024-06-15",
        "２０２４-06-14",
    ],
)
def test_a_wrong_date_is_a_query_error(store: Store, day: str) -> None:
    with pytest.raises(QueryError, match="is not a day like 2024-06-14"):
        ask(store, "planned-events", {"after": day})


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library with parameters of the types, whatever the queries of ours have."""
    text = """# question: What is it?
# param: n integer optional A number
# param: thing iri optional A thing
# param: part decimal optional A part
SELECT ?n ?thing ?part {
  VALUES ($param_n $param_thing $param_part) { (UNDEF UNDEF UNDEF) }
  BIND($param_n + 1 AS ?n)
  BIND($param_part * 2 AS ?part)
  BIND($param_thing AS ?thing)
}
"""
    monkeypatch.setattr(queries, "library", lambda: {"typed": parse("typed", text)})


@pytest.mark.usefixtures("typed")
def test_numbers_and_iris_are_terms(store: Store) -> None:
    assert asked(store, "typed", n="41", thing="https://e.x/å") == [("42", "https://e.x/å", None)]
    assert asked(store, "typed", n="-1", part="0.25") == [("0", None, "0.5")]


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("number", ["", "-", "1.5", "--1", "+1", "1 ", "one", "1e3", "\u0661", "²"])
def test_a_wrong_number_is_a_query_error(store: Store, number: str) -> None:
    with pytest.raises(QueryError, match="is not a whole number"):
        ask(store, "typed", {"n": number})


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("part", ["", ".5", "1.", "1,5", "1e3", "half", "0.5 ", "\u0661"])
def test_a_wrong_decimal_is_a_query_error(store: Store, part: str) -> None:
    with pytest.raises(QueryError, match=r"is not a number like 0\.75"):
        ask(store, "typed", {"part": part})


@pytest.mark.usefixtures("typed")
@pytest.mark.parametrize("iri", ["", "Ann Lee", "https://e.x/a b", "https://e.x/> } DROP ALL #", "a/b"])
def test_a_wrong_iri_is_a_query_error(store: Store, iri: str) -> None:
    with pytest.raises(QueryError, match="is not an IRI"):
        ask(store, "typed", {"thing": iri})


def test_half_a_character_is_a_query_error(store: Store) -> None:
    with pytest.raises(QueryError, match="is not text"):
        ask(store, "who-said-what", {"about": "\udcff"})


# --- a parameter is data ----------------------------------------------------------------------------


@given(st.text())
@example('") } DROP ALL #')
@example('"')
@example("\\")
@example('\\" UNDEF')
@example("\n\r\t\u2028")
@example("UNDEF")
@example("$param_speaker")
@example("\\1 \\g<0>")
@example('"We are\x00')
@example("WE ARE PROUD OF")
def test_any_text_is_looked_for_as_it_is(store: Store, text: str) -> None:
    before = everything(store)
    fitting = [row for row in ANSWERS["who-said-what"] if text.lower() in (row[1] or "").lower()]
    assert asked(store, "who-said-what", about=text) == fitting
    assert everything(store) == before


def test_a_name_of_any_kind_is_found(tmp_path: Path) -> None:
    names = ('A "B" \\ C', "x') } #", "{0} {name}", "$param_party", "a\\nb", "\u202eab", "\U0001f600", "\\")
    with open_store(tmp_path / "store", write=True) as store:
        for name in names:
            odd = {"odd": Entity("odd", "Organisation", (name,))}
            add(store, release(name, fact("Agreement", party="odd"), cast=odd))
        for name in names:
            assert name in [row[1] for row in asked(store, "who-signed-what", party=name)]
            assert [row[4] for row in asked(store, "sentences-behind", entity=name)] == [name]


def test_a_parameter_of_one_question_is_not_one_of_the_next(store: Store) -> None:
    assert asked(store, "who-signed-what", party="nobody") == []
    assert asked(store, "who-signed-what") == ANSWERS["who-signed-what"]
