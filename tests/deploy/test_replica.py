"""A real streaming replica answers visitors, and nobody misses what they wrote themselves (`toolkit/database/replica.py`).

It is made by deploy/postgres/make-replica.sh with deploy/postgres/replica.conf, and has deploy/postgres/primary.conf for the day it is promoted.
"""

import math
import socket
import time
from dataclasses import replace

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert, Place
from careers import services as careers
from jobboard.replica_reads import REPLICA_READS
from jobs import services
from jobs.models import Company, Job
from jobs.tracker.models import Application
from local.files import free_port
from operations.metrics.figures import replica_metrics
from tests.alerts.support import an_alert
from tests.billing.support import DAY, an_account
from tests.deploy.replica_pages import (
    INDUSTRY,
    NOT_THERE,
    WITHOUT_ROWS,
    a_path,
    asked,
    caught_up,
    forget_connection,
    in_use,
)
from tests.factories import a_document, a_job, a_published_guide, a_user
from tests.operations.doctor import look
from tests.replica import Replica, until
from toolkit import page_cache
from toolkit.database import PRIMARY, REPLICA, leases
from toolkit.database import replica as reads
from toolkit.database.middleware import WRITTEN, _signer

PAGE = "/jobs/"
pytestmark = pytest.mark.django_db(transaction=True, databases=[PRIMARY, REPLICA])


@pytest.fixture(scope="module", autouse=True)
def server(django_db_setup, django_db_blocker):
    made = Replica(connection.settings_dict)
    try:
        with django_db_blocker.unblock():
            made.make()
        connections.databases[REPLICA] = made.entry
        yield made
    finally:
        connections.databases.pop(REPLICA, None)
        made.remove()


@pytest.fixture
def replica(db, server, settings, monkeypatch):
    """The replica, in use and not behind."""
    if server.is_promoted:
        server.make_again()
    monkeypatch.setattr(reads, "EVERY", 0.05)
    with in_use(server.entry, settings):
        a_job()
        caught_up(server)
        yield server


def test_listed_pages_are_read_there_alone_with_as_many_statements_as_before(replica):
    job = Job.objects.get()
    for name in sorted(REPLICA_READS):
        read_there_alone(name, a_path(name, job))


def read_there_alone(name, path):
    status = 404 if name in NOT_THERE else 200
    member = {"HTTP_COOKIE": f"{django_settings.SESSION_COOKIE_NAME}=nobody"}
    for headers in (member, {}):  # what is kept is made
        asked(Client(), path, status=status, **headers)
    page_cache._valkey().flushdb()
    before = asked(Client(), path, status=status, HTTP_AUTHORIZATION="Basic x") if not name.startswith("api:") else None
    page_cache._valkey().flushdb()
    primary, other = asked(Client(), path, status=status)
    assert before is None or before[1] == 0, name
    if name in WITHOUT_ROWS:
        return
    assert other > 0, name
    if before and status == 200:
        assert primary + other == before[0], name


def test_pages_of_members_and_kept_pages_are_not_listed():
    private = (
        "account",
        "admin",
        "alerts:",
        "billing:",
        "consulting:",
        "resumes:",
        "careers:",
        "accounts:",
        "health",
        "metrics",
    )
    assert not [name for name in REPLICA_READS if name.startswith(private)]


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": f"{django_settings.SESSION_COOKIE_NAME}=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_X_SESSION_TOKEN": "x"},
    ],
)
def test_whoever_may_be_signed_in_reads_from_the_primary(replica, headers):
    assert asked(Client(), PAGE)[1]
    primary, other = asked(Client(), PAGE, **headers)
    assert primary
    assert not other


def test_while_the_replica_shows_nothing_new_members_see_what_they_did(replica):
    user = a_user()
    client = Client()
    client.force_login(user)
    job = Job.objects.get()
    with replica.paused():
        client.post(reverse("tracker:save"), {"save": job.pk})
        assert Application.objects.of(user).get().job == job
        assert job.title in client.get(reverse("tracker:bookmarks")).content.decode()
        an_alert(user, name="Lights by the sea")
        assert "Lights by the sea" in client.get(reverse("alerts:list")).content.decode()
        an_account(user, now=timezone.now(), comped_until=timezone.now() + DAY)  # a worker wrote it
        assert "Plus" in client.get(reverse("billing:plan")).content.decode()
        assert replica.ask("SELECT count(*) FROM alerts_alert") == (0,)
        assert Alert.objects.count() == 1


def test_a_visitor_who_wrote_reads_from_the_primary_until_the_replica_has_it(replica, settings):
    settings.DATABASE_REPLICA_LAG = 600
    client = Client()
    with replica.paused():
        assert asked(client, PAGE)[1]
        client.post(reverse("theme"), {"theme": "dark", "next": "/"})
        a_job(title="Pilot")
        client.post(reverse("theme"), {"theme": "light", "next": "/"})
        assert not asked(client, PAGE)[1]
        assert "Pilot" in client.get(PAGE).content.decode()
        assert asked(Client(), PAGE)[1]
    caught_up(replica)
    until(lambda: asked(client, PAGE)[1])


