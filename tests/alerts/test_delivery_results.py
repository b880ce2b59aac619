"""What became of an email is known afterwards, whatever the database goes through."""

import psycopg
import pytest
from django.db import connection

from alerts import planning, sending, tasks
from alerts.digest_contents import contents
from alerts.models import Digest, Mailed
from tests.alerts.support import MONDAY, Clock, an_alert, listed
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
