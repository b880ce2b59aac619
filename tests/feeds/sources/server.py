"""A web server on this machine that plays the part of a source."""

import contextlib
import datetime as dt
import http.server
import ssl
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CERTIFICATE = Path(__file__).parent / "feeds.example.pem"  # for the name feeds.example, signed by nobody else


def certificate_for(names, path, *, common_name):
    """A certificate for host names and IP addresses with its key, signed by nobody else, written to ``path``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    if names:
        kinds = [x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name) for name in names]
        builder = builder.add_extension(x509.SubjectAlternativeName(kinds), critical=False)
    path.write_bytes(
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


class Source:
    """Answers each path with what ``answers`` has for it: a function of the request handler. ``requests`` are the headers it
    was sent, in order. ``tls`` is the file of its certificate."""

    def __init__(self, *, tls=None):
        self.answers = {}
        self.requests = []
        self.names_of_handshakes = []
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
            context.load_cert_chain(tls)
            context.sni_callback = lambda _line, name, _context: self.names_of_handshakes.append(name)
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
