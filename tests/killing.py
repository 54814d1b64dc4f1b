"""Builds that are killed, and what must hold afterwards; shared by `make soak` and a sample of it in `make test`.

A campaign measures one undisturbed build: its steps, by the lines it prints, and what it publishes. Every killed build
starts from a copy of the same data directory: one snapshot published, another added and not yet built.
"""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.storage.layout import PROJECT_ROOT, Layout
from ingestion.synthetic import generate, write
from orchestration.publication.models import DATABASE
from tree_hashes import tree_hashes

WAREHOUSE = str(Path(sys.executable).with_name("warehouse"))
POSTINGS = 60
# Each step by a part of the line that ends it; the time before a build's first line is a step too.
STEP_ENDS = {
    "start": "building ",
    "collect": " raw documents",
    "parse": " parsed documents",
    "extract versions": " posting versions",
    "scan": " mentions",
    "dbt": "warehouse  ",
    "candidate": "candidate  ",
    "publish": "published  ",
    "finish": "report  ",
}
IDENTITY = ("build_id", "built_at", "dagster_run_id")


@dataclass(frozen=True)
class Step:
    """A step of a build: the line that ends the step before, how often that line comes, and the step's duration."""

    name: str
    begins_after: str
    lines_before: int
    seconds: float


@dataclass(frozen=True)
class Campaign:
    """A data directory to start from, the steps of its next build, and what that build publishes."""

    base: Path
    steps: tuple[Step, ...]
    before: dict[str, str]
    expected: dict[str, Any]
    scratch: Path
    megabytes: int

    @classmethod
    def prepare(cls, scratch: Path, built: Path | None = None) -> "Campaign":
        """Build one snapshot, or copy it from `built`, add another, and record what an undisturbed build publishes."""
        write(generate(postings=POSTINGS), scratch / "corpus")
        first, second = sorted((scratch / "corpus").iterdir())[:2]
        base, whole = scratch / "base", scratch / "whole"
        if built:
            shutil.copytree(built, base, symlinks=True)
        else:
            _run("add", str(first), "--source", "board", "--snapshot", first.name, "--data-dir", str(base))
            _run("build", "--data-dir", str(base))
        _run("add", str(second), "--source", "board", "--snapshot", second.name, "--data-dir", str(base))
        shutil.copytree(base, whole, symlinks=True)
        steps = _measure_steps(whole)
        grown = _size(whole) - _size(base)
        before = tree_hashes(base / "published")
        campaign = cls(base, steps, before, published_files(Layout(whole)), scratch, grown // 1_000_000 + 1)
        shutil.rmtree(whole)
        return campaign

    def kill_builds(self, steps: Sequence[tuple[Step, float]]) -> int:
        """Kill builds of one data directory, each at a share of a step, and check it after each and after a last build.

        The steps have to be in the order of a build: a killed build's finished steps are not repeated by the next.
        Returns how many builds were killed before they ended; raises AssertionError where something does not hold.
        """
        victim, killed = self.scratch / "victim", 0
        shutil.copytree(self.base, victim, symlinks=True)
        places = ", ".join(f"{share:.0%} into {step.name}" for step, share in steps)
        try:
            for step, share in steps:
                killed += _kill_after(victim, step, share * step.seconds)
                self.check_readers(victim)
            self.check_next_build(victim)
        except AssertionError as error:
            message = f"killed {places}: {error}"
            raise AssertionError(message) from error
        finally:
            shutil.rmtree(victim)
        return killed

    def check_readers(self, data: Path) -> None:
        """Assert that the last publication is unchanged, `current` opens, and no partition has an unfinished file."""
        hashes = tree_hashes(data / "published")
        changed = [name for name, value in self.before.items() if name != "current" and hashes.get(name) != value]
        assert not changed, f"the last publication was changed: {changed[:3]}"
        with duckdb.connect(str(Layout(data).current / DATABASE), read_only=True) as database:
            row = database.execute("select count(*) from marts.fct_posting").fetchone()
        assert row is not None
        assert row[0] > 0, "the publication is empty"
        unfinished = [path for path in (data / "parquet").rglob("*") if path.is_file() and path.suffix != ".parquet"]
        assert not unfinished, f"unfinished files in partitions: {unfinished[:3]}"
        for path in (data / "parquet").rglob("*.parquet"):
            assert path.read_bytes()[-4:] == b"PAR1", f"{path} is not whole"

    def check_next_build(self, data: Path) -> None:
        """Assert that the next build succeeds, publishes what an undisturbed one does, and leaves nothing over."""
        assert self.build(data) == 0, "the next build failed"
        published = published_files(Layout(data))
        differing = [name for name in self.expected if published.get(name) != self.expected[name]]
        assert not differing, f"the next build differs in {differing}"
        left = [path for place in ("candidates", "partial") for path in (data / "work" / place).glob("*")]
        assert not left, f"leftovers: {left[:3]}"

    def build(self, data: Path) -> int:
        """Run `warehouse build` to its end and return its exit code."""
        command = [WAREHOUSE, "build", "--quiet", "--data-dir", str(data)]
        return subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, check=False).returncode


def published_files(layout: Layout) -> dict[str, Any]:
    """Return the hash of every file of a publication, and its manifest without identity and times."""
    current = layout.current
    manifest = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
    for name in IDENTITY:
        manifest.pop(name)
    # The database contains the id and time of its build, so its hash differs between equal builds.
    manifest["files"] = [file for file in manifest["files"] if file["path"] != DATABASE]
    hashes = {name: value for name, value in tree_hashes(current).items() if name not in (DATABASE, "manifest.json")}
    return {**hashes, "manifest.json": manifest}


def _run(*arguments: str) -> None:
    subprocess.run([WAREHOUSE, *arguments], cwd=PROJECT_ROOT, check=True, capture_output=True)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _start(data: Path) -> "subprocess.Popen[str]":
    command = [WAREHOUSE, "build", "--data-dir", str(data)]
    return subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _measure_steps(data: Path) -> tuple[Step, ...]:
    """Run a build and return its steps with their durations, by the times of the last line of each."""
    began, last, line_counts = time.monotonic(), dict[str, float](), dict[str, int]()
    with _start(data) as process:
        assert process.stdout is not None
        for line in process.stdout:
            for name, text in STEP_ENDS.items():
                if text in line:
                    last[name] = time.monotonic() - began
                    line_counts[name] = line_counts.get(name, 0) + 1
    assert process.returncode == 0, "the undisturbed build failed"
    assert list(last) == list(STEP_ENDS), f"a build's lines changed: {list(last)}"
    names, ends = list(STEP_ENDS), [0.0, *last.values()]
    return tuple(
        Step(
            name,
            STEP_ENDS[names[place - 1]] if place else "",
            line_counts[names[place - 1]] if place else 0,
            ends[place + 1] - ends[place],
        )
        for place, name in enumerate(names)
    )


def _kill_after(data: Path, step: Step, seconds: float) -> bool:
    """Start a build, wait for the end of the step before, then some seconds, and kill it; False where it had ended."""
    with _start(data) as process:
        assert process.stdout is not None
        seen = 0
        while seen < step.lines_before and (line := process.stdout.readline()):
            seen += step.begins_after in line
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
    return False
