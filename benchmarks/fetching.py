"""The web client against a server on loopback: pages a second, asked anew, from the cache and by condition.

    python benchmarks/fetching.py [--pages 2000] [--hosts 8] [--bytes 20000]

Without pauses between requests, and with robots.txt asked for once a host. The server runs in a process of
its own, and knows every path.
"""

from __future__ import annotations

import argparse
import http.server
import multiprocessing
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from valleygraph.extract.sources.web import Manners, Page, Web
from valleygraph.extract.sources.web.guard import Network


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--bytes", type=int, default=20_000)
    asked = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs, asked.bytes), daemon=True)
    server.start()
    port = ours.recv()
    urls = [f"http://host{n % asked.hosts}.example:{port}/{n}" for n in range(asked.pages)]
    with tempfile.TemporaryDirectory() as folder:
        for name in ("anew", "by condition"):
            measure(name, urls, Path(folder))
    server.terminate()
    server.join()


def measure(name: str, urls: list[str], folder: Path) -> None:
    """Fetch all pages, and print how many a second."""
    network = Network(lambda _host, _port: ("127.0.0.1",))
    with Web(Manners(allow_private=True, delay=0, cache=folder), network=network) as web:
        wall, processor = time.perf_counter(), time.process_time()
        pages = sum(isinstance(found, Page) for _, found in web.fetch_all(urls, fresh=True))
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = psutil.Process().memory_info().rss / 1e6
    rate, each = pages / wall, processor / pages * 1000
    print(f"{name:13} {pages} pages, {rate:.0f} a second, {each:.2f} ms of processor each")
    print(f"{'':13} {memory:.0f} MB of memory")


def serve(connection: Connection, size: int) -> None:
    """Serve pages of that size, each with an ETag, until the process is ended."""
    body = b"<p>" + b"x" * size

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            known = self.headers["If-None-Match"] is not None
            self.send_response(304 if known else 404 if self.path == "/robots.txt" else 200)
            self.send_header("ETag", '"1"')
            self.send_header("Content-Length", "0" if known else str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, format: str, *values: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    connection.send(server.server_address[1])
    server.serve_forever()


if __name__ == "__main__":
    main()
