"""Snapshots as Dagster partitions. They are irregular, so the partitions are those there are."""

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
    """Make Dagster's partitions the snapshots of the data directory, oldest first; returns them.

    A range of partitions runs in the order of their adding, so a late snapshot re-adds those after it.
    """
    wanted = [str(on) for on in snapshots_of(layout)]
    present = list(instance.get_dynamic_partitions("snapshot"))
    if present != wanted:
        for key in present:
            instance.delete_dynamic_partition("snapshot", key)
        instance.add_dynamic_partitions("snapshot", wanted)
    return wanted


def range_tags(snapshots: list[str]) -> dict[str, str]:
    """The run tags that select these snapshots, first to last."""
    return {RANGE_START: snapshots[0], RANGE_END: snapshots[-1]}


def snapshots_in(context: dg.AssetExecutionContext) -> list[date]:
    """The snapshots this run materializes."""
    return [date.fromisoformat(key) for key in context.partition_keys]
