"""Builds killed, interrupted or out of disk space: the last publication is unchanged and the next build succeeds.

Here: a seeded sample of the long campaign of `make soak`. Not here: faults that a check finds (`test_faults.py`).
"""

import logging
import random
import resource
import shutil
import signal
import subprocess
import time
import weakref

import pytest
from click.testing import CliRunner
from killing import WAREHOUSE, Campaign

from ingestion.storage.layout import PROJECT_ROOT
from orchestration.cli import main
from orchestration.runtime.progress import log
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline

SAMPLE = 4
SEED = 20260101
FILE_SIZE_LIMITS = (400_000, 4_000_000)


@pytest.fixture(scope="module")
def campaign(small_base, tmp_path_factory) -> Campaign:
    return Campaign.prepare(tmp_path_factory.mktemp("campaign"), small_base.root)


def test_killed_builds_leave_the_publication_and_the_next_publishes_what_an_undisturbed_one_does(campaign):
    draw = random.Random(SEED)
    chosen = sorted(draw.sample(range(len(campaign.steps)), SAMPLE))
    killed = campaign.kill_builds([(campaign.steps[place], draw.random()) for place in chosen])
    assert killed >= SAMPLE - 1


def test_builds_that_cannot_write_leave_the_publication_and_report_it(campaign, tmp_path):
    """A limit on the size of files replaces a full disk: a write fails somewhere in the middle of the build."""
    data = tmp_path / "data"
    shutil.copytree(campaign.base, data, symlinks=True)
    for largest in FILE_SIZE_LIMITS:
        process = subprocess.run(
            [WAREHOUSE, "build", "--data-dir", str(data)],
            cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),  # noqa: B023
        )  # fmt: skip
        assert process.returncode == 1, process.stdout
        assert "the last publication is as it was" in process.stderr
        assert "Traceback" not in process.stderr
        campaign.check_readers(data)
    campaign.check_next_build(data)


def test_ctrl_c_ends_a_build_with_a_message_and_exit_code_130(small_copy):
    before = tree_hashes(small_copy.published)
    command = [WAREHOUSE, "build", "--force", "--data-dir", str(small_copy.root)]
    # A test run in the background ignores Ctrl-C, and the build would inherit that.
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:  # fmt: skip
        while " mentions" not in process.stdout.readline():
            assert process.poll() is None
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        errors = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "Interrupted; the last publication is as it was." in errors
    assert tree_hashes(small_copy.published) == before


class InterruptsUnnoticed(logging.Handler):
    """Sends Ctrl-C at the first line about mentions, where Python drops the exception that comes of it."""

    def emit(self, record: logging.LogRecord) -> None:
        if " mentions" in record.getMessage():
            log.removeHandler(self)
            referent = Campaign.__new__(Campaign)
            reference = weakref.ref(referent, lambda _: signal.raise_signal(signal.SIGINT))
            del referent
            assert reference() is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interrupt_that_python_drops_ends_the_build_at_its_next_step(small_copy):
    before = tree_hashes(small_copy.published)
    handler = InterruptsUnnoticed()
    log.addHandler(handler)
    try:
        ended = CliRunner().invoke(main, ["build", "--force", "--data-dir", str(small_copy.root)])
    finally:
        log.removeHandler(handler)
    assert ended.exit_code == 130, ended.output
    assert tree_hashes(small_copy.published) == before
