"""The scan of many texts in several processes: the same rows in the same order as in one.

Here: starting and ending the processes, giving them batches, what is said when one fails. Not here: the scan
(`mentions.py`). The processes are not forked and do not load the program that starts them, so that it does not
matter whether a command or Dagster does: each is `python -m ingestion.extraction.worker_pool`, which reads batches
from its standard input as Arrow streams until that is closed, and so ends with whoever started it.
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
MOST_BY_DEFAULT = 8
"""Processes that are used when nobody says otherwise, however many processors there are: each takes 0.3 GB."""
LEAST_TEXTS = 10_000
"""Texts from which on further processes pay: starting one takes as long as scanning some thousand."""
_SCANNED, _FAILED = b"s", b"f"
_WIDTH = 8


class ScanError(RuntimeError):
    """A posting's text could not be scanned; the message names it."""


def worker_count() -> int:
    """Return how many processes scan: `WAREHOUSE_WORKERS`, else one for each processor up to a bound.

    Raises ValueError where the variable is no whole number above 0.
    """
    told = os.environ.get(WORKERS_VARIABLE, "")
    if not told:
        return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, MOST_BY_DEFAULT)
    if not told.isdecimal() or int(told) < 1:
        raise ValueError(f"{WORKERS_VARIABLE} is {told!r}; it has to be a whole number above 0.")
    return int(told)


def scan_batches(batches: Iterable[pa.RecordBatch], overrides: Path | None, workers: int) -> Iterator[pa.RecordBatch]:
    """Yield the mentions of each batch of posting versions, in their order; no more than two a worker are held.

    One worker is this process itself. Raises ScanError, which names the posting.
    """
    if workers == 1:
        rules = _rules(overrides, combine(of_folder(SEEDS), of_overrides(overrides)))
        for batch in batches:
            yield scan_or_name(batch, rules)
        return
    with ExitStack() as closing:
        running = [closing.enter_context(_Worker(overrides)) for _ in range(workers)]
        asked: deque[Future[pa.RecordBatch]] = deque()
        for batch, worker in zip(batches, cycle(running), strict=False):
            asked.append(worker.scan(batch))
            if len(asked) == 2 * workers:
                yield asked.popleft().result()
        while asked:
            yield asked.popleft().result()


def scan_or_name(batch: pa.RecordBatch, rules: Rules) -> pa.RecordBatch:
    """Return the mentions of a batch. Raises ScanError with the id of the first posting that fails."""
    try:
        return mentions.scan(batch, rules)
    except Exception as error:
        for place, posting_id in enumerate(batch.column("posting_id").to_pylist()):
            try:
                mentions.scan(batch.slice(place, 1), rules)
            except Exception as cause:
                raise ScanError(f"posting {posting_id}: {type(cause).__name__}: {cause}") from cause
        raise ScanError(f"a batch whose postings can be scanned one by one: {error}") from error


@lru_cache(maxsize=1)  # one snapshot after the other is scanned by the same rules
def _rules(overrides: Path | None, _: str) -> Rules:
    return mentions.compile_rules(overrides)


class _Worker:
    """A process that scans, and the thread that waits for it; both end with the block."""

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
            # Ctrl-C is for the one who started it, which then ends this one without its last words.
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
        """Return what will be the mentions of a batch, once those it was given before are done."""
        return self._thread.submit(self._ask, batch)

    def _ask(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        try:
            _send(self._requests, _packed(batch))
            verdict = self._replies.read(1)
            reply = _receive(self._replies)
        except (BrokenPipeError, EOFError) as error:
            raise ScanError(f"a process that scans ended with code {self._process.wait()}") from error
        if verdict == _FAILED:
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
    pipe.write(len(data).to_bytes(_WIDTH))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """Return what was sent. Raises EOFError when the pipe was closed before all of it."""
    length = int.from_bytes(pipe.read(_WIDTH))
    data = pipe.read(length)
    if not length or len(data) < length:
        raise EOFError
    return data


def main() -> None:
    """Scan what comes in until there is no more."""
    rules = mentions.compile_rules(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    try:
        while True:
            batch = _unpacked(_receive(requests))
            try:
                found = _packed(scan_or_name(batch, rules))
            except ScanError as error:
                replies.write(_FAILED)
                _send(replies, str(error).encode("utf-8", "replace"))
            else:
                replies.write(_SCANNED)
                _send(replies, found)
    except (EOFError, BrokenPipeError):
        # Whoever asked has gone; what is left unsaid must not be tried again on the way out.
        os._exit(0)


if __name__ == "__main__":
    main()
