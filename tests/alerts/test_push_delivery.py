"""Push services that are slow, full, wrong or gone, and senders that run at the same time or are killed."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from alerts import delivery_state
from alerts.models import Digest, Mailed, PushDelivery, PushDevice
from alerts.push import devices
from alerts.push import sending as push_sending
from alerts.sending import DatabaseClock
from local.site import CHECKOUT
from tests.alerts.push_support import a_device, plan, push, run_both
from tests.alerts.support import DAY, HOUR, MONDAY, an_alert, has_plus, listed, make_due, run
from tests.factories import NOW, a_user
from tests.push_standin import until

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def laptop(push_service):
    return push_service.browser("laptop")


@pytest.fixture
def phone(push_service):
    return push_service.browser("phone")


@pytest.fixture
def member(laptop, phone):
    user = a_user()
    a_device(user, laptop)
    a_device(user, phone)
    return user


def a_due_notification(user, *, at=MONDAY):
    an_alert(user, channel="push")
    listed(2, at=at)
    plan(at)


# --- Answers ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten_and_the_others_get_it(member, laptop, phone, status):
    laptop.answers(status)
    a_due_notification(member)
    tally = push(MONDAY)
    assert (tally.gone, tally.sent) == (1, 1)
    assert len(phone.messages) == 1
    assert [one.endpoint for one in PushDevice.objects.all()] == [phone.endpoint]


def test_with_all_browsers_gone_the_same_jobs_come_by_email(member, laptop, phone, mailoutbox):
    laptop.answers(410)
    phone.answers(404)
    a_due_notification(member)
    assert push(MONDAY).emailed == 1
    assert not PushDevice.objects.exists()
    run(MONDAY)
    assert len(mailoutbox) == 1
    assert Mailed.objects.get().job_ids
    digest = Digest.objects.get()
    assert (digest.channel, digest.state) == ("email", "sent")
    assert run_both(MONDAY + 7 * DAY) == push_sending.Tally(is_done=True)
    assert len(mailoutbox) == 1


def test_an_email_of_this_hour_is_no_reason_to_lose_what_reached_no_browser(member, laptop, phone, mailoutbox):
    laptop.answers(410)
    phone.answers(410)
    an_alert(member, q="nurse", name="By email")
    listed(1, at=MONDAY, title="Nurse")
    a_due_notification(member)
    run(MONDAY)
    assert len(mailoutbox) == 1
    push(MONDAY)
    assert Digest.objects.get(channel="push").not_before == MONDAY.replace(minute=0) + HOUR
    push(MONDAY + HOUR)
    run(MONDAY + HOUR)
    assert len(mailoutbox) == 2


def test_a_service_that_is_busy_is_asked_again_when_it_says(member, laptop, phone):
    laptop.answers(429, 201, Retry_After="900")
    phone.answers(503, 201)
    a_due_notification(member)
    assert push(MONDAY).later == 1
    assert not laptop.messages + phone.messages
    waiting = PushDelivery.objects.get(device__endpoint=laptop.endpoint)
    assert (waiting.not_before, waiting.attempts) == (MONDAY + 15 * MINUTE, 1)
    push(MONDAY + 2 * MINUTE)  # by our own policy
    assert (len(laptop.messages), len(phone.messages)) == (0, 1)
    push(MONDAY + 14 * MINUTE)
    assert not laptop.messages
    push(MONDAY + 15 * MINUTE)
    assert (len(laptop.messages), len(phone.messages)) == (1, 1)
    assert laptop.messages[0].title == phone.messages[0].title
    assert Mailed.objects.count() == 1


def test_a_device_that_comes_later_is_not_woken_at_night(member, laptop, phone):
    laptop.answers(503, 201, Retry_After=str(14 * 3600))
    a_due_notification(member)
    push(MONDAY)
    push(MONDAY + 14 * HOUR + MINUTE)  # 22:31
    assert not laptop.messages
    push((MONDAY + DAY).replace(hour=8, minute=0))
    assert (len(laptop.messages), len(phone.messages)) == (1, 1)


def test_after_six_attempts_the_jobs_come_by_email(member, laptop, phone, mailoutbox):
    for browser in (laptop, phone):
        browser.answers(500)
    a_due_notification(member)
    at = MONDAY
    for _attempt in range(6):
        push(at)
        at = max([at + MINUTE, *PushDelivery.objects.values_list("not_before", flat=True)])
    run(at)
    assert len(mailoutbox) == 1
    assert PushDevice.objects.count() == 2  # it's the service's fault


def test_a_service_that_fails_again_and_again_is_left_alone_for_the_round(push_service):
    browsers = [push_service.browser(f"b{number}") for number in range(6)]
    for number, browser in enumerate(browsers):
        browser.answers(503)
        user = a_user(f"m{number}@example.com")
        a_device(user, browser)
        an_alert(user, channel="push")
    listed(1, at=MONDAY)
    plan(MONDAY)
    push(MONDAY)
    assert len(push_service.paths) == push_sending.MOST_TROUBLE
    assert list(PushDelivery.objects.order_by("attempts").values_list("attempts", flat=True)) == [0, 0, 0, 1, 1, 1]


def test_a_device_that_is_refused_five_times_is_removed(laptop):
    user = has_plus(a_user())
    a_device(user, laptop)
    an_alert(user, channel="push", cadence="daily", now=MONDAY - HOUR)
    laptop.answers(403)
    for day in range(5):
        assert PushDevice.objects.exists()
        listed(1, at=MONDAY + day * DAY, title=f"Job {day}")
        plan(MONDAY + day * DAY)
        push(MONDAY + day * DAY)
        run(MONDAY + day * DAY)
    assert not PushDevice.objects.exists()


def test_a_redirect_is_not_followed(member, push_service, laptop, phone):
    laptop.answers(307, Location=f"{push_service.url}/somewhere/else")
    phone.answers(302, Location="http://127.0.0.1:1/")
    a_due_notification(member)
    assert push(MONDAY).failed == 2
    assert sorted(push_service.paths) == ["/send/laptop", "/send/phone"]


def test_a_service_that_cannot_be_reached_is_tried_again(member, laptop, phone):
    PushDevice.objects.filter(endpoint=phone.endpoint).update(endpoint="http://127.0.0.1:1/send/phone")
    laptop.answers(503)
    a_due_notification(member)
    assert push(MONDAY).later == 1
    assert PushDelivery.objects.filter(state="waiting").count() == 2


def test_a_connection_that_breaks_after_the_message_is_never_repeated(member, laptop, phone):
    laptop.answers("drop", 201)
    a_due_notification(member)
    tally = push(MONDAY)
    assert (tally.doubt, tally.sent) == (1, 1)
    for minutes in (1, 20, 60, 600):
        push(MONDAY + minutes * MINUTE)
    assert (len(laptop.messages), len(phone.messages)) == (1, 1)
    assert Digest.objects.get().state == "sent"


@pytest.mark.parametrize(
    "endpoint", ["https://internal.example/x", "http://10.0.0.7/x", "https://fcm.googleapis.com@evil.example/x"]
)
def test_an_address_that_is_no_longer_allowed_is_not_posted_to(laptop, endpoint, mailoutbox):
    user = a_user()
    a_device(user, laptop)
    PushDevice.objects.update(endpoint=endpoint)
    a_due_notification(user)
    assert push(MONDAY).gone == 1
    run(MONDAY)
    assert len(mailoutbox) == 1


def test_keys_that_no_browser_makes_end_a_device_and_nothing_else(member, laptop, phone):
    PushDevice.objects.filter(endpoint=laptop.endpoint).update(p256dh="AAAA")
    a_due_notification(member)
    push(MONDAY)
    assert len(phone.messages) == 1
    assert PushDevice.objects.count() == 1


def test_staff_who_pause_delivery_pause_notifications(member, laptop):
    a_due_notification(member)
    delivery_state.pause(by=None, now=MONDAY)
    push(MONDAY)
    assert not laptop.messages
    delivery_state.resume()
    push(MONDAY)
    assert len(laptop.messages) == 1


# --- More than one sender -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_three_senders_at_once_send_each_notification_once(push_service):
    browsers = [push_service.browser(f"b{number}") for number in range(30)]
    for number, browser in enumerate(browsers):
        user = a_user(f"m{number}@example.com")
        a_device(user, browser)
        an_alert(user, channel="push")
    listed(1, at=MONDAY)
    plan(MONDAY)
    tallies = []

    def send():
        try:
            tallies.append(push(MONDAY))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(3)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert [len(browser.messages) for browser in browsers] == [1] * 30
    assert sum(one.sent for one in tallies) == 30
    assert Mailed.objects.count() == 30


def a_worker():
    where = connection.settings_dict
    login = f"{quote(where['USER'], safe='')}:{quote(where['PASSWORD'], safe='')}"
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "jobboard.settings",
        "DATABASE_URL": f"postgresql://{login}@{where['HOST']}:{where['PORT']}/{where['NAME']}",
        "CACHE_URL": django_settings.CACHE_URL,
        "FETCH_LOOPBACK": "1",
    }
    return subprocess.Popen([sys.executable, "-X", "utf8", "-m", "tests.alerts.push_worker"], cwd=CHECKOUT, env=environ)


@pytest.mark.django_db(transaction=True)
def test_a_killed_sender_is_followed_by_one_that_repeats_nothing(push_service, laptop, phone):
    """The service has the message of the first device when the worker dies; the second device had to wait, the third is new."""
    now = timezone.now()
    user = a_user()
    a_device(user, laptop, now=NOW)
    a_device(user, phone, now=NOW)
    an_alert(user, channel="push", now=now - 8 * DAY)
    devices.set_quiet_hours(user=user, begin=0, end=0, now=now)
    listed(2, at=now - HOUR)
    make_due(now - MINUTE)
    plan(now)
    laptop.answers("hang", 201)
    worker = a_worker()
    assert push_service.held.wait(60)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    push_service.let_go.set()
    digest = Digest.objects.get()
    assert digest.state == "sending"
    assert PushDelivery.objects.filter(state="sending").count() == 1
    push_sending.send_due(clock=DatabaseClock(), seconds=10)
    assert len(laptop.messages) == 1  # while the lease lasts, nobody touches it
    Digest.objects.update(leased_until=now)
    push_sending.send_due(clock=DatabaseClock(), seconds=10)
    push_sending.send_due(clock=DatabaseClock(), seconds=10)
    until(lambda: phone.messages)
    assert (len(laptop.messages), len(phone.messages)) == (1, 1)
    digest.refresh_from_db()
    assert (digest.state, digest.error) == ("sent", "in doubt")
    [mailed] = Mailed.objects.all()
    assert len(mailed.job_ids) == 2
    make_due(timezone.now())
    plan(timezone.now() + HOUR)
    push(timezone.now() + HOUR)
    assert len(laptop.messages) == 1


def test_an_email_does_not_repeat_what_a_killed_sender_may_have_pushed(member, laptop, mailoutbox):
    an_alert(member, q="operations", name="By email")
    a_due_notification(member)
    Digest.objects.filter(channel="email").update(not_before=MONDAY + MINUTE)
    [pushed] = Digest.objects.filter(channel="push")
    sender = push_sending.PushSender(lambda: MONDAY)
    push_sending.take(sender.lease, most=1, now=MONDAY)
    [ready] = sender._load({pushed.pk})
    sender.services.close()
    assert ready.content.job_ids
    run(MONDAY + MINUTE)
    assert not mailoutbox


@pytest.mark.django_db(transaction=True)
def test_both_channels_at_once_never_tell_a_member_the_same_job(push_service, mailoutbox):
    """Each member has two alerts that find the same jobs, one by email and one by notification, and both senders run at once."""
    count = 12
    for number in range(count):
        user = has_plus(a_user(f"m{number}@example.com"))
        a_device(user, push_service.browser(f"b{number}"))
        an_alert(user, q="operations")
        an_alert(user, q="officer", channel="push")
    jobs = {job.pk for job in listed(6, at=MONDAY)}
    plan(MONDAY)
    both = threading.Barrier(2)

    def send(sender):
        try:
            both.wait()
            sender(MONDAY)
        finally:
            connection.close()

    senders = [threading.Thread(target=send, args=[one]) for one in (run, push)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    push(MONDAY)  # those that waited for their email
    run(MONDAY)
    told = list(Mailed.objects.values_list("recipient_id", "job_ids"))
    assert sorted(pk for _recipient, job_ids in told for pk in job_ids) == sorted([*jobs] * count)
    assert len(mailoutbox) + sum(len(one.messages) for one in push_service.browsers.values()) == len(told)


@pytest.mark.django_db(transaction=True)
def test_an_email_of_the_moment_before_that_is_stored_while_a_notification_is_written_is_noticed(
    push_service, mailoutbox
):
    user = a_user()
    a_device(user, push_service.browser("laptop"))
    an_alert(user, q="operations")
    an_alert(user, q="officer", channel="push")
    listed(2, at=MONDAY)
    plan(MONDAY)
    emailing = []

    def email(execute, sql, params, many, context):
        """Before the notification's jobs are stored."""
        if sql.startswith('UPDATE "alerts_section"') and "CASE" in sql and not emailing:
            emailing.append(threading.Thread(target=in_a_thread))
            emailing[0].start()
            emailing[0].join()
        return execute(sql, params, many, context)

    def in_a_thread():
        try:
            run(MONDAY)
        finally:
            connection.close()

    with connection.execute_wrapper(email):
        push(MONDAY + dt.timedelta(seconds=1))
    assert emailing
    assert len(mailoutbox) == 1
    assert not any(one.messages for one in push_service.browsers.values())
