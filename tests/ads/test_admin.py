"""Staff of the group Advertising make, preview, start, pause and share campaigns; what they type is checked."""

import datetime as dt
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import AuditEntry
from ads import services
from ads.models import GROUP, Advertiser, Campaign
from tests.accounts.support import staff
from tests.ads.campaigns import a_campaign, has_ad

pytestmark = pytest.mark.django_db
LIST = "/admin/ads/campaign/"


@pytest.fixture
def desk(client):
    client.force_login(staff("ada@example.com", GROUP))
    return client


def a_picture(format="PNG", size=(300, 200)):
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, format)
    return SimpleUploadedFile(f"a.{format.lower()}", made.getvalue())


def typed(**changes):
    advertiser, _made = Advertiser.objects.get_or_create(name="Harbor Supplies")
    fields = {
        "advertiser": advertiser.pk,
        "name": "Lamps",
        "headline": "Lamps that last",
        "text": "Oil, wick and glass for every tower.",
        "button": "See lamps",
        "target": "https://lamps.example/offer",
        "placements": ["guide", "job"],
        "weight": "10",
        "starts_at": "2026-11-01T00:00",
    }
    return {**fields, **changes}


def errors_of(answer):
    assert answer.status_code == 200
    return {name: list(errors) for name, errors in answer.context["adminform"].form.errors.items()}


def test_a_campaign_is_made_as_a_draft_with_its_image(desk):
    answer = desk.post(f"{LIST}add/", typed(upload=a_picture("JPEG"), countries=["DE", "AT"], views_a_day="500"))
    assert answer.status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.countries, campaign.views_a_day) == ("draft", ["DE", "AT"], 500)
    image = Client().get(campaign.image_url)
    assert image["Content-Type"] == "image/png"
    assert "immutable" in image["Cache-Control"]
    assert Image.open(io.BytesIO(image.content)).size == (256, 171)
    assert Client().get(campaign.image_url.replace(campaign.image_digest, "0" * 16)).status_code == 404
    assert LogEntry.objects.get().user.email == "ada@example.com"
    former = campaign.image_url
    desk.post(f"{LIST}{campaign.pk}/change/", typed(no_image="on"))
    campaign.refresh_from_db()
    assert (campaign.image, campaign.image_url) == (None, "")
    assert Client().get(former).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"target": "http://lamps.example/"}, "target", "https://"),
        ({"target": "javascript:alert(1)"}, "target", "valid URL"),
        ({"target": "https://us@evil.example/"}, "target", "user name"),
        ({"target": "https://localhost/"}, "target", "https://example.com/"),
        ({"target": "https://192.168.1.1/"}, "target", "https://example.com/"),
        ({"target": "https://[::1]/"}, "target", "https://example.com/"),
        ({"target": "https://printer.local/"}, "target", "https://example.com/"),
        ({"headline": " \u200b "}, "headline", "required"),
        ({"headline": "L" * 61}, "headline", "60"),
        ({"placements": []}, "placements", "required"),
        ({"placements": ["mail"]}, "placements", "valid choice"),
        ({"countries": ["XX"]}, "countries", "valid choice"),
        ({"industries": ["hr"], "placements": ["guide"]}, "industries", "job lists and job pages"),
        ({"weight": "0"}, "weight", "greater than or equal to 1"),
        ({"weight": "101"}, "weight", "less than or equal to 100"),
        ({"ends_at": "2026-10-01T00:00"}, "ends_at", "after the start"),
        ({"views_a_day": "0"}, "views_a_day", "greater than or equal to 1"),
        ({"clicks_a_day": "9", "clicks_in_all": "8"}, "clicks_a_day", "higher than the total limit"),
        ({"upload": SimpleUploadedFile("a.png", b"<svg onload=alert(1)>")}, "upload", "isn't a PNG"),
        ({"upload": SimpleUploadedFile("a.png", b"x" * (2 * 1024 * 1024 + 1))}, "upload", "too large"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(desk, changes, field, says):
    answer = desk.post(f"{LIST}add/", typed(**changes))
    errors = errors_of(answer)
    assert list(errors) == [field]
    assert any(says in error for error in errors[field]), errors
    assert "See lamps" in answer.content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    "target",
    ["HTTPS://lamps.example/A", "https://лампы.рф/", "https://lamps.xn--p1ai/", "https://a.lamps.example:8443/?b=c#d"],
)
def test_addresses_of_websites_are_taken(desk, target):
    assert desk.post(f"{LIST}add/", typed(target=target)).status_code == 302
    assert Campaign.objects.get().target == target.replace("HTTPS", "https")


