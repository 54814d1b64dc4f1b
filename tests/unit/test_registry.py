"""Registering inputs: what is refused, with what words, and that nothing is touched then."""

from datetime import date

import pytest

from ingestion.inputs.registry import Registry, RegistryError, active_inputs
from ingestion.storage.layout import Layout

pytestmark = pytest.mark.unit

POSTING = "job_id: 7\ntitle: AI Engineer\ncompany: Ostrava Labs\ndescription: |\n  Build things.\n"
BUILTIN = POSTING + "source: Built In\n"
LISTING = "title,company,link,scraped_date\nAI Engineer,Ostrava Labs,https://jobs.example.com/job/x/7,2026-02-27\n"


@pytest.fixture
def registry(tmp_path):
    return Registry(Layout(tmp_path / "data"))


def _folder(tmp_path, name, content):
    folder = tmp_path / "postings"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content)
    return folder


def _add(registry, path, **given):
    return registry.add(str(path), given.get("kind"), given.get("snapshot"), given.get("source"), given.get("frame"))


def test_an_input_is_kept_with_its_source_snapshot_and_frame(registry, tmp_path):
    folder = _folder(tmp_path, "a.yaml", POSTING)
    added, seen = _add(registry, folder, snapshot=date(2026, 2, 4), source="board", frame="all of it")
    assert registry.inputs() == [added]
    assert seen.kinds == {"yaml-posting": 1}
    assert (added.source, added.snapshot_on, added.frame) == ("board", date(2026, 2, 4), "all of it")


def test_adding_the_same_folder_twice_changes_nothing_and_keeps_the_frame(registry, tmp_path):
    folder = _folder(tmp_path, "a.yaml", POSTING)
    _add(registry, folder, snapshot=date(2026, 2, 4), source="board", frame="all of it")
    before = registry.layout.sources_file.read_bytes()
    _add(registry, folder, snapshot=date(2026, 2, 4), source="board")
    assert registry.layout.sources_file.read_bytes() == before


def test_the_source_is_read_from_the_documents_where_they_state_it(registry, tmp_path):
    added, _ = _add(registry, _folder(tmp_path, "a.yaml", BUILTIN), snapshot=date(2026, 2, 4))
    assert added.source == "builtin"


def test_the_snapshot_is_read_from_a_listing_that_carries_one_date(registry, tmp_path):
    added, _ = _add(registry, _folder(tmp_path, "cards.csv", LISTING), source="board")
    assert added.snapshot_on == date(2026, 2, 27)


def test_without_a_snapshot_date_it_stops_and_asks_for_one(registry, tmp_path):
    with pytest.raises(RegistryError, match=r"--snapshot YYYY-MM-DD"):
        _add(registry, _folder(tmp_path, "a.yaml", BUILTIN))
    assert not registry.layout.root.exists()


def test_without_a_source_name_it_stops_and_asks_for_one(registry, tmp_path):
    with pytest.raises(RegistryError, match=r"--source NAME"):
        _add(registry, _folder(tmp_path, "a.yaml", POSTING), snapshot=date(2026, 2, 4))
    assert not registry.layout.root.exists()


def test_a_wrong_path_is_named_before_anything_is_written(registry, tmp_path):
    with pytest.raises(RegistryError, match="nowhere: no such file or folder"):
        _add(registry, "nowhere", snapshot=date(2026, 2, 4), source="board")
    assert not registry.layout.root.exists()


def test_an_unknown_kind_is_answered_with_the_known_ones(registry, tmp_path):
    with pytest.raises(RegistryError, match="yaml-posting"):
        _add(registry, _folder(tmp_path, "a.yaml", POSTING), kind="xml", snapshot=date(2026, 2, 4), source="board")
    assert not registry.layout.root.exists()


def test_a_folder_in_which_nothing_is_recognised_is_refused(registry, tmp_path):
    with pytest.raises(RegistryError, match="none of its 1 files"):
        _add(registry, _folder(tmp_path, "notes.txt", "hello"), snapshot=date(2026, 2, 4), source="board")


def test_an_address_is_refused_with_what_to_do_instead(registry):
    with pytest.raises(RegistryError, match="save the page"):
        _add(registry, "https://jobs.example.com/1", snapshot=date(2026, 2, 4), source="board")


def test_the_name_of_the_builtin_corpus_cannot_be_taken(registry, tmp_path):
    with pytest.raises(RegistryError, match="belongs to the built-in corpus"):
        _add(registry, _folder(tmp_path, "a.yaml", POSTING), snapshot=date(2026, 2, 4), source="synthetic")


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(RegistryError, match="cannot be written"):
        _add(
            Registry(Layout(tmp_path / "data")),
            _folder(tmp_path, "a.yaml", POSTING),
            snapshot=date(2026, 2, 4),
            source="board",
        )


def test_removing_what_is_not_there_lists_what_is(registry, tmp_path):
    _add(registry, _folder(tmp_path, "a.yaml", POSTING), snapshot=date(2026, 2, 4), source="board")
    with pytest.raises(RegistryError, match="board 2026-02-04"):
        registry.remove("other")
    assert [row.source for row in registry.remove("board", date(2026, 2, 4))] == ["board"]
    assert registry.inputs() == []


def test_a_registry_of_another_layout_is_refused(registry):
    registry.layout.root.mkdir()
    registry.layout.sources_file.write_text('{"version": 99, "inputs": []}')
    with pytest.raises(RegistryError, match="layout version 99"):
        registry.inputs()


def test_the_synthetic_corpus_is_built_only_while_nothing_is_registered(registry, tmp_path):
    assert all(snapshot_input.is_synthetic for snapshot_input in active_inputs(registry.layout))
    assert len(active_inputs(registry.layout)) >= 4
    _add(registry, _folder(tmp_path, "a.yaml", POSTING), snapshot=date(2026, 2, 4), source="board")
    assert not any(snapshot_input.is_synthetic for snapshot_input in active_inputs(registry.layout))
