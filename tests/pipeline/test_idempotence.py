"""The same inputs give the same publication, byte for byte, in whatever order and from wherever they were added."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from killing import published_files

from ingestion.inputs.registry import Registry
from ingestion.storage.layout import Layout
from orchestration.build import build
from orchestration.queries.database import run_query

pytestmark = pytest.mark.pipeline


def _add(layout: Layout, folder: Path, snapshot_on: date) -> None:
    Registry(layout).add(str(folder), None, snapshot_on, "board", "Invented postings for tests")


def _differing(layout: Layout, other: Layout) -> list[str]:
    first, second = published_files(layout), published_files(other)
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))


def test_adding_the_same_folder_twice_changes_nothing(small_copy, small_folders):
    snapshot_on, folder = next(iter(small_folders.items()))
    _add(small_copy, folder, snapshot_on)
    assert len(Registry(small_copy).inputs()) == 1
    assert not build(small_copy).was_needed


def test_snapshots_added_late_or_removed_and_added_again_publish_the_same_as_all_at_once(
    small_copy, small_folders, tmp_path
):
    (_, _), (second_on, second), (third_on, third), *_ = small_folders.items()
    _add(small_copy, third, third_on)
    assert build(small_copy).succeeded
    without_second = published_files(small_copy)
    _add(small_copy, second, second_on)
    assert build(small_copy).succeeded
    # All at once, from copies in another folder, into an empty data directory.
    at_once = Layout(tmp_path / "at_once")
    for snapshot_on, folder in list(small_folders.items())[:3]:
        shutil.copytree(folder, tmp_path / "elsewhere" / folder.name)
        _add(at_once, tmp_path / "elsewhere" / folder.name, snapshot_on)
    assert build(at_once).succeeded
    assert _differing(small_copy, at_once) == []
    Registry(small_copy).remove("board", second_on)
    assert build(small_copy).succeeded
    assert published_files(small_copy) == without_second
    _add(small_copy, second, second_on)
    assert build(small_copy).succeeded
    assert _differing(small_copy, at_once) == []


def test_a_corrected_snapshot_replaces_the_earlier_one(small_base, small_copy, small_folders, tmp_path):
    snapshot_on, folder = next(iter(small_folders.items()))
    folder_copy = tmp_path / folder.name
    shutil.copytree(folder, folder_copy)
    Registry(small_copy).remove("board")
    _add(small_copy, folder_copy, snapshot_on)
    changed = next(path for path in sorted(folder_copy.rglob("*.yaml")) if b"\ntitle:" in b"\n" + path.read_bytes())
    original = changed.read_bytes()
    lines = original.decode().split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("title:"))
    changed.write_text("\n".join([*lines[:place], "title: Keeper of Lighthouses", *lines[place + 1 :]]))
    assert build(small_copy).succeeded
    query = "select count(*) from marts.fct_posting where title = 'Keeper of Lighthouses'"
    assert run_query(small_copy, query)[1] == [(1,)]
    changed.write_bytes(original)
    assert build(small_copy).succeeded
    assert run_query(small_copy, query)[1] == [(0,)]
    assert _differing(small_copy, small_base) == []
