import datetime as dt
import json
import re
import time

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from careers import services
from careers.editing import working_copy
from careers.models import Correction, Guide, UsefulVote
from tests.factories import a_document, a_guide, a_published_guide, a_published_wage

pytestmark = pytest.mark.django_db
GUIDE = "/careers/lighthouse-keeper/"
YESTERDAY = dt.timedelta(days=1)
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def published():
    return a_published_guide(now=timezone.now() - YESTERDAY)


@pytest.fixture
def wages():
    a_published_wage(
        employment=30_000, mean=90_000, p10=40_000, p25=55_000, median=80_000, p75=None, p90=None, top_coded=("p75",)
    )


def words(response):
    import html

    body = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(strip_tags(body)).split())


def every_string(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from every_string(item)
    elif isinstance(value, list):
        for item in value:
            yield from every_string(item)


def test_the_page_shows_every_sentence_of_the_guide(client, published):
    shown = words(client.get(GUIDE))
    document = a_document().model_dump(mode="json")
    machine_only = {"slug", "field", "remote", "reviewed", "occupation", "growth", "pay", "day", "sources"}
    for key, value in document.items():
        if key not in machine_only:
            for text in every_string(value):
                assert text.replace("**", "") in shown, f"{key}: {text}"


def test_figures_are_shown_with_their_passports(client, published, wages):
    shown = words(client.get(GUIDE))
    assert "$41,000" in shown
    assert "−12%" in shown
    assert "Editorial estimate" in shown
    assert "Most lights run without a crew." in shown
    for part in (
        "Published statistic",
        "US Bureau of Labor Statistics",
        "May 2025",
        "53-5021",
        "United States",
        "percentile",
    ):
        assert part in shown
    assert "$80,000" in shown


def test_a_figure_that_was_not_published_is_never_zero(client, published, wages):
    shown = words(client.get(GUIDE))
    assert "$0" not in shown
    assert "not published" in shown.lower() or "top-coded" in shown.lower()


def test_an_empty_section_is_absent_not_empty(client):
    a_published_guide(now=timezone.now() - YESTERDAY, pros=[], cons=[], questions=[], sources=[], related=[])
    page = client.get(GUIDE).content.decode()
    for heading in ("Pros", "Cons", "Frequently asked", "Sources", "Related roles"):
        assert f">{heading}<" not in page
    assert "FAQPage" not in page


def test_scripts_in_markdown_are_inert(client):
    attack = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    a_published_guide(now=timezone.now() - YESTERDAY, summary=attack, pros=["<b onclick=alert(1)>"], path=attack)
    page = client.get(GUIDE).content.decode()
    body = re.sub(r'<script (type="application/ld\+json"|type="module" src="[^"]+").*?</script>', "", page, flags=re.S)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not re.search(r"<(a|b|img)\b[^>]*(onclick|onerror|javascript:)", body)


def test_a_related_role_with_a_guide_is_a_link(client, published):
    assert "/careers/harbor-pilot/" not in client.get(GUIDE).content.decode()
    a_published_guide(now=timezone.now() - YESTERDAY, title="Harbor Pilot", slug="harbor-pilot")
    from toolkit import page_cache

    page_cache.forget_all()
    assert 'href="/careers/harbor-pilot/"' in client.get(GUIDE).content.decode()


# --- Machine readers


def structured(client, path=GUIDE):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).content.decode(), re.S)
    return {item["@type"]: item for item in map(json.loads, blocks)}


def test_structured_data_says_what_the_page_says(client, published, wages):
    found = structured(client)
    shown = words(client.get(GUIDE))
    assert set(found) == {"Occupation", "BreadcrumbList", "FAQPage"}
    occupation = found["Occupation"]
    assert occupation["name"] == "Lighthouse Keeper"
    assert occupation["estimatedSalary"][0]["@type"] == "MonetaryAmountDistribution"
    assert occupation["estimatedSalary"][0]["median"] == 80000
    assert "percentile75" not in occupation["estimatedSalary"][0]
    assert occupation["estimatedSalary"][1]["median"] == 41000
    for question in found["FAQPage"]["mainEntity"]:
        assert question["name"] in shown
        assert question["acceptedAnswer"]["text"] in shown


def test_structured_data_cannot_be_broken_out_of(client):
    a_published_guide(now=timezone.now() - YESTERDAY, questions=[{"title": "</script><b>", "answer": "</script>&"}])
    assert structured(client)["FAQPage"]["mainEntity"][0]["name"] == "</script><b>"


def test_json_and_markdown_forms_hold_the_document(client, published):
    from careers.importing import guidefile

    data = client.get("/careers/lighthouse-keeper.json").json()
    assert data["guide"] == a_document().model_dump(mode="json")
    assert guidefile.loads(client.get("/careers/lighthouse-keeper.md").content.decode()) == a_document()


def test_the_social_image_is_a_png_of_the_usual_size(client, published):
    image = client.get(GUIDE + "og.png")
    assert image["Content-Type"] == "image/png"
    assert image.content[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)
    assert len(image.content) < 100_000


