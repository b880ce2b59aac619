"""Composes a digest email: text, HTML, headers, bytes."""

import datetime as dt
import quopri
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache, lru_cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.mail import EmailMultiAlternatives
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts import tokens
from alerts.digest_contents import Content, Part
from alerts.digest_rows import Envelope
from alerts.mail.cards import Cards
from alerts.mail.fragments import Both, form, holes, page
from jobs.visitor_location import Place, known_place
from toolkit.email_addresses import ascii_address
from toolkit.text import fold

NAMED = 3  # jobs that the preview line after the subject names
HEADLINE = 80  # characters of a job in the subject
MOST_PLAIN = 40  # characters of keywords that can stand before the word "jobs"
_PLAIN = re.compile(r"(?!.*(?:\b(?:or|jobs?)\b| -))\w[\w+#./&' -]*(?<! )", re.I)
MOST_ENCODED = 45  # bytes


@dataclass(frozen=True)
class DigestEmail:
    """An email, and the two addresses of its envelope."""

    sender: str
    recipient: str
    subject: str
    headers: dict[str, str]
    body: Both

    def as_bytes(self) -> bytes:
        """Returns the message as SMTP takes it, except for dot-stuffing."""
        boundary = "=_wayfarer"  # not valid in quoted-printable, where letters or line ends follow each equals sign
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
        return b"".join(
            (head, mark, part % b"plain", self.body.text, mark, part % b"html", self.body.html, mark, b"--\r\n")
        )

    def as_message(self) -> EmailMultiAlternatives:
        """Returns the same for Django's backends and those of email providers."""
        message = EmailMultiAlternatives(
            self.subject, _decoded(self.body.text), to=[self.recipient], headers=self.headers
        )
        message.attach_alternative(_decoded(self.body.html), "text/html")
        return message


def _decoded(part: bytes) -> str:
    return quopri.decodestring(part).decode().replace("\r\n", "\n")


def _unstructured(value: str) -> str:
    if value.isascii() and len(value) < 900:
        return value
    left, words = value, []
    while left:
        # An encoded word (RFC 2047) has at most 75 characters, and only whole letters.
        word = left.encode()[:MOST_ENCODED].decode(errors="ignore")
        words.append(f"=?utf-8?b?{b64encode(word.encode()).decode()}?=")
        left = left[len(word) :]
    return "\r\n ".join(words)


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
    """Returns the digest's Message-ID, always the same, so servers and mail programs can deduplicate it."""
    return f"<digest-{digest_id}@{_host()}>"


# --- Composing --------------------------------------------------------------------------------------------------------------


def compose(content: Content, cards: Cards, *, now: dt.datetime) -> DigestEmail:
    """Composes the email of a digest that has content."""
    envelope, token = content.envelope, _token(content.parts)
    heading = heading_of(content)
    subject = subject_of(content, heading, cards)
    end = page("alerts:end", token)
    said = holes(
        {
            "subject": subject,
            "heading": heading,
            "preheader": _preheader(content.job_ids, cards),
            "manage": page("alerts:list") if envelope.user_id else end,
            "end": end,
        }
    )
    is_member, is_alone = envelope.user_id is not None, len(content.parts) == 1
    place = known_place(envelope.user_country or "", envelope.user_time_zone or "")
    shared = [_cards_of(part, cards, place, place.offset(now) if place else None) for part in content.parts]
    sections = [
        _section(
            part,
            rows,
            cards,
            end if is_alone else page("alerts:end", _token([part])),
            is_member=is_member,
            is_alone=is_alone,
        )
        for part, rows in zip(content.parts, shared, strict=True)
    ]
    sections += _sections_without_jobs(content, cards, end)
    if content.offers_daily and not any(part.is_now_weekly for part in content.parts):
        sections.append(_offer())
    before, after = form("digest" if is_member else "digest_visitor").cut("sections")
    body = Both.of([before.filled(said), *sections, after.filled(said)])
    return DigestEmail(sender_address(), ascii_address(envelope.address), subject, _headers(envelope, token, now), body)


def _token(parts: Sequence[Part]) -> str:
    """Returns the token that ends these alerts."""
    return tokens.make_token("end", [(part.entry.alert_id, part.entry.version) for part in parts])


@cache
def _offer() -> Both:
    return form("daily").filled(holes({"url": page("billing:pricing")}))


def heading_of(content: Content) -> str:
    """Returns, for example, ``3 new designer jobs``, or ``3 new jobs for “My search”`` if the name isn't just what was
    searched for."""
    parts, total = content.parts, content.total
    said: dict[str, object] = {"number": _written(total), "alerts": len(parts)}
    if len(parts) > 1:
        words = ngettext("%(number)s new job in %(alerts)d alerts", "%(number)s new jobs in %(alerts)d alerts", total)
        return words % said
    said["name"] = " ".join(parts[0].entry.name.split())  # a line break would begin another header
    if _is_plain(parts[0].entry.name, parts[0].entry.querystring):
        return ngettext("%(number)s new %(name)s job", "%(number)s new %(name)s jobs", total) % said
    return ngettext("%(number)s new job for “%(name)s”", "%(number)s new jobs for “%(name)s”", total) % said


