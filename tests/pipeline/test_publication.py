"""Publication that cannot hurt: readers through a publish, old publications, what earlier builds left.

Builds that are killed or run out of room are the matter of `test_killed_builds.py`, faults that a check finds of
`test_faults.py`.
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
        words = [sys.executable, "-c", READER, str(layout.current / DATABASE)]
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


@dataclass(frozen=True)
class Republished:
    """A data directory with two publications, and what the command reported of the second."""

    layout: Layout
    no_room: Path
    reported: dict[str, Any]


@pytest.fixture(scope="module")
def republished(small_base: Layout, tmp_path_factory: pytest.TempPathFactory) -> Republished:
    """The small data directory published again, by the command, with a temporary directory that takes nothing."""
    root = tmp_path_factory.mktemp("republished")
    layout, no_room = Layout(root / "data"), root / "no-room"
    shutil.copytree(small_base.root, layout.root, symlinks=True)
    no_room.mkdir(mode=0o500)
    own = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    done = subprocess.run(
        [WAREHOUSE, "build", "--force", "--json", "--data-dir", str(layout.root)],
        capture_output=True, text=True, check=False, env={**own, "TMPDIR": str(no_room), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return Republished(layout, no_room, json.loads(done.stdout))


@pytest.fixture
def twice_published(republished: Republished, tmp_path: Path) -> Layout:
    """A copy of a data directory with two publications."""
    shutil.copytree(republished.layout.root, tmp_path / "data", symlinks=True)
    return Layout(tmp_path / "data")


def test_readers_keep_what_they_opened_through_a_publish_and_new_ones_get_the_new(small_copy, reader):
    first = current_publication(small_copy.published).name
    assert reader.sees() == first
    # Its files are removed under it, as pruning does; what it holds open it keeps.
    outcome = build(small_copy, force=True, keep=0)
    assert outcome.succeeded, outcome.failures
    assert outcome.publication.name != first
    assert not (small_copy.published / first).exists()
    assert reader.sees() == first
    late = Reader(small_copy)
    assert late.sees() == outcome.publication.name
    late.process.kill()
    late.process.wait()


def test_old_publications_are_listed_and_any_can_be_made_current_again(twice_published):
    first, second = list_publications(twice_published.published)
    assert current_publication(twice_published.published) == second
    held = tree_hashes(first)
    listed = _warehouse(twice_published, "publications").output
    assert first.name in listed
    assert f"*  {second.name}" in listed
    assert _warehouse(twice_published, "restore", first.name).exit_code == 0
    assert current_publication(twice_published.published) == first
    assert tree_hashes(first) == held
    assert first.name in _warehouse(twice_published, "query", "select build_id from meta.build").output
    refused = _warehouse(twice_published, "restore", "20200101T000000Z-00000000")
    assert refused.exit_code == 1
    assert first.name in refused.output
    assert "out of date" not in _warehouse(twice_published, "status").output


def test_keep_says_how_many_old_publications_stay(twice_published):
    published = twice_published.published
    first, second = list_publications(published)
    shutil.copytree(first, published / "20200101T000000Z-00000000")
    # Nothing is new, and the old ones go all the same.
    assert _warehouse(twice_published, "build", "--quiet", "--keep", "1").exit_code == 0
    assert list_publications(published) == [first, second]
    assert _warehouse(twice_published, "build", "--quiet", "--keep", "0").exit_code == 0
    assert list_publications(published) == [current_publication(published)]


def test_a_full_temporary_directory_does_not_matter(republished):
    reported, layout = republished.reported, republished.layout
    assert reported["succeeded"]
    assert reported["build_id"] == current_publication(layout.published).name
    assert [(source["source"], source["new"], source["gone"]) for source in reported["sources"]] == [("board", 0, 0)]
    assert not list((layout.work / "tmp").iterdir())
    assert not list(republished.no_room.iterdir())


def test_what_dead_builds_left_is_swept_by_the_next(small_copy):
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


def test_a_damaged_publication_is_found_by_the_doctor(small_copy):
    database = small_copy.current / DATABASE
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    told = _warehouse(small_copy, "doctor")
    assert told.exit_code == 1
    assert "warehouse restore" in told.output
