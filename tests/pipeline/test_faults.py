"""Each planted fault is found by the check that is named for it, and the last publication is byte for byte what it was.

A whole build stands for each gate: a fault in the files of ingestion, in what the models count, and in the candidate.
That every check of a gate finds its fault is asked of the checks, on files and a candidate with the fault in them.
"""

import shutil
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
from orchestration.publication.models import DATABASE
from orchestration.quality import candidate_suite, expectations, raw_suite
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline

Spoil = Callable[[pa.Table], pa.Table]


@pytest.fixture
def small_files(small_base: Layout, tmp_path: Path) -> Layout:
    """A copy of what was read in the small data directory, without what was built from it."""
    shutil.copytree(small_base.parquet, tmp_path / "data" / "parquet")
    shutil.copy(small_base.sources_file, tmp_path / "data")
    return Layout(tmp_path / "data")


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


def _spoil_file(layout: Layout, table: str, spoil: Spoil) -> None:
    (snapshot_on,) = pipeline.snapshots_of(layout)
    path = layout.partition(table, snapshot_on) / parquet.DATA_FILE
    changed = spoil(pq.read_table(path, partitioning=None))
    assert len(changed) > 0, f"there are no {table} to spoil"
    pq.write_table(changed, path)


def _spoil_candidate(monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    right = publication_assets.write_candidate

    def wrong(work_database: Path, target: Path, facts):
        tables = right(work_database, target, facts)
        with duckdb.connect(str(target / DATABASE)) as database:
            database.execute(sql)
        return tables

    monkeypatch.setattr(publication_assets, "write_candidate", wrong)


def _repeated(table: pa.Table) -> pa.Table:
    return pa.concat_tables([table, table.slice(0, 1)])


def _set(column: str, value: object) -> Spoil:
    """Give every row this value."""

    def spoil(table: pa.Table) -> pa.Table:
        kind = table.schema.field(column).type
        values = pa.array([value] * len(table), kind)
        return table.set_column(table.schema.get_field_index(column), column, values)

    return spoil


def _retyped(column: str) -> Spoil:
    return lambda table: table.set_column(table.schema.get_field_index(column), column, table[column].cast(pa.string()))


PARSED_FAULTS = {
    "observation_ids_are_unique": _repeated,
    "records_read_are_observations_annotations_or_rejects": lambda table: table.slice(1),
}
"""A fault for each of two gates: the checks of the files, before a model is built, and dbt's tests of the models."""
FILE_FAULTS = {
    "observations_have_the_declared_columns": lambda table: table.drop_columns(["title"]),
    "observations_have_the_declared_types": _retyped("record_index"),
    "observation_ids_are_unique": _repeated,
    "one_observation_is_primary_per_posting_snapshot_and_record_type": _repeated,
    "observations_have_a_posting_id": _set("posting_id", None),
    "observations_have_a_title": _set("title", None),
    "observations_have_a_known_record_type": _set("record_type", "rumour"),
    "observations_have_a_known_dedup_status": _set("dedup_status", "rumoured"),
    "observed_pay_has_a_known_period": _set("salary_period", "fortnight"),
    "postings_are_not_from_the_future": _set("posted_on", date(2031, 1, 1)),
    "rejects_have_a_reason": _set("reason", None),
    "rejects_name_their_file": _set("uri", None),
    "version_ids_are_unique_per_snapshot": _repeated,
    "versions_belong_to_a_posting": _set("posting_id", None),
    "mentions_belong_to_a_version": _set("version_id", "another"),
    "mentions_have_a_known_strength": _set("strength", "shouted"),
    "mentions_end_inside_their_text": _set("end_offset", 1_000_000),
}
"""By the check that finds it, a fault in the written file of the table that the check belongs to."""
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
def test_a_fault_in_parsed_rows_stops_the_build_at_its_check(check, small_copy, small_folders, monkeypatch):
    before = tree_hashes(small_copy.published)
    _add_second_snapshot(small_copy, small_folders)
    _spoil_parsed(monkeypatch, "observations", PARSED_FAULTS[check])
    _stops_at(small_copy, check, build(small_copy), before)


def _failed_expectations_of_files(layout: Layout, table: str) -> set[str]:
    findings = expectations.evaluate(raw_suite.EXPECTATIONS[table], raw_suite.frames_of(layout, table))
    return {finding.table_expectation.name for finding in findings if not finding.passed}


@pytest.mark.parametrize("check", FILE_FAULTS)
def test_each_expectation_about_the_files_fails_where_its_fault_is(check, small_files):
    (table,) = [
        table
        for table, chosen in raw_suite.EXPECTATIONS.items()
        if check in {table_expectation.name for table_expectation in chosen}
    ]
    _spoil_file(small_files, table, FILE_FAULTS[check])
    assert check in _failed_expectations_of_files(small_files, table)


@pytest.mark.parametrize("table", raw_suite.EXPECTATIONS)
def test_the_expectations_about_the_files_are_met_where_there_is_no_fault(table, small_base):
    assert _failed_expectations_of_files(small_base, table) == set()


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
def test_each_claim_of_the_last_gate_is_false_where_its_fault_is(check, small_copy):
    candidate = small_copy.current.resolve()
    with duckdb.connect(str(candidate / DATABASE)) as database:
        database.execute(CANDIDATE_FAULTS[check])
    findings = expectations.evaluate(candidate_suite.EXPECTATIONS, candidate_suite.frames_of(small_copy, candidate))
    assert check in {finding.table_expectation.name for finding in findings if not finding.passed}


def test_the_claims_of_the_last_gate_hold_where_there_is_no_fault(small_copy):
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
