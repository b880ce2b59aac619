"""A server that takes error reports over HTTP as Sentry does, keeps them, and can hang."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli


class ErrorServer:
    def __init__(self):
        self.raw, self.reports, self.hangs = [], [], False
        self.released = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                kind = self.headers.get("Content-Encoding", "")
                body = {"gzip": gzip.decompress, "br": brotli.decompress}.get(kind, bytes)(body)
                server.raw.append(f"{self.path} {self.headers} ".encode() + body)
                server.reports += list(events(body))
                if server.hangs:
                    server.released.wait(60)
                    return
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_arguments):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def dsn(self):
        return f"http://key0123456789abcdef@127.0.0.1:{self.http.server_port}/7"

    def close(self):
        self.released.set()
        self.http.shutdown()
        self.http.server_close()


def events(body):
    """The events of an envelope (https://develop.sentry.dev/sdk/data-model/envelopes/)."""
    _head, _, rest = body.partition(b"\n")
    while rest:
        header, _, rest = rest.partition(b"\n")
        if not header:
            continue
        about = json.loads(header)
        item, rest = rest[: about["length"]], rest[about["length"] + 1 :]
        if about["type"] in ("event", "transaction"):
            yield json.loads(item)
