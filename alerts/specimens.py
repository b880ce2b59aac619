"""The mail of a digest for staff to look at: as it was, or as it would be now. Its links end nothing."""

import datetime as dt

from accounts.models import User
from alerts.contents import Content, Part, contents
from alerts.mail.cards import Cards
from alerts.mail.letter import Letter, compose
from alerts.models import Digest, Section
from jobs.models import Job


def letter_of(digest: Digest, *, now: dt.datetime) -> Letter | None:
    """None if there is nothing to say. What was mailed is shown with the words that its postings have now, without those that are
    gone."""
    content = _as_sent(digest, now) if digest.state == Digest.State.SENT else contents([digest.pk], now=now)[0]
    if not content.parts:
        return None
    for part in content.parts:
        part.alert.version = 0  # which no alert has: whoever follows a link is told that it is an old one
    cards = Cards()
    cards.read(content.job_ids, now)
    return compose(content, cards, now=now)


def send_test(letter: Letter, *, to: User) -> None:
    """Mails it to somebody of the staff. Raises what the mail backend raises."""
    message = letter.as_message()
    message.subject = f"[Test] {message.subject}"
    message.to = [to.email]
    # With the digest's own Message-ID a mail program would show it as the digest.
    message.extra_headers = {name: value for name, value in letter.headers.items() if name != "Message-ID"}
    message.send()


def _as_sent(digest: Digest, now: dt.datetime) -> Content:
    sections = list(
        Section.objects.filter(digest=digest)
        .exclude(job_ids=[])
        .select_related("alert__search", "alert__recipient__user")
    )
    there = set(Job.objects.filter(pk__in={pk for one in sections for pk in one.job_ids}).values_list("pk", flat=True))
    parts = [_part(section, [pk for pk in section.job_ids if pk in there], now) for section in sections]
    return Content(digest, digest.recipient.address, [part for part in parts if part.job_ids], [])


def _part(section: Section, job_ids: list[int], now: dt.datetime) -> Part:
    alert = section.alert
    alert.is_held_weekly = False  # as it was before this mail said so
    return Part(section, alert, job_ids, section.total, section.is_capped, section.is_now_weekly, now)