def test_the_sitemap_and_the_feed_name_the_guide(client, published, settings):
    assert "/sitemap-guides.xml" in client.get("/sitemap.xml").content.decode()
    assert GUIDE in client.get("/sitemap-guides.xml").content.decode()
    feed = client.get("/careers/feed/").content.decode()
    assert f"{settings.SITE_URL}{GUIDE}" in feed
    assert "Lighthouse Keeper" in feed


# --- What a visitor may not see


def test_a_draft_is_not_found(client):
    a_guide()
    for path in (
        GUIDE,
        GUIDE + "history/",
        "/careers/lighthouse-keeper.json",
        "/careers/lighthouse-keeper.md",
        GUIDE + "og.png",
    ):
        assert client.get(path).status_code == 404


def test_a_preview_link_shows_the_draft_and_is_never_kept(client):
    guide = a_guide()
    page = client.get(GUIDE, {"preview": working_copy.preview_token(guide)})
    assert "Keeps a" in words(page)
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]


def test_a_forged_or_foreign_preview_link_is_not_found(client):
    guide, other = a_guide(), a_guide(slug="harbor-pilot", title="Harbor Pilot")
    assert client.get(GUIDE, {"preview": "forged"}).status_code == 404
    assert client.get(GUIDE, {"preview": working_copy.preview_token(other)}).status_code == 404
    assert working_copy.previewed_guide_pk(working_copy.preview_token(guide)) == guide.pk


def test_a_preview_link_runs_out_after_two_days(client, monkeypatch):
    guide = a_guide()
    then = time.time() - 49 * 60 * 60
    with monkeypatch.context() as clock:
        clock.setattr("django.core.signing.time.time", lambda: then)
        token = working_copy.preview_token(guide)
    assert client.get(GUIDE, {"preview": token}).status_code == 404


def test_a_former_address_leads_to_the_new_one(client, published):
    guide = Guide.objects.get()
    guide.slug = "keeper"
    services.remember_slug(guide, "lighthouse-keeper")
    guide.save()
    moved = client.get(GUIDE)
    assert (moved.status_code, moved["Location"]) == (301, "/careers/keeper/")


# --- History, votes, corrections


def test_the_history_names_what_each_edition_changed(client, published):
    services.import_document(
        document=a_document(pros=["Quiet.", "Views."], stress="Lower"), update=True, by=None, now=timezone.now()
    )
    services.publish(guide=published, by=None, note="More pros", now=timezone.now())
    shown = words(client.get(GUIDE + "history/"))
    assert "More pros" in shown
    assert "Pros" in shown
    assert "Stress level" in shown
    assert "Core functions" not in shown


def test_an_answer_counts_once_a_day_from_one_address(client, published):
    for _ in range(3):
        assert client.post(GUIDE + "useful/", {"useful": "yes"}, **SAME_ORIGIN).status_code == 200
    vote = UsefulVote.objects.get()
    assert (vote.yes, vote.no) == (1, 0)


def test_an_answer_that_is_neither_yes_nor_no_is_refused(client, published):
    assert client.post(GUIDE + "useful/", {"useful": "perhaps"}, **SAME_ORIGIN).status_code == 400
    assert client.get(GUIDE + "useful/").status_code == 405


REPORT = {
    "text": "The lamp is electric since 1998.",
    "source": "https://example.org/lamp",
    "email": "reader@example.com",
}


def test_a_correction_reaches_the_editors(client, published):
    assert client.get(GUIDE + "correction/").status_code == 200
    assert "Thank you" in words(client.post(GUIDE + "correction/", REPORT, **SAME_ORIGIN))
    correction = Correction.objects.get()
    assert (correction.guide, correction.text, correction.state) == (published, REPORT["text"], "open")


def test_a_correction_from_another_site_is_refused(client, published):
    for header in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://evil.example"}, {}):
        assert client.post(GUIDE + "correction/", REPORT, **header).status_code == 403
    assert not Correction.objects.exists()


def test_a_bad_correction_keeps_what_was_written_and_names_the_field(client, published):
    page = client.post(GUIDE + "correction/", {**REPORT, "email": "not an address"}, **SAME_ORIGIN)
    assert page.status_code == 400
    assert REPORT["text"] in page.content.decode()
    assert "Enter an email address such as name@example.org." in words(page)
    assert words(page).startswith("Error:")


def test_a_robot_that_fills_in_the_hidden_field_is_thanked_and_ignored(client, published):
    assert (
        client.post(GUIDE + "correction/", {**REPORT, "website": "https://spam.example"}, **SAME_ORIGIN).status_code
        == 200
    )
    assert not Correction.objects.exists()


def test_the_sixth_correction_within_an_hour_is_put_off_and_kept_on_the_page(client, published):
    for _ in range(5):
        client.post(GUIDE + "correction/", REPORT, **SAME_ORIGIN)
    sixth = client.post(GUIDE + "correction/", {**REPORT, "text": "And another thing entirely."}, **SAME_ORIGIN)
    assert sixth.status_code == 400
    assert "And another thing entirely." in sixth.content.decode()
    assert Correction.objects.count() == 5
