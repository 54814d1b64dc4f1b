"""Builds killed, interrupted or out of room: the last publication stands, and the next build needs no help.

Here: a seeded sample of the long campaign, which is `make soak`. Not here: faults that a check finds
(`test_faults.py`).
"""

import random
import resource
import shutil
import signal
import subprocess
import time

import pytest
from killing import WAREHOUSE, Campaign

from ingestion.storage.layout import PROJECT_ROOT
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline

SAMPLE = 4
SEED = 20260101
ROOM = (400_000, 4_000_000)


@pytest.fixture(scope="module")
def campaign(small_base, tmp_path_factory) -> Campaign:
    return Campaign.prepare(tmp_path_factory.mktemp("campaign"), small_base.root)


def test_builds_killed_one_after_the_other_leave_the_publication_and_the_next_is_as_if_nothing_happened(campaign):
    draw = random.Random(SEED)
    chosen = sorted(draw.sample(range(len(campaign.steps)), SAMPLE))
    killed = campaign.kill_builds([(campaign.steps[place], draw.random()) for place in chosen])
    assert killed >= SAMPLE - 1


def test_builds_that_cannot_write_on_leave_the_publication_and_say_why(campaign, tmp_path):
    """A limit on the size of a file stands in for a full disk: writing fails in the middle, wherever it is."""
    data = tmp_path / "data"
    shutil.copytree(campaign.base, data, symlinks=True)
    for largest in ROOM:
        done = subprocess.run(
            [WAREHOUSE, "build", "--data-dir", str(data)],
            cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),  # noqa: B023
        )  # fmt: skip
        assert done.returncode == 1, done.stdout
        assert "the last publication is as it was" in done.stderr
        assert "Traceback" not in done.stderr
        campaign.check_readers(data)
    campaign.check_next_build(data)


def test_ctrl_c_ends_a_build_with_a_sentence_and_closes_its_run(small_copy):
    before = tree_hashes(small_copy.published)
    words = [WAREHOUSE, "build", "--force", "--data-dir", str(small_copy.root)]
    # Whoever runs the tests in the background ignores Ctrl-C, and so would the build.
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:  # fmt: skip
        while " mentions" not in process.stdout.readline():
            assert process.poll() is None
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "Interrupted; the last publication is as it was." in told
    assert tree_hashes(small_copy.published) == before
