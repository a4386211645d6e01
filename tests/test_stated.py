"""What pages state of themselves: when they were published, what they are called, who publishes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.made import BODY, TITLE, only
from valleygraph.extract.sources import html, text
from valleygraph.extract.sources.days import leading_day, stated_day
from valleygraph.extract.sources.fields import Draft
from valleygraph.extract.sources.titles import is_label

URL = "https://www.norrsund.example/nyheter/center"
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)


def read(
    *objects: Any, head: str = "", top: str = f"<h1>{TITLE}</h1>", body: str = "", base: str | None = None
) -> Draft:
    scripts = "".join(
        f'<script type="application/ld+json">{o if isinstance(o, str) else json.dumps(o)}</script>'
        for o in objects
    )
    page = f"<html><head>{head}{scripts}</head><body><article>{top}{PARAGRAPHS}{body}</article></body></html>"
    return html.draft(page, base)


# Dates in fields


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2024-05-03", "2024-05-03"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("2024-5-3", "2024-05-03"),
        ("20240503", "2024-05-03"),
        ("20240503T080000Z", "2024-05-03"),
        ("2024/05/03 10:00", "2024-05-03"),
        ("2024-05-03Z", "2024-05-03"),
        ("2024-05-03T23:30:00-05:00", "2024-05-03"),
        ("3.5.2024", "2024-05-03"),
        ("May 3, 2024", "2024-05-03"),
        ("Friday, May 3rd, 2024 at 10:00 AM", "2024-05-03"),
        ("3 maj 2024", "2024-05-03"),
        ("fredagen den 3 maj 2024 kl. 10.00", "2024-05-03"),
        ("3 maj 2024 kl 10", "2024-05-03"),
        ("3. Mai 2024", "2024-05-03"),
        ("1er mai 2024", "2024-05-01"),
        ("3 de mayo de 2024", "2024-05-03"),
        ("perjantaina 3. toukokuuta 2024", "2024-05-03"),
        ("Fri, 03 May 2024 23:30:00 -0500", "2024-05-03"),
        ("Fri May  3 10:00:00 2024", "2024-05-03"),
        ("03/05/2024", None),
        ("03/05/2024 10:00:00", None),
        ("2024-05-03 – 2024-05-10", None),
        ("3 maj 2024 10:00 - 5 maj 2024 12:00", None),
        ("3.5.2024–5.5.2024", None),
        ("Uppdaterad 3 maj 2024", None),
        ("31 juni 2024", None),
        ("maj 2024", None),
        ("1714723200", None),
        ("0001-01-01T00:00:00Z", None),
        ("i går", None),
        ("", None),
    ],
)
def test_days_that_can_be_no_other(stated: str, day: str | None) -> None:
    assert stated_day(stated) == day


def test_what_follows_a_day_is_of_no_matter_where_it_leads() -> None:
    assert leading_day("3 maj 2024 | Senast ändrad: 5 maj 2024") == "2024-05-03"
    assert leading_day("i maj 2024") is None


@pytest.mark.parametrize(
    "stated",
    [
        "May 3, 2024",
        "20240503",
        "2024/05/03 10:00",
        "2024-5-3",
        "Fri, 03 May 2024 10:00:00 +0200",
        "3 maj 2024",
    ],
)
def test_stated_dates_in_many_forms(stated: str) -> None:
    article = {"@type": "NewsArticle", "headline": TITLE, "datePublished": stated}
    assert read(article).published == "2024-05-03"
    assert read(head=f'<meta name="date" content="{stated}">').published == "2024-05-03"
    assert (
        read(top=f'<h1>{TITLE}</h1><span itemprop="datePublished" content="{stated}"></span>').published
        == "2024-05-03"
    )


def test_a_date_of_two_months_is_none() -> None:
    assert read(head='<meta name="date" content="03/05/2024">').published is None


@pytest.mark.parametrize(
    "top",
    [
        '<h1>T</h1><span class="published-on"><time class="updated" datetime="2024-07-01">1 juli</time>'
        '<time class="entry-date published" datetime="2024-05-03">3 maj</time></span>',
        '<h1>T</h1><time class="entry-date published updated" datetime="2024-05-03">3 maj</time>',
        '<h1>T</h1><p class="publish-info">Uppdaterad <time datetime="2024-07-01">1 juli</time></p>'
        '<p class="publish-info">Publicerad <time datetime="2024-05-03">3 maj</time></p>',
        '<h1>T</h1><p>Publicerad <time>2024-05-03</time>, ändrad <time datetime="2024-07-01"></time></p>',
        '<h1>T</h1><p>Ändrad <time datetime="2024-07-01"></time>, publicerad <time>2024-05-03</time></p>',
        "<h1>T</h1><p class='published'><time>2024-05-03</time></p>",
        "<h1>T</h1><time>2024-05-03</time>",
        '<div class="meta"><time datetime="2024-05-03T08:00">3 maj</time></div><h1>T</h1>',
        '<h1>T</h1><p><span>Published</span> <span><time datetime="2024-05-03">3 May</time></span></p>',
        "<h1>T</h1><p>Publicerad 3 maj 2024</p>",
        "<h1>T</h1><p>Publicerad: 3 maj 2024 | Senast uppdaterad: 1 juli 2024</p>",
        "<h1>T</h1><p>Uppdaterad: 1 juli 2024 | Publicerad: 3 maj 2024</p>",
        "<h1>T</h1><p>Published on May 3, 2024</p>",
        "<h1>T</h1><dl><dt>Publicerad</dt><dd>fredag 3 maj 2024</dd></dl>",
        "<h1>T</h1><p>Publicerad 2024-05-03 10.15</p>",
        "<h1>T</h1><p>Veröffentlicht am 3. Mai 2024</p>",
        '<meta itemprop="datePublished" content="2024-05-03"><h1>T</h1>',
    ],
)
def test_where_a_page_says_when_it_was_published(top: str) -> None:
    assert read(top=top).published == "2024-05-03"


@pytest.mark.parametrize(
    "top",
    [
        '<h1>T</h1><p class="publish-info">Uppdaterad <time datetime="2024-07-01">1 juli</time></p>',
        '<h1>T</h1><p class="published">Senast ändrad: <time datetime="2024-07-01">1 juli</time></p>',
        '<h1>T</h1><time class="updated" datetime="2024-07-01">1 juli</time>',
        '<h1>T</h1><time itemprop="dateModified" datetime="2024-07-01">1 juli</time>',
        '<h1>T</h1><p>Avtalet löper till <time datetime="2024-07-01">1 juli</time> och kan förlängas.</p>',
        '<h1>T</h1><p>Seminariet hålls den <strong><time datetime="2024-07-01">1 juli</time></strong></p>',
        '<h1>T</h1><div class="event-date"><time datetime="2024-07-01">1 juli</time></div>',
        '<h1>T</h1><time datetime="2024-07-01"></time><time datetime="2024-07-02"></time>',
        '<h1>T</h1><aside><p class="published"><time datetime="2024-07-01">1 juli</time></p></aside>',
        f'<div><h1>T</h1></div><div>{PARAGRAPHS}</div><div><time datetime="2024-07-01">1 juli</time></div>',
        "<h1>T</h1><p>Rapporten publicerades 1 juli 2024</p>",
        "<h1>T</h1><p>Uppdaterad 1 juli 2024</p>",
        "<h1>T</h1><p>Publicerad 03/05/2024</p>",
        '<h1>T</h1><time datetime="10:00">tio</time>',
    ],
)
def test_a_date_of_something_else_is_not_that_of_the_page(top: str) -> None:
    assert read(top=top).published is None


def test_other_news_on_the_page_has_dates_of_its_own() -> None:
    time = '<time class="published" datetime="2024-07-01"></time>'
    others = f"</article><article><h3>A</h3>{time}</article><article>"
    top = f'{others}<h1>{TITLE}</h1><p>Publicerad <time datetime="2024-05-03">3 maj</time></p>'
    assert read(top=top, body=others).published == "2024-05-03"


# JSON-LD

ARTICLE = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2024-05-03",
    "publisher": {"name": "Regionen"},
}
TEASER = ARTICLE | {"headline": "Ett helt annat avtal", "datePublished": "2020-01-01"}


@pytest.mark.parametrize(
    "place",
    [
        {"url": "https://www.norrsund.example/nyheter/annat"},
        {"@id": "https://www.norrsund.example/nyheter/annat#article"},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": "/nyheter/annat"}},
        {"mainEntityOfPage": "https://www.norrsund.example/nyheter/annat"},
    ],
)
@pytest.mark.parametrize("given", [True, False])
def test_an_article_that_stands_elsewhere_is_other_news(place: dict[str, Any], given: bool) -> None:
    head = "" if given else f'<link rel="canonical" href="{URL}">'
    found = read(TEASER | place, head=head, base=URL if given else None)
    assert (found.title, found.published, found.publisher) == (TITLE, None, None)
    assert read(ARTICLE | place, head=head).published == "2024-05-03"


@pytest.mark.parametrize(
    "place", [{"url": f"{URL}/?utm=1#top"}, {"@id": "#article"}, {"url": URL.replace("www.", "")}, {}]
)
def test_an_article_of_this_page_may_have_another_headline(place: dict[str, Any]) -> None:
    assert read(TEASER | place, base=URL).published == "2020-01-01"


@pytest.mark.parametrize(
    "objects",
    [
        [ARTICLE | {"@type": "schema:NewsArticle"}],
        [ARTICLE | {"@type": ["http://schema.org/NewsArticle"]}],
        [ARTICLE | {"@type": "https://schema.org#NewsArticle"}],
        [json.dumps(ARTICLE)[:-1] + ",}"],
        [json.dumps([ARTICLE])[:-1] + ", \n]"],
        [{"@type": "WebPage", "hasPart": [ARTICLE]}],
        [{"@type": "WebPage", "mainEntity": ARTICLE}],
        [{"@type": "NewsArticle", "headline": TITLE}, ARTICLE | {"@type": "BlogPosting"}],
        [
            ARTICLE | {"@type": "BlogPosting"},
            {"@type": "NewsArticle", "headline": TITLE, "datePublished": ""},
        ],
        [
            {"@type": "NewsArticle", "headline": TITLE, "@id": "#a"},
            {"@type": "Article", "@id": "#a"} | ARTICLE,
        ],
    ],
)
def test_json_ld_as_it_is_written(objects: list[Any]) -> None:
    found = read(*objects)
    assert (found.title, found.published, found.publisher) == (TITLE, "2024-05-03", "Regionen")


def test_commas_in_strings_stay() -> None:
    title = "Avtal, [utkast, ], klart"
    article = json.dumps(ARTICLE | {"headline": title})[:-1] + ",}"
    assert read(article, top="").title == title


ORGANISATION = {"@type": "Organization", "@id": "#org", "name": "Regionen"}
BARE = {"@type": "NewsArticle", "headline": TITLE}


@pytest.mark.parametrize(
    ("objects", "publisher"),
    [
        ([BARE | {"author": ORGANISATION}], "Regionen"),
        ([BARE | {"author": [{"@type": "Person", "name": "Karin Ekdahl"}, ORGANISATION]}], "Regionen"),
        (
            [BARE | {"author": {"@id": "#org"}}, ORGANISATION, ORGANISATION | {"@id": "#b", "name": "B"}],
            "Regionen",
        ),
        ([BARE | {"sourceOrganization": ORGANISATION}], "Regionen"),
        ([BARE, ORGANISATION], "Regionen"),
        ([BARE, ORGANISATION | {"@type": "schema:GovernmentOrganization"}], "Regionen"),
        ([BARE, ORGANISATION, ORGANISATION | {"@id": "#b", "name": "B"}], None),
        ([BARE | {"author": {"@type": "Person", "name": "Karin Ekdahl"}}], None),
        ([BARE | {"publisher": {"@type": "Person", "name": "Karin Ekdahl"}}], None),
        ([BARE | {"author": "Karin Ekdahl"}], None),
    ],
)
def test_who_publishes(objects: list[Any], publisher: str | None) -> None:
    assert read(*objects).publisher == publisher


# Titles


@pytest.mark.parametrize(
    ("head", "top"),
    [
        (f"<title>{TITLE} | Regionen</title>", f"<h1>Pressmeddelande</h1><h2>{TITLE}</h2>"),
        (
            f"<title>{TITLE} | Regionen</title>",
            f"<h1>PRESSMEDDELANDE 3 maj 2024</h1><h2>Dela</h2><h2>{TITLE}</h2>",
        ),
        ("<title>Regionen</title>", f"<h1>Pressmeddelande</h1><h2>{TITLE}</h2>"),
        (f"<title>Region X: Nyheter - {TITLE}</title>", f"<h1>Region X</h1><h2>{TITLE}</h2>"),
        (f"<title>{TITLE} | Region X</title>", f"<h1>Region X</h1><h1>{TITLE}</h1>"),
        (
            f'<meta property="og:title" content="Region X - {TITLE}">'
            '<meta property="og:site_name" content="Region X">',
            "<h1>Nyheter</h1>",
        ),
        (
            f'<meta property="og:title" content="{TITLE} | Nyheter | Region X">'
            '<meta property="og:site_name" content="Region X">',
            "",
        ),
        ('<meta property="og:title" content="Pressmeddelande">', f"<h1>{TITLE}</h1>"),
        ('<meta property="og:title" content="Region X">', f"<h1 hidden>Region X</h1><h1>{TITLE}</h1>"),
        ("", "<h1>Norrsund får<br>ett battericenter</h1>"),
        ("", f'<h1><a href="/">Region X</a></h1><h2>{TITLE}</h2>'),
        ("<title>Pressmeddelande | Regionen</title>", f"<h1>Pressmeddelande</h1><h3>{TITLE}</h3>"),
    ],
)
def test_a_label_or_the_site_is_no_title(head: str, top: str) -> None:
    head += '<meta name="application-name" content="Region X">' if "og:title" in head else ""
    found = read(head=head, top=top)
    assert found.title == TITLE
    assert found.text.split("\n\n")[0] == TITLE
    assert found.text.count(TITLE) == 1


def test_the_site_may_stand_in_the_heading_of_the_release() -> None:
    head = (
        '<meta property="og:title" content="Region X: Nytt center"><meta name="publisher" content="Region X">'
    )
    assert read(head=head, top="<h1>Region X: Nytt center</h1>").title == "Region X: Nytt center"


def test_soft_hyphens_are_no_part_of_a_title() -> None:
    found = read(
        head='<meta property="og:title" content="Batteriutveckling">', top="<h1>Batteri&shy;utveckling</h1>"
    )
    assert (found.title, found.text.split("\n\n")[1]) == ("Batteriutveckling", BODY[0])


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("PRESSMEDDELANDE", True),
        ("Press release", True),
        ("Communiqué de presse", True),
        ("Pressmeddelande nr 12, 3 maj 2024", True),
        ("2024-05-03", True),
        ("För omedelbar publicering", True),
        ("Pressmeddelande om avtalet", False),
        ("AI", False),
        ("新中心", False),
    ],
)
def test_labels(words: str, label: bool) -> None:
    assert is_label(words) is label


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (f"PRESSMEDDELANDE\n\n{TITLE}\n\n{BODY[0]}", TITLE),
        (f"Pressmeddelande 3 maj 2024\n\n{TITLE}\n\n{BODY[0]}", TITLE),
        (f"PRESS RELEASE\nNorrsund, 3 May 2024\n\n{TITLE}\n\n{BODY[0]}", TITLE),
        (f"2024-05-03\n\n{TITLE}\n\n{BODY[0]}", TITLE),
        (f"PRESSMEDDELANDE\n{TITLE}\n\n{BODY[0]}", TITLE),
        (f"PRESSMEDDELANDE\n\n{BODY[0]}\n{BODY[1]}", None),
        ("PRESSMEDDELANDE", None),
        (f"{TITLE}\n{BODY[0]}", None),
        (TITLE, TITLE),
    ],
)
def test_the_title_of_a_text(words: str, title: str | None) -> None:
    found = text.draft(words)
    assert (found.title, found.text) == (title, words)


# Addresses and languages


def test_addresses_are_seen_from_the_base() -> None:
    head = '<base href="https://www.norrsund.example/nyheter/"><link rel="canonical" href="center">'
    assert read(head=head).url == URL
    assert read(head=head, base="https://www.norrsund.example/a").url == URL
    assert (
        read(head=head.replace("https://www.norrsund.example", ""), base="https://www.norrsund.example/a").url
        == URL
    )


@pytest.mark.parametrize("attribute", ['lang="sv-SE"', 'lang="sv"', 'xml:lang="sv_FI"', 'lang="SV"'])
def test_the_language_of_the_body(attribute: str) -> None:
    page = f"<html><body {attribute}><h1>{TITLE}</h1>{PARAGRAPHS}</body></html>".encode()
    assert only(page, ".html").language == "sv"
