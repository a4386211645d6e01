"""The index of reference data: the formats that people download, what is found, what is linked."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.graphs import rows
from valleygraph.extract.errors import InputError, StoreError
from valleygraph.extract.model import Entity, EntityType, Extraction, Link, Release
from valleygraph.graph.linking import linked
from valleygraph.graph.reference import Index, Thing, ThingName, open_reference, open_references
from valleygraph.graph.reference.formats import things
from valleygraph.graph.reference.index import FUZZY_FROM, transact
from valleygraph.graph.reference.packages import countries, regions
from valleygraph.graph.store import add, open_store, settle

COUNTRY = "http://publications.europa.eu/resource/authority/country/"
ROR_2 = [
    {
        "id": "https://ror.org/0nordby01",
        "status": "active",
        "types": ["education"],
        "names": [
            {"value": "Nordby University", "types": ["ror_display", "label"], "lang": "en"},
            {"value": "Nordby universitet", "types": ["label"], "lang": "sv"},
            {"value": "NBU", "types": ["acronym"], "lang": None},
        ],
        "locations": [{"geonames_details": {"country_code": "SE", "name": "Nordby"}}],
        "external_ids": [{"type": "wikidata", "preferred": None, "all": ["Q1"]}],
    },
    {"id": "https://ror.org/0gone", "status": "withdrawn", "names": [{"value": "Gone", "types": ["label"]}]},
]
ROR_1 = {
    "id": "https://ror.org/0alva01",
    "name": "Alva Institute",
    "aliases": ["Alva"],
    "acronyms": ["AIN"],
    "labels": [{"label": "Alvainstitutet", "iso639": "sv"}],
    "country": {"country_code": "NO"},
    "external_ids": {"Wikidata": {"all": ["Q2"]}},
    "types": ["Facility"],
}
GEONAMES = (
    "1\tNordby\tNordby\tNorby,NBY\t59.1\t17.2\tP\tPPL\tSE\t\t\t\t\t\t12000\t\t\tEurope/Stockholm\t2024-01-01"
)
FILES = {
    "ror.json": json.dumps(ROR_2, indent=1),
    "ror1.jsonl": json.dumps(ROR_1) + "\n",
    "nuts.tsv": "code\tlevel\tname_local\tname_latin\tfi\n"
    "SE998\t3\tNordby län\tNordby County\tNordbyn lääni\nSEZZZ\t3\tExtra\t\t\n",
    "eurostat.csv": 'NUTS_ID,LEVL_CODE,CNTR_CODE,NAME_LATN,NUTS_NAME\nSE997,3,SE,Alva lan,"Alva län"\n',
    "geonames.txt": GEONAMES + "\n" + GEONAMES.replace("1\t", "2\t", 1).replace("\tP\t", "\tT\t") + "\n",
    "cities.tsv": "geonameid\tname\tcountry\tpopulation\talternatenames\n"
    "7\tAlvastad\tNO\t90000\tAlwastadt|ALV\n",
    "cities.json": json.dumps(
        {
            "8": {
                "geonameid": 8,
                "name": "Norstad",
                "countrycode": "DK",
                "population": 20000,
                "alternatenames": ["NST", "Nordstadt"],
            }
        }
    ),
    "country.tsv": f"code\tiri\ten\tsv\nNBY\t{COUNTRY}NBY\tNordland\tNordlandet\n",
    "country.rdf": f"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:skos="http://www.w3.org/2004/02/skos/core#"><skos:Concept rdf:about="{COUNTRY}ALV">
      <skos:prefLabel xml:lang="en">Alvaland</skos:prefLabel>
      <skos:altLabel xml:lang="de">Alwaland</skos:altLabel></skos:Concept></rdf:RDF>""",
    "country.ttl": "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n"
    f'<{COUNTRY}TTL> s:prefLabel "Tuttiland"@en .',
    "own.csv": "iri;type;label;names;acronyms;governed_by;same\n"
    "https://e.x/1;organisation;Own Body;Our Body|The Body;OBY;;https://e.x/2\n",
}  # fmt: skip
EXPECTED: dict[str, list[tuple[str, EntityType, str]]] = {
    "ror.json": [("https://ror.org/0nordby01", "Organisation", "Nordby University")],
    "ror1.jsonl": [("https://ror.org/0alva01", "Organisation", "Alva Institute")],
    "nuts.tsv": [("http://data.europa.eu/nuts/code/SE998", "Place", "Nordby län")],
    "eurostat.csv": [("http://data.europa.eu/nuts/code/SE997", "Place", "Alva lan")],
    "geonames.txt": [("https://sws.geonames.org/1/", "Place", "Nordby")],
    "cities.tsv": [("https://sws.geonames.org/7/", "Place", "Alvastad")],
    "cities.json": [("https://sws.geonames.org/8/", "Place", "Norstad")],
    "country.tsv": [(f"{COUNTRY}NBY", "Place", "Nordland")],
    "country.rdf": [(f"{COUNTRY}ALV", "Place", "Alvaland")],
    "country.ttl": [(f"{COUNTRY}TTL", "Place", "Tuttiland")],
    "own.csv": [("https://e.x/1", "Organisation", "Own Body")],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    return tmp_path


@pytest.fixture
def index(folder: Path) -> Index:
    path = folder / "index.sqlite"
    for name in FILES:
        transact(path, name, name, things(folder / name))
    return open_reference(path)


# --- formats ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_what_people_download_is_read(folder: Path, name: str) -> None:
    assert [(thing.iri, thing.type, thing.label) for thing in things(folder / name)] == EXPECTED[name]


@pytest.mark.parametrize("name", ["ror.json", "cities.tsv", "country.rdf"])
def test_packed_files_are_the_same(folder: Path, name: str) -> None:
    plain = list(things(folder / name))
    (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
        archive.write(folder / name, name)
    assert list(things(folder / f"{name}.gz")) == list(things(folder / f"{name}.zip")) == plain


def test_what_ror_says_of_a_body(folder: Path) -> None:
    [thing] = things(folder / "ror.json")
    assert (thing.country, thing.kind, thing.same) == (
        "SE",
        "education",
        ("http://www.wikidata.org/entity/Q1",),
    )
    assert [(n.text, n.kind, n.language) for n in thing.names] == [
        ("Nordby University", "label", "en"),
        ("Nordby universitet", "alias", "sv"),
        ("NBU", "acronym", None),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"name,web\nNordby,https://e.x\n", "no column"),
        ("a.json", b'[{"id": "https://ror.org/1", "names": 3}]', "not as its format"),
        ("a.json", b'[{"id": ', "not as its format"),
        ("a.ttl", b"@prefix s: <x> . s:a s:b", "not RDF"),
        ("a.tsv", b"geonameid\tname\n\xff\t\n", "UTF-8"),
        ("a.zip", b"no zip", "cannot be read"),
        ("a.gz", b"no gzip", "cannot be read"),
        ("a.csv", b"", "no column"),
    ],
)
def test_what_is_no_table_is_said_in_one_line(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        list(things(tmp_path / name))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(things(tmp_path / "none.tsv"))


def test_a_bad_table_leaves_the_index_as_it_was(folder: Path, index: Index) -> None:
    (folder / "bad.json").write_text(json.dumps([*ROR_2, {"id": "https://ror.org/x", "names": 3}]))
    before = index.sources()
    with pytest.raises(InputError):
        transact(folder / "index.sqlite", "bad.json", "0", things(folder / "bad.json"))
    assert open_reference(folder / "index.sqlite").sources() == before


# --- finding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        ("Nordby universitet", "Organisation", ("Nordby University", "exact")),
        ("NORDBY UNIVERSITET", "Organisation", ("Nordby University", "exact")),
        ("NBU", "Organisation", ("Nordby University", "acronym")),
        ("Universitet, Nordby", "Organisation", ("Nordby University", "words")),
        ("Nordby universittet", "Organisation", ("Nordby University", "near")),
        ("Nordyb universitet", "Organisation", ("Nordby University", "near")),
        ("Nordbyn lääni", "Place", ("Nordby län", "exact")),
        ("Nordby universitet", "Place", None),
        ("Sydby universitet", "Organisation", None),
        ("", "Organisation", None),
        ("'; DROP TABLE thing; --", "Organisation", None),
    ],
)
def test_a_name_is_found(
    index: Index, name: str, type_: EntityType, expected: tuple[str, str] | None
) -> None:
    found = [(candidate.thing.label, candidate.how) for candidate in index.find(name, type_)]
    assert found == ([] if expected is None else [expected])


