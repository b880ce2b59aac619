"""What a second worker is worth."""

from tests.hosts.digests import Digests
from tests.hosts.lab import WORKERS
from tests.hosts.scenarios.webs import QUARTER, judged


def two_workers(lab, *, short):
    """Digests a second of two workers with a quarter of a core each, by those of one."""
    count, rounds = (60, 1) if short else (2000, 3)
    digests = Digests(lab)
    ratios, speeds = [], {}
    lab.start_worker(WORKERS[0])
    for number in range(rounds):
        order = ((False, True), (True, False))[number % 2]  # so that not each second run is the later one
        for both in order:
            _let_work(lab, both)
            speeds[both] = _speed(lab, digests, count)
        ratios.append(speeds[True] / speeds[False])
    _let_work(lab, False)
    lab[WORKERS[0]].stop("worker", 60)
    return judged(ratios, f"{speeds[False]:.1f} and {speeds[True]:.1f} digests/s in the last run", short=short)


def _let_work(lab, both):
    second = lab[WORKERS[1]]
    if both and "worker" not in second.processes:
        lab.start_worker(WORKERS[1])
    elif not both and "worker" in second.processes:
        second.stop("worker", 60)


def _speed(lab, digests, count):
    """From the tenth that is sent first, so that starting doesn't count, to the tenth that is sent last."""
    digests.fill(20)
    digests.finish()
    for name in WORKERS:
        lab[name].share.limit(QUARTER)
    digests.fill(count)
    began = digests.until_sent(count // 10, every=0.3)
    ended = digests.until_sent(count * 9 // 10, every=0.3)
    for name in WORKERS:
        lab[name].share.limit(None)
    digests.finish()
    return (count * 9 // 10 - count // 10) / (ended - began)
