"""Alerts look at titles, skills, companies and industries; those of before go on with descriptions until their owners decide."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from alerts import matching, saved_searches
from alerts.models import Alert, Search
from jobs.search.criteria import Criteria
from tests.alerts.support import DAY, an_alert
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def jobs(now):
    titled = a_job(now=now - DAY / 4, title="Designer")
    mention = a_job(now=now - DAY / 2, title="Engineer", description="<p>You sit beside a designer.</p>")
    return {"titled": titled.pk, "mention": mention.pk}


def found(alert, now):
    return set(matching.ask_alone(alert.search_id, since=now - 2 * DAY, until=now, now=now, most=50).job_ids)


@pytest.fixture
def earlier(now):
    """An alert as the release before left it."""
    alert = an_alert(a_user("ada@example.com"), q="designer", now=now)
    Search.objects.update(compiled_by="older")
    importlib.import_module("alerts.migrations.0011_descriptions_of_earlier_alerts").keep_descriptions(apps, None)
    return Alert.objects.select_related("search").get(pk=alert.pk)


def test_a_new_alert_finds_jobs_that_are_called_that_and_with_a_tick_those_that_mention_it(jobs, now):
    user = a_user()
    assert found(an_alert(user, q="designer", now=now), now) == {jobs["titled"]}
    wider = an_alert(user, criteria=Criteria(q="designer", in_text=True), now=now)
    assert found(wider, now) == {jobs["titled"], jobs["mention"]}


def test_an_earlier_alert_keeps_finding_what_it_found(earlier, jobs, now):
    assert found(earlier, now) == {jobs["titled"], jobs["mention"]}
    assert saved_searches.asked_of(earlier.search).criteria == Criteria(q="designer", in_text=True)
    assert earlier.search == saved_searches.row_of(Criteria(q="designer", in_text=True), now=now)
    assert earlier.asks_about_text


def test_an_alert_without_keywords_is_not_asked(now):
    alert = an_alert(criteria=Criteria(geo="spain"), now=now)
    importlib.import_module("alerts.migrations.0011_descriptions_of_earlier_alerts").keep_descriptions(apps, None)
    alert.refresh_from_db()
    assert (alert.asks_about_text, alert.search.querystring) == (False, "geo=spain")


@pytest.mark.parametrize(("wanted", "finds"), [("0", {"titled"}), ("1", {"titled", "mention"})])
def test_the_owner_is_asked_once_on_the_page_of_the_alert(client, earlier, jobs, now, wanted, finds):
    client.force_login(earlier.recipient.user)
    page = reverse("alerts:edit", args=[earlier.pk])
    assert "Skip descriptions" in client.get(page).content.decode()
    client.post(reverse("alerts:descriptions", args=[earlier.pk]), {"wanted": wanted})
    earlier = Alert.objects.select_related("search").get(pk=earlier.pk)
    assert found(earlier, now) == {jobs[name] for name in finds}
    assert "Skip descriptions" not in client.get(page).content.decode()


def test_nobody_else_answers_and_an_answer_is_one_of_two(client, earlier):
    url = reverse("alerts:descriptions", args=[earlier.pk])
    client.force_login(a_user("bob@example.com"))
    assert client.post(url, {"wanted": "0"}).status_code == 404
    client.force_login(earlier.recipient.user)
    assert client.post(url, {"wanted": "maybe"}).status_code == 400
