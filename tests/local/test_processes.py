"""When a process counts as gone."""

import subprocess
import sys

import psutil
import pytest

from local.files import port_is_free
from local.processes import command_line, is_alive, wait_gone

# Its first thread ends; another one goes on and holds a port.
FIRST_THREAD_DEAD = """
import ctypes, socket, threading, time
server = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print(server.getsockname()[1], flush=True)
ctypes.CDLL(None).pthread_exit(None)
"""


def test_a_process_that_has_ended_has_no_arguments():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        process = psutil.Process(child.pid)
        assert command_line(process) == [sys.executable, "-c", "input()"]
        process.kill()
        assert wait_gone([process], 5) == []
        # Nothing has waited for it yet, so its id still exists.
        assert command_line(process) == []
    assert command_line(process) == []


@pytest.mark.skipif(not psutil.LINUX, reason="only Linux shows such a process as a zombie")
def test_a_process_is_alive_until_its_last_thread_is_dead():
    with subprocess.Popen([sys.executable, "-c", FIRST_THREAD_DEAD], stdout=subprocess.PIPE, text=True) as child:
        port = int(child.stdout.readline())
        process = psutil.Process(child.pid)
        try:
            assert wait_gone([process], 0.5) == [process]
            assert process.status() == psutil.STATUS_ZOMBIE
            assert not port_is_free(port)
        finally:
            process.kill()
        assert wait_gone([process], 5) == []
        assert not is_alive(process)
        assert port_is_free(port)
