"""The scan in several processes: the rows of one process, failures that name the posting, nothing left running."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from ingestion.extraction import worker_pool
from ingestion.extraction.mentions import compile_rules, scan
from ingestion.schemas import POSTING_VERSIONS

pytestmark = pytest.mark.unit
needs_linux = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads processes from /proc")

BODIES = (
    "Requirements\n- 5+ years of experience with Python, and no Java.",
    "\u00dcber \u0130zmir \U0001f680 ca\u0301fe \u6771\u4eac: Docker, \u1e9e, Rust; $120k\u2013150k a year",
    "",
    "Nice to have\n- React Native, C++ or Go",
)


def _versions(count, **changes):
    rows = [
        {
            "version_id": f"v{number:03}",
            "posting_id": f"board:{number}",
            "source": "board",
            "snapshot_on": date(2026, 1, 1),
            "title": "Engineer",
            "company": "Crumb Ltd",
            "text": (text := f"Engineer\n\n{BODIES[number % len(BODIES)]}"),
            "text_hash": str(number),
            "has_text": True,
            "char_count": len(text),
            "language": "en",
            "sections": [],
            **changes,
        }
        for number in range(count)
    ]
    return pa.Table.from_pylist(rows, schema=POSTING_VERSIONS).to_batches()[0]


def _batches(count=23, size=3):
    whole = _versions(count)
    return [whole.slice(start, size) for start in range(0, count, size)]


def _is_running(process_id):
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _workers_of(process_id):
    return [*map(int, Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split())]


def test_two_processes_give_the_rows_of_one_in_their_order():
    rules = compile_rules()
    expected = [scan(batch, rules).to_pylist() for batch in _batches()]
    assert [batch.to_pylist() for batch in worker_pool.scan_batches(_batches(), None, 2)] == expected
    assert [batch.to_pylist() for batch in worker_pool.scan_batches(_batches(), None, 1)] == expected
    assert sum(map(len, expected)) > 50


@pytest.mark.parametrize("workers", [1, 2])
def test_a_text_that_cannot_be_scanned_is_named(workers):
    # A section that ends nowhere cannot be placed.
    broken = _versions(3).set_column(
        POSTING_VERSIONS.get_field_index("sections"),
        POSTING_VERSIONS.field("sections"),
        pa.array(
            [[], [{"section": "other", "start_offset": 0, "end_offset": None}], []],
            POSTING_VERSIONS.field("sections").type,
        ),
    )
    with pytest.raises(worker_pool.ScanError, match=r"posting board:1: \w+Error"):
        list(worker_pool.scan_batches([_batches()[0], broken], None, workers))


@needs_linux
def test_batches_are_read_as_they_are_scanned_and_a_killed_process_is_reported():
    read = []

    def counted():
        for batch in _batches(60):
            read.append(batch)
            yield batch

    others = {*_workers_of(os.getpid())}
    mentions = worker_pool.scan_batches(counted(), None, 2)
    next(mentions)
    assert len(read) == 4
    workers = [pid for pid in _workers_of(os.getpid()) if pid not in others]
    assert len(workers) == 2
    os.kill(workers[0], 9)
    with pytest.raises(worker_pool.ScanError, match="ended with code -9"):
        list(mentions)
    assert not any(map(_is_running, workers))


@needs_linux
@pytest.mark.parametrize("signal", [2, 9])
def test_the_processes_end_with_the_one_that_started_them(signal):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_parallel as t\n"
        "from ingestion.extraction import worker_pool\n"
        # A test run in the background ignores Ctrl-C, and its child processes inherit that.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "mentions = worker_pool.scan_batches(t._batches(200, 1) * 99, None, 2)\n"
        "next(mentions); print(*t._workers_of(__import__('os').getpid()), flush=True)\n"
        "for _ in mentions: pass"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", program, Path(__file__).parent],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    workers = [*map(int, started.stdout.readline().split())]
    assert len(workers) == 2
    assert all(map(_is_running, workers))
    started.send_signal(signal)
    assert started.wait(30) != 0
    deadline = time.monotonic() + 30
    while any(map(_is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(_is_running, workers))


def test_the_number_of_processes_is_a_setting(monkeypatch):
    monkeypatch.setenv(worker_pool.WORKERS_VARIABLE, "3")
    assert worker_pool.worker_count() == 3
    monkeypatch.setenv(worker_pool.WORKERS_VARIABLE, "none")
    with pytest.raises(ValueError, match="WAREHOUSE_WORKERS is 'none'"):
        worker_pool.worker_count()
    monkeypatch.delenv(worker_pool.WORKERS_VARIABLE)
    assert 1 <= worker_pool.worker_count() <= worker_pool.DEFAULT_MAX_WORKERS
