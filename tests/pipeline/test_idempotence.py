"""The same inputs give the same publication, byte for byte, by whatever way the data directory came to hold them."""

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
    found, wanted = published_files(layout), published_files(other)
    return sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))


def test_adding_the_same_folder_twice_changes_nothing(small_copy, small_folders):
    snapshot_on, folder = next(iter(small_folders.items()))
    _add(small_copy, folder, snapshot_on)
    assert len(Registry(small_copy).inputs()) == 1
    assert not build(small_copy).was_needed


def test_snapshots_that_come_late_or_leave_and_come_back_publish_the_same_as_all_at_once(
    small_copy, small_folders, tmp_path
):
    (_, _), (second_on, second), (third_on, third), *_ = small_folders.items()
    _add(small_copy, third, third_on)
    assert build(small_copy).succeeded
    without_second = published_files(small_copy)
    _add(small_copy, second, second_on)
    assert build(small_copy).succeeded
    # All at once, from copies that lie elsewhere, into a directory that held nothing.
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


def test_a_corrected_snapshot_replaces_the_one_before(small_base, small_copy, small_folders, tmp_path):
    snapshot_on, folder = next(iter(small_folders.items()))
    own = tmp_path / folder.name
    shutil.copytree(folder, own)
    Registry(small_copy).remove("board")
    _add(small_copy, own, snapshot_on)
    wrong = next(path for path in sorted(own.rglob("*.yaml")) if b"\ntitle:" in b"\n" + path.read_bytes())
    right = wrong.read_bytes()
    lines = right.decode().split("\n")
    place = next(number for number, line in enumerate(lines) if line.startswith("title:"))
    wrong.write_text("\n".join([*lines[:place], "title: Keeper of Lighthouses", *lines[place + 1 :]]))
    assert build(small_copy).succeeded
    asked = "select count(*) from marts.fct_posting where title = 'Keeper of Lighthouses'"
    assert run_query(small_copy, asked)[1] == [(1,)]
    wrong.write_bytes(right)
    assert build(small_copy).succeeded
    assert run_query(small_copy, asked)[1] == [(0,)]
    assert _differing(small_copy, small_base) == []
