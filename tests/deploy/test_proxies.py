"""`deploy/Caddyfile`, `deploy/nginx.conf` and `deploy/haproxy.cfg` in front of the real site, and visitors who mean harm."""

import contextlib
import json
import os
import re
import subprocess

import pytest

from local.files import free_port

from .behind import HOST, answers, ask, connected, copied_static_files, proxy, seen, until, web
from .programs import needed

pytestmark = pytest.mark.django_db  # the site's processes use this run's database
FORGED = {
    "X-Forwarded-For": "6.6.6.6",
    "X_Forwarded_For": "6.6.6.7",
    "x_forwarded-for": "6.6.6.8",
    "Forwarded": "for=6.6.6.6;proto=http;host=evil.example",
    "X-Real-IP": "6.6.6.6",
    "X_Forwarded_Proto": "http",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-Host": "evil.example",
    "X_Forwarded_Host": "evil.example",
    "Clientaddress": "6.6.6.9",
    "clientaddress": "6.6.6.10",
    "CLIENTADDRESS": "6.6.6.11",
    "Client-Address": "6.6.6.12",
    "Clientscheme": "http",
    "clientscheme": "http",
    "Client_scheme": "http",
    "Connection": "Clientaddress, Clientscheme, Host",
}
OLD = "old.0123456789ab"


@pytest.fixture(scope="module")
def site(tmp_path_factory, database_url):
    """The port of the site, and the file of the requests that it saw."""
    folder = tmp_path_factory.mktemp("site")
    static = copied_static_files(folder / "static", **{OLD: "a{b:c}"})
    with contextlib.ExitStack() as stack:
        port = free_port(0)
        web(
            stack,
            port,
            WEB_NAME="web",
            SEEN_FILE=str(folder / "seen"),
            STATIC_ROOT=str(static),
            DATABASE_URL=database_url,
        )
        until(lambda: answers(port) and ask(port, "/health/ready", secure=False)[0] == 200, "the site is ready", 60)
        yield port, folder / "seen"


@pytest.fixture(scope="module", params=("caddy", "nginx", "haproxy"))
def ports(request, site, tmp_path_factory):
    needed(request.param)
    with proxy(request.param, tmp_path_factory.mktemp(request.param), site[0]) as ports:
        yield ports


@pytest.fixture
def port(ports):
    return ports[1]


@pytest.fixture
def plain(ports):
    return ports[0]


def said(port, request, *, secure=True, timeout=20):
    """All that a connection says to these bytes, until it ends or is silent for ``timeout``."""
    with contextlib.closing(connected(port, secure=secure, timeout=timeout)) as connection:
        connection.sendall(request)
        heard = b""
        with contextlib.suppress(OSError):
            while piece := connection.recv(65536):
                heard += piece
    return heard


# --- Who asks, and how -------------------------------------------------------------------------------------------------


def test_no_header_of_the_visitor_says_who_or_how_they_are(port):
    truth = {"address": "127.0.0.1", "secure": True, "host": HOST, "length": 0, "upgrade": ""}
    for headers in ([], FORGED.items(), *([one] for one in FORGED.items())):
        assert seen(port, headers=headers) == truth, list(headers)


def test_plain_http_leads_to_https_whatever_it_claims(plain):
    for headers in ([], [("X-Forwarded-Proto", "https"), ("Clientscheme", "https"), ("Client_scheme", "https")]):
        status, got, _ = ask(plain, "/jobs/?q=nurse", headers=headers, secure=False)
        assert (status, got["Location"]) in [
            (301, f"https://{HOST}/jobs/?q=nurse"),
            (308, f"https://{HOST}/jobs/?q=nurse"),
        ]


def test_another_host_gets_nothing_of_the_site(port):
    body = ask(port, "/robots.txt", host="evil.example")[2]
    assert b"Sitemap" not in body
    assert b"evil.example" not in body
    two = f"GET /robots.txt HTTP/1.1\r\nHost: {HOST}\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode()
    assert b"evil.example" not in said(port, two)


# --- Size and speed ----------------------------------------------------------------------------------------------------


def test_a_body_may_have_three_megabytes(port):
    assert seen(port, method="POST", body=b"x" * 2_900_000)["length"] == 2_900_000


def test_a_larger_one_is_refused_with_a_page(port):
    status, headers, body = ask(port, "/account/resumes/import/", "POST", b"x" * 4_000_000)
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (413, "text/html; charset=utf-8", "no-store")
    assert "Send at most 3 MB." in body.decode()


