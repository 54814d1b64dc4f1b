"""Builds that are killed, and what must hold afterwards; shared by `make soak` and a sample of it in `make test`.

A campaign measures one undisturbed build: its steps, by the lines it prints, and what it publishes. Every
victim starts from the same data directory: one snapshot published, another added and not yet built.
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
# By the words of the line that ends a step; what a build does before its first line is a step too.
ENDS = {
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
    """A part of a build: the words that end it, how often they come, seconds from the step before."""

    name: str
    begins_after: str
    lines_before: int
    seconds: float


@dataclass(frozen=True)
class Campaign:
    """A data directory to start from, the steps of its next build and what that build publishes."""

    base: Path
    steps: tuple[Step, ...]
    before: dict[str, str]
    wanted: dict[str, Any]
    scratch: Path
    megabytes: int

    @classmethod
    def prepare(cls, scratch: Path, built: Path | None = None) -> "Campaign":
        """Build one snapshot, or copy where it is `built`, add another, and see what an undisturbed build makes."""
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

    def kill_in_a_row(self, steps: Sequence[tuple[Step, float]]) -> int:
        """Kill a build at a share of each step, in one data directory, look at readers each time and at the next build.

        The steps come in the order of a build: what one that was killed has finished, the next does not do again.
        Gives how many builds were killed before they ended; raises AssertionError where something does not hold.
        """
        victim, killed = self.scratch / "victim", 0
        shutil.copytree(self.base, victim, symlinks=True)
        places = ", ".join(f"{share:.0%} into {step.name}" for step, share in steps)
        try:
            for step, share in steps:
                killed += _kill_after(victim, step, share * step.seconds)
                self.look_at_readers(victim)
            self.look_at_next_build(victim)
        except AssertionError as error:
            message = f"killed {places}: {error}"
            raise AssertionError(message) from error
        finally:
            shutil.rmtree(victim)
        return killed

    def look_at_readers(self, data: Path) -> None:
        """The last publication is there byte for byte, `current` opens, and no partition has an unfinished file."""
        kept = tree_hashes(data / "published")
        touched = [name for name, held in self.before.items() if name != "current" and kept.get(name) != held]
        assert not touched, f"the last publication was touched: {touched[:3]}"
        with duckdb.connect(str(Layout(data).current / DATABASE), read_only=True) as database:
            row = database.execute("select count(*) from marts.fct_posting").fetchone()
        assert row is not None
        assert row[0] > 0, "the publication is empty"
        unfinished = [path for path in (data / "parquet").rglob("*") if path.is_file() and path.suffix != ".parquet"]
        assert not unfinished, f"unfinished files in partitions: {unfinished[:3]}"
        for path in (data / "parquet").rglob("*.parquet"):
            assert path.read_bytes()[-4:] == b"PAR1", f"{path} is not whole"

    def look_at_next_build(self, data: Path) -> None:
        """The next build succeeds without help and publishes what an undisturbed one does; nothing is left over."""
        assert self.build(data) == 0, "the next build failed"
        found = published_files(Layout(data))
        differing = [name for name in self.wanted if found.get(name) != self.wanted[name]]
        assert not differing, f"the next build differs in {differing}"
        left = [path for place in ("candidates", "partial") for path in (data / "work" / place).glob("*")]
        assert not left, f"leftovers: {left[:3]}"

    def build(self, data: Path) -> int:
        """Run `warehouse build` to its end; returns its exit code."""
        words = [WAREHOUSE, "build", "--quiet", "--data-dir", str(data)]
        return subprocess.run(words, cwd=PROJECT_ROOT, capture_output=True, check=False).returncode


def published_files(layout: Layout) -> dict[str, Any]:
    """Everything a publication holds but its identity and times: the files, and the manifest's account of them."""
    current = layout.current
    manifest = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
    for name in IDENTITY:
        manifest.pop(name)
    # The database names its own build.
    manifest["files"] = [file for file in manifest["files"] if file["path"] != DATABASE]
    hashes = {name: held for name, held in tree_hashes(current).items() if name not in (DATABASE, "manifest.json")}
    return {**hashes, "manifest.json": manifest}


def _run(*words: str) -> None:
    subprocess.run([WAREHOUSE, *words], cwd=PROJECT_ROOT, check=True, capture_output=True)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _start(data: Path) -> "subprocess.Popen[str]":
    words = [WAREHOUSE, "build", "--data-dir", str(data)]
    return subprocess.Popen(words, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _measure_steps(data: Path) -> tuple[Step, ...]:
    """Run a build and note when each step's last line came."""
    began, last, came = time.monotonic(), dict[str, float](), dict[str, int]()
    with _start(data) as process:
        assert process.stdout is not None
        for line in process.stdout:
            for name, words in ENDS.items():
                if words in line:
                    last[name] = time.monotonic() - began
                    came[name] = came.get(name, 0) + 1
    assert process.returncode == 0, "the undisturbed build failed"
    assert list(last) == list(ENDS), f"a build's lines changed: {list(last)}"
    names, ends = list(ENDS), [0.0, *last.values()]
    return tuple(
        Step(
            name,
            ENDS[names[place - 1]] if place else "",
            came[names[place - 1]] if place else 0,
            ends[place + 1] - ends[place],
        )
        for place, name in enumerate(names)
    )


def _kill_after(data: Path, step: Step, seconds: float) -> bool:
    """Wait for the end of the step before, then so many seconds, then kill; false where the build ended first."""
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
