"""What the explorer asks for, made ready once for each picture of the store: one SQLite file.

The network with its layout, communities and centrality, the names to search, the dates, the places. It is
made in a process of its own, as that takes a while for a large store; until it is there, the catalogue of
the picture before serves.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import networkx as nx
from pyoxigraph import Literal, NamedNode

from ...extract.model import folded
from ..dates import bounds
from ..network.edges import Edge, Statement, edges_of, in_words
from ..network.rows import select
from ..network.world import World, describe
from ..store import Store
from ..vocab import IV, RDF
from .layout import centrality, places
from .picture import Picture

_SCHEMA = """
CREATE TABLE node (iri TEXT PRIMARY KEY, label TEXT, type TEXT, planned INTEGER, degree INTEGER,
  community INTEGER, centrality REAL, x REAL, y REAL, rank INTEGER) WITHOUT ROWID;
CREATE INDEX node_rank ON node(rank);
CREATE TABLE theme (node TEXT, theme TEXT, PRIMARY KEY (node, theme)) WITHOUT ROWID;
CREATE INDEX theme_theme ON theme(theme);
CREATE TABLE edge (id INTEGER PRIMARY KEY, source TEXT, target TEXT, property TEXT, label TEXT,
  planned INTEGER, confidence REAL, first TEXT, last TEXT, fact TEXT);
CREATE INDEX edge_source ON edge(source);
CREATE INDEX edge_target ON edge(target);
CREATE TABLE edge_claim (edge INTEGER, claim TEXT, PRIMARY KEY (edge, claim)) WITHOUT ROWID;
CREATE TABLE claim (iri TEXT PRIMARY KEY, release TEXT, fact TEXT, modality TEXT, confidence REAL, date TEXT,
  earliest TEXT) WITHOUT ROWID;
CREATE INDEX claim_release ON claim(release);
CREATE INDEX claim_earliest ON claim(earliest);
CREATE TABLE part (claim TEXT, thing TEXT, PRIMARY KEY (claim, thing)) WITHOUT ROWID;
CREATE INDEX part_thing ON part(thing);
CREATE TABLE release (iri TEXT PRIMARY KEY, id TEXT, title TEXT, published TEXT, earliest TEXT, url TEXT,
  language TEXT, publisher TEXT, claims INTEGER) WITHOUT ROWID;
