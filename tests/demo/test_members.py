"""The past that `load_demo` gives the demo members."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from accounts.models import User
from advice.profiles import counting_for, skills_of
from alerts.models import Alert, Digest, Section
from billing import entitlements
from billing.admin import reconciliation
from billing.models import BillingAccount, BillingMail
from careers.models import Correction
from demo import members, payments, readers, resumes
from demo.jobs import loading
from demo.stories import FREE, PLUS
from jobs.models import Job, JobReport
from jobs.tracker.models import Application, ApplicationEvent
from tests.factories import a_user
from tests.resumes.publishing.support import with_plus

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def said():
    return []


@pytest.fixture
def site(now):
    """Logins and jobs, as `load_demo` makes them first."""
    for member in (PLUS, FREE):
        a_user(member.email)
    support = a_user("support@example.com", is_staff=True)
    support.groups.set(Group.objects.filter(name="Support"))
    loading.load(count=150, seed=1, now=now, progress=lambda done, of: None)


def plan(email, now):
    return entitlements.for_user(User.objects.get(email=email), now)


def test_a_site_in_use_has_a_past(site, stand_in, now, said):
    members.load(now=now, say=said.append)
    check_trackers(now)
    check_digests(now)
    check_payers(now)
    models = (User, Application, ApplicationEvent, Alert, Digest, BillingAccount)
    before = [model.objects.count() for model in models]
    members.load(now=now + dt.timedelta(hours=1), say=said.append)
    assert [model.objects.count() for model in models] == before, "loading again changes nothing"


def check_trackers(now):
    for member in (PLUS, FREE):
        kept = Application.objects.filter(user__email=member.email)
        assert {"interested", "applied", "interview", "closed"} <= set(kept.values_list("stage", flat=True))
        assert kept.filter(job=None).exists(), "one is from elsewhere"
        assert kept.count() == len(member.stories) + 1
        assert kept.exclude(job=None).values("job__company").distinct().count() == len(member.stories)
        moves = ApplicationEvent.objects.filter(application__in=kept)
        assert moves.count() > kept.count()
        assert not moves.filter(at__gt=now).exists()
        assert kept.filter(next_step_at__gt=now).exists()


def check_digests(now):
    """They were sent in the past, told of jobs that were new then, and nothing of the past is left to send."""
    for member in (PLUS, FREE):
        digests = Digest.objects.filter(recipient__user__email=member.email)
        assert digests.filter(state="sent").count() >= 3
        assert not digests.exclude(state__in=["sent", "empty"]).exists()
        assert not digests.filter(sent_at__gt=now).exists()
    sections = Section.objects.filter(digest__state="sent").select_related("digest", "alert")
    cadences = {search.name: search.cadence for member in (PLUS, FREE) for search in member.searches}
    assert dict(Alert.objects.values_list("name", "cadence")) == cadences
    told = [(section, Job.objects.get(pk=pk)) for section in sections for pk in section.job_ids]
    assert told
    for section, job in told:
        sent = section.digest.sent_at
        assert min(sent - 8 * DAY, section.alert.created_at - 7 * DAY) < job.first_seen_at <= sent, job
    assert len(mail.outbox) == Digest.objects.filter(state="sent").count()
    assert all(at > now for at in Alert.objects.filter(state="active").values_list("next_due_at", flat=True))


def check_payers(now):
    bought = plan(PLUS.email, now)
    assert (bought.is_plus, bought.source) == (True, "subscription")
    account = BillingAccount.objects.get(user__email=PLUS.email)
    assert account.current.started_at.date() == (now - PLUS.plus_since * DAY).date()
    assert not plan(FREE.email, now).is_plus
    assert plan("nadia@example.com", now).until > now
    assert plan("omar@example.com", now).ends
    assert plan("lena@example.com", now).is_past_due
    assert plan("femi@example.com", now).source == "gift"
    assert BillingAccount.objects.get(user__email="tomas@example.com").current.invoice_paid == 0
    assert not User.objects.get(email="omar@example.com").has_usable_password()
    assert BillingMail.objects.filter(created_at__lt=now - DAY).exists()
    assert not reconciliation.late_mails(now=now).exists(), "emails of the past are sent"


def test_without_the_stand_in_members_stay_on_free_and_are_told(site, settings, now, said):
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    members.load(now=now, say=said.append)
    assert not plan(PLUS.email, now).is_plus
    assert any("stand-in for Stripe isn't responding" in line for line in said)
    assert not User.objects.filter(email=payments.PAYERS[0].email).exists()


def test_staff_have_corrections_and_reports_to_look_at(site, now):
    readers.load(now=now)
    readers.load(now=now)
    assert JobReport.objects.count() == len(readers.REPORTS)
    assert Correction.objects.count() == 0, "without guides there is nothing to correct"


def test_the_resume_that_counts_for_advice_is_the_one_with_the_most_to_say():
    user = with_plus(a_user(PLUS.email))
    resumes.write(user, now=timezone.now())
    assert counting_for(user).language == "en"
    assert {"Python", "PostgreSQL", "Kubernetes"} <= {name for _key, name in skills_of(counting_for(user).document)}