def test_an_upload_is_scanned(desk, settings):
    settings.VIRUS_SCANNER = "127.0.0.1:1"
    assert "isn't responding" in str(errors_of(desk.post(f"{LIST}add/", typed(upload=a_picture()))))


def test_a_campaign_is_started_and_paused_by_buttons_and_by_actions(desk):
    campaign = a_campaign(is_on=False)
    move = f"{LIST}{campaign.pk}/move/"
    states = []
    for to in ("paused", "active", "active", "paused", "", "draft"):
        answer = desk.post(move, {"to": to})
        assert answer.status_code == (400 if to == "draft" else 302)
        campaign.refresh_from_db()
        states.append(campaign.state)
    assert states == ["draft", "active", "active", "paused", "paused", "paused"]
    desk.post(LIST, {"action": "start", "_selected_action": [campaign.pk]})
    assert desk.get(move).status_code == 405
    campaign.refresh_from_db()
    assert campaign.state == "active"
    assert [one.action for one in AuditEntry.objects.filter(action__startswith="staff.").order_by("pk")] == [
        "staff.ad_started", "staff.ad_paused", "staff.ad_started",
    ]  # fmt: skip


def test_what_was_decided_while_somebody_edited_stays():
    now, campaign = timezone.now(), a_campaign()
    services.make_report_link(campaign=campaign, by=None, now=now)
    edited = Campaign.objects.defer("image").get(pk=campaign.pk)
    services.move(campaign=campaign, to="paused", by=None, now=now)
    services.revoke_report_link(campaign=campaign, by=None, now=now)
    edited.headline = "Lamps for life"
    services.save_campaign(campaign=edited, now=now)
    campaign.refresh_from_db()
    assert (campaign.headline, campaign.state, campaign.report_token) == ("Lamps for life", "paused", None)


def test_the_list_says_what_each_campaign_does(desk, django_assert_max_num_queries):
    now = timezone.now()
    a_campaign(name="draft", is_on=False)
    a_campaign(name="running")
    a_campaign(name="planned", starts_at=now + dt.timedelta(days=1))
    a_campaign(name="ended", ends_at=now - dt.timedelta(days=1))
    limited = a_campaign(name="limited", clicks_in_all=1)
    limited.counts.create(day=now.date(), placement="job", what="click", number=1)
    with django_assert_max_num_queries(11):
        page = desk.get(LIST)
    shown = {one.name: page.context["cl"].model_admin.status(one) for one in page.context["cl"].result_list}
    words = ("Draft", "Running", "Not started yet", "Ended", "At a limit")
    for name, says in zip(("draft", "running", "planned", "ended", "limited"), words, strict=True):
        assert says in shown[name]


def test_a_preview_shows_the_box_and_counts_nothing(desk):
    campaign = a_campaign(is_on=False, image=b"a picture", image_digest="1a2b")
    page = desk.get(f"{LIST}{campaign.pk}/preview/")
    html = page.content.decode()
    assert has_ad(page)
    assert campaign.image_url in html
    assert 'href="https://lamps.example/offer?a=1&amp;b=2"' in html
    assert "/go?" not in html


def test_words_of_advertisers_are_escaped(desk):
    campaign = a_campaign(headline="<script>x</script>", text='"><img src=x>', button="<b>", name="<i>")
    for path in ("/jobs/", f"{LIST}{campaign.pk}/preview/", f"{LIST}{campaign.pk}/report/"):
        html = desk.get(path).content.decode()
        assert "<script>x" not in html
        assert "<img src=x" not in html
        assert "<i>" not in html


def test_the_group_may_change_and_not_delete_and_others_see_nothing(desk):
    campaign = a_campaign()
    assert desk.get(f"{LIST}{campaign.pk}/delete/").status_code == 403
    assert desk.get("/admin/jobs/job/").status_code == 403
    for group in ("Editors", "Support", "Moderators", "Consultants"):
        other = Client()
        other.force_login(staff(f"{group}@example.com", group))
        for path in ("", "add/", f"{campaign.pk}/change/", f"{campaign.pk}/report/", f"{campaign.pk}/preview/", f"{campaign.pk}/report/counts.csv"):  # fmt: skip
            assert other.get(f"{LIST}{path}").status_code == 403
        assert other.post(f"{LIST}{campaign.pk}/move/", {"to": "paused"}).status_code == 403
        assert other.post(f"{LIST}{campaign.pk}/link/", {"action": "make"}).status_code == 403
