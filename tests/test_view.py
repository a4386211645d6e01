"""The page: self-contained, safe with hostile text, and of use in a real browser."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from math import dist, isfinite
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, sync_playwright

from valleygraph.graph.view import MARKS, layout, page

HOSTILE = "<script>alert(1)</script> </script><!-- \u2028 & \"'"
SENTENCE = f"Region Norrby och {HOSTILE} skrev avtal."


def evidence(sentence: str, **other: Any) -> dict[str, Any]:
    known = {
        "release": "r1",
        "title": "Norrby signs",
        "published": "2024-06-14",
        "url": "https://norrby.example/1",
    }
    return {"sentence": sentence, "said_by": "", "modality": "done", "confidence": 0.93, **known, **other}


def small() -> nx.MultiDiGraph:
    """Six things: one agreement between three parties, one of them hostile, and a planned event."""
    graph = nx.MultiDiGraph(left_out=3)
    nodes = {
        "region": ("Region Norrby", "Organisation"),
        "bad": (HOSTILE, "Organisation"),
        "ann": ("Ann Lee", "Person"),
        "letter": ("Letter of intent · batteries", "Agreement"),
        "fair": ("Conference · 2024-09", "Event"),
        "town": ("Norrby", "Place"),
    }
    for id, (label, kind) in nodes.items():
        graph.add_node(id, label=label, type=kind, planned=id == "fair", degree=2, quotes=[])
    graph.nodes["ann"]["quotes"] = [evidence("We are proud", said_by="")]
    add(
        graph,
        "region",
        "letter",
        "partyTo",
        "party to",
        evidence("They signed."),
        evidence("A letter was signed."),
    )
    add(graph, "bad", "letter", "partyTo", "party to", evidence(SENTENCE, url="javascript:alert(2)"))
    add(graph, "ann", "region", "holdsRoleAt", "director at", evidence("Ann Lee is its director."))
    add(graph, "ann", "region", "memberOf", "member of", evidence("She is in it.", said_by="Bo Ek"))
    add(
        graph,
        "region",
        "fair",
        "organises",
        "organises",
        evidence("It will be.", modality="planned"),
        planned=True,
    )
    add(
        graph,
        "fair",
        "town",
        "atPlace",
        "takes place in",
        evidence("It will be.", modality="planned"),
        planned=True,
    )
    return graph


def add(
    graph: nx.MultiDiGraph,
    source: str,
    target: str,
    name: str,
    label: str,
    *found: Any,
    planned: bool = False,
) -> None:
    graph.add_edge(
        source,
        target,
        name,
        property=name,
        label=label,
        planned=planned,
        confidence=0.93,
        evidence=list(found),
    )


class Reader(HTMLParser):
    """What a browser would take for elements, with their attributes and the text at their start."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")
        self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data

    def text(self, tag: str, **wanted: str) -> list[str]:
        found = zip(self.elements, self.texts, strict=True)
        return [text for (name, attrs), text in found if name == tag and wanted.items() <= attrs.items()]


def data_of(html: str) -> dict[str, Any]:
    (text,) = Reader(html).text("script", id="data")
    read = json.loads(text)
    assert isinstance(read, dict)
    return read


def test_the_page_loads_nothing() -> None:
    read = Reader(page(small(), title="Norrby"))
    addresses = [
        value
        for _, attributes in read.elements
        for name, value in attributes.items()
        if name in ("src", "href")
    ]
    assert addresses == ["data:,"]
    assert "@import" not in "".join(read.text("style"))
    assert "url(" not in "".join(read.text("style"))


