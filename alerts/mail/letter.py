"""A whole mail: what it says, its headers, and the bytes."""

import datetime as dt
import quopri
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts import tokens
from alerts.contents import Content, Part
from alerts.mail.cards import Both, Cards
from alerts.mail.forms import form, page

NAMED = 3  # postings that the line after the subject names


@dataclass(frozen=True)
class Letter:
    """``text`` and ``html`` are quoted-printable, with CRLF line ends."""

    sender: str
    recipient: str
    subject: str
    headers: dict[str, str]
    text: bytes
    html: bytes

    def as_bytes(self) -> bytes:
        """The message as SMTP takes it, but for the doubled dots."""
        boundary = "=_wayfarer"  # never in quoted-printable, where letters or line ends follow each equals sign
        headers = {
            "From": _from(),
            "To": self.recipient,
            "Subject": _unstructured(self.subject),
            **self.headers,
            "MIME-Version": "1.0",
            "Content-Type": f'multipart/alternative; boundary="{boundary}"',
        }
        head = (
            "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            .replace(">, <", ">,\r\n <")
            .encode("ascii")
        )
        mark = f"\r\n--{boundary}".encode()
        part = b"\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        return b"".join((head, mark, part % b"plain", self.text, mark, part % b"html", self.html, mark, b"--\r\n"))

    def as_message(self) -> EmailMultiAlternatives:
        """The same for Django's backends and those of mail providers."""
        message = EmailMultiAlternatives(self.subject, _decoded(self.text), to=[self.recipient], headers=self.headers)
        message.attach_alternative(_decoded(self.html), "text/html")
        return message


def _decoded(part: bytes) -> str:
    return quopri.decodestring(part).decode().replace("\r\n", "\n")


def _unstructured(value: str) -> str:
    if value.isascii() and len(value) < 900:
        return value
    words, word = [], b""
    for letter in value:
        if len(word) + len(letter.encode()) > 45:  # an encoded word (RFC 2047) has 75 characters at most
            words.append(word)
            word = b""
        word += letter.encode()
    return "\r\n ".join(f"=?utf-8?b?{b64encode(one).decode()}?=" for one in [*words, word])


@cache
def _from() -> str:
    return formataddr(parseaddr(settings.DEFAULT_FROM_EMAIL))


@cache
def sender_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


@cache
def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def message_id(digest_id: int) -> str:
    """Always the same for a digest, so that servers and readers fold a repetition."""
    return f"<digest-{digest_id}@{_host()}>"


# --- Composing --------------------------------------------------------------------------------------------------------------


def compose(content: Content, cards: Cards, *, now: dt.datetime) -> Letter:
    """The mail of a digest that has something to say."""
    subject = subject_of(content.parts)
    end = tokens.make("end", [(part.alert.pk, part.alert.version) for part in content.parts])
    values = {
        "subject": subject,
        "preheader": ", ".join(cards.title(pk) for part in content.parts for pk in part.job_ids[:NAMED])[:200],
        "manage": page("alerts:list") if content.digest.recipient.user_id else page("alerts:end", end),
        "end": page("alerts:end", end),
    }
    sections = [_section(part, cards) for part in content.parts]
    if content.offers_daily and not any(part.is_now_weekly for part in content.parts):
        sections.append(_offer())
    text, html = form("digest.txt").cut("sections"), form("digest.html").cut("sections")
    return Letter(
        sender=sender_address(),
        recipient=content.address,
        subject=subject,
        headers=_headers(content, end, now),
        text=b"\r\n".join((text[0].encoded(values), *(section.text for section in sections), text[1].encoded(values))),
        html=b"".join((html[0].encoded(values), *(section.html for section in sections), html[1].encoded(values))),
    )


@cache
def _offer() -> Both:
    values = {"url": page("billing:pricing")}
    return Both(form("daily.txt").encoded(values), form("daily.html").encoded(values))


def subject_of(parts: Sequence[Part]) -> str:
    total = sum(part.total for part in parts)
    number = f"{total}+" if any(part.is_capped for part in parts) else str(total)
    if len(parts) == 1:
        words = ngettext("%(number)s new job for “%(name)s”", "%(number)s new jobs for “%(name)s”", total)
        return words % {"number": number, "name": parts[0].alert.name}
    words = ngettext("%(number)s new job in %(alerts)d alerts", "%(number)s new jobs in %(alerts)d alerts", total)
    return words % {"number": number, "alerts": len(parts)}


def _section(part: Part, cards: Cards) -> Both:
    end = page("alerts:end", tokens.make("end", [(part.alert.pk, part.alert.version)]))
    values = {
        "name": part.alert.name,
        "count": count_words(part),
        "edit": page("alerts:edit", part.alert.pk) if part.alert.recipient.user_id else end,
        "end": end,
    }
    shared = cards.of(part.alert.search, part.job_ids)
    text, html = form("section.txt").cut("cards"), form("section.html").cut("cards")
    more = list(_beside(part))
    return Both(
        b"\r\n".join((text[0].encoded(values), shared.text, *(one.text for one in more), text[1].encoded(values))),
        b"".join((html[0].encoded(values), shared.html, *(one.html for one in more), html[1].encoded(values))),
    )


def count_words(part: Part) -> str:
    if part.is_capped:
        return _("More than %d new postings") % part.total
    return ngettext("%d new posting", "%d new postings", part.total) % part.total


def _beside(part: Part) -> Sequence[Both]:
    """A line that leads to all of them, and one that says why the alert is weekly now."""
    lines = []
    if part.is_capped or part.total > len(part.job_ids):
        label = _("See all of them") if part.is_capped else _("See all %d") % part.total
        lines.append(("more", {"label": label, "url": page("jobs:search") + _query(part)}))
    if part.is_now_weekly:
        lines.append(("weekly", {"url": page("billing:pricing")}))
    return [Both(form(f"{name}.txt").encoded(values), form(f"{name}.html").encoded(values)) for name, values in lines]


def _query(part: Part) -> str:
    return f"?{part.alert.search.querystring}" if part.alert.search.querystring else ""


def _headers(content: Content, end: str, now: dt.datetime) -> dict[str, str]:
    mailto = f"mailto:{settings.ALERT_UNSUBSCRIBE_EMAIL}?{urlencode({'subject': f'end {end}'})}".replace("+", "%20")
    return {
        "Message-ID": message_id(content.digest.pk),
        "Date": format_datetime(now),
        "List-Unsubscribe": f"<{page('alerts:end', end)}>, <{mailto}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<alerts.{_host()}>",
        "Feedback-ID": f"alert:digest:{content.digest.channel}:{_host()}",
        "Auto-Submitted": "auto-generated",
    }
