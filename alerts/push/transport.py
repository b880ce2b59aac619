"""Hands messages to push services: encrypts (RFC 8291), signs (RFC 8292), posts (RFC 8030). Only workers import this."""

import datetime as dt
import email.utils
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum
from urllib.parse import urlsplit

import requests
from django.conf import settings
from pywebpush import Vapid, WebPusher

from alerts.models import PushDevice
from alerts.push import endpoints

CONNECT, READ = 5, 10  # seconds
LIFETIME = dt.timedelta(days=2)  # how long a push service keeps a message for a device that is off
SIGNED = dt.timedelta(hours=12)  # how long a signature is valid; services take 24 hours at most
LONGEST_WAIT = dt.timedelta(days=1)


class Answer(Enum):
    """``LATER``: not accepted, may be tried again. ``GONE``: the browser ended the subscription. ``REFUSED``: this message, or
    our key. ``DOUBT``: nobody knows whether it was accepted."""

    ACCEPTED = "accepted"
    LATER = "later"
    GONE = "gone"
    REFUSED = "refused"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Reply:
    """``wait``: how long the service asks us to wait."""

    answer: Answer
    said: str = ""
    wait: dt.timedelta | None = None


class PushServices:
    """Connections of one round of sending. Close it afterwards."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # no proxies and passwords of the machine
        self._signatures: dict[str, str] = {}

    def close(self) -> None:
        self._session.close()

    def post(self, device: PushDevice, payload: bytes, *, topic: str, now: dt.datetime) -> Reply:
        """Posts one message. A later one with the same ``topic`` replaces it until the device gets it."""
        if not endpoints.is_allowed(device.endpoint):
            return Reply(Answer.GONE, "The address isn't one of a known push service.")
        try:
            keys = {"p256dh": device.p256dh, "auth": device.auth}
            body = WebPusher({"endpoint": device.endpoint, "keys": keys}).encode(payload)["body"]
        except Exception as error:  # keys that no browser makes
            return Reply(Answer.GONE, f"The keys can't be used: {error}")
        headers = {
            "Authorization": self._signature(device.endpoint, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(LIFETIME.total_seconds())),
            "Topic": topic,
            "Urgency": "normal",
        }
        return self._posted(device.endpoint, body, headers)

    def _posted(self, endpoint: str, body: bytes, headers: dict[str, str]) -> Reply:
        try:
            with self._session.post(
                endpoint, data=body, headers=headers, timeout=(CONNECT, READ), allow_redirects=False, stream=True
            ) as response:
                return _reply(response)
        except (requests.exceptions.ConnectTimeout, requests.exceptions.SSLError) as error:
            return Reply(Answer.LATER, type(error).__name__)
        except requests.exceptions.ConnectionError as error:
            # Only what failed before the request was sent has a reason.
            is_unsent = hasattr(error.args[0] if error.args else None, "reason")
            return Reply(Answer.LATER if is_unsent else Answer.DOUBT, type(error).__name__)
        except requests.exceptions.RequestException as error:
            return Reply(Answer.DOUBT, type(error).__name__)

    def _signature(self, endpoint: str, now: dt.datetime) -> str:
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._signatures:
            claims = {
                "aud": origin,
                "exp": int((now + SIGNED).timestamp()),
                "sub": f"mailto:{parseaddr(settings.CONTACT_EMAIL)[1]}",
            }
            signer = Vapid.from_raw(settings.VAPID_PRIVATE_KEY.encode())
            self._signatures[origin] = signer.sign(claims)["Authorization"]
        return self._signatures[origin]


def _reply(response: requests.Response) -> Reply:
    status, said = response.status_code, f"{response.status_code} {response.reason or ''}"[:100].strip()
    if 200 <= status < 300:
        return Reply(Answer.ACCEPTED)
    if status in (404, 410):
        return Reply(Answer.GONE, said)
    if status == 429 or status >= 500:
        return Reply(
            Answer.LATER, said, _wait(response.headers.get("Retry-After", ""), response.headers.get("Date", ""))
        )
    return Reply(Answer.REFUSED, said)


def _wait(given: str, sent: str) -> dt.timedelta | None:
    """Reads ``Retry-After``: seconds, or a date, which is compared with the answer's own. A day at most."""
    given = given.strip()
    if given.isascii() and given.isdigit():
        return min(dt.timedelta(seconds=int(given[:9])), LONGEST_WAIT)
    try:
        until, then = (email.utils.parsedate_to_datetime(when) for when in (given, sent))
        return min(max(until - then, dt.timedelta(0)), LONGEST_WAIT)
    except (ValueError, TypeError, IndexError):
        return None