def test_a_forged_position_counts_for_nothing(replica):
    client = Client()
    client.cookies[WRITTEN] = str(10**15)
    assert asked(client, PAGE)[1]
    client.cookies[WRITTEN] = _signer.sign(str(10**15))
    assert not asked(client, PAGE)[1]


def test_a_job_that_the_replica_does_not_have_yet_has_its_page(replica):
    with replica.paused():
        job = a_job(title="Pilot")
        assert Client().get(job.get_absolute_url()).status_code == 200


def test_a_job_that_is_back_has_its_page(replica):
    """Search engines drop for good what is gone (410)."""
    Job.objects.update(expires_at=timezone.now() - DAY)
    job = Job.objects.get()
    caught_up(replica)
    assert Client().get(job.get_absolute_url()).status_code == 410
    with replica.paused():
        services.relist(job=job, now=timezone.now())
        assert Client().get(job.get_absolute_url()).status_code == 200
        assert Client().get(reverse("api:job", args=[job.pk])).status_code == 200


def test_lists_that_are_kept_for_longer_than_the_replica_may_be_behind_are_made_from_the_primary(replica):
    page_cache._valkey().flushdb()
    with replica.paused():
        a_job(title="Pilot", industries=[INDUSTRY])
        assert reverse("jobs:industry", args=[INDUSTRY]) in Client().get("/sitemap-landing.xml").content.decode()


def test_an_address_that_changed_this_second_leads_nobody_back_for_good(replica):
    job = Job.objects.get()
    with replica.paused():
        Job.objects.update(slug="another-title")
        assert Client().get(reverse("jobs:detail", args=[job.pk, "another-title"])).status_code == 200


def test_the_cookie_lasts_for_longer_than_the_replica_may_be_behind(replica, settings):
    settings.DATABASE_REPLICA_LAG = 600
    client = Client()
    client.post(reverse("theme"), {"theme": "dark", "next": "/"})
    assert client.cookies[WRITTEN]["max-age"] > 600


def test_a_replica_that_is_too_far_behind_is_left_out_and_comes_back(replica, settings):
    settings.DATABASE_REPLICA_LAG = 1
    job = Job.objects.get()
    with replica.paused():
        services.hide(job=job, by=None, reason="spam", now=timezone.now()) if hasattr(
            services, "hide"
        ) else job.delete()
        until(lambda: not reads.watch.is_fit())
        assert asked(Client(), PAGE)[1] == 0
        assert reads.watch.lag > 1
        assert job.title not in Client().get(PAGE).content.decode()
    caught_up(replica)
    assert asked(Client(), PAGE)[1]


def test_a_replica_that_stopped_costs_no_page(replica):
    connections[REPLICA].close()
    replica.stop()
    try:
        began = time.monotonic()
        assert asked(Client(), PAGE)[0]
        assert time.monotonic() - began < 2
        until(lambda: not reads.watch.is_fit())
        with connection.cursor() as cursor:
            for command in ("SELECT pg_switch_wal()", "CHECKPOINT") * 2:  # it keeps what the replica hasn't seen
                cursor.execute(command)
    finally:
        replica.start()
    until(reads.watch.is_fit)
    assert asked(Client(), PAGE)[1]


def test_a_connection_that_breaks_in_the_middle_costs_no_page(replica):
    assert asked(Client(), PAGE)[1]
    pid = connections[REPLICA].connection.info.backend_pid
    replica.ask(f"SELECT pg_terminate_backend({pid}, 5000)")
    assert asked(Client(), PAGE)[0]
    until(lambda: asked(Client(), PAGE)[1])


