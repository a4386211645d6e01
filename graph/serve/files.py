"""A part of the network as a file for network tools and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

import networkx as nx

from ..export import csv_safe, xml_safe
from .shelf import Data


def _network(graph: Data) -> nx.MultiDiGraph:
    net = nx.MultiDiGraph()
    for node in graph["nodes"]:
        net.add_node(
            node["iri"],
            label=xml_safe(node["label"]),
            type=node["type"],
            planned=node["planned"],
            degree=node["degree"],
        )
    for edge in graph["edges"]:
        plain = {key: edge[key] for key in ("property", "planned", "confidence")}
        net.add_edge(
            edge["source"], edge["target"], key=edge["id"], label=xml_safe(edge["label"]), **plain,
            first=edge["first"] or "", last=edge["last"] or "",
        )  # fmt: skip
    return net


def _graphml(graph: Data) -> bytes:
    out = io.BytesIO()
    nx.write_graphml(_network(graph), out)
    return out.getvalue()


def _gexf(graph: Data) -> bytes:
    return "\n".join(nx.generate_gexf(_network(graph))).encode()


def _csv(graph: Data) -> bytes:
    names = {node["iri"]: node["label"] for node in graph["nodes"]}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["source", "property", "target", "planned", "confidence", "first", "last", "source_iri", "target_iri"]
    )
    for edge in graph["edges"]:
        told = [edge[key] or "" for key in ("first", "last", "source", "target")]
        ends = [names[edge["source"]], edge["label"], names[edge["target"]]]
        row = [*ends, edge["planned"], edge["confidence"], *told]
        writer.writerow([csv_safe(str(value)) for value in row])
    return out.getvalue().encode()


# The ending of the name, the media type, what writes it.
FILES: Mapping[str, tuple[str, Callable[[Data], bytes]]] = {
    "graphml": ("application/xml", _graphml),
    "gexf": ("application/xml", _gexf),
    "csv": ("text/csv; charset=utf-8", _csv),
}
