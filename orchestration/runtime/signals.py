"""Whether this process received SIGINT or SIGTERM, even where a library has caught the signal.

Not here: what a command does then (`orchestration/cli/builds.py`).
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

ENDING_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM})

_active: list[Callable[[], bool]] = []
"""The functions of the blocks of `watch_interrupts` that this process is in."""


def raise_if_interrupted() -> None:
    """Raise KeyboardInterrupt where a signal came and its exception was lost; for the beginning of every step.

    Python prints and drops an exception that is raised in the callback of a weak reference. An interrupt that came
    during one of SQLAlchemy's was lost this way, in one of fourteen tries: the build went on and published.
    """
    if any(was_interrupted() for was_interrupted in _active):
        raise KeyboardInterrupt


@contextmanager
def watch_interrupts() -> Iterator[Callable[[], bool]]:
    """Give a function that returns whether either came; SIGTERM interrupts as Ctrl-C does. For the main thread only."""
    # Dagster and dbt catch Ctrl-C and raise errors of their own, which do not show the cause. Python's own C handler
    # writes the number of each signal to the wakeup descriptor before any handler of a library runs. Not blocking: the
    # write must never wait in a signal handler, and the read must return at once where no signal came.
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    received: set[int] = set()

    def was_interrupted() -> bool:
        with suppress(BlockingIOError):
            received.update(os.read(reading, 1024))
        return bool(received & ENDING_SIGNALS)

    previous_handler = signal.signal(signal.SIGTERM, signal.default_int_handler)
    previous_descriptor = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    _active.append(was_interrupted)
    try:
        yield was_interrupted
    finally:
        _active.remove(was_interrupted)
        signal.set_wakeup_fd(previous_descriptor)
        signal.signal(signal.SIGTERM, previous_handler)
        os.close(reading)
        os.close(writing)
