"""Publication that cannot hurt: readers through a publish, old publications, builds that are killed or run out of room.

The long campaign is `make soak`; a seeded sample of it runs here. Faults that a check finds are the matter
of `test_faults.py`.
"""

import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from killing import WAREHOUSE, Campaign

from ingestion.storage.layout import PROJECT_ROOT, Layout
from orchestration.build import build
from orchestration.cli import main
from orchestration.publication import current_publication, list_publications
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline

SAMPLE = 4
SEED = 20260101
ROOM = (400_000, 4_000_000)

# A client that opens the file once and keeps asking, as a dashboard does.
READER = """
import sys, duckdb
database = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(database.execute("select build_id from meta.build, marts.fct_posting limit 1").fetchone()[0], flush=True)
"""


def _warehouse(layout: Layout, *words: str):
    return CliRunner().invoke(main, [*words, "--data-dir", str(layout.root)], catch_exceptions=False)


class Reader:
    """A process that holds the published database open."""

    def __init__(self, layout: Layout) -> None:
        words = [sys.executable, "-c", READER, str(layout.current / "jobs.duckdb")]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def sees(self) -> str:
        """The build it reads."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture
def reader(small_copy: Layout) -> Iterator[Reader]:
    opened = Reader(small_copy)
    yield opened
    opened.process.kill()
    opened.process.wait()


def test_readers_keep_what_they_opened_through_a_publish_and_new_ones_get_the_new(small_copy, reader):
    first = current_publication(small_copy.published).name
    assert reader.sees() == first
    outcome = build(small_copy, force=True)
    assert outcome.succeeded, outcome.failures
    assert outcome.publication.name != first
    assert reader.sees() == first
    late = Reader(small_copy)
    assert late.sees() == outcome.publication.name
    late.process.kill()
    late.process.wait()
    # Its files are removed under it, as pruning does; what it holds open it keeps.
    assert build(small_copy, force=True, keep=0).succeeded
    assert not (small_copy.published / first).exists()
    assert reader.sees() == first


def test_old_publications_are_listed_and_any_can_be_made_current_again(small_copy):
    first = current_publication(small_copy.published)
    held = tree_hashes(first)
    assert build(small_copy, force=True).succeeded
    second = current_publication(small_copy.published)
    listed = _warehouse(small_copy, "publications").output
    assert first.name in listed
    assert f"*  {second.name}" in listed
    assert _warehouse(small_copy, "restore", first.name).exit_code == 0
    assert current_publication(small_copy.published) == first
    assert tree_hashes(first) == held
    assert first.name in _warehouse(small_copy, "query", "select build_id from meta.build").output
    refused = _warehouse(small_copy, "restore", "20200101T000000Z-00000000")
    assert refused.exit_code == 1
    assert first.name in refused.output
    assert "out of date" not in _warehouse(small_copy, "status").output


def test_keep_says_how_many_old_publications_stay(small_copy):
    assert build(small_copy, force=True, keep=1).succeeded
    assert len(list_publications(small_copy.published)) == 2
    # Nothing is new, and the old one goes all the same.
    assert _warehouse(small_copy, "build", "--quiet", "--keep", "0").exit_code == 0
    assert list_publications(small_copy.published) == [current_publication(small_copy.published)]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory) -> Campaign:
    return Campaign.prepare(tmp_path_factory.mktemp("campaign"))


def test_a_sample_of_killed_builds_leaves_the_publication_and_the_next_build_is_as_if_nothing_happened(campaign):
    draw = random.Random(SEED)
    for step in draw.sample(campaign.steps, SAMPLE):
        campaign.kill_in(step, draw.random())


@pytest.mark.parametrize("largest", ROOM)
def test_a_build_that_cannot_write_on_leaves_the_publication_and_says_why(campaign, tmp_path, largest):
    """A limit on the size of a file stands in for a full disk: writing fails in the middle, wherever it is."""
    data = tmp_path / "data"
    shutil.copytree(campaign.base, data, symlinks=True)
    done = subprocess.run(
        [WAREHOUSE, "build", "--data-dir", str(data)],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert "the last publication is as it was" in done.stderr
    assert "Traceback" not in done.stderr
    campaign.look_at_readers(data)
    campaign.look_at_next_build(data)


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


def test_a_full_temporary_directory_does_not_matter(small_copy, tmp_path):
    (tmp_path / "no-room").mkdir(mode=0o500)
    done = subprocess.run(
        [WAREHOUSE, "build", "--force", "--json", "--data-dir", str(small_copy.root)],
        capture_output=True, text=True, check=False, env={"TMPDIR": str(tmp_path / "no-room"), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert done.returncode == 0, told
    assert told["succeeded"]
    assert told["build_id"] == current_publication(small_copy.published).name
    assert [(source["source"], source["new"], source["gone"]) for source in told["sources"]] == [("board", 0, 0)]
    assert not list((small_copy.work / "tmp").iterdir())
    assert not list((tmp_path / "no-room").iterdir())


def test_what_dead_builds_left_is_swept_by_the_next(small_copy):
    left = [
        small_copy.candidates / "next" / "jobs.duckdb",
        small_copy.partial / "data.parquet",
        small_copy.published / ".arriving-b" / "manifest.json",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("unfinished")
    assert "3 of a build" in _warehouse(small_copy, "doctor").output
    told: list[str] = []
    assert build(small_copy, told.append).succeeded
    assert any("removed 3 leftovers" in line for line in told)
    assert not any(path.exists() for path in left)


def test_a_damaged_publication_is_found_by_the_doctor(small_copy):
    database = small_copy.current / "jobs.duckdb"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    told = _warehouse(small_copy, "doctor")
    assert told.exit_code == 1
    assert "warehouse restore" in told.output
