"""Snapshots as Dagster partitions, added and removed by name because their days follow no calendar."""

from datetime import date

import dagster as dg

from ingestion.pipeline import snapshots_of
from ingestion.storage.layout import Layout

SNAPSHOTS = dg.DynamicPartitionsDefinition(name="snapshot")
# One writer: a backfill over many snapshots is one run that works through them.
ONE_RUN = dg.BackfillPolicy.single_run()
RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def sync_partitions(instance: dg.DagsterInstance, layout: Layout) -> list[str]:
    """Make Dagster's partitions the snapshots of the data directory; return these, oldest first."""
    snapshots = [str(on) for on in snapshots_of(layout)]
    present = list(instance.get_dynamic_partitions("snapshot"))
    if present != snapshots:
        # All are added again: Dagster reads a range of partitions in the order in which they were added, and a snapshot
        # that is registered late may be older than others.
        for key in present:
            instance.delete_dynamic_partition("snapshot", key)
        instance.add_dynamic_partitions("snapshot", snapshots)
    return snapshots


def range_tags(snapshots: list[str]) -> dict[str, str]:
    """Return the run tags that select these snapshots, first to last."""
    return {RANGE_START: snapshots[0], RANGE_END: snapshots[-1]}


def snapshots_in(context: dg.AssetExecutionContext) -> list[date]:
    """Return the snapshots that this run materializes."""
    return [date.fromisoformat(key) for key in context.partition_keys]
