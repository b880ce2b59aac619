"""Web servers: one is lost, and what a second one is worth."""

import statistics
import time

from tests.hosts.host import Failed, until
from tests.hosts.lab import THREADS, WEBS
from tests.hosts.visitors import Crowd, failures

CROWD = 12
QUARTER = 0.25
AT_LEAST = 1.8


def crowd_of(lab, size=CROWD, first=0):
    crowd = Crowd(lab.internet.certificates.authority, lab.jobs, size)
    crowd.sign_in(first)
    return crowd


def web_killed(lab, *, short):
    """web1 loses its power while members browse."""
    # Fewer than a web server's threads in the short form, so that its health check never waits for one on a busy machine.
    requests, size = (120, THREADS // 2) if short else (2_000, CROWD)
    crowd = crowd_of(lab, size)
    lost = {}

    def kill():
        lost["under way"] = lab.balanced("web1")["under_way"]
        lost["at"] = time.monotonic()
        lab["web1"].die()

    seen, seconds = crowd.browse(requests, (requests // 3, kill))
    failed = failures(seen)
    late = [one for one in failed if one.began > lost["at"]]
    slowest = max(one.ended - one.began for one in seen)
    lab["web1"].boot()
    until(lambda: lab.ready("web1")[0] == 200, "web1 is back", 90)
    lab.wait_for_web("web1")
    figures = (
        f"{len(seen):,} requests in {seconds:.0f} s, web1 lost after {requests // 3:,} with {lost['under way']} requests under way: "
        f"{len(failed)} failed, of these {len(late)} that began later; the longest took {slowest:.1f} s"
    )
    if late or len(failed) > lost["under way"]:
        raise Failed(f"{figures}\n{[(one.what, one.status, one.text[:200]) for one in failed]}")
    return figures


def two_webs(lab, *, short):
    """Requests a second of two web servers with a quarter of a core each, by those of one."""
    requests, rounds = (60, 1) if short else (150, 5)
    crowd = crowd_of(lab)
    crowd.browse(100)
    for name in WEBS:
        lab[name].share.limit(QUARTER)
    ratios = []
    for _round in range(rounds):
        speeds = []
        for names in (WEBS[:1], WEBS):
            lab.use_webs(*names)
            seen, seconds = crowd.browse(requests)
            if failed := failures(seen):
                raise Failed(f"{len(failed)} requests failed: {failed[0]}")
            speeds.append(requests / seconds)
        ratios.append(speeds[1] / speeds[0])
    for name in WEBS:
        lab[name].share.limit(None)
    return judged(ratios, f"{speeds[0]:.1f} and {speeds[1]:.1f} requests/s in the last run", short=short)


def judged(ratios, words, *, short):
    middle = statistics.median(ratios)
    figures = f"two ÷ one {middle:.2f} (runs {', '.join(f'{one:.2f}' for one in ratios)}; {words})"
    if middle < AT_LEAST and not short:
        raise Failed(figures)
    return figures
