"""Turning notifications on and off: the page, what browsers send, and what nobody's browser sends."""

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client

from accounts import privacy
from alerts.models import Alert, PushDelivery, PushDevice
from alerts.push import devices, endpoints, keys
from alerts.push.devices import DeviceRefused
from tests.accounts.support import PASSWORD
from tests.alerts.push_support import a_device, run_both
from tests.alerts.support import MONDAY, an_alert, listed
from tests.factories import NOW, a_user
from tests.push_standin import Browser, PushStandIn, encoded

pytestmark = pytest.mark.django_db
PAGE, DEVICES = "/account/alerts/", "/account/alerts/devices/"
LOGIN = {"login": "ada@example.com", "password": PASSWORD}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def member(client):
    user = a_user()
    client.force_login(user)
    return user


@pytest.fixture
def browser():
    """A browser whose push service we never reach."""
    service = PushStandIn.__new__(PushStandIn)
    service.url = "https://updates.push.services.mozilla.com"
    return Browser(service, "wpush-v2")


# --- The page -----------------------------------------------------------------------------------------------------------------


def test_a_device_is_added_listed_used_and_removed(client, member, browser):
    an_alert(member)
    answer = client.post(DEVICES, browser.subscription, headers={"user-agent": FIREFOX})
    assert (answer.status_code, answer.json()) == (201, {"device": "Firefox on Linux"})
    page = client.get(PAGE).content.decode()
    assert "Firefox on Linux" in page
    assert "Notifications are on for this device." in page
    assert "1 alert comes by email only." in page
    client.post("/account/alerts/notify-all/")
    assert Alert.objects.get().channel == "both"
    assert "Email and notification" in client.get(PAGE).content.decode()
    client.post(f"/account/alerts/devices/{PushDevice.objects.get().pk}/remove/")
    page = client.get(PAGE).content.decode()
    assert "No device has notifications on, so we email you all alerts." in page
    assert not PushDevice.objects.exists()


def test_an_alert_can_be_sent_by_notification_once_there_is_a_device(client, member, browser):
    alert = an_alert(member)
    given = {"name": "Officers", "weekday": "0", "hour": "8", "channel": "push", "q": "officer"}
    path = f"{PAGE}{alert.pk}/"
    assert "Send by" not in client.get(path).content.decode()
    client.post(path, given)
    alert.refresh_from_db()
    assert alert.channel == "email"
    a_device(member, browser)
    assert "Send by" in client.get(path).content.decode()
    assert client.post(path, {**given, "channel": "pigeon"}).status_code == 422
    client.post(path, given)
    alert.refresh_from_db()
    assert (alert.channel, alert.name) == ("push", "Officers")


def test_a_new_alert_can_be_sent_by_notification_too(client, member, browser):
    path = "/alerts/new/?q=officer"
    assert "Send by" not in client.get(path).content.decode()
    a_device(member, browser)
    assert "Send by" in client.get(path).content.decode()
    client.post(path, {"name": "Officers", "weekday": "0", "hour": "8", "channel": "both"})
    assert Alert.objects.get().channel == "both"


def test_quiet_hours_are_saved_and_nonsense_is_refused(client, member, browser):
    a_device(member, browser)
    assert client.post("/account/alerts/quiet-hours/", {"from": "21", "until": "7"}).status_code == 302
    member.alert_recipient.refresh_from_db()
    assert (member.alert_recipient.quiet_from, member.alert_recipient.quiet_until) == (21, 7)
    for begin, end in (("24", "7"), ("", "7"), ("9", "²"), ("-1", "7")):
        assert client.post("/account/alerts/quiet-hours/", {"from": begin, "until": end}).status_code == 400
    page = client.get(PAGE).content.decode()
    assert '<option value="21" selected>9:00 PM</option>' in page


def test_a_browser_that_renews_its_subscription_keeps_its_place(client, member, browser):
    assert "notifications" in client.get("/privacy/").content.decode()
    assert client.get(DEVICES).json()["key"] == keys.public_key()
    old = a_device(member, browser)
    fresh = Browser(browser.service, "renewed")
    client.post(DEVICES, {**fresh.subscription, "replaces": old.endpoint})
    assert [one.endpoint for one in PushDevice.objects.all()] == [fresh.endpoint]
    client.post(DEVICES, fresh.subscription)
    assert PushDevice.objects.count() == 1


