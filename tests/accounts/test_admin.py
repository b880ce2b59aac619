"""Members and staff on the staff site: superusers change them, Support looks, and who looked is written down."""

import pytest
from django.contrib import admin as site
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import AuditEntry, User
from tests.accounts.support import staff
from tests.factories import a_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase 7"
LIST = "/admin/accounts/user/"


@pytest.fixture
def admin(client):
    client.force_login(a_user("root@example.com", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def support(client):
    client.force_login(staff("sam@example.com", "Support"))
    return client


def page_of(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def test_an_account_is_added_with_an_address_and_a_password(admin):
    response = admin.post(
        reverse("admin:accounts_user_add"),
        {"email": "New@Example.com", "name": "Newt", "password1": PASSWORD, "password2": PASSWORD},
    )
    user = User.objects.get(email="new@example.com")
    assert response.url == page_of(user)
    assert user.check_password(PASSWORD)
    assert not user.is_staff


def test_an_address_that_is_taken_in_another_case_is_refused(admin):
    a_user("ada@example.com")
    response = admin.post(
        reverse("admin:accounts_user_add"), {"email": "ADA@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert response.status_code == 200
    assert "already exists" in response.content.decode()


def test_an_account_becomes_an_editor_and_the_log_says_by_whom(admin):
    user = a_user("edda@example.com")
    group = Group.objects.get(name="Editors")
    assert admin.get(page_of(user)).status_code == 200
    response = admin.post(page_of(user), {"is_active": "on", "is_staff": "on", "groups": [group.pk]})
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.has_perm("careers.change_guide")
    assert not user.has_perm("accounts.view_user")
    line = AuditEntry.objects.get(action="staff.user_changed")
    assert line.member_id == user.pk
    assert line.actor_id == User.objects.get(email="root@example.com").pk
    assert "Groups" in str(line.detail["change"])


def test_an_address_is_changed_by_its_owner_only(admin):
    user = a_user("edda@example.com")
    admin.post(page_of(user), {"email": "mallory@example.com", "is_active": "on"})
    user.refresh_from_db()
    assert user.email == "edda@example.com"


def test_a_password_is_changed_for_somebody_and_written_down(admin):
    user = a_user("edda@example.com")
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert admin.get(page).status_code == 200
    admin.post(page, {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert AuditEntry.objects.get(action="staff.user_changed").member_id == user.pk


def test_accounts_are_listed_and_searched(admin):
    a_user("edda@example.com", name="Edda")
    text = admin.get(LIST, {"q": "edda"}).content.decode()
    assert "edda@example.com" in text
    assert ">root@example.com</a>" not in text


def test_nobody_is_deleted_here(admin):
    user = a_user()
    assert admin.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    admin.post(LIST, {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"})
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.usefixtures("production_hashers")
def test_support_looks_and_changes_nothing(support):
    user = a_user(name="Ada")
    assert "ada@example.com" in support.get(LIST).content.decode()
    page = support.get(page_of(user)).content.decode()
    assert "Ada" in page
    assert "/admin/billing/billingaccount/?q=ada%40example.com" in page
    assert f"/admin/accounts/auditentry/?q={user.pk}" in page
    assert 'type="submit" value="Save"' not in page
    assert "scrypt" not in page
    for address in (page_of(user), reverse("admin:accounts_user_add")):
        assert support.post(address, {"is_superuser": "on", "is_staff": "on", "is_active": "on"}).status_code == 403
    assert support.get(reverse("admin:auth_user_password_change", args=[user.pk])).status_code == 403
    user.refresh_from_db()
    assert not user.is_superuser


def test_whoever_looks_at_a_member_is_written_down(support):
    user = a_user()
    support.get(page_of(user))
    line = AuditEntry.objects.get(action="staff.read")
    assert (line.member_id, line.detail, line.address) == (user.pk, {"what": "account"}, "127.0.0.1")


def test_looking_at_oneself_is_not_reading_somebody_else(admin):
    admin.get(page_of(User.objects.get()))
    assert not AuditEntry.objects.filter(action="staff.read").exists()


@pytest.mark.parametrize(
    ("group", "may"),
    [
        (
            "Support",
            {
                *("accounts.view_user", "accounts.act_as_member", "accounts.view_auditentry"),
                *("mail.view_suppression", "mail.delete_suppression"),
                *("alerts.view_recipient", "alerts.view_sending", "alerts.change_sending"),
                "advice.view_dailyusage",
            },
        ),
        (
            "Consultants",
            {f"consulting.{act}_cannedreply" for act in ("view", "add", "change", "delete")},
        ),
    ],
)
def test_groups_have_the_least_rights(group, may):
    found = staff("sam@example.com", group).get_all_permissions()
    assert {name for name in found if not name.startswith("billing.")} == may
    writes = {name for name in found if not name.partition(".")[2].startswith("view_")}
    assert writes <= {
        *("accounts.act_as_member", "mail.delete_suppression"),
        *("billing.change_billingaccount", "alerts.change_sending"),
        *(f"consulting.{act}_cannedreply" for act in ("add", "change", "delete")),
    }


def test_no_page_of_allauth_is_on_the_staff_site():
    apps = {model._meta.app_label for model in site.site._registry}
    assert apps & {"account", "mfa", "socialaccount", "usersessions"} == set()


def test_passwords_of_staff_are_changed_on_the_page_of_everybody(admin):
    assert admin.get("/admin/password_change/")["Location"] == "/accounts/password/change/"
