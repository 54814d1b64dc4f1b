"""Each planted fault stops at the check that is named for it, and the last publication is byte for byte what it was.

The faults are put behind conflict resolution: into tables as they are written, and into a finished candidate.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingestion import pipeline
from ingestion.inputs.registry import Registry
from ingestion.records import parse
from ingestion.storage import parquet
from ingestion.storage.layout import Layout
from orchestration.build import BuildOutcome, build
from orchestration.defs import publication_assets
from orchestration.quality import candidate_suite, expectations
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline

Spoil = Callable[[pa.Table], pa.Table]


def _add_second_snapshot(layout: Layout, small_folders: dict) -> None:
    second = sorted(small_folders)[1]
    Registry(layout).add(str(small_folders[second]), None, second, "board", None)


def _stops_at(layout: Layout, check: str, outcome: BuildOutcome, before: dict[str, str]) -> None:
    assert not outcome.succeeded
    assert any(check in failure for failure in outcome.failures), outcome.failures
    assert tree_hashes(layout.published) == before


def _spoil_parsed(monkeypatch: pytest.MonkeyPatch, table: str, spoil: Spoil) -> None:
    right = parse.Parsed.batches

    def wrong(parsed: parse.Parsed, name: str):
        batches = right(parsed, name)
        return [spoil(pa.concat_tables(batches))] if name == table else batches

    monkeypatch.setattr(parse.Parsed, "batches", wrong)


def _spoil_file(monkeypatch: pytest.MonkeyPatch, table: str, spoil: Spoil) -> None:
    right = pipeline.parse_snapshot

    def wrong(layout, snapshot_on):
        result = right(layout, snapshot_on)
        path = layout.partition(table, snapshot_on) / parquet.DATA_FILE
        metadata = parquet.metadata_of(path)
        changed = spoil(pq.read_table(path, partitioning=None))
        with pq.ParquetWriter(path, changed.schema) as writer:
            writer.write_table(changed)
            writer.add_key_value_metadata({parquet.FINGERPRINT: metadata[parquet.FINGERPRINT]})
        return result

    monkeypatch.setattr(pipeline, "parse_snapshot", wrong)


def _spoil_candidate(monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    right = publication_assets.write_candidate

    def wrong(work_database: Path, target: Path, facts):
        tables = right(work_database, target, facts)
        with duckdb.connect(str(target / "jobs.duckdb")) as database:
            database.execute(sql)
        return tables

    monkeypatch.setattr(publication_assets, "write_candidate", wrong)


PARSED_FAULTS = {
    "observation_ids_are_unique": ("observations", lambda table: pa.concat_tables([table, table.slice(0, 1)])),
    "records_read_are_observations_annotations_or_rejects": ("observations", lambda table: table.slice(1)),
    "rejects_have_a_reason": (
        "rejects",
        lambda table: table.set_column(
            table.schema.get_field_index("reason"), table.schema.field("reason"), pa.nulls(len(table), pa.string())
        ),
    ),
}
FILE_FAULTS = {
    "observations_have_the_declared_columns": lambda table: table.drop_columns(["title"]),
    "observations_have_the_declared_types": lambda table: table.set_column(
        table.schema.get_field_index("record_index"), "record_index", table["record_index"].cast(pa.string())
    ),
}
HALF_GONE = """
    delete from reports.rpt_skill_demand where rowid in (
        select rowid from reports.rpt_skill_demand limit (select count(*) // 2 from reports.rpt_skill_demand))"""
CANDIDATE_FAULTS = {
    "candidate_facts_are_not_empty": "delete from marts.fct_posting",
    "candidate_tables_have_every_row": HALF_GONE,
    "candidate_files_agree_with_the_database": HALF_GONE,
    "candidate_has_every_table": "drop table marts.dim_skill",
    "candidate_columns_have_their_types": "alter table marts.fct_posting alter column salary_min type varchar",
    "candidate_postings_were_observed_in_the_last_snapshot": """
        update marts.dim_source set last_snapshot_on = last_snapshot_on - 30""",
}


@pytest.mark.parametrize("check", PARSED_FAULTS)
def test_a_fault_in_parsed_rows_stops_at_its_check(check, small_copy, small_folders, monkeypatch):
    table, spoil = PARSED_FAULTS[check]
    before = tree_hashes(small_copy.published)
    _add_second_snapshot(small_copy, small_folders)
    _spoil_parsed(monkeypatch, table, spoil)
    _stops_at(small_copy, check, build(small_copy), before)


@pytest.mark.parametrize("check", FILE_FAULTS)
def test_a_fault_in_a_written_file_stops_at_its_check(check, small_copy, small_folders, monkeypatch):
    before = tree_hashes(small_copy.published)
    _add_second_snapshot(small_copy, small_folders)
    _spoil_file(monkeypatch, "observations", FILE_FAULTS[check])
    _stops_at(small_copy, check, build(small_copy), before)


def test_an_empty_mart_stops_at_the_last_gate(small_copy, monkeypatch):
    before = tree_hashes(small_copy.published)
    _spoil_candidate(monkeypatch, CANDIDATE_FAULTS["candidate_facts_are_not_empty"])
    _stops_at(small_copy, "candidate_facts_are_not_empty", build(small_copy, force=True), before)


def test_a_listing_without_a_card_makes_every_table_and_stops_at_the_last_gate(tmp_path):
    layout = Layout(tmp_path / "data")
    listing = tmp_path / "listing.csv"
    listing.write_text("title,company,location,work_type,level,compensation,link,id,scraped_date\n", encoding="utf-8")
    Registry(layout).add(str(listing), None, date(2026, 1, 1), "board", None)
    outcome = build(layout)
    failures = [failure for failure in outcome.failures if not failure.startswith("step candidate_expectations")]
    assert failures == ["candidate: candidate_facts_are_not_empty"]
    assert not layout.current.exists()
    with duckdb.connect(str(layout.work_database), read_only=True) as connection:
        counts = dict(
            connection.execute(
                "select table_name, estimated_size from duckdb_tables() where schema_name in ('marts', 'reports')"
            ).fetchall()
        )
    assert counts["fct_posting"] == counts["rpt_shares"] == counts["rpt_pay_by"] == counts["rpt_skill_path"] == 0


def test_a_table_that_lost_half_its_rows_stops_at_the_last_gate_and_the_next_build_needs_no_help(small_copy):
    before = tree_hashes(small_copy.published)
    with pytest.MonkeyPatch.context() as patched:
        _spoil_candidate(patched, HALF_GONE)
        _stops_at(small_copy, "candidate_tables_have_every_row", build(small_copy, force=True), before)
    outcome = build(small_copy, force=True)
    assert outcome.succeeded, outcome.failures


@pytest.mark.parametrize("check", CANDIDATE_FAULTS)
def test_each_expectation_of_the_last_gate_is_false_where_its_fault_is(check, small_copy):
    candidate = small_copy.current.resolve()
    with duckdb.connect(str(candidate / "jobs.duckdb")) as database:
        database.execute(CANDIDATE_FAULTS[check])
    findings = expectations.evaluate(candidate_suite.EXPECTATIONS, candidate_suite.frames_of(small_copy, candidate))
    assert check in {finding.table_expectation.name for finding in findings if not finding.passed}


def test_the_expectations_of_the_last_gate_hold_where_there_is_no_fault(small_copy):
    candidate = small_copy.current.resolve()
    findings = expectations.evaluate(candidate_suite.EXPECTATIONS, candidate_suite.frames_of(small_copy, candidate))
    assert [finding.table_expectation.name for finding in findings if not finding.passed] == []


def test_a_missing_output_is_found_at_the_last_gate(small_copy):
    candidate = small_copy.current.resolve()
    (candidate / "site" / "index.html").unlink()
    findings = expectations.evaluate(candidate_suite.EXPECTATIONS, candidate_suite.frames_of(small_copy, candidate))
    assert "candidate_report_is_there" in {finding.table_expectation.name for finding in findings if not finding.passed}


def test_too_little_memory_stops_the_build_and_names_the_remedy(small_copy, small_folders, monkeypatch):
    before = tree_hashes(small_copy.published)
    _add_second_snapshot(small_copy, small_folders)
    monkeypatch.setenv("WAREHOUSE_MEMORY_LIMIT", "12MB")
    _stops_at(small_copy, "WAREHOUSE_MEMORY_LIMIT=", build(small_copy), before)


def test_a_check_that_could_not_be_evaluated_stops_the_publication(small_copy, monkeypatch):
    before = tree_hashes(small_copy.published)
    right = expectations._evaluate_frame
    monkeypatch.setattr(expectations, "_evaluate_frame", lambda chosen, frame: right(chosen, None))
    outcome = build(small_copy, force=True)
    assert not outcome.succeeded
    assert tree_hashes(small_copy.published) == before
