"""Pages a second that are read, beside bare trafilatura; and how far the two texts are the same.

    python benchmarks/reading.py [FOLDER of .html | RELEASES.jsonl[.gz]] [--limit 200] [--rounds 3]

Without a folder, pages are made of releases (the examples, where none are given) in four layouts, each with
menus, scripts, lists of other news, a banner and a footer. Everything runs in this process on one thread; the
two are timed in turn in every round, and medians are told. The overlap is F1 over words, and for pages that
were made also that of each text with what the release says.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import trafilatura
from jinja2 import Environment
from markupsafe import Markup

import valleygraph as vg
from valleygraph.extract.errors import InputError
from valleygraph.extract.sources import Defaults, Original, read, releases

ROOT = Path(__file__).resolve().parent.parent
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and what it says, if that is known."""

    name: str
    data: bytes
    said: str | None = None


def given(source: Path | None, limit: int) -> list[Page]:
    """The pages of a folder, or made of releases."""
    if source is not None and source.is_dir():
        paths = sorted(source.rglob("*.htm*"))[:limit]
        return [Page(path.name, path.read_bytes()) for path in paths]
    found = read([str(source or ROOT / "examples")], on_error=lambda name, error: print(f"{name}: {error}"))
    chosen = list(itertools.islice(found, limit))
    numbered = zip(range(limit), itertools.cycle(chosen), itertools.cycle(LAYOUTS), strict=False)
    return [made(release, layout, number) for number, release, layout in numbered]


def ours(page: Page) -> str:
    """What is read of a page; nothing if it is refused."""
    original = Original(page.data, page.name, page.name, ".html", "text/html", "utf-8")
    ((_, found),) = releases(original, Defaults())
    return "" if isinstance(found, InputError) else found.text


def bare(page: Page) -> str:
    """What trafilatura makes of it."""
    return trafilatura.extract(page.data, favor_precision=False, include_tables=True) or ""


def timed(reader: Callable[[Page], str], pages: Sequence[Page]) -> float:
    """Pages a second."""
    started = time.perf_counter()
    for page in pages:
        reader(page)
    return len(pages) / (time.perf_counter() - started)


def overlap(one: str, other: str) -> float:
    """F1 over words, counted."""
    left, right = (Counter(WORD.findall(text.casefold())) for text in (one, other))
    both = sum((left & right).values())
    return 2 * both / (left.total() + right.total()) if left or right else 1.0


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, nargs="?")
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    pages = given(arguments.source, arguments.limit)
    size = sum(len(page.data) for page in pages) / len(pages) / 1000
    print(f"{len(pages)} pages of {size:.0f} kB on average")
    for reader in (ours, bare):
        reader(pages[0])  # imports
    speeds = [(timed(ours, pages), timed(bare, pages)) for _ in range(arguments.rounds)]
    mine, theirs = (statistics.median(column) for column in zip(*speeds, strict=True))
    print(f"read: {mine:.1f} pages a second; bare trafilatura: {theirs:.1f}; ratio {mine / theirs:.2f}")
    texts = [(page, ours(page), bare(page)) for page in pages]
    both = [overlap(one, other) for _, one, other in texts]
    print(f"overlap with trafilatura: {statistics.mean(both):.3f} on average, {min(both):.3f} at least")
    print(*worst(texts), sep="\n")
    for name, told in (("read", 1), ("trafilatura", 2)):
        said = [overlap(row[told], row[0].said) for row in texts if row[0].said is not None]
        if said:
            print(f"overlap of what is {name} with the release: {statistics.mean(said):.3f}")


def worst(texts: Sequence[tuple[Page, str, str]]) -> Iterator[str]:
    """The pages on which the two differ most."""
    for page, one, other in sorted(texts, key=lambda row: overlap(row[1], row[2]))[:5]:
        yield f"{page.name}: {overlap(one, other):.3f}, {len(one)} and {len(other)} characters"


# --- pages ---

