"""What counts as a view and as a click, what doesn't and why, and that each counts once wherever a process is killed."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ads import counting
from ads.models import CountBatch, DayCount
from ads.offers import make_offer
from tests.accounts.support import staff
from tests.ads.campaigns import BROWSER, a_campaign, link_in
from tests.factories import a_published_guide, a_user
from toolkit import page_cache, read_counter, valkey

pytestmark = pytest.mark.django_db
GUIDE = "/careers/lighthouse-keeper/"
NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def campaign():
    a_published_guide(now=timezone.now() - dt.timedelta(days=1))
    return a_campaign()


def counts(campaign=None):
    """What was counted, by what it is and its reason."""
    read_counter.parts.flush()
    counting.store_counts(now=timezone.now())
    rows = DayCount.objects.filter(**{"campaign": campaign} if campaign else {})
    return {(row.what, row.reason): row.number for row in rows if row.number}


# --- Views --------------------------------------------------------------------------------------------------------------


def test_a_view_of_a_kept_page_counts_as_one_of_a_page_made_for_it(campaign):
    for _ in range(3):
        Client().get(GUIDE, **BROWSER)
    member = Client()
    member.force_login(a_user())
    member.get(GUIDE, **BROWSER)
    assert counts(campaign) == {("view", ""): 4}


def test_programs_and_browsers_that_load_ahead_are_counted_apart(campaign):
    for _ in range(2):
        Client().get(GUIDE, HTTP_USER_AGENT="Googlebot/2.1")
        Client().get(GUIDE, **BROWSER, headers={"sec-purpose": "prefetch;prerender"})
        Client().get(GUIDE, **BROWSER)
        Client().head(GUIDE, **BROWSER)
    assert counts(campaign) == {("view", ""): 2, ("view", "bot"): 2, ("view", "ahead"): 2}


def test_staff_are_counted_apart(campaign):
    client = Client()
    client.force_login(staff("editor@example.com", "Editors"))
    client.get(GUIDE, **BROWSER)
    assert counts(campaign) == {("view", "staff"): 1}


@pytest.mark.parametrize("header", [{"dnt": "1"}, {"sec-gpc": "1"}])
def test_nothing_is_counted_of_somebody_who_asks_for_that(campaign, header):
    for _ in range(2):
        page = Client().get(GUIDE, **BROWSER, headers=header)
        answer = Client().get(link_in(page), **BROWSER, headers=header)
    assert answer["Location"] == campaign.target
    assert counts(campaign) == {}
    assert not page_cache._valkey().keys("*ads:*")


# --- Clicks -------------------------------------------------------------------------------------------------------------


def offered(campaign, *, now=None, hours=0, is_shared=False):
    hour = int((now or timezone.now()).timestamp() // 3600) - hours
    return make_offer(campaign=campaign.pk, placement="guide", page=GUIDE, hour=hour, is_shared=is_shared)


def click(campaign, offer=None, *, client=None, **more):
    offer = offered(campaign) if offer is None else offer
    answer = (client or Client()).get(
        f"/ads/{campaign.pk}/go", {"o": offer, **more.pop("query", {})}, **{**BROWSER, **more}
    )
    assert (answer.status_code, answer["Location"]) == (302, campaign.target)
    assert "no-store" in answer["Cache-Control"]
    return answer


def test_a_click_leads_to_the_target_and_counts_once(campaign):
    link = link_in(Client().get(GUIDE, **BROWSER))
    for _ in range(3):
        answer = Client().get(link, **BROWSER)
        assert answer["Location"] == campaign.target == "https://lamps.example/offer?a=1&b=2"
    assert counts(campaign) == {("view", ""): 1, ("click", ""): 1, ("click", "repeated"): 2}


def test_a_link_leads_nowhere_else(campaign):
    answer = click(
        campaign, query={"next": "https://evil.example/", "url": "https://evil.example/", "target": "//evil.example"}
    )
    assert answer["Referrer-Policy"] == "origin"
    assert Client().get("/ads/999999/go").status_code == 404
    assert Client().post(f"/ads/{campaign.pk}/go").status_code == 405


@pytest.mark.parametrize(
    ("reason", "how"),
    [
        ("bot", {"HTTP_USER_AGENT": "curl/8"}),
        ("bot", {"HTTP_USER_AGENT": ""}),
        ("ahead", {"HTTP_SEC_PURPOSE": "prefetch"}),
        ("old", {"hours": 3}),
        ("", {"hours": 2}),
        ("invalid", {"offer": "7-guide-1-p00.forged"}),
        ("invalid", {"offer": ""}),
        ("bot", {"HTTP_USER_AGENT": "curl/8", "hours": 3}),
    ],
)
def test_what_does_not_count_is_told_by_its_reason(campaign, reason, how):
    how = dict(how)
    offer = how.pop("offer", None)
    click(campaign, offered(campaign, hours=how.pop("hours", 0)) if offer is None else offer, **how)
    assert counts(campaign) == {("click", reason): 1}


def test_clicks_of_staff_do_not_count(campaign):
    client = Client()
    client.force_login(staff("editor@example.com", "Editors"))
    click(campaign, client=client)
    assert counts(campaign) == {("click", "staff"): 1}


def test_a_shared_offer_counts_once_for_each_network_and_a_single_one_once(campaign):
    shared, single = offered(campaign, is_shared=True), offered(campaign)
    for address in ("203.0.113.7", "203.0.113.8", "203.0.113.7"):
        for offer in (shared, single):
            click(campaign, offer, REMOTE_ADDR=address)
    assert counts(campaign) == {("click", ""): 3, ("click", "repeated"): 3}


def test_a_network_counts_five_times_a_day(campaign):
    for _ in range(counting.CLICKS_OF_NETWORK + 2):
        click(campaign, offered(campaign))
    click(campaign, offered(campaign), REMOTE_ADDR="203.0.113.9")
    assert counts(campaign) == {("click", ""): 6, ("click", "limit"): 2}


def test_a_network_is_a_keyed_code_whose_key_ends_with_the_day(campaign):
    click(campaign, offered(campaign, is_shared=True), REMOTE_ADDR="203.0.113.7")
    server = page_cache._valkey()
    keys = server.keys("*ads:*")
    assert len(keys) == 3
    assert not any(b"203.0.113" in key + server.dump(key) for key in keys)
    assert all(0 < server.ttl(key) <= 27 * 3600 for key in keys)
    server.delete(*server.keys("*ads:key:*"))
    click(campaign, offered(campaign, is_shared=True), REMOTE_ADDR="203.0.113.7")
    assert counts(campaign) == {("click", ""): 2}, "without the key, nobody can tell that it's the same"


def test_a_paused_campaign_leads_nowhere_and_one_that_ended_still_leads_to_its_target(campaign):
    campaign.ends_at = timezone.now() - dt.timedelta(hours=1)
    campaign.save()
    click(campaign)
    campaign.state = "paused"
    campaign.save()
    assert Client().get(f"/ads/{campaign.pk}/go").status_code == 404


def test_clicks_lead_on_while_valkey_is_away(campaign, monkeypatch):
    monkeypatch.setattr(django_settings, "CACHE_URL", "redis://127.0.0.1:1/0")
    click(campaign)


# --- Limits -------------------------------------------------------------------------------------------------------------


def batch(number, **lines):
    return counting.add_batch(id=str(number), counts=lines, now=NOW)


def line(campaign, what="view", *, day="20261120", placement="guide", reason=""):
    return f"{day}:{what}:{campaign.pk}:{placement}{reason and ':' + reason}"


def test_what_is_over_a_limit_does_not_count():
    campaign = a_campaign(views_a_day=10, views_in_all=14, clicks_in_all=1)
    batch(1, **{line(campaign): 7, line(campaign, placement="job"): 6, line(campaign, "click"): 3})
    batch(2, **{line(campaign, day="20261121"): 9, line(campaign, reason="bot"): 50})
    rows = DayCount.objects.values_list("day__day", "placement", "what", "reason", "number").order_by("pk")
    assert set(rows) == {
        (20, "guide", "click", "", 1), (20, "guide", "click", "cap", 2), (20, "guide", "view", "", 7),
        (20, "job", "view", "", 3), (20, "job", "view", "cap", 3), (21, "guide", "view", "", 4),
        (21, "guide", "view", "cap", 5), (20, "guide", "view", "bot", 50),
    }  # fmt: skip


@pytest.mark.parametrize("limit", ["views_a_day", "views_in_all", "clicks_a_day", "clicks_in_all"])
def test_a_campaign_at_a_limit_is_no_longer_shown(settings, limit):
    settings.ADS = "campaigns"
    campaign = a_campaign(**{limit: 5})
    what = limit.split("s_")[0]
    today = f"{timezone.now():%Y%m%d}"
    batch(1, **{line(campaign, what, day=today): 4})
    assert link_in(Client().get("/jobs/"))
    batch(2, **{line(campaign, what, day=today): 1})
    page_cache._valkey().flushdb()  # a minute passes
    assert not link_in(Client().get("/jobs/"))


def test_a_limit_of_a_day_begins_anew_on_the_next(settings):
    settings.ADS = "campaigns"
    campaign = a_campaign(views_a_day=5)
    batch(1, **{line(campaign, day=f"{timezone.now() - dt.timedelta(days=1):%Y%m%d}"): 5})
    assert link_in(Client().get("/jobs/"))


class ManyBatches(TestCase):
    @hypothesis_settings(max_examples=25)
    @given(
        st.lists(st.tuples(st.sampled_from(["20261120", "20261121"]), st.sampled_from(["guide", "job"]), st.integers(1, 9)), max_size=8),
        st.integers(1, 12),
        st.integers(12, 20),
    )  # fmt: skip
    def test_nothing_is_lost_and_no_limit_is_passed(self, lines, a_day, in_all):
        campaign = a_campaign(views_a_day=a_day, views_in_all=in_all)
        for number, (day, placement, times) in enumerate(lines):
            batch(number, **{line(campaign, day=day, placement=placement): times})
        rows = list(DayCount.objects.filter(campaign=campaign))
        counted = [row for row in rows if not row.reason]
        days = [sum(row.number for row in counted if row.day.day == day) for day in (20, 21)]
        sent = [sum(times for day, _place, times in lines if day.endswith(end)) for end in ("20", "21")]
        assert sum(row.number for row in rows) == sum(sent)
        assert all(day <= a_day for day in days)
        assert sum(days) == min(in_all, sum(min(a_day, one) for one in sent))
        DayCount.objects.all().delete()
        CountBatch.objects.all().delete()
        campaign.delete()


# --- Batches ------------------------------------------------------------------------------------------------------------


def note(name, times):
    valkey.client().hincrby(read_counter.PARTS, name, times)


def test_a_batch_that_was_stored_and_not_closed_counts_once(campaign):
    note(line(campaign), 5)
    opened = read_counter.open_batch()
    counting.add_batch(id=opened.id, counts=opened.counts, now=NOW)  # killed here
    note(line(campaign), 3)
    assert read_counter.open_batch() == opened
    assert counts(campaign) == {("view", ""): 8}
    assert counts(campaign) == {("view", ""): 8}


def test_a_batch_that_was_opened_and_not_stored_is_stored_later(campaign):
    note(line(campaign), 5)
    read_counter.open_batch()  # killed here
    assert counts(campaign) == {("view", ""): 5}


def test_a_batch_closed_late_takes_no_other_with_it(campaign):
    note(line(campaign), 5)
    first = read_counter.open_batch()
    counting.store_counts(now=NOW)
    note(line(campaign), 2)
    second = read_counter.open_batch()
    read_counter.close_batch(first.id)
    assert read_counter.open_batch() == second
    assert counts(campaign) == {("view", ""): 7}


def test_lines_that_nobody_here_writes_and_campaigns_that_are_gone_are_left_out(campaign):
    for name in ("", "x", "20261120:view:999999:guide", f"20261340:view:{campaign.pk}:guide", line(campaign, reason="no"), line(campaign, "no")):  # fmt: skip
        if name:
            note(name, 1)
    note(line(campaign), 1)
    assert counts() == {("view", ""): 1}


def test_old_batches_are_forgotten(campaign):
    batch(1, **{line(campaign): 1})
    counting.add_batch(id="2", counts={}, now=NOW + dt.timedelta(days=8))
    assert [one.id for one in CountBatch.objects.all()] == ["2"]


KILLED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "jobboard.settings"
sys.path.insert(0, os.getcwd())
import django
from django.conf import settings
name, settings.CACHE_URL, line = sys.argv[1:4]
settings.DATABASES["default"]["NAME"] = name
django.setup()
from django.utils import timezone
from ads import counting
from toolkit import read_counter, valkey

def run(stop):
    calls = []
    def dying(function):
        def called(*arguments, **options):
            calls.append(function)
            if len(calls) == stop:
                os.kill(os.getpid(), 9)
            return function(*arguments, **options)
        return called
    for step in ("open_batch", "add_batch", "_within_limits", "close_batch"):
        setattr(counting, step, dying(getattr(counting, step)))
    valkey.client().hincrby(read_counter.PARTS, line, 10)
    counting.store_counts(now=timezone.now())
    os._exit(0)

for stop in map(int, sys.argv[4:]):
    child = os.fork() or run(stop)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_counts_are_exact_wherever_the_task_is_killed(tmp_path):
    campaign = a_campaign()
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    name = connection.settings_dict["NAME"]
    steps = ["2", "3", "4", "99"]  # before a batch is stored, while it is, before it's closed, never
    ran = subprocess.run(
        [sys.executable, script, name, django_settings.CACHE_URL, line(campaign), *steps],
        cwd=django_settings.BASE_DIR, env=os.environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.split() == ["-9", "-9", "-9", "0"], ran.stderr
    assert counts(campaign) == {("view", ""): 40}
