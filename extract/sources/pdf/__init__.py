"""PDF → drafts: letters, rows, columns, paragraphs, in the order of reading."""

from .document import draft, prepare

__all__ = ["draft", "prepare"]
