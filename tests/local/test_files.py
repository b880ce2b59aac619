"""Ports for servers."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from local.files import free_port

FOR_CLIENTS = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.skipif(not psutil.LINUX, reason="only Linux says which ports it gives to clients")
def test_no_client_takes_the_port_of_a_server_that_is_down():
    lowest, highest = map(int, FOR_CLIENTS.read_text().split())
    if lowest < 32_768:
        pytest.skip("this machine gives clients more ports than Linux does")
    assert [port for port in (free_port() for _ in range(50)) if lowest <= port <= highest] == []


def test_processes_that_look_at_the_same_time_find_different_ports():
    ask = [sys.executable, "-c", "from local.files import free_port; print(*(free_port() for _ in range(20)))"]
    looking = [subprocess.Popen(ask, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    found = [port for one in looking for port in one.communicate()[0].split()]
    assert len({*found}) == len(found) == 60
