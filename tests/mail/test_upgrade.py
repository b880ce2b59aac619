"""The rows, queued tasks and sessions of the release before, after apps and modules got other names."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from alerts import delivery_state
from jobboard.celery import app
from mail import circuit_breaker, outbox
from mail.circuit_breaker import Stream
from mail.models import MailCircuit, OutgoingMail, Suppression
from tests.accounts.support import mails
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
BEFORE = ("accounts", "0013_plain_labels")
BEFORE_ONE_CIRCUIT = "0009_names_of_matches"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def release_before():
    """The models of accounts as that release had them."""
    call_command("migrate", "mail", "zero", verbosity=0)
    return MigrationExecutor(connection).loader.project_state(BEFORE).apps


def test_rows_and_permissions_survive(release_before):
    for name in ("ada", "bob"):
        release_before.get_model("accounts", "OutgoingMail").objects.create(
            recipient=f"{name}@example.com",
            subject="Your code",
            text="123456",
            html="<b>123456</b>",
            created_at=NOW,
            next_try_at=NOW,
        )
    release_before.get_model("accounts", "Suppression").objects.create(
        address="bob@example.com", reason="bounce", created_at=NOW
    )
    release_before.get_model("accounts", "MailCircuit").objects.create(pk=1, failures=3)
    support = Group.objects.get(name="Support")
    assert support.permissions.filter(content_type__app_label="accounts", codename="delete_suppression").exists()

    call_command("migrate", verbosity=0)

    assert OutgoingMail.objects.count() == 2
    assert Suppression.objects.get().address == "bob@example.com"
    assert MailCircuit.objects.get().failures == 3
    member = a_user("support@example.com", is_staff=True)
    member.groups.add(support)
    assert member.has_perms(["mail.view_suppression", "mail.delete_suppression"])
    assert not Permission.objects.filter(content_type__app_label="accounts", codename__endswith="suppression").exists()
    assert outbox.send_all(now=NOW) == 1
    assert [mail.to for mail in mails()] == [["ada@example.com"]]


def test_the_circuit_of_digests_stays_open():
    """Digests had a circuit breaker of their own, in a table of alerts. The way back keeps it open too."""
    call_command("migrate", "alerts", BEFORE_ONE_CIRCUIT, verbosity=0)
    sending = (
        MigrationExecutor(connection)
        .loader.project_state(("alerts", BEFORE_ONE_CIRCUIT))
        .apps.get_model("alerts", "Sending")
    )
    sending.objects.create(pk=1, refusals=3, refused_until=NOW + HOUR, reason="535 bad credentials")
    connection.check_constraints()  # what is left to check would keep the table from changing

    call_command("migrate", verbosity=0)

    assert circuit_breaker.is_open(Stream.DIGESTS, NOW)
    assert not circuit_breaker.is_open(Stream.SERVICE, NOW)
    assert (circuit_breaker.row(Stream.DIGESTS).failures, delivery_state.row().paused_at) == (3, None)
    call_command("migrate", "alerts", BEFORE_ONE_CIRCUIT, verbosity=0)
    assert sending.objects.get().refused_until == NOW + HOUR
    call_command("migrate", verbosity=0)


def test_members_stay_signed_in(client):
    """A session holds the name of the backend that its member signed in with."""
    client.force_login(a_user(), backend="billing.auth.MemberBackend")
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("accounts.tasks.send_outgoing", "mail.tasks.send_outgoing"),
        ("jobs.tasks.import_due_sources", "feeds.tasks.import_due_sources"),
        ("jobs.tasks.import_source", "feeds.tasks.import_source"),
        ("jobs.tasks.forget_old_imports", "feeds.tasks.forget_old_imports"),
    ],
)
def test_tasks_that_were_queued_under_their_old_names_still_run(before, after):
    app.loader.import_default_modules()
    old, new = app.tasks[before], app.tasks[after]
    assert (old.run.__module__, old.run.__name__) == (new.run.__module__, new.run.__name__)
    assert (old.soft_time_limit, old.time_limit) == (new.soft_time_limit, new.time_limit)


def test_every_task_of_the_beat_schedule_is_there():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
