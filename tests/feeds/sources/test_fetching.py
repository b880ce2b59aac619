"""Fetching, against a real server on this machine."""

import gzip
import re
import socket
import zlib

import pytest

from feeds.sources import fetching
from feeds.sources.base import FeedError
from feeds.sources.fetching import Refused, Throttled, Unreachable, fetch, fetcher

HERE = ["127.0.0.1"]


@pytest.fixture
def small_limit(monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 100_000)


def test_a_feed_comes_with_what_tells_later_whether_it_has_changed(source, settings):
    source.says(200, b"[1]", ETag='"abc"', Last_Modified="Mon, 02 Nov 2026 10:00:00 GMT")
    fetched = fetch(source.url(), hosts=HERE)
    assert (fetched.status, fetched.body, fetched.url) == ("new", b"[1]", source.url())
    assert (fetched.etag, fetched.last_modified) == ('"abc"', "Mon, 02 Nov 2026 10:00:00 GMT")
    [(path, sent)] = source.requests
    assert path == "/feed"
    assert settings.SITE_URL in sent["User-Agent"]
    assert sent["Host"] == f"127.0.0.1:{source.port}"
    assert "If-None-Match" not in sent


def test_a_feed_that_has_not_changed_is_not_sent_again(source):
    source.says(304)
    fetched = fetch(source.url(), hosts=HERE, etag='"abc"', last_modified="Mon, 02 Nov 2026 10:00:00 GMT")
    assert (fetched.status, fetched.body, fetched.etag) == ("unchanged", b"", '"abc"')
    [(_path, sent)] = source.requests
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"abc"', "Mon, 02 Nov 2026 10:00:00 GMT")


def test_unchanged_is_no_answer_to_a_request_that_did_not_ask(source):
    source.says(304)
    with pytest.raises(Unreachable, match="304"):
        fetch(source.url(), hosts=HERE)


def test_validators_too_long_to_keep_are_dropped(source):
    source.says(200, b"[]", ETag='"' + "a" * 300 + '"', Last_Modified="x" * 81)
    fetched = fetch(source.url(), hosts=HERE)
    assert (fetched.etag, fetched.last_modified) == ("", "")


# --- Redirects ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(source, status):
    source.says(status, path="/old", Location="/feed?a=1")
    source.says(200, b"here", path="/feed?a=1")
    fetched = fetch(source.url("/old"), hosts=HERE)
    assert (fetched.body, fetched.url) == (b"here", source.url("/feed?a=1"))


def test_three_redirects_are_followed_and_a_fourth_is_not(source):
    for number in range(4):
        source.says(302, path=f"/{number}", Location=f"/{number + 1}")
    source.says(200, b"end", path="/4")
    assert fetch(source.url("/1"), hosts=HERE).body == b"end"
    with pytest.raises(Unreachable, match="more than 3 times"):
        fetch(source.url("/0"), hosts=HERE)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://localhost:1/", "localhost isn't one of"),
        ("https://evil.example/", "evil.example isn't one of"),
        ("//169.254.169.254/latest/meta-data/", "169.254.169.254 isn't one of"),
        ("file:///etc/passwd", "https://"),
        ("http://me:secret@127.0.0.1/", "username or password"),
    ],
)
def test_a_redirect_out_of_the_fence_is_refused(source, location, reason):
    source.says(302, Location=location)
    with pytest.raises(Refused, match=reason):
        fetch(source.url(), hosts=HERE)


@pytest.mark.parametrize(
    "inside", ["10.0.0.7", "169.254.169.254", "100.64.0.1", "fe80::1", "fd00::1", "::ffff:10.0.0.7"]
)
def test_a_redirect_to_a_private_address_is_refused_even_on_an_allowed_host(source, feeds_example_is_at, inside):
    """Even if the host has a public address, too."""
    source.says(302, Location="https://feeds.example/")
    for ips in [(inside,), ("8.8.8.8", inside)]:
        feeds_example_is_at(*ips)
        with pytest.raises(Refused, match=f"feeds.example points to {re.escape(inside)},"):
            fetch(source.url(), hosts=["127.0.0.1", "feeds.example"])


def test_a_redirect_without_an_address_is_an_error(source):
    source.says(302)
    with pytest.raises(Unreachable, match="302"):
        fetch(source.url(), hosts=HERE)


# --- Names ----------------------------------------------------------------------------------------------------------


def test_a_name_that_changes_its_mind_after_the_check_changes_nothing(source, monkeypatch):
    """DNS rebinding: the second answer would lead elsewhere, but nobody asks a second time."""
    source.says(200, b"checked")
    asked = []

    def getaddrinfo(host, port, *args, **kwargs):
        asked.append(host)
        ip = "127.0.0.1" if asked.count("feeds.example") == 1 or host == "127.0.0.1" else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    fetched = fetch(f"http://feeds.example:{source.port}/feed", hosts=["feeds.example"])
    assert fetched.body == b"checked"
    assert asked.count("feeds.example") == 1
    assert source.requests[0][1]["Host"] == f"feeds.example:{source.port}"


