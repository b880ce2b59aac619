"""The staff's pages of alerts in a real browser: readable by everybody, in both themes, down to 320 pixels."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts import delivery_state
from alerts.models import Digest
from mail import circuit_breaker, suppression
from mail.circuit_breaker import Stream
from mail.delivery_errors import DeliveryError, Stage
from mail.models import Suppression
from tests.alerts.support import DAY, HOUR, an_alert, listed, run
from tests.browser.test_admin import faults, staff  # noqa: F401 - a fixture
from tests.factories import a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(staff, live_server, settings):  # noqa: F811 - the fixture
    settings.SITE_URL = live_server.url  # whose pictures the emails show
    now = timezone.now()
    for name in ("somebody.with.a.long.address.at.a.long.name", "somebody.else.with.an.address.as.long.as.it"):
        an_alert(a_user(f"{name}@mail.example.com"), name="Operations from anywhere", now=now - 8 * DAY)
    listed(3, at=now - HOUR, title="Senior Operations and Programmes Officer for the Whole of the Continent")
    run(now)
    failed, sent = Digest.objects.order_by("pk")
    said = "550 5.7.26 Unauthenticated email from example.com is not accepted due to the domain's DMARC policy (text)"
    Digest.objects.filter(pk=failed.pk).update(state="failed", sent_at=None, error=said)
    delivery_state.beat(now - dt.timedelta(minutes=7))
    suppression.suppress(sent.recipient.address, Suppression.Reason.BOUNCE, detail=said, now=now)
    recipient = f"/admin/alerts/recipient/{sent.recipient_id}"
    lift = f"/admin/mail/suppression/{Suppression.objects.get().pk}"
    page = staff("/admin/alerts/sending/")
    page.click("text=Pause alerts")
    page.click("button:text-is('Resume alerts')")
    expect(page.locator("text=Job alerts are on.")).to_be_visible()
    page.goto(f"{recipient}/digests/{sent.pk}/mail/")
    expect(page.get_by_role("heading", name="3 new jobs for")).to_be_visible()
    assert page.watched.console == []
    circuit_breaker.record_failure(Stream.DIGESTS, DeliveryError(Stage.TEXT, 550, said), now=now)
    for path in (
        "/admin/alerts/sending/",
        "/admin/alerts/recipient/",
        f"{recipient}/change/",
        f"{recipient}/digests/{sent.pk}/",
        "/admin/mail/suppression/",
        f"{lift}/change/",
        f"{lift}/delete/",
    ):
        page.goto(path)
        assert faults(page) == []
