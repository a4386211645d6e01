"""Sources → releases: files, folders, globs and standard input.

Read are text, Markdown, HTML, PDF, Word, mail, JSON Lines, and archives of these.

Nothing is fetched or executed. What cannot be read is reported, and the rest goes on.
"""

from .documents import releases
from .fields import Defaults
from .original import Original
from .reading import count, read

__all__ = ["Defaults", "Original", "count", "read", "releases"]
