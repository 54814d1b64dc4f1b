"""`make soak`: builds killed at random moments, spread over every step of a build.

The last publication must stay complete for readers, no partition may have an unfinished file, and the next build must
publish the same as one that was never interrupted. The moments are drawn from a seeded generator: a step, and a share
of its duration. With `--full-disk` builds also run out of disk space, which needs the permission to mount.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from killing import Campaign, Step


def main() -> None:
    """Kill builds and check; raises AssertionError at the first publication that changed or build that failed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=60)
    options.add_argument("--full-disk", type=int, default=0, metavar="N", help="builds that run out of disk space")
    options.add_argument("--seed", type=int, default=20260101)
    arguments = options.parse_args()
    draw = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as scratch:
        campaign = Campaign.prepare(Path(scratch))
        survived = dict.fromkeys((step.name for step in campaign.steps), 0)
        for number in range(arguments.kills):
            step = campaign.steps[number % len(campaign.steps)]
            _kill(campaign, number, step, draw.random())
            survived[step.name] += 1
        for number in range(arguments.full_disk):
            _fill(campaign, Path(scratch), number, draw.randint(1, campaign.megabytes))
    print(f"{arguments.kills} kills and {arguments.full_disk} full disks survived: {survived}")


def _kill(campaign: Campaign, number: int, step: Step, share: float) -> None:
    killed = bool(campaign.kill_builds([(step, share)]))
    outcome = "killed" if killed else "ended before"
    print(f"{number + 1:>3} {outcome} {share:4.0%} into {step.name} ({step.seconds:.1f} s): intact", flush=True)


def _fill(campaign: Campaign, scratch: Path, number: int, megabytes: int) -> None:
    disk = scratch / "disk"
    disk.mkdir(exist_ok=True)
    base = sum(path.stat().st_size for path in campaign.base.rglob("*") if path.is_file()) // 1_000_000 + 1
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={base + megabytes}m", "tmpfs", str(disk)], check=True)
    try:
        shutil.copytree(campaign.base, disk / "data", symlinks=True)
        code = campaign.build(disk / "data")
        campaign.check_readers(disk / "data")
        subprocess.run(["mount", "-o", "remount,size=1g", str(disk)], check=True)
        campaign.check_next_build(disk / "data")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    print(f"{number + 1:>3} {megabytes} MB of space: exit {code}, intact", flush=True)


if __name__ == "__main__":
    sys.exit(main())
