"""The host of the primary Valkey is lost, with a sentinel and a member of etcd."""

import threading
import time

from tests.hosts.digests import Digests
from tests.hosts.host import Failed, until
from tests.hosts.lab import WEBS, WORKERS
from tests.hosts.scenarios.webs import crowd_of
from tests.hosts.visitors import Visitor, failures

FAILED_OVER_WITHIN = 15  # seconds


class SignIns:
    """People who sign in, again and again; ``failed`` has those who couldn't, ``slowest`` the longest in seconds."""

    def __init__(self, lab, first):
        self.lab, self.first = lab, first
        self.done, self.failed, self.slowest = 0, 0, 0.0
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._go_on)
        self.thread.start()

    def _go_on(self):
        while not self.stopped.is_set():
            began = time.monotonic()
            visitor = Visitor(self.lab.internet.certificates.authority)
            worked = visitor.sign_in(self.first + self.done % 4) and visitor.get("/account/").status == 200
            self.done, self.failed = self.done + 1, self.failed + (not worked)
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.stopped.wait(2)  # the site limits sign-ins from one address

    def stop(self):
        self.stopped.set()
        self.thread.join()


def valkey_killed(lab, *, short):
    """The primary's host loses its power while members browse and sign in; digests are sent before and after."""
    until(lab.valkeys.is_whole, "a primary Valkey with two replicas", 60)
    victim = lab.valkeys.primary()
    digests = Digests(lab)
    count = digests.fill(40 if short else 300)
    for name in WORKERS:
        lab.start_worker(name)
    digests.until_sent(count // 4)
    crowd, signing = crowd_of(lab, 8), SignIns(lab, 12)
    found = {}

    def kill():
        began = time.monotonic()
        victim.die()
        until(lab.valkeys.primary, "another primary Valkey", 60)
        found["chosen"] = time.monotonic() - began
        for name in WEBS:
            until(lambda name=name: _ready(lab, name), f"{name} uses the new primary", 60)
        found["used"] = time.monotonic() - began

    seen, seconds = crowd.browse(200 if short else 800, (50, kill))
    signing.stop()
    digests.finish()
    failed = failures(seen)
    slowest = max(one.ended - one.began for one in seen)
    victim.boot()
    until(lab.valkeys.is_whole, "the old primary is a replica", 90)
    for name in WORKERS:
        lab[name].stop("worker", 60)
    figures = (
        f"{victim.name} lost: another primary after {found['chosen']:.1f} s, used by both web servers after {found['used']:.1f} s; "
        f"{len(seen):,} requests in {seconds:.0f} s, {len(failed)} failed, the longest took {slowest:.1f} s; "
        f"{signing.done} sign-ins, {signing.failed} failed, the longest took {signing.slowest:.1f} s; {digests}"
    )
    if failed or signing.failed or found["used"] > FAILED_OVER_WITHIN or digests.lost or digests.twice:
        raise Failed(f"{figures}\n{[(one.what, one.status, one.text[:300]) for one in failed[:5]]}")
    return figures


def _ready(lab, name):
    return lab.ready(name)[0] == 200