def test_the_policy_allows_these_scripts_and_this_style_and_nothing_else() -> None:
    read = Reader(page(small(), title="Norrby"))
    (policy,) = (a["content"] for tag, a in read.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in str(policy).split(";"))
    scripts = [text for text in read.text("script") if not text.startswith("{")]
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["script-src"].split() == [digest(text) for text in scripts]
    assert rules["style-src"] == digest(*read.text("style"))
    assert len(scripts) == 2
    assert not [a for _, a in read.elements if "style" in a or any(name.startswith("on") for name in a)]


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@settings(max_examples=30, deadline=None)
@given(
    st.text() | st.sampled_from([HOSTILE, "</script>", "<!--<script>", "\u2028\u2029", "{{ 7 * 7 }}", "&lt;"])
)
def test_any_text_stays_text(text: str) -> None:
    graph = small()
    graph.nodes["bad"]["label"] = text
    graph.edges["bad", "letter", "partyTo"]["evidence"] = [evidence(text)]
    html = page(graph, title=text.replace("\r", "") or "-")
    read, calm = Reader(html), Reader(page(small(), title="Norrby"))
    assert [tag for tag, _ in read.elements] == [tag for tag, _ in calm.elements]
    data = data_of(html)
    assert text in {node["name"] for node in data["nodes"]}
    assert text in {item["sentence"] for edge in data["edges"] for item in edge["evidence"]}
    (heading,) = read.text("h1")
    assert heading == (text.replace("\r", "") or "-")


def test_nodes_and_edges_carry_what_the_picture_shows() -> None:
    data = data_of(page(small(), title="Norrby"))
    nodes = {node["id"]: node for node in data["nodes"]}
    assert {id: node["shape"] for id, node in nodes.items()} == {
        "region": "square",
        "bad": "square",
        "ann": "dot",
        "letter": "diamond",
        "fair": "hexagon",
        "town": "triangle",
    }
    dashed = {(edge["from"], edge["to"]) for edge in data["edges"] if edge["dashes"]}
    assert dashed == {("region", "fair"), ("fair", "town")}
    assert data["options"]["physics"] is False


def test_edges_between_the_same_two_bend_apart() -> None:
    edges = [edge for edge in data_of(page(small(), title="Norrby"))["edges"] if edge["from"] == "ann"]
    assert len({edge["smooth"]["roundness"] for edge in edges}) == len(edges) == 2


def test_a_better_connected_thing_is_larger() -> None:
    graph = small()
    graph.nodes["region"]["degree"] = 50
    sizes = {node["id"]: node["size"] for node in data_of(page(graph, title="Norrby"))["nodes"]}
    assert sizes["region"] > 1.5 * sizes["town"]


def test_a_long_label_is_cut_in_the_picture_only() -> None:
    graph = small()
    graph.nodes["town"]["label"] = "Norrby " * 20
    (town,) = (node for node in data_of(page(graph, title="Norrby"))["nodes"] if node["id"] == "town")
    assert len(town["label"]) <= 36
    assert town["label"].endswith("…")
    assert town["name"] == "Norrby " * 20


def test_the_page_says_how_much_is_shown() -> None:
    (words,) = Reader(page(small(), title="Norrby")).text("p")[:1]
    assert words == "6 things, 6 links; 3 less connected left out"


def test_the_legend_has_the_types_that_there_are() -> None:
    boxes = [
        a["value"] for tag, a in Reader(page(small(), title="Norrby")).elements if a.get("type") == "checkbox"
    ]
    assert boxes == ["Organisation", "Person", "Place", "Agreement", "Event", "planned"]


def test_an_empty_network_gives_a_page_that_says_so() -> None:
    read = Reader(page(nx.MultiDiGraph(), title="Norrby"))
    assert "There is nothing to show: no fact in the store joins two things yet." in read.text("p")
    assert "script" not in {tag for tag, _ in read.elements}
    assert read.text("title") == ["Norrby"]


def test_the_same_network_gives_the_same_page() -> None:
    assert page(small(), title="Norrby") == page(small(), title="Norrby")


