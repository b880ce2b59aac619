"""Notifications in a real browser with a real service worker. Only the push service is not the browser's: it would be on the internet."""

import json

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import PushDevice
from tests.alerts.push_support import plan, push
from tests.alerts.support import HOUR, an_alert, listed, make_due
from tests.browser.device import wait_for_worker
from tests.browser.test_tracker import sign_in
from tests.factories import a_user

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A browser that subscribes at the stand-in, and remembers it from page to page.
SUBSCRIBES = """
const subscription = SUBSCRIPTION;
const made = () => ({
  endpoint: subscription.endpoint,
  toJSON: () => ({ endpoint: subscription.endpoint, keys: { p256dh: subscription.p256dh, auth: subscription.auth } }),
  unsubscribe: async () => { localStorage.removeItem("subscribed"); return true; },
});
PushManager.prototype.subscribe = async (options) => {
  localStorage.setItem("subscribed", options.applicationServerKey);
  return made();
};
PushManager.prototype.getSubscription = async () => (localStorage.getItem("subscribed") ? made() : null);
"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  let shown = [];
  for (let tries = 0; tries < 600 && !shown.length; tries += 1) {
    shown = await registration.getNotifications();
    await new Promise(requestAnimationFrame);
  }
  return shown.map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }));
}"""
# What a click on a notification opens. Only a person's click may open or focus a window, so the worker says which one it would be.
CLICKED = """async (url) => {
  const opened = [];
  Clients.prototype.openWindow = async (one) => { opened.push(one); };
  WindowClient.prototype.focus = async function focus() { opened.push(this.url); };
  await self.registration.showNotification("Click", { tag: "click", data: { url } });
  const [notification] = await self.registration.getNotifications({ tag: "click" });
  const event = new NotificationEvent("notificationclick", { notification });
  const done = [];
  event.waitUntil = (promise) => done.push(promise);
  self.dispatchEvent(event);
  await Promise.all(done);
  return opened;
}"""
# The browser gives a subscription a new address, which only the worker hears.
RENEWED = """async ([old, fresh]) => {
  const event = new ExtendableEvent("pushsubscriptionchange");
  const { endpoint, p256dh, auth } = fresh;
  Object.assign(event, { oldSubscription: old, newSubscription: { toJSON: () => ({ endpoint, keys: { p256dh, auth } }) } });
  const done = [];
  event.waitUntil = (promise) => done.push(promise);
  self.dispatchEvent(event);
  await Promise.all(done);
}"""


def deliver(page, message):
    """Hands a message to the worker as the browser does with one of its push service."""
    session = page.context.new_cdp_session(page)
    found = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    origin = page.evaluate("location.origin")
    [registration] = {one["registrationId"] for one in found if not one["isDeleted"]}
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registration, "data": json.dumps(message)},
    )


def test_a_member_turns_notifications_on_gets_one_opens_it_and_turns_them_off(open_page, site, push_service):
    user = a_user(name="Ada")
    an_alert(user, channel="both")
    laptop = push_service.browser()
    page = open_page("/accounts/login/", worker=True)
    page.context.grant_permissions(["notifications"])
    page.context.add_init_script(SUBSCRIBES.replace("SUBSCRIPTION", json.dumps(laptop.subscription)))
    wait_for_worker(page)
    sign_in(page)

    page.goto("/account/alerts/")
    expect(page.get_by_text("No device has notifications on")).to_be_visible()
    page.get_by_role("button", name="Turn on notifications").click()
    expect(page.get_by_text("Notifications are on for this device.")).to_be_visible()
    expect(page.get_by_text("This device", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Turn on notifications")).to_be_hidden()
    assert PushDevice.objects.get().user == user

    now = timezone.now()
    user.alert_recipient.alerts.update(channel="push")
    user.alert_recipient.quiet_from = user.alert_recipient.quiet_until = 0
    user.alert_recipient.save()
    listed(2, at=now)
    make_due(now)
    plan(now + HOUR / 4)
    push(now + HOUR / 4)
    [message] = laptop.messages
    deliver(page, {"title": message.title, "body": message.body, "url": message.url, "tag": message.tag})
    assert page.evaluate(SHOWN) == [
        {"title": message.title, "body": message.body, "tag": message.tag, "url": message.url}
    ]
    [worker] = page.context.service_workers
    origin = page.evaluate("location.origin")
    assert worker.evaluate(CLICKED, message.url) == [origin + message.url]
    for elsewhere in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)", ""):
        assert worker.evaluate(CLICKED, elsewhere) == [f"{origin}/account/alerts/"]

    phone = push_service.browser("phone")
    for old, fresh in ((laptop, phone), (phone, laptop)):
        worker.evaluate(RENEWED, [old.subscription, fresh.subscription])
        assert PushDevice.objects.get().endpoint == fresh.endpoint

    page.goto("/account/alerts/")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Notifications are off for")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on notifications")).to_be_visible()
    assert page.evaluate("localStorage.getItem('subscribed')") is None
    assert not PushDevice.objects.exists()
    assert page.watched.console == []


def test_a_browser_that_blocks_notifications_says_how_to_allow_them(open_page, site, push_service):
    a_user(name="Ada")
    page = open_page("/accounts/login/", worker=True)
    wait_for_worker(page)
    sign_in(page)
    page.context.add_init_script("Notification.requestPermission = async () => 'denied';")
    page.goto("/account/alerts/")
    page.get_by_role("button", name="Turn on notifications").click()
    expect(page.get_by_text("Your browser blocks notifications from this site.")).to_be_visible()
    assert not PushDevice.objects.exists()
