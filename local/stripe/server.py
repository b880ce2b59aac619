"""HTTP server of the stand-in: API, hosted pages and controls, one request at a time."""

import http.server
import json
import re
import secrets
import threading
import urllib.parse
from pathlib import Path
from typing import Any

from local.stripe.api import Api
from local.stripe.control import Control
from local.stripe.engine import Engine
from local.stripe.hosted import STYLE, Hosted, Page
from local.stripe.params import ApiError, decode
from local.stripe.store import Store
from local.stripe.webhooks import Webhooks

LARGEST = 1 << 20
ID = re.compile(r"/[a-z]+(?:_test)?_[0-9a-f]{20}(?=/|$)")


class StandIn:
    """The server's parts, put together."""

    def __init__(
        self, port: int, webhook_url: str, secret: str, catalog: list[dict[str, Any]], state: Path | None = None
    ) -> None:
        base = f"http://127.0.0.1:{port}"
        self.store = Store(state)
        self.webhooks = Webhooks(self.store, webhook_url, secret)
        engine = Engine(self.store, base, self.webhooks.announce)
        self.engine = engine
        self.api = Api(self.store, engine, base, self.webhooks)
        self.hosted = Hosted(self.store, engine)
        self.control = Control(self.store, engine, self.webhooks, self.hosted, catalog)
        self.control.stock()
        threading.Thread(target=self.webhooks.run, daemon=True).start()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, stand_in: StandIn) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.stand_in = stand_in


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or what follows the headers waits 40 ms for their acknowledgement
    timeout = 60

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def do_DELETE(self) -> None:
        self._handle("DELETE")

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing: the controls tell what was asked."""

    def _handle(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            self._send(413, b"too large", "text/plain")
            return
        body = self.rfile.read(length).decode("utf-8", "replace")
        path, _, query = self.path.partition("?")
        try:
            if path.startswith("/v1/"):
                self._api(method, path, body if method == "POST" else (query or body))
            elif path.startswith("/_control/"):
                self._control(method, path.removeprefix("/_control/").strip("/"), body)
            elif path == "/style.css":
                self._send(200, STYLE.encode(), "text/css; charset=utf-8")
            else:
                self._page(method, path, body)
        except ApiError as problem:
            self._json(problem.status, problem.body)

    def _api(self, method: str, path: str, form: str) -> None:
        one = self.server.stand_in
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not key.startswith(("sk_test_", "rk_test_")):
            raise ApiError("Invalid API Key provided.", status=401)
        failing = one.control.failing(path)
        if failing == 0:
            self._hang_up()
            return
        if failing and failing > 0:
            raise ApiError("Something went wrong.", status=failing, kind="api_error")
        with one.store.lock:
            if method == "GET":
                one.control.reads[ID.sub("/…", path)] += 1
            one.engine.catch_up()
            status, answer = one.api.answer(
                method, path.removeprefix("/v1/"), decode(form), self.headers.get("Idempotency-Key", "")
            )
            encoded = json.dumps(answer).encode()
            if method != "GET":
                one.store.save()
        if failing is not None:  # done, and nobody is told
            self._hang_up()
            return
        self._send(status, encoded, "application/json")

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _control(self, method: str, name: str, body: str) -> None:
        if method != "POST" or self.headers.get("Origin"):  # no page in a browser turns the clock
            raise ApiError("Controls are POST, and not for browsers.", status=405)
        one = self.server.stand_in
        given = json.loads(body) if body else {}
        if name == "idle":  # waits, so it must not keep others from the store
            self._json(200, one.control.answer(name, given))
            return
        with one.store.lock:
            encoded = json.dumps(one.control.answer(name, given)).encode()
            one.store.save()
        self._send(200, encoded, "application/json")

    def _page(self, method: str, path: str, body: str) -> None:
        one = self.server.stand_in
        pressed = urllib.parse.parse_qs(body).get("do", ["pay"])[0] if method == "POST" else None
        with one.store.lock:
            one.engine.catch_up()
            page: Page = one.hosted.answer(path, pressed)
            one.store.save()
        if page.location:
            self.send_response(303)
            self.send_header("Location", page.location)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._send(page.status, page.body.encode(), "text/html; charset=utf-8")

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Request-Id", f"req_{secrets.token_hex(8)}")
        self.send_header("Stripe-Should-Retry", "true" if status >= 500 else "false")
        self.end_headers()
        self.wfile.write(body)
