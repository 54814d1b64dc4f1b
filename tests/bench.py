"""`make bench`: CPU seconds, wall clock and peak memory of builds, whole and with a snapshot added; texts a second.

Speed is reported here and never asserted in a test, since it depends on the machine. The January corpus is measured
where it is present, the synthetic default always.
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
# Targets: CPU seconds of a build from nothing and of one that finds nothing new, and resident megabytes of any.
FIRST_CPU, SECOND_CPU, PEAK_MB = 30.0, 10.0, 800.0
YEAR = [*(date(2025, month, 1) for month in range(1, 13)), date(2026, 1, 1)]
YEAR_POSTINGS, FEW_POSTINGS = 15_000, 26
# The target for the cost of an added snapshot, as a share of a rebuild of all thirteen.
MOST_OF_REBUILD = 0.25
TEXTS_A_SECOND = 5_000
REPEATS = 3


@dataclass(frozen=True)
class Cost:
    """The cost of a command: CPU seconds of it and its children, seconds by the clock, peak resident megabytes."""

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
    """Print the cost of adding a snapshot to twelve as a share of building all thirteen from nothing.

    The target is for this ratio. A second ratio leaves the fixed cost of a build out: starting the frameworks, and
    their work on every table and test. It is measured by adding a snapshot to a year of very few postings.
    """
    whole, added = _build_year(scratch / "year", YEAR_POSTINGS)
    _, floor = _build_year(scratch / "few", FEW_POSTINGS)
    ratio, variable_ratio = added.cpu / whole.cpu, (added.cpu - floor.cpu) / (whole.cpu - floor.cpu)
    print(
        f"{'a snapshot added to a year of twelve':<44} {added.cpu:7.1f} CPU-s, of {whole.cpu:.1f} for a rebuild: "
        f"{ratio:.2f} (target {MOST_OF_REBUILD}); {variable_ratio:.2f} without the {floor.cpu:.1f} of a build with "
        f"very few postings  {added.peak_mb:6.0f} MB  {'met' if ratio <= MOST_OF_REBUILD else 'MISSED'}",
        flush=True,
    )


def _build_year(scratch: Path, postings: int) -> tuple[Cost, Cost]:
    """Return the cost of building thirteen snapshots from nothing, and of adding the last to twelve."""
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
    """Print the speed of the scan: by the CPU time of this process, and by wall clock with several processes.

    A card is a version too, of a title alone; only versions with a text are counted.
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
    seconds = []
    for _ in range(REPEATS):
        before = time.process_time()
        for batch in batches:
            mentions.scan(batch, rules)
        seconds.append(time.process_time() - before)
    workers, times = worker_pool.worker_count(), -(-worker_pool.MIN_TEXTS_FOR_WORKERS // count)
    started = time.monotonic()
    for _ in worker_pool.scan_batches(batches * times, None, workers):
        pass
    wall = time.monotonic() - started
    speed = texts / min(seconds)
    print(
        f"{name + ', scan of all fields':<44} {speed:7.0f} texts/s on one core (target {TEXTS_A_SECOND})  "
        f"{megabytes / min(seconds):.1f} million characters/s (best of {REPEATS}, {texts} texts, "
        f"{count - texts} cards), {times * texts / wall:.0f} texts/s by wall clock with {workers} processes, "
        f"including their start  {'met' if speed >= TEXTS_A_SECOND else 'MISSED'}"
    )


def main() -> None:
    """Measure and print."""
    from orchestration.transform.dbt_runner import manifest_path

    # Parsing the dbt project is part of setting up, as in `make run`, and not of a build.
    manifest_path()
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
    print(f"in total {used.ru_utime + used.ru_stime:.0f} CPU-s")


if __name__ == "__main__":
    main()
