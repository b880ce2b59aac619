"""Editing a guide on the staff site: what is typed is what is saved, and what is wrong is said where it is."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from careers import services
from careers.editing import working_copy
from careers.models import CareerField, Guide, Tier
from tests.factories import a_document, a_guide, a_published_guide, a_user
from tests.forms import typed_in

pytestmark = pytest.mark.django_db


def page_of(guide):
    return reverse("admin:careers_guide_change", args=[guide.pk])


def press(client, guide, action="save", **changes):
    """Opens the page of ``guide``, types ``changes`` and presses a button; the answer."""
    typed = typed_in(client.get(page_of(guide)), "guide_form")
    return client.post(page_of(guide), {**typed, **changes, "action": action})


def problems(response):
    return [f"{problem.label}: {problem.message}" for problem in response.context["problems"]]


def test_saving_an_untouched_page_changes_nothing(editor):
    guide = a_guide()
    before = services.document_of(guide)
    assert press(editor, guide).status_code == 302
    after = Guide.objects.get(pk=guide.pk)
    assert services.document_of(after) == before
    assert after.version == guide.version


def test_every_field_of_the_document_is_on_the_page_and_is_saved(editor):
    guide = a_guide()
    other = a_document(
        title="Harbor Pilot", slug="harbor-pilot", field="finance", also_called=["Pilot"], remote="partly", demand=4,
        growth={"rate": "3.5", "period": "2025–2035", "basis": "published", "publisher": "Office", "release": "May 2025",
                "occupation_code": "53-5021", "area": "US", "measure": "employment", "url": "https://example.org/x"},
        pay=[{"country": "DE", "currency": "EUR", "low": 4000050, "high": 5000000, "basis": "postings", "sample_size": 12, "as_of": "2026-01-02"}],
        occupation={"code": "11-1021", "match": "broad"}, related=[], reviewed="2026-01-01", stress="High", balance="Poor",
        outlook_status="Growing", outlook_source="Office", outlook_text="More ships.", pay_text="Paid by the ship.",
        sources=[{"title": "A"}, {"title": "B", "year": 2020}], pros=["x", "y"],
        tiers=[{"title": "One", "years_from": 1, "years_to": 3}], skill_map={"intro": "", "groups": []},
    )  # fmt: skip
    twin = services.import_document(document=other, update=False, by=None, now=timezone.now())
    typed = typed_in(editor.get(page_of(twin)), "guide_form")
    twin.delete()
    typed["version"] = str(guide.version)
    assert editor.post(page_of(guide), {**typed, "action": "save"}).status_code == 302
    assert services.document_of(Guide.objects.get(pk=guide.pk)) == other


def test_a_new_guide_needs_a_title_only_and_gets_its_slug_from_it(editor):
    add = reverse("admin:careers_guide_add")
    typed = typed_in(editor.get(add), "guide_form")
    response = editor.post(add, {**typed, "title": "Buoy Tender", "action": "save"})
    guide = Guide.objects.get(slug="buoy-tender")
    assert response.url == page_of(guide)
    assert str(guide.updated_by) == "Edda"
    assert "To fix" in editor.get(response.url).content.decode()


def test_lists_are_one_item_a_line_without_blank_lines_or_pasted_bullets(editor):
    guide = a_guide()
    press(editor, guide, pros="- Quiet\r\n\r\n- Sea  air\r\n", cons="Fog\n- and cold")
    document = services.document_of(Guide.objects.get(pk=guide.pk))
    assert document.pros == ("Quiet", "Sea air")
    assert document.cons == ("Fog", "- and cold")


def test_a_list_line_that_is_too_long_is_named_by_its_number(editor):
    response = press(editor, a_guide(), pros="short\n" + "x" * 501)
    assert "Pros: Line 2 has 501 characters. Use at most 500." in problems(response)


def test_parts_take_the_order_they_ask_for_and_a_cleared_or_removed_part_goes(editor):
    guide = a_guide(tiers=[{"title": "A"}, {"title": "B"}, {"title": "C"}, {"title": "D"}])
    response = press(
        editor,
        guide,
        **{"tiers-0-position": "35", "tiers-1-DELETE": "on", "tiers-3-title": "", "tiers-3-position": ""},
        **{"tiers-4-title": "New", "tiers-4-position": "5"},
    )
    assert response.status_code == 302
    assert [tier.title for tier in Tier.objects.filter(guide=guide)] == ["New", "C", "A"]


def test_amounts_are_typed_in_the_main_unit_and_kept_in_the_minor_one(editor):
    guide = a_guide()
    press(editor, guide, **{"pay_bands-0-low": "30,000.50", "pay_bands-0-currency": "usd", "pay_bands-0-entry": ""})
    band = services.document_of(Guide.objects.get(pk=guide.pk)).pay[0]
    assert (band.low, band.entry, band.currency) == (3000050, None, "USD")
    assert 'value="30,000.50"' in editor.get(page_of(guide)).content.decode()


def test_the_amounts_of_a_published_band_are_labeled_as_percentiles(editor):
    labels = ("10th percentile", "25th percentile", "Median", "75th percentile", "90th percentile")
    published = {"basis": "published", "publisher": "Labor office", "release": "May 2025", "occupation_code": "53-5021",
                 "area": "United States", "measure": "percentiles", "url": "https://labor.example/"}  # fmt: skip
    bands = [
        {"country": country, "currency": "USD", "low": 1, "entry": 2, "median": 3, "senior": 4, "high": 5, **passport}
        for country, passport in (("US", published), ("CA", {"basis": "editorial", "note": "Our own reading."}))
    ]
    page = editor.get(page_of(a_guide(pay=bands))).content.decode()
    for number, expected in enumerate((labels, ("Low", "Entry", "Median", "Senior", "Top 10%"))):
        found = re.findall(
            rf'<label for="id_pay_bands-{number}-(?:low|entry|median|senior|high)">([^<]+)</label>', page
        )
        assert tuple(found) == expected


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("low", "70000", "Pay band “US · USD”: Entry: “Low” is above “Entry”."),
        ("low", "12.345,00", "Pay band “US · USD”: Low: Enter an amount such as 55000 or 55,000.50."),
        ("low", "10.005", "Pay band “US · USD”: Low: USD has no unit that small."),
        ("high", "9" * 40, "Pay band “US · USD”: Top 10%: Enter 10000000000000 or less."),
        ("currency", "ZZZ", "Pay band “US · ZZZ”: Currency: “ZZZ” isn't a currency code. Enter three letters, such as USD."),
        ("country", "XX", "Pay band “XX · USD”: Country: “XX” isn't a country code. Enter two letters, such as US."),
        ("basis", "published", "Pay band “US · USD”: Publisher: Required for a published statistic."),
    ],
)  # fmt: skip
def test_bad_pay_is_told_at_its_field_and_the_typing_stays(editor, name, typed, said):
    guide = a_guide()
    response = press(editor, guide, **{f"pay_bands-0-{name}": typed, "title": "Typed meanwhile"})
    assert said in problems(response)
    assert typed_in(response, "guide_form")["title"] == "Typed meanwhile"
    assert Guide.objects.get(pk=guide.pk).version == guide.version


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "taken"}, "Slug: Another guide uses this slug. Choose a different one."),
        ({"slug": "compare"}, "Slug: “compare” is the address of another page."),
        ({"slug": "Not_A_Slug"}, "Slug: Use lower-case letters, digits and single hyphens."),
        ({"title": ""}, "Title: This field is required."),
        ({"occupation_code": "15"}, "Occupation code: Enter a SOC code such as 15-1252."),
        ({"occupation_match": ""}, "Match: Enter both an occupation code and its match, or neither."),
        ({"tiers-0-years_to": "0", "tiers-0-years_from": "2"}, "Career tier “Assistant”: Years to: The last year can't be before the first."),
        ({"day_segments-0-ends": ""}, "Part of the day “Evening”: To: Enter both a start and an end, or neither."),
        ({"sources-0-url": "ftp://example.org"}, "Source “Lists of Lights”: Address: Must be a web address that starts with http:// or https://."),
        ({"sources-0-year": "20"}, "Source “Lists of Lights”: Year: Ensure this value is greater than or equal to 1800."),
        ({"summary": "x" * 20001}, "Summary: Ensure this value has at most 20000 characters (it has 20001)."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field(editor, changes, said):
    guide = a_guide()
    a_guide(title="Taken", slug="taken")
    response = press(editor, guide, **changes)
    assert said in problems(response)
    assert Guide.objects.get(pk=guide.pk).version == guide.version


def test_two_bands_for_one_country_are_told_at_the_second(editor):
    guide = a_guide()
    response = press(
        editor, guide, **{"pay_bands-1-country": "US", "pay_bands-1-currency": "USD", "pay_bands-1-low": "1"}
    )
    assert any(
        "there are two pay bands for US" in said.lower() or "two pay bands" in said for said in problems(response)
    )


def test_control_characters_and_half_emoji_do_no_harm(editor):
    guide = a_guide()
    assert press(editor, guide, summary="one\x0btwo 🚀 עברית \u2028three", title="Light\x07house").status_code == 302
    document = services.document_of(Guide.objects.get(pk=guide.pk))
    assert document.title == "Lighthouse"
    assert "🚀 עברית" in document.summary


def test_a_second_editor_is_told_and_keeps_the_typing(editor, client):
    guide = a_guide()
    opened = typed_in(editor.get(page_of(guide)), "guide_form")
    colleague = a_user("bo@example.com", name="Bo", is_staff=True, is_superuser=True)
    client.force_login(colleague)
    assert press(client, guide, stress="Very <high>").status_code == 302

    client.force_login(a_user("cy@example.com", is_staff=True, is_superuser=True))
    response = client.post(page_of(guide), {**opened, "balance": "My words", "action": "publish"})
    text = response.content.decode()
    assert "Bo saved it at" in text
    assert "<ins>Very &lt;high&gt;</ins>" in text
    assert not guide.editions.exists()
    kept = typed_in(response, "guide_form")
    assert kept["balance"] == "My words"
    assert kept["version"] == opened["version"]

    # Ticking the box saves over the version that was shown, and over no later one.
    assert client.post(page_of(guide), {**kept, "overwrite": opened["version"]}).status_code == 200
    current = Guide.objects.get(pk=guide.pk).version
    assert client.post(page_of(guide), {**kept, "overwrite": str(current)}).status_code == 302
    assert services.document_of(Guide.objects.get(pk=guide.pk)).balance == "My words"


def test_an_old_page_still_saves_after_its_parts_were_replaced(editor):
    guide = a_guide(tiers=[{"title": "A"}, {"title": "B"}])
    opened = typed_in(editor.get(page_of(guide)), "guide_form")
    services.import_document(document=a_document(tiers=[]), update=True, by=None, now=timezone.now())
    current = Guide.objects.get(pk=guide.pk).version
    response = editor.post(page_of(guide), {**opened, "overwrite": str(current)})
    assert response.status_code == 302
    assert [tier.title for tier in Tier.objects.filter(guide=guide)] == ["A", "B"]


def test_scripts_in_markdown_are_inert_in_the_preview(editor):
    guide = a_guide()
    response = press(editor, guide, "preview", summary="<script>alert(1)</script> [x](javascript:alert(2))")
    assert response.url.startswith("/careers/lighthouse-keeper/?preview=")
    text = editor.get(response.url).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert 'href="javascript:' not in text


def test_the_preview_link_is_for_this_guide_and_is_shown_in_full(editor, settings):
    guide = a_guide()
    text = editor.get(page_of(guide)).content.decode()
    start = f"{settings.SITE_URL}/careers/lighthouse-keeper/?preview="
    token = text.split(start)[1].split('"')[0]
    assert working_copy.previewed_guide_pk(token) == guide.pk


def test_a_changed_slug_keeps_the_address_that_readers_know(editor, client):
    guide = a_published_guide(now=timezone.now())
    press(editor, guide, "publish", slug="light-keeper", note="New name", despite_gaps="on")
    assert Guide.objects.get(pk=guide.pk).former_slugs == ["lighthouse-keeper"]


def test_duplicating_makes_a_draft_of_its_own(editor):
    guide = a_published_guide()
    response = editor.post(reverse("admin:careers_guide_duplicate", args=[guide.pk]))
    copy = Guide.objects.get(slug="lighthouse-keeper-2")
    assert response.url == page_of(copy)
    assert not copy.editions.exists()


def test_a_published_guide_is_not_deleted_and_a_draft_may_be(editor):
    guide, draft = a_published_guide(), a_guide(title="Draft", slug="draft")
    assert editor.post(reverse("admin:careers_guide_delete", args=[guide.pk]), {"post": "yes"}).status_code == 403
    assert editor.post(reverse("admin:careers_guide_delete", args=[draft.pk]), {"post": "yes"}).status_code == 302
    assert list(Guide.objects.all()) == [guide]


def test_an_unknown_guide_leads_back_with_a_message(editor):
    for key in ("999999", "nonsense"):
        response = editor.get(reverse("admin:careers_guide_change", args=[key]), follow=True)
        assert "doesn’t exist" in response.content.decode()


def test_a_field_in_use_stays_and_the_page_offers_all_fields(editor):
    guide = a_guide()
    text = editor.get(page_of(guide)).content.decode()
    assert all(name in text for name in CareerField.objects.values_list("name", flat=True))
