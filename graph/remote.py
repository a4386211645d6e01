"""The store on a SPARQL 1.1 server: the quads are there, the ledger stays on this computer.

The server must keep its default graph apart from the named ones (Oxigraph, Fuseki, `valley serve` do).
Queries go to the address itself. Updates go there too, or where the servers in use expect them:
`VALLEY_UPDATE` names another address. `VALLEY_TOKEN` is sent as a bearer token.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import httpx
import platformdirs
import pyoxigraph
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse_query_results,
)

from ..extract.errors import QueryError, StoreError
from .embedded import locked
from .ledger import Ledger
from .quads import Closing, changing, line
from .rdf import WORLD
from .reference import Reference, open_references
from .store import Answer, Graph, Pattern
from .vocab import PREFIXES

TIMEOUT = httpx.Timeout(600, connect=10)  # seconds; the server has limits of its own
TOGETHER = 200  # patterns in one request
_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
_PREFIXES = " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items())


class RemoteStore(Closing):
    """A `Store` at an address. Raises StoreError (see `open_store`)."""

    def __init__(self, address: str, *, write: bool = False, patience: float = 0.0) -> None:
        self._address = httpx.URL(address)
        self.name = shown(address)
        token = os.environ.get("VALLEY_TOKEN")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(headers=headers, timeout=TIMEOUT, follow_redirects=True)
        folder = state(address)
        if write:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "address").write_text(f"{self.name}\n", "utf-8")
        self._lock = locked(folder, write=True, patience=patience) if write else None
        try:
            self.ledger = Ledger(folder / "ledger.sqlite", write=write)
            self._updates = self._find_updates() if write else None
        except BaseException:
            self.close()
            raise

    @cached_property
    def reference(self) -> Reference:
        """See `Store.reference`."""
        return open_references()

    def query(self, sparql: str) -> Answer:
        """See `Store.query`."""
        response = self._send(self._address, "query", f"{_PREFIXES} {sparql}", _ACCEPT)
        media = response.headers.get("content-type", "").partition(";")[0].strip()
        try:
            if media.endswith("json"):
                return parse_query_results(response.content, QueryResultsFormat.JSON)
            if media in ("application/n-triples", "text/plain"):
                held = pyoxigraph.Store()
                held.load(response.content, RdfFormat.N_TRIPLES)
                return held.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self.name}: its answer cannot be read: {line(error)}") from None
        raise StoreError(f"{self.name}: answers a query with {media or 'nothing that has a type'}")

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: NamedNode | Literal | None = None,
        graph: Graph | None = None,
    ) -> Iterator[Quad]:
        """See `Store.match`."""
        return self.match_each([(subject, predicate, object, graph)])

    def match_each(self, patterns: Iterable[Pattern]) -> Iterator[Quad]:
        """See `Store.match_each`. One request for many patterns of one form."""
        forms: dict[tuple[bool, ...], list[Pattern]] = {}
        for pattern in dict.fromkeys(patterns):
            forms.setdefault(_form(pattern), []).append(pattern)
        for form, alike in forms.items():
            for start in range(0, len(alike), TOGETHER):
                yield from self._matching(form, alike[start : start + TOGETHER])

    def _matching(self, form: tuple[bool, ...], alike: Sequence[Pattern]) -> Iterator[Quad]:
        answer = self.query(matching(form, alike))
        assert isinstance(answer, QuerySolutions)
        for row in answer:
            graph = row["g"]
            yield Quad(row["s"], row["p"], row["o"], WORLD if graph is None else graph)

    def change(self, *, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """See `Store.change`. One request with both, which servers carry out as one transaction."""
        updates, text = self._writable(), changing(remove, add)
        try:
            if text:
                self._send(updates, "update", text, "*/*")
        except QueryError as error:
            raise StoreError(f"{self.name}: cannot write: {error}") from None

    def update(self, sparql: str, *, base: str | None = None) -> None:
        """See `Store.update`."""
        head = f"BASE <{base}> " if base is not None else ""
        self._send(self._writable(), "update", f"{head}{_PREFIXES} {sparql}", "*/*")

    def compact(self) -> None:
        """See `Store.compact`."""
        self.ledger.compact()

    def close(self) -> None:
        """See `Store.close`."""
        self._client.close()
        if "ledger" in vars(self):
            self.ledger.close()
        if "reference" in vars(self):
            self.reference.close()
        if self._lock is not None:
            self._lock.release()

    def _writable(self) -> httpx.URL:
        if self._updates is None:
            raise StoreError(f"{self.name}: cannot write: it was opened to read")
        return self._updates

    def _find_updates(self) -> httpx.URL:
        """Where the server takes updates, by a change that changes nothing. Raises StoreError."""
        refused = ""
        for address in _update_addresses(self._address):
            try:
                self._send(address, "update", "INSERT DATA { }", "*/*")
            except (QueryError, StoreError) as error:
                refused = refused or str(error)
            else:
                return address
        raise StoreError(f"{refused}; VALLEY_UPDATE names the address for updates, VALLEY_TOKEN the token")

    def _send(self, address: httpx.URL, kind: str, text: str, accept: str) -> httpx.Response:
        headers = {"Content-Type": f"application/sparql-{kind}", "Accept": accept}
        try:
            response = self._client.post(address, content=text.encode(), headers=headers)
        except httpx.HTTPError as error:
            raise StoreError(f"{self.name}: no answer: {line(error) or type(error).__name__}") from None
        if response.is_success:
            return response
        said = " ".join(response.text[:500].split()) or response.reason_phrase
        if response.status_code == httpx.codes.BAD_REQUEST:
            raise QueryError(f"SPARQL: {said}")
        raise StoreError(f"{self.name}: refused ({response.status_code}): {said}")


def shown(address: str) -> str:
    """An address without the name and password that it may hold."""
    return str(httpx.URL(address).copy_with(userinfo=b""))


def state(address: str) -> Path:
    """The folder on this computer for what the store at an address needs beside its quads."""
    name = shown(address)
    base = os.environ.get("VALLEY_STATE") or platformdirs.user_data_path("valleygraph")
    return Path(base) / "stores" / hashlib.sha256(name.encode()).hexdigest()[:16]


def matching(form: tuple[bool, ...], alike: Sequence[Pattern]) -> str:
    """The query for the quads that fit one of some patterns of one form: which of s, p, o are given.

    The last of the form says whether a graph is given, and whether that is the default graph.

    >>> s, p = NamedNode("urn:s"), NamedNode("urn:p")
    >>> matching((True, True, False, True, False), [(s, p, None, NamedNode("urn:g"))])
    'SELECT ?g ?s ?p ?o WHERE { VALUES (?s ?p ?g) { (<urn:s> <urn:p> <urn:g>) } GRAPH ?g { ?s ?p ?o } }'
    """
    *given, graph, world = form
    positions = [n for n, there in enumerate(given) if there] + ([3] if graph and not world else [])
    names = " ".join("?" + "spog"[n] for n in positions)
    rows = " ".join("(" + " ".join(str(pattern[n]) for n in positions) + ")" for pattern in alike)
    values = f"VALUES ({names}) {{ {rows} }} " if positions else ""
    inside, outside = "GRAPH ?g { ?s ?p ?o }", "?s ?p ?o"
    wanted = outside if world else inside if graph else f"{{ {outside} }} UNION {{ {inside} }}"
    return f"SELECT ?g ?s ?p ?o WHERE {{ {values}{wanted} }}"


def _form(pattern: Pattern) -> tuple[bool, ...]:
    graph = pattern[3]
    return (*(term is not None for term in pattern), isinstance(graph, DefaultGraph))


def _update_addresses(address: httpx.URL) -> Iterator[httpx.URL]:
    """The address itself, and where Oxigraph, Fuseki, RDF4J and GraphDB take updates."""
    if given := os.environ.get("VALLEY_UPDATE"):
        yield httpx.URL(given)
        return
    yield address
    path = address.path.rstrip("/")
    parent, _, last = path.rpartition("/")
    if last in ("query", "sparql"):
        yield address.copy_with(path=f"{parent}/update")
    yield address.copy_with(path=f"{path}/update")
    yield address.copy_with(path=f"{path}/statements")
