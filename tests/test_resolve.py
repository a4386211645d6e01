"""The same across releases: rules, people's decisions, near duplicates, support; whatever the order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from tests.graphs import everything, rows
from valleygraph.extract.model import Entity, EntityType, Extraction, Fact, Link, Release, Span
from valleygraph.graph import review
from valleygraph.graph.identity import decide
from valleygraph.graph.store import Store, add, forget, open_store, settle

ORG, PERSON, INI = "Organisation", "Person", "Initiative"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", write=True) as opened:
        yield opened


def told(
    id: str,
    *entities: tuple[EntityType, tuple[str, ...]],
    roles: dict[int, tuple[str, int | None]] | None = None,
    text: str = "A sentence.",
    published: str = "2024-06-14",
    sure: float = 0.9,
) -> Extraction:
    """A release of entities by type and names; `roles` give a person by number its post and body."""
    cast = tuple(
        Entity(f"e{n}", kind, names, (Span(0, 1, text[:1]),)) for n, (kind, names) in enumerate(entities)
    )
    facts = tuple(
        Fact(
            "RoleHolding",
            {"person": (f"e{person}",), "role": (role,)}
            | ({} if at is None else {"organisation": (f"e{at}",)}),
            confidence=sure,
            evidence=(Span(0, len(text), text),),
        )
        for person, (role, at) in (roles or {}).items()
    )
    return Extraction(Release(id, text, published=published), cast, facts)


def people(store: Store) -> set[str]:
    return {name or "" for (name,) in rows(store.query("SELECT ?n { ?x a foaf:Person ; rdfs:label ?n }"))}


def bodies(store: Store) -> set[str]:
    return {
        name or "" for (name,) in rows(store.query("SELECT ?n { ?x a org:Organization ; rdfs:label ?n }"))
    }


def initiatives(store: Store) -> set[str]:
    return {name or "" for (name,) in rows(store.query("SELECT ?n { ?x a iv:Initiative ; rdfs:label ?n }"))}


# --- bodies -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Alva Teknik AB",), ("Alva Teknik",), {"Alva Teknik AB"}),
        (("Stati Generali dell'Acqua",), ("STATI GENERALI DELL’ACQUA",), 1),
        (("University of Nordby",), ("Nordby University",), {"University of Nordby"}),
        (("Norra energialliansen", "NEAL"), ("NEAL",), {"Norra energialliansen"}),
        (("Nordby innovationskontor", "Nordby Innovation Office"), ("Nordby Innovation Office",), 1),
        (("Nordby Lab", "NLA"), ("NLA",), {"Nordby Lab"}),
        (("Nordby universitet",), ("Nordbys universitet",), 1),
        (("Nordby Innovation",), ("Nordby Innovations",), {"Nordby Innovation"}),
        (("Innovationförmedlande rådet",), ("Innovationsförmedlande rådet",), 1),
        # what is no reason
        (("Alva Teknik AB",), ("Alva Teknik GmbH",), 2),
        (("Nordby Lab", "NLX"), ("NLX",), 2),  # three letters that are not those of the name
        (("Nordby Lab", "NL"), ("NL",), 2),  # two letters mean too much
        (("Statens innovationsstyrelse", "SiS"), ("SIS",), 2),
        (("NEAL-projektet", "NEAL"), ("NEAL",), 2),
        (("Utredningen En",), ("utredningen",), 2),
        (("Svenskt Näringsliv",), ("svenska näringslivet",), 2),
        (("Nordby University",), ("Norrby University",), 2),
        (("Region Nordby",), ("Region Nordby Innovation",), 2),
    ],
)
def test_two_names_of_bodies(
    store: Store, one: tuple[str, ...], other: tuple[str, ...], expected: set[str] | int
) -> None:
    add(store, told("r1", (ORG, one)))
    add(store, told("r2", (ORG, other)))
    found = bodies(store)
    assert found == expected if isinstance(expected, set) else len(found) == expected


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ("nationell batteristrategi", "nationella batteristrategin", 1),
        ("Batteristrategi 2.0", "Batteristrategin 2.0", 1),
        ("Batteristrategi 2.0", "Batteristrategin 3.0", 2),
        ("nationell strategi", "nationella strategin", 2),
        ("förordning om batterier", "förordningen om batterier", 2),  # the one may be a new one
        ("batteriförordning", "batteriförordningen", 2),
        ("lagen (2031:12) om batterier (SFS 2032:7)", "Lagen om batterier", 1),
        ("lagen (2031:12) om batterier", "lag (2031:12) om batterier och bränsleceller", 1),
        ("lagen (2031:12) om batterier", "lagen (2031:13) om batterier", 2),
        ("förordning (2031:12) om batterier", "förordningen om batterier", 1),
        ("förordningen (2031:12) om batterier", "förordning om batterier", 2),  # which may be a new one
        ("förordning (2031:12) om ändring i avfallslagen", "förordning om ändring i avfallslagen", 2),
        ("Regulation (EU) 2031/12 on batteries", "förordning (EU) 2031/12", 1),
        ("Regulation (EU) 2031/12 on batteries", "Directive (EU) 2031/12", 2),
        ("Regulation (EU) 2031/12 on batteries", "repeal of Regulation (EU) 2031/12", 2),
    ],
)
def test_two_names_of_initiatives(store: Store, one: str, other: str, number: int) -> None:
    add(store, told("r1", (INI, (one,))))
    add(store, told("r2", (INI, (other,))))
    assert len(initiatives(store)) == number


def test_a_name_without_a_number_is_none_of_two_acts(store: Store) -> None:
    for id, name in (("r1", "lagen (2031:12) om batterier"), ("r2", "lagen om batterier")):
        add(store, told(id, (INI, (name,))))
    assert len(initiatives(store)) == 1
    add(store, told("r3", (INI, ("lagen (2033:5) om batterier",))))
    assert len(initiatives(store)) == 3


def test_an_acronym_of_two_names_is_neither(store: Store) -> None:
    add(store, told("r1", (ORG, ("Nordby Lab för AI", "NLA"))))
    add(store, told("r2", (ORG, ("NLA",))))
    assert bodies(store) == {"Nordby Lab för AI"}
    add(store, told("r3", (ORG, ("Norra lärarnas arbetslag", "NLA"))))
    assert bodies(store) == {"NLA", "Nordby Lab för AI", "Norra lärarnas arbetslag"}


def test_what_was_decided_already_is_not_told_again(store: Store) -> None:
    act = "förordning (2031:12) om avfall"
    add(store, told("r1", ANN, NORDBY, (INI, (act,)), roles={0: ("direktör", 1)}))
    add(store, told("r2", ANN, (INI, ("Förordningen om avfall",))))
    decided = 0
    for block in store.ledger.blocks():
        decisions = decide(block, store.ledger.members(block))
        decided += len(decisions)
        assert not store.ledger.replace_decisions(block, decisions)
    assert decided == 2


def test_a_store_of_older_rules_is_decided_anew(store: Store) -> None:
    add(store, told("r1", (ORG, ("Nordby universitet",))))
    add(store, told("r2", (ORG, ("Nordbys universitet",))))
    now = everything(store)
    store.ledger.set_blocks("r1", [])
    store.ledger.touch("block", store.ledger.blocks())
    settle(store)
    assert len(bodies(store)) == 2
    store.ledger.setting("reference", "of older rules")
    settle(store)
    assert everything(store) == now


def test_one_identifier_is_one_thing(store: Store) -> None:
    link = (Link("https://ror.example/1", 1.0, "gazetteer"),)
    for id, name in (("r1", "Nordby universitet"), ("r2", "University in Nordby")):
        entity = Entity("e1", "Organisation", (name,), links=link)
        add(store, Extraction(Release(id, "x"), (entity,)))
    assert len(bodies(store)) == 1


def test_names_are_those_of_all_releases(store: Store) -> None:
    add(store, told("r1", (ORG, ("Alva Teknik AB",))))
    add(store, told("r2", (ORG, ("Alva Teknik", "Alva"))))
    query = "SELECT ?n { ?x rdfs:label 'Alva Teknik AB' ; skos:altLabel ?n }"
    assert {n for (n,) in rows(store.query(query))} == {"Alva Teknik", "Alva"}


def test_what_the_last_release_joined_comes_apart_when_it_leaves(store: Store) -> None:
    add(store, told("r1", (ORG, ("NEAL",))))
    alone = everything(store)
    add(store, told("r2", (ORG, ("Norra energialliansen", "NEAL"))))
    assert bodies(store) == {"Norra energialliansen"}
    forget(store, "r2")
    assert everything(store) == alone


# --- people -----------------------------------------------------------------------------------------

NORDBY: tuple[EntityType, tuple[str, ...]] = (ORG, ("Region Nordby",))
ALVA: tuple[EntityType, tuple[str, ...]] = (ORG, ("Alva Teknik",))
ANN: tuple[EntityType, tuple[str, ...]] = (PERSON, ("Ann Ek",))


def test_two_people_of_one_name_at_two_bodies_stay_two(store: Store) -> None:
    add(store, told("r1", ANN, NORDBY, roles={0: ("direktör", 1)}))
    add(store, told("r2", ANN, ALVA, roles={0: ("direktör", 1)}))
    assert people(store) == {"Ann Ek (Region Nordby)", "Ann Ek (Alva Teknik)"}
    assert [(pair.rule, pair.score) for pair in review.pairs(store)] == [("one name at two bodies", 0.5)]


@pytest.mark.parametrize(
    ("role", "other", "number"),
    [
        ("energi- och näringsminister", "energi- och näringsminister", 1),  # one post
        ("direktör", "direktör", 2),  # a post that many have
    ],
)
def test_a_post_tells_whether_they_are_one(store: Store, role: str, other: str, number: int) -> None:
    add(store, told("r1", ANN, NORDBY, roles={0: (role, 1)}))
    add(store, told("r2", ANN, ALVA, roles={0: (other, 1)}))
    assert len(people(store)) == number


def test_a_name_without_a_body_is_the_only_one_of_that_name(store: Store) -> None:
    add(store, told("r1", ANN, NORDBY, roles={0: ("direktör", 1)}))
    add(store, told("r2", ANN))
    assert people(store) == {"Ann Ek"}
    add(store, told("r3", ANN, ALVA, roles={0: ("direktör", 1)}))
    assert people(store) == {"Ann Ek", "Ann Ek (Region Nordby)", "Ann Ek (Alva Teknik)"}
    forget(store, "r3")
    assert people(store) == {"Ann Ek"}


def test_one_release_that_has_both_bodies_joins_them(store: Store) -> None:
    add(store, told("r1", ANN, NORDBY, roles={0: ("direktör", 1)}))
    add(store, told("r2", ANN, ALVA, roles={0: ("direktör", 1)}))
    both = told("r3", ANN, NORDBY, ALVA, roles={0: ("direktör", 1)})
    second = Fact("RoleHolding", {"person": ("e0",), "role": ("ledamot",), "organisation": ("e2",)})
    add(store, Extraction(both.document, both.entities, (*both.facts, second)))
    assert people(store) == {"Ann Ek"}


# --- the order does not matter, nor how often -------------------------------------------------------

RELEASES = (
    told("r1", ANN, NORDBY, roles={0: ("direktör", 1)}),
    told("r2", ANN, ALVA, (ORG, ("NEAL",)), roles={0: ("vd", 1)}),
    told("r3", ANN, (ORG, ("Norra energialliansen", "NEAL")), (ORG, ("Alva Teknik AB",))),
)


def test_the_graph_depends_on_the_set_of_releases_alone(tmp_path: Path) -> None:
    results = []
    for number, order in enumerate(permutations(RELEASES)):
        with open_store(tmp_path / str(number), write=True) as store:
            for extraction in order:
                add(store, extraction, settled=number % 2 == 0)
            settle(store)
            results.append(everything(store))
            assert not settle(store)
    assert all(result == results[0] for result in results)


# --- what people decide -----------------------------------------------------------------------------


def test_a_decision_survives_forgetting_and_reading_anew(store: Store) -> None:
    def tell() -> None:
        add(store, told("r1", ANN, NORDBY, roles={0: ("direktör", 1)}))
        add(store, told("r2", ANN, ALVA, roles={0: ("direktör", 1)}))

    tell()
    [pair] = review.pairs(store)
    assert pair.sentences == (("A sentence.",), ("A sentence.",))
    review.decide(store, pair, same=True, by="kim")
    assert people(store) == {"Ann Ek"}
    assert not list(review.pairs(store))
    forget(store, "r1")
    forget(store, "r2")
    tell()
    assert people(store) == {"Ann Ek"}
    asked = "SELECT ?who ?rule { ?d iv:decidedBy ?who ; iv:rule ?rule ; iv:about ?x FILTER(?who = 'kim') }"
    assert rows(store.query(asked)) == [("kim", "a person compared them")]
    review.undo(store, pair.left, pair.right)
    assert len(people(store)) == 2
    assert len(list(review.pairs(store))) == 1


def test_a_person_can_keep_apart_what_a_rule_would_join(store: Store) -> None:
    add(store, told("r1", (ORG, ("Alva Teknik AB",))))
    add(store, told("r2", (ORG, ("Alva Teknik",))))
    pair = review.Pair("Organisation/Alva Teknik", "Organisation/Alva Teknik AB", ("", ""), "", 1.0, ((), ()))
    review.decide(store, pair, same=False, by="kim")
    assert len(bodies(store)) == 2


def test_names_that_are_merged_say_why(store: Store) -> None:
    add(store, told("r1", (ORG, ("Alva Teknik AB",))))
    add(store, told("r2", (ORG, ("Alva Teknik",))))
    same = "iv:outcome concept:decision\\/same"
    query = f"SELECT ?name ?rule {{ ?d a iv:Decision ; {same} ; iv:comparedName ?name ; iv:rule ?rule }}"
    assert sorted(rows(store.query(query))) == [
        ("Alva Teknik", "same but for the legal form"),
        ("Alva Teknik AB", "same but for the legal form"),
    ]


# --- support, near duplicates, verdicts ---------------------------------------------------------------

HELD = "ASK { ?p iv:holdsRoleAt ?o }"
LONG = " ".join(f"word{n}" for n in range(60))


def weak(id: str, text: str, published: str = "2024-06-14") -> Extraction:
    return told(id, ANN, NORDBY, roles={0: ("direktör", 1)}, text=text, sure=0.4, published=published)


def test_independent_releases_support_one_another(store: Store) -> None:
    add(store, weak("r1", "One says it so."))
    assert not store.query(HELD)
    add(store, weak("r2", "Another says it in other words."))
    assert store.query(HELD)
    assert {b for (b,) in rows(store.query("SELECT ?b { ?c iv:belief ?b }"))} == {"0.64"}
    forget(store, "r1")
    assert not store.query(HELD)
    assert not rows(store.query("SELECT ?b { ?c iv:belief ?b }"))


def test_a_release_that_was_copied_counts_once(store: Store) -> None:
    add(store, weak("r2", LONG, "2024-06-15"))
    add(store, weak("r1", f"{LONG} the end", "2024-06-14"))
    assert not store.query(HELD)
    query = "SELECT ?a ?b { ?x iv:nearDuplicateOf ?y . ?x dcterms:identifier ?a . ?y dcterms:identifier ?b }"
    assert rows(store.query(query)) == [("r2", "r1")]
    add(store, weak("r3", " ".join(f"other{n}" for n in range(60))))
    assert store.query(HELD)
    forget(store, "r1")
    assert not rows(store.query(query))


def test_a_text_that_became_short_is_no_copy_any_more(store: Store) -> None:
    add(store, weak("r1", LONG))
    add(store, weak("r2", LONG))
    query = "ASK { ?x iv:nearDuplicateOf ?y }"
    assert store.query(query)
    add(store, weak("r1", "Withdrawn."))
    assert not store.query(query)


@pytest.mark.parametrize("right", [True, False])
def test_what_a_person_says_of_a_claim_decides_and_stays(store: Store, right: bool) -> None:
    add(store, weak("r1", "One says it so."))
    [doubt] = review.doubts(store)
    assert doubt.reason.sentences[0].text == "One says it so."
    review.judge(store, doubt, right=right, by="kim")
    assert store.query(HELD) is right or bool(store.query(HELD)) == right
    assert not list(review.doubts(store))
    forget(store, "r1")
    add(store, weak("r1", "One says it so."))
    assert bool(store.query(HELD)) == right


def test_what_is_judged_wrong_supports_nothing(store: Store) -> None:
    add(store, weak("r1", "One says it so."))
    add(store, weak("r2", "Another says it in other words."))
    assert store.query(HELD)
    doubt = next(d for d in review.doubts(store) if d.reason.release == "r1")
    review.judge(store, doubt, right=False, by="kim")
    assert not store.query(HELD)
    assert not rows(store.query("SELECT ?b { ?c iv:belief ?b }"))


# --- when it came in --------------------------------------------------------------------------------


def test_a_release_keeps_the_time_at_which_its_text_came_in(store: Store) -> None:
    add(store, RELEASES[0])
    query = "SELECT ?t { ?r iv:ingested ?t }"
    first = rows(store.query(query))
    assert len(first) == 1
    assert (first[0][0] or "").endswith("Z")
    store.ledger._run("UPDATE release SET ingested = '2020-01-01T00:00:00Z'")
    add(store, told("r1", ANN, NORDBY))  # read anew, the text as it was
    assert rows(store.query(query)) == [("2020-01-01T00:00:00Z",)]
    add(store, told("r1", ANN, NORDBY, text="Another text."))
    assert rows(store.query(query)) != [("2020-01-01T00:00:00Z",)]
