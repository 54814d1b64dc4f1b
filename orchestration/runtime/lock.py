"""One build at a time per data directory; the second is told who holds the lock and since when."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ingestion.storage.layout import Layout

_held: set[Path] = set()


class BuildRunningError(RuntimeError):
    """Another build works on the same data directory."""


@contextmanager
def build_lock(layout: Layout) -> Iterator[None]:
    """Hold the data directory's lock; it goes with the process, so a killed build leaves none behind.

    Taken again by the process that holds it, it is held already: the steps of a build take it as those of
    the user interface do. Raises BuildRunningError when another process holds it.
    """
    if layout.root in _held:
        yield
        return
    layout.root.mkdir(parents=True, exist_ok=True)
    with layout.lock.open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildRunningError(_told(layout)) from error
        stream.seek(0)
        stream.truncate()
        json.dump({"process": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}, stream)
        stream.flush()
        _held.add(layout.root)
        try:
            yield
        finally:
            _held.discard(layout.root)


def holder_of(layout: Layout) -> str | None:
    """Who builds in the data directory just now, as words; null when nobody does."""
    if not layout.lock.exists():
        return None
    with layout.lock.open("r", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder(layout)
    return None


def _told(layout: Layout) -> str:
    return f"A build of {layout.root} is running: {_holder(layout)}; wait for it."


def _holder(layout: Layout) -> str:
    try:
        holder = json.loads(layout.lock.read_text(encoding="utf-8"))
        return f"process {holder['process']}, since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "by another process"
