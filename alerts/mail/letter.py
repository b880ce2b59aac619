"""A whole mail: what it says, its headers, and the bytes."""

import datetime as dt
import quopri
from collections.abc import Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts import tokens
from alerts.contents import Content, Part
from alerts.mail.cards import Both, Cards
from alerts.mail.forms import encoded, form

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
    return Header(value, "utf-8", header_name="Subject").encode(linesep="\r\n")


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
        "manage": _page("alerts:list") if content.digest.recipient.user_id else _page("alerts:end", end),
        "end": _page("alerts:end", end),
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
        text=b"\r\n".join(
            (encoded(text[0].fill(values)), *(section.text for section in sections), encoded(text[1].fill(values)))
        ),
        html=b"".join(
            (encoded(html[0].fill(values)), *(section.html for section in sections), encoded(html[1].fill(values)))
        ),
    )


@cache
def _offer() -> Both:
    values = {"url": _page("billing:pricing")}
    return Both(encoded(form("daily.txt").fill(values)), encoded(form("daily.html").fill(values)))


def subject_of(parts: Sequence[Part]) -> str:
    total = sum(part.total for part in parts)
    number = f"{total}+" if any(part.is_capped for part in parts) else str(total)
    if len(parts) == 1:
        words = ngettext("%(number)s new job for “%(name)s”", "%(number)s new jobs for “%(name)s”", total)
        return words % {"number": number, "name": parts[0].alert.name}
    words = ngettext("%(number)s new job in %(alerts)d alerts", "%(number)s new jobs in %(alerts)d alerts", total)
    return words % {"number": number, "alerts": len(parts)}


def _section(part: Part, cards: Cards) -> Both:
    end = _page("alerts:end", tokens.make("end", [(part.alert.pk, part.alert.version)]))
    values = {
        "name": part.alert.name,
        "count": count_words(part),
        "edit": _page("alerts:edit", str(part.alert.pk)) if part.alert.recipient.user_id else end,
        "end": end,
    }
    shared = cards.of(part.alert.search, part.job_ids)
    text, html = form("section.txt").cut("cards"), form("section.html").cut("cards")
    more = list(_beside(part))
    return Both(
        b"\r\n".join(
            (encoded(text[0].fill(values)), shared.text, *(one.text for one in more), encoded(text[1].fill(values)))
        ),
        b"".join(
            (encoded(html[0].fill(values)), shared.html, *(one.html for one in more), encoded(html[1].fill(values)))
        ),
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
        lines.append(("more", {"label": label, "url": _page("jobs:search") + _query(part)}))
    if part.is_now_weekly:
        lines.append(("weekly", {"url": _page("billing:pricing")}))
    return [
        Both(encoded(form(f"{name}.txt").fill(values)), encoded(form(f"{name}.html").fill(values)))
        for name, values in lines
    ]


def _query(part: Part) -> str:
    return f"?{part.alert.search.querystring}" if part.alert.search.querystring else ""


def _page(name: str, *arguments: str) -> str:
    return settings.SITE_URL + (_path(name) if not arguments else reverse(name, args=arguments))


@cache
def _path(name: str) -> str:
    return reverse(name)


def _headers(content: Content, end: str, now: dt.datetime) -> dict[str, str]:
    mailto = f"mailto:{settings.ALERT_UNSUBSCRIBE_EMAIL}?{urlencode({'subject': f'end {end}'})}".replace("+", "%20")
    return {
        "Message-ID": message_id(content.digest.pk),
        "Date": format_datetime(now),
        "List-Unsubscribe": f"<{_page('alerts:end', end)}>, <{mailto}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<alerts.{_host()}>",
        "Feedback-ID": f"alert:digest:{content.digest.channel}:{_host()}",
        "Auto-Submitted": "auto-generated",
    }
