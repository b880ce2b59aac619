"""``python -m tests.hosts.data WHAT …``: what the site holds, and what came of it. Runs on a host of the lab.

Each answers in JSON. ``board``: open jobs, a guide, and members who can sign in; the addresses of the jobs."""

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
from billing import entitlements  # noqa: E402
from billing.models import BillingAccount  # noqa: E402
from billing.stripe_api.checkout import create_customer  # noqa: E402
from jobs.models import Job  # noqa: E402
from jobs.tracker.models import Application  # noqa: E402
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
        a_job(
            now=now - HOUR,
            title=f"{TITLES[number % 4]} {number}",
            company=company,
            description=f"<p>Work of kind {number % 3}, from anywhere.</p>",
        )
    a_published_guide(now=now - HOUR)
    password = make_password(PASSWORD)
    for number in range(MEMBERS):
        user = User.objects.create(email=f"visitor{number}@example.com", password=password)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return [job.get_absolute_url() for job in Job.objects.order_by("pk")]


def alerts(members):
    """So many members with an alert each that is due now. Nothing is known of earlier digests, and nobody gets any but these members."""
    Digest.objects.all().delete()
    Mailed.objects.all().delete()
    User.objects.filter(email__regex=r"^m[0-9]+@").delete()
    fault_data.subscribe(int(members), timezone.now())


def customers(count):
    """Members whom Stripe knows, without a plan so far."""
    found = []
    for number in range(int(count)):
        user = User.objects.get(email=f"visitor{number}@example.com")
        account, _made = BillingAccount.objects.get_or_create(user=user, defaults={"created_at": timezone.now()})
        account.customer_id = account.customer_id or create_customer(
            email=user.email, name="", user_id=user.pk, key=f"lab {user.pk}"
        )
        account.save(update_fields=["customer_id"])
        found.append(account.customer_id)
    return found


def plans():
    """Whether each customer's Plus renews; those without Plus are left out."""
    now = timezone.now()
    accounts = BillingAccount.objects.exclude(customer_id=None).select_related("user", "current")
    found = {account.customer_id: entitlements.for_user(account.user, now) for account in accounts}
    return {customer: not has.ends for customer, has in found.items() if has.is_plus}


def titles(word):
    return list(Application.objects.filter(title__startswith=f"{word} ").values_list("title", flat=True))


WHAT = {function.__name__: function for function in (board, alerts, customers, plans, titles)}

if __name__ == "__main__":
    print(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:])))  # noqa: T201
