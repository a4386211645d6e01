"""Reference data: open tables of places, bodies and programmes with public identifiers, in a local index.

`index` is the place where they are kept and found, `formats` reads the files that people download,
`shipped` what comes with the package.
"""

from .index import Candidate, Index, Reference, Thing, ThingName, open_reference
from .packages import is_foreign
from .shipped import location, open_references

__all__ = [
    "Candidate",
    "Index",
    "Reference",
    "Thing",
    "ThingName",
    "is_foreign",
    "location",
    "open_reference",
    "open_references",
]
