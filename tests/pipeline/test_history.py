"""Dagster's history after builds that did not end, and partitions whose inputs are read otherwise."""

import dagster as dg
import pytest

from ingestion import stages
from ingestion.registry import Registry
from orchestration.build import COMMAND_TAG, _end_dead_runs, prepare_instance

pytestmark = pytest.mark.pipeline


def test_the_run_of_a_killed_build_does_not_hold_up_later_ones(small_copy):
    with dg.DagsterInstance.from_config(str(prepare_instance(small_copy))) as instance:
        left = instance.add_run(
            dg.DagsterRun(job_name="build_and_publish", status=dg.DagsterRunStatus.STARTED, tags=COMMAND_TAG)
        )
        from_interface = instance.add_run(
            dg.DagsterRun(job_name="build_and_publish", status=dg.DagsterRunStatus.STARTED)
        )
        _end_dead_runs(instance)
        assert instance.get_run_by_id(left.run_id).status == dg.DagsterRunStatus.FAILURE
        assert instance.get_run_by_id(from_interface.run_id).status == dg.DagsterRunStatus.STARTED


def test_reading_an_input_as_another_kind_makes_its_snapshot_stale(small_copy, small_folders):
    snapshot_on, folder = next(iter(small_folders.items()))
    before = stages.parsed_fingerprint(small_copy, snapshot_on)
    assert stages.stale_snapshots(small_copy) == []
    Registry(small_copy).add(str(folder), "yaml-posting", snapshot_on, "board", None)
    assert stages.stale_snapshots(small_copy) == [snapshot_on]
    stages.collect_snapshot(small_copy, snapshot_on)
    assert stages.parsed_fingerprint(small_copy, snapshot_on) != before
