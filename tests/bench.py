"""`make bench`: CPU seconds, wall clock and peak memory of builds, whole and with a snapshot added; texts a second.

Speed is reported here and never asserted in a test: another machine, another number. The January corpus is
measured where it is found; the synthetic default always.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.compute as pc

from ingestion.extraction import mentions, worker_pool
from ingestion.pipeline import VERSIONS_AT_ONCE
from ingestion.storage.layout import PROJECT_ROOT
from ingestion.storage.parquet import read_batches
from ingestion.synthetic import generate, write

WAREHOUSE = [str(Path(sys.executable).with_name("warehouse"))]
JANUARY = ("postings", "annotations", "listing_2026-02-04.csv")
FIRST_CPU, SECOND_CPU, PEAK_MB = 30.0, 10.0, 800.0
YEAR = [*(date(2025, month, 1) for month in range(1, 13)), date(2026, 1, 1)]
YEAR_POSTINGS, FEW_POSTINGS = 15_000, 26
MOST_OF_REBUILD = 0.25
TEXTS_A_SECOND = 5_000
REPEATS = 3


@dataclass(frozen=True)
class Cost:
    """What a command took: CPU seconds of it and its children, seconds by the clock, peak resident megabytes."""

    cpu: float
    wall: float
    peak_mb: float


def measure(command: list[str]) -> Cost:
    """Run a command to its end and read its resource usage. Raises CalledProcessError when it fails."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - started, usage.ru_maxrss / 1024)


def _report(name: str, cost: Cost, target: float) -> None:
    verdict = "met" if cost.cpu <= target and cost.peak_mb <= PEAK_MB else "MISSED"
    print(
        f"{name:<44} {cost.cpu:7.1f} CPU-s (target {target:.0f})  {cost.wall:6.1f} s  "
        f"{cost.peak_mb:6.0f} MB (target {PEAK_MB:.0f})  {verdict}",
        flush=True,
    )


def _build(name: str, data: Path, adds: list[list[str]]) -> None:
    added = [measure([*WAREHOUSE, "add", *words, "--data-dir", str(data)]) for words in adds]
    built = measure([*WAREHOUSE, "build", "--data-dir", str(data)])
    whole = Cost(
        built.cpu + sum(cost.cpu for cost in added),
        built.wall + sum(cost.wall for cost in added),
        max([built.peak_mb, *(cost.peak_mb for cost in added)]),
    )
    _report(f"{name}, from an empty data directory", whole, FIRST_CPU)
    _report(f"{name}, nothing new", measure([*WAREHOUSE, "build", "--data-dir", str(data)]), SECOND_CPU)


def _added_snapshot(scratch: Path) -> None:
    """Print what adding a snapshot to twelve costs against building all thirteen from nothing.

    The target is held against the plain ratio. Told beside it is the ratio without what a build takes however little
    there is to read: the start of the frameworks and their work on every table and test, measured as the snapshot
    added to a year of hardly any postings.
    """
    whole, added = _years(scratch / "year", YEAR_POSTINGS)
    _, floor = _years(scratch / "few", FEW_POSTINGS)
    ratio, own = added.cpu / whole.cpu, (added.cpu - floor.cpu) / (whole.cpu - floor.cpu)
    print(
        f"{'a snapshot added to a year of twelve':<44} {added.cpu:7.1f} CPU-s, of {whole.cpu:.1f} for a rebuild: "
        f"{ratio:.2f} (target {MOST_OF_REBUILD}); {own:.2f} without the {floor.cpu:.1f} of a build with hardly a "
        f"posting  {added.peak_mb:6.0f} MB  {'met' if ratio <= MOST_OF_REBUILD else 'MISSED'}",
        flush=True,
    )


def _years(scratch: Path, postings: int) -> tuple[Cost, Cost]:
    """Build a year of thirteen snapshots from nothing, and the last of them onto the twelve before it."""
    write(generate(postings=postings, snapshots=YEAR), scratch / "files")
    folders = sorted((scratch / "files").iterdir())

    def build(data: Path, added: list[Path]) -> Cost:
        for folder in added:
            add = [*WAREHOUSE, "add", str(folder), "--source", "board", "--snapshot", folder.name]
            measure([*add, "--data-dir", str(data)])
        return measure([*WAREHOUSE, "build", "--data-dir", str(data)])

    whole = build(scratch / "whole", folders)
    build(scratch / "grown", folders[:-1])
    return whole, build(scratch / "grown", folders[-1:])


def _scan_speed(name: str, folder: Path) -> None:
    """Print the speed of the scan: by the CPU time of this process, and by the clock with several processes.

    Cards are versions too, a title each; what is counted are the postings that have a text.
    """
    batches = [
        batch
        for file in sorted((folder / "parquet" / "posting_versions").rglob("*.parquet"))
        for batch in read_batches([file], VERSIONS_AT_ONCE)
    ]
    count = sum(batch.num_rows for batch in batches)
    texts = sum(pc.sum(batch.column("has_text")).as_py() or 0 for batch in batches)
    megabytes = sum(pc.sum(batch.column("char_count")).as_py() or 0 for batch in batches) / 1e6
    rules = mentions.compile_rules()
    took = []
    for _ in range(REPEATS):
        before = time.process_time()
        for batch in batches:
            mentions.scan(batch, rules)
        took.append(time.process_time() - before)
    workers, times = worker_pool.worker_count(), -(-worker_pool.MIN_TEXTS_FOR_WORKERS // count)
    started = time.monotonic()
    for _ in worker_pool.scan_batches(batches * times, None, workers):
        pass
    wall = time.monotonic() - started
    speed = texts / min(took)
    print(
        f"{name + ', scan of all fields':<44} {speed:7.0f} texts/s on one core (target {TEXTS_A_SECOND})  "
        f"{megabytes / min(took):.1f} million characters/s (best of {REPEATS}, {texts} texts, {count - texts} cards), "
        f"{times * texts / wall:.0f} texts/s by the clock with {workers} processes and their start  "
        f"{'met' if speed >= TEXTS_A_SECOND else 'MISSED'}"
    )


def main() -> None:
    """Measure and print."""
    from orchestration.transform.dbt_runner import manifest_path

    manifest_path()  # part of setting up, as in `make run`
    corpus = Path(os.environ.get("WAREHOUSE_CORPUS") or PROJECT_ROOT.parent / "shared" / "corpus")
    with tempfile.TemporaryDirectory() as scratch:
        if corpus.is_dir():
            january = corpus / "ai-engineer-2026-01"
            adds = [[str(january / name), "--source", "builtin", "--snapshot", "2026-02-04"] for name in JANUARY]
            _build("January corpus", Path(scratch) / "january", adds)
            _scan_speed("January corpus", Path(scratch) / "january")
        else:
            print(f"January corpus skipped: not at {corpus} (set WAREHOUSE_CORPUS)")
        _build("synthetic default", Path(scratch) / "synthetic", [])
        _scan_speed("synthetic default", Path(scratch) / "synthetic")
        _added_snapshot(Path(scratch))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"all in all {used.ru_utime + used.ru_stime:.0f} CPU-s")


if __name__ == "__main__":
    main()
