"""Web pages: what they state of themselves, in JSON-LD and meta elements, and where they stand."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from tests.made import BODY, TITLE, only, refusal, results
from valleygraph.extract.sources import Original

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


def body_of(inner: str, *, lang: str = "sv") -> list[str]:
    """The paragraphs that are read of a page with these elements in its article."""
    return only(page(lang=lang, body=inner), ".html").text.split("\n\n")[4:]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (
            '<p>Det löper till <time datetime="2026-12-31">31 december 2026</time> och kan förlängas.</p>',
            None,
        ),
        ("<p>Det löper till <strong><time>31 december 2026</time></strong> och kan förlängas.</p>", None),
        ("<p><time>Den 3 maj</time> möts parterna igen.</p>", None),
        ("<p>Publicerad <time>3 maj 2024</time></p>", None),
        ("<p>Det blir <output>42</output> nya <label>forskare</label> i centret.</p>", None),
        ("<p>Tryck på <button>Ansök</button> för att söka medel.</p>", None),
        ("<ul><li><time>3 maj</time>: centret öppnar</li></ul>", None),
        ("<blockquote>Möte den <time>3 maj</time> i Tallvik</blockquote>", None),
        ("<p>Han kallar det <q>en ny tid</q> för regionen.</p>", "Han kallar det ”en ny tid” för regionen."),
        ("<p>Han sade <q>”nu”</q> till alla i regionen.</p>", "Han sade ”nu” till alla i regionen."),
        ("<p>Det <q>är <b>nu</b></q> det gäller.</p>", "Det ”är nu” det gäller."),
        ('<p>Er sagte <q lang="de">jetzt</q> zu allen.</p>', "Er sagte „jetzt“ zu allen."),
    ],
)
def test_no_word_of_a_sentence_is_lost(inner: str, text: str | None) -> None:
    assert body_of(inner) == [text or re.sub("<[^>]+>", "", inner)]


def test_a_time_in_a_table_is_a_word_of_it() -> None:
    rows = "<tr><td>Start</td><td><time>2025-03-01</time></td></tr><tr><td>Slut</td><td>2028</td></tr>"
    assert body_of(f"<table>{rows}</table>") == ["Start | 2025-03-01\nSlut | 2028"]


@pytest.mark.parametrize(
    "inner", ["<button>Dela sidan</button>", "<p><button>Dela</button> <button>Skriv ut</button></p>"]
)
def test_buttons_are_no_text(inner: str) -> None:
    assert body_of(inner) == []


def test_what_stands_under_a_picture_is_a_paragraph() -> None:
    caption = "Karin Ekdahl och rektor Nils Berg. Foto: Norrsund"
    figure = f'<figure><img src="a.jpg" alt="Bild"><figcaption>{caption}</figcaption></figure>'
    assert body_of(f"{figure}<p>{BODY[0]} Igen.</p>") == [caption, f"{BODY[0]} Igen."]
    table = f"<figure><table><tr><td>A</td><td>B</td></tr></table><figcaption>{caption}</figcaption></figure>"
    assert body_of(f"{table}<p>{BODY[0]} Igen.</p>") == ["A | B", caption, f"{BODY[0]} Igen."]


def test_preformatted_text_keeps_its_lines() -> None:
    assert body_of("<pre>\nDatum:   3 maj\n  Plats: Norrsund\n\nAlla är <b>väl\nkomna</b>.\n</pre>")[
        0
    ].startswith("Datum: 3 maj\nPlats: Norrsund\n")
    assert body_of("<pre>Ett\ntvå\n\ntre</pre><p>Fyra.</p>") == ["Ett\ntvå", "tre", "Fyra."]
    assert "väl\nkomna" in body_of("<pre>Alla är <b>väl\nkomna</b> hit\nidag</pre>")[0]


SHORT = "<h1>Nytt centrum</h1><p>Regionen öppnar ett centrum.</p><p>Det ligger i Tallvik.</p>"


@pytest.mark.parametrize(
    "data",
    [
        f'<html><body><div style="display:none">Dold text</div>{SHORT}</body></html>',
        f'<html><body><div style="color:red; VISIBILITY : hidden">Dold text</div>{SHORT}</body></html>',
        f"<html><body><p hidden>Dold text</p>{SHORT}</body></html>",
        f'<html><body>{SHORT}<p aria-hidden="true">Dold text</p></body></html>',
        f'<html><body style="display:none">{SHORT}</body></html>',
        f'<html><body><div aria-hidden="true" style="display:none" id="app">{SHORT}</div></body></html>',
        f"<html><body><article>{SHORT}</article></body></html>",
        f"<html><body><nav><a href='/'>Hem</a></nav><header>X</header><main>{SHORT}</main></body></html>",
        f"<html><body>{SHORT}<footer>Kontakta oss</footer></body></html>",
        f"<!DOCTYPE html [ <!ENTITY x 'y'> ]>\n<html><body>{SHORT}</body></html>",
        f"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://a.example/dtd'>\n<body>{SHORT}",
        SHORT,
    ],
)
def test_a_short_page_has_paragraphs_and_nothing_that_is_hidden(data: str) -> None:
    assert (
        only(data.encode(), ".html").text
        == "Nytt centrum\n\nRegionen öppnar ett centrum.\n\nDet ligger i Tallvik."
    )


def test_a_short_page_keeps_lists_and_tables() -> None:
    data = f"{SHORT}<ul><li>ett</li><li>två</li></ul><table><tr><td>A</td><td>1</td></tr></table>"
    assert only(data.encode(), ".html").text.endswith("Det ligger i Tallvik.\n\nett\ntvå\n\nA | 1")


def test_nested_lists_breaks_and_entities() -> None:
    items = "<ul><li>ett<ul><li>ett a</li><li>ett <b>b</b></li></ul></li><li>två</li></ul>"
    assert body_of(f"{items}<p>R&amp;D &#8211; f&ouml;r<br>alla.</p>") == [
        "ett\nett a\nett b\ntvå",
        "R&D – för\nalla.",
    ]


def test_soft_hyphens_stay_for_the_reader_of_the_text_to_pass_over() -> None:
    assert body_of("<p>Social&shy;styrelsen deltar i centret som rådgivare.</p>")[0].startswith(
        "Social\u00adstyrelsen"
    )


def test_right_to_left() -> None:
    words = "افتتحت المنطقة مركزا جديدا للبطاريات في الشمال، وقالت رئيسة المنطقة إن المركز سيعزز الابتكار."
    article = f"<article><h1>مركز جديد</h1><p>{words}</p><p>{words}</p></article>"
    data = f'<html dir="rtl" lang="ar"><body>{article}</body></html>'
    assert only(data.encode(), ".html").text.startswith(f"مركز جديد\n\n{words}")


# What is not written as it should be


def test_a_page_in_no_declared_encoding_is_read_as_browsers_do() -> None:
    assert BODY[1] in only(page().decode().encode("windows-1252"), ".html").text
    assert BODY[1] in only(page(head='<meta charset="utf-8">').decode().encode("windows-1252"), ".html").text
    assert BODY[1] in only(page(head='<meta charset="utf-16">').decode().encode("windows-1252"), ".html").text
    assert BODY[1] in only(page().decode().encode("windows-1252"), media_type="text/html").text
    assert BODY[1] in only(page().decode().encode("windows-1252")).text


@pytest.mark.parametrize(
    "damage",
    [b"<!-- Bor\xe5s -->", b"<!-- \xff\xfe -->", b"<p>\0</p>", b"<script>x='\xe5'</script>", b"\0\0\xc3"],
)
@pytest.mark.parametrize("head", ["", '<meta charset="utf-8">'])
def test_a_few_bad_bytes_cost_only_themselves(damage: bytes, head: str) -> None:
    data = page(head=head).replace(b"<nav>", damage + b"<nav>")
    assert only(data, ".html").text == "\n\n".join([TITLE, *BODY])


@pytest.mark.parametrize("suffix", [".html", ".htm"])
def test_what_is_no_text_is_no_page(suffix: str) -> None:
    assert refusal(bytes(range(256)) * 20, suffix).startswith("is a binary file")
    assert refusal(page().decode().encode("utf-16-le"), suffix).startswith("is a binary file")
    assert BODY[0] in only(page().decode().encode("utf-16"), suffix).text


def seconds(data: bytes) -> float:
    """How long a page takes, be it read or refused."""
    started = time.perf_counter()
    results(Original(data, "a", "a.html", ".html"))
    return time.perf_counter() - started


@pytest.mark.parametrize(
    "inner",
    [
        "a" * 100_000,
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>",
        "<p " + " ".join(f'<a{n}=">"' for n in range(100_000)) + ">x</p>",
        "<p/" + "/".join(f"a{n}" for n in range(100_000)) + ">x</p>",
        "<div><p>x y</p></div>" * 14_000,
        "<p>" + "<q>x</q> <time>y</time> " * 12_000,
        "<p hidden>x</p>" * 20_000,
        "<pre>" + "x\n\n" * 5_000,
        "<pre><b>x</b>" + "x\n" * 20_000,
        "<article><time datetime=2024>x</time></article>" * 10_000,
        '<p title="' * 20_000,
        "<!doctype html [" * 10_000,
        "<p>Publicerad</p>" * 20_000,
        "<div itemprop=datePublished>" * 200 + "<b>x</b>" * 20_000,
        "<div><p>x</p>" + "<b>x</b>" * 20_000 + "</div>" + "<time>x</time>" * 200,
        "<h1>" + "Norrsund | " * 100_000 + "</h1>",
    ],
)
def test_no_page_takes_long(inner: str) -> None:
    assert seconds(f"<html><body><h1>{TITLE}</h1>{inner}</body></html>".encode()) < 8


def test_no_title_takes_long() -> None:
    title = "Norrsund | " * 200_000
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    article = {"@type": "NewsArticle", "headline": title[:900_000]}
    assert seconds(page(article, head=head)) < 8
