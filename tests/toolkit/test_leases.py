"""One holder at a time, whatever happens to the process that holds: frozen, killed, or too slow."""

import os
import signal
import subprocess
import sys
import threading
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


class Holder:
    """A process that holds leases and can be told to go on. It serves several tests; one that was killed is followed by another."""

    def __init__(self, stripe):
        self.stripe, self.process = stripe, None

    def start(self):
        where = connection.settings_dict
        login = f"{quote(where['USER'], safe='')}:{quote(where['PASSWORD'], safe='')}"
        environ = os.environ | {
            "DJANGO_SETTINGS_MODULE": "jobboard.settings",
            "DATABASE_URL": f"postgresql://{login}@{where['HOST']}:{where['PORT']}/{where['NAME']}",
            "CACHE_URL": settings.CACHE_URL,
            "STRIPE_API_BASE": self.stripe,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "tests.toolkit.leaseholder"],
            cwd=settings.BASE_DIR, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def tell(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self):
        self.process.kill()
        self.process.communicate()
        self.process = None

    @contextmanager
    def holding(self, what, row):
        """The process, once it holds the lease of a row. What it says in the end is to be read with ``result``."""
        if self.process is None:
            self.start()
        self.tell(f"{what} {row}")
        assert self.process.stdout.readline() == "ready\n"
        self.is_done = False
        try:
            yield self.process
        finally:
            if not self.is_done:
                self.end()

    def result(self):
        """Lets the process go on; what it says in the end."""
        self.process.send_signal(THAW)
        timer = threading.Timer(30, self.process.kill)
        timer.start()
        self.tell("")
        said = self.process.stdout.readline().strip()
        timer.cancel()
        self.is_done = True
        return said


@pytest.fixture(scope="module")
def holder(_stand_in_process):
    holder = Holder(_stand_in_process.url)
    yield holder
    if holder.process:
        holder.end()


def is_over(row):
    until = time.monotonic() + 10
    while not row.filter(leased_until__lte=leases.Now()).exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_sync_that_was_frozen_past_its_lease_overwrites_nothing(stand_in, holder):
    account = upgraded(stand_in, a_member())
    with holder.holding("syncing", account.pk) as frozen:
        frozen.send_signal(FREEZE)
        stand_in.control("portal", customer=account.customer_id, do="cancel")
        assert sync.sync(
            account.pk, reason="another", now=timezone.now()
        ).current.cancel_at  # waits until the lease is over
        before, runs = BillingAccount.objects.values().get(), SyncRun.objects.count()
        assert holder.result() == "overtaken"
    assert BillingAccount.objects.values().get() == before
    assert reread(account).current.cancel_at
    assert SyncRun.objects.count() == runs


def test_who_was_frozen_writes_nothing_even_if_nobody_took_over(stand_in, holder):
    account = upgraded(stand_in, a_member())
    with holder.holding("syncing", account.pk) as frozen:
        frozen.send_signal(FREEZE)
        is_over(BillingAccount.objects.all())
        assert holder.result() == "overtaken"
    assert reread(account).synced_at == account.synced_at


def test_who_was_frozen_calls_stripe_for_nothing(stand_in, holder):
    account = upgraded(stand_in, a_member())
    with holder.holding("canceling", account.pk) as frozen:
        frozen.send_signal(FREEZE)
        is_over(BillingAccount.objects.all())
        assert holder.result() == "overtaken"
    assert sync.sync(account.pk, reason="another", now=timezone.now()).current.status == "active"


def test_the_lease_of_a_killed_process_is_taken_at_its_end_and_not_before(stand_in, holder):
    account = upgraded(stand_in, a_member())
    sync.request_sync([account.pk])
    with holder.holding("syncing", account.pk) as killed:
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


def test_a_sender_that_was_frozen_has_lost_its_place(holder):
    with holder.holding("working", "email 0") as frozen:
        assert places.take_of_sender("email 0") is None
        frozen.send_signal(FREEZE)
        is_over(Place.objects.all())
        place = places.take_of_sender("email 0")
        assert holder.result() == "lost"
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
