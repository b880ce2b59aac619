"""What a process does once when it starts."""

import gc
import subprocess
import sys


def test_garbage_is_collected_but_not_looked_for_in_what_was_loaded():
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000


def test_a_web_worker_has_read_the_addresses_before_the_first_request():
    code = "import sys, jobboard.wsgi; print('jobboard.urls' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "True\n"