def test_without_the_setting_this_machine_is_never_asked(source, settings):
    settings.FETCH_LOOPBACK = False
    source.says(200, b"secret")
    for url in (source.url(), source.url().replace("http:", "https:"), "https://127.0.0.1/"):
        with pytest.raises(Refused):
            fetch(url, hosts=HERE)
    assert source.requests == []


def test_a_host_without_an_address_is_an_error(settings):
    with pytest.raises(Unreachable, match="can't be found"):
        fetch("https://feeds.invalid/", hosts=["feeds.invalid"])


def test_the_next_address_is_tried_when_one_does_not_answer(source, monkeypatch):
    source.says(200, b"second")
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if host != "feeds.example":
            return real(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("127.0.0.99", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert fetch(f"http://feeds.example:{source.port}/feed", hosts=["feeds.example"]).body == b"second"


def test_an_address_that_is_silent_leaves_time_for_the_next(source, feeds_example_is_at, short_time):
    """The queue of the first server is full, so it lets nobody in and says nothing."""
    source.says(200, b"second")
    with socket.create_server(("127.0.0.2", source.port), backlog=0) as full:
        waiting = [socket.socket() for _ in range(8)]
        try:
            for line in waiting:
                line.setblocking(False)
                line.connect_ex(full.getsockname())
            feeds_example_is_at("127.0.0.2", "127.0.0.1")
            url = f"http://feeds.example:{source.port}/feed"
            assert fetch(url, hosts=["feeds.example"]).body == b"second"
            feeds_example_is_at("127.0.0.2")
            with pytest.raises(Unreachable, match="connection to feeds.example failed: timed out"):
                fetch(url, hosts=["feeds.example"])
        finally:
            for line in waiting:
                line.close()


def test_proxies_of_the_environment_are_not_used(source, monkeypatch):
    source.says(200, b"direct")
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(source.url(), hosts=HERE).body == b"direct"


# --- Time and size --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nX-Slow: ",
        b"",
    ],
    ids=["body", "body of a known length", "chunk", "length of a chunk", "compressed body", "headers", "status"],
)
def test_an_answer_that_drips_is_cut_when_the_time_is_over(source, short_time, head):
    source.drips(head)
    with pytest.raises(Unreachable, match="didn't answer in full"):
        fetch(source.url(), hosts=HERE)


def test_interim_answers_without_end_are_cut_when_the_time_is_over(source, short_time):
    def answer(handler):
        while not source.going_down.wait(0.01):
            handler.wfile.write(b"HTTP/1.1 100 Continue\r\nX-Soon: yes\r\n\r\n" * 50)

    source.answers["/feed"] = answer
    with pytest.raises(Unreachable, match="didn't answer in full"):
        fetch(source.url(), hosts=HERE)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"".join(b"X-%d: x\r\n" % number for number in range(101)), "more than 100 headers"),
        (b"X-Long: " + b"x" * 70_000 + b"\r\n", "more than 65536 bytes"),
        (b"Content-Length: 1\r\nContent-Length: 2\r\n", "multiple unmatching values"),
    ],
    ids=["many headers", "a long header", "two lengths"],
)
def test_headers_that_no_server_needs_are_an_error(source, head, reason):
    source.answers["/feed"] = lambda handler: handler.wfile.write(b"HTTP/1.0 200 OK\r\n" + head + b"\r\n1")
    with pytest.raises(Unreachable, match=f"failed: .*{reason}"):
        fetch(source.url(), hosts=HERE)


def test_an_error_does_not_repeat_all_that_the_server_wrote(source):
    source.answers["/feed"] = lambda handler: handler.wfile.write(b"y" * 60_000 + b"\r\n\r\n")
    with pytest.raises(Unreachable, match="failed") as raised:
        fetch(source.url(), hosts=HERE)
    assert len(str(raised.value)) < 300


def test_the_time_is_for_all_redirects_together(source, monkeypatch):
    monkeypatch.setattr(fetching, "TIME_LIMIT", 2.0)  # beyond their waiting, two may take half a second
    for number in range(3):
        source.says(302, path=f"/{number}", Location=f"/{number + 1}", wait=0.75)
    source.says(200, path="/3", wait=0.75)
    with pytest.raises(Unreachable, match="didn't answer in full"):
        fetch(source.url("/0"), hosts=HERE)
    assert [path for path, _sent in source.requests] == ["/0", "/1", "/2"]


def test_a_large_feed_is_refused_by_its_length(source, small_limit):
    source.says(200, b"", Content_Length="100001")
    with pytest.raises(Unreachable, match="larger than"):
        fetch(source.url(), hosts=HERE)


def test_a_large_feed_of_unknown_length_is_refused(source, small_limit):
    def answer(handler):
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 100_001)

    source.answers["/feed"] = answer
    with pytest.raises(Unreachable, match="larger than"):
        fetch(source.url(), hosts=HERE)


