"""A web server can't reach the databases."""

import threading
import time

from tests.hosts.engines import DATABASES
from tests.hosts.host import Failed, until
from tests.hosts.scenarios.webs import crowd_of
from tests.hosts.visitors import failures


def network_cut(lab, *, short):
    """What web2 sends to both databases is lost for a while; everything else still reaches it."""
    crowd = crowd_of(lab, 8)
    found = {}

    def note(what, condition):
        until(condition, what, 60)
        found[what] = time.monotonic()

    def cut():
        began = time.monotonic()
        lab.network.part("web2", DATABASES)
        looks = {
            "not ready": lambda: lab.ready("web2")[0] == 503,
            "left out": lambda: lab.balanced("web2")["status"] == "DOWN",
        }
        threads = [threading.Thread(target=note, args=look) for look in looks.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if missing := looks.keys() - found.keys():
            raise Failed(f"web2 without databases isn't noticed: {', '.join(missing)}")
        found["not ready after"], found["left out after"] = (found[what] - began for what in looks)
        time.sleep(5)
        mended = time.monotonic()
        lab.network.join("web2", DATABASES)
        lab.wait_for_web("web2")
        found["back after"] = time.monotonic() - mended

    seen, seconds = crowd.browse(200 if short else 800, (50, cut))
    failed = failures(seen)
    late = [one for one in failed if one.began > found["left out"]]
    reads = sum(one.what.startswith("GET") for one in failed)
    slowest = max(one.ended - one.began for one in seen)
    figures = (
        f"web2 without databases: /health/ready is 503 after {found['not ready after']:.1f} s, the balancer leaves it out after "
        f"{found['left out after']:.1f} s, and takes it back {found['back after']:.1f} s after the network is back; {len(seen):,} requests in "
        f"{seconds:.0f} s, {len(failed) - len(late)} failed before web2 was left out ({reads} that only read), {len(late)} later; the longest took {slowest:.1f} s"
    )
    if late:
        raise Failed(f"{figures}\n{[(one.what, one.status, one.text[:300]) for one in late[:5]]}")
    return figures
