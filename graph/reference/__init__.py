"""Reference data: open tables of places, bodies and programmes with public identifiers, in a local index.

`index` is the place where they are kept and found, `formats` reads the files that people download,
`shipped` what comes with the package's dependencies.
"""

from .index import Candidate, Reference, Thing, ThingName, open_reference

__all__ = ["Candidate", "Reference", "Thing", "ThingName", "open_reference"]
