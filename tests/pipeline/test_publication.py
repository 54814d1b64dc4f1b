"""Publishing while readers are connected, older publications, leftovers of earlier builds.

Not here: builds that are killed or run out of disk space (`test_killed_builds.py`), faults that a check finds
(`test_faults.py`).
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from killing import WAREHOUSE

from ingestion.storage.layout import Layout
from orchestration.build import build
from orchestration.cli import main
from orchestration.publication import current_publication, list_publications
from orchestration.publication.models import DATABASE
from orchestration.runtime.progress import printed_to
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline

# A client that opens the file once and queries it repeatedly, as a dashboard does.
READER = """
import sys, duckdb
database = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(database.execute("select build_id from meta.build, marts.fct_posting limit 1").fetchone()[0], flush=True)
"""


def _warehouse(layout: Layout, *words: str):
    return CliRunner().invoke(main, [*words, "--data-dir", str(layout.root)], catch_exceptions=False)


class ConnectedReader:
    """A process that keeps the published database open."""

    def __init__(self, layout: Layout) -> None:
        words = [sys.executable, "-c", READER, str(layout.current / DATABASE)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def sees(self) -> str:
        """Return the id of the build that it reads."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture
def reader(small_copy: Layout) -> Iterator[ConnectedReader]:
    opened = ConnectedReader(small_copy)
    yield opened
    opened.process.kill()
    opened.process.wait()


@dataclass(frozen=True)
class Republished:
    """A data directory with two publications, and the JSON that the command printed for the second."""

    layout: Layout
    unwritable: Path
    reported: dict[str, Any]


@pytest.fixture(scope="module")
def republished(small_base: Layout, tmp_path_factory: pytest.TempPathFactory) -> Republished:
    """The small data directory published again, by the command, with a temporary directory that is not writable."""
    root = tmp_path_factory.mktemp("republished")
    layout, unwritable = Layout(root / "data"), root / "unwritable"
    shutil.copytree(small_base.root, layout.root, symlinks=True)
    unwritable.mkdir(mode=0o500)
    own = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    done = subprocess.run(
        [WAREHOUSE, "build", "--force", "--json", "--data-dir", str(layout.root)],
        capture_output=True, text=True, check=False, env={**own, "TMPDIR": str(unwritable), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return Republished(layout, unwritable, json.loads(done.stdout))


@pytest.fixture
def twice_published(republished: Republished, tmp_path: Path) -> Layout:
    """A copy of a data directory with two publications."""
    shutil.copytree(republished.layout.root, tmp_path / "data", symlinks=True)
    return Layout(tmp_path / "data")


def test_a_connected_reader_keeps_its_publication_and_a_later_one_gets_the_new(small_copy, reader):
    first = current_publication(small_copy.published).name
    assert reader.sees() == first
    # Its files are removed, as by pruning; the process can still read the file that it has open.
    outcome = build(small_copy, force=True, keep=0)
    assert outcome.succeeded, outcome.failures
    assert outcome.publication.name != first
    assert not (small_copy.published / first).exists()
    assert reader.sees() == first
    late = ConnectedReader(small_copy)
    assert late.sees() == outcome.publication.name
    late.process.kill()
    late.process.wait()


def test_old_publications_are_listed_and_any_can_be_made_current_again(twice_published):
    first, second = list_publications(twice_published.published)
    assert current_publication(twice_published.published) == second
    hashes = tree_hashes(first)
    listed = _warehouse(twice_published, "publications").output
    assert first.name in listed
    assert f"*  {second.name}" in listed
    assert _warehouse(twice_published, "restore", first.name).exit_code == 0
    assert current_publication(twice_published.published) == first
    assert tree_hashes(first) == hashes
    assert first.name in _warehouse(twice_published, "query", "select build_id from meta.build").output
    refused = _warehouse(twice_published, "restore", "20200101T000000Z-00000000")
    assert refused.exit_code == 1
    assert first.name in refused.output
    assert "out of date" not in _warehouse(twice_published, "status").output


def test_keep_limits_the_number_of_older_publications(twice_published):
    published = twice_published.published
    first, second = list_publications(published)
    shutil.copytree(first, published / "20200101T000000Z-00000000")
    # Older publications are removed even where there is nothing to build.
    assert _warehouse(twice_published, "build", "--quiet", "--keep", "1").exit_code == 0
    assert list_publications(published) == [first, second]
    assert _warehouse(twice_published, "build", "--quiet", "--keep", "0").exit_code == 0
    assert list_publications(published) == [current_publication(published)]


def test_a_build_does_not_need_the_systems_temporary_directory(republished):
    reported, layout = republished.reported, republished.layout
    assert reported["succeeded"]
    assert reported["build_id"] == current_publication(layout.published).name
    assert [(source["source"], source["new"], source["gone"]) for source in reported["sources"]] == [("board", 0, 0)]
    assert not list((layout.work / "tmp").iterdir())
    assert not list(republished.unwritable.iterdir())


def test_leftovers_of_killed_builds_are_removed_by_the_next(small_copy):
    left = [
        small_copy.candidates / "next" / DATABASE,
        small_copy.partial / "data.parquet",
        small_copy.published / ".arriving-b" / "manifest.json",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("unfinished")
    assert "3 of a build" in _warehouse(small_copy, "doctor").output
    printed = StringIO()
    with printed_to(printed):
        assert build(small_copy).succeeded
    assert "removed 3 leftovers" in printed.getvalue()
    assert not any(path.exists() for path in left)


def test_doctor_reports_a_damaged_publication(small_copy):
    database = small_copy.current / DATABASE
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    result = _warehouse(small_copy, "doctor")
    assert result.exit_code == 1
    assert "warehouse restore" in result.output
