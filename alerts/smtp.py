"""One SMTP connection for many mails, with envelopes pipelined where the server allows it (RFC 2920): two round trips a mail.

Django's mail settings say where the server is; its backend opens the connection, with TLS and login.
"""

import contextlib
import smtplib
from types import TracebackType
from typing import Self

from django.core.mail.backends.smtp import EmailBackend

from alerts.outcomes import Refusal, Stage

_NOTHING_SAID = 0


class Connection:
    """Opens at the first mail and again after it was lost. Every mail that is not accepted for certain raises `Refusal`."""

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._server.quit()
        self._drop()

    def send(self, sender: str, recipient: str, message: bytes) -> None:
        """``message`` has CRLF line ends and ends with one. Addresses are plain, without names."""
        server = self._server or self._open()
        try:
            self._send(server, sender, recipient, message)
        except Refusal as refusal:
            if refusal.is_connection_lost:
                self._drop()
            raise

    def _open(self) -> smtplib.SMTP:
        try:
            self._backend.open()
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise Refusal(Stage.CONNECT, error.smtp_code, _text(error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Refusal(Stage.CONNECT, _NOTHING_SAID, str(error)) from error
        server: smtplib.SMTP | None = self._backend.connection
        if server is None:
            raise Refusal(Stage.CONNECT, _NOTHING_SAID, "no connection")
        server.ehlo_or_helo_if_needed()
        self._server = server
        return server

    def _drop(self) -> None:
        """Without a word: the server has none to say, or would not hear it."""
        server = self._server or self._backend.connection
        self._server = self._backend.connection = None
        if server is not None:
            with contextlib.suppress(OSError):
                server.close()

    def _send(self, server: smtplib.SMTP, sender: str, recipient: str, message: bytes) -> None:
        commands = [f"MAIL FROM:<{sender}>\r\n", f"RCPT TO:<{recipient}>\r\n", "DATA\r\n"]
        if server.has_extn("pipelining"):
            replies = self._say(server, Stage.ENVELOPE, "".join(commands).encode(), len(commands))
        else:
            replies = []
            for command in commands:
                replies += self._say(server, Stage.ENVELOPE, command.encode(), 1)
                if replies[-1][0] >= 400:
                    break
        refused = next((reply for reply in replies if reply[0] >= 400), None)
        if refused:
            self._begin_anew(server, may_wait_for_text=replies[-1][0] == 354)
            raise Refusal(Stage.SENDER if refused is replies[0] else Stage.ENVELOPE, *refused)
        text = message.replace(b"\r\n.", b"\r\n..") if b"\r\n." in message else message
        [(code, said)] = self._say(server, Stage.TEXT, text + b".\r\n", 1)
        if code >= 300:
            raise Refusal(Stage.TEXT, code, said)

    def _begin_anew(self, server: smtplib.SMTP, *, may_wait_for_text: bool) -> None:
        """After a refused envelope: some servers wait for a text even then, and it must be an empty one."""
        if may_wait_for_text:
            self._say(server, Stage.ENVELOPE, b".\r\n", 1)
        self._say(server, Stage.ENVELOPE, b"RSET\r\n", 1)

    def _say(self, server: smtplib.SMTP, stage: Stage, what: bytes, replies: int) -> list[tuple[int, str]]:
        try:
            if server.sock is None:
                raise smtplib.SMTPServerDisconnected("closed")
            server.sock.sendall(what)
            return [(code, _text(said)) for code, said in (server.getreply() for _ in range(replies))]
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Refusal(stage, _NOTHING_SAID, str(error) or type(error).__name__) from error


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
