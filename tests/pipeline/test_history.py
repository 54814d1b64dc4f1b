"""Dagster's history and runs of parts of the graph: killed builds, stale snapshots, checks of earlier runs."""

from collections import Counter

import dagster as dg
import pytest

from ingestion import pipeline
from ingestion.inputs.registry import Registry
from orchestration.defs.graph import build_defs
from orchestration.publication import current_publication
from orchestration.quality import expectations
from orchestration.runtime.dagster_instance import COMMAND_TAG, end_dead_runs, prepare_instance
from tree_hashes import tree_hashes

pytestmark = pytest.mark.pipeline


def test_the_run_of_a_killed_build_does_not_hold_up_later_ones(small_copy):
    with dg.DagsterInstance.from_config(str(prepare_instance(small_copy))) as instance:
        killed = instance.add_run(
            dg.DagsterRun(job_name="build_and_publish", status=dg.DagsterRunStatus.STARTED, tags=COMMAND_TAG)
        )
        from_interface = instance.add_run(
            dg.DagsterRun(job_name="build_and_publish", status=dg.DagsterRunStatus.STARTED)
        )
        end_dead_runs(instance)
        assert instance.get_run_by_id(killed.run_id).status == dg.DagsterRunStatus.FAILURE
        assert instance.get_run_by_id(from_interface.run_id).status == dg.DagsterRunStatus.STARTED


def test_reading_an_input_as_another_kind_makes_its_snapshot_stale(small_copy, small_folders):
    snapshot_on, folder = next(iter(small_folders.items()))
    before = pipeline.parsed_fingerprint(small_copy, snapshot_on)
    assert pipeline.stale_snapshots(small_copy) == []
    Registry(small_copy).add(str(folder), "yaml-posting", snapshot_on, "board", None)
    assert pipeline.stale_snapshots(small_copy) == [snapshot_on]
    pipeline.collect_snapshot(small_copy, snapshot_on)
    assert pipeline.parsed_fingerprint(small_copy, snapshot_on) != before


def test_each_progress_message_of_a_build_is_once_in_dagsters_history(small_base):
    with dg.DagsterInstance.from_config(str(prepare_instance(small_base))) as instance:
        (run,) = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS]))
        logged = [entry for entry in instance.all_logs(run.run_id) if entry.dagster_event is None]
    beginnings = Counter(entry.user_message.split("  ")[0] for entry in logged)
    snapshot_on = min(pipeline.snapshots_of(small_base))
    assert (beginnings["warehouse"], beginnings["candidate"], beginnings["published"]) == (1, 1, 1)
    assert len({entry.user_message for entry in logged}) == len(logged)
    steps = {entry.step_key for entry in logged if entry.user_message.startswith(str(snapshot_on))}
    assert steps == {"collect_documents", "parse_documents", "extract_versions", "scan_versions"}


def _materialize(layout, selection, instance, **options):
    defs = build_defs(str(layout.root))
    job = dg.define_asset_job("part", selection=selection)
    parts = dg.Definitions(
        assets=defs.assets, asset_checks=defs.asset_checks, jobs=[job], resources=defs.resources, executor=defs.executor
    )
    return parts.resolve_job_def("part").execute_in_process(instance=instance, raise_on_error=False, **options)


def _failure_messages(result) -> str:
    return " ".join(str(event.step_failure_data.error) for event in result.all_events if event.is_step_failure)


@pytest.fixture
def instance(small_copy):
    with dg.DagsterInstance.from_config(str(prepare_instance(small_copy))) as opened:
        yield opened


def test_candidate_and_publication_can_be_materialized_again_without_the_rest(small_copy, instance):
    before = current_publication(small_copy.published)
    again = dg.AssetSelection.assets("candidate", "publication")
    assert _materialize(small_copy, again, instance).success
    assert current_publication(small_copy.published) != before


def test_a_publication_is_refused_when_an_asset_is_newer_than_its_checks(small_copy, instance):
    before = tree_hashes(small_copy.published)
    unchecked = dg.AssetSelection.assets("candidate").without_checks()
    assert _materialize(small_copy, unchecked, instance).success
    late = _materialize(small_copy, dg.AssetSelection.assets("publication"), instance)
    assert not late.success
    assert "checks were not evaluated on the present assets" in _failure_messages(late)
    assert "candidate_tables_have_every_row" in _failure_messages(late)
    assert tree_hashes(small_copy.published) == before


def test_a_check_that_failed_in_an_earlier_run_blocks_a_publication_by_itself(small_copy, instance, monkeypatch):
    before = tree_hashes(small_copy.published)
    with monkeypatch.context() as patched:
        original = expectations._evaluate_frame
        patched.setattr(expectations, "_evaluate_frame", lambda chosen, frame: original(chosen, None))
        assert _materialize(small_copy, dg.AssetSelection.assets("candidate"), instance).success is False
    late = _materialize(small_copy, dg.AssetSelection.assets("publication"), instance)
    assert not late.success
    assert "these checks failed" in _failure_messages(late)
    assert tree_hashes(small_copy.published) == before


def test_one_partition_of_one_asset_can_be_materialized_alone(small_copy, instance):
    key = instance.get_dynamic_partitions("snapshot")[0]
    result = _materialize(small_copy, dg.AssetSelection.assets("observations"), instance, partition_key=key)
    assert result.success


def test_one_mart_can_be_materialized_alone(small_copy, instance):
    key = dg.AssetKey(["marts", "fct_posting"])
    result = _materialize(small_copy, dg.AssetSelection.assets(key), instance)
    assert result.success
    materialized = {event.asset_key for event in result.get_asset_materialization_events()}
    assert materialized == {key}