@given(st.text(alphabet="abcdefghå ", min_size=FUZZY_FROM + 2, max_size=24), st.data())
def test_one_wrong_letter_is_forgiven_anywhere(name: str, data: st.DataObject) -> None:
    letters = name.replace(" ", "")
    if len(letters) < FUZZY_FROM + 1:
        return
    at = data.draw(st.integers(0, len(letters) - 1))
    before, after = letters[:at], letters[at + 1 :]
    wrong = data.draw(st.sampled_from((before + after, f"{before}z{after}", f"{before}z{letters[at:]}")))
    index = open_reference(Path("/nonexistent"))
    index.add("one", "1", [Thing("https://e.x/1", "Organisation", letters)])
    assert [candidate.thing.label for candidate in index.find(wrong, "Organisation")] == [letters]
    index.close()


def test_accents_tell_apart_where_both_are_known() -> None:
    index = open_reference(Path("/nonexistent"))
    index.add("a", "1", [Thing("https://e.x/1", "Place", "Åre"), Thing("https://e.x/2", "Place", "Are")])
    assert [c.thing.iri for c in index.find("Åre", "Place")] == ["https://e.x/1"]
    assert [c.thing.iri for c in index.find("Are", "Place")] == ["https://e.x/2"]
    assert len(index.find("ARÉ", "Place")) == 2


