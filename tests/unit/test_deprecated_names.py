"""Old names: views for published tables and columns, and an error for an override of a seed under its old name."""

import json

import duckdb
import pytest

from ingestion.storage.seeds import RENAMED_COLUMNS, RENAMED_SEEDS, SEED_COLUMNS, SeedError, check_override_names
from orchestration.publication.deprecated import RENAMED, write_views
from orchestration.publication.metadata import DESCRIBING
from orchestration.publication.models import PublishedColumn, PublishedTable
from orchestration.transform.dbt_runner import manifest_path

pytestmark = pytest.mark.unit

OBSERVATION = PublishedTable(
    "meta",
    "observation",
    None,
    (
        PublishedColumn("observation_id", "VARCHAR"),
        PublishedColumn("record_type", "VARCHAR"),
        PublishedColumn("dedup_status", "VARCHAR", "Whether the record is counted: it's one of three."),
    ),
    row_count=3,
)


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "jobs.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as publication (storage_version 'v1.0.0')")
        connection.execute("create schema publication.meta")
        connection.execute(
            """create table publication.meta.observation as
            from (values ('a', 'card', 'primary'), ('b', 'card', 'duplicate'), ('c', 'page', 'conflict'))
            as rows(observation_id, record_type, dedup_status)"""
        )
        assert write_views(connection, "publication", [OBSERVATION]) == ["observation"]
        assert connection.execute("select current_catalog()").fetchone() == ("memory",)
    return path


def test_old_names_give_the_same_rows_with_the_old_values(database):
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(
            "select observation_id, view_kind, standing from deprecated.observation order by all"
        )
        assert cursor.fetchall() == [("a", "card", "counted"), ("b", "card", "repeat"), ("c", "page", "conflict")]


def test_a_column_of_a_view_has_the_comment_of_the_column_it_reads(database):
    with duckdb.connect(str(database), read_only=True) as connection:
        comments = "select column_name, comment from duckdb_columns() where schema_name = 'deprecated' order by all"
        assert connection.execute(comments).fetchall() == [
            ("observation_id", None),
            ("standing", "Whether the record is counted: it's one of three."),
            ("view_kind", None),
        ]


def test_the_views_work_under_whatever_name_the_file_is_attached(database):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as jobs_of_march (read_only)")
        assert connection.execute("select count(*) from jobs_of_march.deprecated.observation").fetchone() == (3,)


def test_every_renamed_column_is_published_under_its_new_name():
    nodes = json.loads(manifest_path().read_text(encoding="utf-8"))["nodes"].values()
    columns = {f"{node['schema']}.{node['name']}": set(node["columns"]) for node in nodes if node["columns"]}
    columns |= {table.full_name: {column.name for column in table.columns} for table in DESCRIBING}
    assert not {
        name: sorted(old.columns.keys() - columns[name])
        for name, old in RENAMED.items()
        if old.columns.keys() - columns[name]
    }


@pytest.mark.parametrize("old", sorted(RENAMED_SEEDS))
def test_an_override_under_an_old_name_is_refused_with_the_new_one(tmp_path, old):
    check_override_names(tmp_path)
    (tmp_path / f"{old}.csv").write_text("guard_id\n", encoding="utf-8")
    with pytest.raises(SeedError, match=f"{old}.csv: the seed is called {RENAMED_SEEDS[old]}.csv now"):
        check_override_names(tmp_path)


def test_no_seed_has_a_column_under_its_old_name():
    assert not set(RENAMED_COLUMNS) & {column for columns in SEED_COLUMNS.values() for column in columns}
