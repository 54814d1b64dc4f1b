"""When the job runs by itself: a schedule and a sensor, both off until a person turns them on.

Each compares the last publication with what a build would give, and requests one run over all snapshots only where
they differ. Not here: what the job does (`graph.py`).
"""

import dagster as dg

from ingestion import pipeline
from ingestion.inputs import collect
from ingestion.inputs.registry import active_inputs
from ingestion.storage import fingerprint
from ingestion.storage.layout import Layout
from orchestration.defs.partitions import range_tags, sync_partitions
from orchestration.defs.resources import DataDirectory
from orchestration.publication.pointer import current_publication
from orchestration.publication.staleness import is_current

EVERY_MORNING = "0 6 * * *"
SECONDS_BETWEEN_CHECKS = 60
Evaluation = dg.RunRequest | dg.SkipReason


def build_automation(job_name: str) -> tuple[dg.ScheduleDefinition, dg.SensorDefinition]:
    """Return the schedule and the sensor of the job."""

    @dg.schedule(
        job_name=job_name,
        cron_schedule=EVERY_MORNING,
        name="every_morning",
        default_status=dg.DefaultScheduleStatus.STOPPED,
    )
    def every_morning(context: dg.ScheduleEvaluationContext, data_directory: DataDirectory) -> Evaluation:
        """Every morning at six: build and publish if anything is new."""
        return _run_if_stale(context.instance, data_directory.layout)

    @dg.sensor(
        job_name=job_name,
        name="new_snapshots",
        minimum_interval_seconds=SECONDS_BETWEEN_CHECKS,
        default_status=dg.DefaultSensorStatus.STOPPED,
    )
    def new_snapshots(context: dg.SensorEvaluationContext, data_directory: DataDirectory) -> Evaluation:
        """Build and publish as soon as a folder was added, changed or removed."""
        return _run_if_stale(context.instance, data_directory.layout)

    return every_morning, new_snapshots


def _run_if_stale(instance: dg.DagsterInstance, layout: Layout) -> Evaluation:
    # The same test as in `warehouse build`, so that no run starts that would find nothing to do.
    current = current_publication(layout.published)
    if current is not None and is_current(layout, current):
        return dg.SkipReason("Nothing is new: the publication is current.")
    snapshots = sync_partitions(instance, layout)
    # Dagster starts one run for a run key. A run that failed on these inputs and rules would fail on them again.
    return dg.RunRequest(run_key=_run_key(layout), tags=range_tags(snapshots))


def _run_key(layout: Layout) -> str:
    """Hash what a build would read: the rules, and for each input the names, sizes and times of its files."""
    inputs = [
        f"{snapshot_input.input_id}|{collect.stat_fingerprint(snapshot_input)}"
        for snapshot_input in active_inputs(layout)
    ]
    return fingerprint.combine(pipeline.warehouse_fingerprint(layout), *inputs)
