"""The replica stands still while members write and look at what they wrote."""

import re
import threading
import time

from tests.hosts.host import Failed
from tests.hosts.scenarios.webs import crowd_of
from tests.hosts.visitors import Visitor

PAUSE = 10  # seconds
FIRST = 8  # of the members that buy here; others buy elsewhere
USED = "SELECT sum(xact_commit)::bigint FROM pg_stat_database WHERE datname = 'jobboard'"


def replica_paused(lab, *, short):
    """Nobody misses their own bookmark, application, alert or plan. Visitors' pages come from the replica before."""
    lab.postgres.wait()
    standby = lab.postgres.standby()
    crowd = crowd_of(lab, 4 if short else 6, first=FIRST)
    customers = lab.ask_site("customers", FIRST + len(crowd.visitors))[FIRST:]
    read = _transactions(lab, standby, crowd)
    missed, looks = [], []
    lab.postgres.ask(standby, "SELECT pg_wal_replay_pause()", superuser=True)
    ends = time.monotonic() + PAUSE
    threads = [
        threading.Thread(target=_live, args=(lab, number, visitor, customers[number], ends, missed, looks))
        for number, visitor in enumerate(crowd.visitors)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stood_still = time.monotonic() - ends + PAUSE
    lab.postgres.ask(standby, "SELECT pg_wal_replay_resume()", superuser=True)
    figures = (
        f"{standby.name} stood still for {stood_still:.0f} s, after {read} transactions of visitors; "
        f"{len(looks)} looks of {len(threads)} members at what they had just written, {len(missed)} missed it"
    )
    if missed or not read or len(looks) < len(threads) * 4:
        raise Failed(f"{figures}\n{missed[:5]}")
    return figures


def _transactions(lab, standby, crowd):
    """How many transactions visitors' searches are on the replica."""
    [(before,)] = lab.postgres.ask(standby, USED, superuser=True)
    visitor = Visitor(lab.internet.certificates.authority)
    for number in range(40):
        visitor.get(f"/jobs/?q=officer+{number}")
        visitor.get(crowd.jobs[number % len(crowd.jobs)])
    time.sleep(2)  # statistics are written after a second
    [(after,)] = lab.postgres.ask(standby, USED, superuser=True)
    return after - before


def _live(lab, number, visitor, customer, ends, missed, looks):
    """A member writes and looks at once, again and again."""

    def write(path, **fields):
        answer = visitor.post(path, **fields)
        if answer.status != 302:
            missed.append(("not written", number, path, answer.status, answer.text[-3000:]))

    def look(what, path, wanted):
        answer = visitor.get(path)
        looks.append(what)
        if not re.search(wanted, answer.text):
            missed.append((what, number, path, answer.status, answer.text[:500]))

    write("/alerts/new/", search=f"q=officer+{number}", name=f"Mine {number}", weekday=2, hour=7)
    look("alert", "/account/alerts/", f"Mine {number}")
    lab.internet.stripe.control("subscribe", customer=customer, lookup_key="plus_monthly", card="good", trial_days=0)
    visitor.get("/billing/done/")
    look("plan", "/account/billing/", "/billing/portal/")
    count = 0
    while time.monotonic() < ends:
        count += 1
        job = lab.jobs[(number + count * 5) % len(lab.jobs)]
        write("/jobs/save/", save=re.search(r"\d+", job)[0], next="/account/bookmarks/")
        look("bookmark", "/account/bookmarks/", re.escape(job))
        write(
            "/account/applications/add/",
            title=f"Own {number} {count}",
            company="Northwind",
            url="",
            to="applied",
            notes="",
        )
        look("application", "/account/applications/", f"Own {number} {count}")
