"""How sure we are that a text states a fact: what rules and the tagger say, against what was right.

calibration.json has, for a method and a type of fact ("rule:roles RoleHolding"; for other types the method
alone), points of the confidence that it gives and of the share that was right, with a straight line between
points. `training/calibrate.py` fits it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

from .model import Extraction, Fact

UNSEEN = 0.89  # at most, of what nobody has measured

Points = list[tuple[float, float]]


@cache
def fitted() -> Mapping[str, Points]:
    """The table that ships."""
    table: dict[str, Points] = json.loads(
        (files("valleygraph") / "extract" / "calibration.json").read_text("utf-8")
    )
    return table


def calibrated(extraction: Extraction) -> Extraction:
    """The extraction with confidences that mean what they say."""
    facts = tuple(replace(fact, confidence=confidence(fact, fitted())) for fact in extraction.facts)
    return replace(extraction, facts=facts)


def confidence(fact: Fact, table: Mapping[str, Points]) -> float:
    """The share of facts like this one that was right; where too few were seen its own, below .9."""
    points = table.get(f"{fact.method} {fact.type}") or table.get(fact.method or "")
    if not points:
        return min(fact.confidence or 0.0, UNSEEN)
    return math.floor(100 * _at(fact.confidence or 0.0, points) + 1e-9) / 100  # .896 is less than .9


def _at(value: float, points: Points) -> float:
    """On the line through the points; level before the first and behind the last.

    >>> [_at(value, [(0.25, 0.0), (0.75, 1.0)]) for value in (0.0, 0.5, 0.9)]
    [0.0, 0.5, 1.0]
    """
    if value <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if value <= right:
            return low + (high - low) * (value - left) / (right - left)
    return points[-1][1]
