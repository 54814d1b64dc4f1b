"""Tables, columns, types and comments of the published database, which is all that a reader of `jobs.duckdb` has.

Reads the small publication that a session builds once, so this belongs to the pipeline tier. Not here: conventions that
can be checked without a build (`test_dbt_conventions.py`).
"""

from collections import defaultdict
from collections.abc import Iterator

import duckdb
import pytest

from ingestion.storage.layout import Layout
from orchestration.publication.deprecated import RENAMED
from orchestration.publication.metadata import DESCRIBING
from orchestration.publication.models import DATABASE, SCHEMAS
from orchestration.transform import dbt_runner
from orchestration.transform.selection import WITHOUT_CASE_STUDY, is_selected

pytestmark = pytest.mark.pipeline

COLUMN = "schema_name || '.' || table_name || '.' || column_name"
DESCRIBED = {table.full_name for table in DESCRIBING}
TYPES = {"BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "VARCHAR", "BOOLEAN"}


@pytest.fixture(scope="module")
def database(small_base: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(small_base.current / DATABASE), read_only=True) as connection:
        yield connection


def test_the_comment_of_every_published_table_states_its_grain(database):
    rows = database.execute("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall()
    assert not [name for name, comment in rows if not (comment or "").startswith("One row per ")]


def test_every_published_column_is_described(database):
    rows = database.execute(f"select {COLUMN}, comment from duckdb_columns() where not internal").fetchall()
    assert not [name for name, comment in rows if not (comment or "").strip()]


def test_every_published_column_has_a_type_that_every_client_reads(database):
    rows = database.execute(f"select {COLUMN}, data_type from duckdb_columns() where not internal").fetchall()
    assert not [(name, data_type) for name, data_type in rows if data_type not in TYPES]


@pytest.fixture(scope="module")
def described(manifest) -> dict[str, list[str]]:
    """The columns of each table that this build, which is without the case study, publishes of a model."""
    return {
        f"{node['schema']}.{node['name']}": list(node["columns"])
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and node["schema"] in SCHEMAS
        and is_selected(manifest, name, WITHOUT_CASE_STUDY)
    }


def test_the_published_tables_are_the_models_and_what_describes_the_build(database, described):
    expected = DESCRIBED | described.keys()
    rows = database.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    assert {name for (name,) in rows} == expected


def test_the_only_views_are_those_of_old_names(database, described):
    expected = {f"deprecated.{old.table}" for name, old in RENAMED.items() if name in described or name in DESCRIBED}
    rows = database.execute("select schema_name || '.' || view_name from duckdb_views() where not internal").fetchall()
    assert {name for (name,) in rows} == expected


def test_columns_are_in_the_order_of_their_descriptions(database, described):
    rows = database.execute("select schema_name || '.' || table_name, column_name from duckdb_columns()").fetchall()
    published = defaultdict(list)
    for table, column in rows:
        published[table].append(column)
    for name, columns in described.items():
        assert published[name] == columns, name


@pytest.mark.parametrize(
    ("model", "change", "message"),
    [
        ("dim_company", {"data_type": "boolean"}, "contract"),
        ("dim_company", {"name": "no_such_column"}, "contract"),
        ("role_weight", {"name": "no_such_column"}, "no_such_column"),
    ],
)
def test_a_table_that_is_not_as_described_is_not_built(small_copy, monkeypatch, model, change, message):
    faulty = dbt_runner._load_manifest()
    columns = faulty.nodes[f"model.job_postings.{model}"].columns
    last = columns.pop(list(columns)[-1])
    columns[change.get("name", last.name)] = last.replace(**change)
    monkeypatch.setattr(dbt_runner, "_load_manifest", lambda: faulty)
    (result,) = dbt_runner.run_models(small_copy, [model])
    assert not result.succeeded
    assert message in result.message
