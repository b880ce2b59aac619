"""The jobs on the home page."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from tests.factories import a_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    """Ten jobs open to Spain, and, newer than those, ten that aren't."""
    now = timezone.now()
    for number in range(10):
        a_job(
            now=now - dt.timedelta(hours=20 + number), title=f"Accountant {number}", regions=("spain",), place="Spain"
        )
        a_job(now=now - dt.timedelta(hours=number), title=f"Recruiter {number}", regions=("japan",), place="Japan")


def titles(page):
    return re.findall(r'class="job-title"><a [^>]*>([^<]*)', page)


def test_a_visitor_who_lives_somewhere_sees_the_newest_jobs_that_are_open_there(client, board):
    assert titles(client.get("/").content.decode()) == [f"Recruiter {number}" for number in range(8)]
    client.cookies["place"] = "ES|Europe/Madrid"
    page = client.get("/").content.decode()
    assert titles(page) == [f"Accountant {number}" for number in range(8)]
    assert "Newest jobs open to Spain" in page
    assert "See the 10 jobs open to Spain" in page
    assert '<a href="/jobs/?all=1">See all 20 jobs</a>' in page


def test_a_visitor_to_whose_country_nothing_is_open_is_told_so(client, board):
    client.cookies["place"] = "NO|Europe/Oslo"
    page = client.get("/").content.decode()
    assert "No job is open to Norway right now." in page
    assert "See the 0 jobs" not in page
    assert '<a href="/jobs/?all=1">See all 20 jobs</a>' in page


def test_an_empty_search_leads_to_all_jobs_wherever_the_visitor_lives(client, board):
    client.cookies["place"] = "ES|Europe/Madrid"
    page = client.get("/jobs/", {"q": "zeppelin"}).content.decode()
    assert '<a href="/jobs/?all=1">Show all jobs</a>' in page
    client.cookies.pop("place")
    assert '<a href="/jobs/">Show all jobs</a>' in client.get("/jobs/", {"q": "zeppelin"}).content.decode()
