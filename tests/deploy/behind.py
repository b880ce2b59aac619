"""Starts web servers with the settings of production, and proxies with the files of `deploy/` in front of them."""

import contextlib
import datetime as dt
import http.client
import json
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from importlib.util import cache_from_source
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from local.environment import without_site
from local.files import free_port

from .programs import needed

HOST = "jobs.example.org"
DEPLOY = settings.BASE_DIR / "deploy"
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE  # the certificates are made by the tests


def production(**others):
    """The environment of a production process on the servers of the test run, behind a proxy that says who asks."""
    return {
        **without_site(os.environ),
        **{name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "STATIC_ROOT")},
        "SECRET_KEY": "a long key of a test, " + "0123456789abcdef" * 3,
        "SITE_URL": f"https://{HOST}",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": "jobs@example.org",
        "STRIPE_SECRET_KEY": "sk_test_nobody",
        "STRIPE_WEBHOOK_SECRETS": "whsec_nobody",
        "CLIENT_ADDRESS_HEADER": "Clientaddress",
        "CLIENT_SCHEME_HEADER": "Clientscheme",
        **others,
    }


def until(condition, what, seconds=30):
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)
    return answer


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def speaks_tls(port):
    with contextlib.suppress(OSError), connected(port):
        return True
    return False


def started(stack, command, environment):
    """A process with those it starts, which ends with ``stack``."""
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, start_new_session=True)
    stack.callback(kill, process)
    return process


def kill(process):
    """As a host that loses power, with all of its processes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


SERVE = """
import os
from operations.web import serve
from operations.web_settings import web_settings
from toolkit.environment import Environment
serve(web_settings(Environment(os.environ)), application="tests.deploy.proxied:application")
"""


def web(stack, port, **environment):
    """The site's web server with one worker."""
    options = {"WEB_PORT": str(port), "WEB_WORKERS": "1", "DRAIN_SECONDS": "1"}
    return started(stack, [sys.executable, "-c", SERVE], production(**options, **environment))


def certificate(path):
    """Writes a certificate for the host with its key, as HAProxy reads them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - dt.timedelta(1), now + dt.timedelta(2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return path


def in_a_hurry(name, folder):
    """The file with shorter times: half a second for what may be slow, and a fifth between the balancer's checks."""
    path = folder / name
    text = re.sub(r"\b[13]0s", "500ms", (DEPLOY / name).read_text())
    for time_of_file, ours in (
        ("inter 2s", "inter 400ms"),
        ("fastinter 500ms", "fastinter 100ms"),
        ("downinter 1s", "downinter 200ms"),
        ("lb_try_duration 15s", "lb_try_duration 500ms"),
    ):
        text = text.replace(time_of_file, ours)
    path.write_text(text)
    return path


def caddy(stack, folder, plain, port, upstream, *, buffers=None):
    program = needed("caddy")
    path = in_a_hurry("Caddyfile", folder)
    # Its own authority signs the certificate, and nobody else listens at its ports.
    ours = f"{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port {plain}\n\thttps_port {port}\n"
    path.write_text(path.read_text().replace("{\n", ours, 1))
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "SITE_HOST": HOST, "WEB": f"127.0.0.1:{upstream}"}
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    if re.match(r"v?2\.6\.[0-3]\b", version):
        environment["REQUEST_BUFFERS"] = "buffer_requests"
    return started(stack, [program, "run", "--config", str(path), "--adapter", "caddyfile"], environment)


def nginx(stack, folder, plain, port, upstream):
    program = needed("nginx")
    pem = certificate(folder / "pem")
    text = in_a_hurry("nginx.conf", folder).read_text().replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    text = re.sub(r"listen \[::\].*\n", "", text).replace("listen 80", f"listen 127.0.0.1:{plain}")
    text = re.sub(r"/etc/ssl/[\w.]+", str(pem), text.replace("listen 443", f"listen 127.0.0.1:{port}"))
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root; " if os.geteuid() == 0 else ""  # who may write in the folder of the test
    around = folder / "around.conf"
    around.write_text(
        f"{user}pid {folder}/pid; error_log {folder}/errors; daemon off; events {{}} http {{ access_log off; {places} {text} }}"
    )
    return started(stack, [program, "-e", f"{folder}/errors", "-c", str(around)], dict(os.environ))


def haproxy(stack, folder, plain, port, *webs):
    environment = {
        "SITE_HOST": HOST,
        "WEB1": f"127.0.0.1:{webs[0]}",
        "WEB2": f"127.0.0.1:{webs[-1]}",
        "HTTP": f"127.0.0.1:{plain}",
        "HTTPS": f"127.0.0.1:{port}",
        "CERTIFICATE": str(certificate(folder / "pem")),
        "ADMIN_SOCKET": str(folder / "admin"),
        "RUN_AS": pwd.getpwuid(os.geteuid()).pw_name,  # who may write in the folder of the test
    }
    return started(stack, [needed("haproxy"), "-f", str(in_a_hurry("haproxy.cfg", folder))], environment)


PROXIES = {"caddy": caddy, "nginx": nginx, "haproxy": haproxy}


@contextlib.contextmanager
def proxy(name, folder, *webs):
    """The proxy's ports for HTTP and HTTPS once it answers at both."""
    with contextlib.ExitStack() as stack:
        plain, port = free_port(0), free_port(0)
        PROXIES[name](stack, folder, plain, port, *webs)
        until(lambda: answers(plain) and speaks_tls(port), f"{name} answers")
        yield plain, port


def connected(port, *, secure=True, timeout=20):
    """A connection to the proxy; the caller closes it."""
    plain = socket.create_connection(("127.0.0.1", port), timeout)
    return TRUSTING.wrap_socket(plain, server_hostname=HOST) if secure else plain


def ask(port, path="/seen", method="GET", body=None, headers=(), *, secure=True, host=HOST):
    """Status, headers and body of an answer."""
    connection = http.client.HTTPConnection(host)
    connection.sock = connected(port, secure=secure)
    with contextlib.closing(connection):
        connection.putrequest(method, path, skip_accept_encoding=True)
        for header, value in headers:
            connection.putheader(header, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        with contextlib.suppress(OSError):  # an answer may come, and the connection be closed, while we still send
            connection.send(body or b"")
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def seen(port, **request):
    status, _, body = ask(port, **request)
    return json.loads(body) if status == 200 else status


def copied_static_files(folder, **more):
    """A folder with the static files of the test run and some more of another release."""
    shutil.copytree(os.environ["STATIC_ROOT"], folder, copy_function=os.link)
    for name, text in more.items():
        (folder / "css" / f"{name}.css").write_text(text)
    return folder


def copied_code(folder):
    """A copy of what runs of the checkout, as other tests may write into it. With the compiled files that there are: those who run
    it can't write any, and would compile everything at each start."""
    left_out = (
        ".*",
        "__pycache__",
        "staticfiles",
        "memberfiles",
        "test-results",
        "celerybeat-schedule*",
        "node_modules",
        "tests",
        "docs",
        "benchmarks",
    )
    shutil.copytree(settings.BASE_DIR, folder, ignore=shutil.ignore_patterns(*left_out))
    for copy in folder.rglob("*.py"):
        compiled = Path(cache_from_source(str(settings.BASE_DIR / copy.relative_to(folder))))
        beside = copy.parent / "__pycache__" / compiled.name
        for target in {
            beside,
            Path(cache_from_source(str(copy))),
        }:  # PYTHONPYCACHEPREFIX is for some of those who run it
            target.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):  # they come and go
                shutil.copy(compiled, target)
    return folder
