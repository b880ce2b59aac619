"""The way out for mail: one SMTP connection for many, or the backend of a mail provider."""

from types import TracebackType
from typing import Any, Protocol, Self

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

from alerts import providers, smtp
from alerts.mail.letter import Letter
from alerts.outcomes import Refusal, Stage


class Line(Protocol):
    """Takes one letter after the other; each that is not accepted for certain raises `Refusal` in its `begin` or its `end`. The
    next one may be announced before the `end` of the last."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    def announce(self, letter: Letter) -> None: ...
    def begin(self, letter: Letter) -> None: ...
    def end(self) -> None: ...


def line() -> Line:
    """As Django's mail settings have it."""
    stream = settings.ALERT_POSTMARK_STREAM
    backend = get_connection(message_stream=stream) if stream else get_connection()
    return SMTPLine(backend) if isinstance(backend, EmailBackend) else BackendLine(backend)


class SMTPLine:
    def __init__(self, backend: EmailBackend) -> None:
        self._connection = smtp.Connection(backend)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def announce(self, letter: Letter) -> None:
        self._connection.announce(letter.sender, letter.recipient)

    def begin(self, letter: Letter) -> None:
        self._connection.begin(letter.sender, letter.recipient, letter.as_bytes())

    def end(self) -> None:
        self._connection.end()


class BackendLine:
    """Any other backend of Django's, such as those of django-anymail: one session with a provider for many mails, whose answers
    come with the mails."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def __enter__(self) -> Self:
        self._backend.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._backend.close()

    def announce(self, letter: Letter) -> None:
        """Providers take each mail at once."""

    def begin(self, letter: Letter) -> None:
        message = letter.as_message()
        # Without it Postmark gives the mail a Message-ID of its own.
        message.extra_headers = {**letter.headers, "X-PM-KeepID": "true"}
        try:
            accepted = self._backend.send_messages([message])
        except AnymailError as error:
            raise providers.refusal_of(error) from error
        except OSError as error:  # nobody knows how far it came
            raise Refusal(Stage.TEXT, 0, str(error)) from error
        if not accepted:
            raise Refusal(Stage.TEXT, 550, "the backend did not take it")

    def end(self) -> None:
        """It was accepted, or `begin` had raised."""
