"""Small servers that have a fault, for the doctor: DNS, HTTP, HTTPS, SMTP."""

import contextlib
import datetime as dt
import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dns.message
import dns.rdatatype
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@contextlib.contextmanager
def nameserver(records):
    """Answers over UDP with ``records``, lists of texts by (name, type); yields its port. What isn't there doesn't exist."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    asked, client = server.recvfrom(4096)
                    if not asked:
                        return
                    server.sendto(answer(asked), client)

        def answer(asked):
            query = dns.message.from_wire(asked)
            response = dns.message.make_response(query)
            [question] = query.question
            name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
            if found := records.get((name, kind)):
                response.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
            elif not any(known == name for known, _kind in records):
                response.set_rcode(dns.rcode.NXDOMAIN)
            return response.to_wire()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        yield port
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as goodbye:
            goodbye.sendto(b"", ("127.0.0.1", port))
        thread.join()


@contextlib.contextmanager
def web(answers, *, certificate=None, key=None):
    """Answers GET with (status, headers, body) by path, or for ``*``; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answers.get(self.path) or answers.get("*") or (404, {}, "not here")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_words):
            """Nothing on the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    yield f"{scheme}://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def certificate(folder, *, days):
    """A certificate for ``localhost`` that signs itself and ends in so many days: its file, and the key's."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@contextlib.contextmanager
def mail_server(*, login=b"235 ok"):
    """Knows EHLO, AUTH PLAIN and NOOP; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk(connection):
            with connection, connection.makefile("rb") as lines, contextlib.suppress(OSError):
                connection.sendall(b"220 here\r\n")
                for line in lines:
                    answers = {b"EHLO": b"250-here\r\n250 AUTH PLAIN", b"AUTH": login, b"QUIT": b"221 bye"}
                    connection.sendall(answers.get(line[:4].upper(), b"250 ok") + b"\r\n")

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=talk, args=[server.accept()[0]], daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
