"""The manifest: it describes the files beside it, and the last gate writes its results into it."""

import hashlib
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.publication import (
    CheckResult,
    PublicationError,
    read_manifest,
    record_gate,
    write_candidate,
    write_manifest,
)
from orchestration.publication.models import DATABASE
from publishing_fixtures import build_facts, write_work_database

pytestmark = pytest.mark.unit

GATE_RESULT = CheckResult("candidate", "totals_agree", "ERROR", True, "Each total is the count of its facts.", 0)


def make_candidate(work, target, facts):
    tables = write_candidate(work, target, facts)
    (target / "site").mkdir()
    (target / "site" / "index.html").write_text("<!doctype html>")
    write_manifest(target, facts, tables)
    return target


@pytest.fixture(scope="module")
def work_database(tmp_path_factory):
    return write_work_database(tmp_path_factory.mktemp("work") / "warehouse.duckdb")


@pytest.fixture(scope="module")
def written(work_database, tmp_path_factory):
    return make_candidate(work_database, tmp_path_factory.mktemp("candidates") / "next", build_facts())


@pytest.fixture
def candidate(written, tmp_path):
    return Path(shutil.copytree(written, tmp_path / "next"))


def files_by_path(manifest):
    return {entry["path"]: entry for entry in [*manifest["files"], *manifest["resources"]]}


def test_every_file_is_listed_with_its_size_and_hash(candidate):
    listed = files_by_path(read_manifest(candidate))
    files = {p.relative_to(candidate).as_posix(): p for p in candidate.rglob("*") if p.is_file()}
    assert set(listed) == set(files) - {"manifest.json"}
    for path, entry in listed.items():
        content = files[path].read_bytes()
        assert (entry["bytes"], entry["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")


def test_it_is_a_tabular_data_package(candidate):
    manifest = read_manifest(candidate)
    assert manifest["profile"] == "tabular-data-package"
    by_name = {resource["name"]: resource for resource in manifest["resources"]}
    assert len(by_name) == len(manifest["resources"])
    overview = by_name["reports.rpt_overview.csv"]
    assert (overview["format"], overview["mediatype"], overview["encoding"]) == ("csv", "text/csv", "utf-8")
    fields = {field["name"]: field for field in overview["schema"]["fields"]}
    assert fields["posting_count"]["type"] == "integer"
    assert fields["first_snapshot_on"]["type"] == "date"
    assert fields["posting_count"]["description"] == 'Postings, "distinct" ids; it\'s n.'


def test_it_states_the_build_its_inputs_rows_and_checks(candidate):
    manifest = read_manifest(candidate / "manifest.json")
    assert (manifest["build_id"], manifest["built_at"]) == ("b-001", "2026-03-01T12:00:00Z")
    assert manifest["is_synthetic"] is True
    assert [(i["source"], i["snapshot_on"], i["sha256"]) for i in manifest["inputs"]] == [
        ("harbour", "2026-02-27", "ab" * 32),
        ("quay", "2026-02-27", "ab" * 32),
    ]
    assert manifest["row_counts"]["marts.fct_posting"] == 40
    assert [check["is_passed"] for check in manifest["checks"]] == [True, False]


def test_equal_data_give_equal_manifests_but_for_the_identity_and_time_of_the_build(work_database, tmp_path):
    first, second = (
        read_manifest(make_candidate(work_database, tmp_path / name, build_facts(name, minute=minute)))
        for name, minute in (("one", 0), ("two", 5))
    )
    for manifest in (first, second):
        del manifest["build_id"], manifest["built_at"], manifest["dagster_run_id"]
        # The database contains the id and time of the build.
        manifest["files"] = [entry for entry in manifest["files"] if entry["path"] != DATABASE]
    assert first == second


def test_the_results_of_the_gate_are_in_the_manifest_and_in_the_database(candidate):
    record_gate(candidate, [GATE_RESULT])
    manifest = read_manifest(candidate)
    assert [check["check_name"] for check in manifest["gate"]] == ["totals_agree"]
    assert len(manifest["checks"]) == 3
    assert manifest["row_counts"]["meta.check_result"] == 3
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as connection:
        cursor = connection.execute("select build_id, is_passed from meta.check_result where asset_key = 'candidate'")
        assert cursor.fetchall() == [("b-001", True)]


def test_of_a_result_that_is_recorded_twice_the_last_is_kept(candidate):
    record_gate(candidate, [CheckResult("candidate", "totals_agree", "ERROR", False, "", 3, [{"total": 1}])])
    record_gate(candidate, [GATE_RESULT])
    assert [c["is_passed"] for c in read_manifest(candidate)["checks"] if c["check_name"] == "totals_agree"] == [True]
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as connection:
        cursor = connection.execute("select is_passed from meta.check_result where check_name = 'totals_agree'")
        assert cursor.fetchall() == [(True,)]


def test_after_the_gate_the_hashes_and_the_storage_format_are_right(candidate):
    record_gate(candidate, [GATE_RESULT])
    content = (candidate / DATABASE).read_bytes()
    assert files_by_path(read_manifest(candidate))[DATABASE]["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert not (candidate / "jobs.duckdb.wal").exists()
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as connection:
        tags = connection.execute("select tags from duckdb_databases() where database_name = 'jobs'").fetchone()
        assert str(tags[0]["storage_version"]).startswith("v1.0.0")


def test_the_detail_of_a_failed_check_has_examples(candidate):
    with duckdb.connect(str(candidate / DATABASE), read_only=True) as connection:
        detail = connection.execute("select detail from meta.check_result where not is_passed").fetchone()[0]
    assert json.loads(detail.partition("For example: ")[2]) == [{"uri": "<script>alert(1)</script>"}]


def test_a_missing_manifest_is_named_with_the_next_command(tmp_path):
    with pytest.raises(PublicationError, match=r"manifest\.json; run `warehouse build`"):
        read_manifest(tmp_path)
