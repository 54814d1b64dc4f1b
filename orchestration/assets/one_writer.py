"""One writer at a time: a step of the user interface that finds another writer waits and tries again."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from ingestion.layout import Layout
from orchestration.lock import BuildRunningError, build_lock

TRIES = 120
SECONDS_BETWEEN = 15


@contextmanager
def one_writer(layout: Layout) -> Iterator[None]:
    """Hold the data directory's lock; where another process holds it, the step is tried again for half an hour."""
    try:
        with build_lock(layout):
            yield
    except BuildRunningError as error:
        raise dg.RetryRequested(max_retries=TRIES, seconds_to_wait=SECONDS_BETWEEN) from error
