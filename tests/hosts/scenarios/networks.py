"""A web server can't reach the databases."""

import time

from tests.hosts.engines import DATABASES
from tests.hosts.host import Failed, until
from tests.hosts.scenarios.webs import crowd_of
from tests.hosts.visitors import failures


def network_cut(lab, *, short):
    """What web2 sends to both databases is lost for a while; everything else still reaches it."""
    crowd = crowd_of(lab, 8)
    found = {}

    def cut():
        began = time.monotonic()
        lab.network.part("web2", DATABASES)
        until(lambda: lab.ready("web2")[0] == 503, "web2 isn't ready", 60)
        found["not ready"] = time.monotonic() - began
        until(lambda: lab.balanced("web2")["status"] == "DOWN", "the balancer leaves web2 out", 60)
        found["left out"] = began_out = time.monotonic()
        found["left out after"] = began_out - began
        time.sleep(5)
        mended = time.monotonic()
        lab.network.join("web2", DATABASES)
        lab.wait_for_web("web2")
        found["back after"] = time.monotonic() - mended

    seen, seconds = crowd.browse(200 if short else 800, (50, cut))
    failed = failures(seen)
    late = [one for one in failed if one.began > found["left out"]]
    figures = (
        f"web2 without databases: /health/ready is 503 after {found['not ready']:.1f} s, the balancer leaves it out after "
        f"{found['left out after']:.1f} s, and takes it back {found['back after']:.1f} s after the network is back; {len(seen):,} requests in "
        f"{seconds:.0f} s, {len(failed)} failed before web2 was left out, {len(late)} later"
    )
    if late:
        raise Failed(f"{figures}\n{[(one.what, one.status, one.text[:300]) for one in late[:5]]}")
    return figures
