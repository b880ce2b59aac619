"""Cover letters of members: limits, what fills them, deletion, two tabs."""

import datetime as dt

import pytest

from jobs.tracker import services as tracker
from resumes import letters, lifecycle, member_data, services
from resumes.models import Letter
from tests.factories import NOW, a_user
from toolkit.forms import Stale

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 30)


@pytest.fixture
def member():
    return a_user(name="Ana Moreira")


def a_letter(user, name="Acme", language="en", **changes):
    return letters.create_letter(user=user, name=name, language=language, now=NOW, **changes)


def an_application(user, title="Pilot", company="Harbor"):
    return tracker.add_by_hand(user=user, title=title, company=company, url="", notes="", now=NOW)


def a_resume(user, title, language="en", **basics):
    return services.create_resume(user=user, name=title, language=language, data={"basics": basics}, now=NOW)


def write(letter, **changes):
    values = {name: getattr(letter, name) for name in ("text", "company", "role", "resume", "application")}
    letters.write_letter(letter=letter, now=NOW, **(values | changes))


@pytest.mark.parametrize("language", Letter.Language.values)
def test_a_letter_starts_with_placeholders_that_an_application_fills(member, language):
    letter = a_letter(member, language=language, application=an_application(member))
    document = letter.to_export(TODAY)
    assert document.unfilled == ()
    assert all(one in document.text for one in ("Harbor", "Pilot", "Ana Moreira", "2026"))


def test_what_the_member_enters_goes_before_the_application(member):
    letter = a_letter(member, application=an_application(member))
    write(letter, text="{company}, {role}, {date}", company="Quay", role="Captain")
    assert letter.to_export(TODAY).text == "Quay, Captain, November 30, 2026"


def test_without_either_the_placeholders_are_told(member):
    letter = a_letter(a_user("nameless@example.com", name=""))
    assert letter.to_export(TODAY).unfilled == ("company", "role", "name")


def test_the_letterhead_is_that_of_a_resume_in_the_same_language(member):
    a_resume(member, "Deutsch", "de", name="Ana M.", phone="+49 30 1")
    newest = a_resume(member, "English", name="Ana Moreira", phone="+55 81 1")
    assert a_letter(member, language="de").to_export(TODAY).basics.name == "Ana M."
    letter = a_letter(member)
    assert letter.to_export(TODAY).basics.phone == "+55 81 1"
    lifecycle.delete(document=newest, now=NOW)
    assert Letter.objects.get(pk=letter.pk).to_export(TODAY).basics.email == member.email


def test_each_plan_covers_so_many(member):
    for number in range(5):
        last = a_letter(member, f"L{number}")
    refused = r"Your plan includes 5 cover letters\. Delete one first\. Plus includes 50\."
    with pytest.raises(lifecycle.TooMany, match=refused):
        letters.duplicate_letter(letter=last, now=NOW)
    lifecycle.delete(document=last, now=NOW)
    a_letter(member, "Another")
    with pytest.raises(lifecycle.TooMany):
        lifecycle.restore(document=Letter.objects.get(pk=last.pk), now=NOW)
    a_resume(member, "Résumés have a limit of their own")


def test_a_copy_is_for_another_application(member):
    letter = a_letter(member, application=an_application(member))
    write(letter, text="Dear {company}")
    copy = letters.duplicate_letter(letter=letter, now=NOW)
    assert (copy.name, copy.text, copy.application) == ("Copy of Acme", "Dear {company}", None)


def test_an_older_tab_is_told_and_the_same_text_from_two_is_no_conflict(member):
    letter = a_letter(member)
    seen = (letters.version_of_letter(letter),)
    write(letter, text="First", seen=seen)
    write(letter, text="First", seen=seen)
    with pytest.raises(Stale):
        write(letter, text="Second", seen=seen)
    assert Letter.objects.get().text == "First"


def test_a_letter_outlives_its_application(member):
    application = an_application(member)
    letter = a_letter(member, application=application)
    tracker.remove(application=application)
    assert Letter.objects.get(pk=letter.pk).to_export(TODAY).unfilled == ("company", "role")


def test_what_was_deleted_goes_after_a_month(member):
    letter = a_letter(member)
    lifecycle.delete(document=letter, now=NOW)
    assert lifecycle.purge_deleted(now=NOW + lifecycle.KEPT_DELETED) == 1
    assert not Letter.objects.exists()


def test_the_members_data_holds_every_letter(member):
    a_letter(member)
    assert [row["name"] for row in member_data.tables(member)["letters"]] == ["Acme"]
    assert member_data.tables(a_user("other@example.com"))["letters"] == []
