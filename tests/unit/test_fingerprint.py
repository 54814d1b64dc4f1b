"""What a stage was built from: a hash that follows the files, also in a process that has hashed them before."""

from pathlib import Path

import pytest

from ingestion.storage import fingerprint
from ingestion.storage.layout import DBT_PROJECT

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "skill.csv").write_text("skill_id\ngo\n", encoding="utf-8")
    (tmp_path / "rules.py").write_text("LEAST = 1\n", encoding="utf-8")
    return tmp_path


def test_an_edited_seed_is_seen_by_a_process_that_read_it_before(folder):
    before = fingerprint.of_folder(folder)
    assert fingerprint.of_folder(folder) == before
    (folder / "seeds" / "skill.csv").write_text("skill_id\nc#\n", encoding="utf-8")
    assert fingerprint.of_folder(folder) != before
    (folder / "seeds" / "skill.csv").write_text("skill_id\ngo\n", encoding="utf-8")
    assert fingerprint.of_folder(folder) == before


def test_a_module_counts_as_this_process_runs_it(folder):
    before = fingerprint.of_folder(folder)
    (folder / "rules.py").write_text("LEAST = 2\n", encoding="utf-8")
    assert fingerprint.of_folder(folder) == before


def test_files_that_come_go_or_move_are_seen(folder):
    hashes = [fingerprint.of_folder(folder)]
    (folder / "seeds" / "level.csv").write_text("level\n", encoding="utf-8")
    hashes.append(fingerprint.of_folder(folder))
    (folder / "seeds" / "level.csv").rename(folder / "level.csv")
    hashes.append(fingerprint.of_folder(folder))
    assert len(set(hashes)) == 3
    (folder / "level.csv").unlink()
    assert fingerprint.of_folder(folder) == hashes[0]


def test_what_is_built_or_is_no_program_does_not_count(folder):
    before = fingerprint.of_folder(folder)
    for name in ("target/run.sql", "seeds/__pycache__/skill.py", "logs/dbt.yml", "notes.log"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    (folder / ".#skill.csv").symlink_to("nobody@nowhere")
    assert fingerprint.of_folder(folder) == before


def test_the_project_is_hashed_wherever_it_lies(folder):
    inside = folder / "target" / "checkout"
    inside.mkdir(parents=True)
    (inside / "skill.csv").write_text("skill_id\n", encoding="utf-8")
    assert fingerprint.of_folder(inside) != fingerprint.of_folder(folder / "seeds" / "nothing")
    assert fingerprint.of_folder(DBT_PROJECT) == fingerprint.of_folder(DBT_PROJECT)
