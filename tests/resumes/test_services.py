"""Résumés of members: limits, versions, deletion and what comes back."""

import datetime as dt

import pytest

from billing.models import BillingAccount
from resumes import lifecycle, member_data, services
from resumes.models import Resume
from resumes.sections import BY_KEY
from tests.factories import NOW, a_user
from toolkit.forms import Stale

pytestmark = pytest.mark.django_db
WORK = BY_KEY["work"]
MINUTE = dt.timedelta(minutes=1)


def a_resume(user=None, name="Designer", **changes):
    return services.create_resume(user=user or a_user(name="Ana Moreira"), name=name, language="en", now=NOW, **changes)


def write(resume, title, at=NOW):
    services.add_entry(resume=resume, section=WORK, values={WORK.field("position"): title}, now=at)


def test_a_new_resume_starts_with_the_members_name_and_email():
    resume = a_resume()
    assert resume.data == {"basics": {"name": "Ana Moreira", "email": resume.user.email}}
    assert [version.origin for version in resume.versions.all()] == ["created"]


def test_each_plan_has_room_for_so_many():
    user = a_user()
    for number in range(3):
        last = a_resume(user, f"R{number}")
    with pytest.raises(
        lifecycle.TooMany, match=r"Your plan includes 3 résumés\. Delete one first\. Plus includes 20\."
    ):
        services.duplicate_resume(resume=last, now=NOW)
    lifecycle.delete(document=last, now=NOW)
    a_resume(user, "Another")
    with pytest.raises(lifecycle.TooMany):
        lifecycle.restore(document=Resume.objects.get(pk=last.pk), now=NOW)
    BillingAccount.objects.create(user=user, comped_until=NOW + 40 * dt.timedelta(days=1), created_at=NOW)
    user.refresh_from_db()
    lifecycle.restore(document=Resume.objects.get(pk=last.pk), now=NOW)
    assert Resume.objects.of(user).kept().count() == 4


def test_edits_close_together_are_one_version_and_a_removal_is_one_of_its_own():
    resume = a_resume()
    write(resume, "Lead")
    write(resume, "Head", NOW + 3 * MINUTE)
    write(resume, "Chief", NOW + 20 * MINUTE)
    services.remove_entry(resume=resume, section=WORK, number=0, seen=(), now=NOW + 21 * MINUTE)
    assert [(one.origin, len(one.data.get("work", []))) for one in resume.versions.all()] == [
        ("removed", 2), ("edit", 3), ("edit", 2), ("created", 0),
    ]  # fmt: skip


def test_only_the_newest_versions_are_kept(monkeypatch):
    monkeypatch.setattr(services, "KEPT_VERSIONS", 3)
    resume = a_resume()
    for number in range(6):
        write(resume, f"Title {number}", NOW + number * 20 * MINUTE)
    assert [one.number for one in resume.versions.all()] == [7, 6, 5]


def test_a_restored_version_is_a_version_too():
    resume = a_resume()
    write(resume, "Lead", NOW + 20 * MINUTE)
    services.restore_version(resume=resume, version=resume.versions.last(), now=NOW + 40 * MINUTE)
    assert "work" not in Resume.objects.get().data
    assert [one.origin for one in resume.versions.all()] == ["restored", "edit", "created"]


def test_an_entry_changed_in_another_tab_is_not_overwritten_and_others_are_no_matter():
    resume = a_resume()
    write(resume, "Lead")
    write(resume, "Head")
    seen = (services.version_of_entry(resume.data, WORK, 0),)
    change = {"resume": resume, "section": WORK, "now": NOW}
    services.set_fields(**change, number=1, values={WORK.field("name"): "Maré"}, seen=())
    services.set_fields(**change, number=0, values={WORK.field("name"): "Feira"}, seen=seen)
    with pytest.raises(Stale):
        services.set_fields(**change, number=0, values={WORK.field("name"): "Porto"}, seen=seen)
    with pytest.raises(Stale):
        services.remove_entry(**change, number=0, seen=seen)
    assert [one.get("name") for one in Resume.objects.get().data["work"]] == ["Feira", "Maré"]


def test_links_are_edited_apart_from_the_rest_of_the_basics():
    resume = a_resume()
    seen = (services.version_of_entry(resume.data, BY_KEY["basics"], 0),)
    links = BY_KEY["profiles"]
    services.add_entry(resume=resume, section=links, values={links.field("network"): "GitHub"}, now=NOW)
    basics = BY_KEY["basics"]
    services.set_fields(
        resume=resume, section=basics, number=0, values={basics.field("label"): "Designer"}, seen=seen, now=NOW
    )
    assert Resume.objects.get().data["basics"]["profiles"] == [{"network": "GitHub"}]


def test_what_was_deleted_goes_after_a_month():
    resume, other = a_resume(), a_resume(a_user("other@example.com"))
    lifecycle.delete(document=resume, now=NOW)
    assert lifecycle.purge_deleted(now=NOW + lifecycle.KEPT_DELETED - MINUTE) == 0
    assert lifecycle.purge_deleted(now=NOW + lifecycle.KEPT_DELETED) == 1
    assert list(Resume.objects.all()) == [other]


def test_the_members_data_holds_every_document_and_version():
    resume = a_resume()
    write(resume, "Lead", NOW + 20 * MINUTE)
    tables = member_data.tables(resume.user)
    assert tables["resumes"][0]["data"]["work"] == [{"position": "Lead"}]
    assert [row["number"] for row in tables["resume_versions"]] == [1, 2]
    assert set(map(tuple, member_data.tables(a_user("other@example.com")).values())) == {()}
