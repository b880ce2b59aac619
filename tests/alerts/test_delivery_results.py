"""What became of an email is known afterwards, whatever the database goes through."""

import psycopg
import pytest
from django.db import connection

from alerts import planning, sending, tasks
from alerts.digest_contents import contents
from alerts.models import Digest, Mailed
from mail.delivery_errors import DeliveryError, Stage
from tests.alerts.support import HOUR, MONDAY, Clock, an_alert, listed
from tests.factories import a_user


@pytest.mark.django_db(transaction=True)
def test_a_mark_that_the_database_lost_is_made_again_with_the_one_that_follows_it():
    for name in ("ada", "bob"):
        an_alert(a_user(f"{name}@example.com"))
    listed(2, at=MONDAY)
    planning.plan_due(now=MONDAY)
    tasks.prepare(MONDAY)
    sender = sending.Sender(Clock(MONDAY))
    first, second = contents(sending.take(sender.lease, most=2, now=MONDAY), now=MONDAY)
    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]) as other:
        other.execute("SELECT FROM alerts_digest WHERE id = %s FOR UPDATE", [first.envelope.digest_id])
        sender._record(first, Digest.State.SENT, MONDAY)  # waits for the other
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    sender._record(second, Digest.State.SENT, MONDAY)
    sender._with_database(lambda: None)
    assert Digest.objects.left().count() == Mailed.objects.count() == 2


def planned(*names):
    for name in names:
        an_alert(a_user(f"{name}@example.com"))
    listed(2, at=MONDAY)
    planning.plan_due(now=MONDAY)
    tasks.prepare(MONDAY)


def taken(sender, now=MONDAY):
    [content] = contents(sending.take(sender.lease, most=1, now=now), now=now)
    return content


LATER = MONDAY + HOUR  # after the lease


@pytest.mark.django_db
def test_a_sender_that_was_away_changes_nothing_about_a_digest_that_another_has():
    planned("ada")
    away, other = sending.Sender(Clock(MONDAY)), sending.Sender(Clock(LATER))
    content = taken(away)
    sending.give_back(LATER)
    taken(other, LATER)
    before = Digest.objects.values().get()
    for error in (
        DeliveryError(Stage.ENVELOPE, 450, "later"),
        DeliveryError(Stage.TEXT),
        DeliveryError(Stage.TEXT, 554, "5.6.0 no"),
        DeliveryError(Stage.SENDER, 550, "5.7.1 not you"),
        DeliveryError(Stage.ENVELOPE, 550, "5.1.1 unknown"),
    ):
        away._refused(content.envelope, error, LATER)
        assert Digest.objects.values().get() == before, error
    sending.release([content.envelope.digest_id], lease=away.lease)
    away._record(content, Digest.State.SENT, LATER)
    away._results.wait()
    assert Digest.objects.values().get() == before
    assert not Mailed.objects.exists()


@pytest.mark.django_db
def test_that_an_email_was_sent_is_recorded_until_somebody_else_takes_it():
    planned("ada")
    away = sending.Sender(Clock(MONDAY))
    content = taken(away)
    sending.give_back(LATER)
    away._record(content, Digest.State.SENT, LATER)
    away._results.wait()
    assert Digest.objects.get().state == "sent"
    assert Mailed.objects.count() == 1