def test_without_a_key_nothing_of_it_is_there(client, member, browser, settings):
    alert = an_alert(member, channel="both")
    a_device(member, browser)
    settings.VAPID_PRIVATE_KEY = ""
    for path in (PAGE, f"{PAGE}{alert.pk}/"):
        page = client.get(path).content.decode().lower()
        assert "notif" not in page
        assert "push.js" not in page
    assert "notifications" not in client.get("/privacy/").content.decode()
    assert client.get(DEVICES).status_code == 404
    assert client.post(DEVICES, browser.subscription).status_code == 404
    assert not keys.public_key()


def test_signing_out_other_devices_ends_notifications_there(client, browser):
    member, other, elsewhere = a_user(), Client(), Browser(browser.service, "elsewhere")
    for one, used in ((client, browser), (other, elsewhere)):
        one.post("/accounts/login/", LOGIN)
        assert one.post(DEVICES, used.subscription).status_code == 201
    a_device(member, Browser(browser.service, "long-ago"))  # in a session that has ended
    client.post("/accounts/sessions/")
    assert [one.endpoint for one in PushDevice.objects.all()] == [browser.endpoint]
    assert other.get("/account/").status_code == 302


def test_a_session_that_ends_by_itself_leaves_notifications_on(client, browser):
    member = a_user()
    client.post("/accounts/login/", LOGIN)
    client.post(DEVICES, browser.subscription)
    assert PushDevice.objects.get().session
    client.session.flush()
    UserSession.objects.purge_and_list(member)
    assert PushDevice.objects.get().session is None


# --- Whose it is --------------------------------------------------------------------------------------------------------------


def test_a_browser_belongs_to_the_member_who_used_it_last(client, member, browser):
    earlier = a_user("earlier@example.com")
    device = a_device(earlier, browser)
    recipient = an_alert(earlier, channel="push").recipient
    digest = recipient.digests.create(slot=NOW, not_before=NOW, created_at=NOW, channel="push")
    PushDelivery.objects.create(digest=digest, device=device, not_before=NOW)
    assert client.post(DEVICES, browser.subscription).status_code == 201
    assert [one.user for one in PushDevice.objects.all()] == [member]
    assert not PushDelivery.objects.exists()  # what waited was for somebody else


def test_nobody_takes_a_device_over_by_its_address(client, member, browser):
    owner = a_user("owner@example.com")
    a_device(owner, browser)
    thief = Browser(browser.service, browser.name)
    answer = client.post(DEVICES, thief.subscription)
    assert (answer.status_code, answer.json()) == (422, {"error": "This browser is in use by another account."})
    client.post(DEVICES, {**Browser(browser.service, "x").subscription, "replaces": browser.endpoint})
    assert PushDevice.objects.of(owner).count() == 1


def test_ten_devices_are_the_most(member, browser):
    for number in range(devices.MOST_DEVICES):
        a_device(member, Browser(browser.service, f"b{number}"))
    with pytest.raises(DeviceRefused, match="Remove one first"):
        a_device(member, Browser(browser.service, "one-more"))
    a_device(a_user("other@example.com"), Browser(browser.service, "one-more"))


def test_devices_are_in_the_copy_of_a_member_and_go_with_them(member, push_service):
    a_device(member, push_service.browser())
    an_alert(member, channel="push")
    listed(1, at=MONDAY)
    run_both(MONDAY)
    tables = {name: rows for keeper in privacy.keepers() for name, rows in keeper.tables(member).items()}
    [device], [sent] = tables["alert_devices"], tables["alert_notifications"]
    assert (device["name"], sent["state"], sent["device_id"]) == ("Firefox on Linux", "sent", device["id"])
    privacy.delete_account(user=member, now=NOW)
    assert not PushDevice.objects.exists()
    assert not PushDelivery.objects.exists()


# --- What no browser sends ----------------------------------------------------------------------------------------------------

