"""The explorer in a real browser, over a real server: every view, by mouse and by keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.graphs import fact, release
from tests.served import Server, serving, until_shown
from valleygraph.extract.model import Entity
from valleygraph.graph.store import add, open_store

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SCRIPT = "<script>document.title='taken'</script>"
SENTENCE = "Vinnova och Region Norrby har skrivit en avsiktsförklaring om batterier."
VIEWS = ("graph", "table", "timeline", "map", "releases", "query")
CAST = {
    "v": Entity("v", "Organisation", ("Vinnova",)),
    "r": Entity("r", "Organisation", ("Region Norrby",)),
    "x": Entity("x", "Organisation", (f"Alva {SCRIPT}",)),
    "p": Entity("p", "Place", ("Norrby",)),
    "k": Entity("k", "Person", ("Karin Ek",)),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store = tmp_path_factory.mktemp("explored") / "store"
    with open_store(store, write=True) as opened:
        for told in _releases():
            add(opened, told, version="1")
    with serving(store) as running:
        until_shown(running)
        yield running


def _releases() -> Iterator[Any]:
    signed = fact(
        "Agreement",
        sentence=SENTENCE,
        party=("v", "r"),
        date="2024-06-14",
        kind="letter of intent",
        theme="batterier",
    )
    told = (
        signed,
        fact("Location", sentence="Region Norrby ligger i Norrby.", subject="r", place="p"),
        fact(
            "RoleHolding",
            sentence="Karin Ek är direktör på Vinnova.",
            person="k",
            role="direktör",
            organisation="v",
        ),
    )
    yield release("signed", *told, cast=CAST, language="sv", title="Avsiktsförklaring i Norrby")
    named = fact("Location", sentence=f"Alva {SCRIPT} ligger i Norrby.", subject="x", place="p")
    yield release("hostile", named, cast=CAST, language="sv", title=SCRIPT, published="2024-07-01")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here to look at the explorer with")
    arguments = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    opened = context.new_page()
    complaints: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    elsewhere = [url for url in asked if not url.startswith((server.address, "blob:", "data:"))]
    title = opened.title()
    context.close()
    assert complaints == []
    assert elsewhere == []
    assert title != "taken"


def search(page: Page, text: str) -> None:
    box = page.get_by_role("combobox").first
    box.fill(text)
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Enter")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_view_is_accessible(page: Page, server: Server, view: str, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{server.address}/?v={view}")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("main")).to_be_visible()
    found = Axe().run(page).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0


def test_who_has_signed_with_vinnova_and_where_is_it_written(page: Page, server: Server) -> None:
    page.goto(server.address)
    search(page, "vinova")  # as people type
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", name="Vinnova")).to_be_visible()
    expect(panel).to_contain_text(SENTENCE)
    panel.get_by_role("link", name="Avsiktsförklaring i Norrby").first.click()
    expect(page.locator("mark", has_text="Vinnova").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(SENTENCE)
    again = page.url
    page.goto("about:blank")
    page.goto(again)  # the address says what is on the screen
    expect(page.locator("mark", has_text="Vinnova").first).to_be_visible()


def test_the_same_by_keyboard_alone(page: Page, server: Server) -> None:
    page.goto(server.address)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "combobox":
            break
    page.keyboard.type("Vinnova")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", name="Vinnova")).to_be_visible()
    link = panel.get_by_role("link", name="Avsiktsförklaring i Norrby").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark", has_text="Vinnova").first).to_be_visible()


def test_a_named_query_and_one_of_ones_own(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/?v=query&q=who-signed-what")
    expect(page.get_by_role("main")).to_contain_text("letter of intent")
    page.goto(f"{server.address}/?v=query&sparql=SELECT+%3Fx+%7B+%3Fx+a+iv%3AAgreement+%7D")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("main").get_by_role("table")).to_contain_text("agreement")


def test_what_releases_say_is_text(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/?v=releases")
    expect(page.get_by_role("main")).to_contain_text(SCRIPT)
    page.goto(f"{server.address}/?v=table")
    expect(page.get_by_role("main")).to_contain_text("Alva")


def test_the_map_of_a_time(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/?v=map&from=2030-01")
    expect(page.get_by_text("No release of this time tells of a place")).to_be_visible()
    expect(page.get_by_label("From")).to_have_value("2030-01")


def test_swedish(page: Page, server: Server) -> None:
    page.goto(server.address)
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("navigation").first).to_contain_text("Karta")


@pytest.mark.parametrize("source", [Path("graph/serve/static/index.html")])
def test_the_built_page_has_no_script_of_its_own(source: Path) -> None:
    text = (Path(__file__).parents[1] / source).read_text("utf-8")
    assert "__NONCE__" in text
    assert "<script>" not in text
    assert "http://" not in text
