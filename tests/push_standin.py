"""A push service on this machine, with browsers that subscribe at it: checks who signed a message, decrypts it, and keeps it.

It answers as it is told: a status for each call, ``hang`` (accepts and doesn't answer until it's let go), or ``drop`` (accepts and cuts
the connection).
"""

import base64
import json
import os
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def encoded(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Message:
    """What a browser got, and what its push service saw of it."""

    title: str
    body: str
    url: str
    tag: str
    headers: dict
    claims: dict
    size: int


@dataclass
class Browser:
    """A subscription with its private key, as only the browser has it."""

    service: "PushStandIn"
    name: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    messages: list = field(default_factory=list)

    @property
    def endpoint(self):
        return f"{self.service.url}/send/{self.name}"

    @property
    def p256dh(self):
        return encoded(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self):
        return encoded(self.secret)

    @property
    def subscription(self):
        return {"endpoint": self.endpoint, "p256dh": self.p256dh, "auth": self.auth}

    def answers(self, *orders, **headers):
        """What the service says to messages for this browser from now on; the last one is repeated."""
        self.service.orders[self.name] = list(orders), headers

    def receive(self, headers, body):
        claims = verified(headers["Authorization"], self.service.url)
        assert headers["Content-Encoding"] == "aes128gcm"
        assert 0 < int(headers["TTL"]) <= 28 * 86_400
        assert headers["Urgency"] in ("very-low", "low", "normal", "high")
        assert len(headers["Topic"]) <= 32
        assert headers["Topic"].replace("-", "").replace("_", "").isalnum()
        assert len(body) <= 4096
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        self.messages.append(Message(**json.loads(plain), headers=dict(headers), claims=claims, size=len(body)))


def verified(authorization, origin):
    """The claims of a signature (RFC 8292), checked with the key that comes with it."""
    scheme, _space, rest = authorization.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    signed, _dot, signature = parts["t"].rpartition(".")
    raw = decoded(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
    numbers = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(numbers, signed.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(decoded(part)) for part in signed.split("."))
    assert head["alg"] == "ES256"
    assert claims["aud"] == origin
    assert claims["sub"].startswith("mailto:")
    return {**claims, "k": parts["k"]}


class PushStandIn:
    def __init__(self):
        self.browsers, self.orders, self.paths, self.wrong = {}, {}, [], []
        self.held, self.let_go = threading.Event(), threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                service._answer(self)

            do_GET = do_POST

            def log_message(self, *_given):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def browser(self, name="laptop"):
        return self.browsers.setdefault(name, Browser(self, name))

    def close(self):
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()
        assert not self.wrong, self.wrong

    def _answer(self, handler):
        self.paths.append(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        name = handler.path.rpartition("/")[2]
        orders, headers = self.orders.get(name, ([201], {}))
        order = orders.pop(0) if len(orders) > 1 else orders[0]
        if order in ("hang", "drop", 201):
            try:
                self.browsers[name].receive(handler.headers, body)
            except Exception as error:
                self.wrong.append(repr(error))
        if order == "hang":
            self.held.set()
            self.let_go.wait(60)
            order = 201
        if order == "drop":
            handler.close_connection = True
            handler.connection.close()
            return
        handler.send_response(order)
        for field_name, value in headers.items():
            handler.send_header(field_name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@pytest.fixture
def push_service(settings):
    """A push service that a test may subscribe at."""
    settings.FETCH_LOOPBACK = True
    service = PushStandIn()
    yield service
    service.close()


def until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.02)
