"""The lock of a data directory: one build at a time, and who holds it."""

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


def test_who_holds_the_lock_and_since_when_is_told_to_the_second_build_and_to_whoever_asks(layout):
    with another_process_holding(layout) as process:
        with (
            pytest.raises(BuildRunningError, match=f"process {process.pid}, since 20..-") as refused,
            build_lock(layout),
        ):
            pass
        told = holder_of(layout)
    assert told in str(refused.value)
    assert datetime.fromisoformat(told.partition("since ")[2]).utcoffset() is not None


def test_the_lock_of_a_killed_process_is_free(layout):
    with another_process_holding(layout) as process:
        process.kill()
        process.wait()
        assert layout.lock.exists()
        assert holder_of(layout) is None
        with build_lock(layout):
            assert f"process {os.getpid()}," in holder_of(layout)


def test_a_process_takes_its_own_lock_again_and_frees_it_when_the_first_to_take_it_does(layout):
    with build_lock(layout):
        with build_lock(Layout(layout.root / ".." / layout.root.name)):
            pass
        assert holder_of(layout) is not None
    assert holder_of(layout) is None


def test_another_thread_of_the_holder_takes_the_lock_as_well(layout):
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


def test_a_directory_where_nothing_was_built_has_no_holder_and_gets_no_file(layout):
    assert holder_of(layout) is None
    assert not layout.root.exists()


def test_a_lock_file_of_unknown_content_is_no_error(layout, monkeypatch):
    monkeypatch.setattr(lock, "_write_holder", lambda descriptor: os.pwrite(descriptor, b"?", 0))
    with build_lock(layout):
        assert holder_of(layout) == "by another process"


def test_what_stands_in_the_file_of_an_earlier_holder_is_replaced(layout):
    layout.root.mkdir()
    layout.lock.write_text("x" * 1_000)
    with build_lock(layout):
        assert json.loads(layout.lock.read_text())["process"] == os.getpid()


def test_those_who_ask_for_the_holder_meet_neither_each_other_nor_a_build(layout):
    with build_lock(layout):
        pass
    asking = [subprocess.Popen([sys.executable, "-c", PROBING, str(layout.root)]) for _ in range(2)]
    while any(process.poll() is None for process in asking):
        # Not held for any time here: what they could see is one another.
        assert holder_of(layout) is None
    assert [process.returncode for process in asking] == [0, 0]
