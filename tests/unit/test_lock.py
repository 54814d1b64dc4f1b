"""The lock of a data directory: one build at a time, and the description of its holder."""

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import datetime

import pytest

from ingestion.storage.layout import Layout
from orchestration.runtime import lock
from orchestration.runtime.lock import BuildRunningError, build_lock, holder_of

pytestmark = pytest.mark.unit

HOLDING = """
import sys, time
from pathlib import Path
from ingestion.storage.layout import Layout
from orchestration.runtime.lock import build_lock

with build_lock(Layout(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(60)
"""
PROBING = """
import sys
from pathlib import Path
from ingestion.storage.layout import Layout
from orchestration.runtime.lock import holder_of

for _ in range(300):
    if (holder := holder_of(Layout(Path(sys.argv[1])))) is not None:
        sys.exit(holder)
"""


@pytest.fixture
def layout(tmp_path):
    return Layout(tmp_path / "data")


@contextmanager
def another_process_holding(layout):
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(layout.root)], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout.readline() == b"held\n"
            yield process
        finally:
            process.kill()


def test_the_holder_and_the_time_are_in_the_error_of_a_second_build_and_in_holder_of(layout):
    with another_process_holding(layout) as process:
        with (
            pytest.raises(BuildRunningError, match=f"process {process.pid}, since 20..-") as refused,
            build_lock(layout),
        ):
            pass
        holder = holder_of(layout)
    assert holder in str(refused.value)
    assert datetime.fromisoformat(holder.partition("since ")[2]).utcoffset() is not None


def test_the_lock_of_a_killed_process_is_free(layout):
    with another_process_holding(layout) as process:
        process.kill()
        process.wait()
        assert layout.lock.exists()
        assert holder_of(layout) is None
        with build_lock(layout):
            assert f"process {os.getpid()}," in holder_of(layout)


def test_a_process_can_take_its_own_lock_again_and_frees_it_with_the_first_release(layout):
    with build_lock(layout):
        with build_lock(Layout(layout.root / ".." / layout.root.name)):
            pass
        assert holder_of(layout) is not None
    assert holder_of(layout) is None


def test_another_thread_of_the_holder_can_take_the_lock(layout):
    entered = []

    def enter():
        with build_lock(layout):
            entered.append(True)

    with build_lock(layout):
        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
    assert entered


def test_the_lock_is_free_after_an_error(layout):
    with pytest.raises(ValueError, match="broken"), build_lock(layout):
        raise ValueError("broken")
    assert holder_of(layout) is None


def test_a_directory_without_a_build_has_no_holder_and_gets_no_file(layout):
    assert holder_of(layout) is None
    assert not layout.root.exists()


def test_a_lock_file_of_unknown_content_is_not_an_error(layout, monkeypatch):
    monkeypatch.setattr(lock, "_write_holder", lambda descriptor: os.pwrite(descriptor, b"?", 0))
    with build_lock(layout):
        assert holder_of(layout) == "by another process"


def test_the_description_of_an_earlier_holder_is_replaced(layout):
    layout.root.mkdir()
    layout.lock.write_text("x" * 1_000)
    with build_lock(layout):
        assert json.loads(layout.lock.read_text())["process"] == os.getpid()


def test_processes_that_call_holder_of_are_not_taken_for_a_build(layout):
    with build_lock(layout):
        pass
    probes = [subprocess.Popen([sys.executable, "-c", PROBING, str(layout.root)]) for _ in range(2)]
    while any(process.poll() is None for process in probes):
        # No build runs: the only locks that the processes could meet are those of each other's probes.
        assert holder_of(layout) is None
    assert [process.returncode for process in probes] == [0, 0]
