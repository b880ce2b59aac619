"""Staff see releases with gaps and changes, switch them after a preview, and set figures right with a reason."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from occupations.loading import load_release
from occupations.models import DataRelease, Occupation, Override
from occupations.reading import find_tables
from tests.accounts.support import confirmed, staff
from tests.factories import a_user
from tests.occupations.test_loading import a_newer_release, raise_developers

pytestmark = pytest.mark.django_db
DEVELOPERS = "15-1252.00"


@pytest.fixture
def editor(client):
    return confirmed(client, staff("editor@example.com", "Editors"))


@pytest.fixture
def newer(occupations, tmp_path):
    (tables,) = find_tables(a_newer_release(tmp_path, "oews", raise_developers))
    return load_release(tables=tables, now=timezone.now()).release


def test_a_release_shows_when_it_was_loaded_and_its_gaps(editor, occupations):
    page = editor.get(reverse("admin:occupations_datarelease_changelist"))
    assert "No pay: 2; Only pay of a wider group: 3" in page.content.decode()
    release = DataRelease.objects.get(source="oews")
    page = editor.get(reverse("admin:occupations_datarelease_change", args=[release.pk]))
    assert "27-2011.00" in page.content.decode()


def test_a_newer_release_is_work_to_do(editor, newer):
    assert "1 newer data release to switch to" in editor.get(reverse("admin:index")).content.decode()


def test_the_largest_changes_are_shown_before_a_switch_and_only_a_post_switches(editor, newer):
    url = reverse("admin:occupations_datarelease_switch", args=[newer.pk])
    page = editor.get(url).content.decode()
    for words in ("Median pay: 1", "15-1252", "135,980", "150,000", "10.3", "Switch to May 2026"):
        assert words in page
    assert DataRelease.objects.get(source="oews", is_current=True).name == "May 2025"
    done = editor.post(url, follow=True)
    assert (
        "Switched to Occupational Employment and Wage Statistics, May 2026. 11 occupations changed."
        in done.content.decode()
    )
    assert Occupation.objects.get(code=DEVELOPERS).median_pay == 15_000_000
    editors = User.objects.get(email="editor@example.com")
    assert AuditEntry.objects.get(action="staff.data_release_switched").actor_id == editors.pk
    assert LogEntry.objects.get().object_id == str(newer.pk)
    again = editor.post(url, follow=True)
    assert "Nothing changed." in again.content.decode()


def test_switching_back_brings_the_old_figures_back(editor, newer):
    old = DataRelease.objects.get(source="oews", is_current=True)
    for release in (newer, old):
        editor.post(reverse("admin:occupations_datarelease_switch", args=[release.pk]))
    assert Occupation.objects.get(code=DEVELOPERS).median_pay == 13_598_000


def test_who_may_only_look_can_not_switch(client, newer):
    reader = a_user("reader@example.com", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename="view_datarelease"))
    client = confirmed(client, reader)
    url = reverse("admin:occupations_datarelease_switch", args=[newer.pk])
    assert client.get(url).status_code == client.post(url).status_code == 403
    assert client.get(reverse("admin:occupations_datarelease_changelist")).status_code == 200


def test_a_figure_is_chosen_with_its_present_value_and_set_right_with_a_reason(editor, occupations):
    figures = editor.get(
        reverse("admin:occupations_occupation_change", args=[occupations[DEVELOPERS].pk])
    ).content.decode()
    add = reverse("admin:occupations_override_add") + f"?code={DEVELOPERS}"
    assert f"{add}&amp;path=outlook.growth" in figures
    form = editor.get(f"{add}&path=outlook.growth").content.decode()
    assert '<option value="outlook.growth" selected>Growth in percent (now 15.8)</option>' in form
    answer = editor.post(
        add, {"path": "outlook.growth", "new_value": "14.2", "reason": "The Bureau corrected its table."}
    )
    assert answer.status_code == 302, answer.content.decode()
    facts = Occupation.objects.get(code=DEVELOPERS).document
    assert str(facts.outlook.growth) == "14.2"
    assert [(one.path, one.published, one.reason) for one in facts.set_right] == [
        ("outlook.growth", "15.8", "The Bureau corrected its table.")
    ]
    override = Override.objects.get()
    assert override.set_by.email == "editor@example.com"
    assert AuditEntry.objects.get(action="staff.figure_set_right").detail["reason"] == "The Bureau corrected its table."
    history = editor.get(reverse("admin:occupations_override_history", args=[override.pk]))
    assert "Added" in history.content.decode()


def test_a_wrong_value_is_refused_with_the_figure_named(editor, occupations):
    add = reverse("admin:occupations_override_add") + f"?code={DEVELOPERS}"
    page = editor.post(add, {"path": "outlook.growth", "new_value": "fast", "reason": "Because."}).content.decode()
    assert "Growth in percent: “fast” isn&#x27;t a number." in page
    page = editor.post(add, {"path": "outlook.growth", "new_value": "3", "reason": ""}).content.decode()
    assert "This field is required." in page
    page = editor.post(add, {"path": "code", "new_value": "3", "reason": "Because."}).content.decode()
    assert "code is not one of the available choices" in page
    assert not Override.objects.exists()


def test_an_override_is_changed_and_removed_and_the_published_figure_is_back(editor, occupations):
    add = reverse("admin:occupations_override_add") + f"?code={DEVELOPERS}"
    editor.post(add, {"path": "pay.US.median", "new_value": "$140,000", "reason": "Because."})
    override = Override.objects.get()
    change = reverse("admin:occupations_override_change", args=[override.pk])
    assert "$140,000</textarea>" in editor.get(change).content.decode()
    editor.post(change, {"path": "pay.US.median", "new_value": "141,000", "reason": "Because."})
    assert Occupation.objects.get(code=DEVELOPERS).median_pay == 14_100_000
    editor.post(reverse("admin:occupations_override_delete", args=[override.pk]), {"post": "yes"})
    assert Occupation.objects.get(code=DEVELOPERS).median_pay == 13_598_000
    assert Occupation.objects.get(code=DEVELOPERS).document.set_right == ()


def test_an_override_needs_an_occupation_first(editor, occupations):
    answer = editor.get(reverse("admin:occupations_override_add"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:occupations_occupation_changelist")
    assert "Choose an occupation" in answer.content.decode()


def test_an_override_outlives_a_new_release(editor, occupations, newer):
    add = reverse("admin:occupations_override_add") + f"?code={DEVELOPERS}"
    editor.post(add, {"path": "pay.US.median", "new_value": "$140,000", "reason": "Because."})
    editor.post(reverse("admin:occupations_datarelease_switch", args=[newer.pk]))
    pay = Occupation.objects.get(code=DEVELOPERS).document
    assert (pay.pay_in("US").median, pay.set_right[0].published) == (14_000_000, "$150,000")


def test_editors_have_these_permissions_and_nobody_else():
    groups = {
        group.name: {p.codename for p in group.permissions.filter(content_type__app_label="occupations")}
        for group in Group.objects.all()
    }
    assert groups.pop("Editors") == {
        "view_datarelease", "change_datarelease", "view_occupation", "view_override", "add_override", "change_override", "delete_override",
    }  # fmt: skip
    assert not any(groups.values())
