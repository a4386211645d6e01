"""`valley sync` over many pages on loopback, killed at random and run again: is each page in the graph once?

    python benchmarks/sync.py [--pages 1000] [--kills 5] [--seed 1]

Prints what each run did, and how often each page was asked for in all.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import valleygraph as vg

TEXT = (
    "Region Norrby och Tallviks universitet har skrivit en avsiktsförklaring om batterier. Avtal nummer {n}"
    " undertecknades i Tallvik den 14 juni 2024. Parterna ska bygga laboratorium {n} för forskning."
)


class Press(BaseHTTPRequestHandler):
    """A feed at /feed, and the pages that it lists."""

    protocol_version = "HTTP/1.1"
    pages = 0
    asked: Counter[str]

    def do_GET(self) -> None:
        """Answer."""
        host = self.headers["Host"]
        if self.path == "/feed":
            items = "".join(
                f"<item><link>http://{host}/p{n}</link><title>Avtal {n}</title></item>"
                for n in range(self.pages)
            )
            self._send(200, "application/rss+xml", f'<rss version="2.0"><channel>{items}</channel></rss>')
        elif self.path.startswith("/p"):
            self.asked[self.path] += 1
            n = self.path[2:]
            text = TEXT.format(n=n)
            page = f"<html lang='sv'><body><article><h1>Avtal {n}</h1><p>{text}</p></article></body></html>"
            self._send(200, "text/html; charset=utf-8", page)
        else:
            self._send(404, "text/plain", "")

    def _send(self, status: int, media: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def served(pages: int) -> Iterator[tuple[str, Counter[str]]]:
    """The address of the feed, and what was asked for."""
    asked: Counter[str] = Counter()
    handler = type("Some", (Press,), {"pages": pages, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/feed", asked
    server.shutdown()
    thread.join()


def main() -> None:
    """Run, kill, run again, count."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder, served(arguments.pages) as (url, asked):
        listed, store = Path(folder) / "sources.toml", Path(folder) / "store"
        listed.write_text(f'[[source]]\nname = "press"\nurl = "{url}"\n', "utf-8")
        command = [sys.executable, "-m", "valleygraph", "sync", "--sources", str(listed), "--allow-private"]
        for _ in range(arguments.kills):
            process = subprocess.Popen([*command, "--store", str(store)], stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(3, 12))
            process.kill()
            process.wait()
            print(f"killed; {len(asked)} of {arguments.pages} pages asked for", flush=True)
        started = time.perf_counter()
        subprocess.run([*command, "--store", str(store)], check=True)
        print(f"the last run took {time.perf_counter() - started:.1f} s")
        with vg.open_store(store) as opened:
            kept = Counter(release.id for release in opened.ledger.releases("kept"))
        once = len(kept) == arguments.pages and set(kept.values()) == {1}
        again = sum(count - 1 for count in asked.values())
        print(
            f"{len(kept)} releases, each page once: {once}; {again} pages were asked for again after a kill"
        )
        subprocess.run([*command, "--store", str(store)], check=True)


if __name__ == "__main__":
    main()
