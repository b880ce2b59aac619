"""The examples of docs/operations/proxies.md, run with the real Caddy and nginx in front of the real server."""

import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings

from local.files import free_port

DOCS = (settings.BASE_DIR / "docs/operations/proxies.md").read_text()
PROXIES = ("caddy", "nginx")
SMUGGLED = {
    "X-Forwarded-For": "6.6.6.6",
    "X_Forwarded_For": "6.6.6.7",
    "x_forwarded-for": "6.6.6.8",
    "X_Forwarded_Proto": "https",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X_Forwarded_Host": "evil.example",
    "Clientaddress": "6.6.6.9",
    "clientaddress": "6.6.6.10",
    "CLIENTADDRESS": "6.6.6.11",
    "Client-Address": "6.6.6.12",
    "Clientscheme": "https",
    "Client_scheme": "https",
}


def example(language):
    return re.search(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)[1]


def started(stack, command, port, **environment):
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=settings.BASE_DIR)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(f"{command[0]} did not start")


@pytest.fixture(scope="module")
def upstream():
    """The server of the site, and what it would think of a request."""
    with contextlib.ExitStack() as stack:
        port = free_port(0)
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-ws",
            "--workers-kill-timeout=5",
        ]
        started(
            stack,
            [*command, "tests.site.proxied:application"],
            port,
            CLIENT_ADDRESS_HEADER="Clientaddress",
            CLIENT_SCHEME_HEADER="Clientscheme",
        )
        yield port


def configure(name, folder, port, upstream):
    """The example with our ports, without TLS and with shorter times; the command that runs it."""
    text = (
        example({"caddy": "caddyfile"}.get(name, name))
        .replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
        .replace("10s", "1s")
    )
    path = folder / name
    if name == "caddy":
        path.write_text(
            text.replace("{", "{\n\tadmin off\n\tauto_https off", 1).replace(
                "jobs.example.org", f"http://127.0.0.1:{port}"
            )
        )
        return ["caddy", "run", "--config", str(path), "--adapter", "caddyfile"]
    text = re.sub(r" *ssl_certificate.*\n", "", text).replace("443 ssl", f"127.0.0.1:{port}")
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root; " if os.geteuid() == 0 else ""  # who may write in the folder of the test
    path.write_text(
        f"{user}pid {folder}/pid; error_log {folder}/errors; daemon off; events {{}} http {{ access_log off; {places} {text} }}"
    )
    return ["nginx", "-e", f"{folder}/errors", "-c", str(path)]


@pytest.fixture(scope="module", params=PROXIES)
def proxy(request, upstream, tmp_path_factory):
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    if shutil.which(request.param, path=path) is None:
        pytest.skip(f"{request.param.upper()} IS NOT INSTALLED: ITS EXAMPLE IN docs/operations/proxies.md IS NOT TRIED")
    folder = tmp_path_factory.mktemp(request.param)
    with contextlib.ExitStack() as stack:
        port = free_port(0)
        started(stack, configure(request.param, folder, port, upstream), port, PATH=path, HOME=str(folder))
        yield port


def ask(port, method="GET", body=None, headers=()):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.putrequest(method, "/")
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        said = answer.read()
    return answer.status, json.loads(said) if answer.status == 200 else None


def test_no_header_of_the_visitor_says_who_or_how_they_are(proxy):
    truth = (200, {"address": "127.0.0.1", "secure": False, "host": f"127.0.0.1:{proxy}", "length": 0})
    for headers in ([], SMUGGLED.items(), *([one] for one in SMUGGLED.items())):
        status, seen = ask(proxy, headers=headers)
        seen["host"] = seen["host"].partition(":")[0] + f":{proxy}"  # nginx leaves the port out
        assert (status, seen) == truth, list(headers)


def test_a_body_may_have_three_megabytes(proxy):
    status, seen = ask(proxy, "POST", b"x" * 2_900_000)
    assert (status, seen and seen["length"]) == (200, 2_900_000)
    with contextlib.suppress(OSError):  # or the connection is closed while we still send
        assert ask(proxy, "POST", b"x" * 4_000_000)[0] in (413, 502)  # Caddy cuts what it passes on


def test_a_body_that_does_not_come_is_cut(proxy):
    with socket.create_connection(("127.0.0.1", proxy), 15) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nx")
        assert b'"length"' not in slow.recv(1000)  # it never reached the site
