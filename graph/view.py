"""A network as one page: a picture to walk through, every edge with its sentences, nothing fetched.

pyvis holds nodes, edges and options, and brings vis-network; its own template loads Bootstrap from the
net, so the page has its own (view.html.j2, view.css, view.js). All that comes from releases travels as
JSON and becomes text nodes only, and a content security policy forbids the page to load anything.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from math import cos, prod, sin, sqrt
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from jinja2 import Environment
from markupsafe import Markup

if TYPE_CHECKING:
    from pyvis.network import Network

Point = tuple[float, float]
Places = Mapping[int, Point]

MARKS = {
    "Organisation": "square",
    "Person": "dot",
    "Place": "triangle",
    "Initiative": "star",
    "Agreement": "diamond",
    "Event": "hexagon",
    "Concept": "triangleDown",
}
OPTIONS: Mapping[str, Any] = {
    "physics": False,
    "interaction": {
        "hover": True,
        "tooltipDelay": 150,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {
        "borderWidth": 2,
        "borderWidthSelected": 3,
        "widthConstraint": {"maximum": 190},
        "labelHighlightBold": False,
    },
    "edges": {
        "font": {"size": 13},
        "labelHighlightBold": False,
        "selectionWidth": 0.5,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
    },
}
LABEL_LENGTH = 36  # characters in the picture; tooltip and panel have all of a label
SEED = 7
SPACING = 70.0  # pixels at full size: a part of n nodes is about 2 * SPACING * sqrt(n) wide
NODE = (150.0, 100.0)  # the room of a node with its label
ROUNDS = 80
GOLDEN_ANGLE = 2.39996
PART = 200  # nodes; forces go between all pairs (1,500: 7 s), and a larger ball shows nothing anyway


def page(graph: nx.MultiDiGraph, *, title: str) -> str:
    """The network (see `network`) as one HTML page that needs nothing else.

    >>> "nothing to show" in page(nx.MultiDiGraph(), title="Innovation valleys")
    True
    """
    nodes, edges, _, _, _, options = pyvis_network(graph).get_network_data()
    kinds = {node["kind"] for node in nodes}
    library, style, script = _library(), _asset("view.css"), _asset("view.js")
    template = Environment(autoescape=True).from_string(_asset("view.html.j2"))
    return template.render(
        title=title,
        kinds=[kind for kind in MARKS if kind in kinds],
        things=len(nodes),
        links=len(edges),
        left_out=graph.graph.get("left_out", 0),
        policy=_policy(scripts=(library, script), style=style),
        library=Markup(library),
        style=Markup(style),
        script=Markup(script),
        data=Markup(_json({"nodes": nodes, "edges": edges, "options": json.loads(options)})),
    )


def pyvis_network(graph: nx.MultiDiGraph) -> Network:
    """The network as pyvis has it, laid out. Filled at once: `from_nx` takes 30 s for 5,000 nodes."""
    from pyvis.network import Network  # brings IPython, half a second

    net = Network(directed=True, cdn_resources="in_line")
    places = layout(graph)
    growth = 1 + sqrt(len(graph)) / 15  # in a large picture the well connected must stand out more
    net.nodes = [_node(iri, data, places[iri], growth) for iri, data in graph.nodes(data=True)]
    net.edges = list(_edges(graph))
    net.options = {
        **OPTIONS,
        "interaction": {**OPTIONS["interaction"], "hideEdgesOnDrag": len(net.edges) > 500},
    }
    return net


def layout(graph: nx.MultiDiGraph) -> dict[str, Point]:
    """Where each node stands, the same each time: connected parts in rows, the largest first."""
    names = sorted(graph)
    number = {name: index for index, name in enumerate(names)}  # a set of numbers has one order
    plain = nx.Graph()
    plain.add_nodes_from(range(len(names)))
    plain.add_edges_from(sorted((number[s], number[o]) for s, o in graph.edges() if s != o))
    parts = [_arrange(_part(plain, part)) for part in _by_size(nx.connected_components(plain))]
    places = _joined(parts, _rows(list(map(_box, parts))))
    return {name: (round(places[index][0], 1), round(places[index][1], 1)) for name, index in number.items()}


def _by_size(parts: Iterable[set[int]]) -> list[set[int]]:
    return sorted(parts, key=lambda part: (-len(part), min(part)))


def _part(plain: nx.Graph, part: set[int]) -> nx.Graph:
    """The part as a graph of its own, in the order of its numbers: layouts depend on it."""
    copy = nx.Graph()
    copy.add_nodes_from(sorted(part))
    copy.add_edges_from(sorted(plain.subgraph(part).edges))
    return copy


def _arrange(part: nx.Graph) -> Places:
    """A connected part around its middle: by force if it is small, else community beside community."""
    if len(part) <= PART:
        wishes = nx.forceatlas2_layout(part, seed=SEED, max_iter=200, scaling_ratio=10, gravity=3)
        wishes = nx.rescale_layout_dict(wishes, scale=SPACING * sqrt(len(part)))
        return _apart(_lying(wishes), [NODE] * len(part))
    groups = _by_size(nx.community.louvain_communities(part, seed=SEED))
    if len(groups) == 1:
        return _sunflower(part)
    inside = [_arrange(_part(part, group)) for group in groups]
    boxes = [_box(places) for places in inside]
    middles = _arrange(_links(part, groups))
    scale = sqrt(sum(map(prod, boxes)) / prod(_box(middles)))
    wishes = {index: (x * scale, y * scale) for index, (x, y) in middles.items()}
    return _joined(inside, list(_apart(wishes, boxes).values()))


def _links(part: nx.Graph, groups: list[set[int]]) -> nx.Graph:
    """The groups as nodes, joined where their members are."""
    home = {node: index for index, group in enumerate(groups) for node in group}
    links = nx.Graph()
    links.add_nodes_from(range(len(groups)))
    links.add_edges_from(sorted({(home[s], home[o]) for s, o in part.edges if home[s] != home[o]}))
    return links


def _sunflower(part: nx.Graph) -> Places:
    """A part without parts: the best connected node in the middle, the others around it like seeds."""
    ranked = sorted(part, key=lambda node: (-part.degree(node), node))
    steps = ((index, SPACING * sqrt(index), index * GOLDEN_ANGLE) for index in range(len(ranked)))
    return {ranked[index]: (far * cos(angle), far * sin(angle)) for index, far, angle in steps}


def _apart(wishes: Mapping[int, Sequence[float]], boxes: Sequence[Point]) -> Places:
    """Push what stands too close apart, each pair along the line between them, for ROUNDS at most."""
    at = np.array(list(wishes.values()), dtype=float)
    sizes = np.array(boxes, dtype=float)
    limits = (sizes[:, None] + sizes) / 2
    order = np.arange(len(at))[:, None] - np.arange(len(at))
    for _ in range(ROUNDS):
        gaps = (at[:, None] - at) / limits
        far = np.hypot(*np.moveaxis(gaps, -1, 0))
        lack = np.where(order == 0, 0, np.clip(1 - far, 0, None))
        if not lack.any():
            break
        ways = np.where(
            far[..., None] > 0, gaps / np.maximum(far, 1e-9)[..., None], np.sign(order)[..., None]
        )
        at += (ways * lack[..., None] * limits).sum(1) / 3
    return {node: (float(x), float(y)) for node, (x, y) in zip(wishes, at, strict=True)}


def _lying(places: Mapping[int, Sequence[float]]) -> Places:
    """Turned so that the longest way through lies flat: screens are wide."""
    at = np.array(list(places.values()), dtype=float)
    at -= at.mean(0)
    _, axes = np.linalg.eigh(at.T @ at)
    return {node: (float(x), float(y)) for node, (y, x) in zip(places, at @ axes, strict=True)}


def _box(places: Places) -> Point:
    """Width and height, with room for one node more."""
    xs, ys = zip(*places.values(), strict=True)
    return max(xs) - min(xs) + NODE[0], max(ys) - min(ys) + NODE[1]


def _rows(boxes: Sequence[Point]) -> list[Point]:
    """The middles of boxes that stand in rows, so that all together are somewhat wider than high."""
    width = max([sqrt(2 * sum(map(prod, boxes))), *(w for w, _ in boxes)], default=0)
    middles, x, y, height = [], 0.0, 0.0, 0.0
    for w, h in boxes:
        if x + w > width:
            x, y, height = 0.0, y + height, 0.0
        middles.append((x + w / 2, y + h / 2))
        x, height = x + w, max(height, h)
    return middles


def _joined(parts: Sequence[Places], middles: Sequence[Point]) -> Places:
    """The parts with their boxes around the middles."""
    return dict(place for part, middle in zip(parts, middles, strict=True) for place in _moved(part, middle))


def _moved(part: Places, middle: Point) -> Iterator[tuple[int, Point]]:
    xs, ys = zip(*part.values(), strict=True)
    dx, dy = middle[0] - (max(xs) + min(xs)) / 2, middle[1] - (max(ys) + min(ys)) / 2
    return ((node, (x + dx, y + dy)) for node, (x, y) in part.items())


def _node(iri: str, data: Mapping[str, Any], place: Point, growth: float) -> dict[str, Any]:
    x, y = place
    weight = growth * sqrt(min(data["degree"], 100))
    return {
        "id": iri,
        "label": _short(data["label"]),
        "shape": MARKS[data["type"]],
        "size": 7 + 1.4 * weight,
        # Seen from afar, only the names of the best connected stay; a triangle hangs into its label.
        "font": {"size": 16 + weight, "vadjust": weight / 2 if data["type"] == "Place" else 0},
        "x": x,
        "y": y,
        "name": data["label"],
        "kind": data["type"],
        "planned": data["planned"],
        "degree": data["degree"],
        "quotes": data["quotes"],
    }


def _short(label: str) -> str:
    return label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1].rstrip() + "…"


def _edges(graph: nx.MultiDiGraph) -> Iterator[dict[str, Any]]:
    """Edges between the same two nodes bend away from each other."""
    between: Counter[frozenset[str]] = Counter()
    for index, (source, target, data) in enumerate(graph.edges(data=True)):
        pair = frozenset((source, target))
        bend = {"enabled": between[pair] > 0, "type": "curvedCW", "roundness": 0.25 * between[pair]}
        between[pair] += 1
        yield {
            "id": index,
            "from": source,
            "to": target,
            "width": 1 + min(len(data["evidence"]), 5) / 3,
            "dashes": [6, 5] if data["planned"] else False,
            "smooth": bend,
            "name": data["label"],
            "short": _short(data["label"]),
            "planned": data["planned"],
            "confidence": data["confidence"],
            "evidence": data["evidence"],
        }


def _library() -> str:
    """vis-network. Its style sheet is left out: 220 kB of buttons that the page does not have."""
    path = files("pyvis") / "templates" / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return path.read_text("utf-8")


def _asset(name: str) -> str:
    return (files("valleygraph") / "graph" / name).read_text("utf-8")


def _policy(*, scripts: tuple[str, ...], style: str) -> str:
    """A content security policy: these scripts and this style, pictures inside the page, and nothing else."""
    allowed = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(data: object) -> str:
    """JSON that no text can break out of: ASCII, and no character that means something in HTML."""
    escapes = {ord(character): f"\\u{ord(character):04x}" for character in "<>&"}
    return json.dumps(data, separators=(",", ":")).translate(escapes)
