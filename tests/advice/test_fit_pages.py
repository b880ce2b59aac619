"""Pages of the fit sheet: for members with Plus, about their own résumés, each quote opening where it stands."""

import html
import re
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from advice.fit.pay import pay_beside
from advice.fit.reading import guide_for
from advice.profiles import choose
from jobs import services as jobs
from jobs.models import Job
from jobs.pay import Pay, PayPeriod
from jobs.tracker import services as tracker
from resumes.services import create_resume
from tests.factories import a_job, a_published_guide, a_user, an_occupation
from tests.resumes.people import ANA
from tests.resumes.publishing.support import with_plus
from toolkit.text import one_line

pytestmark = pytest.mark.django_db
DESCRIPTION = (
    "<h3>What you’ll do</h3><ul><li>Run the weekly report</li></ul>"
    "<h3>What you bring</h3><ul><li>Three years or more in operations</li><li>SQL for your own questions</li>"
    "<li>Experience with Kafka &amp; friends</li><li>Grace under pressure</li></ul>"
    "<h3>Nice to have</h3><ul><li>Portuguese or Spanish</li></ul>"
)


@pytest.fixture
def member(client):
    user = with_plus(a_user(country="BR", time_zone="America/Recife"))
    client.force_login(user)
    return user


@pytest.fixture
def job(db):
    return a_job(
        now=timezone.now(), title="Operations Manager", description=DESCRIPTION, timezone=(-300, -180), skills=()
    )


def a_resume(user, name="Main", data=ANA.data):
    return create_resume(user=user, name=name, language="en", data=data, now=timezone.now())


def text_of(answer):
    return one_line(html.unescape(re.sub(r"<[^<>]+>", " ", answer.content.decode())))


def test_the_sheet_shows_both_sentences_and_never_a_percentage(client, member, job):
    resume = a_resume(member)
    answer = client.get(f"/account/advice/fit/{job.pk}/")
    shown = text_of(answer)
    assert "You have 3 of the 4 things they ask for" in shown
    assert "3 clear, 1 not found." in shown
    assert "We only compare text: you decide whether to apply." in shown
    assert "We found no line about Apache Kafka in your résumé." in shown
    assert "“ Experience with Kafka & friends ”" in shown
    assert "Grace under pressure" in shown
    assert "You can apply from Brazil" in shown
    assert "Yours, UTC−3, is inside theirs, UTC−5 to UTC−3." in shown
    assert shown.count("$72,000–$88,000 a year") == 1
    assert f"/account/resumes/{resume.pk}/work/" in answer.content.decode()
    assert "%" not in re.sub(r"9% to 3%", "", shown)
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_each_link_opens_what_it_quotes(client, member, job):
    a_resume(member)
    page = client.get(f"/account/advice/fit/{job.pk}/").content.decode()
    quotes = re.findall(r"“<a href=\"([^\"]+)\">(.*?)</a>”", page)
    assert len(quotes) > 8
    for url, said in quotes:
        address = urlsplit(html.unescape(url))
        opened = client.get(f"{address.path}?{address.query}")
        assert opened.status_code == 200
        anchor, _, fragment = address.fragment.partition(":~:text=")
        ids = {html.unescape(one) for one in re.findall(r'\bid="([^"]+)"', opened.content.decode())}
        assert not anchor or anchor in ids, url
        for part in filter(None, fragment.split(",")):
            assert unquote(part) in text_of(opened)
        assert said


@pytest.mark.parametrize("page", ["fit", "prepare"])
def test_apply_is_no_button_where_the_member_cannot_apply(client, member, page):
    a_resume(member)
    button = re.compile(r'class="btn"\s+href="[^"]+/apply/"')
    for region, can_apply in (("united-states", False), ("brazil", True)):
        job = a_job(now=timezone.now(), title="Operations Manager", description=DESCRIPTION, regions=(region,))
        shown = client.get(f"/account/advice/{page}/{job.pk}/").content.decode()
        assert bool(button.search(shown)) == can_apply
        assert (f'/jobs/{job.pk}/apply/" rel="nofollow noopener">Apply anyway' in shown) != can_apply


def test_the_resume_that_counts_is_taken_everywhere(client, member, job):
    chosen = a_resume(member, "Chosen")
    a_resume(member, "Newer")
    choose(user=member, resume=chosen, now=timezone.now())
    for path in (f"/account/advice/fit/{job.pk}/", f"/account/advice/prepare/{job.pk}/", "/account/advice/moves/"):
        assert client.get(path).context["resume"] == chosen, path


