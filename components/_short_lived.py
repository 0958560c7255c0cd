"""Python's garbage collector and a program that ends before a collection pays."""

import atexit
import gc


def collect_nothing() -> None:
    """Collect no garbage from now on, nor as Python ends.

    A run keeps nearly all that it makes, and collecting looked at it again and again: a sixth of a preview (ADR 0013).
    """
    gc.disable()
    atexit.register(gc.freeze)
