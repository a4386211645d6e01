"""The world as a network of things, each edge with the sentences that it rests on.

A fact about two things is an edge between them. A fact that joins more (an agreement, an event) is a
node of its own, with its place and theme. What is planned has no direct edges in the world; here they
are drawn from the slots of its node and marked `planned`.
"""

from .build import network
from .citations import Evidence, evidence
from .edges import CONTEXT, DETAILS, DIRECT
from .rows import select
from .world import TYPES

__all__ = ["CONTEXT", "DETAILS", "DIRECT", "TYPES", "Evidence", "evidence", "network", "select"]
