"""``python -m tests.hosts.data WHAT …``: what the site holds, and what came of it. Runs on a host of the lab.

``board``: open jobs, a guide, and members who can sign in. ``alerts N``: N members with an alert each that is due now."""

import datetime as dt
import json
import sys

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402 - Django first
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from alerts.models import Digest, Mailed  # noqa: E402
from jobs.models import Job  # noqa: E402
from tests.alerts import fault_data  # noqa: E402
from tests.factories import a_job, a_published_guide  # noqa: E402
from tests.hosts.visitors import PASSWORD  # noqa: E402

JOBS, MEMBERS = 40, 16
TITLES = ("Operations Officer", "Data Analyst", "Support Engineer", "Product Designer")
HOUR = dt.timedelta(hours=1)


def board():
    now = timezone.now()
    for number in range(JOBS):
        company = f"Northwind {number % 7}"
        a_job(now=now - HOUR, title=f"{TITLES[number % 4]} {number}", company=company, description=f"<p>Work of kind {number % 3}, from anywhere.</p>")
    a_published_guide(now=now - HOUR)
    password = make_password(PASSWORD)
    for number in range(MEMBERS):
        user = User.objects.create(email=f"visitor{number}@example.com", password=password)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    print(json.dumps([job.get_absolute_url() for job in Job.objects.order_by("pk")]))  # noqa: T201


def alerts(members):
    """Nothing is known of earlier digests, and nobody gets any but these members."""
    Digest.objects.all().delete()
    Mailed.objects.all().delete()
    User.objects.filter(email__regex=r"^m[0-9]+@").delete()
    fault_data.subscribe(int(members), timezone.now())


if __name__ == "__main__":
    {"board": board, "alerts": alerts}[sys.argv[1]](*sys.argv[2:])
