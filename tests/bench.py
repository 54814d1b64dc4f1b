"""`make bench`: CPU seconds, wall clock and peak memory of whole builds, each in a process of its own.

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
from pathlib import Path

from ingestion.layout import PROJECT_ROOT

WAREHOUSE = [str(Path(sys.executable).with_name("warehouse"))]
JANUARY = ("postings", "annotations", "listing_2026-02-04.csv")
FIRST_CPU, SECOND_CPU, PEAK_MB = 30.0, 10.0, 800.0


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


def _scan_speed(folder: Path) -> None:
    import pyarrow.parquet as pq

    from ingestion import mentions

    versions = pq.read_table(folder / "parquet" / "posting_versions", partitioning=None).to_batches()
    rules = mentions.compile_rules()
    before = time.process_time()
    for batch in versions:
        mentions.scan(batch, rules)
    count = sum(batch.num_rows for batch in versions)
    print(f"scan, all fields, one core{'':<19}{count / (time.process_time() - before):8.0f} texts/s ({count} texts)")


def main() -> None:
    """Measure and print."""
    from orchestration.dbt_project import manifest_path

    manifest_path()  # part of setting up, as in `make run`
    corpus = Path(os.environ.get("WAREHOUSE_CORPUS") or PROJECT_ROOT.parent / "shared" / "corpus")
    with tempfile.TemporaryDirectory() as scratch:
        if corpus.is_dir():
            january = corpus / "ai-engineer-2026-01"
            adds = [[str(january / name), "--source", "builtin", "--snapshot", "2026-02-04"] for name in JANUARY]
            _build("January corpus", Path(scratch) / "january", adds)
            _scan_speed(Path(scratch) / "january")
        else:
            print(f"January corpus skipped: not at {corpus} (set WAREHOUSE_CORPUS)")
        _build("synthetic default", Path(scratch) / "synthetic", [])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"all in all {used.ru_utime + used.ru_stime:.0f} CPU-s")


if __name__ == "__main__":
    main()
