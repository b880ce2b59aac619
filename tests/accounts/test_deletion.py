"""A member leaves."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts import privacy
from accounts.models import AuditEntry, DataExport, User
from careers import services as guides
from careers.models import Correction, Edition, Guide
from jobs.tracker import services as tracker
from jobs.tracker.models import Application
from tests.accounts.support import confirmed, mails
from tests.factories import NOW, a_document, a_guide, a_job, a_user

pytestmark = pytest.mark.django_db
PAGE = "/account/privacy/delete/"
TYPED = {"address": " ADA@example.com "}


@pytest.fixture
def member():
    return a_user(name="Ada")


def test_the_page_needs_to_show_again_that_it_is_you(client, member):
    client.force_login(member)
    for method in (client.get, client.post):
        assert method(PAGE)["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.exists()


def test_the_page_says_what_goes_and_what_stays(client, member):
    page = confirmed(client, member).get(PAGE).content.decode()
    assert "What we delete" in page
    assert "Invoices and payments at Stripe" in page


@pytest.mark.parametrize(
    ("typed", "message"), [("", "Enter the email address"), ("eve@example.com", "the email address of this account")]
)
def test_nothing_is_deleted_until_the_address_was_typed(client, member, typed, message):
    page = confirmed(client, member).post(PAGE, {"address": typed}).content.decode()
    assert message in page
    assert "<title>Error:" in page
    assert User.objects.exists()


def test_an_account_goes_with_everything_in_it(client, member):
    tracker.save(user=member, job=a_job(), now=NOW)
    privacy.ask_for_export(user=member, now=NOW)
    confirmed(client, member)
    answer = client.post(PAGE, TYPED)
    assert answer["Location"] == "/account/goodbye/"
    assert "Your account is deleted" in client.get("/account/goodbye/").content.decode()
    for model in (User, Application, DataExport, EmailAddress):
        assert not model.objects.exists(), model
    assert client.get("/account/")["Location"].startswith("/accounts/login/")
    [told] = mails()
    assert (told.to, told.subject) == (["ada@example.com"], "Your Wayfarer account is deleted")


def test_every_other_device_is_signed_out(client, member):
    phone = Client()
    phone.force_login(member)
    phone.get("/account/")
    UserSession.objects.create(user=member, ip="192.0.2.1", session_key=phone.session.session_key, user_agent="Phone")
    store = type(phone.session)
    assert store().exists(phone.session.session_key)
    confirmed(client, member).post(PAGE, TYPED)
    assert not store().exists(phone.cookies["sessionid"].value)


def test_a_line_remains_that_says_a_number_was_deleted(client, member):
    number = member.pk
    confirmed(client, member).post(PAGE, TYPED)
    line = AuditEntry.objects.get(action="account.deleted")
    assert (line.member_id, line.actor_id, line.address, line.detail) == (number, number, None, {})


def test_while_something_binds_nothing_is_deleted_and_the_member_is_told(client, member, monkeypatch):
    def bound(*, user, now):
        raise privacy.StillBound("Stripe did not answer, so nothing was deleted.")

    monkeypatch.setattr("billing.member_data.release", bound)
    tracker.save(user=member, job=a_job(), now=NOW)
    answer = confirmed(client, member).post(PAGE, TYPED)
    assert answer.status_code == 409
    assert "Stripe did not answer, so nothing was deleted." in answer.content.decode()
    assert Application.objects.get().user == member
    assert client.get("/account/").status_code == 200
    assert not mails()
    assert not AuditEntry.objects.filter(action="account.deleted").exists()


def test_rows_that_cannot_all_go_stay_all(client, member, monkeypatch):
    def broken(*, user):
        raise RuntimeError("half way")

    monkeypatch.setattr("careers.member_data.forget", broken)
    monkeypatch.setattr(client, "raise_request_exception", False)
    assert confirmed(client, member).post(PAGE, TYPED).status_code == 500
    assert User.objects.get() == member
    assert EmailAddress.objects.exists()


@pytest.mark.parametrize("field", ["is_staff", "is_superuser"])
def test_staff_cannot_delete_themselves(client, member, field):
    setattr(member, field, True)
    member.save()
    page = confirmed(client, member).post(PAGE, TYPED)
    assert page.status_code == 409
    assert "This is a staff account." in page.content.decode()
    assert User.objects.exists()


def test_what_a_former_editor_wrote_stays_without_the_name(member):
    guide = guides.import_document(document=a_document(), update=False, by=member, now=NOW)
    guides.publish(guide=guide, by=member, now=NOW)
    privacy.delete_account(user=member, now=NOW)
    assert Guide.objects.get().updated_by is None
    assert Edition.objects.get().published_by is None


def test_a_correction_stays_without_its_address(member):
    guides.report_correction(guide=a_guide(), text="Wrong", source="", email="ada@example.com", now=NOW)
    privacy.delete_account(user=member, now=NOW)
    assert (Correction.objects.get().text, Correction.objects.get().email) == ("Wrong", "")


def test_what_the_admin_noted_about_the_account_loses_the_name(member):
    worker = a_user("root@example.com", is_staff=True, is_superuser=True)
    LogEntry.objects.log_actions(worker.pk, [member], 2, change_message="Ada changed")
    number = member.pk
    privacy.delete_account(user=member, now=timezone.now() + dt.timedelta(0))
    noted = LogEntry.objects.get()
    assert (noted.object_repr, noted.change_message) == (f"#{number}", "")
