"""Promotion: readers get the last publication or the next one, whichever step fails."""

import errno
import json
import os
from pathlib import Path

import duckdb
import pytest

from orchestration.publication import PublicationError, current_publication, list_publications, promote, prune
from orchestration.publication.models import DATABASE

pytestmark = pytest.mark.unit


@pytest.fixture
def published(tmp_path):
    return tmp_path / "published"


def make_candidate(folder, number):
    candidate = folder / "candidates" / f"c-{number}"
    (candidate / "site").mkdir(parents=True)
    (candidate / "site" / "index.html").write_text(f"report {number}")
    (candidate / "manifest.json").write_text(json.dumps({"built_at": f"2026-03-{number:02d}T00:00:00Z"}))
    with duckdb.connect(str(candidate / DATABASE)) as connection:
        connection.execute(f"create table report as select {number} as number")
    return candidate


def shown(published):
    return (published / "current" / "site" / "index.html").read_text()


def test_a_promoted_candidate_is_what_readers_get(tmp_path, published):
    folder = promote(make_candidate(tmp_path, 1), published, "b-1")
    assert folder == published / "b-1"
    assert shown(published) == "report 1"
    assert current_publication(published) == folder
    assert not list((tmp_path / "candidates").iterdir())


def test_the_pointer_is_relative_so_that_the_data_directory_can_move(tmp_path, published):
    promote(make_candidate(tmp_path, 1), published, "b-1")
    assert (published / "current").readlink() == Path("b-1")
    published.rename(tmp_path / "elsewhere")
    assert shown(tmp_path / "elsewhere") == "report 1"


def test_before_anything_is_published_there_is_no_current(published):
    assert current_publication(published) is None
    assert list_publications(published) == []
    assert prune(published, keep=1) == []


@pytest.mark.parametrize("step", ["fsync", "rename", "symlink_to", "replace"])
def test_a_failure_at_any_step_leaves_the_last_publication_and_the_next_call_succeeds(
    tmp_path, published, monkeypatch, step
):
    promote(make_candidate(tmp_path, 1), published, "b-1")
    candidate = make_candidate(tmp_path, 2)

    def fail(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os if step == "fsync" else Path, step, fail)
        with pytest.raises(OSError, match="no space left"):
            promote(candidate, published, "b-2")
    assert shown(published) == "report 1"
    assert current_publication(published) == published / "b-1"

    promote(candidate, published, "b-2")
    assert shown(published) == "report 2"
    assert sorted(path.name for path in published.iterdir()) == ["b-1", "b-2", "current"]


def test_a_reader_that_has_the_old_database_open_keeps_it(tmp_path, published):
    promote(make_candidate(tmp_path, 1), published, "b-1")
    with duckdb.connect(str(published / "current" / DATABASE), read_only=True) as reader:
        promote(make_candidate(tmp_path, 2), published, "b-2")
        assert reader.execute("select number from report").fetchone() == (1,)
    with duckdb.connect(str(published / "current" / DATABASE), read_only=True) as reader:
        assert reader.execute("select number from report").fetchone() == (2,)


def test_a_candidate_on_another_disk_is_copied_completely_before_the_pointer_moves(tmp_path, published, monkeypatch):
    candidate = make_candidate(tmp_path, 1)
    rename = Path.rename

    def across_disks(path, target):
        if path == candidate:
            raise OSError(errno.EXDEV, "cross-device link")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", across_disks)
    promote(candidate, published, "b-1")
    assert shown(published) == "report 1"
    assert not candidate.exists()
    assert sorted(path.name for path in published.iterdir()) == ["b-1", "current"]


def test_a_build_id_names_one_publication(tmp_path, published):
    promote(make_candidate(tmp_path, 1), published, "b-1")
    with pytest.raises(PublicationError, match="published already"):
        promote(make_candidate(tmp_path, 2), published, "b-1")
    assert shown(published) == "report 1"


@pytest.mark.parametrize("build_id", ["current", "", "../b", ".b", "a/b"])
def test_a_build_id_that_could_leave_the_folder_is_refused(tmp_path, published, build_id):
    with pytest.raises(PublicationError, match="cannot name a publication"):
        promote(make_candidate(tmp_path, 1), published, build_id)
    assert not published.exists()


def test_a_candidate_without_a_manifest_is_refused(tmp_path, published):
    candidate = make_candidate(tmp_path, 1)
    (candidate / "manifest.json").unlink()
    with pytest.raises(PublicationError, match="only a complete candidate"):
        promote(candidate, published, "b-1")


def test_publications_are_listed_from_the_oldest(tmp_path, published):
    for number in (2, 3, 1):
        promote(make_candidate(tmp_path, number), published, f"b-{number}")
    assert [path.name for path in list_publications(published)] == ["b-1", "b-2", "b-3"]


def test_pruning_keeps_the_newest_and_always_the_current_one(tmp_path, published):
    for number in (2, 3, 4, 1):
        promote(make_candidate(tmp_path, number), published, f"b-{number}")
    assert [path.name for path in prune(published, keep=2)] == ["b-2"]
    assert sorted(path.name for path in published.iterdir()) == ["b-1", "b-3", "b-4", "current"]
    prune(published, keep=0)
    assert sorted(path.name for path in published.iterdir()) == ["b-1", "current"]
    assert shown(published) == "report 1"


def test_an_interrupted_removal_is_finished_by_the_next(tmp_path, published):
    promote(make_candidate(tmp_path, 1), published, "b-1")
    (published / ".removed-b-0").mkdir()
    assert prune(published, keep=1) == []
    assert not (published / ".removed-b-0").exists()
