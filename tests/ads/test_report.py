"""The report adds up, as a page and as CSV; its link for the advertiser can't be guessed and ends when staff say so."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client

from ads.models import GROUP, DayCount
from ads.report import Figures, report_of
from tests.accounts.support import staff
from tests.ads.campaigns import a_campaign

pytestmark = pytest.mark.django_db
COUNTS = (
    (20, "guide", "view", "", 1000), (20, "guide", "click", "", 12), (20, "job", "view", "", 200), (20, "job", "click", "", 3),
    (21, "guide", "view", "", 500), (21, "guide", "view", "bot", 77), (21, "guide", "click", "repeated", 4),
    (21, "job", "click", "bot", 5), (21, "guide", "view", "cap", 9),
)  # fmt: skip


@pytest.fixture
def campaign():
    made = a_campaign()
    for day, placement, what, reason, number in COUNTS:
        made.counts.create(
            day=dt.date(2026, 11, day), placement=placement, what=what, reason=reason, number=number
        )  # fmt: skip
    return made


def test_figures_add_up(campaign, django_assert_num_queries):
    with django_assert_num_queries(1):
        report = report_of(campaign)
    assert report.total == Figures(1700, 15)
    assert report.total.rate == "0.88%"
    assert report.days == [(dt.date(2026, 11, 21), Figures(500, 0)), (dt.date(2026, 11, 20), Figures(1200, 15))]
    assert [(str(label), figures) for label, figures in report.placements] == [
        ("Career guides", Figures(1500, 12)), ("Job pages", Figures(200, 3))
    ]  # fmt: skip
    assert [(str(label), *numbers) for label, *numbers in report.uncounted] == [
        ("Program, not a person", 77, 5), ("Same link clicked again", 0, 4), ("Over a limit of the campaign", 9, 0)
    ]  # fmt: skip
    assert Figures().rate == "–"


def test_the_table_has_every_count(client, campaign):
    client.force_login(staff("ada@example.com", GROUP))
    answer = client.get(f"/admin/ads/campaign/{campaign.pk}/report/counts.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {(row["day"][-2:], row["placement"], row["what"], row["reason"], row["number"]) for row in rows} == {
        (str(day), placement, what, reason or "counted", str(number)) for day, placement, what, reason, number in COUNTS
    }


def test_the_advertiser_sees_the_same_by_a_link_and_nobody_without_it(client, campaign):
    client.force_login(staff("ada@example.com", GROUP))
    desk, link = f"/admin/ads/campaign/{campaign.pk}/report/", f"/admin/ads/campaign/{campaign.pk}/link/"
    client.post(link, {"action": "make"})
    address = client.get(desk).context["link"]
    token = address.rstrip("/").rpartition("/")[2]
    assert len(token) == 43
    for path in (address, f"{address}counts.csv"):
        page = Client().get(path)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert "private" in page["Cache-Control"]
        assert "noindex" in page["X-Robots-Tag"]
        assert page["Referrer-Policy"] == "no-referrer"
        assert Client().get(path.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B"))).status_code == 404
    html = Client().get(address).content.decode()
    assert all(figure in html for figure in ("1,700", "0.88%", "Harbor Supplies", "Running"))
    assert 'class="ad"' not in html
    client.post(link, {"action": "make"})
    assert Client().get(address).status_code == 404, "a new link ends the former"
    address = client.get(desk).context["link"]
    for _twice in range(2):
        client.post(link, {"action": "revoke"})
    assert Client().get(address).status_code == 404
    assert Client().get("/ads/report/None/").status_code == 404


def test_a_campaign_without_counts_says_so(client):
    campaign = a_campaign()
    client.force_login(staff("ada@example.com", GROUP))
    html = client.get(f"/admin/ads/campaign/{campaign.pk}/report/").content.decode()
    assert "Nothing so far." in html
    assert DayCount.objects.count() == 0
