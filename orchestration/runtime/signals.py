"""Whether somebody asked this process to end, whatever a library made of the signal.

Dagster and dbt catch Ctrl-C and turn it into errors of their own; the system's note of the signal stays.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

ASKED_TO_END = frozenset({signal.SIGINT, signal.SIGTERM})


@contextmanager
def noticing_interrupts() -> Iterator[Callable[[], bool]]:
    """Give a function that says whether SIGINT or SIGTERM came; SIGTERM acts as Ctrl-C does. Main thread only."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    seen: set[int] = set()

    def was_interrupted() -> bool:
        with suppress(BlockingIOError):
            seen.update(os.read(reading, 1024))
        return bool(seen & ASKED_TO_END)

    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    previous = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    try:
        yield was_interrupted
    finally:
        signal.set_wakeup_fd(previous)
        signal.signal(signal.SIGTERM, before)
        os.close(reading)
        os.close(writing)
