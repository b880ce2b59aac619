"""The primary database is lost in the middle of everything and comes back; or it's cut off and alive."""

import threading
import time

import psycopg

from tests.hosts.digests import Digests
from tests.hosts.engines import SENTINELS
from tests.hosts.host import Failed, until
from tests.hosts.lab import WORKERS
from tests.hosts.scenarios.webs import crowd_of

PROMOTED_WITHIN = 30  # seconds


class Writers:
    """Members who keep adding applications, with this word in their titles, and remember those that the site said it has."""

    def __init__(self, crowd, word):
        self.word = word
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
            title = f"{self.word} {number} {count}"
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

    def lost(self, lab):
        """Writes that were acknowledged and aren't there."""
        titles = set(lab.ask_site("titles", self.word))
        return [title for _at, title in self.acknowledged if title not in titles]


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
    writers = Writers(crowd_of(lab, 4), "Written")
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
    lost = writers.lost(lab)
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


class Stubborn:
    """A client that goes on writing to one server, whatever becomes of it: straight, without pooler and balancer."""

    def __init__(self, lab, host):
        self.lab, self.host = lab, host
        self.tried, self.acknowledged = 0, []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._go_on)
        lab.postgres.ask(host, "CREATE TABLE IF NOT EXISTS stubborn (number int)")

    def _go_on(self):
        while not self.stopped.is_set():
            self.tried += 1
            try:
                self.lab.postgres.ask(self.host, f"INSERT INTO stubborn SELECT {self.tried}")
            except psycopg.Error:
                self.stopped.wait(0.1)
            else:
                self.acknowledged.append(self.tried)

    def stop(self):
        self.stopped.set()
        self.thread.join()


def split_brain(lab, *, short):
    """db1 reaches neither the other database nor etcd, while web servers and one more client still reach it."""
    lab.postgres.wait()
    cut_off, heir = lab.postgres.primary(), lab.postgres.standby()
    stubborn, writers = Stubborn(lab, cut_off), Writers(crowd_of(lab, 4), "Split")
    until(lambda: writers.acknowledged, "a write is acknowledged")
    cut = time.monotonic()
    lab.network.part(cut_off.name, (heir.name, *SENTINELS))
    stubborn.thread.start()
    until(lambda: not lab.postgres.state(cut_off, "/primary"), "the one that is cut off isn't primary anymore", 60)
    demoted = time.monotonic() - cut
    until(lambda: lab.postgres.state(heir, "/primary"), "the standby is primary", 60)
    promoted = time.monotonic() - cut
    still = lab.postgres.state(cut_off, "/primary")
    first = until(lambda: writers.since(cut + 1), "a write is acknowledged again", 60) - cut
    stubborn.stop()
    writers.stop()
    lab.network.join(cut_off.name, (heir.name, *SENTINELS))
    lost = writers.lost(lab)
    figures = (
        f"{cut_off.name} cut off and alive: not primary anymore after {demoted:.1f} s, {heir.name} promoted after {promoted:.1f} s; "
        f"a client that still reached {cut_off.name} tried {stubborn.tried} writes, {len(stubborn.acknowledged)} acknowledged; by the site "
        f"{len(writers.acknowledged):,} acknowledged, the first one again after {first:.1f} s, {len(lost)} lost ({writers.refused} refused)"
    )
    if still or stubborn.acknowledged or lost or promoted > PROMOTED_WITHIN:
        raise Failed(figures)
    return figures
