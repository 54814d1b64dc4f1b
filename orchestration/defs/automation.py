"""When the job runs by itself: a schedule and a sensor, both off until a person turns them on.

Each looks whether the last publication is what a build would give; only if not, it asks for one run over
all snapshots. What the job does stands in `graph.py`.
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
SECONDS_BETWEEN_LOOKS = 60
Asked = dg.RunRequest | dg.SkipReason


def build_automation(job_name: str) -> tuple[dg.ScheduleDefinition, dg.SensorDefinition]:
    """The schedule and the sensor of the one job."""

    @dg.schedule(
        job_name=job_name,
        cron_schedule=EVERY_MORNING,
        name="every_morning",
        default_status=dg.DefaultScheduleStatus.STOPPED,
    )
    def every_morning(context: dg.ScheduleEvaluationContext, data_directory: DataDirectory) -> Asked:
        """Every morning at six: build and publish if anything is new."""
        return _asked(context.instance, data_directory.layout)

    @dg.sensor(
        job_name=job_name,
        name="new_snapshots",
        minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
        default_status=dg.DefaultSensorStatus.STOPPED,
    )
    def new_snapshots(context: dg.SensorEvaluationContext, data_directory: DataDirectory) -> Asked:
        """Build and publish as soon as a folder was added, changed or removed."""
        return _asked(context.instance, data_directory.layout)

    return every_morning, new_snapshots


def _asked(instance: dg.DagsterInstance, layout: Layout) -> Asked:
    current = current_publication(layout.published)
    if current is not None and is_current(layout, current):
        return dg.SkipReason("Nothing is new: the publication is current.")
    snapshots = sync_partitions(instance, layout)
    # The same inputs and rules are asked for once: a run that failed on them would fail again.
    return dg.RunRequest(run_key=_wanted(layout), tags=range_tags(snapshots))


def _wanted(layout: Layout) -> str:
    inputs = [f"{taken.input_id}|{collect.stat_fingerprint(taken)}" for taken in active_inputs(layout)]
    return fingerprint.combine(pipeline.warehouse_fingerprint(layout), *inputs)
