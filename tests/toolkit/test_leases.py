"""One holder at a time, whatever happens to the process that holds: frozen, killed, or too slow."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from alerts import places
from alerts.models import Place
from billing import stripe_api, sync
from billing.models import BillingAccount, SyncRun
from tests.billing.support import a_member, reread, upgraded
from toolkit.database import leases

pytestmark = pytest.mark.django_db(transaction=True)
FREEZE, THAW, KILL = signal.SIGSTOP, signal.SIGCONT, signal.SIGKILL


@contextmanager
def a_holder(what, row):
    """A process that holds the lease of a row and can be told to go on."""
    where = connection.settings_dict
    login = f"{quote(where['USER'], safe='')}:{quote(where['PASSWORD'], safe='')}"
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "jobboard.settings",
        "DATABASE_URL": f"postgresql://{login}@{where['HOST']}:{where['PORT']}/{where['NAME']}",
        "CACHE_URL": settings.CACHE_URL,
        "STRIPE_API_BASE": settings.STRIPE_API_BASE,
    }
    command = [sys.executable, "-X", "utf8", "-m", "tests.toolkit.leaseholder", what, str(row)]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def result_of(process):
    """Lets the process go on; what it says in the end."""
    process.send_signal(THAW)
    return process.communicate("\n", timeout=30)[0].strip()


def is_over(row):
    until = time.monotonic() + 10
    while not row.filter(leased_until__lte=leases.Now()).exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_sync_that_was_frozen_past_its_lease_overwrites_nothing(stand_in):
    account = upgraded(stand_in, a_member())
    with a_holder("syncing", account.pk) as frozen:
        frozen.send_signal(FREEZE)
        stand_in.control("portal", customer=account.customer_id, do="cancel")
        assert sync.sync(
            account.pk, reason="another", now=timezone.now()
        ).current.cancel_at  # waits until the lease is over
        before, runs = BillingAccount.objects.values().get(), SyncRun.objects.count()
        assert result_of(frozen) == "overtaken"
    assert BillingAccount.objects.values().get() == before
    assert reread(account).current.cancel_at
    assert SyncRun.objects.count() == runs


def test_who_was_frozen_writes_nothing_even_if_nobody_took_over(stand_in):
    account = upgraded(stand_in, a_member())
    with a_holder("syncing", account.pk) as frozen:
        frozen.send_signal(FREEZE)
        is_over(BillingAccount.objects.all())
        assert result_of(frozen) == "overtaken"
    assert reread(account).synced_at == account.synced_at


def test_who_was_frozen_calls_stripe_for_nothing(stand_in):
    account = upgraded(stand_in, a_member())
    with a_holder("canceling", account.pk) as frozen:
        frozen.send_signal(FREEZE)
        is_over(BillingAccount.objects.all())
        assert result_of(frozen) == "overtaken"
    assert sync.sync(account.pk, reason="another", now=timezone.now()).current.status == "active"


def test_the_lease_of_a_killed_process_is_taken_at_its_end_and_not_before(stand_in, monkeypatch):
    account = upgraded(stand_in, a_member())
    sync.request_sync([account.pk])
    with a_holder("syncing", account.pk) as killed:
        killed.send_signal(KILL)
        assert killed.wait() == -KILL
        assert sync.sync_if_behind(account.pk, reason="event", now=timezone.now()) is False
        assert BillingAccount.objects.filter(pk=account.pk, leased_until__gt=leases.Now()).exists()
        is_over(BillingAccount.objects.all())
        assert sync.sync_if_behind(account.pk, reason="event", now=timezone.now()) is False
    account = reread(account)
    assert account.sync_done == account.sync_requested
    assert account.lease is account.leased_until is None


def test_a_page_does_not_wait_for_ever(stand_in, monkeypatch):
    account = upgraded(stand_in, a_member())
    monkeypatch.setattr(sync, "LONGEST_WAIT", 0.1)
    assert leases.take(BillingAccount.objects.filter(pk=account.pk), seconds=30)
    with pytest.raises(stripe_api.Unavailable):
        sync.sync(account.pk, reason="page", now=timezone.now())
    assert reread(account).sync_error == ""


def test_a_sender_that_was_frozen_has_lost_its_place():
    with a_holder("working", "email 0") as frozen:
        assert places.take_of_sender("email 0") is None
        frozen.send_signal(FREEZE)
        is_over(Place.objects.all())
        place = places.take_of_sender("email 0")
        assert result_of(frozen) == "lost"
        assert place.keep()
        assert places.take_of_sender("email 0", "email 1")
        place.leave()
        assert places.take_of_sender("email 0")


def test_saving_a_row_that_was_read_before_leaves_its_lease_alone(stand_in):
    account = upgraded(stand_in, a_member())
    lease = leases.take(BillingAccount.objects.all(), seconds=30)
    account.save()
    lease.renew()


def test_of_two_only_one_gets_a_row_and_renewing_keeps_it():
    Place.objects.create(name="sweep")
    row = Place.objects.filter(pk="sweep")
    lease = leases.take(row, seconds=0.3)
    assert leases.take(row, seconds=0.3) is None
    lease.renew()
    with lease.guard():
        assert leases.take(row, seconds=0.3) is None
    other = leases.take(row, seconds=30, wait=5)
    with pytest.raises(leases.LeaseLostError):
        lease.renew()
    with pytest.raises(leases.LeaseLostError), lease.guard():
        row.update(name="never")
    lease.end()  # of a lease that is lost: nothing happens to the other's
    with other.guard():
        pass
    assert leases.take(Place.objects.filter(pk="missing"), seconds=1, wait=60) is None
