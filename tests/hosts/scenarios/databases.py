"""The primary database is lost in the middle of everything; then its server comes back."""

import threading
import time

from tests.hosts.digests import Digests
from tests.hosts.host import Failed, until
from tests.hosts.lab import WORKERS
from tests.hosts.scenarios.webs import crowd_of

PROMOTED_WITHIN = 30  # seconds


class Writers:
    """Members who keep adding applications, and remember those that the site said it has."""

    def __init__(self, crowd):
        self.acknowledged, self.refused = [], 0
        self.last = self.longest_pause = 0.0
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._write, args=pair) for pair in enumerate(crowd.visitors)]
        for thread in self.threads:
            thread.start()

    def _write(self, number, visitor):
        count = 0
        while not self.stopped.is_set():
            count += 1
            title = f"Written {number} {count}"
            answer = visitor.post(
                "/account/applications/add/", title=title, company="Northwind", url="", to="applied", notes=""
            )
            if answer.status == 302:
                self.acknowledged.append((answer.ended, title))
            else:
                self.refused += 1
                time.sleep(0.3)

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def since(self, moment):
        """When the first write after a moment was acknowledged, or None."""
        return min((at for at, _title in self.acknowledged if at > moment), default=None)


class Subscribers:
    """Members who pay, and change their minds at Stripe meanwhile."""

    def __init__(self, lab, count):
        self.lab, self.stripe = lab, lab.internet.stripe
        self.customers = lab.ask_site("customers", count)
        self.wanted = {}

    def change(self, number):
        """At Stripe only; a webhook tells the site."""
        customer = self.customers[number % len(self.customers)]
        if customer in self.wanted:
            self.stripe.control("portal", customer=customer, do="cancel" if self.wanted[customer] else "resume")
            self.wanted[customer] = not self.wanted[customer]
        else:
            self.stripe.control("subscribe", customer=customer, lookup_key="plus_monthly", card="good", trial_days=0)
            self.wanted[customer] = True

    def wrong(self):
        """Customers whose plan isn't what Stripe says."""
        plans = self.lab.ask_site("plans")
        return [customer for customer, renews in self.wanted.items() if plans.get(customer) != renews]


def database_killed(lab, *, short):
    """db1 loses its power while members write, digests leave and Stripe tells of payments."""
    lab.postgres.wait()
    victim = lab.postgres.primary()
    heir = lab.postgres.standby()
    digests = Digests(lab)
    count = digests.fill(40 if short else 400)
    subscribers = Subscribers(lab, 2 if short else 12)
    for name in WORKERS:
        lab.start_worker(name)
    writers = Writers(crowd_of(lab, 4))
    subscribers.change(0)
    digests.until_sent(count // 4)
    killed = time.monotonic()
    victim.die()
    for number in range(1, len(subscribers.customers) + 3):
        subscribers.change(number)
    until(lambda: lab.postgres.primary() is heir, "the standby is primary", 60)
    promoted = time.monotonic() - killed
    first = until(lambda: writers.since(killed + 1), "a write is acknowledged again", 60) - killed
    digests.finish()
    time.sleep(2)
    writers.stop()
    titles = lab.ask_site("titles")
    lost = [title for _at, title in writers.acknowledged if title not in titles]
    until(lambda: not subscribers.wrong(), "every plan is what Stripe says", 120, pause=2)
    came_back = _back(lab, victim)
    for name in WORKERS:
        lab[name].stop("worker", 60)
    figures = (
        f"{victim.name} lost: promoted after {promoted:.1f} s, first write acknowledged after {first:.1f} s; "
        f"{len(writers.acknowledged):,} writes acknowledged, {len(lost)} of them lost ({writers.refused} refused); "
        f"{digests}; {len(subscribers.wanted)} plans right; {victim.name} is a synchronous standby again {came_back:.1f} s after it came back"
    )
    if lost or promoted > PROMOTED_WITHIN or digests.lost or digests.twice > 1:
        raise Failed(figures)
    return figures


def _back(lab, victim):
    """Starts the old primary; seconds until it follows the new one."""
    began = time.monotonic()
    victim.boot()
    until(lambda: lab.postgres.standby() is victim, "the old primary follows the new one", 120)
    return time.monotonic() - began
