"""Folders that are filled once for all processes of a test run, under a file lock.

Not here: what is in them (`conftest.py` and `corpus/conftest.py`).
"""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of this name; `make` fills it in the first process that calls this, while others wait.

    Several processes read it: a test that changes it, or opens a database in it for writing, has to copy it.
    """
    # A build costs some twenty seconds of a processor, and each of several processes would otherwise make its own.
    root = _shared_root(factory) / name
    folder, done = root / "data", root / "done"
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            # A process that failed in `make` has left a part.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def _shared_root(factory: pytest.TempPathFactory) -> Path:
    """Return the temporary folder of the whole run; a process of pytest-xdist has its own inside of it."""
    own = factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
