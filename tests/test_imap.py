"""Mails in a folder of a real mail server (Dovecot): each once, and none is marked."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from valleygraph.extract.errors import InputError
from valleygraph.extract.sources.sync.imap import PASSWORD, inbox
from valleygraph.extract.sources.sync.memory import LISTING, Memory
from valleygraph.extract.sources.sync.source_list import Source
from valleygraph.extract.sources.sync.visit import Visit
from valleygraph.extract.sources.sync.visits import visit
from valleygraph.extract.sources.web import Manners, Web

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
NOW = datetime(2024, 6, 20, 12, tzinfo=UTC)
TEXT = (
    "Region Norrby och Tallviks universitet har skrivit en avsiktsförklaring om batterier. "
    "Avtalet undertecknades i Tallvik den 14 juni 2024 och gäller i tre år."
)
CONFIG = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {secure}
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass
class Server:
    folder: Path
    plain: int
    secure: int

    def url(self, scheme: str = "imap", user: str = "kim:secret", folder: str = "INBOX") -> str:
        port = self.secure if scheme == "imaps" else self.plain
        host = "localhost" if scheme == "imaps" else "127.0.0.1"
        return f"{scheme}://{user}@{host}:{port}/{folder}"

    def deliver(self, name: str, subject: str, text: str = TEXT) -> None:
        mail = EmailMessage()
        mail["Subject"], mail["From"] = subject, "Region Norrby <press@norrby.example>"
        mail["Date"], mail["Message-ID"] = "Mon, 17 Jun 2024 08:00:00 +0200", f"<{name}@norrby.example>"
        mail.set_content(text)
        path = self.folder / "mail" / "new" / name
        path.write_bytes(bytes(mail))
        shutil.chown(path, "nobody", "nogroup")

    def marks(self) -> set[str]:
        """The flags of the mails, which are in the names of their files."""
        return {
            path.name.partition(":2,")[2] for path in (self.folder / "mail").glob("*/*.*") if path.is_file()
        }


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    if not Path(DOVECOT).exists() or os.geteuid() != 0:
        pytest.skip("needs Dovecot, and root to run it")
    folder = tmp_path_factory.mktemp("dovecot")
    for above in (folder, folder.parent, folder.parent.parent):
        above.chmod(0o755)
    for part in ("mail/new", "mail/cur", "mail/tmp"):
        (folder / part).mkdir(parents=True)
    for path in (folder / "mail", *(folder / "mail").iterdir()):
        shutil.chown(path, "nobody", "nogroup")
    authority = trustme.CA()
    issued = authority.issue_cert("localhost")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    issued.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))
    made = Server(folder, free_port(), free_port())
    config = folder / "dovecot.conf"
    config.write_text(CONFIG.format(folder=folder, plain=made.plain, secure=made.secure))
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(config)])
    try:
        _until_it_listens(made.plain, folder / "log", process)
        yield made
    finally:
        process.terminate()
        process.wait(20)


def _until_it_listens(port: int, log: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(log.read_text() if log.exists() else "Dovecot does not listen")


def visited(tmp_path: Path, url: str, *, failed: bool = False) -> tuple[list[Visit], list[str]]:
    errors: list[str] = []
    source = Source(name="inbox", imap=url, publisher="Region Norrby")
    with Memory(tmp_path / "sources.sqlite") as memory, Web(Manners(allow_private=True)) as web:
        found = visit(
            [source],
            memory,
            web,
            now=NOW,
            failed=failed,
            on_error=lambda name, error: errors.append(f"{name}: {error}"),
        )
        each = []
        for one in found:
            memory.record(one.seen)
            errors += [f"{name}: {error}" for name, error in one.errors]
            if not one.seen.address.endswith(LISTING):
                each.append(one)
    return each, errors


@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_each_mail_is_read_once_and_stays_as_it_was(server: Server, tmp_path: Path, scheme: str) -> None:
    for n in range(3):
        server.deliver(f"m{n}", f"Avtal {n}", f"{TEXT} Det är avtal nummer {n}.")
    first, errors = visited(tmp_path, server.url(scheme))
    assert errors == []
    releases = [release for one in first for release in one.releases]
    assert sorted(release.title or "" for release in releases) == ["Avtal 0", "Avtal 1", "Avtal 2"]
    assert {release.published for release in releases} == {"2024-06-17"}
    assert "secret" not in "".join(one.seen.address for one in first)
    assert server.marks() <= {""}  # none is marked as seen
    assert visited(tmp_path, server.url(scheme)) == ([], [])
    server.deliver("m3", "Avtal 3")
    [new], _ = visited(tmp_path, server.url(scheme))
    assert new.releases[0].id == "m3@norrby.example"


def test_the_password_may_be_in_the_environment(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver("m0", "Avtal")
    monkeypatch.setenv(PASSWORD, "secret")
    each, errors = visited(tmp_path, server.url(user="kim"))
    assert (len(each), errors) == (1, [])


def test_what_cannot_be_opened_is_one_line_without_the_password(server: Server, tmp_path: Path) -> None:
    for url in (
        server.url(user="kim:wrong"),
        server.url(folder="None"),
        "imap://kim:secret@127.0.0.1:1/INBOX",
    ):
        each, [error] = visited(tmp_path, url)
        assert each == []
        assert "wrong" not in error
        assert "secret" not in error
        assert "\n" not in error


@pytest.mark.parametrize("url", ["", "imap://", "imap://host/INBOX", "pop://a@b/c", "imap://a@b:x/c"])
def test_what_is_no_mail_folder(url: str) -> None:
    with pytest.raises(InputError, match="imaps://user@host/INBOX"):
        inbox(url)