def test_a_program_is_told_as_json(port):
    status, headers, body = ask(port, "/api/v1/saved/", "POST", b"x" * 4_000_000)
    assert (status, headers["Content-Type"]) == (413, "application/problem+json")
    assert json.loads(body)["detail"] == "Send at most 3 MB."


def test_a_body_of_unknown_length_is_no_way_around(port):
    """The site takes a body only with its length, which some proxies find out."""
    head = f"POST /seen HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with contextlib.suppress(OSError):
        heard = said(port, head + chunk * 5 + b"0\r\n\r\n", timeout=5)
        found = re.search(rb'"length": (\d+)', heard)
        assert not found or int(found[1]) <= 3 * 1024 * 1024


def test_slow_bodies_hold_nothing_of_the_site(port, site):
    """More of them than the site has threads. None reaches it, also once its time is over."""
    head = f"POST /slow-body HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100\r\n\r\nx".encode()
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(contextlib.closing(connected(port, timeout=2))) for _ in range(40)]
        for connection in slow:
            connection.sendall(head)
        assert ask(port)[0] == 200
        with contextlib.suppress(OSError):  # Caddy from 2.7 on says nothing more
            assert b"Web: " not in slow[-1].recv(1000)
    assert "/slow-body" not in site[1].read_text()


def test_slow_headers_are_cut(port):
    with contextlib.closing(connected(port)) as slow:
        slow.sendall(f"GET /seen HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode())
        with contextlib.suppress(ConnectionError):
            assert b" 200 " not in slow.recv(1000)


@pytest.mark.parametrize("name", ["caddy", "nginx"])
def test_people_and_programs_are_told_that_the_site_is_away(name, tmp_path):
    needed(name)
    with proxy(name, tmp_path, free_port(0)) as (_, port):
        for path, kind in (("/jobs/", "text/html; charset=utf-8"), ("/api/v1/jobs/", "application/problem+json")):
            status, headers, body = ask(port, path)
            assert (status, headers["Content-Type"]) == (503, kind)
            assert (headers["Retry-After"], headers["Cache-Control"]) == ("30", "no-store")
            assert json.loads(body)["status"] == 503 if "json" in kind else "in a minute" in body.decode()


# --- Other protocols ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_an_upgrade_is_a_request_like_any_other(port, protocol):
    """The connection doesn't become a tunnel: what follows is read as the next request."""
    key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    first = (
        f"GET /seen HTTP/1.1\r\nHost: {HOST}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: {protocol}\r\n{key}\r\n"
    )
    second = f"GET /seen HTTP/1.1\r\nHost: {HOST}\r\nClientaddress: 6.6.6.6\r\nConnection: close\r\n\r\n"
    heard = said(port, (first + second).encode())
    assert b" 101 " not in heard
    assert heard.count(b'"address": "127.0.0.1"') == 2
    assert b'"upgrade": ""' in heard


def test_http_2(port):
    curl = [needed("curl"), "--silent", "--insecure", "--connect-to", f"::127.0.0.1:{port}", "--http2", "--parallel"]
    done = subprocess.run(
        [*curl, "--write-out", "%{http_version} %{http_code}\n", "--output", "/dev/null", f"https://{HOST}/seen?[1-20]"],
        capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    assert done.stdout.split("\n")[:-1].count("2 200") == 20


# --- Two who disagree where a request ends --------------------------------------------------------------------------------


def addresses(requests):
    return {line.rpartition(" ")[2] for line in requests.read_text().splitlines()}


HIDDEN = f"GET /smuggled HTTP/1.1\r\nHost: {HOST}\r\nClientaddress: 6.6.6.6\r\nClientscheme: https\r\nX: "
CHUNKED = f"0\r\n\r\n{HIDDEN}"
AMBIGUOUS = {
    "both lengths": ("Content-Length: {size}\r\nTransfer-Encoding: chunked\r\n", CHUNKED),
    "both lengths, chunks first": ("Transfer-Encoding: chunked\r\nContent-Length: {size}\r\n", CHUNKED),
    "short length and chunks": (
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "5c\r\n" + HIDDEN + "\r\n0\r\n\r\n",
    ),
    "two lengths": ("Content-Length: 0\r\nContent-Length: {size}\r\n", HIDDEN),
    "two lengths, the longer first": ("Content-Length: {size}\r\nContent-Length: 0\r\n", HIDDEN),
    "a list of lengths": ("Content-Length: 0, {size}\r\n", HIDDEN),
    "a length with a sign": ("Content-Length: +{size}\r\n", HIDDEN),
    "a length with an underscore": ("Content_Length: 0\r\nContent-Length: {size}\r\n", HIDDEN),
    "a length with a space": ("Content-Length : {size}\r\n", HIDDEN),
    "chunks with a space": ("Content-Length: {size}\r\nTransfer-Encoding : chunked\r\n", CHUNKED),
    "chunks with a tab": ("Content-Length: {size}\r\nTransfer-Encoding:\tchunked\r\n", CHUNKED),
    "chunks with another case": ("Content-Length: {size}\r\ntransfer-encoding: cHuNkEd\r\n", CHUNKED),
    "chunks that are none": ("Content-Length: {size}\r\nTransfer-Encoding: xchunked\r\n", CHUNKED),
    "chunks and identity": ("Content-Length: {size}\r\nTransfer-Encoding: chunked, identity\r\n", CHUNKED),
    "two encodings": ("Content-Length: {size}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", CHUNKED),
    "a folded header": ("Content-Length: {size}\r\nX: y\r\n Transfer-Encoding: chunked\r\n", CHUNKED),
    "a bare line feed": ("Content-Length: {size}\r\nX: y\nTransfer-Encoding: chunked\r\n", CHUNKED),
    "an underscore": ("Content-Length: {size}\r\nTransfer_Encoding: chunked\r\n", CHUNKED),
    "a chunk's extension": ("Transfer-Encoding: chunked\r\n", "0;\n\r\n\r\n" + HIDDEN),
    "a huge chunk": ("Transfer-Encoding: chunked\r\n", "ffffffffffffffff1\r\n" + HIDDEN),
}


def test_no_request_hides_in_another(port, site):
    """Whatever proxy and site make of it: no request reaches the site with headers that only the proxy may set."""
    _, requests = site
    for name, (headers, body) in AMBIGUOUS.items():
        head = f"POST /seen HTTP/1.1\r\nHost: {HOST}\r\n" + headers.format(size=len(body))
        follow = f"GET /seen HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n"
        with contextlib.suppress(ConnectionError):
            said(port, f"{head}\r\n{body}{follow}".encode(), timeout=2)
        assert addresses(requests) == {"127.0.0.1"}, name
    assert ask(port)[0] == 200


def test_a_request_line_has_one_meaning(port, site):
    """Absolute addresses, control characters and encoded line ends."""
    for target in (
        "http://evil.example/seen",
        "/seen%0d%0aClientaddress:%206.6.6.6",
        "/seen\tX",
        "//evil.example/seen",
        "/%2e%2e/seen",
    ):
        heard = said(port, f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode(), timeout=5)
        assert b'"host": "evil.example"' not in heard, target
    assert addresses(site[1]) == {"127.0.0.1"}


# --- Static files ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stylesheet():
    """A page's stylesheet with the hash of its content in its name."""
    with open(os.path.join(os.environ["STATIC_ROOT"], "staticfiles.json")) as file:
        return "/static/" + json.load(file)["paths"]["css/site.css"]


def test_static_files_are_kept_for_good_and_compressed(port, stylesheet):
    for accepted, coding in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)):
        status, headers, body = ask(port, stylesheet, headers=[("Accept-Encoding", accepted)])
        assert (status, headers["Content-Encoding"]) == (200, coding)
        assert headers["Cache-Control"] == "max-age=315360000, public, immutable"
        assert headers["Vary"] == "Accept-Encoding"
        assert body


