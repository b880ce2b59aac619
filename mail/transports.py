"""Transports for emails: one SMTP connection for many emails, or the backend of an email provider."""

import contextlib
from collections.abc import Callable
from email.utils import parseaddr
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from anymail.exceptions import AnymailError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from mail import provider_errors, smtp
from mail.delivery_errors import DeliveryError, Stage, broken
from toolkit.email_addresses import ascii_address
from toolkit.redaction import origin


class Email(Protocol):
    """An email with the two addresses of its envelope, in ASCII."""

    @property
    def sender(self) -> str: ...
    @property
    def recipient(self) -> str: ...
    def as_bytes(self) -> bytes: ...
    def as_message(self) -> EmailMultiAlternatives: ...


class Ready(NamedTuple):
    """A fully built email: only its delivery can still fail. ``content``: bytes or a message."""

    sender: str
    recipient: str
    content: Any


class Transport(Protocol):
    """Accepts emails one after the other. An email whose acceptance isn't confirmed raises `DeliveryError`, and nothing
    else, in its `begin` or its `end`. The next one may be announced before the `end` of the previous one. `prepare`
    raises any error in the email.
    """

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def prepare(self, email: Email) -> Ready: ...
    def announce(self, ready: Ready) -> None: ...
    def begin(self, ready: Ready) -> None: ...
    def end(self) -> None: ...


def transport(*, stream: str = "") -> Transport:
    """Returns the transport for Django's email settings. ``stream``: one of Postmark's message streams."""
    backend = get_connection(message_stream=stream) if stream else get_connection()
    return SMTPTransport(backend) if isinstance(backend, EmailBackend) else BackendTransport(backend)


class SMTPTransport:
    def __init__(self, backend: EmailBackend) -> None:
        self._connection = smtp.Connection(backend)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def prepare(self, email: Email) -> Ready:
        return Ready(email.sender, email.recipient, email.as_bytes())

    def announce(self, ready: Ready) -> None:
        self._connection.announce(ready.sender, ready.recipient)

    def begin(self, ready: Ready) -> None:
        try:
            self._connection.begin(ready.sender, ready.recipient, ready.content)
        except DeliveryError:
            raise
        except Exception as error:
            raise _in_doubt(error, self._connection.drop) from error

    def end(self) -> None:
        try:
            self._connection.end()
        except DeliveryError:
            raise
        except Exception as error:
            raise _in_doubt(error, self._connection.drop) from error


class BackendTransport:
    """Uses any other Django backend, such as those of django-anymail: one session with a provider for many emails; each
    email gets its response at once."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(Exception):  # accepted emails stay accepted
            self._backend.close()

    def prepare(self, email: Email) -> Ready:
        message = email.as_message()
        message.message()  # raises for invalid headers and addresses
        # Without this header, Postmark replaces the Message-ID.
        message.extra_headers = {**message.extra_headers, "X-PM-KeepID": "true"}
        return Ready(email.sender, email.recipient, message)

    def announce(self, ready: Ready) -> None:
        """Does nothing: providers accept each email at once."""

    def begin(self, ready: Ready) -> None:
        self._open()
        try:
            accepted = self._backend.send_messages([ready.content])
        except AnymailError as error:
            raise provider_errors.delivery_error(error) from error
        except Exception as error:
            raise _in_doubt(error, self._backend.close) from error
        if not accepted:
            raise DeliveryError(Stage.TEXT, 550, "the backend did not take it")

    def _open(self) -> None:
        """Opens the session once for all emails."""
        try:
            self._backend.open()
        except AnymailError as error:
            raise provider_errors.delivery_error(error) from error
        except Exception as error:
            raise DeliveryError(Stage.CONNECT, 0, origin(error)) from error

    def end(self) -> None:
        """Does nothing: the email was accepted, or `begin` raised."""


def _in_doubt(error: Exception, drop: Callable[[], None]) -> DeliveryError:
    """Wraps any error after an email was handed over: it may have been accepted, so the connection is dropped."""
    with contextlib.suppress(Exception):
        drop()
    return DeliveryError(Stage.TEXT, 0, str(error) if isinstance(error, OSError) else origin(error))


# --- One email at a time ----------------------------------------------------------------------------------------------------


class DjangoEmail:
    """Adapts a Django message to a transport."""

    def __init__(self, message: EmailMultiAlternatives) -> None:
        self._message = message
        [to] = message.to
        self.recipient = ascii_address(to)
        self.sender = ascii_address(parseaddr(message.from_email)[1])

    def as_bytes(self) -> bytes:
        self._message.to = [self.recipient]
        written = self._message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg] # Django's own class
        return written if written.endswith(b"\r\n") else written + b"\r\n"

    def as_message(self) -> EmailMultiAlternatives:
        self._message.to = [self.recipient]
        return self._message


def deliver(out: Transport, compose: Callable[[], EmailMultiAlternatives]) -> None:
    """Builds an email and hands it over. Raises `DeliveryError` and nothing else unless a server has accepted it."""
    try:
        ready = out.prepare(DjangoEmail(compose()))
    except Exception as error:
        raise broken(error) from error
    out.announce(ready)
    out.begin(ready)
    out.end()
