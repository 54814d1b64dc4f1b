"""One build at a time per data directory: the lock, and a description of the process that holds it.

Not here: waiting for the lock (`orchestration/defs/one_writer.py`).
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from filelock import FileLock, Timeout, lock_descriptor

from ingestion.storage.layout import Layout

# The lock is the operating system's on an open file, so it ends with the process, however that ends. The content of the
# file is for messages alone: it names the process that took the lock last.
#
# `holder_of` has to take the lock for some microseconds to see whether it is free, so a failed attempt is repeated.
PROBES = 3
SECONDS_BETWEEN_PROBES = 0.05


class BuildRunningError(RuntimeError):
    """Another build works on the same data directory."""


@contextmanager
def build_lock(layout: Layout) -> Iterator[None]:
    """Hold the data directory's lock; a killed build leaves none behind.

    The process that holds the lock may take it again, in any thread. Raises BuildRunningError when another process
    holds it.
    """
    layout.root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(
        layout.lock,
        timeout=PROBES * SECONDS_BETWEEN_PROBES,
        # One lock object per path and process, counted over threads: `warehouse build` holds the lock for the whole
        # build, and the steps inside take it again as they do in a run of the user interface.
        thread_local=False,
        is_singleton=True,
        # The file is not removed on release. Where the file system has no such locks the build fails: a lock that is
        # the mere existence of a file would outlive a killed process.
        preserve_lock_file=True,
        on_acquired=_write_holder,
    )
    try:
        acquired = lock.acquire()
    except Timeout as error:
        raise BuildRunningError(f"A build of {layout.root} is running: {_holder(layout)}; wait for it.") from error
    with acquired:
        yield


def holder_of(layout: Layout) -> str | None:
    """Describe the process that builds in the data directory now; None without one. Needs no permission to write."""
    # Not through FileLock, which opens the file for writing: `status` also serves a directory mounted read-only.
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
    # Through the descriptor of the lock: replacing the file would give the next process another file to lock.
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _holder(layout: Layout) -> str:
    try:
        holder = json.loads(layout.lock.read_text(encoding="utf-8"))
        return f"process {holder['process']}, since {holder['since']}"
    # The holder has taken the lock and not written yet, or the file is from another program.
    except (OSError, ValueError, KeyError):
        return "by another process"
