"""What members flag: hidden jobs, viewed jobs, muted companies, recent searches. Theirs alone, and undone by them."""

import datetime as dt

import pytest
from django.utils import timezone

from alerts.models import Mute
from jobs.landing_pages import Landing
from jobs.models import Company
from jobs.tracker import flags, member_data
from jobs.tracker.models import JobFlag, RecentSearch
from jobs.vocabulary.industries import INDUSTRIES
from tests.factories import NOW, a_job, a_user

pytestmark = pytest.mark.django_db
Kind = JobFlag.Kind


@pytest.fixture
def member(client):
    user = a_user()
    client.force_login(user)
    return user


@pytest.fixture
def job():
    return a_job(now=timezone.now(), title="Harbor Pilot", company="Alder")


def shown(client, address="/jobs/"):
    return [card.job.title for card in client.get(address).context["cards"]]


def test_a_hidden_job_is_left_out_until_its_member_shows_it_again(client, member, job):
    a_job(now=timezone.now(), title="Keeper", company="Birch")
    answer = client.post(f"/jobs/{job.pk}/hide/", {"next": "/jobs/?q=pilot"})
    assert answer["Location"] == "/jobs/?q=pilot"
    page = client.get("/jobs/")
    assert [card.job.title for card in page.context["cards"]] == ["Keeper"]
    assert page.context["count_words"] == "1 job"
    assert "1 job that you hid isn&#x27;t shown." in page.content.decode()
    assert "Harbor Pilot" in client.get("/account/hidden/").content.decode()
    client.logout()
    assert set(shown(client)) == {"Keeper", "Harbor Pilot"}
    client.force_login(a_user(email="other@example.org"))
    assert client.post(f"/account/hidden/{job.pk}/").status_code == 404
    client.force_login(member)
    client.post(f"/account/hidden/{job.pk}/")
    assert set(shown(client)) == {"Keeper", "Harbor Pilot"}


@pytest.mark.parametrize(
    "asked", ["", "type=full-time", "q=keeper", "q=keeper&type=full-time&level=any", "q=keeper&sort=pay"]
)
def test_counts_leave_out_what_a_member_hid_as_the_list_does(client, member, asked):
    hidden = a_job(now=timezone.now(), title="Keeper", company="Alder", types=("full-time",), level="any")
    a_job(now=timezone.now(), title="Keeper", company="Birch", types=("full-time", "contract"), level="any")
    flags.flag(user=member, job=hidden, kind=Kind.HIDDEN, now=NOW)
    found = client.get(f"/jobs/?{asked}").context
    facets = {facet.name: {one.value: words for one, words in facet.choices} for facet in found["facets"]}
    assert [card.job.company.name for card in [*found["cards"], *found["rest"]]] == ["Birch"]
    assert facets["type"] == {"full-time": "1", "contract": "1"}
    assert facets["level"] == {"any": "1"}
    assert found["skipped"] == "1 job that you hid isn't shown."


def test_the_number_of_jobs_that_only_mention_a_word_leaves_out_hidden_ones(client, member):
    texts = [
        a_job(now=timezone.now(), title="Keeper", company=one, description="<p>We have a zeppelin.</p>") for one in "AB"
    ]
    flags.flag(user=member, job=texts[0], kind=Kind.HIDDEN, now=NOW)
    found = client.get("/jobs/?q=zeppelin").context
    assert len(found["mentions"]) == 1
    assert found["mentioned_words"] == "1 job mentions “zeppelin” in its description"


def test_a_viewed_job_says_so_and_can_be_hidden_by_a_filter(client, member, job):
    assert "Viewed</span>" not in client.get("/jobs/").content.decode()
    client.get(job.get_absolute_url())
    page = client.get("/jobs/").content.decode()
    assert 'class="job viewed"' in page
    assert "Viewed</span>" in page
    assert shown(client, "/jobs/?unviewed=1") == []
    client.logout()
    assert shown(client, "/jobs/?unviewed=1") == ["Harbor Pilot"]


