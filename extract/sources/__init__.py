"""Sources → releases: files, folders, globs and standard input; text, Markdown, HTML and JSON Lines.

Nothing is fetched or executed. What cannot be read is reported, and the rest goes on.
"""

from .fields import Defaults
from .reading import count, read

__all__ = ["Defaults", "count", "read"]
