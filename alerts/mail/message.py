"""Composes a digest email: text, HTML, headers, bytes."""

import datetime as dt
import quopri
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote, urlsplit

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
    """Composes the email of a digest that has content. What doesn't name the recipient is encoded once for all who get
    the same."""
    envelope, token = content.envelope, _token(content.parts)
    opening = _opening_of(content, cards)
    end = page("alerts:end", token)
    is_member, is_alone = envelope.user_id is not None, len(content.parts) == 1
    place = _place_of(envelope.user_country or "", envelope.user_time_zone or "", envelope.user_part or "")
    offset = place.offset(now) if place else None
    sections = [
        _section(
            part,
            cards.of(part.entry.search_id, part.entry.querystring, part.job_ids, place=place, offset=offset),
            cards,
            end if is_alone else page("alerts:end", _token([part])),
            is_member=is_member,
            is_alone=is_alone,
        )
        for part in content.parts
    ]
    sections += _sections_without_jobs(content, cards, end)
    if content.offers_daily and not any(part.is_now_weekly for part in content.parts):
        sections.append(_offer())
    said = holes({"manage": page("alerts:list") if is_member else end, "end": end})
    after = form(_frame(is_member=is_member)).cut("sections")[1].filled(said)
    body = Both.of([opening.before, *sections, after])
    headers = _headers(envelope, token, now)
    return DigestEmail(sender_address(), ascii_address(envelope.address), opening.subject, headers, body)


def _frame(*, is_member: bool) -> str:
    return "digest" if is_member else "digest_visitor"


@lru_cache(maxsize=4096)
def _place_of(country: str, time_zone: str, part: str) -> Place | None:
    return known_place(country, time_zone, part)


def _token(parts: Sequence[Part]) -> str:
    """Returns the token that ends these alerts."""
    return tokens.make_token("end", [(part.entry.alert_id, part.entry.version) for part in parts])


@cache
def _offer() -> Both:
    return form("daily").filled(holes({"url": page("billing:pricing")}))


class _Opening(NamedTuple):
    """The subject, and the email up to its first section."""

    subject: str
    before: Both


def _opening_of(content: Content, cards: Cards) -> _Opening:
    job_ids = content.job_ids
    return _opening(
        tuple((part.entry.name, part.entry.querystring) for part in content.parts),
        content.total,
        tuple(cards.headline(pk) for pk in job_ids[: NAMED + 1]),
        cards.facts(job_ids[0]),
        is_member=content.envelope.user_id is not None,
    )


@lru_cache(maxsize=2048)  # of up to 5 KB
def _opening(
    alerts: Sequence[tuple[str, str]], total: int, headlines: Sequence[str], facts: str, *, is_member: bool
) -> _Opening:
    """``alerts``: names and searches. ``headlines`` of the first jobs; ``facts`` about the first."""
    heading = _heading_of(alerts, total)
    subject = _subject_of(heading, headlines[0], total - 1)
    # Mail programs show this after the subject: the jobs after the one it names, or about that one if it is alone.
    preheader = (", ".join(headlines[1:]) or facts)[:200]
    said = holes({"subject": subject, "heading": heading, "preheader": preheader})
    return _Opening(subject, form(_frame(is_member=is_member)).cut("sections")[0].filled(said))


def _heading_of(alerts: Sequence[tuple[str, str]], total: int) -> str:
    """Returns, for example, ``3 new designer jobs``, or ``3 new jobs for “My search”`` if the name isn't just what was
    searched for."""
    said: dict[str, object] = {"number": intcomma(total), "alerts": len(alerts)}
    if len(alerts) > 1:
        words = ngettext("%(number)s new job in %(alerts)d alerts", "%(number)s new jobs in %(alerts)d alerts", total)
        return words % said
    [(name, querystring)] = alerts
    said["name"] = " ".join(name.split())  # a line break would begin another header
    if _is_plain(name, querystring):
        return ngettext("%(number)s new %(name)s job", "%(number)s new %(name)s jobs", total) % said
    return ngettext("%(number)s new job for “%(name)s”", "%(number)s new jobs for “%(name)s”", total) % said


def _is_plain(name: str, querystring: str) -> bool:
    """Returns whether the alert is named by its keywords, and they can stand before the word "jobs"."""
    asked = QueryDict(querystring).get("q", "")
    return _PLAIN.fullmatch(name) is not None and fold(name) == fold(asked) and len(name) <= MOST_PLAIN


