"""Web pages: what they state of themselves, in JSON-LD and meta elements, and where they stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.made import BODY, TITLE, only, refusal

URL = "https://www.norrsund.example/nyheter/center"


def page(*objects: Any, head: str = "", heading: str = TITLE, lang: str = "sv", body: str = "") -> bytes:
    scripts = "".join(
        f'<script type="application/ld+json">{o if isinstance(o, str) else json.dumps(o)}</script>'
        for o in objects
    )
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    return (
        f'<!doctype html><html lang="{lang}"><head>{head}{scripts}</head><body>'
        f'<nav><a href="/">Start</a></nav>'
        f"<main><article><h1>{heading}</h1>{paragraphs}{body}</article></main></body></html>"
    ).encode()


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2024-06-19T08:00:00+02:00",
    "inLanguage": "sv-SE",
    "publisher": {"@type": "Organization", "name": "Region Norrsund"},
    "url": URL,
}
SITE = {
    "@type": "WebSite",
    "name": "Norrsundsportalen",
    "inLanguage": "en",
    "url": "https://www.norrsund.example/",
}
OWNER = {
    "@type": "Organization",
    "@id": "#owner",
    "name": "Region Norrsund",
    "url": "https://www.norrsund.example/",
}


@pytest.mark.parametrize(
    "objects",
    [
        [ARTICLE],
        [SITE, OWNER, ARTICLE],
        [[SITE, ARTICLE]],
        [
            {
                "@context": "https://schema.org",
                "@graph": [SITE, OWNER, ARTICLE | {"publisher": {"@id": "#owner"}}],
            }
        ],
        [ARTICLE | {"@type": ["Article", "NewsArticle"], "publisher": [{"name": "Region Norrsund"}]}],
        [ARTICLE | {"@type": "https://schema.org/PressRelease", "publisher": "Region Norrsund"}],
        [{"@type": "WebPage", "name": "Sidan", "mainEntity": ARTICLE}],
        ["{trasig JSON", ARTICLE],
        [f"<!-- {json.dumps(ARTICLE)} -->"],
        [f"//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]>"],
        [json.dumps(ARTICLE).replace("Region Norrsund", "Region\n\tNorrsund")],
        [ARTICLE, ARTICLE | {"headline": "En annan nyhet", "datePublished": "2020-01-01"}],
        [ARTICLE | {"headline": "En annan nyhet", "datePublished": "2020-01-01"}, ARTICLE],
        [ARTICLE | {"headline": "Norrsund f&aring;r ett &lt;b&gt;battericenter&lt;/b&gt;"}],
    ],
)
def test_the_article_is_what_json_ld_tells_of(objects: list[Any]) -> None:
    release = only(page(*objects), ".html")
    assert (release.title, release.published, release.language) == (TITLE, "2024-06-19", "sv")
    assert (release.publisher, release.url) == ("Region Norrsund", URL)


@pytest.mark.parametrize(
    "objects",
    [
        [SITE, OWNER],
        [{"@type": "ItemList", "itemListElement": [{"item": ARTICLE}]}],
        [ARTICLE | {"headline": f"Nyhet {n}"} for n in range(3)],
        ["[" * 100_000],
        ['{"@type": "NewsArticle", "headline": 7, "publisher": 7, "url": [], "inLanguage": 1}'],
        ["null", "7", '"NewsArticle"', "[[]]"],
    ],
)
def test_what_is_no_article_of_the_page_tells_nothing(objects: list[Any]) -> None:
    release = only(page(*objects), ".html")
    assert (release.title, release.published, release.publisher, release.url) == (TITLE, None, None, None)


def test_json_ld_goes_before_meta_elements() -> None:
    head = (
        '<meta property="og:title" content="Norrsund växer | Norrsundsportalen">'
        '<meta property="og:site_name" content="Norrsundsportalen">'
        '<meta property="article:published_time" content="2024-06-20">'
    )
    release = only(page(ARTICLE, head=head, heading="Nyheter"), ".html")
    assert (release.title, release.published, release.publisher) == (TITLE, "2024-06-19", "Region Norrsund")
    release = only(page(head=head, heading="Nyheter"), ".html")
    assert (release.title, release.published) == ("Norrsund växer", "2024-06-20")
    assert release.publisher == "Norrsundsportalen"


@pytest.mark.parametrize(
    ("stated", "heading", "title"),
    [
        (f"{TITLE} | Regionen", TITLE, TITLE),
        (f"{TITLE[:20]}…", TITLE, TITLE),
        ("Nyheter från regionen", "Nyheter", "Nyheter från regionen"),
        ("x" * 500, TITLE, TITLE),
    ],
)
def test_the_heading_is_the_title_said_in_full(stated: str, heading: str, title: str) -> None:
    release = only(page(head=f'<meta property="og:title" content="{stated}">', heading=heading), ".html")
    assert release.title == title


def test_a_page_that_contradicts_itself_has_no_language() -> None:
    assert only(page(ARTICLE | {"inLanguage": "en-US"}), ".html").language is None
    assert (
        only(page(lang="", head='<meta http-equiv="Content-Language" content="sv">'), ".html").language
        == "sv"
    )
    assert only(page(lang="", head='<meta property="og:locale" content="sv_SE">'), ".html").language == "sv"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("/nyheter/center", URL),
        (f"{URL}#top", URL),
        ("https://norrsund.example/center", "https://norrsund.example/center"),
        ("https://annan.example/center", f"{URL}?utm=1"),
        ("javascript:alert(1)", f"{URL}?utm=1"),
        ("https://user:secret@www.norrsund.example/", f"{URL}?utm=1"),
        ("http://[", f"{URL}?utm=1"),
        ("", f"{URL}?utm=1"),
    ],
)
def test_where_a_page_stands(canonical: str, url: str) -> None:
    head = f'<link rel="canonical" href="{canonical}">'
    assert only(page(head=head), media_type="text/html", url=f"{URL}?utm=1").url == url


def test_the_charset_of_the_server_counts_before_that_of_the_page() -> None:
    data = page(head='<meta charset="iso-8859-2">').decode().replace("–", "-").encode("windows-1252")
    assert "förmåga" in only(data, media_type="text/html", charset="ISO-8859-1").text
    assert "förmĺga" in only(data, media_type="text/html").text
    assert BODY[0] in only(page(), media_type="text/html", charset="iso-8859-1").text
    assert BODY[0] in only(page(), media_type="text/html", charset="punycode").text


@pytest.mark.parametrize(
    ("suffix", "known"),
    [(".pdf", {}), (".txt", {}), (".docx", {}), ("", {"media_type": "application/pdf"}), ("", {})],
)
def test_a_page_is_a_page_whatever_it_is_called(suffix: str, known: dict[str, str]) -> None:
    assert only(page(), suffix, **known).text == "\n\n".join([TITLE, *BODY])


def test_what_only_a_script_may_show_is_no_text() -> None:
    assert "Mall" not in only(page(body="<template><p>Mall för en ruta.</p></template>"), ".html").text


def test_the_title_stands_first_and_once() -> None:
    data = page().replace(b"<h1>", b"<p>Publicerad i juni</p><h1>")
    assert only(data, ".html").text == "\n\n".join([TITLE, "Publicerad i juni", *BODY])


def test_the_language_of_xhtml() -> None:
    assert only(page().replace(b'lang="sv"', b'xml:lang="sv"'), ".html").language == "sv"


def test_large_menus_change_nothing() -> None:
    inner = "<ul>" + "".join(f'<li><a href="/{n}">Ämne {n}</a></li>' for n in range(9)) + "</ul>"
    menu = "<ul>" + "".join(f'<li><a href="/a/{n}">Område {n}</a>{inner}</li>' for n in range(9)) + "</ul>"
    data = page().replace(b"<main>", f"<div>{menu}</div><main>".encode())
    assert only(data, ".html").text == "\n\n".join([TITLE, *BODY])


def test_a_menu_is_no_text_however_long() -> None:
    items = "".join(f'<li><a href="/{n}">Avdelning {n}</a></li>' for n in range(200))
    data = f"<html><body><ul>{items}</ul></body></html>".encode()
    assert refusal(data, ".html").startswith("no main text found")


def test_comments_without_end_take_no_time() -> None:
    assert only(b"<!-- -->" * 50_000 + b"text" + page(), ".txt").text
