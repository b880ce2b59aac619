"""Accounts on the staff site."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from tests.factories import a_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase 7"


@pytest.fixture
def admin(client):
    client.force_login(a_user("root@example.com", is_staff=True, is_superuser=True))
    return client


def test_signing_in_is_by_e_mail_address_in_any_case(client):
    a_user("ada@example.com", is_staff=True)
    page = reverse("admin:login")
    assert "E-mail address" in client.get(page).content.decode()
    response = client.post(page, {"username": "Ada@Example.com", "password": "correct horse battery"})
    assert response.status_code == 302


def test_an_account_is_added_with_an_address_and_a_password(admin):
    response = admin.post(
        reverse("admin:accounts_user_add"),
        {"email": "New@Example.com", "name": "Newt", "password1": PASSWORD, "password2": PASSWORD},
    )
    user = User.objects.get(email="new@example.com")
    assert response.url == reverse("admin:accounts_user_change", args=[user.pk])
    assert user.check_password(PASSWORD)
    assert not user.is_staff


def test_an_address_that_is_taken_in_another_case_is_refused(admin):
    a_user("ada@example.com")
    response = admin.post(
        reverse("admin:accounts_user_add"), {"email": "ADA@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert response.status_code == 200
    assert "already exists" in response.content.decode()


def test_an_account_becomes_an_editor(admin):
    user = a_user("edda@example.com")
    group = Group.objects.get(name="Editors")
    page = reverse("admin:accounts_user_change", args=[user.pk])
    assert admin.get(page).status_code == 200
    response = admin.post(
        page, {"email": "Edda@example.com", "is_active": "on", "is_staff": "on", "groups": [group.pk]}
    )
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.email == "edda@example.com"
    assert user.has_perm("careers.change_guide")
    assert not user.has_perm("accounts.view_user")


def test_a_password_is_changed_for_somebody(admin):
    user = a_user("edda@example.com")
    page = reverse("admin:auth_user_password_change", args=[user.pk])
    assert admin.get(page).status_code == 200
    admin.post(page, {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_accounts_are_listed_and_searched(admin):
    a_user("edda@example.com", name="Edda")
    text = admin.get(reverse("admin:accounts_user_changelist"), {"q": "edda"}).content.decode()
    assert "edda@example.com" in text
    assert ">root@example.com</a>" not in text


def test_passwords_can_be_tried_twenty_times_an_hour_from_one_address(client):
    a_user("edda@example.com", is_staff=True)
    right = {"username": "edda@example.com", "password": "correct horse battery"}
    for _ in range(20):
        assert client.post("/admin/login/", {**right, "password": "guess"}).status_code == 200
    assert client.post("/admin/login/", right).status_code == 429
    assert client.post("/admin/login/", right, REMOTE_ADDR="10.1.1.1").status_code == 302
