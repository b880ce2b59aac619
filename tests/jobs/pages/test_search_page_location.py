"""The list of jobs for a visitor whose location is known."""

import re

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.screening.claims import Finding
from jobs.search import indexing
from tests.factories import a_job
from tests.jobs.pages.reading import links, text, titles

pytestmark = pytest.mark.django_db


def test_where_the_visitor_lives_is_asked_and_never_assumed(client, board):
    page = client.get("/jobs/?q=operations", REMOTE_ADDR="83.40.0.1", HTTP_ACCEPT_LANGUAGE="es-ES")
    assert "Set your location and we'll flag jobs you can apply for." in text(page)
    assert links(page)["Set your location"] == "/jobs/place/?next=%2Fjobs%2F%3Fq%3Doperations"
    assert all(card.answer is None for card in page.context["cards"])


def test_with_a_place_the_list_leaves_out_what_is_closed_there_and_says_how_many(client, board):
    client.cookies["place"] = "ES|Europe/Madrid"
    page = client.get("/jobs/?q=operations")
    assert set(titles(page)) == {"Operations Officer", "Operations Analyst", "Operations Manager"}
    assert page.context["count_words"] == "3 jobs for “operations”"
    assert "Only jobs open to Spain. 1 job that isn't is hidden. Show all" in text(page)
    everything = client.get(links(page)["Show all"])
    assert len(titles(everything)) == 4
    assert "This list isn't limited to jobs open to Spain." in text(everything)
    assert "people=spain" in page.context["feed_url"]
    assert "people=spain" in page.context["alert_url"]
    assert "people" not in links(page)["Newest"]


def test_a_list_for_the_visitors_own_place_is_not_called_unlimited(client, board):
    client.cookies["place"] = "ES|Europe/Madrid"
    page = client.get("/jobs/?q=operations&people=spain")
    assert len(titles(page)) == 3
    assert "isn't limited" not in text(page)
    assert "Set your location" not in text(page)


def test_jobs_that_are_only_open_elsewhere_are_not_denied(client):
    assert "There are no open jobs right now." in text(client.get("/jobs/"))
    a_job(now=timezone.now(), regions=("japan",))
    client.cookies["place"] = "NO|"
    page = text(client.get("/jobs/"))
    assert "1 job that isn't is hidden." in page
    assert "There are no open jobs" not in page
    assert "No other jobs are open right now." in page


def test_a_company_keeps_its_name_where_all_its_jobs_come_last(client):
    a_job(now=timezone.now(), company="Acme Daughters", pay=None)
    page = client.get("/jobs/?company=acme-daughters&sort=pay")
    assert "Remove filter: Acme Daughters" in links(page)


def test_somebody_elses_filtered_list_can_be_linked_to(client, board):
    page = client.get("/jobs/?q=operations&people=spain")
    assert len(titles(page)) == 3
    assert len(titles(client.get(links(page)["Remove filter: For people in Spain"]))) == 4


def test_a_part_of_a_country_hides_what_is_limited_to_others(client):
    label = Finding("label-part", "limit", "Remote - California", partly=("united-states",), parts=("California",))
    job = a_job(now=timezone.now(), title="Coast Keeper", regions=("united-states",))
    Job.objects.update(found=[label.as_json()])
    indexing.refresh([job.pk], now=timezone.now())
    for cookie, verdict in (("US|", "partly"), ("US||california", "yes"), ("US||texas", None), ("CA||ontario", None)):
        client.cookies["place"] = cookie
        found = [card.answer.verdict for card in client.get("/jobs/").context["cards"]]
        assert found == ([verdict] if verdict else []), cookie
    client.cookies["place"] = "US||texas"
    [card] = client.get("/jobs/?all=1").context["cards"]
    assert (card.answer.verdict, card.verdict) == ("no", "Not open to Texas")
    del client.cookies["place"]
    assert titles(client.get("/jobs/?geo=california")) == ["Coast Keeper"]
    assert titles(client.get("/jobs/?geo=texas")) == []


def test_the_home_page_counts_what_the_list_shows_to_people_there(client):
    label = Finding("label-part", "limit", "Remote - California", partly=("united-states",), parts=("California",))
    job = a_job(now=timezone.now(), title="Coast Keeper", company="Alder", regions=("united-states",))
    Job.objects.update(found=[label.as_json()])
    indexing.refresh([job.pk], now=timezone.now())
    a_job(now=timezone.now(), title="Keeper", company="Birch", regions=("united-states",))
    client.cookies["place"] = "US||texas"
    board = client.get("/").context["board"]
    assert (board.total_number, board.open_here_number) == (2, 1)
    assert len(titles(client.get(board.open_here_url))) == 1
    assert len(titles(client.get(board.all_url))) == 2


def test_a_text_that_shuts_people_out_hides_a_job_that_is_labeled_worldwide(client):
    only = Finding("country-only", "limit", "Only for people in the US.", only=("united-states",))
    job = a_job(now=timezone.now(), regions=("anywhere",))
    Job.objects.update(found=[only.as_json()])
    indexing.refresh([job.pk], now=timezone.now())
    for country, number in (("US", 1), ("ES", 0), ("CA", 0)):
        client.cookies["place"] = f"{country}|"
        assert len(titles(client.get("/jobs/"))) == number, country


def test_an_industry_page_says_how_many_there_are_and_lists_those_open_to_the_visitor(client, board):
    client.cookies["place"] = "ES|"
    page = client.get("/jobs/admin/")
    assert "4 jobs are open now." in text(page)
    assert page.context["count_words"] == "3 jobs"
    assert "1 job that isn't is hidden." in text(page)


def test_with_a_place_each_row_answers_whether_the_visitor_may_apply(client, board):
    client.cookies["place"] = "ES|Europe/Madrid"
    page = client.get("/jobs/?q=operations&all=1")
    verdicts = {card.job.title: card.verdict for card in page.context["cards"]}
    assert verdicts["Operations Officer"] == "Open to Spain"
    assert verdicts["Operations Lead"] == "Not open to Spain"
    assert re.search(r"Not open to Spain [\w ]+ ago The job limits applicants to other places\.", text(page))
    assert set(titles(client.get(links(page)["Show only jobs open to Spain"]))) == {
        "Operations Officer", "Operations Analyst", "Operations Manager",
    }  # fmt: skip


def test_a_search_for_a_country_proposes_to_keep_it(client, board):
    page = client.get("/jobs/?geo=spain")
    assert "Do you live in Spain?" in text(page)
    assert "country=ES" in links(page)["Set your location"]
