"""What other tests have left behind is no cost of the one that's measured."""

import gc


def leave_out_what_is_there():
    """From now on the garbage collector doesn't look at it. It stays so: `gc.unfreeze` would also bring back what `jobboard.apps`
    has left out, and every later test of the process would pay for it."""
    gc.collect()
    gc.freeze()
