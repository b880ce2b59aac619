"""``python -m tests.alerts.fault_data fill``: for each number that it reads, so many members with one alert each, due now, and jobs
that it finds. ``… beat``: one of several clocks. Says ``done`` for each line."""

import datetime as dt
import sys

import django

django.setup()

from django.db import connection  # noqa: E402 - Django first
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from alerts import planning, saved_searches, sending, tasks  # noqa: E402
from alerts.models import Alert, Digest, Mailed, Recipient  # noqa: E402
from jobs.models import Job  # noqa: E402
from jobs.search.criteria import Criteria  # noqa: E402
from tests.factories import a_job  # noqa: E402

HOUR = dt.timedelta(hours=1)
SEARCHES, POSTINGS = 10, 4


def fill(line):
    now = timezone.now()
    Digest.objects.all().delete()
    Mailed.objects.all().delete()
    Recipient.objects.all().delete()
    User.objects.all().delete()
    for number in range(Job.objects.count(), POSTINGS):
        a_job(now=now - HOUR, title=f"Operations Officer {number}", description=f"<p>Work of kind{number % 3}.</p>")
    subscribe(int(line), now)
    connection.close()  # servers come and go between two lines


def subscribe(members, now):
    """Members with an alert each that is due now."""
    rows = [saved_searches.row_of(Criteria(q=f"officer -never{number}"), now=now) for number in range(SEARCHES)]
    users = User.objects.bulk_create([User(email=f"m{number}@example.com") for number in range(members)])
    recipients = Recipient.objects.bulk_create([Recipient(user=user, created_at=now) for user in users])
    Alert.objects.bulk_create(
        [
            Alert(
                recipient=recipient, search=rows[number % SEARCHES], name="Operations", state="active",
                weekday=now.weekday(), hour=now.hour, watermark=now - 24 * 7 * HOUR, next_due_at=now, created_at=now,
            )
            for number, recipient in enumerate(recipients)
        ]
    )  # fmt: skip


def beat(line):
    """A clock, and the sender that it rings for."""
    moment = dt.datetime.fromisoformat(line.strip())
    planning.plan_due(now=moment)
    tasks.prepare(moment)
    sending.send_due(clock=lambda: moment, seconds=60)


if __name__ == "__main__":
    act = {"fill": fill, "beat": beat}[sys.argv[1]]
    for told in sys.stdin:
        act(told)
        print("done", flush=True)  # noqa: T201
