"""The progress of a build: the logger that everything writes to, and the format of its lines on a terminal.

Here: the standard library's logger `warehouse`. During a run Dagster records its messages and shows them in the user
interface (`managed_python_loggers` in `dagster_instance.py`). Not here: what a build resulted in.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

LOGGER = "warehouse"

log = logging.getLogger(LOGGER)
log.setLevel(logging.INFO)
# Unless a command prints them, messages go to Dagster only. Without these two lines the root logger, or Python's
# handler of last resort, would print them as well.
log.propagate = False
log.addHandler(logging.NullHandler())


class SinceStart(logging.Formatter):
    """Lines such as `  12.3 s  warning: 2 files are empty`: seconds since the formatter was made, then the level."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.time()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; the level is included from warnings upwards."""
        level = f"{record.levelname.lower()}: " if record.levelno >= logging.WARNING else ""
        return f"{record.created - self._began:6.1f} s  {level}{record.getMessage()}"


@contextmanager
def printed_to(stream: TextIO) -> Iterator[None]:
    """Write every message that is logged inside to a stream. Has to be entered before a run begins."""
    # Handlers see a record in the order in which they were added, and Dagster's handler changes the record: it puts the
    # name of the run before the message.
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SinceStart())
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