def _subject_of(heading: str, headline: str, rest: int) -> str:
    """Returns, for example, ``3 new designer jobs: Motion Designer at Galewright and 2 more``."""
    said = {"jobs": heading, "first": _short(headline)}
    if rest < 1:
        return _("%(jobs)s: %(first)s") % said
    return ngettext("%(jobs)s: %(first)s and %(rest)s more", "%(jobs)s: %(first)s and %(rest)s more", rest) % {
        **said,
        "rest": intcomma(rest),
    }


def _short(headline: str) -> str:
    words = " ".join(headline.split())
    return words if len(words) <= HEADLINE else words[: HEADLINE - 1].rstrip() + "…"


def _section(part: Part, rows: Both, cards: Cards, end: str, *, is_member: bool, is_alone: bool) -> Both:
    """Renders a section around its rows. ``end``: the URL of the page that ends only this alert. One that is alone has no
    heading and no such link: the email's own say the same."""
    entry = part.entry
    edit = page("alerts:edit", entry.alert_id) if is_member else end
    name = "section" if not is_alone else "section_alone" if is_member else "section_visitor"
    before = _section_opening(name, "" if is_alone else entry.name, part.total, is_capped=part.is_capped)
    gone = cards.gone(entry.search_id, entry.querystring)
    told = [_retired_filters(gone, edit)] if gone else []
    after = form(name).cut("cards")[1].filled(holes({"edit": edit, "end": end}))
    return Both.of([before, rows, *_beside(part), *told, after])


@lru_cache(maxsize=4096)
def _section_opening(form_name: str, name: str, total: int, *, is_capped: bool) -> Both:
    """Renders a section up to its rows, with a heading if it has a name."""
    before = form(form_name).cut("cards")[0].filled(holes({}))
    if not name:
        return before
    return Both.of([form("heading").filled(holes({"name": name, "count": _count_words(total, is_capped)})), before])


def _retired_filters(words: str, edit: str) -> Both:
    return form("gone").filled(holes({"words": words, "url": edit}))


def _sections_without_jobs(content: Content, cards: Cards, end: str) -> Iterator[Both]:
    """Renders the alerts that find nothing because their search uses a removed filter."""
    for part in content.quiet:
        entry = part.entry
        if words := cards.gone(entry.search_id, entry.querystring):
            edit = page("alerts:edit", entry.alert_id) if content.envelope.user_id else end
            yield _retired_filters(f"“{entry.name}”: {words}", edit)


def _count_words(total: int, is_capped: bool) -> str:
    if is_capped:
        return ngettext("More than %s new job", "More than %s new jobs", total) % intcomma(total)
    return ngettext("%s new job", "%s new jobs", total) % intcomma(total)


def _beside(part: Part) -> Iterator[Both]:
    """Renders a line that links to all jobs, and one that says why the alert is weekly now."""
    if part.is_capped or part.total > len(part.job_ids):
        yield _more(part.entry.querystring, None if part.is_capped else part.total)
    if part.is_now_weekly:
        yield _weekly()


@lru_cache(maxsize=4096)
def _more(querystring: str, total: int | None) -> Both:
    label = _("See all jobs")
    if total is not None:
        label = ngettext("See %s job", "See all %s jobs", total) % intcomma(total)
    query = f"?{querystring}" if querystring else ""
    return form("more").filled(holes({"label": label, "url": page("jobs:search") + query}))


@cache
def _weekly() -> Both:
    return form("weekly").filled(holes({"url": page("billing:pricing")}))


def _headers(envelope: Envelope, token: str, now: dt.datetime) -> dict[str, str]:
    mailto = f"mailto:{settings.ALERT_UNSUBSCRIBE_EMAIL}?subject=end%20{quote(token)}"
    return {
        "Message-ID": message_id(envelope.digest_id),
        "Date": _date(now.replace(microsecond=0)),
        "List-Unsubscribe": f"<{page('alerts:end', token)}>, <{mailto}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<alerts.{_host()}>",
        "Feedback-ID": f"alert:digest:{envelope.channel}:{_host()}",
        "Auto-Submitted": "auto-generated",
    }


@lru_cache(maxsize=16)
def _date(now: dt.datetime) -> str:
    return format_datetime(now)
