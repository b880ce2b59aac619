"""Renders a digest for staff, as sent or as it would be now. Its links are disabled."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from accounts.models import User
from alerts import digest_rows
from alerts.digest_contents import Content, Part, contents
from alerts.digest_rows import Entry, Envelope
from alerts.mail.cards import Cards
from alerts.mail.message import DigestEmail, compose
from alerts.models import Digest, Section
from mail.transports import deliver, transport
from toolkit.email_addresses import UnusableAddress, ascii_address


def sample_email(digest: Digest, *, now: dt.datetime) -> DigestEmail | None:
    """Renders a digest; None if it has no content. A sent digest is shown with its jobs' current texts, without deleted
    jobs."""
    content = _as_sent(digest, now) if digest.state == Digest.State.SENT else contents([digest.pk], now=now)[0]
    if not content.parts:
        return None
    # No alert has version 0: anyone who follows a link is told that it is outdated.
    parts = [replace(part, entry=part.entry._replace(version=0)) for part in content.parts]
    content = replace(content, parts=parts, envelope=_sayable(content.envelope))
    cards = Cards()
    cards.read(content.job_ids, now)
    return compose(content, cards, now=now)


def _sayable(envelope: Envelope) -> Envelope:
    """Replaces an address that can't be written in an email, which may be why the digest failed."""
    try:
        ascii_address(envelope.address)
    except UnusableAddress:
        return envelope._replace(user_address=None, visitor_address="unusable@example.invalid")
    return envelope


def send_test(letter: DigestEmail, *, to: User) -> None:
    """Sends it to a staff member. Raises `mail.delivery_errors.DeliveryError`."""
    message = letter.as_message()
    message.subject = f"[Test] {message.subject}"
    message.to = [to.email]
    # With the digest's own Message-ID a mail program would take it for the digest.
    message.extra_headers = {name: value for name, value in letter.headers.items() if name != "Message-ID"}
    with transport() as out:
        deliver(out, lambda: message)


def _as_sent(digest: Digest, now: dt.datetime) -> Content:
    told = {one.pk: one for one in Section.objects.filter(digest=digest).exclude(job_ids=[])}
    there = digest_rows.job_names({pk for one in told.values() for pk in one.job_ids})
    [envelope] = digest_rows.envelopes([digest.pk])
    entries = [entry for entry in digest_rows.entries([digest.pk])[digest.pk] if entry.section_id in told]
    parts = [_part(entry, told[entry.section_id], there, now) for entry in entries]
    shown = [part for part in parts if part.job_ids]
    return Content(envelope, shown, [], sum(part.total for part in shown))


def _part(entry: Entry, section: Section, there: Collection[int], now: dt.datetime) -> Part:
    as_it_was = entry._replace(is_held_weekly=False)  # before this email announced it
    job_ids = [pk for pk in section.job_ids if pk in there]
    return Part(as_it_was, job_ids, section.total, section.is_capped, section.is_now_weekly, now)
