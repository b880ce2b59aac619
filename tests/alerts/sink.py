"""A mail server that misbehaves as it is told: it keeps what it accepts, and answers as a file of orders says.

``python -m tests.alerts.sink PORT FOLDER``. ``FOLDER/accepted`` has a line for each email that was accepted (its Message-ID, the
recipient, and the number of the connection), written before the answer leaves. ``FOLDER/orders`` is read before every answer; each line is ``STAGE PATTERN ANSWER``:
the first whose pattern is part of the recipient counts. ANSWER is a reply such as ``450 4.2.0 later``, or ``drop``, ``hang`` or
``slow SECONDS``. The stage ``text`` comes before an email is accepted, ``end`` after it.
"""

import contextlib
import re
import socket
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple


class Dropped(Exception):
    """The connection is to be closed without a word."""


class Arrival(NamedTuple):
    """An email that was accepted: its Message-ID, to whom, and over which connection, counted from 1."""

    message: str
    recipient: str
    connection: int


class Sink:
    def __init__(self, folder, port=0):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "accepted").touch()
        self.socket = socket.create_server(("127.0.0.1", port), backlog=50)
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        self.left = set()  # the connections that said goodbye
        self.messages = []
        self.commands = []
        self.features = b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"

    def order(self, *lines):
        """Replaces the orders."""
        (self.folder / "orders").write_text("\n".join(lines))

    def accepted(self):
        """Everything that was accepted, in that order."""
        lines = [line.split() for line in (self.folder / "accepted").read_text().splitlines()]
        return [Arrival(message, recipient, int(connection)) for message, recipient, connection in lines]

    def serve(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=[connection, self.connections], daemon=True).start()

    def start(self):
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        return self

    def close(self):
        self.socket.shutdown(socket.SHUT_RDWR)  # ends the waiting for a client, which close doesn't
        self.thread.join()
        self.socket.close()

    def _talk(self, connection, number):
        with connection, contextlib.suppress(OSError, Dropped):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(self._answer("connect", "") or b"220 sink\r\n")
            lines = connection.makefile("rb")
            recipient = ""
            while line := lines.readline():
                verb = line[:4].upper()
                self.commands.append(line.decode().strip())
                if verb == b"EHLO":
                    connection.sendall(self.features)
                elif verb == b"RCPT":
                    address = re.search(rb"<(.*)>", line)[1].decode()
                    answer = self._answer("rcpt", address)
                    recipient = "" if answer else address
                    connection.sendall(answer or b"250 ok\r\n")
                elif verb == b"DATA":
                    answer = self._answer("data", recipient) if recipient else b"503 no recipient\r\n"
                    connection.sendall(answer or b"354 go on\r\n")
                    if not answer:
                        connection.sendall(self._take(lines, recipient, number))
                elif verb == b"QUIT":
                    self.left.add(number)
                    connection.sendall(b"221 bye\r\n")
                    return
                else:
                    connection.sendall(b"250 ok\r\n")

    def _take(self, lines, recipient, number):
        text = []
        while (line := lines.readline()) != b".\r\n":
            if not line:
                raise Dropped
            text.append(line)
        if answer := self._answer("text", recipient):
            return answer
        message = b"".join(text)
        self.messages = [*self.messages[-9:], message]
        name = re.search(rb"(?mi)^Message-ID: (\S+)", message)[1]
        with (self.folder / "accepted").open("ab", buffering=0) as accepted:
            accepted.write(b" ".join((name, recipient.encode(), b"%d\n" % number)))
        return self._answer("end", recipient) or b"250 ok\r\n"

    def _answer(self, stage, recipient):
        with contextlib.suppress(FileNotFoundError):
            for line in (self.folder / "orders").read_text().splitlines():
                at, pattern, what = line.split(" ", 2)
                if at == stage and (pattern == "*" or pattern in recipient):
                    return self._obey(what)
        return None

    def _obey(self, what):
        if what == "drop":
            raise Dropped
        if what == "hang":
            time.sleep(3600)
        if what.startswith("slow "):
            time.sleep(float(what.removeprefix("slow ")))
            return None
        return what.encode() + b"\r\n"


if __name__ == "__main__":
    Sink(sys.argv[2], int(sys.argv[1])).serve()