def test_the_resume_changed_last_is_taken_unless_another_is_asked_for(client, member, job):
    empty = a_resume(member, "Empty", {"basics": {"name": "Ada"}})
    full = a_resume(member, "Full")
    assert "your résumé “Full”" in text_of(client.get(f"/account/advice/fit/{job.pk}/"))
    assert "your résumé “Empty”" in text_of(client.get(f"/account/advice/fit/{job.pk}/?resume={empty.pk}"))
    assert "your résumé “Full”" in text_of(client.get(f"/account/advice/fit/{job.pk}/?resume=none"))
    assert full.pk
    other = a_resume(a_user("other@example.com"), "Foreign")
    for wrong in (other.pk, 10**17):
        assert client.get(f"/account/advice/fit/{job.pk}/?resume={wrong}").status_code == 404
        assert client.get(f"/account/advice/prepare/{job.pk}/?resume={wrong}").status_code == 404


def test_of_several_guides_to_an_occupation_the_one_to_the_job_is_taken(client, member):
    developers = an_occupation(code="15-1252.00")
    developers.soc = "15-1252"
    developers.save()
    broad, exact = ({"code": "15-1252", "match": match} for match in ("broad", "exact"))
    a_published_guide(now=timezone.now(), slug="devops", title="DevOps Engineer", occupation=broad)
    a_published_guide(now=timezone.now(), slug="software", title="Software Engineer", occupation=exact)
    for title, guide in (
        ("Senior Software Engineer", "Software"),
        ("Backend Developer", "Software"),
        ("DevOps Engineer, Search", "DevOps"),
    ):
        job = a_job(now=timezone.now(), title=title)
        job.occupation, job.occupation_confidence = developers, 99
        assert guide_for(job, now=timezone.now()).title == f"{guide} Engineer"


def test_without_a_resume_the_page_says_how_to_make_one(client, member, job):
    shown = client.get(f"/account/advice/fit/{job.pk}/")
    assert "First, a résumé" in text_of(shown)
    assert "/account/resumes/import/" in shown.content.decode()


def test_a_closed_job_is_still_compared(client, member, job):
    a_resume(member)
    tracker.save(user=member, job=job, now=timezone.now())
    jobs.fill(job=job, now=timezone.now())
    shown = client.get(f"/account/advice/fit/{job.pk}/")
    assert "This job is closed." in text_of(shown)
    copy = re.search(r"/account/applications/\d+/posting/#description", shown.content.decode())
    assert copy, "quotes lead to the member's copy"
    assert client.get(copy[0].partition("#")[0]).status_code == 200
    stranger = with_plus(a_user("other@example.com"))
    a_resume(stranger)
    client.force_login(stranger)
    shown = client.get(f"/account/advice/fit/{job.pk}/")
    assert "so quotes from it have no link" in text_of(shown)
    assert "posting/#description" not in shown.content.decode()
    assert f"/jobs/{job.pk}-" not in shown.content.decode()


def test_a_text_in_another_language_gets_a_note(client, member, job):
    a_resume(member)
    german = (
        "<h3>Dein Profil</h3><ul><li>Du hast mehrere Jahre mit Python gearbeitet und schreibst gerne Tests</li><li>Du sprichst fließend "
        "Deutsch und gut Englisch</li></ul><h3>Wir bieten</h3><p>Wir sind ein kleines Team und arbeiten von überall aus, mit Urlaub und Zeit.</p>"
    )
    foreign = a_job(now=timezone.now(), title="Entwickler", company="Beispiel", description=german)
    said = "Some of this job's text isn't in English."
    assert said in text_of(client.get(f"/account/advice/fit/{foreign.pk}/"))
    assert said not in text_of(client.get(f"/account/advice/fit/{job.pk}/"))


def test_unknown_and_unpublished_jobs_are_not_found(client, member):
    held = a_job(now=timezone.now(), description="<p>Send $50 for the training kit before you start.</p>")
    Job.objects.filter(pk=held.pk).update(published_at=None, status="pending")
    for pk in (held.pk, 0, 10**9):
        assert client.get(f"/account/advice/fit/{pk}/").status_code == 404


def test_without_plus_the_page_says_what_it_is(client, job):
    user = a_user()
    a_resume(user)
    client.force_login(user)
    for path in ("/account/advice/", f"/account/advice/fit/{job.pk}/", f"/account/advice/prepare/{job.pk}/"):
        answer = client.get(path)
        assert answer.status_code == 200
        shown = text_of(answer)
        assert "Advice is part of Plus" in shown
        assert "An invented person and an invented job" in shown
        assert "Get Plus" in shown
        assert "Maré Logística, Recife" not in shown  # nothing of the member's own
    assert Client().get("/account/advice/").headers["Location"].startswith("/accounts/login/")


def test_before_you_apply(client, member, job):
    resume = a_resume(member)
    answer = client.get(f"/account/advice/prepare/{job.pk}/")
    shown = text_of(answer)
    for said in (
        "Add Apache Kafka if you have it",
        "On your résumé: SQL",
        "Have an example ready for this",
        "What's your best example of working with SQL, and what came of it?",
        "How would you go about this: “Run the weekly report”?",
        "Can you give an example of this: “Grace under pressure”?",
        "Nobody gave us the real ones.",
    ):
        assert said in shown
    assert f"/account/resumes/{resume.pk}/work/" in answer.content.decode()


