"""Mails → drafts and attachments: what a mail itself says, without what it answers."""

from .message import read

__all__ = ["read"]
