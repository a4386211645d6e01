"""The catalogue and the quads of one picture of the store, as the explorer asks for them: plain data."""

from .base import Data
from .figures import Figures, Place
from .names import Names
from .network import Network


class Shelf(Names, Network, Figures):
    """See the module. May be asked by several threads."""


__all__ = ["Data", "Place", "Shelf"]
