"""What the guide editor refuses, in words, before anything is lost: images, empty titles, days to come, absurd forms, old shapes."""

import datetime as dt
import gc
import json
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from careers import services
from careers.editing import revisions
from careers.models import Edition, Guide
from careers.publish_checks import publish_checks
from tests.factories import a_document, a_guide
from tests.forms import typed_in
from toolkit import markdown, page_cache

pytestmark = pytest.mark.django_db


def page_of(guide):
    return reverse("admin:careers_guide_change", args=[guide.pk])


def press(client, guide, action="save", **changes):
    typed = typed_in(client.get(page_of(guide)), "guide_form")
    return client.post(page_of(guide), {**typed, **changes, "action": action})


def problems(answer):
    return [f"{problem.label}: {problem.message}" for problem in answer.context["problems"]]


@pytest.mark.parametrize("title", ["\u200b", "\u3164", "\u2060\u00ad \ufeff", "\u202e"])
def test_a_title_that_nobody_sees_is_empty(editor, title):
    guide = a_guide()
    answer = press(editor, guide, "publish", title=title, despite_gaps="on")
    assert problems(answer) == ["Title: This field is required."]
    assert not Edition.objects.exists()
    assert Guide.objects.get().title == "Lighthouse Keeper"


def test_invisible_characters_are_taken_out_of_what_editors_type(editor):
    guide = a_guide()
    press(editor, guide, title="Light\u200bhouse\u202e Keeper", summary="e\u0301clair\u00ad", stress="\u200b")
    saved = Guide.objects.get()
    assert (saved.title, saved.summary, saved.stress) == ("Lighthouse Keeper", "éclair", "")


@pytest.mark.parametrize("day", ["9999-12-31", (timezone.now() + dt.timedelta(days=2)).date().isoformat()])
def test_a_review_that_has_not_happened_blocks_publishing(editor, day):
    guide = a_guide()
    answer = press(editor, guide, "publish", reviewed=day, despite_gaps="on")
    [problem] = problems(answer)
    assert "“Last reviewed” is" in problem
    assert "in the future" in problem
    assert not Edition.objects.exists()
    assert press(editor, guide, "save", reviewed=day).status_code == 302  # a draft may plan
    with pytest.raises(services.NotReady):
        services.publish(guide=guide, by=None, now=timezone.now())


def test_a_guide_that_is_published_later_may_be_reviewed_by_then(editor):
    guide = a_guide()
    later = timezone.now() + dt.timedelta(days=9)
    reviewed = (timezone.now() + dt.timedelta(days=5)).date().isoformat()
    answer = press(
        editor, guide, "schedule", reviewed=reviewed, despite_gaps="on", publish_at=later.strftime("%Y-%m-%dT%H:%M")
    )
    assert answer.status_code == 302
    assert Edition.objects.get().published_at > timezone.now()


def test_a_figure_of_a_day_to_come_blocks_as_well():
    band = {
        "country": "US",
        "currency": "USD",
        "median": 1,
        "basis": "postings",
        "sample_size": 2,
        "as_of": "2031-01-01",
    }
    document = a_document(pay=[band])
    assert [check.field for check in publish_checks(document, now=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))] == ["pay"]
    assert publish_checks(document, now=dt.datetime(2031, 1, 1, tzinfo=dt.UTC)) == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("![x](https://example.org/x.png)", [1]),
        ("one\ntwo ![x][y] three\n\n[y]: https://example.org/x.png", [2]),
        ("# a\n\n- b\n- c ![](x)\n", [4]),
        ("[![x](x.png)](https://example.org)", [1]),
        ("a ![1](x) b\nc ![2](y)", [1, 2]),
        ("`![x](y)` and !\\[x](y)", []),
        ("\\![x](y)", []),
        ("Look! [x](y)", []),
        ("| a |\n|---|\n| ![x](y) |", [3]),
        ("    ![x](y)", []),
        ("", []),
    ],
)
def test_images_are_found_where_they_are(source, lines):
    assert markdown.lines_with_images(source) == lines


def test_an_image_is_refused_with_its_field_and_line(editor):
    guide = a_guide()
    typed = "Fine.\n\nNot ![fine](https://example.org/x.png)."
    answer = press(editor, guide, summary=typed, **{"tiers-0-text": "![x](y)"})
    assert problems(answer) == [
        "Summary: Line 3 has an image. Guides can't show images. Remove it or link to it as [words](address).",
        "Career tier “Assistant”: Text: Line 1 has an image. Guides can't show images. "
        "Remove it or link to it as [words](address).",
    ]
    assert typed in answer.content.decode()
    assert Guide.objects.get().summary == guide.summary


def test_an_imported_image_blocks_publishing():
    guide = a_guide(path="Begin.\n![x](y)")
    with pytest.raises(services.NotReady, match="Line 2 has an image"):
        services.publish(guide=guide, by=None, now=timezone.now())


