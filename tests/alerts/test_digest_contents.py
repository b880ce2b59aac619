"""The email that leaves is right for the moment it leaves, whatever was planned."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import privacy
from alerts import digest_contents, matching, planning, sending, services, tasks
from alerts.mail import message
from alerts.models import Alert, Digest, Mailed, Section
from billing.models import BillingAccount
from jobs import services as postings
from jobs.lifecycle import Closed
from mail import suppression
from tests.alerts.support import DAY, HOUR, MONDAY, Clock, an_alert, has_plus, html_of, listed, run, text_of
from tests.factories import NOW, a_job, a_user

pytestmark = pytest.mark.django_db


def planned(now=MONDAY):
    planning.plan_due(now=now)
    tasks.prepare(now)


def send(now=MONDAY):
    return sending.send_due(clock=Clock(now), seconds=30)


def test_after_a_downgrade_a_daily_digest_that_was_planned_does_not_leave(mailoutbox):
    user = has_plus(a_user())
    alert = an_alert(user, cadence="daily", weekday=4)
    [job] = listed(1, at=MONDAY)
    planned()
    BillingAccount.objects.update(comped_until=MONDAY - HOUR)
    send()
    assert not mailoutbox
    assert Digest.objects.get().state == "empty"
    for day in range(1, 7):
        run(MONDAY + day * DAY)
    [mail] = mailoutbox
    assert "You chose daily emails" in text_of(mail)
    assert Mailed.objects.get().job_ids == [job.pk]
    assert alert.sections.get(job_ids=[job.pk]).period == "2026-W48"


def test_what_daily_alerts_become_without_plus_is_said_once_and_plus_brings_them_back(mailoutbox):
    user = has_plus(a_user(), until=MONDAY - HOUR)
    an_alert(user, cadence="daily", weekday=0, now=NOW)
    for week in range(3):
        now = MONDAY + 7 * week * DAY
        listed(1, at=now, title=f"Harbor Pilot {week}")
        run(now)
    assert ["daily emails" in text_of(mail) for mail in mailoutbox] == [True, False, False]
    has_plus(user)
    for day in (1, 2):
        now = MONDAY + (14 + day) * DAY
        listed(1, at=now, title=f"Ferry Pilot {day}")
        run(now)
    assert len(mailoutbox) == 5
    assert Alert.objects.get().cadence == "daily"
    assert Section.objects.order_by("-pk")[0].period == "2026-12-09"
    assert not Alert.objects.get().is_held_weekly


def test_a_paused_alert_is_left_out_and_nothing_is_lost(mailoutbox):
    alert = an_alert()
    listed(1, at=MONDAY)
    planned()
    services.pause(alert=alert, until=MONDAY + 8 * DAY, now=MONDAY)
    send()
    assert not mailoutbox
    run(MONDAY + 7 * DAY)
    assert not mailoutbox
    run(MONDAY + 14 * DAY)
    assert [mail.subject for mail in mailoutbox] == ["1 new job for “Operations”: Operations Officer 0 at Northwind"]
    assert Alert.objects.get().state == "active"


@pytest.mark.parametrize(
    ("kind", "value"), [("company", "northwind"), ("word", "officer 0"), ("word", "OFFICER"), ("word", "operations")]
)
def test_muted_postings_stay_out(mailoutbox, kind, value):
    alert = an_alert()
    listed(1, at=MONDAY)
    a_job(title="Harbor Pilot", company="Kestrel", now=MONDAY - HOUR)
    planned()
    services.mute(recipient=alert.recipient, kind=kind, value=value, now=MONDAY)
    send()
    assert mailoutbox[0].subject == "1 new job for “Operations”: Harbor Pilot at Kestrel"
    assert "Harbor Pilot" in text_of(mailoutbox[0])


def test_a_muted_word_is_no_part_of_a_word(mailoutbox):
    alert = an_alert()
    services.mute(recipient=alert.recipient, kind="word", value="off", now=NOW)
    listed(1, at=MONDAY)
    run(MONDAY)
    assert len(mailoutbox) == 1


def test_mail_goes_to_the_address_of_today(mailoutbox):
    alert = an_alert()
    listed(1, at=MONDAY)
    planned()
    user = alert.recipient.user
    user.email = "new@example.com"
    user.save()
    send()
    assert mailoutbox[0].to == ["new@example.com"]


def test_whoever_has_left_gets_nothing(mailoutbox):
    alert = an_alert()
    listed(1, at=MONDAY)
    planned()
    privacy.delete_account(user=alert.recipient.user, now=MONDAY)
    mailoutbox.clear()
    assert send().sent == 0
    assert not mailoutbox
    assert not Digest.objects.exists()


def test_a_suppressed_address_gets_nothing_and_nothing_is_lost_when_that_is_lifted(mailoutbox):
    an_alert()
    listed(1, at=MONDAY)
    suppression.suppress("Ada@example.com", "complaint", now=MONDAY)
    run(MONDAY)
    assert not mailoutbox
    suppression.lift("ada@example.com")
    run(MONDAY + 7 * DAY)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    "close",
    [
        lambda job: postings.fill(job=job, now=MONDAY),
        lambda job: postings.withdraw(job=job, because=Closed.EMPLOYER, now=MONDAY),
        lambda job: type(job).objects.filter(pk=job.pk).update(expires_at=MONDAY),
    ],
)
def test_a_posting_that_closed_since_stays_out(mailoutbox, close):
    an_alert()
    gone, _stays = listed(2, at=MONDAY)
    planned()
    close(gone)
    send()
    assert mailoutbox[0].subject == "1 new job for “Operations”: Operations Officer 1 at Northwind"
    assert gone.title not in text_of(mailoutbox[0])


def test_what_was_read_is_not_used_for_long(mailoutbox, monkeypatch):
    for number in range(3):
        an_alert(a_user(f"m{number}@example.com"))
    listed(1, at=MONDAY)
    planned()
    monkeypatch.setattr(sending, "HOLD", 0)
    with CaptureQueriesContext(connection) as queries:
        assert send().sent == 3
    assert sum("SKIP LOCKED" in query["sql"] for query in queries) == 4  # one by one, until there is none


@pytest.mark.parametrize("count", [10, 40])
def test_a_chunk_takes_the_same_queries_however_many_mails_are_in_it(mailoutbox, count):
    for number in range(count):
        an_alert(a_user(f"m{number}@example.com"))
    listed(3, at=MONDAY)
    planned()
    with CaptureQueriesContext(connection) as queries:
        assert send().sent == count
    assert len(queries) <= 26  # and one prepared statement an email


def test_a_posting_that_was_committed_late_is_in_the_next_digest(mailoutbox):
    an_alert(has_plus(a_user()), cadence="daily")
    run(MONDAY)
    a_job(title="Harbor Pilot", now=MONDAY - HOUR / 10)  # known to the database only now
    run(MONDAY + DAY)
    assert "Harbor Pilot" in text_of(mailoutbox[0])


def test_twenty_are_named_and_all_are_a_link_away(mailoutbox):
    an_alert()
    jobs = [a_job(title=f"Officer {number}", company=f"Firm {number}", now=MONDAY - HOUR) for number in range(26)]
    run(MONDAY)
    [mail] = mailoutbox
    assert mail.subject == "26 new jobs for “Operations”: Officer 25 at Firm 25 and 25 more"
    text = text_of(mail)
    assert text.count("\n* ") == 20
    assert "* Officer 25" in text
    assert "* Officer 5\n" not in text
    assert "See all 26 jobs: http://127.0.0.1:8000/jobs/" in text
    assert Section.objects.get().job_ids == [job.pk for job in reversed(jobs)][:20]


def test_when_the_newest_were_mailed_by_another_alert_older_ones_take_their_place(mailoutbox, monkeypatch):
    monkeypatch.setattr(matching, "MOST", 4)
    monkeypatch.setattr(digest_contents, "EACH", 4)
    user = a_user()
    an_alert(user, q="officer", name="Officers")
    second = an_alert(user, name="Everything")
    for number in range(10):
        a_job(title=f"Officer {number}", company=f"Firm {number}", now=MONDAY - HOUR)
    run(MONDAY)
    assert len(second.sections.get().job_ids) == 4
    assert len(Mailed.objects.get().job_ids) == 8


def test_a_mail_of_25_alerts_with_the_longest_words_is_small_enough(mailoutbox):
    user = has_plus(a_user())
    for number in range(25):
        an_alert(user, q=f"officer -never{number}", name="N" * 120)
        for _posting in range(3):
            a_job(title="“Wörter” & " * 12 + "Officer", company=f"Firm {number} " + "ß" * 60, now=MONDAY - HOUR)
    run(MONDAY)
    [mail] = mailoutbox
    assert html_of(mail).count("<h2") >= 2
    assert len(html_of(mail).encode()) <= 60_000


def test_one_that_cannot_be_written_is_put_off_and_does_not_hold_up_the_others(mailoutbox, monkeypatch, caplog):
    for name in ("ada", "bob"):
        an_alert(a_user(f"{name}@example.com"), name=name)
    listed(1, at=MONDAY)
    planned()
    Alert.objects.filter(name="ada").update(version=-1 % 2**31)
    make_token = message.tokens.make_token

    def make(kind, alerts):
        if any(version > 1 for _pk, version in alerts):
            raise ValueError("no")
        return make_token(kind, alerts)

    monkeypatch.setattr(message.tokens, "make_token", make)
    tally = send()
    assert (tally.sent, tally.later) == (1, 1)
    assert mailoutbox[0].to == ["bob@example.com"]
    assert "cannot be composed" in caplog.text


def test_the_cache_of_new_jobs_drops_what_is_old_and_what_is_too_much(monkeypatch):
    listed(3, at=NOW)
    searches = [
        an_alert(a_user(f"{at}@example.com"), q=q).search_id
        for at, q in enumerate(("operations", "officer", "operations officer", "0"))
    ]
    periods = [matching.Period(search, NOW - DAY, NOW) for search in searches]
    monkeypatch.setattr(matching, "KEPT", 7)
    cache = matching.NewJobsCache()
    for period in periods[:3]:
        assert len(cache.of([period], now=NOW)[period].job_ids) == 3
    cache.of([], now=NOW)
    assert list(cache._kept) == periods[1:3]
    monkeypatch.setattr(matching, "KEPT_FOR", -1.0)  # whatever is there is too old
    cache.of(periods[3:], now=NOW)
    assert list(cache._kept) == periods[3:]


def test_new_jobs_of_many_searches_are_read_together(monkeypatch, django_assert_num_queries):
    listed(3, at=NOW)
    listed(2, at=NOW - 2 * DAY)
    words = ("operations", "officer", "operations officer", "nurse")
    searches = [an_alert(a_user(f"{at}@example.com"), q=q).search_id for at, q in enumerate(words)]
    periods = [matching.Period(search, NOW - days * DAY, NOW) for search in searches for days in (1, 3)]
    with CaptureQueriesContext(connection) as alone:
        matching.NewJobsCache().of(periods[:1], now=NOW)
    cache = matching.NewJobsCache()
    with django_assert_num_queries(2 * len(alone)):  # a search can't be asked for two periods in one statement
        found = cache.of(periods, now=NOW)
    assert [found[period].total for period in periods] == [3, 5, 3, 5, 3, 5, 0, 0]
    with django_assert_num_queries(0):
        assert cache.of(periods, now=NOW) == found
    for period in periods:
        jobs = found[period]
        job_ids = list(jobs.job_ids)
        assert len(job_ids) == jobs.total
        assert jobs.range == ([min(job_ids), max(job_ids)] if job_ids else [])
        assert jobs.number_without([*job_ids[:2], 0]) == max(0, jobs.total - 2)
