"""What a process does once when it starts."""

import gc


def test_garbage_is_collected_but_not_looked_for_in_what_was_loaded():
    assert gc.isenabled()
    assert gc.get_freeze_count() > 100_000
