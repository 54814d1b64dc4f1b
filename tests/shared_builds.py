"""Folders that are filled once for all processes of a test run, under a lock in the folder they share.

Here: who fills one and who waits. Not here: what is in it (`conftest.py` and `corpus/conftest.py`). A build costs some
twenty seconds of a processor, and each of several processes would make its own.
"""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder of this name; `make` fills it in the first process that asks, and others wait for it.

    It is read by several processes at a time: a test that changes it, or opens a database in it for writing, copies it.
    """
    root = _shared_root(factory) / name
    folder, done = root / "data", root / "done"
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            # What a process that failed here before has left is no part of it.
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def _shared_root(factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of the whole run: a process of pytest-xdist has one of its own inside of it."""
    own = factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
