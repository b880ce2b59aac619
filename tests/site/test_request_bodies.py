"""A body that dribbles in is cut off by the server itself, and meanwhile others are answered."""

import contextlib
import http.client
import os
import socket
import sys
import threading
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.files import free_port, port_is_free
from tests.local.support import eventually, started
from toolkit.request_bodies import BufferedBodies

APPLICATION = """
from toolkit.request_bodies import BufferedBodies
def echo(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))  # as Django does
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
application = BufferedBodies(echo, seconds=1, at_most=100_000)
"""
SLOW = 4  # as many as there are threads that answer


@pytest.fixture
def port(tmp_path):
    (tmp_path / "echo.py").write_text(APPLICATION)
    port = free_port()
    command = (
        sys.executable, "-m", "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={port}", "--blocking-threads=4", "--no-ws", "--workers-kill-timeout=5",
        f"--working-dir={tmp_path}", "echo:application",
    )  # fmt: skip
    with started(*command, environ={**os.environ, "PYTHONPATH": f"{tmp_path}:{os.getcwd()}"}) as server:
        eventually(lambda: not port_is_free(port), "it listens", 60)
        yield port
        server.terminate()  # killed, it would leave its worker behind
        server.wait(30)


def answer(port, body=b"", headers=None):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", "/", body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()


def test_clients_that_dribble_are_refused_in_time_and_the_next_is_answered(port):
    stopping = threading.Event()
    refused = []

    def dribble():
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
            threading.Thread(target=send_on, args=(client,), daemon=True).start()
            refused.append(client.recv(100).split(b"\r\n")[0])

    def send_on(client):
        while not stopping.wait(0.1):
            try:
                client.sendall(b"a")
            except OSError:
                return

    clients = [threading.Thread(target=dribble) for _ in range(SLOW)]
    for client in clients:
        client.start()
    assert answer(port, b"quick") == (200, b"quick")
    for client in clients:
        client.join(60)
    stopping.set()
    assert refused == [b"HTTP/1.1 408 Request Timeout"] * SLOW


def test_a_whole_body_is_taken_and_one_that_is_too_large_is_not_read(port):
    assert answer(port, b"a" * 99_999) == (200, b"a" * 99_999)
    assert answer(port, headers={"Content-Length": "0"}) == (200, b"")
    assert answer(port, b"a" * 100_001)[0] == 413


def test_a_body_without_its_length_is_not_taken_for_an_empty_one(port):
    """It would arrive as a form or a document in which everything is missing."""
    chunked = {"Transfer-Encoding": "chunked"}
    assert answer(port, iter([b"what ", b"somebody wrote"]), chunked)[0] == 411
    assert answer(port, iter([]), chunked)[0] == 411
    assert answer(port) == (200, b"")


def in_chunks(port, body, kind, most=1000):
    """The answer to a request of a program that doesn't know the length of its body when it begins to send."""
    pieces = [body[at : at + most] for at in range(0, len(body), most)]
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", "/", body=iter(pieces), headers={"Content-Type": kind}, encode_chunked=True)
        response = connection.getresponse()
        return response.status, response.read()


def test_json_is_taken_without_a_length_too(port):
    said = b'{"jsonrpc": "2.0", "said": "' + b"a" * 50_000 + b'"}'
    assert in_chunks(port, said, "application/json") == (200, said)
    assert in_chunks(port, said, "Application/JSON; charset=utf-8", most=7) == (200, said)
    assert in_chunks(port, b"a" * 100_001, "application/json")[0] == 413
    assert in_chunks(port, b"a=1", "application/x-www-form-urlencoded")[0] == 411, "it could have been cut off"
    assert answer(port, b"quick") == (200, b"quick")


def test_json_that_dribbles_in_without_a_length_is_refused_in_time(port):
    stopping = threading.Event()
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

    def send_on(client):
        while not stopping.wait(0.1):
            try:
                client.sendall(b"1\r\na\r\n")
            except OSError:
                return

    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(head)
        sender = threading.Thread(target=send_on, args=(client,))
        sender.start()
        refused = client.recv(100).split(b"\r\n")[0]
        stopping.set()
        sender.join()
    assert refused == b"HTTP/1.1 408 Request Timeout"


def test_a_body_that_was_cut_off_is_not_taken_for_a_whole_one():
    said = []
    application = BufferedBodies(lambda *_: pytest.fail("it was taken"), seconds=5, at_most=100)
    application({"CONTENT_LENGTH": "10", "wsgi.input": BytesIO(b"short")}, lambda status, _headers: said.append(status))
    assert said == ["400 Bad Request"]


@given(st.binary(max_size=2000), st.sampled_from(["", "٣", "-1", "1e3", None]))
def test_a_body_arrives_as_it_was_sent_and_without_a_length_it_is_none_of_ours(body, length):
    seen = []
    application = BufferedBodies(
        lambda environ, _: seen.append(environ["wsgi.input"].read()) or [], seconds=5, at_most=2000
    )
    application({"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}, None)
    assert seen == [body]
    untouched = BytesIO(body)
    application({"CONTENT_LENGTH": length, "wsgi.input": untouched}, None)
    assert seen[1:] == [body]
