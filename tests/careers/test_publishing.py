import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from careers import services
from careers.models import Edition, Guide, PayBand
from careers.publish_checks import publish_checks
from tests.factories import NOW, a_document, a_guide, a_published_guide, a_user

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def live_titles(now):
    return [edition.title for edition in Edition.objects.live(now)]


def test_a_draft_holds_everything_its_document_says():
    document = a_document()
    guide = services.import_document(document=document, update=False, by=None, now=NOW)
    assert services.document_of(Guide.objects.for_document().get(pk=guide.pk)) == document


def test_reading_a_working_copy_takes_a_fixed_number_of_queries(django_assert_num_queries):
    a_guide(questions=[{"title": f"Question {n}", "answer": "Yes."} for n in range(20)])
    with django_assert_num_queries(8):
        services.document_of(Guide.objects.for_document().get())


def test_a_draft_is_not_live_and_a_published_guide_is():
    guide = a_guide()
    assert live_titles(NOW) == []
    services.publish(guide=guide, by=None, now=NOW)
    assert live_titles(NOW) == ["Lighthouse Keeper"]


def test_editing_a_published_guide_changes_nothing_for_readers_until_it_is_published_again():
    guide = a_published_guide()
    services.import_document(document=a_document(summary="New words."), update=True, by=None, now=NOW)
    assert "New words" not in Edition.objects.live(NOW).get().lead
    services.publish(guide=guide, by=None, note="Clearer summary", now=NOW + MINUTE)
    edition = Edition.objects.live(NOW + MINUTE).get()
    assert (edition.lead, edition.number, edition.note) == ("New words.", 2, "Clearer summary")


def test_a_scheduled_edition_goes_live_by_the_clock_alone():
    guide = a_guide()
    services.publish(guide=guide, by=None, at=NOW + 10 * MINUTE, now=NOW)
    assert live_titles(NOW + 9 * MINUTE) == []
    assert live_titles(NOW + 10 * MINUTE) == ["Lighthouse Keeper"]


def test_scheduling_again_replaces_the_edition_that_was_waiting():
    guide = a_guide()
    services.publish(guide=guide, by=None, at=NOW + 10 * MINUTE, now=NOW)
    services.publish(guide=guide, by=None, at=NOW + 20 * MINUTE, now=NOW)
    assert [edition.published_at for edition in guide.editions.all()] == [NOW + 20 * MINUTE]


def test_a_schedule_in_the_past_is_refused():
    guide = a_guide()
    with pytest.raises(services.BadSchedule):
        services.publish(guide=guide, by=None, at=NOW - MINUTE, now=NOW)
    assert not guide.editions.exists()


def test_withdrawing_takes_a_guide_off_the_site_and_publishing_brings_it_back():
    guide = a_published_guide()
    services.withdraw(guide=guide, now=NOW + MINUTE)
    assert live_titles(NOW + MINUTE) == []
    services.publish(guide=guide, by=None, now=NOW + 2 * MINUTE)
    assert live_titles(NOW + 2 * MINUTE) == ["Lighthouse Keeper"]


def test_scheduling_a_withdrawn_guide_shows_nothing_before_the_time():
    guide = a_published_guide()
    services.withdraw(guide=guide, now=NOW + MINUTE)
    services.publish(guide=guide, by=None, at=NOW + 10 * MINUTE, now=NOW + 2 * MINUTE)
    for minute, titles in ((3, []), (9, []), (10, ["Lighthouse Keeper"])):
        assert live_titles(NOW + minute * MINUTE) == titles
        assert [guide.title for guide in Guide.objects.visible(NOW + minute * MINUTE)] == titles


def test_withdrawing_drops_what_was_scheduled():
    guide = a_published_guide()
    services.publish(guide=guide, by=None, at=NOW + 10 * MINUTE, now=NOW)
    services.withdraw(guide=guide, now=NOW + MINUTE)
    assert live_titles(NOW + 11 * MINUTE) == []


def test_pay_out_of_order_blocks_publishing_and_names_the_country_and_steps():
    guide = a_guide(pay=[{"country": "US", "currency": "USD", "low": 500, "median": 400}])
    with pytest.raises(services.NotReady, match="US.*low is above median"):
        services.publish(guide=guide, by=None, now=NOW)


@pytest.mark.parametrize(
    ("link", "wrong"),
    [
        ("https://example.org/a", False),
        ("/careers/accountant/", False),
        ("mailto:desk@example.org", False),
        ("https://nowhere", True),
        ("www.example.org", True),
        ("http://localhost", True),
        ("//example.org", True),
        ("ftp://example.org", True),
        ("mailto:nobody", True),
    ],
)
def test_a_link_that_leads_nowhere_blocks_publishing_and_is_named(link, wrong):
    document = a_document(questions=[{"title": "Where?", "answer": f"See [there]({link})."}])
    assert [(check.field, check.blocking) for check in publish_checks(document)] == [("questions", True)] * wrong
    if wrong:
        assert link in publish_checks(document)[0].message


def test_a_complete_guide_has_an_empty_checklist():
    assert publish_checks(a_document()) == []


@pytest.mark.parametrize("key", ["responsibilities", "tiers", "questions", "skill_map", "sources", "demand", "growth"])
def test_the_checklist_names_each_empty_section(key):
    document = a_document()
    empty = type(document).model_fields[key].get_default()
    checks = publish_checks(document.model_copy(update={key: empty}))
    assert [check.field for check in checks] == [key]


def test_importing_over_a_published_guide_needs_update_and_else_makes_a_draft_of_its_own():
    guide = a_published_guide()
    other = a_document(summary="Other.")
    draft = services.import_document(document=other, update=False, by=None, now=NOW)
    assert (draft.slug, draft.summary, draft.editions.count()) == ("lighthouse-keeper-2", "Other.", 0)
    assert services.document_of(Guide.objects.get(pk=guide.pk)) == a_document()
    assert services.import_document(document=other, update=True, by=None, now=NOW) == guide


def test_an_unknown_career_field_is_named():
    with pytest.raises(services.UnknownField, match="piracy"):
        a_guide(field="piracy")


def test_a_duplicate_is_a_draft_with_the_same_content_under_a_free_address():
    guide = a_published_guide()
    editor = a_user()
    first = services.duplicate(guide=guide, by=editor, now=NOW)
    second = services.duplicate(guide=guide, by=editor, now=NOW)
    assert (first.slug, second.slug) == ("lighthouse-keeper-2", "lighthouse-keeper-3")
    assert first.updated_by == editor
    assert not first.editions.exists()
    assert services.document_of(first).questions == services.document_of(guide).questions


def test_each_edit_raises_the_version():
    guide = a_guide()
    again = services.import_document(document=a_document(summary="Other."), update=True, by=None, now=NOW)
    assert again.version == guide.version + 1


def test_a_published_statistic_without_its_source_cannot_be_stored():
    guide = a_guide()
    with pytest.raises(IntegrityError):
        PayBand.objects.create(guide=guide, country="DE", currency="EUR", basis="published", publisher="Destatis")


def test_an_incomplete_passport_is_a_clear_error_in_the_form():
    guide = a_guide()
    band = PayBand(guide=guide, country="DE", currency="EUR", basis="published", publisher="Destatis")
    with pytest.raises(ValidationError, match="needs a publisher, release"):
        band.full_clean()


def test_a_document_refuses_the_address_of_another_page():
    with pytest.raises(ValueError, match="compare"):
        a_document(slug="compare")