def test_a_feed_of_exactly_the_limit_is_read(source, small_limit):
    source.says(200, b"x" * 100_000)
    assert len(fetch(source.url(), hosts=HERE).body) == 100_000


def test_a_compressed_feed_is_unpacked(source):
    source.says(200, gzip.compress(b"[1, 2]") + gzip.compress(b"[3]"), Content_Encoding="gzip")
    assert fetch(source.url(), hosts=HERE).body == b"[1, 2][3]"
    assert source.requests[0][1]["Accept-Encoding"] == "gzip"


def test_a_feed_that_unpacks_to_a_huge_one_is_refused_in_time(source):
    bomb = gzip.compress(bytes(1_000_000)) * 1000  # a megabyte that holds a thousand
    assert len(bomb) < fetching.MOST_BYTES
    source.says(200, bomb, Content_Encoding="gzip")
    with pytest.raises(Unreachable, match="larger than 20 MB"):
        fetch(source.url(), hosts=HERE)


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (b"plain", "gzip", "says it's compressed"),
        (gzip.compress(b"feed" * 1000)[:-9], "gzip", "was cut off"),
        (b"", "gzip", "was cut off"),
        (zlib.compress(b"feed"), "deflate", "didn't ask for"),
        (b"feed", "br", "didn't ask for"),
    ],
    ids=["plain", "cut", "empty", "deflate", "brotli"],
)
def test_compression_that_cannot_be_undone_is_an_error(source, body, encoding, reason):
    source.says(200, body, Content_Encoding=encoding)
    with pytest.raises(Unreachable, match=reason):
        fetch(source.url(), hosts=HERE)


def test_a_body_that_breaks_off_is_an_error(source):
    source.says(200, b"[1, 2", Content_Length="9")
    with pytest.raises(Unreachable, match="was cut off 4 bytes"):
        fetch(source.url(), hosts=HERE)


def test_a_chunked_body_that_breaks_off_is_an_error(source):
    source.answers["/feed"] = lambda handler: handler.wfile.write(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1, 2\r\n5\r\n"
    )
    with pytest.raises(Unreachable, match="failed"):
        fetch(source.url(), hosts=HERE)


def test_an_answer_that_is_not_http_is_an_error(source):
    source.answers["/feed"] = lambda handler: handler.wfile.write(b"220 mail.example ESMTP\r\n")
    with pytest.raises(Unreachable, match="failed"):
        fetch(source.url(), hosts=HERE)


def test_nobody_there_is_an_error(source):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="failed"):
        fetch(f"http://127.0.0.1:{port}/", hosts=HERE)


# --- Refusals of the source -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 500, 502, 503])
def test_any_other_answer_is_an_error_that_names_it(source, status):
    source.says(status)
    with pytest.raises(Unreachable, match=f"127.0.0.1 answered {status} "):
        fetch(source.url(), hosts=HERE)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {}, None),
        (429, {"Retry_After": "120"}, 120),
        (503, {"Retry_After": "7"}, 7),
        (429, {"Retry_After": "99999999999999999999"}, 86_400),
        (429, {"Retry_After": "-5"}, None),
        (429, {"Retry_After": "soon"}, None),
    ],
)
def test_a_source_may_ask_us_to_come_back_later(source, status, headers, seconds):
    source.says(status, **headers)
    with pytest.raises(Throttled, match="try again later") as raised:
        fetch(source.url(), hosts=HERE)
    assert raised.value.retry_after == seconds


@pytest.mark.parametrize(
    ("until", "seconds"), [("Mon, 02 Nov 2026 10:05:00 GMT", 300), ("Mon, 02 Nov 2026 09:00:00 GMT", 0)]
)
def test_a_time_to_come_back_is_compared_with_the_time_of_the_answer(source, until, seconds):
    head = f"HTTP/1.0 429 Too Many\r\nDate: Mon, 02 Nov 2026 10:00:00 GMT\r\nRetry-After: {until}\r\n\r\n"
    source.answers["/feed"] = lambda handler: handler.wfile.write(head.encode())
    with pytest.raises(Throttled) as raised:
        fetch(source.url(), hosts=HERE)
    assert raised.value.retry_after == seconds


# --- Further addresses of a feed ------------------------------------------------------------------------------------


def test_a_further_address_that_cannot_be_read_is_a_feed_error_and_a_wait_ends_the_import(source):
    source.says(200, b"more")
    source.says(500, path="/broken")
    source.says(429, path="/wait")
    body_of = fetcher(HERE)
    assert body_of(source.url()) == b"more"
    with pytest.raises(FeedError, match="500"):
        body_of(source.url("/broken"))
    with pytest.raises(FeedError, match="allowed hosts"):
        body_of("https://evil.example/")
    with pytest.raises(Throttled):
        body_of(source.url("/wait"))
