"""A member takes a copy of everything we hold."""

import csv
import datetime as dt
import io
import json
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts import audit, privacy
from accounts.models import AuditEntry, DataExport
from accounts.tasks import make_export, sweep_exports
from careers import services as guides
from jobs.tracker import services as tracker
from tests.accounts.support import confirmed, mails
from tests.factories import NOW, a_guide, a_job, a_user

pytestmark = pytest.mark.django_db
PAGE = "/account/privacy/"
ASK = "/account/privacy/export/"


@pytest.fixture
def member():
    return a_user(name="Ada", time_zone="Europe/Madrid")


def contents(user):
    packed = zipfile.ZipFile(io.BytesIO(privacy.archive(user, now=NOW)))
    return packed, json.loads(packed.read("everything.json"))["tables"]


def address_of(export):
    return f"/account/privacy/export/{export.pk}/"


def test_asking_needs_to_show_again_that_it_is_you(client, member):
    client.force_login(member)
    assert client.post(ASK)["Location"].startswith("/accounts/reauthenticate/")
    assert not DataExport.objects.exists()


def test_what_was_asked_goes_on_after_the_password_was_typed(client, member, django_capture_on_commit_callbacks):
    client.force_login(member)
    asked = client.post(ASK)
    answer = client.post(asked["Location"], {"password": "correct horse battery", "next": ASK})
    assert answer["Location"] == PAGE
    assert DataExport.objects.get().user == member


def test_a_copy_is_made_by_the_worker_told_by_mail_and_fetched(client, member):
    confirmed(client, member)
    assert "preparing your copy" in client.post(ASK, follow=True).content.decode()
    export = DataExport.objects.get()
    assert "In progress" in client.get(PAGE).content.decode()
    assert client.get(address_of(export)).status_code == 404

    make_export(export.pk)
    [told] = mails()
    assert told.to == ["ada@example.com"]
    assert PAGE in told.body
    assert address_of(export) not in told.body + str(told.alternatives)
    assert address_of(export) in client.get(PAGE).content.decode()

    answer = client.get(address_of(export))
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    written = AuditEntry.objects.exclude(action__startswith="signin.").order_by("pk")
    assert list(written.values_list("action", flat=True)) == [
        "account.export_asked",
        "account.export_downloaded",
    ]


def test_one_mail_is_sent_however_often_the_sweep_runs(member):
    privacy.ask_for_export(user=member, now=timezone.now())
    sweep_exports()
    sweep_exports()
    assert len(mails()) == 1


def test_two_clicks_ask_for_one_copy_and_a_fresh_one_is_not_made_again(client, member):
    confirmed(client, member)
    client.post(ASK)
    client.post(ASK)
    make_export(DataExport.objects.get().pk)
    assert "a copy from the last hour" in client.post(ASK, follow=True).content.decode()
    assert DataExport.objects.count() == 1
    later = timezone.now() + privacy.FRESH
    privacy.ask_for_export(user=member, now=later + dt.timedelta(seconds=1))
    assert DataExport.objects.count() == 2


def test_a_copy_of_somebody_else_is_not_there(client, member):
    export = privacy.ask_for_export(user=member, now=timezone.now())
    make_export(export.pk)
    confirmed(client, a_user("eve@example.com"))
    assert client.get(address_of(export)).status_code == 404


def test_fetching_needs_to_show_again_that_it_is_you(client, member):
    export = privacy.ask_for_export(user=member, now=timezone.now())
    make_export(export.pk)
    client.force_login(member)
    assert client.get(address_of(export))["Location"].startswith("/accounts/reauthenticate/")


def test_after_three_days_a_copy_is_gone_and_its_link_says_so(client, member):
    export = privacy.ask_for_export(user=member, now=NOW)
    privacy.make_export(export.pk, now=timezone.now() - dt.timedelta(days=3))
    confirmed(client, member)
    answer = client.get(address_of(export))
    assert answer.status_code == 410
    assert "This copy has expired" in answer.content.decode()
    assert privacy.forget_exports(timezone.now()) == 1
    assert DataExport.objects.get().archive is None
    assert client.get(address_of(export)).status_code == 410
    privacy.forget_exports(NOW + privacy.REMEMBERED)
    assert not DataExport.objects.exists()


def test_a_copy_that_cannot_be_made_says_so_and_can_be_asked_for_again(client, member, monkeypatch):
    export = privacy.ask_for_export(user=member, now=timezone.now())
    with monkeypatch.context() as broken:
        broken.setattr("accounts.member_data.tables", lambda user: {"broken": [{"row": object()}]})
        make_export(export.pk)
    assert "couldn't copy" in mails()[0].subject
    client.force_login(member)
    assert "Failed" in client.get(PAGE).content.decode()
    again = privacy.ask_for_export(user=member, now=timezone.now())
    assert again.pk != export.pk
    assert privacy.make_export(again.pk, now=timezone.now()).made_at


def test_the_copy_holds_what_the_member_gave_us(member):
    job = a_job(now=NOW)
    application = tracker.save(user=member, job=job, now=NOW)
    tracker.edit(application=application, notes="Ask for Mia.", contact="", next_step="", next_step_at=None, now=NOW)
    guides.report_correction(guide=a_guide(), text="Wrong", source="", email="ADA@example.com", now=NOW)
    guides.report_correction(
        guide=a_guide(slug="b", title="B"), text="Not mine", source="", email="eve@example.com", now=NOW
    )
    tracker.save(user=a_user("eve@example.com"), job=job, now=NOW)
    _packed, tables = contents(member)
    assert tables["account"][0]["name"] == "Ada"
    assert [one["notes"] for one in tables["applications"]] == ["Ask for Mia."]
    assert tables["applications"][0]["posting"]["data"]["title"] == "Operations Officer"
    assert [one["text"] for one in tables["corrections"]] == ["Wrong"]


def test_the_copy_holds_no_secret(member):
    Authenticator.objects.create(user=member, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    packed, tables = contents(member)
    assert tables["authenticators"][0]["type"] == "totp"
    whole = b"".join(packed.read(name) for name in packed.namelist())
    assert b"JBSWY3DPEHPK3PXP" not in whole
    assert member.password.encode() not in whole


def test_of_staff_the_copy_says_that_they_are_staff_not_who_and_from_where(member, rf):
    worker = a_user("sam@example.com", is_staff=True)
    request = rf.get("/", REMOTE_ADDR="192.0.2.7")
    audit.record("staff.read", actor=worker, member=member, request=request, now=NOW, what="account")
    audit.record("staff.acted", actor=member, behind=worker, member=member, request=request, now=NOW)
    audit.record("account.signed_in", actor=member, member=member, request=request, now=NOW)
    lines = contents(member)[1]["audit_log"]
    assert [(line["by"], line["network_address"]) for line in lines] == [
        ("staff", None),
        ("staff as you", None),
        ("you", "192.0.2.7"),
    ]


def test_no_cell_runs_as_a_formula_in_a_spreadsheet(member):
    member.name = '=HYPERLINK("https://evil.example")'
    member.save()
    packed, tables = contents(member)
    [row] = csv.DictReader(io.StringIO(packed.read("account.csv").decode("utf-8-sig")))
    assert row["name"] == "'" + member.name
    assert tables["account"][0]["name"] == member.name


def test_the_readme_counts_the_rows_of_each_table(member):
    packed, tables = contents(member)
    readme = packed.read("README.txt").decode()
    assert packed.namelist()[0] == "README.txt"
    assert all(f"{name}: {len(rows)}" in readme for name, rows in tables.items())
