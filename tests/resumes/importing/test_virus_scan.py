"""A site with a virus scanner asks it about every file before the file is read. The scanner is a small clamd on a real socket."""

import logging
import socket
import struct
import threading
from contextlib import contextmanager, suppress

import pytest

from resumes.importing import ImportRefused, read_file, read_text
from tests.resumes.importing import hostile
from toolkit import virus_scan

# The harmless file that scanners report by agreement, in two parts so that none reports this one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
RESUME = b"Maren Oakfield\nmaren@example.com\n\nSkills\nPython, SQL\n"
MOST = 1_000_000  # bytes, like StreamMaxLength


def _exactly(connection, size):
    found = b""
    while len(found) < size:
        part = connection.recv(size - len(found))
        if not part:
            raise ConnectionError
        found += part
    return found


def clamd(connection):
    """Answers one INSTREAM like clamd."""
    assert _exactly(connection, 10) == b"zINSTREAM\0"
    content = b""
    while size := struct.unpack("!L", _exactly(connection, 4))[0]:
        content += _exactly(connection, size)
        if len(content) > MOST:
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
    connection.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


def silent(connection):
    connection.recv(1)
    connection.settimeout(5)
    while connection.recv(65536):
        pass


def answers_a_byte_at_a_time(connection):
    """Never keeps anybody waiting for long, and takes seconds in all."""
    _exactly(connection, 10)
    while size := struct.unpack("!L", _exactly(connection, 4))[0]:
        _exactly(connection, size)
    connection.settimeout(0.2)
    for byte in b"stream: OK\0":
        with suppress(TimeoutError):
            connection.recv(1)
        connection.sendall(bytes([byte]))


def hangs_up(connection):
    connection.recv(1)


def talks_nonsense(connection):
    _exactly(connection, 10)
    while size := struct.unpack("!L", _exactly(connection, 4))[0]:
        _exactly(connection, size)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@contextmanager
def listening(listener, behavior):
    asked = []

    def serve():
        while True:
            try:
                connection, _peer = listener.accept()
            except OSError:
                return
            asked.append(True)
            with connection, suppress(OSError):
                behavior(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


@pytest.fixture(params=["tcp", "unix"])
def scanner(request, settings, tmp_path):
    """Starts a scanner that behaves as told, and lets the site use it."""

    @contextmanager
    def start(behavior):
        if request.param == "tcp":
            listener = socket.create_server(("127.0.0.1", 0))
            settings.VIRUS_SCANNER = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        else:
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(str(tmp_path / "clamd.ctl"))
            listener.listen()
            settings.VIRUS_SCANNER = f"unix://{tmp_path}/clamd.ctl"
        with listening(listener, behavior) as asked:
            yield asked

    return start


def test_a_clean_file_is_read(scanner):
    with scanner(clamd) as asked:
        assert read_file("a.txt", RESUME).document.basics.name == "Maren Oakfield"
    assert len(asked) == 1


@pytest.mark.parametrize("where", ["alone", "after 600 KB", "between two chunks"])
def test_a_virus_is_refused_before_anything_reads_the_file(scanner, where):
    before = {"alone": 0, "after 600 KB": 600_000, "between two chunks": 256 * 1024 - 30}[where]

    def parse(*_call):
        pytest.fail("it was read")

    with scanner(clamd), pytest.raises(ImportRefused, match=r"virus scanner found something.*paste your résumé\."):
        read_file("a.pdf", hostile.scanned() + b" " * before + EICAR, parse=parse)


@pytest.mark.parametrize("behavior", [silent, answers_a_byte_at_a_time, hangs_up, talks_nonsense])
def test_a_scanner_that_fails_refuses_the_upload_and_says_so(scanner, behavior, monkeypatch, caplog):
    monkeypatch.setattr(virus_scan, "SECONDS", 0.5)
    with scanner(behavior), pytest.raises(ImportRefused, match=r"can't check files for viruses right now\. Try again"):
        read_file("a.txt", RESUME)
    assert caplog.records[-1].levelno == logging.ERROR
    assert "Maren" not in caplog.text


def test_a_file_that_the_scanner_finds_too_large_is_refused(scanner):
    with scanner(clamd), pytest.raises(ImportRefused, match="can't check files for viruses"):
        read_file("a.txt", RESUME * 40_000)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.ctl"])
def test_a_scanner_that_is_down_refuses_files_and_lets_text_pass(settings, address):
    settings.VIRUS_SCANNER = address
    with pytest.raises(ImportRefused, match="can't check files for viruses"):
        read_file("a.txt", RESUME)
    assert read_text(RESUME.decode()).document.basics.name == "Maren Oakfield"


def test_without_the_setting_nothing_is_asked(settings):
    assert settings.VIRUS_SCANNER == ""
    assert read_file("a.txt", RESUME).placed
