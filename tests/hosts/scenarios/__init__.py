"""What happens to the hosts, and what must hold. A scenario is a function of the lab and ``short``; it returns a line of figures,
or raises ``Failed``."""

import time

from tests.hosts.host import Failed
from tests.hosts.lab import Lab
from tests.hosts.scenarios import databases, networks, releases, replicas, valkeys, webs, workers

SCENARIOS = (
    webs.web_killed,
    databases.database_killed,
    databases.split_brain,
    valkeys.valkey_killed,
    replicas.replica_paused,
    networks.network_cut,
    releases.rolling_release,
    webs.two_webs,
    workers.two_workers,
)
ALL = {function.__name__: function for function in SCENARIOS}


def run(folder, names, *, short, dump=None):
    """Prints what each scenario came to; 1 if a promise was broken."""
    began = time.monotonic()
    broken = 0
    with Lab(folder, dump) as lab:
        _say(f"{len(lab.hosts)} hosts are up after {time.monotonic() - began:.0f} s")
        for name in names:
            try:
                _say(f"{name}: {ALL[name](lab, short=short)}")
            except Failed as failure:
                broken += 1
                _say(f"{name}: BROKEN {failure}\n{lab.said()}")
    return int(bool(broken))


def _say(text):
    print(text, flush=True)  # noqa: T201
