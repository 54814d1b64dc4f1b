"""What a build does, as it does it: the logger that everything writes to, and its lines on a terminal.

Here: the standard library's logger `warehouse`. In a run Dagster records what it is given, so that the user
interface shows it (`managed_python_loggers` in `dagster_instance.py`). Not here: what came of a build.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

LOGGER = "warehouse"

log = logging.getLogger(LOGGER)
log.setLevel(logging.INFO)
# Without a command that prints them lines are for Dagster alone: neither the root logger nor Python's last resort
# may print them as well.
log.propagate = False
log.addHandler(logging.NullHandler())


class SinceStart(logging.Formatter):
    """Lines such as `  12.3 s  warning: 2 files are empty`: seconds since the formatter was made, then the level."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.time()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a message that is no news of trouble stands without its level."""
        level = f"{record.levelname.lower()}: " if record.levelno >= logging.WARNING else ""
        return f"{record.created - self._began:6.1f} s  {level}{record.getMessage()}"


@contextmanager
def printed_to(stream: TextIO) -> Iterator[None]:
    """Write every line that is logged inside to a stream.

    To be entered before a run begins: Dagster's own handler puts the run's name before the message, and handlers
    see a record in the order in which they were added.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SinceStart())
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
