"""What the published file itself says of its tables and columns: a reader of `jobs.duckdb` has nothing else.

It reads the small publication that a session builds once and shares, so it belongs to the pipeline's tier.
The same conventions as far as they can be known without a build stand in `test_dbt_conventions.py`.
"""

from collections.abc import Iterator

import duckdb
import pytest

from ingestion.layout import Layout
from orchestration.publishing.metadata import DESCRIBING

pytestmark = pytest.mark.pipeline

COLUMN = "schema_name || '.' || table_name || '.' || column_name"
TYPES = {"BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "VARCHAR", "BOOLEAN"}


@pytest.fixture(scope="module")
def database(small_base: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(small_base.current / "jobs.duckdb"), read_only=True) as connection:
        yield connection


def test_every_published_table_says_what_one_row_is(database):
    rows = database.execute("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall()
    assert not [name for name, comment in rows if not (comment or "").startswith("One row per ")]


def test_every_published_column_is_described(database):
    rows = database.execute(f"select {COLUMN}, comment from duckdb_columns() where not internal").fetchall()
    assert not [name for name, comment in rows if not (comment or "").strip()]


def test_every_published_column_has_a_type_that_every_client_reads(database):
    rows = database.execute(f"select {COLUMN}, data_type from duckdb_columns() where not internal").fetchall()
    assert not [(name, data_type) for name, data_type in rows if data_type not in TYPES]


def test_the_published_tables_are_the_models_and_what_describes_the_build(database, manifest):
    wanted = {f"{table.schema}.{table.name}" for table in DESCRIBING}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] in {"marts", "reports", "meta"}:
            wanted.add(f"{node['schema']}.{node['name']}")
    rows = database.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    assert {name for (name,) in rows} == wanted
    assert database.execute("select count(*) from duckdb_views() where not internal").fetchone() == (0,)
