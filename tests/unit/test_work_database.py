"""The incremental cache: kept for the program version that wrote it, emptied for any other; previews of tables."""

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
    """A data directory whose incremental cache has a table."""
    layout = Layout(tmp_path)
    layout.work.mkdir()
    clear_cache_of_another_program(layout)
    with duckdb.connect(str(cache_database(layout))) as database:
        database.execute("create table words as select 'v1' as version_id")
    return layout


def _tables(layout):
    with duckdb.connect(str(cache_database(layout)), read_only=True) as database:
        return [name for (name,) in database.execute("select table_name from duckdb_tables() order by all").fetchall()]


def test_the_same_program_version_keeps_the_cache(layout):
    clear_cache_of_another_program(layout)
    assert _tables(layout) == ["cache_version", "words"]


def test_another_program_version_gets_an_empty_cache(layout, monkeypatch):
    monkeypatch.setattr(work_database, "program_version", lambda: "another")
    clear_cache_of_another_program(layout)
    assert _tables(layout) == ["cache_version"]
    clear_cache_of_another_program(layout)
    assert _tables(layout) == ["cache_version"]


@pytest.mark.parametrize("damage", [b"", b"no database at all" * 999])
def test_a_damaged_cache_is_replaced_by_an_empty_one(layout, damage):
    cache_database(layout).write_bytes(damage)
    clear_cache_of_another_program(layout)
    assert _tables(layout) == ["cache_version"]


def test_tables_of_the_cache_have_previews_and_samples_as_well(layout):
    with duckdb.connect(str(layout.work_database)) as database:
        database.execute("create table pages as select 1 as number from range(7)")
    assert preview_tables(layout)["main", "pages"].row_count == 7
    assert preview_tables(layout)["main", "words"].rows == [("v1",)]
    assert sample_rows(layout, 'select version_id from "cache"."main"."words"') == [{"version_id": "v1"}]
