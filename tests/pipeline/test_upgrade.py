"""Data directories of every released layout (`tests/layouts/`), and one of a layout that is not known yet.

Each was written by the program of its time, from invented postings whose folder no longer exists: the documents that it
stored must be enough.
"""

import json
import tarfile
from io import StringIO

import pytest
from click.testing import CliRunner

from ingestion.storage.layout import PROJECT_ROOT, Layout
from orchestration.build import build
from orchestration.cli import main
from orchestration.publication import list_publications
from orchestration.queries.database import run_query
from orchestration.runtime.migrations import LAYOUT_VERSION, MARKER, LayoutError, layout_version
from orchestration.runtime.progress import printed_to

pytestmark = pytest.mark.pipeline

RELEASED = sorted((PROJECT_ROOT / "tests" / "layouts").glob("layout-*.tar.xz"))
POSTINGS = "select count(*), count(*) filter (where has_text) from marts.fct_posting"


@pytest.fixture(params=RELEASED, ids=lambda path: path.name.removesuffix(".tar.xz"))
def released(request, tmp_path) -> Layout:
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    return Layout(tmp_path / "data")


def test_every_released_layout_is_kept():
    assert [path.name for path in RELEASED] == [f"layout-{number}.tar.xz" for number in range(1, LAYOUT_VERSION + 1)]


def test_a_directory_of_an_older_program_is_readable_and_can_be_built(released):
    number = layout_version(released)
    read_before = run_query(released, POSTINGS)[1]
    older = [folder.name for folder in list_publications(released.published)]
    # Unfinished files were beside the finished ones in the first layout; in later ones they have their own folder.
    beside = released.parquet / "mentions" / "snapshot_on=2026-01-01"
    (beside if number == 1 else released.partial).mkdir(parents=True, exist_ok=True)
    ((beside if number == 1 else released.partial) / ".data.parquet.partial").write_text("unfinished")
    printed = StringIO()
    with printed_to(printed):
        outcome = build(released, force=True)
    assert outcome.succeeded, outcome.failures
    assert "is missing; its documents" in printed.getvalue()
    assert ("migrated from layout" in printed.getvalue()) == (number != LAYOUT_VERSION)
    assert layout_version(released) == LAYOUT_VERSION
    assert run_query(released, POSTINGS)[1] == read_before
    assert [folder.name for folder in list_publications(released.published)][: len(older)] == older
    assert not list(released.root.rglob("*.partial"))


@pytest.mark.parametrize("command", [("build",), ("build", "--json"), ("remove", "board"), ("doctor",)])
def test_a_directory_of_a_newer_program_is_refused_with_the_command_that_fixes_it(tmp_path, command):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / MARKER).write_text(json.dumps({"layout_version": LAYOUT_VERSION + 1}))
    result = CliRunner().invoke(main, [*command, "--data-dir", str(tmp_path / "data")])
    assert result.exit_code == 1
    assert "git pull" in result.output


def test_a_damaged_marker_is_an_error_with_the_content_to_write(tmp_path):
    (tmp_path / MARKER).write_text("{")
    with pytest.raises(LayoutError, match="layout_version"):
        layout_version(Layout(tmp_path))
