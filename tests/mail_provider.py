"""A mail provider on this machine: it speaks as much of Postmark's, SES's and Mailgun's HTTP as their clients need."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Provider:
    """``answers``: by a part of the recipient's address, a status and a body, or ``silence`` or ``hang up`` after the request
    was read. ``requests``: path, headers and body of everything that was asked."""

    def __init__(self):
        self.requests = []
        self.answers = {}
        self.connections = set()
        self._over = threading.Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or what follows the headers waits 40 ms for their acknowledgement

            def do_POST(self):
                provider.connections.add(self.client_address)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.requests.append((self.path, dict(self.headers), body))
                answer = next((said for part, said in provider.answers.items() if part in body), None)
                if answer == "silence":
                    provider._over.wait(20)
                    self.close_connection = True
                elif answer == "hang up":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                else:
                    self._say(*(answer or provider.accepted(body)))

            def _say(self, status, said):
                text = (said if isinstance(said, str) else json.dumps(said)).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_words):
                """Nothing on the console."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def accepted(self, body):
        """As Postmark says that it has taken an email."""
        to = json.loads(body)["To"] if body.startswith("{") else ""
        return 200, {
            "To": to,
            "SubmittedAt": "2026-11-23T08:30:00Z",
            "MessageID": "0a1b",
            "ErrorCode": 0,
            "Message": "OK",
        }

    def close(self):
        self._over.set()
        self.server.shutdown()
        self.server.server_close()


def refused(code, message="no", status=422):
    """Postmark's form of an error."""
    return status, {"ErrorCode": code, "Message": message}


INACTIVE = refused(
    406,
    "You tried to send to a recipient that has been marked as inactive.\nFound inactive addresses: ada@example.com.\n"
    "Inactive recipients are ones that have generated a hard bounce or a spam complaint. ",
)


@pytest.fixture
def provider():
    server = Provider()
    yield server
    server.close()


@pytest.fixture
def postmark(provider, settings):
    """Mail goes by Postmark's API."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "token", "POSTMARK_API_URL": provider.url, "REQUESTS_TIMEOUT": 1}
    return provider
