"""The scan of many texts in several processes: the same rows in the same order as in one process.

Here: starting and ending the processes, sending them batches, the error when one fails. Not here: the scan
(`mentions.py`). The processes are not forked and do not import the program that starts them, so a command and
Dagster can use them alike: each is `python -m ingestion.extraction.worker_pool`, which reads batches from its
standard input as Arrow streams until that is closed, and so ends together with the process that started it.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache
from itertools import cycle
from pathlib import Path
from typing import IO, Self, cast

import pyarrow as pa

from ingestion.extraction import mentions
from ingestion.extraction.rules import Rules
from ingestion.storage.fingerprint import combine, of_folder, of_overrides
from ingestion.storage.layout import PROJECT_ROOT, SEEDS

WORKERS_VARIABLE = "WAREHOUSE_WORKERS"
DEFAULT_MAX_WORKERS = 8
"""Most processes that are used without a setting, however many processors there are: each takes 0.3 GB."""
MIN_TEXTS_FOR_WORKERS = 10_000
"""Fewest texts for which further processes are worth it: starting one takes as long as scanning some thousand."""
_SCANNED, _FAILED = b"s", b"f"
_LENGTH_BYTES = 8


class ScanError(RuntimeError):
    """A posting's text could not be scanned; the message names it."""


def worker_count() -> int:
    """Return how many processes scan: `WAREHOUSE_WORKERS`, else one for each processor up to a bound.

    Raises ValueError where the variable is no whole number above 0.
    """
    setting = os.environ.get(WORKERS_VARIABLE, "")
    if not setting:
        return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, DEFAULT_MAX_WORKERS)
    if not setting.isdecimal() or int(setting) < 1:
        raise ValueError(f"{WORKERS_VARIABLE} is {setting!r}; it has to be a whole number above 0.")
    return int(setting)


def scan_batches(batches: Iterable[pa.RecordBatch], overrides: Path | None, workers: int) -> Iterator[pa.RecordBatch]:
    """Yield the mentions of each batch of posting versions, in their order.

    At most two batches per worker are in memory. One worker means this process itself. Raises ScanError with the
    posting's id.
    """
    if workers == 1:
        rules = _rules(overrides, combine(of_folder(SEEDS), of_overrides(overrides)))
        for batch in batches:
            yield scan_naming_failures(batch, rules)
        return
    with ExitStack() as closing:
        running = [closing.enter_context(_Worker(overrides)) for _ in range(workers)]
        pending: deque[Future[pa.RecordBatch]] = deque()
        # Two batches a worker: one that it scans and one that waits, so that it never waits for this process.
        for batch, worker in zip(batches, cycle(running), strict=False):
            pending.append(worker.scan(batch))
            if len(pending) == 2 * workers:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


def scan_naming_failures(batch: pa.RecordBatch, rules: Rules) -> pa.RecordBatch:
    """Return the mentions of a batch. Raises ScanError with the id of the first posting that fails."""
    try:
        return mentions.scan(batch, rules)
    except Exception as error:
        for place, posting_id in enumerate(batch.column("posting_id").to_pylist()):
            try:
                mentions.scan(batch.slice(place, 1), rules)
            except Exception as cause:
                raise ScanError(f"posting {posting_id}: {type(cause).__name__}: {cause}") from cause
        # Together they fail and alone they do not, so no posting can be named.
        raise ScanError(f"a batch whose postings can be scanned one by one: {error}") from error


@lru_cache(maxsize=1)  # one snapshot after the other is scanned by the same rules
def _rules(overrides: Path | None, _fingerprint: str) -> Rules:
    """Return the compiled rules; the fingerprint of the seeds is part of the cache's key."""
    return mentions.compile_rules(overrides)


class _Worker:
    """A process that scans, and the thread that waits for its replies; both end when the `with` block is left."""

    def __init__(self, overrides: Path | None) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own arguments
            [
                sys.executable,
                "-m",
                "ingestion.extraction.worker_pool",
                *([str(overrides.resolve())] if overrides else []),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROJECT_ROOT,
            # Ctrl-C is for the parent alone, which then kills this process: no traceback of each worker.
            process_group=0,
        )
        self._requests, self._replies = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        self._thread = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._thread.shutdown(cancel_futures=True)
        self._process.communicate()

    def scan(self, batch: pa.RecordBatch) -> "Future[pa.RecordBatch]":
        """Return a future of the mentions of a batch; batches are scanned in the order of the calls."""
        return self._thread.submit(self._request, batch)

    def _request(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        try:
            _send(self._requests, _packed(batch))
            status = self._replies.read(1)
            reply = _receive(self._replies)
        except (BrokenPipeError, EOFError) as error:
            raise ScanError(f"a process that scans ended with code {self._process.wait()}") from error
        if status == _FAILED:
            raise ScanError(reply.decode())
        return _unpacked(reply)


def _packed(batch: pa.RecordBatch) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return sink.getvalue()


def _unpacked(data: bytes) -> pa.RecordBatch:
    return pa.ipc.open_stream(data).read_next_batch()


def _send(pipe: IO[bytes], data: pa.Buffer | bytes) -> None:
    # The length first: an Arrow stream that is read from a pipe would wait for its end.
    pipe.write(len(data).to_bytes(_LENGTH_BYTES))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """Return what was sent. Raises EOFError when the pipe was closed before all of it."""
    length = int.from_bytes(pipe.read(_LENGTH_BYTES))
    data = pipe.read(length)
    if not length or len(data) < length:
        raise EOFError
    return data


def main() -> None:
    """Scan the batches from standard input until it is closed, and write the replies to standard output."""
    rules = mentions.compile_rules(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    try:
        while True:
            batch = _unpacked(_receive(requests))
            try:
                reply = _packed(scan_naming_failures(batch, rules))
            except ScanError as error:
                replies.write(_FAILED)
                _send(replies, str(error).encode("utf-8", "replace"))
            else:
                replies.write(_SCANNED)
                _send(replies, reply)
    except (EOFError, BrokenPipeError):
        # The parent has ended. A normal exit would flush the broken pipe once more and fail.
        os._exit(0)


if __name__ == "__main__":
    main()
