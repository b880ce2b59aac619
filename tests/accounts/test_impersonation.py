"""Staff act as a member: with a reason, seen on every page, written down, and kept from what is the member's alone."""

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from accounts import impersonation
from accounts.models import AuditEntry, User
from jobs.tracker.models import Application, RecentSearch
from tests.accounts.support import authenticated, staff
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
END = "/account/act/end/"
BANNER = "You're acting as ada@example.com."


@pytest.fixture
def member():
    return a_user(name="Ada")


@pytest.fixture
def sam():
    return staff("sam@example.com", "Support")


def act_as(client, member, reason="They cannot find a job they saved."):
    return client.post(f"/admin/accounts/user/{member.pk}/act-as/", {"reason": reason})


@pytest.fixture
def acting(client, sam, member):
    client.force_login(sam)
    assert act_as(client, member)["Location"] == "/account/"
    return client


def lines(action):
    return [
        (line.actor_id, line.behind_id, line.member_id)
        for line in AuditEntry.objects.filter(action=action).order_by("pk")
    ]


def test_support_sees_what_the_member_sees_under_a_banner(acting, sam, member):
    page = acting.get("/account/").content.decode()
    assert "Hello, Ada" in page
    assert BANNER in page
    assert BANNER in acting.get("/").content.decode()
    line = AuditEntry.objects.get(action="staff.act_as")
    assert (line.actor_id, line.member_id) == (sam.pk, member.pk)
    assert line.detail == {"reason": "They cannot find a job they saved."}


def test_the_button_makes_them_themselves_again(acting, sam, member):
    assert acting.post(END)["Location"] == f"/admin/accounts/user/{member.pk}/change/"
    assert "sam@example.com" in acting.get("/account/").content.decode()
    assert BANNER not in acting.get("/account/").content.decode()
    assert lines("staff.act_as_end") == [(sam.pk, None, member.pk)]


def test_the_second_factor_that_was_shown_still_counts_afterwards(client, sam, member, settings):
    TOTP.activate(sam, generate_totp_secret())
    settings.ADMIN_NEEDS_SECOND_FACTOR = True
    authenticated(client, sam, {"method": "mfa", "type": "totp"})
    act_as(client, member)
    client.post(END)
    assert client.get("/admin/").status_code == 200


def test_a_reason_is_needed(client, sam, member):
    client.force_login(sam)
    answer = act_as(client, member, reason="  ")
    assert answer.status_code == 422
    assert "Enter why you need to act as this member." in answer.content.decode()
    assert not AuditEntry.objects.filter(action="staff.act_as").exists()


def test_it_begins_by_post_only(client, sam, member):
    client.force_login(sam)
    client.get(f"/admin/accounts/user/{member.pk}/act-as/?user_pk={member.pk}&reason=x")
    assert "sam@example.com" in client.get("/account/").content.decode()


def test_the_member_is_the_one_of_the_page_whatever_the_form_says(client, sam, member):
    client.force_login(sam)
    eve = a_user("eve@example.com")
    client.post(f"/admin/accounts/user/{member.pk}/act-as/", {"user_pk": eve.pk, "reason": "Mix-up"})
    assert BANNER in client.get("/account/").content.decode()
    assert AuditEntry.objects.get(action="staff.act_as").member_id == member.pk


@pytest.mark.parametrize("fields", [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}])
def test_nobody_acts_as_staff_or_as_somebody_inactive(client, sam, fields):
    client.force_login(staff("root@example.com", is_superuser=True))
    other = a_user("other@example.com", **fields)
    assert act_as(client, other).status_code == 403
    assert not AuditEntry.objects.filter(action="staff.act_as").exists()


@pytest.mark.parametrize("groups", [[], ["Editors"], ["Moderators"], ["Consultants"]])
def test_other_staff_act_as_nobody(client, member, groups):
    client.force_login(staff("kim@example.com", *groups))
    assert act_as(client, member).status_code == 403


def test_addresses_of_the_package_are_not_there(client):
    client.force_login(staff("root@example.com", is_superuser=True))
    for path in ("/hijack/acquire/", "/hijack/release/"):
        assert client.post(path, {"user_pk": 1}).status_code == 404


def test_each_change_is_written_down_under_both_names(acting, sam, member):
    job = a_job()
    acting.post("/jobs/save/", {"job": job.pk})
    assert Application.objects.get().user == member
    assert lines("staff.acted") == [(member.pk, sam.pk, member.pk)]
    assert AuditEntry.objects.get(action="staff.acted").detail["path"] == "/jobs/save/"


def test_it_is_no_sign_in_of_the_member(acting):
    acting.post(END)
    assert (
        not AuditEntry.objects.filter(action__startswith="signin.")
        .exclude(actor_id=acting.session["_auth_user_id"])
        .exists()
    )


def test_what_staff_search_for_is_not_kept_as_the_members_search(acting):
    acting.get("/jobs/?q=pilot")
    assert not RecentSearch.objects.exists()


