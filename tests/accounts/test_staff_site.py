"""Who gets into the staff site: staff who are signed in and have shown a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from accounts.models import AuditEntry
from tests.accounts.support import authenticated, staff
from tests.factories import a_user

pytestmark = pytest.mark.django_db
PASSWORD = {"method": "password"}
APP = {"method": "mfa", "type": "totp"}
PASSKEY = {"method": "mfa", "type": "webauthn", "passwordless": True}


@pytest.fixture
def guarded(settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = True


def enrolled(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def landing(client, path="/admin/"):
    """Where somebody ends who opens ``path``, by addresses alone."""
    answer = client.get(path)
    while answer.status_code == 302 and answer["Location"].startswith("/admin/"):
        answer = client.get(answer["Location"])
    return answer


def test_visitors_are_led_to_the_sign_in_of_the_site_and_back(client):
    assert landing(client, "/admin/jobs/job/")["Location"] == "/accounts/login/?next=/admin/jobs/job/"


def test_the_way_back_never_leads_off_the_site(client):
    answer = client.get("/admin/login/?next=https://evil.example/")
    assert answer["Location"] == "/accounts/login/?next=/admin/"


def test_members_are_refused_and_that_is_written_down(client):
    user = a_user()
    client.force_login(user)
    assert landing(client).status_code == 403
    line = AuditEntry.objects.get(action="access.denied")
    assert (line.actor_id, line.detail["path"]) == (user.pk, "/admin/login/")


def test_in_local_mode_the_demo_logins_get_in_without(client):
    client.force_login(staff("sam@example.com"))
    assert landing(client).status_code == 200


@pytest.mark.usefixtures("guarded")
class TestWithASecondFactor:
    def test_staff_who_have_none_are_led_to_get_one(self, client):
        authenticated(client, staff("sam@example.com", is_superuser=True), PASSWORD)
        answer = landing(client)
        assert answer["Location"] == "/account/security/"
        assert "The staff site requires two-step verification" in client.get("/account/security/").content.decode()

    def test_recovery_codes_alone_are_none(self, client):
        user = staff("sam@example.com")
        Authenticator.objects.create(user=user, type="recovery_codes", data={})
        assert landing(authenticated(client, user, PASSWORD))["Location"] == "/account/security/"

    def test_a_session_that_has_shown_none_does_not_enter(self, client):
        user = staff("sam@example.com", "Moderators")
        enrolled(user)
        authenticated(client, user, PASSWORD)
        assert landing(client, "/admin/jobs/job/")["Location"] == "/accounts/2fa/reauthenticate/?next=/admin/jobs/job/"
        assert client.post("/admin/jobs/job/queue/", {}).status_code == 302

    def test_showing_it_opens_the_page_that_was_asked_for(self, client):
        user = staff("sam@example.com", "Moderators")
        secret = enrolled(user)
        authenticated(client, user, PASSWORD)
        asked = landing(client, "/admin/jobs/job/")["Location"]
        answer = client.post(asked, {"code": code(secret), "next": "/admin/jobs/job/"})
        assert answer["Location"] == "/admin/jobs/job/"
        assert client.get("/admin/jobs/job/").status_code == 200

    @pytest.mark.parametrize("shown", [APP, PASSKEY])
    def test_a_session_that_began_with_one_enters(self, client, shown):
        user = staff("sam@example.com")
        enrolled(user)
        assert landing(authenticated(client, user, PASSWORD, shown)).status_code == 200

    def test_what_another_user_of_the_browser_has_shown_counts_for_nothing(self, client):
        first, second = staff("sam@example.com"), staff("kim@example.com")
        enrolled(first)
        enrolled(second)
        authenticated(client, first, APP)
        session = client.session
        records = {name: value for name, value in session.items() if name.startswith("account_authentication")}
        client.force_login(second)
        session = client.session
        session.update(records)
        session.save()
        assert landing(client)["Location"].startswith("/accounts/2fa/reauthenticate/")

    def test_staff_who_are_no_longer_active_do_not_enter(self, client):
        user = staff("sam@example.com")
        enrolled(user)
        authenticated(client, user, APP)
        user.is_active = False
        user.save()
        assert landing(client)["Location"].startswith("/accounts/login/")