def random_network(nodes: int, edges: int) -> nx.MultiDiGraph:
    """Not all connected, with leaves and hubs, as networks of releases are."""
    tree = nx.barabasi_albert_graph(nodes, 1, seed=nodes)
    loose = nx.gnm_random_graph(nodes // 4, edges, seed=nodes)
    return nx.MultiDiGraph(nx.relabel_nodes(nx.disjoint_union(tree, loose), str))


@pytest.mark.parametrize("nodes", [1, 2, 40, 199, 600])
def test_no_two_nodes_stand_in_one_place(nodes: int) -> None:
    graph = random_network(nodes, nodes // 3) if nodes > 2 else nx.MultiDiGraph(nx.path_graph(nodes))
    places = layout(graph)
    assert set(places) == set(graph)
    assert all(isfinite(x) and isfinite(y) for x, y in places.values())
    ordered = sorted(places.values())
    assert all(dist(a, b) > 10 for i, a in enumerate(ordered) for b in ordered[i + 1 : i + 30])


def test_parts_that_nothing_joins_stand_side_by_side() -> None:
    parts = [nx.star_graph(8), nx.path_graph(5), nx.path_graph(2), nx.empty_graph(1)]
    graph = nx.MultiDiGraph(nx.relabel_nodes(nx.disjoint_union_all(parts), str))
    places = layout(graph)
    boxes = [box([places[node] for node in part]) for part in nx.weakly_connected_components(graph)]
    for index, (left, right, low, high) in enumerate(boxes):
        for other in boxes[index + 1 :]:
            assert right < other[0] or other[1] < left or high < other[2] or other[3] < low


def box(places: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = zip(*places, strict=True)
    return min(xs), max(xs), min(ys), max(ys)


def test_a_star_has_its_hub_in_the_middle() -> None:
    places = layout(nx.MultiDiGraph(nx.relabel_nodes(nx.star_graph(900), str)))
    left, right, low, high = box(list(places.values()))
    assert dist(places["0"], ((left + right) / 2, (low + high) / 2)) < (right - left) / 20
    assert min(dist(places["0"], place) for leaf, place in places.items() if leaf != "0") > 10


SCRIPT = """
import networkx as nx
from valleygraph.graph.view import layout
graph = nx.disjoint_union_all([nx.barabasi_albert_graph(450, 2, seed=1), nx.star_graph(30), nx.path_graph(4)])
print(layout(nx.MultiDiGraph(nx.relabel_nodes(graph, lambda n: f"n{n}"))))
"""


def test_the_layout_does_not_depend_on_the_seed_of_hashes() -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].startswith("{'n0': (")


# --- in a browser ------------------------------------------------------------------------------------

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here to look at the page with")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


class Visit:
    """A page open in the browser, with what it asked for and complained of."""

    def __init__(self, browser: Browser, file: Path, **context: Any) -> None:
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page = browser.new_context(**context).new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complain(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        self.page.goto(file.as_uri())
        self.page.wait_for_selector("canvas")

    def complain(self, text: str) -> None:
        if "willReadFrequently" not in text:  # advice on `painted` below, not on the page
            self.complaints.append(text)

    def find(self, name: str) -> None:
        self.page.fill("#find", name)
        self.page.press("#find", "Enter")

    def panel(self) -> str:
        return self.page.inner_text("#panel")

    def painted(self, colour: str) -> int:
        """How many pixels of the canvas have the colour of this variable of the style sheet."""
        self.page.wait_for_function(NEXT_FRAME)
        found = self.page.evaluate(PIXELS, colour)
        assert isinstance(found, int)
        return found

    def where(self, node: str) -> tuple[float, float]:
        """Where a node stands on the screen."""
        x, y = self.page.evaluate(WHERE, node)
        return x, y

    def middle(self) -> tuple[float, float]:
        """The middle of the picture."""
        box = self.page.locator("#canvas").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def between(self, source: str, target: str) -> tuple[float, float]:
        (x, y), (u, v) = self.where(source), self.where(target)
        return (x + u) / 2, (y + v) / 2


NEXT_FRAME = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
)
PIXELS = """(name) => {
  const canvas = document.querySelector("canvas");
  const wanted = document.createElement("canvas").getContext("2d");
  wanted.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
  wanted.fillRect(0, 0, 1, 1);
  const [r, g, b] = wanted.getImageData(0, 0, 1, 1).data;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255 && data[i] === r && data[i + 1] === g && data[i + 2] === b) count += 1;
  }
  return count;
}"""
WHERE = """(id) => {
  const { x, y } = network.canvasToDOM(network.getPosition(id));
  const box = document.getElementById("canvas").getBoundingClientRect();
  return [box.left + x, box.top + y];
}"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page(small(), title="Norrby"), "utf-8")
    return path


@pytest.fixture
def visit(browser: Browser, file: Path) -> Iterator[Visit]:
    """The page on a desk, without animation; whatever happens on it, it asks for and complains of nothing."""
    opened = Visit(browser, file, viewport={"width": 1300, "height": 850}, reduced_motion="reduce")
    yield opened
    assert opened.requests == [file.as_uri()]
    assert opened.complaints == []
    opened.page.context.close()


def test_the_picture_is_painted(visit: Visit) -> None:
    for kind in ("organisation", "person", "place", "agreement", "event"):
        assert visit.painted(kind) > 20, kind
    assert visit.painted("concept") == 0
    assert visit.panel().startswith("What the releases say")


def test_search_shows_a_thing_with_its_sentences(visit: Visit) -> None:
    visit.find("region")
    assert visit.page.inner_text("#panel h2") == "Region Norrby"
    assert visit.page.evaluate("network.getSelectedNodes()") == ["region"]
    assert "They signed.\n\nNorrby signs · 2024-06-14 · confidence 93 % · source" in visit.panel()
    assert visit.page.get_attribute("#panel a", "href") == "https://norrby.example/1"
    assert dist(visit.where("region"), visit.middle()) < 5


def test_search_for_nothing_known_says_so(visit: Visit) -> None:
    visit.find("Atlantis")
    message = visit.page.evaluate("document.getElementById('find').validationMessage")
    assert message == "Nothing in this picture has that name."
    assert visit.panel().startswith("What the releases say")


def test_hostile_text_is_shown_as_text(visit: Visit) -> None:
    visit.find("<script>")
    assert visit.page.text_content("#panel h2") == HOSTILE
    assert visit.page.text_content("#panel blockquote p") == SENTENCE
    assert visit.page.locator("#panel a").count() == 0  # javascript: is no source
    assert visit.page.locator("script").count() == 3
    visit.page.mouse.move(*visit.where("bad"))
    visit.page.wait_for_selector(".vis-tooltip", state="visible")
    assert visit.page.text_content(".vis-tooltip strong") == HOSTILE


def test_a_click_on_a_link_shows_its_sentences(visit: Visit) -> None:
    visit.page.mouse.click(*visit.between("region", "letter"))
    assert visit.page.inner_text("#panel h2") == "Region Norrby party to Letter of intent · batteries"
    assert visit.page.locator("#panel blockquote").count() == 2
    assert "A letter was signed." in visit.panel()


def test_a_link_shows_its_sentence_under_the_pointer(visit: Visit) -> None:
    visit.page.mouse.move(*visit.between("region", "letter"))
    visit.page.wait_for_selector(".vis-tooltip", state="visible")
    assert visit.page.inner_text(".vis-tooltip").split("\n\n") == [
        "Region Norrby party to Letter of intent · batteries",
        "“They signed.”",
        "and 1 more sentence",
    ]


def test_a_click_beside_everything_leads_back(visit: Visit) -> None:
    visit.page.mouse.click(*visit.where("ann"))
    assert visit.page.inner_text("#panel h2") == "Ann Lee"
    assert "Quotations" in visit.panel()
    visit.page.mouse.click(600, 90)
    assert visit.panel().startswith("What the releases say")


def test_links_have_names_while_they_are_chosen(visit: Visit) -> None:
    visit.page.click("#all")
    before = visit.painted("text")
    visit.page.mouse.click(*visit.where("ann"))
    assert visit.painted("text") > before
    visit.page.keyboard.press("Escape")
    visit.page.mouse.move(600, 100)
    assert visit.painted("text") == before


def test_types_can_be_hidden(visit: Visit) -> None:
    visit.page.uncheck("#legend [value=Person]")
    assert visit.painted("person") == 0
    assert visit.painted("organisation") > 20
    visit.page.check("#legend [value=Person]")
    assert visit.painted("person") > 20


def test_what_is_planned_can_be_hidden(visit: Visit) -> None:
    assert visit.painted("event") > 20
    visit.page.uncheck("#legend [value=planned]")
    assert visit.painted("event") == 0
    assert visit.painted("place") > 20


def test_search_brings_a_hidden_thing_back(visit: Visit) -> None:
    visit.page.uncheck("#legend [value=Person]")
    visit.page.uncheck("#legend [value=planned]")
    visit.find("Ann Lee")
    assert visit.painted("person") > 20
    visit.find("Conference · 2024-09")
    assert visit.painted("event") > 20


def test_the_keyboard_is_enough(visit: Visit) -> None:
    visit.page.focus("#find")
    visit.page.keyboard.type("Ann Lee")
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.textContent") == "Ann Lee"
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.textContent") == "Region Norrby"
    visit.page.keyboard.press("Escape")
    assert visit.panel().startswith("What the releases say")
    assert visit.page.evaluate("network.getSelectedNodes()") == []


def test_the_page_cannot_load_or_run_anything_else(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file)
    visit.page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      document.body.append(Object.assign(new Image(), { src: "https://norrby.example/spy.png" }));
    }""")
    visit.page.wait_for_function("() => performance.now() > 0")
    assert visit.page.evaluate("window.ran") is None
    assert len(visit.complaints) == 2
    assert all("Content Security Policy" in complaint for complaint in visit.complaints)
    visit.page.context.close()


def test_a_phone_has_room_for_it(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert visit.page.evaluate("document.documentElement.scrollWidth") == 390
    assert visit.painted("organisation") > 20
    visit.page.touchscreen.tap(*visit.where("ann"))
    visit.page.wait_for_function("document.querySelector('#panel h2').textContent === 'Ann Lee'")
    panel, canvas = (visit.page.locator(part).bounding_box() for part in ("#panel", "#canvas"))
    assert panel is not None
    assert canvas is not None
    assert panel["y"] >= canvas["y"] + canvas["height"]
    assert panel["width"] == canvas["width"] == 390
    assert visit.complaints == []
    visit.page.context.close()


def test_it_is_dark_where_that_is_wanted(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, color_scheme="dark")
    dark = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", dark))) < 150
    assert visit.painted("person") > 20
    visit.page.emulate_media(color_scheme="light")
    assert visit.painted("person") > 20
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    visit.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out_from_the_page(browser: Browser, file: Path, scheme: Any) -> None:
    """3 to 1 for the marks and 4.5 to 1 for text, as WCAG 2.2 asks."""
    visit = Visit(browser, file, color_scheme=scheme)
    for name in (*map(str.lower, MARKS), "text", "quiet", "accent"):
        least = 3 if name.capitalize() in MARKS else 4.5
        for ground in ("page", "raised"):
            assert contrast(visit, name, ground) >= least, (name, ground)
    visit.page.context.close()


def contrast(visit: Visit, name: str, ground: str) -> float:
    one, other = sorted((luminance(visit, name), luminance(visit, ground)), reverse=True)
    return (one + 0.05) / (other + 0.05)


def luminance(visit: Visit, name: str) -> float:
    value = visit.page.evaluate(
        "(n) => getComputedStyle(document.documentElement).getPropertyValue(n)", f"--{name}"
    )
    parts = [int(value.strip()[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)
