"""Writes a notification: how many new jobs, for which alerts, and the first of them."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.models import Alert, Section
from jobs.models import Job
from toolkit.database import bigint_array

NAME, LINE = 60, 140  # characters: more isn't shown, and a push service takes 4,096 bytes


class Told(NamedTuple):
    """A section as a notification tells it."""

    alert: str
    job_ids: list[int]
    total: int
    is_now_weekly: bool


class Message(NamedTuple):
    """What a browser shows. ``url``: a path of this site; a notification replaces one with the same ``tag``."""

    title: str
    body: str
    url: str
    tag: str

    def payload(self) -> bytes:
        return json.dumps(self._asdict(), ensure_ascii=False, separators=(",", ":")).encode()


def sections_told(digest_ids: Collection[int]) -> dict[int, list[Told]]:
    """Returns the sections with jobs that notifications tell, by digest: their own, and those of the emails that they announce.
    One query."""
    announced = Q(digest__push__in=bigint_array(digest_ids), alert__channel=Alert.Channel.BOTH)
    announced &= ~Q(alert__state=Alert.State.ENDED)
    rows = (
        Section.objects.filter(Q(digest__in=bigint_array(digest_ids)) | announced)
        .exclude(job_ids=[])
        .order_by("alert_id", "pk")
        .values_list("digest_id", "digest__push_id", "alert__name", "job_ids", "total", "is_now_weekly")
    )
    found: dict[int, list[Told]] = defaultdict(list)
    asked = set(digest_ids)
    for digest, push, name, job_ids, total, is_now_weekly in rows:
        teller = digest if digest in asked else push
        if teller is not None:
            found[teller].append(Told(name, job_ids, total, is_now_weekly))
    return found


def first_jobs(told: Collection[Sequence[Told]]) -> dict[int, str]:
    """Returns title and company of the first job of each notification, by the job's id. One query."""
    first = {sections[0].job_ids[0] for sections in told if sections}
    rows = Job.objects.filter(pk__in=bigint_array(first)).values_list("pk", "title", "company__name")
    return {
        pk: _("%(title)s at %(company)s") % {"title": _cut(title, LINE), "company": _cut(company, NAME)}
        for pk, title, company in rows
    }


def message_of(digest_id: int) -> Message | None:
    """Returns a notification as it was sent; None if it has nothing to say."""
    told = sections_told([digest_id])[digest_id]
    return write(digest_id, told, first_jobs([told]).get(told[0].job_ids[0], "")) if told else None


def write(digest_id: int, told: Sequence[Told], first: str) -> Message:
    """Writes the notification of these sections. ``first``: the first job, if it's still known."""
    listed = {pk for one in told for pk in one.job_ids}
    total = len(listed) + sum(one.total - len(one.job_ids) for one in told)
    if len(told) == 1:
        count = ngettext("%(count)s new job for “%(alert)s”", "%(count)s new jobs for “%(alert)s”", total)
        title = count % {"count": f"{total:,}", "alert": _cut(told[0].alert, NAME)}
    else:
        count = ngettext("%(count)s new job for %(alerts)d alerts", "%(count)s new jobs for %(alerts)d alerts", total)
        title = count % {"count": f"{total:,}", "alerts": len(told)}
    lines = [first] if first else []
    if first and total > 1:
        more = ngettext("%(first)s, and %(count)s more", "%(first)s, and %(count)s more", total - 1)
        lines = [more % {"first": first, "count": f"{total - 1:,}"}]
    if any(one.is_now_weekly for one in told):
        lines.append(_("Daily alerts come with Plus. You'll get this one weekly."))
    return Message(title, "\n".join(lines), reverse("alerts:mail", args=[digest_id]), f"alert-{digest_id}")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