def test_reading_writes_no_line_for_each_page(acting):
    before = AuditEntry.objects.count()
    acting.get("/account/")
    acting.get("/account/applications/")
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    "path",
    [
        "/account/security/", "/account/privacy/", "/account/privacy/delete/", "/account/privacy/export/1/", "/account/hired/",
        "/billing/done/", "/account/resume-page/", "/account/resume-page/not-for/", "/account/resume-links/", "/account/applications/1/files/1/",
        "/account/tokens/", "/account/tokens/new/",
        "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/", "/accounts/logout/",
        "/accounts/reauthenticate/", "/admin/",
    ],
)  # fmt: skip
def test_what_is_the_members_alone_is_refused(acting, sam, path):
    answer = acting.get(path)
    assert answer.status_code == 403
    assert BANNER in answer.content.decode()
    assert AuditEntry.objects.filter(action="access.denied", behind_id=sam.pk).exists()


@pytest.mark.parametrize(
    "path",
    [
        "/account/privacy/export/",
        "/account/privacy/delete/",
        "/billing/checkout/",
        "/billing/portal/",
        "/account/hired/",
        "/account/resume-links/",
        "/account/resume-links/1/revoke/",
        "/account/resume-page/not-for/",
        "/account/resume-page/not-for/1/remove/",
        "/account/tokens/new/",
        "/account/tokens/1/revoke/",
    ],
)
def test_what_costs_or_ends_is_refused(acting, path):
    assert acting.post(path, {"address": "ada@example.com"}).status_code == 403
    assert User.objects.filter(email="ada@example.com").exists()


def test_it_ends_by_itself_after_an_hour(acting):
    assert 3590 < acting.session.get_expiry_age() <= 3600
    acting.post("/jobs/save/", {"job": a_job().pk})  # what is done meanwhile puts nothing off
    assert dt.datetime.fromisoformat(acting.session["_session_expiry"]) < timezone.now() + impersonation.AT_MOST
    acting.post(END)
    assert acting.session.get_expiry_age() > 3600


def test_what_the_browser_of_the_staff_had_saved_is_not_given_to_the_member(client, sam, member):
    client.force_login(sam)
    client.cookies["saved"] = str(a_job().pk)
    act_as(client, member)
    assert not Application.objects.exists()


def test_it_counts_as_no_visit_of_the_member(acting, member):
    member.refresh_from_db()
    assert member.last_login is None
    assert not UserSession.objects.filter(user=member).exists()


def test_the_member_sees_no_banner(acting, member):
    own = Client()
    own.force_login(member)
    assert BANNER not in own.get("/account/").content.decode()


def test_nobody_ends_what_has_not_begun(client, member):
    client.force_login(member)
    assert client.post(END).status_code == 403
    assert client.get(END).status_code == 405


class TestWhoeverLosesARole:
    LOSSES = {
        "staff": lambda sam: User.objects.filter(pk=sam.pk).update(is_staff=False),
        "account": lambda sam: User.objects.filter(pk=sam.pk).update(is_active=False),
        "group": lambda sam: sam.groups.clear(),
        "row": lambda sam: sam.delete(),
        "password": lambda sam: (sam.set_password("another horse battery"), sam.save()),
    }

    @pytest.mark.parametrize("loss", LOSSES)
    @pytest.mark.parametrize(("method", "path"), [("get", "/account/applications/"), ("post", "/account/profile/")])
    def test_stops_acting_with_the_next_request(self, acting, sam, member, loss, method, path):
        assert acting.get("/account/applications/").status_code == 200
        self.LOSSES[loss](sam)
        answer = getattr(acting, method)(path, {"name": "Changed"})
        assert answer["Location"] == "/accounts/login/"
        member.refresh_from_db()
        assert member.name == "Ada"
        assert acting.get("/account/applications/").status_code == 302

    def test_also_by_losing_the_second_factor(self, client, sam, member, settings):
        settings.ADMIN_NEEDS_SECOND_FACTOR = True
        TOTP.activate(sam, generate_totp_secret())
        authenticated(client, sam, {"method": "mfa", "type": "totp"})
        act_as(client, member)
        assert client.get("/account/applications/").status_code == 200
        sam.authenticator_set.all().delete()
        assert client.get("/account/applications/").status_code == 302

    @pytest.mark.parametrize("loss", ["staff", "account", "factor", "superuser"])
    def test_cannot_save_a_form_that_was_open(self, client, member, settings, loss):
        settings.ADMIN_NEEDS_SECOND_FACTOR = True
        root = staff("root@example.com", is_superuser=True)
        TOTP.activate(root, generate_totp_secret())
        authenticated(client, root, {"method": "mfa", "type": "totp"})
        page = f"/admin/accounts/user/{member.pk}/change/"
        assert client.get(page).status_code == 200
        if loss == "factor":
            root.authenticator_set.all().delete()
        else:
            field = {"staff": "is_staff", "account": "is_active", "superuser": "is_superuser"}[loss]
            User.objects.filter(pk=root.pk).update(**{field: False})
        assert client.post(page, {"name": "Changed", "is_active": "on"}).status_code in (302, 403)
        member.refresh_from_db()
        assert member.name == "Ada"


def test_members_are_told_what_support_sees_and_when_it_looked(acting, sam, member):
    assert "including their notes" in acting.get("/account/").content.decode()
    own = Client()
    own.force_login(member)
    page = own.get("/account/privacy/").content.decode()
    assert "applications with notes" in page
    assert "job alerts and the emails we sent" in page
    assert "Support opened your account on" in page
    other = Client()
    other.force_login(a_user("eve@example.com"))
    assert "Support hasn't opened your account." in other.get("/account/privacy/").content.decode()