@pytest.mark.parametrize("which", ["TOTAL_FORMS", "INITIAL_FORMS"])
def test_absurd_numbers_of_parts_are_refused_at_once(editor, which):
    guide = a_guide()
    typed = typed_in(editor.get(page_of(guide)), "guide_form")
    gc.collect()  # what other tests have left behind is not this request's cost
    for said in ("100000", "99999999999999999999", "-1", "x", "", "1.5", "٣", "0x10", "301"):
        began = time.thread_time()
        answer = editor.post(page_of(guide), {**typed, f"questions-{which}": said, "title": "Other", "action": "save"})
        assert time.thread_time() - began < 0.5, said
        assert answer.status_code == 400, said
        assert "questions and answers" in answer.content.decode(), said
        assert Guide.objects.get().title == "Lighthouse Keeper", said


def test_without_any_number_of_parts_nothing_is_saved(editor):
    guide = a_guide()
    assert editor.post(page_of(guide), {"title": "X", "action": "save"}).status_code == 200
    assert editor.post(reverse("admin:careers_guide_add"), {"title": "X"}).status_code == 200
    assert [one.title for one in Guide.objects.all()] == [guide.title]


# --- Revisions of an older shape ----------------------------------------------------------------------------------------


def unknown_model(rows):
    rows[0]["model"] = "careers.gone"


def refused_value(rows):
    rows[0]["fields"]["title"] = "x" * 500


def wrong_type(rows):
    rows[0]["fields"]["also_called"] = "{"


def broken(rows):
    rows[:] = ["?"]


def of_older_shape(kept, change):
    rows = json.loads(kept.serialized_data)
    change(rows)
    Version.objects.filter(pk=kept.pk).update(serialized_data=json.dumps(rows))


@pytest.fixture
def guide(editor):
    """With three revisions."""
    guide = a_guide()
    press(editor, guide, stress="None")
    press(editor, guide, stress="Much")
    return guide


@pytest.mark.parametrize("change", [unknown_model, refused_value, wrong_type, broken])
def test_a_revision_that_no_longer_loads_says_so_everywhere(editor, guide, change):
    newest, middle, first = revisions.revisions_of(guide)
    of_older_shape(middle, change)
    history = editor.get(reverse("admin:careers_guide_history", args=[guide.pk]))
    assert history.status_code == 200
    address = reverse("admin:careers_guide_revision", args=[guide.pk, middle.pk])
    assert "old format" in editor.get(address).content.decode()
    assert "old format" in editor.post(address, follow=True).content.decode()
    assert Guide.objects.get().stress == "Much"

    after = editor.get(reverse("admin:careers_guide_revision", args=[guide.pk, newest.pk])).content.decode()
    assert "The revision before this one has an old format" in after
    before = reverse("admin:careers_guide_revision", args=[guide.pk, first.pk])
    assert "Restore this revision" in editor.get(before).content.decode()
    assert editor.post(before).status_code == 302
    assert Guide.objects.get().stress == "Low, with hard nights"


@pytest.mark.parametrize("change", [unknown_model, broken])
def test_saving_goes_on_after_a_revision_of_an_older_shape(editor, guide, change):
    old = typed_in(editor.get(page_of(guide)), "guide_form")
    for kept in revisions.revisions_of(guide):
        of_older_shape(kept, change)
    assert press(editor, guide, stress="Some").status_code == 302
    answer = editor.post(page_of(guide), {**old, "stress": "Other", "action": "save"})  # an older tab
    assert answer.status_code == 200
    assert answer.context["conflict"]["theirs"] == []
    assert Guide.objects.get().stress == "Some"


# --- Kept before ----------------------------------------------------------------------------------------------------------


def test_a_guide_whose_kept_title_nobody_sees_opens_and_is_not_published(editor, client):
    guide = a_guide(tiers=[{"title": "Junior"}], sources=[{"title": "Register"}])
    services.publish(guide=guide, by=None, now=timezone.now())
    edition = Edition.objects.get()
    for parts in ([edition.document_data], *(edition.document_data[name] for name in ("tiers", "sources"))):
        parts[0]["title"] = "\u200b"
    edition.title = "\u200b"
    edition.save()
    Guide.objects.update(title="\u200b")
    guide.tiers.update(title="\u3164")
    guide.sources.update(title="\u00ad")
    page_cache.forget_all()
    assert client.get("/careers/lighthouse-keeper/").status_code == 200
    assert client.get("/careers/").status_code == 200
    assert client.get("/careers/lighthouse-keeper.json").status_code == 200
    assert client.get("/careers/lighthouse-keeper/og.png").status_code == 200
    assert editor.get(page_of(guide)).status_code == 200
    with pytest.raises(services.NotReady) as refused:
        services.publish(guide=guide, by=None, now=timezone.now())
    empty = [check.field for check in refused.value.checks if "title is empty" in check.message]
    assert empty == ["title", "tiers", "sources"]
    answer = press(editor, guide, "publish", despite_gaps="on")
    assert "Title: This field is required." in problems(answer)
    press(editor, guide, title="Keeper", **{"tiers-0-title": "Junior", "sources-0-title": "Register"})
    assert Guide.objects.get().title == "Keeper"