def test_two_tables_add_their_names_and_take_them_back(folder: Path) -> None:
    path = folder / "two.sqlite"
    first = Thing("https://e.x/1", "Place", "Nordby län")
    transact(path, "one", "1", [first])
    transact(path, "two", "1", [Thing("https://e.x/1", "Place", "Nordby län", (ThingName("Nordbyn lääni"),))])
    with open_reference(path) as index:
        assert index.find("Nordbyn lääni", "Place")
        assert index.find("Nordby län", "Place")
    transact(path, "two", "2", [Thing("https://e.x/2", "Place", "Alva")])
    with open_reference(path) as index:
        assert not index.find("Nordbyn lääni", "Place")
        assert index.find("Nordby län", "Place")
        assert index.sources() == [("one", 1), ("two", 1)]


def test_an_index_of_another_version_is_not_read(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "index.sqlite"
    sqlite3.connect(path).executescript("PRAGMA user_version = 99; CREATE TABLE t (x);")
    with pytest.raises(StoreError, match="another version"):
        open_reference(path)


# --- linking ----------------------------------------------------------------------------------------


def read(*entities: tuple[EntityType, str], language: str = "sv") -> Extraction:
    cast = tuple(Entity(f"e{n}", kind, (name,)) for n, (kind, name) in enumerate(entities))
    return Extraction(Release("r1", "x", language=language), cast)


TWINS = (
    Thing("https://e.x/big", "Place", "Tvillinge", kind="city", country="DE", weight=400_000),
    Thing("https://e.x/small", "Place", "Tvillinge", kind="city", country="SE", weight=900),
    Thing("https://e.x/a", "Place", "Lika", kind="city", country="DE", weight=60_000),
    Thing("https://e.x/b", "Place", "Lika", kind="city", country="FR", weight=55_000),
    Thing("https://e.x/se", "Organisation", "Nationalbanken", country="SE"),
    Thing("https://e.x/dk", "Organisation", "Nationalbanken", country="DK"),
    Thing("https://e.x/land", "Place", "Tyskland", kind="country", country="DE"),
    Thing("https://e.x/nuts3", "Place", "Norrby", kind="nuts3", country="SE"),
    Thing("https://e.x/county", "Place", "Alva län", kind="nuts3", country="NO"),
    Thing("https://e.x/province", "Place", "Sydby", kind="nuts3", country="NO"),
    Thing("https://e.x/1", "Place", "Delland", kind="nuts1", country="SE"),
    Thing("https://e.x/10", "Place", "Delland", kind="nuts2", country="SE"),
    Thing("https://e.x/2", "Place", "Kluvet", kind="nuts3", country="SE"),
    Thing("https://e.x/3", "Place", "Kluvet", kind="nuts3", country="SE"),
    Thing("https://e.x/acr", "Organisation", "Some Body", (ThingName("SBO", "acronym"),), country="FR"),
)


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        ([("Place", "Tvillinge")], "https://e.x/small"),  # at home, however small
        ([("Place", "Lika")], None),  # two abroad of one size
        ([("Place", "Lika"), ("Place", "Tyskland")], "https://e.x/a"),  # the country is named
        ([("Organisation", "Nationalbanken")], "https://e.x/se"),
        ([("Organisation", "SBO")], None),  # an acronym from abroad
        ([("Organisation", "Some Bodie")], None),  # nearly is not enough
        ([("Person", "Tyskland")], None),
        ([("Place", "Norrby")], "https://e.x/nuts3"),  # its country's towns are known, and none has the name
        ([("Place", "Sydby")], None),  # maybe a town
        ([("Place", "Alva län")], "https://e.x/county"),
        ([("Place", "Delland")], "https://e.x/10"),  # one area on two levels
        ([("Place", "Kluvet")], None),
    ],
)
def test_a_link_is_made_where_one_thing_is_meant(
    entities: list[tuple[EntityType, str]], expected: str | None
) -> None:
    index = open_reference(Path("/nonexistent"))
    index.add("a", "1", TWINS)
    found = linked(read(*entities), index)
    assert (found["e0"].thing.iri if "e0" in found else None) == expected


