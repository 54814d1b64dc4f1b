"""`make soak`: builds killed at random moments.

Readers must see the last publication whole, and the next build must be as if nothing had happened. The
moments are drawn from a seeded generator over the length of an undisturbed build.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ingestion.layout import PROJECT_ROOT, Layout
from ingestion.sources.synthetic import generate, write
from tree_hashes import tree_hashes

WAREHOUSE = str(Path(sys.executable).with_name("warehouse"))
TIMELESS = ("parquet", "csv", "site")


def _run(*words: str) -> None:
    subprocess.run([WAREHOUSE, *words], cwd=PROJECT_ROOT, check=True, stdout=subprocess.DEVNULL)


def _published_files(layout: Layout) -> dict[str, dict[str, str]]:
    return {folder: tree_hashes(layout.current / folder) for folder in TIMELESS}


def _kill_after(data: Path, seconds: float) -> bool:
    with subprocess.Popen([WAREHOUSE, "build", "--quiet", "--data-dir", str(data)], cwd=PROJECT_ROOT) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return True
    return False


def main() -> None:
    """Kill, look, repeat; exits non-zero at the first publication that was touched or build that failed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=60)
    options.add_argument("--seed", type=int, default=20260101)
    given = options.parse_args()
    draw = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        write(generate(postings=60), root / "corpus")
        first, second = sorted((root / "corpus").iterdir())[:2]
        base, whole = Layout(root / "base"), Layout(root / "whole")
        _run("add", str(first), "--source", "board", "--snapshot", first.name, "--data-dir", str(base.root))
        _run("build", "--data-dir", str(base.root))
        _run("add", str(second), "--source", "board", "--snapshot", second.name, "--data-dir", str(base.root))
        shutil.copytree(base.root, whole.root, symlinks=True)
        started = time.monotonic()
        _run("build", "--data-dir", str(whole.root))
        length, wanted, before = time.monotonic() - started, _published_files(whole), tree_hashes(base.published)
        for number in range(given.kills):
            victim = Layout(root / "victim")
            shutil.copytree(base.root, victim.root, symlinks=True)
            moment = draw.uniform(0, length)
            killed = _kill_after(victim.root, moment)
            kept = tree_hashes(victim.published)
            if {name: kept.get(name) for name in before if name != "current"} != {
                n: h for n, h in before.items() if n != "current"
            }:
                sys.exit(f"kill {number} at {moment:.2f} s: the last publication was touched")
            _run("build", "--data-dir", str(victim.root))
            if _published_files(victim) != wanted:
                sys.exit(f"kill {number} at {moment:.2f} s: the next build is not that of one never killed")
            print(
                f"{number + 1:>3} {'killed' if killed else 'finished'} at {moment:5.2f} of {length:.2f} s: intact",
                flush=True,
            )
            shutil.rmtree(victim.root)


if __name__ == "__main__":
    main()
