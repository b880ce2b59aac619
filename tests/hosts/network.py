"""Hosts as network namespaces on one bridge. The whole lab lives in namespaces of its own, so nothing here is seen outside, and
nothing is left behind."""

import subprocess
from pathlib import Path

SUBNET = "10.18.0"
SITE = "jobs.example.org"
OUTSIDE = ("api.stripe.com", "mail.example.net", "files.example.net")  # what a real site reaches over the internet
OUTSIDE_ADDRESS = f"{SUBNET}.1"
SOCKETS = "/run/postgresql"  # each host has its own
NOWHERE = "02:00:00:00:00:01"  # a hardware address that nobody has: packets to it are lost without a word


def run(*command):
    subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)


class Network:
    """A bridge with a cable to each host. The lab itself is the internet, at the bridge's address."""

    def __init__(self, names):
        self.addresses = {name: f"{SUBNET}.{10 + number}" for number, name in enumerate(names)}

    def up(self, folder):
        run("mount", "-t", "tmpfs", "none", "/run")  # the lab's own, with the names of its namespaces
        Path(SOCKETS).mkdir()
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "lab", "type", "bridge")
        run("ip", "address", "add", f"{OUTSIDE_ADDRESS}/24", "dev", "lab")
        run("ip", "link", "set", "lab", "up")
        for number, (name, address) in enumerate(self.addresses.items()):
            run("ip", "netns", "add", name)
            run("ip", "link", "add", f"to-{name}", "type", "veth", "peer", "name", f"of-{number}")
            run("ip", "link", "set", f"of-{number}", "netns", name, "name", "eth0")
            run("ip", "link", "set", f"to-{name}", "master", "lab", "up")
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "-n", name, "address", "add", f"{address}/24", "dev", "eth0")
            run("ip", "-n", name, "link", "set", "eth0", "up")
        self._names(folder)

    def _names(self, folder):
        """One hosts file for all: DNS of the lab."""
        lines = ["127.0.0.1 localhost", f"{self.addresses['lb']} {SITE}"]
        lines += [f"{OUTSIDE_ADDRESS} {name}" for name in OUTSIDE]
        lines += [f"{address} {name}" for name, address in self.addresses.items()]
        hosts = folder / "hosts"
        hosts.write_text("\n".join([*lines, ""]))
        hosts.chmod(0o644)
        run("mount", "--bind", hosts, "/etc/hosts")

    def cut(self, name):
        """The host's cable is pulled."""
        run("ip", "link", "set", f"to-{name}", "down")

    def mend(self, name):
        run("ip", "link", "set", f"to-{name}", "up")

    def part(self, one, others):
        """What ``one`` sends to ``others`` gets lost; everything else goes on."""
        for other in others:
            run(
                "ip",
                "-n",
                one,
                "neigh",
                "replace",
                self.addresses[other],
                "lladdr",
                NOWHERE,
                "nud",
                "permanent",
                "dev",
                "eth0",
            )

    def join(self, one, others):
        for other in others:
            run("ip", "-n", one, "neigh", "delete", self.addresses[other], "dev", "eth0")