CREATE INDEX release_earliest ON release(earliest);
CREATE TABLE place (iri TEXT PRIMARY KEY, identifier TEXT) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, iri TEXT, text TEXT, folded TEXT);
CREATE INDEX name_folded ON name(folded);
CREATE INDEX name_iri ON name(iri);
CREATE TABLE three (letters TEXT PRIMARY KEY, names INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE name_part USING fts5(folded, content='name', content_rowid='id', tokenize='trigram');
"""
_CLAIMS = """SELECT ?claim ?release ?fact ?modality ?confidence ?said {
  ?claim a iv:Claim ; prov:wasDerivedFrom ?release ; iv:factType ?fact ; iv:modality ?modality .
  ?claim iv:confidence ?confidence
  OPTIONAL { ?claim iv:attributedTo ?said }
}"""
_TOLD = "SELECT ?claim ?s ?p ?o { ?claim a iv:Claim . GRAPH ?claim { ?s ?p ?o } }"
_RELEASES = """SELECT ?release ?id ?title ?published ?url ?language ?publisher {
  ?release a iv:Release ; dcterms:identifier ?id .
  OPTIONAL { ?release dcterms:title ?title } OPTIONAL { ?release dcterms:issued ?published }
  OPTIONAL { ?release dcterms:source ?url } OPTIONAL { ?release dcterms:language ?language }
  OPTIONAL { ?release dcterms:publisher ?publisher }
}"""
_NAMES = "SELECT ?thing ?name { ?thing skos:altLabel ?name }"
_MATCHES = "SELECT ?thing ?same { ?thing a dcterms:Location ; skos:exactMatch ?same }"


def build(quads: Path, target: Path) -> None:
    """Make the catalogue of a picture of the store. What is half made bears another name."""
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    store = Picture(quads)
    database = sqlite3.connect(unfinished)
    try:
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        with database:
            _fill(database, store)
        index_names(database)
    finally:
        database.close()
    unfinished.replace(target)


def index_names(database: sqlite3.Connection) -> None:
    """Make the names findable by each three letters in them, and count in how many names these stand."""
    database.executescript("""
        INSERT INTO name_part(name_part) VALUES ('rebuild');
        CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'name_part', 'row');
        INSERT INTO three SELECT term, doc FROM temp.vocabulary;
        DROP TABLE temp.vocabulary;
    """)
    database.commit()


def _fill(database: sqlite3.Connection, store: Store) -> None:
    world = World.of(store)
    edges = edges_of(store, world)
    dates = _releases(database, store)
    claims = _claims(database, store, edges)
    numbers = _edges(database, edges, claims, dates)
    _nodes(database, edges, world)
    database.executemany("INSERT OR IGNORE INTO edge_claim VALUES (?, ?)", numbers)
    known = set(world.things) | set(world.facts)
    _names(database, store, world, known)
    rows = ((row["thing"].value, row["same"].value) for row in select(store, _MATCHES))
    database.executemany("INSERT OR IGNORE INTO place VALUES (?, ?)", sorted(rows))


def _releases(database: sqlite3.Connection, store: Store) -> Mapping[str, str]:
    """Write the releases. The day of each, as far as it is known."""
    dates = {}
    for row in select(store, _RELEASES):
        text = {k: row[k].value if row[k] is not None else None for k in _RELEASE}
        first, _ = bounds(text["published"] or "")
        dates[row["release"].value] = text["published"] or ""
        values = (
            row["release"].value,
            *(text[k] for k in _RELEASE[:3]),
            first,
            *(text[k] for k in _RELEASE[3:]),
        )
        database.execute("INSERT OR REPLACE INTO release VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", values)
    return dates


_RELEASE = ("id", "title", "published", "url", "language", "publisher")


def _claims(
    database: sqlite3.Connection, store: Store, edges: Mapping[Statement, Edge]
) -> Mapping[Statement, set[str]]:
    """Write the claims. Which of them hold each statement that an edge rests on."""
    wanted = {s for edge in edges.values() for support in edge.supports for s in support}
    holders: dict[Statement, set[str]] = defaultdict(set)
    dated: dict[str, str] = {}
    parts: set[tuple[str, str]] = set()
    for claim, s, p, o in select(store, _TOLD):
        if (s, p, o) in wanted:
            holders[s, p, o].add(claim.value)
        if p in (IV.date, IV.startDate) and isinstance(o, Literal):
            dated[claim.value] = min(dated.get(claim.value, o.value), o.value)
        if isinstance(s, NamedNode):
            parts.add((claim.value, s.value))
        if isinstance(o, NamedNode) and p != RDF.type:
            parts.add((claim.value, o.value))
    database.executemany("INSERT INTO part VALUES (?, ?)", sorted(parts))
    for row in select(store, _CLAIMS):
        iri, modality = row["claim"].value, row["modality"].value.rsplit("/", 1)[-1]
        date = dated.get(iri)
        first, _ = bounds(date or "")
        values = (
            iri,
            row["release"].value,
            row["fact"].value,
            modality,
            float(row["confidence"].value),
            date,
            first,
        )
        database.execute("INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?, ?, ?)", values)
    database.execute(
        "UPDATE release SET claims = (SELECT COUNT(*) FROM claim WHERE claim.release = release.iri)"
    )
    return holders


def _edges(
    database: sqlite3.Connection,
    edges: Mapping[Statement, Edge],
    holders: Mapping[Statement, set[str]],
    dates: Mapping[str, str],
) -> Iterator[tuple[int, str]]:
    """Write the edges. The claims behind each, by its number."""
    sql = "SELECT iri, release, fact, modality, confidence FROM claim"
    about = {row[0]: row[1:] for row in database.execute(sql)}
    behind: list[tuple[int, str]] = []
    for number, ((s, p, o), edge) in enumerate(sorted(edges.items(), key=lambda item: str(item[0])), 1):
        if p == IV.said:
            continue
        held = {c for support in edge.supports for c in _holding_all(support, holders) if c in about}
        said = [about[claim] for claim in held]
        days = sorted(day for release, *_ in said if (day := dates.get(release)))
        database.execute(
            "INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, s.value, o.value, p.value.partition("#")[2], in_words(p, edge.details),
                not any(modality == "done" for *_, modality, _ in said),
                max((sure for *_, sure in said), default=0.0),
                days[0] if days else None, days[-1] if days else None, said[0][1] if said else None,
            ),
        )  # fmt: skip
        behind += [(number, claim) for claim in held]
    return iter(behind)


def _holding_all(support: Iterable[Statement], holders: Mapping[Statement, set[str]]) -> set[str]:
    return set.intersection(*(holders.get(statement, set()) for statement in support))


def _nodes(database: sqlite3.Connection, edges: Mapping[Statement, Edge], world: World) -> None:
    """Write the nodes, with where they stand."""
    graph = nx.Graph()
    degree: dict[str, int] = defaultdict(int)
    for s, p, o in sorted(edges, key=str):
        if p != IV.said and s != o:
            graph.add_edge(s.value, o.value)
            degree[s.value] += 1
            degree[o.value] += 1
    drawn = places(graph)
    central = centrality(graph)
    order = sorted(graph, key=lambda iri: (-degree[iri], iri))
    for rank, iri in enumerate(order):
        about = describe(NamedNode(iri), world)
        place = drawn[iri]
        database.execute(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                iri, about["label"], about["type"], about["planned"], degree[iri], place.community,
                round(central[iri], 8), place.x, place.y, rank,
            ),
        )  # fmt: skip
    concepts = {iri.value for iri, (type_, _) in world.things.items() if type_ == "Concept"}
    rows = {(a, b) for s, p, o in edges if p == IV.theme for a, b in ((s.value, o.value),) if b in concepts}
    database.executemany("INSERT OR IGNORE INTO theme VALUES (?, ?)", sorted(rows))


def _names(database: sqlite3.Connection, store: Store, world: World, known: set[NamedNode]) -> None:
    found = {(iri.value, label) for iri, (_, label) in world.things.items()}
    for row in select(store, _NAMES):
        if row["thing"] in known:
            found.add((row["thing"].value, row["name"].value))
    found |= {(iri.value, str(describe(iri, world)["label"])) for iri in world.facts if iri in known}
    rows = ((iri, text, folded(text)) for iri, text in sorted(found))
    database.executemany("INSERT INTO name (iri, text, folded) VALUES (?, ?, ?)", rows)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
