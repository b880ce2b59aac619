"""The list of jobs: what a search shows, says, hides and leads to."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.models import Company
from jobs.pay import Pay
from jobs.search import spelling as search_words
from tests.factories import a_job, a_user
from tests.jobs.pages.reading import PERIODS, links, text, titles

pytestmark = pytest.mark.django_db


def test_newest_first(client, board):
    page = client.get("/jobs/")
    assert titles(page)[:3] == ["Operations Officer", "Operations Analyst", "Operations Lead"]
    assert titles(page)[-1] == "Operations Manager"
    assert page.context["count_words"] == "7 jobs"


def test_a_row_says_what_the_posting_says(client, board):
    row = text(client.get("/jobs/?q=operations+analyst"))
    for words in (
        "Operations Analyst New",
        "Birch · Europe",
        "$72,000–$88,000 a year Full-time · Senior 2 hours ago",
    ):
        assert words in row


def test_missing_pay_is_said(client, board):
    assert "Pay not stated" in text(client.get("/jobs/?q=recipe"))


def test_a_wide_range_is_called_wide(client):
    a_job(now=timezone.now(), pay=Pay(5_000_000, 20_000_000, "USD", "year"))
    assert "$50,000–$200,000 a year (wide range)" in text(client.get("/jobs/"))


def test_only_postings_of_the_last_day_are_new(client, board):
    assert [card.job.title for card in client.get("/jobs/").context["cards"] if not card.is_new] == [
        "Operations Manager"
    ]


def test_the_count_names_the_keywords(client, board):
    page = client.get("/jobs/", {"q": "operations"})
    assert '<p role="status" id="count">4 jobs for “operations”</p>' in page.content.decode()
    assert client.get("/jobs/", {"q": "recipe"}).context["count_words"] == "1 job for “recipe”"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"geo": "spain", "q": "operations"}, {"Operations Officer", "Operations Analyst", "Operations Manager"}),
        ({"level": "senior"}, {"Operations Analyst", "Operations Lead"}),
        ({"type": "contract"}, {"Operations Manager"}),
        ({"industry": ["copywriting", "engineering"]}, {"Recipe Editor", "Site Engineer"}),
        ({"pay": "100000", **PERIODS}, {"Site Engineer"}),
        ({"pay": "60000", "currency": "EUR", "period": "year"}, {"Ledger Keeper"}),
        ({"posted": "1", "q": "manager"}, set()),
        ({"company": "cedar"}, {"Operations Lead"}),
    ],
)
def test_filters_hold_together(client, board, query, found):
    assert set(titles(client.get("/jobs/", query))) == found


def test_each_filter_can_be_taken_away_by_a_link(client, board):
    page = client.get("/jobs/?q=operations&geo=spain&level=senior&type=full-time")
    assert titles(page) == ["Operations Analyst"]
    ways = links(page)
    assert set(titles(client.get(ways["Remove filter: Senior"]))) == {"Operations Officer", "Operations Analyst"}
    assert set(titles(client.get(ways["Remove filter: Open to Spain"]))) == {"Operations Analyst", "Operations Lead"}
    assert len(titles(client.get(ways["Clear all"]))) == 4
    assert text(page).count("Filters (3)") == 1


def test_counts_of_a_facet_ignore_its_own_filter(client, board):
    facets = {facet.name: facet.choices for facet in client.get("/jobs/?q=operations&level=senior").context["facets"]}
    levels = {choice.value: (number, choice.is_chosen) for choice, number in facets["level"]}
    assert levels == {"midweight": ("2", False), "senior": ("2", True)}
    assert {choice.value: number for choice, number in facets["type"]} == {"full-time": "2"}


def test_what_place_and_pay_hide_is_said_and_shown_by_one_link(client, board):
    page = client.get("/jobs/", {"q": "operations", "geo": "spain", "pay": "60000", **PERIODS})
    assert "2 hidden: 1 not open to Spain , 1 without stated pay" in text(page)
    assert "Hidden: 1 not open to Spain" in text(client.get("/jobs/?q=operations&geo=spain"))
    ways = links(page)
    assert "Operations Lead" in titles(client.get(ways["1 not open to Spain"]))
    assert "Operations Manager" in titles(client.get(ways["1 without stated pay"]))


def test_nothing_found_names_the_filter_to_drop_and_what_it_would_give(client, board):
    page = client.get("/jobs/?q=operations&type=contract&level=senior")
    assert titles(page) == []
    assert "No jobs match this search." in text(page)
    ways = links(page)
    assert titles(client.get(ways["1 job without “Senior”"])) == ["Operations Manager"]
    assert len(titles(client.get(ways["2 jobs without “Contract”"]))) == 2


def test_nothing_found_by_keywords_alone_leads_to_all_jobs(client, board):
    page = client.get("/jobs/?q=xylophone")
    assert links(page)["Show all jobs"] == "/jobs/"


def test_an_empty_board_says_so(client):
    assert "There are no open jobs right now." in text(client.get("/jobs/"))


def test_the_order_can_be_chosen_once_there_are_keywords(client, board):
    assert "Best match" not in links(client.get("/jobs/"))
    page = client.get("/jobs/?q=operations")
    assert page.context["criteria"].sort == "best"
    newest = client.get(links(page)["Newest"])
    assert newest.context["criteria"].sort == "newest"
    assert set(titles(newest)) == set(titles(page))
    assert '<input type="hidden" name="sort" value="newest">' in newest.content.decode()
    assert links(newest)["Best match"] == "/jobs/?q=operations"


def test_what_only_mentions_the_keywords_has_a_heading_with_its_count_and_can_be_included(client, board):
    a_job(now=timezone.now(), title="Gardener", description="<p>You talk to our cook now and then.</p>")
    a_job(now=timezone.now(), title="Cook")
    page = client.get("/jobs/?q=cook")
    assert titles(page) == ["Cook"]
    assert "1 job for “cook”" in text(page)
    assert "1 more job mentions “cook”" in text(page)
    assert [card.job.title for card in page.context["mentions"]] == ["Gardener"]
    page = client.get("/jobs/?q=cook&text=1")
    assert "2 jobs for “cook”" in text(page)
    assert titles(page) == ["Cook", "Gardener"]
    assert "1 job mentions “gardens” in its description" not in text(client.get("/jobs/?q=gardens"))


def test_each_row_says_why_it_matches(client):
    a_job(now=timezone.now(), title="Cook", skills=("Ovens",))
    a_job(now=timezone.now(), title="Gardener", company="Oven Works", skills=())
    a_job(now=timezone.now(), title="Florist", skills=(), description="<p>You talk to our oven builders.</p>")
    page = client.get("/jobs/?q=oven")
    assert [card.why for card in page.context["cards"]] == ["Matches: Oven Works", "Matches: Ovens"]
    assert [card.job.title for card in page.context["mentions"]] == ["Florist"]
    assert "Matches: Ovens" in text(page)
    assert [card.why for card in client.get("/jobs/?q=cook").context["cards"]] == ["Matches: job title"]
    assert [card.why for card in client.get("/jobs/").context["cards"]] == [""] * 3


def test_words_that_are_a_filter_are_said_and_offered(client, board):
    page = client.get("/jobs/?q=part+time+officer+europe")
    assert titles(page) == ["Operations Officer"]
    assert "We didn't search for “part time” or “europe”." in text(page)
    ways = links(page)
    assert ways["Location: Europe?"] == "/jobs/?geo=europe&q=part+time+officer+europe"
    assert ways["Job type: Part-time?"] == "/jobs/?q=part+time+officer+europe&type=part-time"
    assert client.get(ways["Search for all words"]).context["criteria"].as_typed
    assert titles(client.get(ways["Search for all words"])) == []
    assert "set your location" in text(client.get("/jobs/?q=officer+no+US"))
    assert "Minimum pay: $100,000 a year?" in links(client.get("/jobs/?q=officer+100k"))
    assert "Level: Senior?" in links(client.get("/jobs/?q=senior+officer"))


def test_what_cannot_be_understood_is_said_and_the_rest_is_searched(client, board):
    page = client.get("/jobs/", {"q": "operations", "type": "fulltime", "pay": "a lot", "industry": "cooking"})
    assert len(titles(page)) == 4
    assert page.content.decode().count("error-summary") == 1
    shown = text(page)
    assert "Job type: We don't recognize “fulltime”" in shown
    assert "Minimum pay: Enter a whole number" in shown
    assert "Industry: We don't recognize “cooking”" in shown
    assert re.search(r'name="pay"\s+value="a lot"', page.content.decode())
    assert "<title>Error:" in page.content.decode()


@pytest.mark.parametrize(
    "field",
    ["q", "geo", "type", "level", "industry", "pay", "currency", "period", "posted", "company", "tz", "sort", "people"],
)
def test_every_message_leads_to_something_on_the_page(client, board, field):
    value = "x" * 300 if field == "q" else "§§"
    page = client.get("/jobs/", {field: value, "pay": "1"} if field != "pay" else {"pay": value})
    ids = set(re.findall(r'\bid="([^"]+)"', page.content.decode()))
    assert field in page.context["problems"]
    assert {anchor for anchor, _message in page.context["problem_links"]} <= ids


@pytest.mark.parametrize(
    "query", ["x" * 10_000, "a & | !", '"open', "<script>alert(1)</script>", "-python", "the", "%00", "' or 1=1 --"]
)
def test_any_keywords_get_a_page(client, board, query):
    page = client.get("/jobs/", {"q": query})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_a_mistyped_search_shows_the_corrected_one_and_the_way_back(client, board):
    search_words.refresh(timezone.now())
    page = client.get("/jobs/?q=operatoins")
    assert "Showing results for “operations”." in text(page)
    assert len(titles(page)) == 4
    assert titles(client.get(links(page)["Search for “operatoins” instead"])) == []


def test_saved_jobs_say_saved(client, board):
    client.cookies["saved"] = str(board["cook"].pk)
    stages = {card.job.title: card.stage for card in client.get("/jobs/").context["cards"]}
    assert [title for title, stage in stages.items() if stage] == ["Recipe Editor"]
    assert 'form="saving"' in client.get("/jobs/").content.decode()


# --- Cost -----------------------------------------------------------------------------------------------------------------


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "path",
    ["/jobs/", "/jobs/?q=operations&geo=spain&type=full-time&pay=60000", "/jobs/?q=xylophone&geo=spain&level=senior"],
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_takes_the_same_few_queries_however_many_rows(client, board, path, signed_in):
    if signed_in:
        client.force_login(a_user(country="ES", time_zone="Europe/Madrid"))
    few = queries(client, path)
    for number in range(15):
        a_job(now=timezone.now(), title=f"Operations Officer {number}", company=f"Company {number}")
    Company.objects.filter(slug__startswith="company-1").update(logo=b"png")
    many = queries(client, path)
    assert (
        many <= few <= (12 if signed_in else 8)
    )  # members: what they hid and muted, what they viewed, recent searches
