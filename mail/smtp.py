"""SMTP connection for many emails, with pipelining (RFC 2920): if the server allows it, the next envelope is sent right
after an email's text, without waiting for the reply.

Django's email settings name the server; its backend opens the connection, with TLS and login.
"""

import contextlib
import smtplib
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from django.core.mail.backends.smtp import EmailBackend

from mail.delivery_errors import DeliveryError, Stage

_NOTHING_SAID = 0


class Connection:
    """Opens at the first email, and again after the connection was lost. For each email, call `announce` (optional),
    `begin`, then `end` of the previous one. An email whose acceptance isn't confirmed raises `DeliveryError` in its
    `begin` or `end`."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend
        self._server: smtplib.SMTP | None = None
        self._announced: tuple[str, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        # A server that was sent an envelope waits for the text, and would take QUIT for part of it.
        if self._server is not None and self._announced is None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
        self.drop()

    def announce(self, sender: str, recipient: str) -> None:
        """Sends the envelope of the next email ahead, if possible. Addresses are plain, without names."""
        if self._server is not None and self._server.has_extn("pipelining"):
            # The caller waiting for the previous reply learns that the connection is lost.
            with contextlib.suppress(DeliveryError):
                self._write(self._server, Stage.ENVELOPE, b"".join(_envelope(sender, recipient)))
                self._announced = sender, recipient

    def begin(self, sender: str, recipient: str, message: bytes) -> None:
        """Hands over an email; `end` reads the reply. ``message`` has CRLF line endings and ends with one."""
        if self._announced not in (None, (sender, recipient)):
            self.drop()
        server = self._server or self._open()
        try:
            self._introduce(server, sender, recipient)
            text = message.replace(b"\r\n.", b"\r\n..") if b"\r\n." in message else message
            self._write(server, Stage.TEXT, text + b".\r\n")
        except DeliveryError as refusal:
            self._drop_if_lost(refusal)
            raise

    def end(self) -> None:
        """Returns when the server has accepted the email."""
        try:
            if self._server is None:
                raise DeliveryError(Stage.TEXT, _NOTHING_SAID, "closed")
            [(code, said)] = self._read_replies(self._server, Stage.TEXT, 1)
            if not 200 <= code < 300:
                raise DeliveryError(Stage.TEXT, code, said)
        except DeliveryError as refusal:
            self._drop_if_lost(refusal)
            raise

    def _open(self) -> smtplib.SMTP:
        try:
            self._backend.open()
            if self._backend.connection is not None:
                self._backend.connection.ehlo_or_helo_if_needed()
            self._server = self._backend.connection
        except smtplib.SMTPResponseException as error:
            self.drop()
            raise DeliveryError(Stage.CONNECT, error.smtp_code, _text(error.smtp_error)) from error
        except Exception as error:  # besides network errors: a host, a name or a password that can't be encoded
            self.drop()
            raise DeliveryError(Stage.CONNECT, _NOTHING_SAID, str(error)) from error
        if self._server is None:
            raise DeliveryError(Stage.CONNECT, _NOTHING_SAID, "no connection")
        return self._server

    def drop(self) -> None:
        """Closes the connection without QUIT: the server couldn't receive or answer it."""
        server = self._server or self._backend.connection
        self._server = self._backend.connection = self._announced = None
        if server is not None:
            with contextlib.suppress(OSError):
                server.close()

    def _drop_if_lost(self, refusal: DeliveryError) -> None:
        if refusal.is_connection_lost:
            self.drop()

    def _introduce(self, server: smtplib.SMTP, sender: str, recipient: str) -> None:
        if self._announced is None:
            self.announce(sender, recipient)
        commands = _envelope(sender, recipient)
        if self._announced is not None:
            self._announced = None
            replies = self._read_replies(server, Stage.ENVELOPE, len(commands))
        else:
            replies = []
            for command in commands:
                replies.append(self._ask(server, command))
                if replies[-1][0] >= 400:
                    break
        refused = next((reply for reply in replies if reply[0] >= 400), None)
        if refused:
            self._start_over(server, may_wait_for_text=replies[-1][0] == 354)
            raise DeliveryError(Stage.SENDER if refused is replies[0] else Stage.ENVELOPE, *refused)

    def _start_over(self, server: smtplib.SMTP, *, may_wait_for_text: bool) -> None:
        """Starts again after a refused envelope: some servers wait for a text even then, and it must be empty."""
        if may_wait_for_text:
            self._ask(server, b".\r\n")
        self._ask(server, b"RSET\r\n")

    def _ask(self, server: smtplib.SMTP, what: bytes) -> tuple[int, str]:
        self._write(server, Stage.ENVELOPE, what)
        [reply] = self._read_replies(server, Stage.ENVELOPE, 1)
        return reply

    def _write(self, server: smtplib.SMTP, stage: Stage, what: bytes) -> None:
        with self._breaking_off(stage):
            if server.sock is None:
                raise smtplib.SMTPServerDisconnected("closed")
            server.sock.sendall(what)

    def _read_replies(self, server: smtplib.SMTP, stage: Stage, replies: int) -> list[tuple[int, str]]:
        with self._breaking_off(stage):
            heard = [(code, _text(said)) for code, said in (server.getreply() for _ in range(replies))]
            if any(code < 200 for code, _said in heard):  # later replies would be matched to the wrong commands
                raise smtplib.SMTPServerDisconnected("an answer that is none")
            return heard

    @contextlib.contextmanager
    def _breaking_off(self, stage: Stage) -> Iterator[None]:
        try:
            yield
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise DeliveryError(stage, _NOTHING_SAID, str(error) or type(error).__name__) from error


def _envelope(sender: str, recipient: str) -> list[bytes]:
    return [f"MAIL FROM:<{sender}>\r\n".encode(), f"RCPT TO:<{recipient}>\r\n".encode(), b"DATA\r\n"]


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