def test_questions_and_sections_of_the_guide_to_the_occupation(client, member, job):
    a_resume(member)
    occupation = an_occupation(code="53-5021.00")
    occupation.soc = "53-5021"
    occupation.save()
    a_published_guide(
        now=timezone.now(),
        occupation={"code": "53-5021", "match": "exact"},
        tech_stack=["Kafka", "Kafka for events"],
        mistakes=["Guessing."],
    )
    Job.objects.filter(pk=job.pk).update(occupation=occupation, occupation_confidence=99)
    fit = client.get(f"/account/advice/fit/{job.pk}/")
    assert "The career guide says: “ Kafka for events ”" in text_of(fit)
    assert "/careers/lighthouse-keeper/#tech-stack" in fit.content.decode()
    shown = client.get(f"/account/advice/prepare/{job.pk}/")
    assert "How do you avoid this mistake: “Guessing”?" in text_of(shown)
    assert "/careers/lighthouse-keeper/#mistakes" in shown.content.decode()


def test_what_members_and_feeds_write_is_text(client, member):
    evil = "<img src=x onerror=alert(1)>\"'>{{ 7 }}</script>"
    data = {
        "work": [{"position": evil, "name": evil, "startDate": "2020", "highlights": [evil, "SQL " + evil]}],
        "skills": [{"name": evil}],
    }
    a_resume(member, evil[:80], data)
    asks = f"<h3>Requirements</h3><ul><li>SQL {html.escape(evil)}</li><li>{html.escape(evil)}</li></ul>"
    job = a_job(now=timezone.now(), title="Analyst", description=asks, skills=(evil[:60],), company="Evil & <b>Co</b>")
    for path in (f"/account/advice/fit/{job.pk}/", f"/account/advice/prepare/{job.pk}/", "/account/advice/"):
        page = client.get(path).content.decode()
        assert "<img src=x" not in page
        assert "<b>Co" not in page


def test_the_public_page_shows_the_example_from_the_page_cache(client, django_assert_num_queries):
    shown = text_of(client.get("/advice/"))
    assert "Ana Moreira has" in shown
    assert "Example" in shown
    assert "$8 a month" in shown
    with django_assert_num_queries(0):
        assert client.get("/advice/").status_code == 200


def test_a_job_leads_members_to_the_sheet_and_visitors_to_the_example(client, member, job):
    assert f'href="/account/advice/fit/{job.pk}/"' in client.get(job.get_absolute_url()).content.decode()
    visitor = Client().get(job.get_absolute_url()).content.decode()
    assert 'href="/advice/">How do you fit?' in visitor
    assert "/account/advice/fit/" not in visitor


def test_a_sheet_takes_few_queries(client, member, job, django_assert_max_num_queries):
    a_resume(member)
    client.get(f"/account/advice/fit/{job.pk}/")
    with django_assert_max_num_queries(8):
        client.get(f"/account/advice/fit/{job.pk}/")


def test_the_front_page_lists_the_jobs_of_the_tracker(client, member, job, django_assert_max_num_queries):
    assert "Make a résumé first" in text_of(client.get("/account/advice/"))
    a_resume(member)
    for number in range(12):
        other = a_job(now=timezone.now(), title=f"Officer {number}", company=f"Company {number}")
        tracker.save(user=member, job=other, now=timezone.now())
    with django_assert_max_num_queries(6):
        page = client.get("/account/advice/").content.decode()
    assert page.count("/account/advice/fit/") == 8


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (72_000, 88_000, "The middle of this job's range, $80,000, is between the median and the 75th percentile."),
        (None, 88_000, "The one amount that this job names, $88,000, is between the median and the 75th percentile."),
        (20_000, None, "The one amount that this job names, $20,000, is below the 10th percentile."),
        (200_000, 300_000, "The middle of this job's range, $250,000, is above the 90th percentile."),
    ],
)
def test_pay_is_set_beside_what_is_published_for_the_occupation(db, low, high, said):
    occupation = an_occupation()
    levels = {"p10": 4_000_000, "p25": 5_000_000, "median": 7_000_000, "p75": 9_000_000, "p90": 12_000_000}
    cited = {"source": "oews", "release": "May 2025", "code": "53-5021", "title": "Captains"}
    occupation.facts |= {"pay": [{"country": "US", "currency": "USD", **cited, **levels}]}
    occupation.is_listed = True
    occupation.save()
    cents = {name: None if amount is None else amount * 100 for name, amount in (("low", low), ("high", high))}
    job = a_job(now=timezone.now(), pay=Pay(**cents, currency="USD", period=PayPeriod.YEAR))
    job.occupation, job.occupation_confidence = occupation, 99
    found = pay_beside(job, now=timezone.now()).published
    assert found.text == f"In the United States, half earn more than $70,000 a year. {said}"
    assert found.source.name
