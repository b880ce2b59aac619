import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)


class Board:
    """A job board on this machine that gives the answers it is told, one after the other, and keeps what it was asked."""

    def __init__(self):
        board = self
        self.answers, self.asked = deque(), []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                board.asked.append(dict(self.headers))
                answer = board.answers.popleft()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jobs"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def will(self, body=b"", status=200, **headers):
        self.answers.append(Answer(body, status, {name.replace("_", "-"): value for name, value in headers.items()}))

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def board(settings):
    settings.FETCH_LOOPBACK = True
    made = Board()
    yield made
    made.close()
