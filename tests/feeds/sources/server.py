"""A web server on this machine that plays the part of a source."""

import contextlib
import http.server
import ssl
import threading
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "feeds.example.pem"  # for the name feeds.example, signed by nobody else


class Source:
    """Answers each path with what ``answers`` has for it: a function of the request handler. ``requests`` are the headers it
    was sent, in order."""

    def __init__(self, *, tls=False):
        self.answers = {}
        self.requests = []
        self.going_down = threading.Event()
        source = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                source.requests.append((self.path, dict(self.headers)))
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    source.answers[self.path](self)

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, request, client_address):
                pass  # the other side hung up, which several tests want

        self.server = Server(("127.0.0.1", 0), Handler)
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def url(self, path="/feed"):
        return f"http://127.0.0.1:{self.port}{path}"

    def says(self, status, body=b"", path="/feed", wait=0, **headers):
        """Lets a path answer, after ``wait`` seconds, with a status, headers (``Retry_After`` for ``Retry-After``) and a body."""

        def answer(handler):
            self.going_down.wait(wait)
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            if "Content_Length" not in headers:
                handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer

    def drips(self, head=b"", path="/feed"):
        """Lets a path send ``head`` and then a byte now and then, for ten seconds or as long as somebody listens."""

        def answer(handler):
            handler.wfile.write(head)
            for _byte in range(500):
                if self.going_down.wait(0.02):
                    return
                handler.wfile.write(b"x")
                handler.wfile.flush()

        self.answers[path] = answer

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *exception):
        self.going_down.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
