"""Mails in a folder of an IMAP server, which are only looked at: no mark is set, none is moved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted

from ...errors import FetchError, InputError
from ..limits import MAX_DOCUMENT
from ..web.guard import is_public, resolve

TIMEOUT = 30  # seconds
PASSWORD = "VALLEY_IMAP_PASSWORD"


@dataclass(frozen=True, slots=True)
class Inbox:
    """A folder of a server: imaps://user@host/INBOX (with TLS) or imap://user@host/INBOX (without)."""

    host: str
    port: int
    secure: bool
    user: str
    password: str
    folder: str

    @property
    def name(self) -> str:
        """For messages, and for what is remembered; without the password."""
        scheme = "imaps" if self.secure else "imap"
        return f"{scheme}://{self.user}@{self.host}:{self.port}/{self.folder}"


def inbox(url: str) -> Inbox:
    """The folder at an address; the password is in it or in VALLEY_IMAP_PASSWORD. Raises InputError.

    >>> inbox("imaps://kim:x@mail.example/Press%20releases").name
    'imaps://kim@mail.example:993/Press releases'
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise InputError("write the mail folder as imaps://user@host/INBOX")
    secure = parts.scheme == "imaps"
    password = unquote(parts.password) if parts.password else os.environ.get(PASSWORD, "")
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    return Inbox(
        parts.hostname, port or (993 if secure else 143), secure, unquote(parts.username), password, folder
    )


def addresses(box: BaseMailBox, at: Inbox) -> list[str]:
    """The address of each mail in the folder: it stays the same as long as the server keeps its numbers.

    Raises FetchError.
    """
    try:
        validity = box.folder.status(at.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        return [f"{at.name};{validity}/{uid}" for uid in box.uids()]
    except (ImapToolsError, IMAP4.error, OSError, KeyError) as error:
        raise FetchError(f"the mail server does not list the folder: {_line(error)}") from None


def mail(box: BaseMailBox, address: str) -> bytes:
    """The bytes of one mail. Raises FetchError."""
    uid = address.rpartition("/")[2]
    try:
        size = next(
            (int(m.size_rfc822) for m in box.fetch(f"UID {uid}", headers_only=True, mark_seen=False)), None
        )
        if size is None:
            raise FetchError("the mail is no longer there", lasting=True)
        if size > MAX_DOCUMENT:
            raise FetchError(f"larger than {MAX_DOCUMENT // 1_000_000} MB", lasting=True)
        _, data = box.client.uid("fetch", uid, "(BODY.PEEK[])")
    except (ImapToolsError, IMAP4.error, OSError) as error:
        raise FetchError(f"the mail server does not answer: {_line(error)}") from None
    return next((bytes(part[1]) for part in data if isinstance(part, tuple)), b"")


@contextmanager
def opened(at: Inbox, *, allow_private: bool = False) -> Iterator[BaseMailBox]:
    """A connection with the folder selected, to read only. Raises FetchError."""
    _check_public(at, allow_private=allow_private)
    try:
        box = (MailBox if at.secure else MailBoxUnencrypted)(at.host, port=at.port, timeout=TIMEOUT)
    except (ImapToolsError, IMAP4.error, OSError) as error:
        raise FetchError(f"cannot open the mail folder: {_line(error)}") from None
    try:
        try:
            box.login(at.user, at.password, initial_folder=None)
            box.folder.set(at.folder, readonly=True)
        except (ImapToolsError, IMAP4.error, OSError) as error:
            raise FetchError(f"cannot open the mail folder: {_line(error)}") from None
        yield box
    finally:
        with suppress(ImapToolsError, IMAP4.error, OSError):  # it was closed at the other end
            box.client.logout()
        with suppress(OSError):
            box.client.shutdown()


def _check_public(at: Inbox, *, allow_private: bool) -> None:
    try:
        private = not allow_private and not all(map(is_public, resolve(at.host, at.port)))
    except (OSError, UnicodeError):
        raise FetchError(f"the host {at.host} is not known, or there is no network") from None
    if private:
        raise FetchError(f"{at.host} is at a private address, which is not asked", lasting=True)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