ALLOWED = [
    "https://fcm.googleapis.com/fcm/send/abc:APA91b-_x",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2bx",
    "https://web.push.apple.com/QGuSqxCqVbJ8",
    "https://fcm.googleapis.com:443/fcm/send/x",
]
HOSTILE = [
    "",
    "http://fcm.googleapis.com/fcm/send/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1:6379/",
    "http://localhost/",
    "https://[::1]/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/x",
    "https://evil.example/x",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilfcm.googleapis.com/x",
    "https://xpush.services.mozilla.com/x",
    "https://fcm.googleapis.com@evil.example/x",
    "https://user:pass@fcm.googleapis.com/x",
    "https://evil.example#@fcm.googleapis.com/x",
    "https://evil.example\\@fcm.googleapis.com/x",
    "https://fcm.googleapis.com:8443/x",
    "https://fcm.googleapis.com:99999/x",
    "https://fcm.googleapis.com./x",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com/x y",
    "https://fcm.googleapis.com/\r\nHost: evil.example",
    "https://fcm.googleapis.com/x\n",
    "\thttps://fcm.googleapis.com/x",
    "https://fcm.googleapis.com/é",
    "https://ſcm.googleapis.com/x",
    "https://fcm。googleapis.com/x",
    "file:///etc/passwd",
    "gopher://fcm.googleapis.com/x",
    "//fcm.googleapis.com/x",
    "https://fcm.googleapis.com/" + "x" * 1000,
]


@pytest.mark.parametrize("endpoint", ALLOWED)
def test_addresses_of_push_services_are_taken(endpoint):
    assert endpoints.is_allowed(endpoint)


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_no_other_address_is_ever_posted_to(client, member, browser, endpoint):
    assert not endpoints.is_allowed(endpoint)
    assert client.post(DEVICES, {**browser.subscription, "endpoint": endpoint}).status_code == 422
    assert not PushDevice.objects.exists()


def test_hosts_are_a_setting_and_this_machine_only_where_it_may_be(settings):
    settings.PUSH_SERVICES = ["push.example"]
    assert endpoints.is_allowed("https://push.example/x")
    assert not endpoints.is_allowed("https://fcm.googleapis.com/x")
    settings.FETCH_LOOPBACK = True
    assert endpoints.is_allowed("http://127.0.0.1:4000/x")
    assert not endpoints.is_allowed("http://127.0.0.1.evil.example/x")
    assert not endpoints.is_allowed("http://10.0.0.1/x")


def test_keys_must_be_keys(client, member, browser):
    point = browser.p256dh
    wrong = [
        ("", browser.auth),
        (point, ""),
        (point, encoded(b"x" * 15)),
        (point[:-2], browser.auth),
        (encoded(b"\x04" + b"\x01" * 64), browser.auth),  # not on the curve
        (encoded(b"\x00"), browser.auth),  # the point at infinity
        ("Ω" * 87, browser.auth),
        (point, "<script>"),
    ]
    for p256dh, auth in wrong:
        answer = client.post(DEVICES, {**browser.subscription, "p256dh": p256dh, "auth": auth})
        assert answer.status_code == 422
    assert not PushDevice.objects.exists()


def test_keys_have_one_spelling(client, member, browser):
    padded = {**browser.subscription, "p256dh": browser.p256dh + "=" * 200, "auth": f"{browser.auth}=="}
    assert client.post(DEVICES, padded).status_code == 201
    assert PushDevice.objects.values_list("p256dh", "auth").get() == (browser.p256dh, browser.auth)


def test_the_name_of_a_browser_is_ours_and_hostile_text_is_escaped(client, member, browser):
    client.post(DEVICES, browser.subscription, headers={"user-agent": "<img src=x onerror=alert(1)>" * 50})
    PushDevice.objects.update(name="<b>Firefox</b>")
    assert "&lt;b&gt;Firefox&lt;/b&gt;" in client.get(PAGE).content.decode()


# --- Whoever runs the site ----------------------------------------------------------------------------------------------------


def test_the_command_makes_a_key_that_works(capsys, settings):
    call_command("make_vapid_keys")
    name, _equals, value = capsys.readouterr().out.strip().partition("=")
    assert name == "VAPID_PRIVATE_KEY"
    settings.VAPID_PRIVATE_KEY = value
    assert len(keys.decoded(keys.public_key())) == 65
    call_command("make_vapid_keys")
    assert value not in capsys.readouterr().out
