"""What dbt keeps from build to build: it stays for the program that made it, and goes with any other."""

import duckdb
import pytest

from ingestion.storage.layout import Layout
from orchestration.transform import work_database
from orchestration.transform.work_database import (
    cache_database,
    clear_cache_of_another_program,
    preview_tables,
    sample_rows,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def layout(tmp_path):
    """A data directory that keeps a table."""
    made = Layout(tmp_path)
    made.work.mkdir()
    clear_cache_of_another_program(made)
    with duckdb.connect(str(cache_database(made))) as database:
        database.execute("create table words as select 'v1' as version_id")
    return made


def _tables(layout):
    with duckdb.connect(str(cache_database(layout)), read_only=True) as database:
        return [name for (name,) in database.execute("select table_name from duckdb_tables() order by all").fetchall()]


def test_the_same_program_finds_what_it_kept(layout):
    clear_cache_of_another_program(layout)
    assert _tables(layout) == ["kept_by", "words"]


def test_another_program_begins_anew(layout, monkeypatch):
    monkeypatch.setattr(work_database, "keeper", lambda: "another")
    clear_cache_of_another_program(layout)
    assert _tables(layout) == ["kept_by"]
    clear_cache_of_another_program(layout)
    assert _tables(layout) == ["kept_by"]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 999])
def test_a_damaged_file_is_made_anew(layout, damage):
    cache_database(layout).write_bytes(damage)
    clear_cache_of_another_program(layout)
    assert _tables(layout) == ["kept_by"]


def test_what_is_kept_is_looked_at_like_any_table(layout):
    with duckdb.connect(str(layout.work_database)) as database:
        database.execute("create table pages as select 1 as number from range(7)")
    assert preview_tables(layout)["main", "pages"].row_count == 7
    assert preview_tables(layout)["main", "words"].rows == [("v1",)]
    assert sample_rows(layout, 'select version_id from "cache"."main"."words"') == [{"version_id": "v1"}]