def test_a_page_is_compressed_once(port):
    for accepted, coding in (("gzip", "gzip"), ("identity", None)):
        status, headers, _ = ask(port, "/no-such-page/", headers=[("Accept-Encoding", accepted)])
        assert (status, headers["Content-Encoding"]) in [(404, coding), (404, None)]


def test_a_known_file_is_not_sent_again(port, stylesheet):
    _, headers, _ = ask(port, stylesheet)
    status, _, body = ask(port, stylesheet, headers=[("If-None-Match", headers["ETag"])])
    assert (status, body) == (304, b"")


def test_a_part_of_a_file(port, stylesheet):
    whole = ask(port, stylesheet)[2]
    status, headers, part = ask(port, stylesheet, headers=[("Range", "bytes=10-19")])
    assert (status, part) == (206, whole[10:20])
    assert headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert ask(port, stylesheet, headers=[("Range", f"bytes={len(whole)}-")])[0] == 416
    many = "bytes=" + ",".join(f"{n}-{n + 1}" for n in range(500))
    assert len(ask(port, stylesheet, headers=[("Range", many)])[2]) <= len(whole)


def test_files_of_the_release_before_still_answer(port):
    """A page that was opened before a release names them."""
    status, _, body = ask(port, f"/static/css/{OLD}.css")
    assert (status, body) == (200, b"a{b:c}")
