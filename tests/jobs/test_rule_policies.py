"""Staff see how often readers disagree with a rule, and can set it to tell readers without holding jobs."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from jobs import finding_feedback, rule_policies, services
from jobs.finding_feedback import rule_figures, statement_of
from jobs.lifecycle import Status
from jobs.models import RulePolicy
from jobs.tasks import apply_rule_policies
from tests.factories import a_job, a_posting, a_user
from tests.jobs.test_lifecycle import HELD, kinds

pytestmark = pytest.mark.django_db
RULES = reverse("admin:jobs_rulepolicy_changelist")
SET = reverse("admin:jobs_rulepolicy_set")
RULE = "office-days"
SCAM = {"description": HELD["description"] + "<p>Pay a registration fee of $50 before you start.</p>"}


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def mo():
    user = a_user("mo@example.com", name="Mo Moderator", is_staff=True)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


@pytest.fixture
def moderator(client, mo):
    client.force_login(mo)
    return client


def set_policy(by, effect, now):
    rule_policies.change_policy(rule=RULE, tells_only=effect == "tell", by=by, now=now)
    rule_policies.apply_policies(now)


def state(job):
    job.refresh_from_db()
    return job.status


# --- What a policy does -------------------------------------------------------------------------------------------------


def test_a_rule_that_tells_holds_no_new_job(client, mo, now):
    assert a_job(now=now, **HELD).status == Status.PENDING
    set_policy(mo, "tell", now)
    job = a_job(now=now, title="Clerk", **HELD)
    assert job.status == Status.PUBLISHED
    assert "three days a week in our Leeds office" in client.get(job.get_absolute_url()).content.decode()
    assert a_job(now=now, title="Typist", **SCAM).status == Status.PENDING
    set_policy(mo, "hold", now)
    assert a_job(now=now, title="Scribe", **HELD).status == Status.PENDING


def test_a_change_of_a_job_holds_it_only_if_the_rule_does(mo, now):
    set_policy(mo, "tell", now)
    job = a_job(now=now)
    services.revise(job=job, posting=a_posting(**HELD), now=now)
    assert state(job) == Status.PUBLISHED
    services.revise(job=job, posting=a_posting(**SCAM), now=now)
    assert state(job) == Status.PENDING


def test_jobs_held_by_the_rule_alone_are_published(mo, now):
    job, scam = a_job(now=now, **HELD), a_job(now=now, title="Clerk", **SCAM)
    over = a_job(now=now, title="Typist", expires_at=now - dt.timedelta(days=1), **HELD)
    submitted = services.submit(job=services.draft(posting=a_posting(**HELD), by=mo, now=now), by=mo, now=now)
    set_policy(mo, "tell", now)
    assert [state(one) for one in (job, scam, over, submitted)] == [Status.PUBLISHED, *[Status.PENDING] * 3]
    assert kinds(job) == ["first-seen", "held", "published"]


def test_turning_the_rule_back_holds_what_nobody_decided_about(mo, now):
    job, decided = a_job(now=now, **HELD), a_job(now=now, title="Clerk", **HELD)
    services.publish(job=decided, by=mo, now=now)
    set_policy(mo, "tell", now)
    told = a_job(now=now, title="Typist", **HELD)
    other = a_job(now=now, title="Scribe")
    set_policy(mo, "hold", now)
    assert [state(one) for one in (job, told)] == [Status.PENDING] * 2
    assert [state(one) for one in (decided, other)] == [Status.PUBLISHED] * 2
    set_policy(mo, "tell", now)
    assert [state(one) for one in (job, told)] == [Status.PUBLISHED] * 2


def test_a_policy_is_due_until_it_is_applied(mo, now):
    job = a_job(now=now, **HELD)
    assert rule_policies.change_policy(rule=RULE, tells_only=True, by=mo, now=now)
    assert not rule_policies.change_policy(rule=RULE, tells_only=True, by=mo, now=now)
    assert RulePolicy.objects.due().count() == 1
    apply_rule_policies()
    assert state(job) == Status.PUBLISHED
    assert not RulePolicy.objects.due().exists()
    assert rule_policies.apply_policies(now) == 0


# --- The staff site -----------------------------------------------------------------------------------------------------


def test_staff_see_disagreement_by_rule(moderator, now):
    jobs = [a_job(now=now, title=title, **HELD) for title in ("Clerk", "Typist")]
    for number in range(5):
        finding_feedback.disagree(
            job=jobs[0], statement=statement_of(jobs[0].findings[0]), comment=f"Comment {number}", sender=f"{number}",
            user=None, now=now + dt.timedelta(minutes=number),
        )  # fmt: skip
    first = rule_figures()[0]
    assert (first.rule, first.jobs, first.held, first.disagreements, first.share) == (RULE, 2, 2, 5, "50.0%")
    page = moderator.get(RULES).content.decode()
    assert "Comment 4" in page
    assert "Comment 1" not in page
    assert reverse("admin:jobs_job_change", args=[jobs[0].pk]) in page
    reported = moderator.get(reverse("admin:jobs_findingfeedback_changelist"), {"rule": RULE}).content.decode()
    assert all(f"Comment {number}" in reported for number in range(5))
    listed = moderator.get(reverse("admin:jobs_job_changelist"), {"rule": RULE}).content.decode()
    assert "Clerk" in listed
    assert "Typist" in listed
    assert "Typist" not in moderator.get(reverse("admin:jobs_job_changelist"), {"rule": "visa"}).content.decode()


def test_a_moderator_turns_a_rule_and_the_audit_log_says_so(moderator, mo, now):
    job = a_job(now=now, **HELD)
    page = moderator.post(SET, {"rule": RULE, "effect": "tell"}, follow=True).content.decode()
    assert "no longer holds jobs" in page
    assert "Hold jobs again" in page
    entry = AuditEntry.objects.get(action="staff.rule_changed")
    assert (entry.actor_id, entry.detail) == (mo.pk, {"rule": RULE, "effect": "tell"})
    assert RulePolicy.objects.get(rule=RULE).changed_by == mo
    apply_rule_policies()
    assert state(job) == Status.PUBLISHED
    assert "Nothing changed." in moderator.post(SET, {"rule": RULE, "effect": "tell"}, follow=True).content.decode()


@pytest.mark.parametrize("sent", [{"rule": RULE, "effect": "x"}, {"rule": "too-good", "effect": "tell"}])
def test_signs_of_a_scam_always_hold(moderator, sent):
    assert moderator.post(SET, sent).status_code == 400
    assert not RulePolicy.objects.exists()


@pytest.mark.parametrize("group", ["Editors", "Support"])
def test_other_staff_see_no_rules(client, group):
    user = a_user("edda@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    assert client.get(RULES).status_code == 403
    assert client.post(SET, {"rule": RULE, "effect": "tell"}).status_code == 403
    assert not RulePolicy.objects.exists()
