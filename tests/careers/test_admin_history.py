"""The history of a working copy on the staff site: who saved what, what it changed, and going back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from careers import services
from careers.editing import differences, revisions
from careers.models import CareerField, Guide
from tests.factories import a_document, a_guide, a_published_guide
from tests.forms import typed_in

pytestmark = pytest.mark.django_db


def save(client, guide, **changes):
    page = reverse("admin:careers_guide_change", args=[guide.pk])
    typed = typed_in(client.get(page), "guide_form")
    answer = client.post(page, {**typed, **changes, "action": "save"})
    assert answer.status_code == 302


def history_of(client, guide):
    return client.get(reverse("admin:careers_guide_history", args=[guide.pk])).content.decode()


def revision_of(guide, kept):
    return reverse("admin:careers_guide_revision", args=[guide.pk, kept.pk])


def document(guide):
    return services.document_of(Guide.objects.get(pk=guide.pk))


def test_each_saving_is_a_revision_with_its_editor_and_what_it_changed(editor):
    guide = a_guide()
    save(editor, guide, stress="None", **{"tiers-0-title": "Apprentice"})
    save(editor, guide)
    kept = list(revisions.revisions_of(guide))
    assert [revisions.comment_in_words(one) for one in kept] == [
        ("Edited", "Stress level, Career tiers"),
        ("Imported", ""),
    ]
    text = history_of(editor, guide)
    assert "Edda" in text
    assert "Stress level, Career tiers" in text


def test_a_revision_gives_back_every_part_of_the_document(editor):
    guide = a_guide()
    before = document(guide)
    save(
        editor, guide, title="Other", **{f"{name}-0-DELETE": "on" for name in revisions.PARTS}, **{"growth-0-rate": "5"}
    )
    newest, first = revisions.revisions_of(guide)
    assert revisions.document_at(first) == before
    assert revisions.document_at(newest) == document(guide)


def test_a_revision_shows_what_it_changed_word_by_word_and_escaped(editor):
    guide = a_guide()
    save(editor, guide, balance="Good <b>enough</b>", **{"pay_bands-0-high": "61,000"})
    text = editor.get(revision_of(guide, revisions.revisions_of(guide).first())).content.decode()
    assert "Good<ins> &lt;b&gt;enough&lt;/b&gt;</ins>" in text
    assert "<del>$60,000</del><ins>$61,000</ins>" in text
    assert "Balance rating" in text


def test_restoring_makes_the_old_state_a_new_revision(editor):
    guide = a_published_guide(now=timezone.now())
    before = document(guide)
    save(editor, guide, stress="None", slug="light-keeper", **{"tiers-0-DELETE": "on", "questions-1-title": "Why?"})
    first = revisions.revisions_of(guide).last()
    assert editor.get(revision_of(guide, first)).status_code == 200
    assert document(guide) != before
    response = editor.post(revision_of(guide, first))
    assert response.status_code == 302
    assert document(guide) == before
    assert revisions.comment_in_words(revisions.revisions_of(guide).first())[0].startswith("Restored the revision from")
    assert revisions.revisions_of(guide).count() == 3
    # The address that the guide had meanwhile goes on leading to it only if readers knew it; editions stay as they were.
    assert guide.editions.count() == 1


def test_restoring_an_address_that_is_taken_meanwhile_says_so(editor):
    guide = a_guide()
    save(editor, guide, slug="light-keeper")
    a_guide(title="Newcomer", slug="lighthouse-keeper")
    first = revisions.revisions_of(guide).last()
    text = editor.post(revision_of(guide, first), follow=True).content.decode()
    assert "Another guide already uses the address “lighthouse-keeper”." in text
    assert document(guide).slug == "light-keeper"


def test_a_revision_whose_career_field_is_gone_can_still_be_read(editor):
    guide = a_guide()
    save(editor, guide, field="")
    CareerField.objects.filter(slug="operations").delete()
    first = revisions.revisions_of(guide).last()
    assert revisions.document_at(first).field == ""


def test_a_revision_of_another_guide_is_not_found(editor):
    guide, other = a_guide(), a_guide(title="Other", slug="other")
    save(editor, other, stress="None")
    kept = revisions.revisions_of(other).first()
    assert editor.get(revision_of(guide, kept)).status_code == 404
    assert editor.post(revision_of(guide, kept)).status_code == 404


def test_editions_stand_in_the_history_with_their_notes(editor):
    guide = a_guide()
    services.publish(guide=guide, by=None, note="Now with tides", now=timezone.now())
    text = history_of(editor, guide)
    assert "Published edition 1" in text
    assert "Now with tides" in text


def test_the_history_takes_the_same_queries_for_any_number_of_revisions(editor, django_assert_max_num_queries):
    guide = a_guide()
    revisions.record(guide=guide, what="Made", by=None, now=timezone.now())
    with django_assert_max_num_queries(12) as one:
        history_of(editor, guide)
    alone = len(one.captured_queries)
    for number in range(5):
        save(editor, guide, stress=f"Level {number}")
    with django_assert_max_num_queries(alone):
        history_of(editor, guide)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "new", "<ins>new</ins>"),
        ("old", "", "<del>old</del>"),
        ("one two three four", "one 2 3 four", "one <del>two three</del><ins>2 3</ins> four"),
        ("a\nb", "a\nb\nc", "a\nb<ins>\nc</ins>"),
        ("a & b", "a & <i>", "a &amp; <del>b</del><ins>&lt;i&gt;</ins>"),
        ("same", "same", "same"),
    ],
)
def test_differences_are_marked_and_escaped(before, after, shown):
    assert differences.mark_differences(before, after) == shown


def test_every_key_of_the_document_has_words_for_its_difference():
    full = a_document()
    empty = type(full)(title="X", slug="x")
    found = differences.differences_between(empty, full)
    assert len(found) == sum(getattr(full, key) != getattr(empty, key) for key in type(full).model_fields)
    assert all(difference.label and "<ins>" in difference.html for difference in found)
    assert not any("None" in difference.html or "Decimal(" in difference.html for difference in found)


def test_the_difference_of_published_pay_names_percentiles():
    passport = {"publisher": "Labor office", "release": "May 2025", "occupation_code": "53-5021", "area": "United States",
                "measure": "percentiles", "url": "https://labor.example/"}  # fmt: skip
    band = {"country": "US", "currency": "USD", "entry": 200, "senior": 400, "basis": "published", **passport}
    full = a_document(pay=[band])
    [pay] = [
        one
        for one in differences.differences_between(type(full)(title="X", slug="x"), full)
        if "percentile:" in one.html
    ]
    assert "25th percentile: " in pay.html
    assert "75th percentile: " in pay.html
    assert "Senior" not in pay.html
