"""Alerts in a real browser: made with one click, looked at at any width and in both themes, complete without JavaScript."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts import services, tokens
from alerts.models import Alert
from jobs.search.criteria import Criteria
from tests.alerts.support import DAY, HOUR, an_alert, has_plus, make_due, run
from tests.browser.test_billing_pages import look_at, sign_in
from tests.factories import a_job, a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Kraftfahrzeughaftpflichtversicherungsbeauftragter for Operations and for everything else besides"


def a_member_with_everything():
    """Alerts in every state, two that find the same, an email that was sent, something left out, and a device."""
    now = timezone.now()
    user = has_plus(a_user(time_zone="Europe/Berlin"), until=now + 30 * DAY)
    jobs = [a_job(now=now - HOUR, title=f"Operations Officer {number}") for number in range(6)]
    for number, name in enumerate(("Officers", LONG)):
        an_alert(user, name=name, q=f"officer{' operations' * number}", cadence="daily", now=now - 2 * DAY)
    services.pause(alert=an_alert(user, q="pilot", name="Pilots", now=now), until=now + 9 * DAY, now=now)
    services.end(alert=an_alert(user, q="baker", name="Bakers", now=now), now=now)
    services.mute(recipient=user.alert_recipient, kind="word", value="intern", now=now)
    Alert.objects.filter(name="Pilots").update(channel="both")
    user.push_devices.create(endpoint="https://push.example/1", name=LONG, last_success_at=now, created_at=now)
    make_due(now)
    run(now)
    return user, jobs


def paths(user, job):
    alert = Alert.objects.of(user).earliest("pk")
    digest = user.alert_recipient.digests.get(state="sent")
    token = tokens.make_token("end", [(one.pk, one.version) for one in Alert.objects.of(user)[:2]])
    own = [f"/account/alerts/{alert.pk}/", f"/account/alerts/mails/{digest.pk}/", f"/alerts/fewer/{job.pk}/"]
    return ["/account/", "/account/alerts/", "/alerts/new/?q=officer", *own, f"/alerts/end/{token}/", "/alerts/end/x/"]


def test_axe_finds_nothing(open_page):
    user, [job, *_others] = a_member_with_everything()
    visitors = services.create_for_address(
        email="v@example.com", criteria=Criteria(q="x"), name=LONG, now=timezone.now()
    )
    confirm = f"/alerts/confirm/{tokens.make_token('confirm', [(visitors.pk, visitors.version)])}/"
    page = open_page("/about/")
    found = look_at(
        page, ["/alerts/new/?q=officer&geo=spain", "/alerts/new/?q=zeppelin", f"/alerts/fewer/{job.pk}/", confirm]
    )
    sign_in(page, user)
    found += look_at(page, paths(user, job))
    assert found == []
    # Chromium writes what answers with an error; the last page does.
    assert [line for line in page.watched.console if "400" not in line] == []


def test_one_click_beside_the_count_makes_an_alert_of_the_search_as_it_is_now(open_page):
    user, _jobs = a_member_with_everything()
    page = open_page("/about/")
    sign_in(page, user)
    page.goto("/jobs/")
    page.get_by_label("Job title, skill or company").press_sequentially("operations")
    expect(page.locator("#count")).to_contain_text("“operations”")
    page.get_by_role("button", name="Email me new matches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("operations")
    assert Alert.objects.latest("pk").search.querystring == "q=operations"


def test_without_javascript_an_alert_is_made_changed_paused_and_stopped(open_page):
    user, _jobs = a_member_with_everything()
    page = open_page("/about/", javascript=False)
    sign_in(page, user)
    page.goto("/alerts/new/?q=operations+officer+5")
    expect(page.get_by_text("Less than 1 job a week")).to_be_visible()
    page.get_by_label("Name").fill("Mine")
    page.get_by_label("Day", exact=True).select_option("Friday")
    page.get_by_role("button", name="Start alert").click()
    page.get_by_label("Location", exact=True).select_option("spain")
    page.get_by_role("button", name="Save alert").click()
    expect(page.get_by_text("Alert saved.")).to_be_visible()
    alert = Alert.objects.latest("pk")
    assert (alert.name, alert.weekday) == ("Mine", 4)
    assert "geo=spain" in alert.search.querystring
    page.goto("/account/alerts/")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Mine", exact=True))
    row.locator("summary").click()
    row.get_by_role("button", name="2 weeks").click()
    expect(page.get_by_text("“Mine” is paused.")).to_be_visible()
    page.get_by_role("button", name="Stop Mine").click()
    expect(page.get_by_text("“Mine” is stopped.")).to_be_visible()
