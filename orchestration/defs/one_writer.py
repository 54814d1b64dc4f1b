"""One writer at a time: a step of the user interface that finds another writer waits and tries again.

A step begins with the memory that earlier ones left unused given back.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import dagster as dg
import pyarrow as pa

from ingestion.storage.layout import Layout
from orchestration.runtime.lock import BuildRunningError, build_lock

TRIES = 120
SECONDS_BETWEEN = 15


@contextmanager
def one_writer(layout: Layout) -> Iterator[None]:
    """Hold the data directory's lock; where another process holds it, the step is tried again for half an hour."""
    try:
        with build_lock(layout):
            _release_memory()
            yield
    except BuildRunningError as error:
        raise dg.RetryRequested(max_retries=TRIES, seconds_to_wait=SECONDS_BETWEEN) from error


def _release_memory() -> None:
    """Give back what earlier steps have freed: allocators keep it, and after a million rows it is 150 MB and more."""
    pa.default_memory_pool().release_unused()
    # Known to glibc alone; elsewhere there is nothing to do.
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
