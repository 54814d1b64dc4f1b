"""The default build of `make run`: exact counts, evidence, files; a second build without new inputs changes nothing."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from ingestion.inputs.registry import Registry
from ingestion.storage.layout import Layout
from ingestion.synthetic import generate
from orchestration.build import build
from orchestration.publication.models import DATABASE
from orchestration.queries import database
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline

OVERRIDES = {
    "skill": "skill_id,skill_name,category,kind,parent_skill_id,reason\n"
    "full-sentences,Full sentences,methods,practice,,\n",
    "skill_alias": "alias,skill_id,match,context_rule_id,reason\nengineer,full-sentences,any_case,,\n",
    "role_signal": "scheme,signal_kind,signal_id,placement,role_type,weight,reason\n"
    "snakes,skill,python,any,with-python,3,\nsnakes,baseline,baseline,any,without,1,\n",
    "role_scheme": "field,scheme,reason\nrole_type,snakes,Ours\n",
}


@pytest.fixture(scope="module")
def published(synthetic_warehouse: Layout) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(synthetic_warehouse.current / DATABASE), read_only=True) as database:
        yield database


def _rows(database: duckdb.DuckDBPyConnection, sql: str) -> list[tuple]:
    return database.execute(sql).fetchall()


def test_every_generated_posting_is_a_row_of_fct_posting(published):
    truth = set(generate().truth.postings.column("external_id").to_pylist())
    external_ids = {row[0] for row in _rows(published, "select external_id from marts.fct_posting")}
    assert external_ids == truth


def test_every_record_read_is_an_observation_an_annotation_or_a_reject(published):
    rows = _rows(
        published,
        """select record_count, observation_count + annotation_count, reject_count from reports.rpt_coverage""",
    )
    assert len(rows) == 4
    assert all(read == used + rejected for read, used, rejected in rows)
    assert sum(used for _, used, _ in rows) == generate().truth.records.num_rows


def test_rejects_of_malformed_documents_name_the_file_and_the_remedy(published):
    rejects = _rows(published, "select uri, reason from meta.reject")
    assert rejects
    assert all(Path(uri).name in reason and len(reason) > 40 for uri, reason in rejects)


def test_every_skill_of_a_posting_has_a_mention_that_quotes_its_text(published):
    wrong = _rows(
        published,
        """select count(*) from marts.bridge_posting_skill as b
        inner join marts.fct_posting as p using (posting_id)
        where not exists (
            select 1 from meta.posting_mention as m inner join meta.posting_version as v using (version_id)
            where m.version_id = p.version_id and m.canonical_id = b.skill_id and m.kind = 'skill'
                and v.version_text[m.start_offset + 1 : m.end_offset] = m.matched_text)""",
    )
    assert wrong == [(0,)]


def test_reports_say_that_the_data_is_synthetic(synthetic_warehouse, published):
    assert _rows(published, "select bool_and(is_synthetic) from reports.rpt_overview") == [(True,)]
    pages = list((synthetic_warehouse.current / "site").glob("*.html"))
    assert pages
    assert all("ynthetic" in page.read_text(encoding="utf-8") for page in pages)


def test_every_published_table_and_column_is_described_in_the_database(published):
    tables = _rows(published, "select table_name from duckdb_tables() where comment is null")
    columns = _rows(
        published, "select table_name, column_name from duckdb_columns() where comment is null and not internal"
    )
    assert tables == []
    assert columns == []


def test_every_parquet_file_of_a_partition_has_its_declared_schema_even_without_rows(synthetic_warehouse):
    from ingestion.storage import parquet

    for name, schema in parquet.SCHEMAS.items():
        files = list((synthetic_warehouse.root / "parquet" / name).rglob("*.parquet"))
        assert len(files) == 4, name
        for path in files:
            assert pq.read_schema(path).names == schema.names


def test_the_manifest_lists_inputs_rows_and_every_check_of_the_last_gate(synthetic_warehouse):
    manifest = json.loads((synthetic_warehouse.current / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["profile"] == "tabular-data-package"
    assert len(manifest["inputs"]) == 4
    names = {check["check_name"] for check in manifest["checks"]}
    assert {"candidate_tables_have_every_row", "observation_ids_are_unique"} <= names
    assert "records_read_are_observations_annotations_or_rejects" in names


def test_a_second_build_with_nothing_new_publishes_nothing(synthetic_warehouse, tmp_path):
    shutil.copytree(synthetic_warehouse.root, tmp_path / "data", symlinks=True)
    layout = Layout(tmp_path / "data")
    before = tree_hashes(layout.published)
    outcome = build(layout)
    assert outcome.succeeded
    assert not outcome.was_needed
    assert tree_hashes(layout.published) == before


def test_a_source_stays_published_after_its_folder_is_gone(small_copy, small_folders, tmp_path):
    second = sorted(small_folders)[1]
    folder = tmp_path / "folder"
    shutil.copytree(small_folders[second], folder)
    before = tree_hashes(small_copy.root / "parquet")
    Registry(small_copy).add(str(folder), None, second, "other", None)
    assert build(small_copy).succeeded
    after = tree_hashes(small_copy.root / "parquet")
    # Only the new snapshot was parsed; the files of the old partitions are unchanged.
    assert {name: after[name] for name in before} == before
    assert _sources(small_copy) == ["board", "other"]
    shutil.rmtree(folder)
    # Documents that were collected once are stored, so a missing folder alone makes nothing stale.
    assert not build(small_copy).was_needed


def _sources(layout: Layout) -> list[str]:
    _, rows = database.run_query(layout, "select distinct source from marts.fct_posting order by source")
    return [str(row[0]) for row in rows]


@pytest.fixture(scope="module")
def overridden(small_base: Layout, tmp_path_factory: pytest.TempPathFactory) -> Layout:
    """The small data directory built with seeds of its user: a skill and a scheme of role types."""
    layout = Layout(tmp_path_factory.mktemp("overridden") / "data")
    shutil.copytree(small_base.root, layout.root, symlinks=True)
    layout.overrides.mkdir()
    for name, text in OVERRIDES.items():
        (layout.overrides / f"{name}.csv").write_text(text)
    outcome = build(layout)
    assert outcome.succeeded, outcome.failures
    return layout


def test_an_override_adds_a_skill_to_matcher_and_marts(overridden):
    _, rows = database.run_query(
        overridden, "select count(*) > 0 from marts.bridge_posting_skill where skill_id = 'full-sentences'"
    )
    assert rows == [(True,)]


def test_another_scheme_of_role_types_is_chosen_by_overrides(overridden):
    _, rows = database.run_query(
        overridden,
        """select p.role_type, p.role_margin, b.skill_id is not null, count(*) > 0 from marts.fct_posting as p
        left join marts.bridge_posting_skill as b on p.posting_id = b.posting_id and b.skill_id = 'python'
        where p.is_text_analysed group by all order by all""",
    )
    assert rows == [("with-python", 2.0, True, True), ("without", 1.0, False, True)]
