"""Every state of the search has an address: landing pages, other names for them, and addresses that are none."""

import html
import re

import pytest
from django.utils import timezone

from jobs.vocabulary.regions import countries
from tests.factories import a_job

pytestmark = pytest.mark.django_db


def titles(response):
    return [card.job.title for card in response.context["cards"]]


def links(response):
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), flags=re.S)
    return {" ".join(re.sub(r"<[^>]+>", " ", words).split()): html.unescape(url) for url, words in found}


def test_a_page_of_an_empty_search_leads_to_its_beginning(client):
    answer = client.get("/jobs/?page=2&q=xylophone")
    assert answer.status_code == 404
    assert links(answer)["Remote jobs for “xylophone”"] == "/jobs/?q=xylophone"


def test_a_landing_page_is_the_search_with_an_address(client):
    now = timezone.now()
    a_job(now=now, title="Nurse", company="A", industries=("healthcare",), regions=("spain",), place="Spain")
    a_job(now=now, title="Medic", company="B", industries=("healthcare",), regions=("portugal",), place="Portugal")
    a_job(now=now, title="Tester", company="C", industries=("engineering",), regions=("european-union",), place="EU")
    assert set(titles(client.get("/jobs/healthcare/"))) == {"Nurse", "Medic"}
    assert set(titles(client.get("/jobs/in/spain/"))) == {"Nurse", "Tester"}
    page = client.get("/jobs/healthcare/in/spain/")
    assert titles(page) == ["Nurse"]
    shown = page.content.decode()
    assert "<h1>Remote jobs in Healthcare, open to Spain</h1>" in shown
    assert "1 job is open now. Every job accepts applicants from Spain" in shown
    assert '<meta name="description" content="1 job is open now.' in shown


def test_landing_pages_lead_to_others_with_the_counts_they_show(client):
    now = timezone.now()
    for number, (industry, region) in enumerate(
        [
            ("legal", "spain"),
            ("legal", "european-union"),
            ("seo", "spain"),
            ("legal", "anywhere"),
            ("legal", "japan"),
            ("legal", "portugal"),
        ]
    ):
        a_job(now=now, title=f"Role {number}", company=f"C{number}", industries=(industry,), regions=(region,))
    page = client.get("/jobs/legal/in/spain/")
    assert page.context["by_industry"] == [("Search optimization", "/jobs/seo/in/spain/", 1)]
    by_place = {name: (url, number) for name, url, number in page.context["by_place"]}
    assert by_place["Portugal"] == ("/jobs/legal/in/portugal/", 3)
    assert by_place["European Union"] == ("/jobs/legal/in/european-union/", 2)
    assert "Japan" not in by_place
    for _name, url, number in [*page.context["by_industry"], *page.context["by_place"]]:
        assert len(titles(client.get(url))) == number


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/jobs/dev/", "/jobs/engineering/"),
        ("/jobs/in/es/", "/jobs/in/spain/"),
        ("/jobs/in/usa/", "/jobs/in/united-states/"),
        ("/jobs/dev/in/uk/", "/jobs/engineering/in/united-kingdom/"),
    ],
)
def test_other_names_lead_to_the_address_for_good(client, path, target):
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (301, target)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/jobs/enginering/", "/jobs/engineering/"),
        ("/jobs/in/spian/", "/jobs/in/spain/"),
        ("/jobs/engineering/in/spian/", "/jobs/engineering/in/spain/"),
        ("/jobs/enginering/in/spain/", "/jobs/engineering/in/spain/"),
    ],
)
def test_an_unknown_address_is_not_found_and_names_what_looks_alike(client, path, near):
    answer = client.get(path)
    assert answer.status_code == 404
    assert near in links(answer).values()


def test_every_country_and_group_has_a_page(client):
    for slug in ("anywhere", "emea", "european-union", *(region.slug for region in list(countries().values())[::40])):
        assert client.get(f"/jobs/in/{slug}/").status_code == 200