def test_a_visit_is_flagged_in_one_query_and_only_the_newest_are_kept(
    member, job, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(flags, "MOST_FLAGS", 3)
    jobs = [job, *(a_job(title=f"Keeper {number}", company=f"C{number}") for number in range(4))]
    for hours, one in enumerate(jobs):
        flags.flag(user=member, job=one, kind=Kind.VIEWED, now=NOW + dt.timedelta(hours=hours))
    with django_assert_num_queries(1):
        flags.flag(user=member, job=jobs[-1], kind=Kind.VIEWED, now=NOW + dt.timedelta(hours=9))
    assert set(flags.states_among(member, [one.pk for one in jobs])) == {(one.pk, "viewed") for one in jobs[-3:]}


def test_a_company_muted_in_a_list_is_left_out_of_lists_and_of_alerts(client, member, job):
    answer = client.post("/alerts/mute/alder/", {"next": "/jobs/"})
    assert answer["Location"] == "/jobs/"
    assert shown(client) == []
    assert Mute.objects.filter(recipient__user=member, kind="company", value="alder").exists()
    assert "Alder" in client.get("/account/alerts/").content.decode()
    client.post(f"/account/alerts/mutes/{Mute.objects.get().pk}/")
    assert shown(client) == ["Harbor Pilot"]


@pytest.mark.parametrize(
    "address", ["/jobs/{}/hide/", "/alerts/mute/alder/", "/account/recent-searches/clear/", "/account/viewed/clear/"]
)
def test_flags_need_an_account_and_a_post(client, job, address):
    address = address.format(job.pk)
    assert "/accounts/login/" in client.post(address)["Location"]
    client.force_login(a_user())
    assert client.get(address).status_code == 405
    assert not JobFlag.objects.exists()


def test_rows_have_the_menu_for_members_only(client, job):
    assert "row-menu" not in client.get("/jobs/").content.decode()
    client.force_login(a_user())
    page = client.get("/jobs/").content.decode()
    assert f'formaction="/jobs/{job.pk}/hide/"' in page
    assert 'formaction="/alerts/mute/alder/"' in page
    of_company = client.get(Company.objects.get().get_absolute_url()).content.decode()
    assert f'formaction="/jobs/{job.pk}/hide/"' in of_company
    assert 'formaction="/alerts/mute/alder/"' not in of_company  # it would show them all the same


def test_similar_jobs_and_company_pages_leave_out_what_a_member_hid(client, member, job):
    hidden, kept = (a_job(now=timezone.now(), title="Harbor Pilot", company=one) for one in ("Birch", "Cedar"))
    client.post(f"/jobs/{hidden.pk}/hide/")
    found = [card.job for card in client.get(job.get_absolute_url()).context["similar"]]
    assert kept in found
    assert hidden not in found
    assert not client.get(hidden.company.get_absolute_url()).context["cards"]


def test_viewed_jobs_can_be_cleared(client, member, job):
    client.get(job.get_absolute_url())
    assert "Lists mark 1 job as viewed." in client.get("/account/hidden/").content.decode()
    client.post("/account/viewed/clear/")
    assert not JobFlag.objects.exists()
    assert "as viewed." not in client.get("/account/hidden/").content.decode()


def test_what_somebody_muted_does_not_change_how_many_jobs_a_place_has(client, member):
    for company in ("Alder", "Alder", "Birch"):
        a_job(now=timezone.now(), title=f"Keeper {company}", company=company, industries=("admin",))
    address = Landing(INDUSTRIES["admin"], None).url
    before = client.get(address).context["intro"]
    client.post("/alerts/mute/birch/")
    assert client.get(address).context["intro"] == before


def test_the_last_ten_searches_are_offered_to_their_member_and_can_be_cleared(client, member, job):
    for number in range(12):
        flags.note_search(user=member, querystring=f"q=keeper+{number}", now=NOW + dt.timedelta(minutes=number))
    page = client.get("/jobs/")
    assert [url for _label, url in page.context["recent"]] == [f"/jobs/?q=keeper+{at}" for at in range(11, 1, -1)]
    client.get("/jobs/?q=pilot&level=senior")
    assert client.get("/jobs/").context["recent"][0] == ("“pilot”, Senior", "/jobs/?level=senior&q=pilot")
    client.post("/account/recent-searches/clear/")
    assert not client.get("/jobs/").context["recent"]


def test_a_search_is_kept_when_its_member_asks_and_not_when_a_browser_only_looks(client, member, job):
    client.head("/jobs/?q=pilot")
    assert not RecentSearch.objects.exists()


def test_showing_all_jobs_of_a_list_is_no_search_of_its_own(client, member, job):
    client.get("/jobs/?q=pilot&all=1")
    assert flags.recent_searches(member) == ["q=pilot"]
    assert client.get("/jobs/?all=1").context["recent"] == [("“pilot”", "/jobs/?q=pilot")]
    assert flags.recent_searches(member) == ["q=pilot"]


def test_words_typed_one_after_the_other_are_one_search(member):
    for seconds, typed in enumerate(("de", "design", "designer")):
        flags.note_search(user=member, querystring=f"q={typed}", now=NOW + dt.timedelta(seconds=seconds))
    flags.note_search(user=member, querystring="q=cook", now=NOW + dt.timedelta(minutes=5))
    assert flags.recent_searches(member) == ["q=cook", "q=designer"]


def test_flags_and_searches_are_in_the_export_and_go_with_the_account(client, member, job):
    client.get(job.get_absolute_url())
    client.get("/jobs/?q=pilot")
    found = member_data.tables(member)
    assert [row["job_id"] for row in found["job_flags"]] == [job.pk]
    assert [row["querystring"] for row in found["recent_searches"]] == ["q=pilot"]
    member.delete()
    assert not JobFlag.objects.exists()
    assert not RecentSearch.objects.exists()
