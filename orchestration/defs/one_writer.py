"""One writer at a time: a step that finds the data directory locked is retried later.

Here: the retry, and releasing unused memory before a step. Not here: the lock itself (`orchestration/runtime/lock.py`).
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import dagster as dg
import pyarrow as pa

from ingestion.storage.layout import Layout
from orchestration.runtime.lock import BuildRunningError, build_lock
from orchestration.runtime.signals import raise_if_interrupted

TRIES = 120
SECONDS_BETWEEN_TRIES = 15


@contextmanager
def one_writer(layout: Layout) -> Iterator[None]:
    """Hold the data directory's lock; where another process holds it, Dagster retries the step for half an hour."""
    try:
        with build_lock(layout):
            raise_if_interrupted()
            _release_memory()
            yield
    except BuildRunningError as error:
        raise dg.RetryRequested(max_retries=TRIES, seconds_to_wait=SECONDS_BETWEEN_TRIES) from error


def _release_memory() -> None:
    """Return the memory that earlier steps freed to the operating system."""
    # The allocators hold it for reuse: after a million rows that is 150 MB and more, which dbt then lacks.
    pa.default_memory_pool().release_unused()
    # Only glibc has malloc_trim; elsewhere there is nothing to do.
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
