"""What the site reaches outside: Stripe, a mail server, files in S3; and the certificates for them and for the site."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import stripe

from local.environment import WEBHOOK_SECRET
from local.files import free_port, port_is_free
from local.site import CHECKOUT
from tests.alerts.sink import Sink
from tests.hosts.engines import HAPROXY, found
from tests.hosts.host import until
from tests.hosts.network import OUTSIDE_ADDRESS, SITE, run
from tests.hosts.users import plain_environ
from tests.stripe_standin import StandIn

BUCKET = "members"
CONFIGURATION = """
defaults
    mode tcp
    timeout connect 5s
    timeout client 1m
    timeout server 1m
listen stripe
    bind {address}:443 ssl crt {folder}/api.stripe.com.pem
    server stand-in 127.0.0.1:{stripe}
listen mail
    bind {address}:25
    server sink 127.0.0.1:{mail}
"""


class Certificates:
    """An authority of the lab, and what it signed."""

    def __init__(self, folder):
        self.folder = folder
        self.authority = folder / "authority.pem"
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=lab", "-addext", "basicConstraints=critical,CA:true",
            "-addext", "keyUsage=critical,keyCertSign", "-keyout", folder / "authority.key", "-out", self.authority)  # fmt: skip
        for name in (SITE, "api.stripe.com"):
            self._sign(name)

    def _sign(self, name):
        key, request, signed = (self.folder / f"{name}.{kind}" for kind in ("key", "csr", "crt"))
        run(
            "openssl",
            "req",
            "-new",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-subj",
            f"/CN={name}",
            "-keyout",
            key,
            "-out",
            request,
        )
        extension = self.folder / "extension"
        extension.write_text(f"subjectAltName=DNS:{name}\n")
        run("openssl", "x509", "-req", "-in", request, "-CA", self.authority, "-CAkey", self.folder / "authority.key", "-CAcreateserial",
            "-days", "2", "-extfile", extension, "-out", signed)  # fmt: skip
        self.pem(name).write_text(signed.read_text() + key.read_text())

    def pem(self, name):
        return self.folder / f"{name}.pem"

    def trust(self):
        """Stripe's library brings its own list of authorities; on the lab's hosts it's ours. Bound over it in the lab's own
        namespace, so no code of the site knows of it."""
        theirs = Path(stripe.__file__).parent / "data" / "ca-certificates.crt"
        run("mount", "--bind", self.authority, theirs)


class Internet:
    """Runs in the namespace of the lab itself, without limits."""

    def __init__(self, folder):
        self.folder = folder
        self.certificates = Certificates(folder)
        self.sink = Sink(folder / "mail")
        self.port = free_port(0)
        self.stripe = StandIn(f"http://127.0.0.1:{self.port}")
        self.processes = []

    def start(self):
        self.certificates.trust()
        self.sink.start()
        trusting = {**os.environ, "SSL_CERT_FILE": str(self.certificates.authority)}
        hook = f"--webhook-url=https://{SITE}/billing/webhook/"
        self._run(
            [sys.executable, "-m", "local.stripe", f"--port={self.port}", hook, f"--secret={WEBHOOK_SECRET}"], trusting
        )
        self._run([sys.executable, "-m", "moto.server", "-H", OUTSIDE_ADDRESS, "-p", "9000"], os.environ)
        text = CONFIGURATION.format(address=OUTSIDE_ADDRESS, folder=self.folder, stripe=self.port, mail=self.sink.port)
        (self.folder / "internet.cfg").write_text(text)
        self._run([found(HAPROXY), "-db", "-f", self.folder / "internet.cfg"], plain_environ())

    def wait(self):
        until(lambda: not port_is_free(self.port), "the stand-in for Stripe", 60)
        until(self._make_bucket, "a server of files", 60)

    def _make_bucket(self):
        request = urllib.request.Request(f"http://{OUTSIDE_ADDRESS}:9000/{BUCKET}", method="PUT")
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.2)
            return False

    def _run(self, words, environ):
        with (self.folder / "internet.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [str(word) for word in words],
                    cwd=CHECKOUT,
                    env=environ,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            )