def test_what_extraction_knows_is_not_looked_up() -> None:
    index = open_reference(Path("/nonexistent"))
    index.add("a", "1", TWINS)
    known = Entity("e0", "Place", ("Tyskland",), links=(Link("https://e.x/other", 1.0, "gazetteer"),))
    assert linked(Extraction(Release("r1", "x", language="sv"), (known,)), index) == {}


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Norsko", "cs", f"{COUNTRY}NOR"),
        ("Česká republika", "cs", f"{COUNTRY}CZE"),
        ("Storbritannien", "sv", f"{COUNTRY}GBR"),
        ("USA", "sv", f"{COUNTRY}USA"),
        ("Kosovo", "en", f"{COUNTRY}XKX"),
        ("Brasilia", "fi", f"{COUNTRY}BRA"),
        ("Brasilia", "sv", None),  # the capital
        ("Tunis", "en", None),
        ("Deutschland", "sv", f"{COUNTRY}DEU"),
        ("Hallands län", "sv", "http://data.europa.eu/nuts/code/SE231"),
        ("Provincia de Soria", "es", None),
        ("Brescia", "it", None),  # the town, whose province has the same name
    ],
)
def test_countries_and_regions_come_with_the_package(name: str, language: str, expected: str | None) -> None:
    index = open_references(Path("/nonexistent"))
    found = linked(read(("Place", name), language=language), index)
    assert (found["e0"].thing.iri if found else None) == expected
    index.close()


def test_every_country_has_names_and_one_identifier() -> None:
    found = list(countries())
    assert len({thing.iri for thing in found}) == len(found) > 200
    assert all(len(thing.iri.removeprefix(COUNTRY)) == 3 and len(thing.names) > 5 for thing in found)
    nuts = {iri.rsplit("/", 1)[1] for thing in found for iri in thing.same}
    codes = {code[:2] for thing in regions() if (code := thing.iri.rsplit("/", 1)[1])}
    assert codes - nuts == {"BA", "UA", "XK"}  # which have regions for statistics, but no level 0


def test_the_graph_has_the_identifiers_and_the_authority(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VALLEY_REFERENCE", str(tmp_path / "index.sqlite"))
    county = Entity(
        "e1",
        "Place",
        ("Stockholms län",),
        links=(Link("http://data.europa.eu/nuts/code/SE110", 1.0, "gazetteer"),),
    )
    body = Entity("e2", "Organisation", ("Nordby universitet",))
    told = Extraction(Release("r1", "x", language="sv"), (county, body))
    matches = "SELECT ?o { ?x rdfs:label 'Nordby universitet' ; skos:exactMatch ?o }"
    with open_store(tmp_path / "store", write=True) as store:
        add(store, told)
        governed = "SELECT ?n { ?p rdfs:label 'Stockholms län' ; iv:governedBy/rdfs:label ?n }"
        assert rows(store.query(governed)) == [("Region Stockholm",)]
        assert not rows(store.query(matches))
    (tmp_path / "ror.json").write_text(json.dumps(ROR_2))
    transact(tmp_path / "index.sqlite", "ror.json", "1", things(tmp_path / "ror.json"))
    with open_store(tmp_path / "store", write=True) as store:
        assert settle(store)
        assert {o for (o,) in rows(store.query(matches))} == {
            "https://ror.org/0nordby01",
            "http://www.wikidata.org/entity/Q1",
        }
        assert not settle(store)
