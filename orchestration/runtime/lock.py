"""One build at a time per data directory; the second is told who holds the lock and since when.

Here: the lock and the words about its holder. Not here: waiting for it (`orchestration/defs/one_writer.py`).
The lock is the operating system's on an open file (`filelock`): it goes with the process, however that ends. What
is written in the file only says who took it last.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from filelock import FileLock, Timeout, lock_descriptor

from ingestion.storage.layout import Layout

PROBES = 3
SECONDS_BETWEEN_PROBES = 0.05
"""Asking who builds takes the lock for some microseconds: whoever meets that tries again."""


class BuildRunningError(RuntimeError):
    """Another build works on the same data directory."""


@contextmanager
def build_lock(layout: Layout) -> Iterator[None]:
    """Hold the data directory's lock; it goes with the process, so a killed build leaves none behind.

    Taken again by the process that holds it, in any thread, it is held already: the steps of a build take it as
    those of the user interface do. Raises BuildRunningError when another process holds it.
    """
    layout.root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(
        layout.lock,
        timeout=PROBES * SECONDS_BETWEEN_PROBES,
        thread_local=False,
        is_singleton=True,
        # Where the file system has no such locks the build fails: a mere file would outlive a killed process.
        preserve_lock_file=True,
        on_acquired=_write_holder,
    )
    try:
        held = lock.acquire()
    except Timeout as error:
        raise BuildRunningError(f"A build of {layout.root} is running: {_holder(layout)}; wait for it.") from error
    with held:
        yield


def holder_of(layout: Layout) -> str | None:
    """Who builds in the data directory just now, as words; null when nobody does. Needs no right to write there."""
    if not layout.lock.exists():
        return None
    with layout.lock.open("rb") as stream:
        for _ in range(PROBES):
            if lock_descriptor(stream.fileno(), blocking=False):
                return None
            time.sleep(SECONDS_BETWEEN_PROBES)
    return _holder(layout)


def _write_holder(descriptor: int) -> None:
    holder = {"process": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _holder(layout: Layout) -> str:
    try:
        holder = json.loads(layout.lock.read_text(encoding="utf-8"))
        return f"process {holder['process']}, since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "by another process"
