"""Alerts with the best fit first: the jobs of a digest in the order in which they fit a member with Plus."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import digest_contents, planning, services, tasks
from alerts.models import Alert, Digest
from billing.models import BillingAccount
from jobs.fit import profiles
from jobs.models import FitProfile
from jobs.search import lexemes
from jobs.search.criteria import Criteria
from tests.alerts.support import HOUR, MONDAY, an_alert, has_plus, listed
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db


def a_member(email="ada@example.com", title="Data Analyst"):
    user = has_plus(a_user(email=email))
    work = profiles.Work(((title, None),), ((lexemes.skill_key("SQL"), "SQL"),), "midweight", 5)
    profiles.keep_profile(user=user, work=work, resume_id=1, resume_name="Mine", is_chosen=False, now=NOW)
    return user


def contents(now=MONDAY):
    planning.plan_due(now=now)
    tasks.prepare(now)
    return digest_contents.contents(list(Digest.objects.order_by("pk").values_list("pk", flat=True)), now=now)


def board():
    """Jobs by title, the best fit of a data analyst listed first, so it's the oldest."""
    titles = ("Data Analyst", "Nurse", "Keeper")
    return {title: listed(1, at=MONDAY - (3 - at) * HOUR, title=title)[0].pk for at, title in enumerate(titles)}


def test_jobs_that_fit_come_first_and_the_newest_of_the_others():
    an_alert(a_member(), by_fit=True)
    jobs = board()
    [content] = contents()
    assert content.job_ids == [jobs["Data Analyst"], jobs["Keeper"], jobs["Nurse"]]
    assert content.total == 3


def test_an_alert_that_was_not_asked_for_stays_newest_first():
    an_alert(a_member())
    jobs = board()
    [content] = contents()
    assert content.job_ids == [jobs["Keeper"], jobs["Nurse"], jobs["Data Analyst"]]


@pytest.mark.parametrize("model", [BillingAccount, FitProfile])
def test_without_plus_or_without_a_profile_jobs_are_newest_first(model):
    an_alert(a_member(), by_fit=True)
    model.objects.all().delete()
    jobs = board()
    [content] = contents()
    assert content.job_ids == [jobs["Keeper"], jobs["Nurse"], jobs["Data Analyst"]]


def test_each_member_has_an_order_of_their_own_by_one_query_more_and_none_where_nobody_asked():
    an_alert(a_member(), by_fit=True)
    an_alert(a_member("bob@example.com", title="Nurse"), by_fit=True)
    jobs = board()
    first, second = contents()
    assert [one.job_ids[0] for one in (first, second)] == [jobs["Data Analyst"], jobs["Nurse"]]
    ids = [one.envelope.digest_id for one in (first, second)]
    with CaptureQueriesContext(connection) as by_fit:
        digest_contents.contents(ids, now=MONDAY)
    Alert.objects.update(by_fit=False)
    with CaptureQueriesContext(connection) as plain:
        digest_contents.contents(ids, now=MONDAY)
    assert len(by_fit) == len(plain) + 1
    assert not [one for one in plain.captured_queries if "fit_scores" in one["sql"]]


# --- The form -----------------------------------------------------------------------------------------------------------


def form(**changes):
    return {"name": "Mine", "weekday": "0", "hour": "8", "cadence": "weekly", "q": "keeper", **changes}


def test_a_member_with_plus_chooses_it_and_takes_it_back(client):
    user = a_member()
    client.force_login(user)
    alert = an_alert(user, criteria=Criteria(q="keeper"))
    address = f"/account/alerts/{alert.pk}/"
    assert "Best fit first" in client.get(address).content.decode()
    version = services.version_of_alert(alert)
    assert client.post(address, form(by_fit="on", version=version)).status_code == 302
    alert.refresh_from_db()
    assert alert.by_fit
    assert services.version_of_alert(alert) != version
    client.post(address, form(version=services.version_of_alert(alert)))
    alert.refresh_from_db()
    assert not alert.by_fit


def test_without_plus_it_is_not_offered_and_what_was_chosen_stays(client):
    user = a_member()
    client.force_login(user)
    alert = an_alert(user, criteria=Criteria(q="keeper"), by_fit=True)
    BillingAccount.objects.all().delete()
    address = f"/account/alerts/{alert.pk}/"
    assert "Best fit first" not in client.get(address).content.decode()
    assert client.post(address, form(version=services.version_of_alert(alert))).status_code == 302
    alert.refresh_from_db()
    assert alert.by_fit
