"""Mailbox of the mail catcher: a file for every email."""

import contextlib
import email
import email.policy
import re
import secrets
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

KEEP = 500
URL_SAFE_ID = re.compile(r"[0-9]{10,25}")


@dataclass(frozen=True)
class Letter:
    """One message as a person reads it; every text is the sender's and must be escaped where it is shown."""

    id: str
    date: str
    sender: str
    recipients: str
    subject: str
    text: str
    html: str


class Mailbox:
    """Messages in a folder, one ``.eml`` file each, named by arrival; the oldest go when there are too many."""

    def __init__(self, folder: Path, *, keep: int = KEEP) -> None:
        self.folder = folder
        self.keep = keep
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, sender: str, recipients: list[str], content: bytes) -> None:
        """Keep a message, with the addresses it really went to in front: its own headers may name others."""
        envelope = f"X-Envelope-From: {_line(sender)}\r\nX-Envelope-To: {_line(', '.join(recipients))}\r\n"
        draft = self.folder / f".{secrets.token_hex(8)}"
        draft.write_bytes(envelope.encode() + content)
        draft.rename(self.folder / f"{time.time_ns()}.eml")  # readers never see half a message
        for old in self.ids()[self.keep :]:
            self._path(old).unlink(missing_ok=True)

    def ids(self) -> list[str]:
        """The kept messages, newest first."""
        found = (path.stem for path in self.folder.glob("*.eml"))
        return sorted((name for name in found if URL_SAFE_ID.fullmatch(name)), key=int, reverse=True)

    def raw(self, message_id: str) -> bytes | None:
        """The message as it came, or None if there is none of that name."""
        if not URL_SAFE_ID.fullmatch(message_id):
            return None
        with contextlib.suppress(FileNotFoundError):
            return self._path(message_id).read_bytes()
        return None

    def letter(self, message_id: str) -> Letter | None:
        """The message decoded, or None. Whatever its sender got wrong, it is shown as far as it can be read."""
        raw = self.raw(message_id)
        if raw is None:
            return None
        message = email.message_from_bytes(raw, policy=email.policy.default)
        arrived = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(int(message_id) / 1e9))
        return Letter(
            id=message_id,
            date=arrived,
            sender=_header(message, "From") or _header(message, "X-Envelope-From"),
            recipients=_header(message, "X-Envelope-To"),
            subject=_header(message, "Subject") or "(no subject)",
            text=_body(message, "plain"),
            html=_body(message, "html"),
        )

    def _path(self, message_id: str) -> Path:
        return self.folder / f"{message_id}.eml"


def _line(text: str) -> str:
    return re.sub(r"[\r\n]+", " ", text)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return _line(str(message[name] or ""))
    except Exception:
        return "(unreadable)"


def _body(message: EmailMessage, kind: str) -> str:
    part = None
    with contextlib.suppress(Exception):  # as above
        part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    with contextlib.suppress(Exception):
        return str(part.get_content())
    payload = part.get_payload(decode=True)  # an unknown character set
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
