"""Publishing, scheduling and withdrawing from the staff site, and what the pages say about where a guide stands."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from careers import services
from careers.models import Edition, Guide
from tests.factories import a_document, a_guide, a_published_guide
from tests.forms import typed_in

pytestmark = pytest.mark.django_db


def page_of(guide):
    return reverse("admin:careers_guide_change", args=[guide.pk])


def press(client, guide, action, **changes):
    typed = typed_in(client.get(page_of(guide)), "guide_form")
    return client.post(page_of(guide), {**typed, **changes, "action": action})


def said(response):
    return [problem.message for problem in response.context["problems"]]


def live(guide):
    return Edition.objects.live(timezone.now()).filter(guide=guide).first()


def test_publish_now_saves_what_was_typed_and_shows_it_to_readers(editor):
    guide = a_guide()
    response = press(editor, guide, "publish", stress="None at all", note="First edition", despite_gaps="on")
    assert response.url == page_of(guide)
    edition = live(guide)
    assert (edition.number, edition.note, str(edition.published_by)) == (1, "First edition", "Edda")
    assert edition.document.stress == "None at all"
    page = editor.get(response.url).content.decode()
    assert 'Edition 1 of “Lighthouse Keeper” is live. <a href="/careers/lighthouse-keeper/">View guide</a>' in page
    assert "with unpublished changes" not in page


def test_a_saved_draft_is_not_shown_to_readers_and_the_page_says_so(editor):
    guide = a_published_guide(now=timezone.now())
    press(editor, guide, "save", stress="None at all")
    assert live(guide).document.stress == "Low, with hard nights"
    assert "with unpublished changes" in editor.get(page_of(guide)).content.decode()
    press(editor, guide, "save", stress="Low, with hard nights")
    assert "with unpublished changes" not in editor.get(page_of(guide)).content.decode()


def test_what_blocks_publishing_is_linked_and_nothing_is_lost(editor):
    guide = a_guide()
    response = press(editor, guide, "publish", summary="", stress="Typed", note="A note")
    assert [(problem.anchor, problem.message) for problem in response.context["problems"]] == [
        ("id_summary", "The summary is empty.")
    ]
    typed = typed_in(response, "guide_form")
    assert (typed["stress"], typed["note"]) == ("Typed", "A note")
    assert not guide.editions.exists()


def test_gaps_need_a_tick_to_publish_and_none_to_save(editor):
    guide = a_guide(pros=[])
    assert "Fill the gaps in the checklist, or check this box to publish anyway." in said(
        press(editor, guide, "publish")
    )
    assert press(editor, guide, "save").status_code == 302
    assert press(editor, guide, "publish", despite_gaps="on").status_code == 302
    assert live(guide)


def test_a_guide_without_gaps_needs_no_tick(editor):
    guide = a_guide()
    assert press(editor, guide, "publish").status_code == 302


def test_the_checklist_links_to_the_fields(editor):
    guide = a_guide(summary="", pros=[], sources=[], occupation=None)
    response = editor.get(page_of(guide))
    assert [point.anchor for point in response.context["to_fix"]] == ["id_summary"]
    text = response.content.decode()
    for anchor in [point.anchor for point in (*response.context["to_fix"], *response.context["gaps"])]:
        assert f'id="{anchor}"' in text
    assert {"id_pros", "sources-group", "id_occupation_code"} <= {point.anchor for point in response.context["gaps"]}


def test_every_anchor_of_the_checklist_of_an_empty_guide_is_on_the_page(editor):
    guide = services.import_document(
        document=type(a_document())(title="Empty", slug="empty"), update=False, by=None, now=timezone.now()
    )
    response = editor.get(page_of(guide))
    text = response.content.decode()
    anchors = [point.anchor for point in (*response.context["to_fix"], *response.context["gaps"])]
    assert len(anchors) > 20
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in text] == []


def test_a_schedule_ahead_is_kept_and_told(editor):
    guide = a_guide()
    at = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert press(editor, guide, "schedule", publish_at=at, note="Soon").status_code == 302
    edition = guide.editions.get()
    assert edition.published_at.strftime("%Y-%m-%dT%H:%M") == at
    assert live(guide) is None
    assert "Scheduled for" in editor.get(page_of(guide)).content.decode()


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("2020-01-01T10:00", "Choose a time in the future."),
        ("", "Choose a date and time."),
        ("soon", "Enter a valid date/time."),
    ],
)
def test_a_schedule_without_a_time_ahead_is_refused_and_the_text_stays(editor, at, message):
    guide = a_guide()
    response = press(editor, guide, "schedule", publish_at=at, stress="Typed")
    assert said(response) == [message]
    assert response.context["problems"][0].anchor == "id_publish_at"
    assert typed_in(response, "guide_form")["stress"] == "Typed"
    assert not guide.editions.exists()


def test_a_note_that_is_too_long_is_told(editor):
    guide = a_guide()
    assert "at most 200 characters" in said(press(editor, guide, "publish", note="x" * 201))[0]
    assert not guide.editions.exists()


def test_withdrawing_asks_first_and_takes_the_guide_off_the_site(editor):
    guide = a_published_guide(now=timezone.now())
    address = reverse("admin:careers_guide_withdraw", args=[guide.pk])
    assert "The guide leaves the site" in editor.get(address).content.decode()
    assert live(guide)
    assert editor.post(address).status_code == 302
    assert live(guide) is None
    assert "Withdrawn on" in editor.get(page_of(guide)).content.decode()
    press(editor, guide, "publish")
    assert live(guide)


def test_a_schedule_can_be_canceled_and_the_live_edition_stays(editor):
    now = timezone.now()
    guide = a_published_guide(now=now)
    services.publish(guide=guide, by=None, at=now + dt.timedelta(days=1), now=now)
    address = reverse("admin:careers_guide_cancel_schedule", args=[guide.pk])
    assert address in editor.get(page_of(guide)).content.decode()
    editor.get(address)
    assert guide.editions.count() == 2
    assert "Schedule canceled." in editor.post(address, follow=True).content.decode()
    assert [edition.number for edition in guide.editions.all()] == [1]
    assert "Nothing is scheduled" in editor.post(address, follow=True).content.decode()


def test_reading_the_staff_pages_changes_nothing(editor):
    guide = a_published_guide(now=timezone.now())
    before = Guide.objects.filter(pk=guide.pk).values().get()
    for name in ("change", "withdraw", "cancel_schedule", "history", "export", "duplicate"):
        editor.get(reverse(f"admin:careers_guide_{name}", args=[guide.pk]), {"action": "publish"})
    assert Guide.objects.filter(pk=guide.pk).values().get() == before
    assert Guide.objects.count() == 1
    assert guide.editions.count() == 1


def test_the_list_tells_the_state_and_takes_the_same_queries_for_any_number_of_guides(
    editor, django_assert_max_num_queries
):
    now = timezone.now()
    shape = reverse("admin:careers_guide_changelist")
    a_published_guide(now=now - dt.timedelta(days=1))
    with django_assert_max_num_queries(12) as one:
        editor.get(shape)
    alone = len(one.captured_queries)
    for number in range(6):
        made = a_published_guide(title=f"Live {number}", slug=f"live-{number}", now=now - dt.timedelta(days=1))
        services.report_correction(guide=made, text="It is wrong here.", source="", email="", now=now)
    for number in range(4):
        a_guide(title=f"Draft {number}", slug=f"draft-{number}")
    with django_assert_max_num_queries(alone):
        text = editor.get(shape).content.decode()
    assert text.count("badge live") == 7
    assert text.count("badge draft") == 4
    assert "state__exact=open" in text


@pytest.mark.parametrize("kind", ["draft", "live", "scheduled", "withdrawn"])
def test_the_list_is_filtered_by_state(editor, kind):
    now = timezone.now()
    a_guide(title="draft", slug="a")
    a_published_guide(title="live", slug="b", now=now)
    ahead = a_guide(title="scheduled", slug="c")
    services.publish(guide=ahead, by=None, at=now + dt.timedelta(days=1), now=now)
    gone = a_published_guide(title="withdrawn", slug="d", now=now)
    services.withdraw(guide=gone, now=now)
    response = editor.get(reverse("admin:careers_guide_changelist"), {"state": kind})
    assert [guide.title for guide in response.context["cl"].result_list] == [kind]


def test_the_list_is_searched_by_other_titles_too(editor):
    a_guide()
    a_guide(title="Pilot", slug="pilot", also_called=[])
    response = editor.get(reverse("admin:careers_guide_changelist"), {"q": "wickie"})
    assert [guide.title for guide in response.context["cl"].result_list] == ["Lighthouse Keeper"]