def test_nobody_waits_for_a_replica_that_says_nothing(db, server, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        entry = {**server.entry, "PORT": silent.getsockname()[1]}
        entry["OPTIONS"] = {**entry["OPTIONS"], "connect_timeout": 2}
        with in_use(entry, settings):
            began = time.monotonic()
            assert asked(Client(), PAGE)[1] == 0
            assert time.monotonic() - began < 1.5


def test_a_replica_that_was_promoted_is_not_read(db, settings):
    with in_use(connection.settings_dict, settings):
        assert reads.Watch().measure().lag is None


def test_a_replica_of_another_database_is_not_read(replica, settings):
    """After a restore, the replica of the lost database may go on. What it has looks like all that there is, and more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^migrated(_|$)'")
        [other] = cursor.fetchone()
    assert reads.Watch().measure().lag is not None
    with in_use({**replica.entry, "NAME": other}, settings):
        assert reads.Watch().measure().lag is None
        assert "of another database" in look("database: replica")[1]
        assert lag_for_prometheus() == math.inf


def lag_for_prometheus():
    [family] = replica_metrics()
    return family.samples[0].value


def test_prometheus_hears_of_a_replica_that_was_promoted_or_gets_nothing(replica, settings):
    until(lambda: lag_for_prometheus() == 0)
    with in_use(connection.settings_dict, settings):
        assert lag_for_prometheus() == math.inf
    forget_connection()
    replica.stop()
    replica.start(cut_off=True)
    try:
        a_job()
        until(lambda: lag_for_prometheus() > 0)  # once it's flushed
    finally:
        forget_connection()
        replica.stop()
        replica.start()


def test_the_files_for_it_are_what_the_server_runs_with(server):
    settings = ("hot_standby_feedback", "max_standby_streaming_delay", "wal_keep_size", "wal_level")
    shown = server.ask("SELECT " + ", ".join(f"current_setting('{name}')" for name in settings))
    assert shown == ("on", "2s", "1GB", "replica")


class TestRows:
    def test_a_row_that_was_read_there_is_saved_on_the_primary(self, replica):
        with reads.from_replica():
            company = Company.objects.get()
            assert company._state.db == REPLICA
            company.name = "Another"
            company.save()
            assert Company.objects.get()._state.db == PRIMARY  # what follows a write knows of it
        assert Company.objects.get().name == "Another"

    def test_what_a_write_is_based_on_is_read_from_the_primary(self, replica):
        with replica.paused():
            Company.objects.update(name="Another")
            with reads.from_replica():
                assert Company.objects.get().name != "Another"
                with transaction.atomic():
                    assert Company.objects.get().name == "Another"
                    assert Company.objects.select_for_update().get().name == "Another"
                assert Company.objects.get_or_create(name="Another")[1] is False

    def test_what_is_kept_is_made_from_the_primary(self, replica):
        with replica.paused():
            Company.objects.update(name="Another")
            with reads.from_replica():
                kept = page_cache.fragment("test", lambda: Company.objects.get().name)
                assert reads.read_alias() == REPLICA
        assert kept == "Another"


def test_the_doctor_says_how_far_it_is_behind_and_whether_it_is_one(replica, settings, monkeypatch):
    name = "database: replica"
    assert look(name)[0] == "ok"
    monkeypatch.setattr("operations.doctor.database.FAR_BEHIND", 0)
    with replica.paused():
        Company.objects.update(name="Another")
        state, said = look(name)
        assert (state, "pg_stat_replication" in said) == ("warning", True)
    with in_use({**replica.entry, **{key: connection.settings_dict[key] for key in ("HOST", "PORT")}}, settings):
        assert "leads to a primary" in look(name)[1]
    with in_use({**replica.entry, "PORT": str(free_port())}, settings):
        state, said = look(name)
        assert (state, "DATABASE_REPLICA_URL" in said) == ("wrong", True)


GUIDE = "/careers/lighthouse-keeper/"


def guards_the_coast():
    return "Guards the" in Client().get(GUIDE).content.decode()


@pytest.mark.parametrize("is_listed", [False, True])
def test_a_page_that_is_kept_is_never_one_from_before_a_publication(replica, settings, is_listed):
    """The trap: what is kept under the new generation would be old for a day. Kept pages aren't listed; if one is, it isn't kept."""
    settings.DATABASE_REPLICA_LAG = 600
    if is_listed:
        settings.REPLICA_READS = REPLICA_READS | {"careers:guide"}
    guide = a_published_guide(now=timezone.now() - DAY)
    caught_up(replica)
    with replica.paused():
        careers.import_document(
            document=a_document(summary="Guards the **coast**."), update=True, by=None, now=timezone.now()
        )
        careers.publish(guide=guide, by=None, now=timezone.now())
        assert [guards_the_coast() for _ in range(2)] == [not is_listed] * 2
    caught_up(replica)
    assert guards_the_coast()


def test_after_a_failover_a_lease_holds_if_it_got_there_and_otherwise_its_holder_writes_nothing(replica):
    """Also the reason why a lease is a row: a lock of a session, or of a transaction, would be gone with its server."""
    for name in ("sweep", "email 0"):
        Place.objects.create(name=name)
    kept = leases.take(Place.objects.filter(pk="sweep"), seconds=60)
    caught_up(replica)
    forget_connection()
    replica.stop()
    lost = leases.take(Place.objects.filter(pk="email 0"), seconds=60)
    replica.start(cut_off=True)
    replica.promote()
    there = Place.objects.using(REPLICA)
    kept, lost = (replace(one, row=there.filter(pk=name)) for one, name in ((kept, "sweep"), (lost, "email 0")))
    assert leases.take(kept.row, seconds=60) is None
    with kept.guard():
        kept.row.update(name="sweep")
    with pytest.raises(leases.LeaseLostError):
        lost.renew()
    with pytest.raises(leases.LeaseLostError), lost.guard():
        pytest.fail("written")
    assert leases.take(lost.row, seconds=60)
