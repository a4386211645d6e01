"""Web pages → drafts: what they state of themselves, and their main text."""

from .page import charsets, draft, is_document, is_page

__all__ = ["charsets", "draft", "is_document", "is_page"]