PARTS = """
{% macro menu(depth) %}<ul class="nav__list">{% for n in range(9) %}
<li class="nav__item"><a href="/m/{{ n }}">Område {{ number }} {{ n }}</a>
{% if depth %}{{ menu(depth - 1) }}{% endif %}
</li>{% endfor %}</ul>{% endmacro %}
{% macro others() %}<aside class="related"><h2>Fler nyheter</h2>{% for n in range(12) %}
<article class="card"><h3><a href="/n/{{ n }}">Nyhet {{ n }} i urval {{ number }}</a></h3>
<p>En annan nyhet om något som har hänt i en annan del av landet under veckan som gick.</p></article>
{% endfor %}</aside>{% endmacro %}
{% macro noise() %}<style>
{% for n in range(400) %}.c{{ n }}{margin:{{ n }}px;color:#abcdef}{% endfor %}</style>
<script>state=[{% for n in range(600) %}"value {{ n * number }}",{% endfor %}];</script>{% endmacro %}
{% macro drawings() %}{% for n in range(60) %}<svg viewBox="0 0 9 9"><path d="M{{ n }} 0h9z"/></svg>
{% endfor %}{% endmacro %}
{% macro body() %}{% for paragraph in paragraphs %}<p>{{ paragraph }}</p>
{% endfor %}{% endmacro %}
{% macro footer() %}<footer class="footer"><p>Besök vårt kontor vardagar mellan åtta och fem.</p>
<p>Om webbplatsen, kakor, tillgänglighet och behandling av personuppgifter.</p></footer>{% endmacro %}
{% macro banner() %}<div id="cookie-consent" class="cookie-banner"><p>Vi använder kakor för att webbplatsen
ska fungera. Du kan välja vilka kakor du godkänner.</p><button>Godkänn</button></div>{% endmacro %}
"""
LAYOUTS = {
    "article": """<!doctype html><html lang="sv"><head><title>{{ title }} | Regionen</title>
<script type="application/ld+json">{{ json }}</script>{{ noise() }}</head><body>{{ banner() }}
<header><nav>{{ menu(1) }}{{ drawings() }}</nav></header><main><article><h1>{{ title }}</h1>
<time datetime="2024-06-19">19 juni</time>{{ body() }}</article>{{ others() }}</main>
{{ footer() }}</body></html>""",
    "soup": """<!doctype html><html><head><title>{{ title }}</title>{{ noise() }}</head><body>
<div class="wrapper">
<div class="top">{{ menu(1) }}{{ drawings() }}</div><div class="row"><div class="col-8 content">
<div class="heading"><h1>{{ title }}</h1></div><div class="text-block">{{ body() }}</div></div>
<div class="col-4 sidebar">{{ others() }}</div></div></div>{{ banner() }}{{ footer() }}</body></html>""",
    "blog": """<html lang="sv-SE"><head><meta property="og:title" content="{{ title }}">
<meta property="article:published_time" content="2024-06-19T08:00:00+02:00">{{ noise() }}</head>
<body class="single-post"><div id="page">{{ menu(1) }}{{ drawings() }}<div id="content">
<div class="post hentry">
<h1 class="entry-title">{{ title }}</h1><div class="entry-content">{{ body() }}</div></div>
<div id="comments"><ol>{% for n in range(5) %}
<li class="comment"><p>Bra, skriver läsare {{ n }}.</p></li>{% endfor %}
</ol></div></div><div id="secondary">{{ others() }}</div></div>{{ footer() }}</body></html>""",
    "tables": """<html><head><title>{{ title }}</title>{{ noise() }}</head><body><table><tr>
<td width="200">{{ menu(1) }}{{ drawings() }}</td><td><h1>{{ title }}</h1>{{ body() }}</td>
<td>{{ others() }}</td></tr></table>{{ footer() }}</body></html>""",
}


def made(release: vg.Release, layout: str, number: int) -> Page:
    """A page of a release."""
    parts = release.text.split("\n\n")
    paragraphs = parts[1:] if parts[0] == release.title else parts
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": release.title}
    template = Environment(autoescape=True).from_string(PARTS + LAYOUTS[layout])
    text = template.render(
        title=release.title or "", number=number, paragraphs=paragraphs, json=Markup(json.dumps(told))
    )
    return Page(f"{number}-{layout}", text.strip().encode(), release.text)


if __name__ == "__main__":
    main()
