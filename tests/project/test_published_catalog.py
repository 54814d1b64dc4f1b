"""What the published file itself says of its tables and columns: a reader of `jobs.duckdb` has nothing else.

It reads the small publication that a session builds once and shares, so it belongs to the pipeline's tier.
The same conventions as far as they can be known without a build stand in `test_dbt_conventions.py`.
"""

from collections import defaultdict
from collections.abc import Iterator

import duckdb
import pytest

from ingestion.storage.layout import Layout
from orchestration.publication.metadata import DESCRIBING
from orchestration.publication.models import DATABASE, SCHEMAS
from orchestration.transform import dbt_runner
from orchestration.transform.selection import WITHOUT_CASE_STUDY, is_selected

pytestmark = pytest.mark.pipeline

DEPRECATED = "deprecated"
COLUMN = "schema_name || '.' || table_name || '.' || column_name"
TYPES = {"BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "VARCHAR", "BOOLEAN"}


@pytest.fixture(scope="module")
def database(small_base: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(small_base.current / DATABASE), read_only=True) as connection:
        yield connection


def test_every_published_table_says_what_one_row_is(database):
    rows = database.execute("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall()
    assert not [name for name, comment in rows if not (comment or "").startswith("One row per ")]


def test_every_published_column_is_described(database):
    # Views under old names have no descriptions of their own; their tables have them.
    rows = database.execute(
        f"select {COLUMN}, comment from duckdb_columns() where not internal and schema_name <> '{DEPRECATED}'"
    ).fetchall()
    assert not [name for name, comment in rows if not (comment or "").strip()]


def test_every_published_column_has_a_type_that_every_client_reads(database):
    rows = database.execute(f"select {COLUMN}, data_type from duckdb_columns() where not internal").fetchall()
    assert not [(name, data_type) for name, data_type in rows if data_type not in TYPES]


@pytest.fixture(scope="module")
def described(manifest) -> dict[str, list[str]]:
    """The columns of each table that this build, whose labels are of no published report, makes of a model."""
    return {
        f"{node['schema']}.{node['name']}": list(node["columns"])
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and node["schema"] in SCHEMAS
        and is_selected(manifest, name, WITHOUT_CASE_STUDY)
    }


def test_the_published_tables_are_the_models_and_what_describes_the_build(database, described):
    wanted = {f"{table.schema}.{table.name}" for table in DESCRIBING} | described.keys()
    rows = database.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    assert {name for (name,) in rows} == wanted
    views = database.execute("select distinct schema_name from duckdb_views() where not internal").fetchall()
    assert views == [(DEPRECATED,)]


def test_columns_stand_in_the_order_in_which_they_are_described(database, described):
    rows = database.execute("select schema_name || '.' || table_name, column_name from duckdb_columns()").fetchall()
    published = defaultdict(list)
    for table, column in rows:
        published[table].append(column)
    for name, columns in described.items():
        assert published[name] == columns, name


@pytest.mark.parametrize(
    ("model", "change", "said"),
    [
        ("dim_company", {"data_type": "boolean"}, "contract"),
        ("dim_company", {"name": "no_such_column"}, "contract"),
        ("role_weight", {"name": "no_such_column"}, "no_such_column"),
    ],
)
def test_a_table_that_is_not_as_described_is_not_built(small_copy, monkeypatch, model, change, said):
    faulty = dbt_runner._load_manifest()
    columns = faulty.nodes[f"model.job_postings.{model}"].columns
    last = columns.pop(list(columns)[-1])
    columns[change.get("name", last.name)] = last.replace(**change)
    monkeypatch.setattr(dbt_runner, "_load_manifest", lambda: faulty)
    (result,) = dbt_runner.run_models(small_copy, [model])
    assert not result.succeeded
    assert said in result.message