@lru_cache(maxsize=4096)
def _written(number: int) -> str:
    """Returns ``1,234``. Cached, because Django reads the language's format each time."""
    return str(intcomma(number))


@lru_cache(maxsize=4096)
def _is_plain(name: str, querystring: str) -> bool:
    """Returns whether the alert is named by its keywords, and they can stand before the word "jobs"."""
    asked = QueryDict(querystring).get("q", "")
    return _PLAIN.fullmatch(name) is not None and fold(name) == fold(asked) and len(name) <= MOST_PLAIN


def subject_of(content: Content, heading: str, cards: Cards) -> str:
    """Returns, for example, ``3 new designer jobs: Motion Designer at Galewright and 2 more``."""
    said = {"jobs": heading, "first": _short(cards.headline(content.job_ids[0]))}
    rest = content.total - 1
    if rest < 1:
        return _("%(jobs)s: %(first)s") % said
    return ngettext("%(jobs)s: %(first)s and %(rest)s more", "%(jobs)s: %(first)s and %(rest)s more", rest) % {
        **said,
        "rest": _written(rest),
    }


def _short(headline: str) -> str:
    words = " ".join(headline.split())
    return words if len(words) <= HEADLINE else words[: HEADLINE - 1].rstrip() + "…"


def _preheader(job_ids: Sequence[int], cards: Cards) -> str:
    """Returns what mail programs show after the subject: the jobs after the one it names, or about that one if it is
    alone."""
    others = ", ".join(cards.headline(pk) for pk in job_ids[1 : NAMED + 1])
    return (others or cards.facts(job_ids[0]))[:200]


def _cards_of(part: Part, cards: Cards, place: Place | None, offset: int | None) -> Both:
    return cards.of(part.entry.search_id, part.entry.querystring, part.job_ids, place=place, offset=offset)


def _section(part: Part, rows: Both, cards: Cards, end: str, *, is_member: bool, is_alone: bool) -> Both:
    """Renders a section around its rows. ``end``: the URL of the page that ends only this alert. One that is alone has no
    heading and no such link: the email's own say the same."""
    entry = part.entry
    edit = page("alerts:edit", entry.alert_id) if is_member else end
    said = holes(
        {
            "name": entry.name,
            "count": count_words(part),
            "edit": edit,
            "end": end,
        }
    )
    name = "section" if not is_alone else "section_alone" if is_member else "section_visitor"
    before, after = form(name).cut("cards")
    gone = cards.gone(entry.search_id, entry.querystring)
    told = [_retired_filters(gone, edit)] if gone else []
    heading = [] if is_alone else [form("heading").filled(said)]
    return Both.of([*heading, before.filled(said), rows, *_beside(part), *told, after.filled(said)])


def _retired_filters(words: str, edit: str) -> Both:
    return form("gone").filled(holes({"words": words, "url": edit}))


def _sections_without_jobs(content: Content, cards: Cards, end: str) -> Iterator[Both]:
    """Renders the alerts that find nothing because their search uses a removed filter."""
    for part in content.quiet:
        entry = part.entry
        if words := cards.gone(entry.search_id, entry.querystring):
            edit = page("alerts:edit", entry.alert_id) if content.envelope.user_id else end
            yield _retired_filters(f"“{entry.name}”: {words}", edit)


def count_words(part: Part) -> str:
    if part.is_capped:
        return ngettext("More than %s new job", "More than %s new jobs", part.total) % _written(part.total)
    return ngettext("%s new job", "%s new jobs", part.total) % _written(part.total)


def _beside(part: Part) -> Iterator[Both]:
    """Renders a line that links to all jobs, and one that says why the alert is weekly now."""
    if part.is_capped or part.total > len(part.job_ids):
        label = (
            _("See all jobs")
            if part.is_capped
            else ngettext("See %s job", "See all %s jobs", part.total) % _written(part.total)
        )
        yield form("more").filled(holes({"label": label, "url": page("jobs:search") + _query(part)}))
    if part.is_now_weekly:
        yield form("weekly").filled(holes({"url": page("billing:pricing")}))


def _query(part: Part) -> str:
    return f"?{part.entry.querystring}" if part.entry.querystring else ""


def _headers(envelope: Envelope, token: str, now: dt.datetime) -> dict[str, str]:
    mailto = f"mailto:{settings.ALERT_UNSUBSCRIBE_EMAIL}?{urlencode({'subject': f'end {token}'})}".replace("+", "%20")
    return {
        "Message-ID": message_id(envelope.digest_id),
        "Date": format_datetime(now),
        "List-Unsubscribe": f"<{page('alerts:end', token)}>, <{mailto}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<alerts.{_host()}>",
        "Feedback-ID": f"alert:digest:{envelope.channel}:{_host()}",
        "Auto-Submitted": "auto-generated",
    }
