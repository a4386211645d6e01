"""The ledger of a store: the releases as they were extracted, who is who, and what was decided, in SQLite.

The quads say what is; the ledger says why a thing has the IRI that it has, and keeps what must survive
when quads are made anew: extractions, decisions of people, the time at which a release first came in.
A release is written here first, as pending, then its quads, then it is marked kept. What a crash leaves
pending is put in order the next time that somebody writes.
"""

from .base import now
from .claims import Claims
from .decisions import Decisions
from .forgotten import Forgotten
from .identities import Identities
from .releases import Kept, Releases, Revision
from .work import Work


class Ledger(Releases, Identities, Decisions, Claims, Forgotten, Work):
    """See the module. One connection, one process; every change is a transaction."""


__all__ = ["Kept", "Ledger", "Revision", "now"]
