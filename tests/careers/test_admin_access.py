"""Who may do what on the staff site, and the smaller pages of career guides."""

import pytest
from django.urls import reverse
from django.utils import timezone

from careers import services
from careers.models import Correction
from tests.factories import a_guide, a_published_guide, a_user

pytestmark = pytest.mark.django_db


def guide_pages(guide):
    one = ("change", "history", "export", "withdraw", "duplicate")
    return [
        *(reverse(f"admin:careers_guide_{name}", args=[guide.pk]) for name in one),
        *(reverse(f"admin:careers_guide_{name}") for name in ("changelist", "add", "import")),
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitors_and_members_are_asked_to_sign_in(client, method):
    guide = a_published_guide()
    for signed_in in (False, True):
        if signed_in:
            client.force_login(a_user())
        for address in guide_pages(guide):
            response = getattr(client, method)(address)
            assert response.status_code == 302
            assert response.url.startswith("/admin/login/")
    guide.refresh_from_db()
    assert guide.withdrawn_at is None


def test_staff_without_the_group_may_do_nothing_with_guides(client):
    guide = a_published_guide()
    client.force_login(a_user("sam@example.com", is_staff=True))
    for address in guide_pages(guide):
        assert client.get(address).status_code in (403, 405)
        assert client.post(address).status_code == 403 or address.endswith("changelist")
    guide.refresh_from_db()
    assert guide.withdrawn_at is None


def test_staff_who_may_only_look_see_the_page_without_buttons(client):
    from django.contrib.auth.models import Permission

    guide = a_guide()
    user = a_user("vi@example.com", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_guide"))
    client.force_login(user)
    page = reverse("admin:careers_guide_change", args=[guide.pk])
    text = client.get(page).content.decode()
    assert "Save draft" not in text
    assert "disabled" in text
    assert client.post(page, {"title": "x"}).status_code == 403
    assert client.get(reverse("admin:careers_guide_history", args=[guide.pk])).status_code == 200
    assert client.post(reverse("admin:careers_guide_withdraw", args=[guide.pk])).status_code == 403


def test_editors_see_guides_and_nothing_of_accounts(editor):
    index = editor.get(reverse("admin:index")).content.decode()
    for name in ("Guides", "Corrections", "Career fields", "Data releases", "Overrides"):
        assert name in index
    for address in ("/admin/accounts/user/", "/admin/accounts/user/add/", "/admin/auth/group/", "/admin/auth/"):
        assert editor.get(address).status_code in (403, 404)
    assert "Users" not in index
    assert "Groups" not in index


@pytest.mark.parametrize("name", ["usefulvote", "guidereads"])
def test_counted_and_loaded_rows_are_read_only_even_for_administrators(client, name):
    client.force_login(a_user(is_staff=True, is_superuser=True))
    assert client.get(reverse(f"admin:careers_{name}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:careers_{name}_add")).status_code == 403


def test_a_correction_is_read_escaped_and_answered(editor):
    guide = a_guide()
    report = services.report_correction(
        guide=guide, text="<script>x</script> is wrong", source="https://example.org", email="", now=timezone.now()
    )
    page = reverse("admin:careers_correction_change", args=[report.pk])
    text = editor.get(page).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt; is wrong" in text
    assert reverse("admin:careers_guide_change", args=[guide.pk]) in text
    editor.post(page, {"state": "fixed", "staff_note": "Thanks", "text": "other"})
    report.refresh_from_db()
    assert (report.state, report.staff_note) == (Correction.State.FIXED, "Thanks")
    assert report.text == "<script>x</script> is wrong"
    assert editor.get(reverse("admin:careers_correction_add")).status_code == 403


def test_corrections_are_filtered_by_state_and_guide(editor):
    now = timezone.now()
    first, second = a_guide(), a_guide(title="Other", slug="other")
    for guide, text in ((first, "First is wrong"), (second, "Second is wrong")):
        services.report_correction(guide=guide, text=text, source="", email="", now=now)
    address = reverse("admin:careers_correction_changelist")
    response = editor.get(address, {"guide__id__exact": second.pk, "state__exact": "open"})
    assert [report.text for report in response.context["cl"].result_list] == ["Second is wrong"]


def test_an_editor_adds_a_career_field(editor):
    editor.post(reverse("admin:careers_careerfield_add"), {"name": "Sea", "slug": "sea"})
    assert "Sea" in editor.get(reverse("admin:careers_careerfield_changelist")).content.decode()
