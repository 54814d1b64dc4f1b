"""The assets that are Parquet: documents, records, texts and mentions, one partition per snapshot.

Each calls one stage of `ingestion/pipeline.py` for each of its snapshots and reports the rows; the stage leaves a
snapshot that is up to date as it is. Not here: any parsing (`ingestion/`).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import dagster as dg

from ingestion import pipeline
from ingestion.pipeline import StageResult
from ingestion.storage.layout import Layout
from orchestration.defs.descriptions import bars, preview
from orchestration.defs.one_writer import one_writer
from orchestration.defs.partitions import ONE_RUN, SNAPSHOTS, snapshots_in
from orchestration.defs.resources import DataDirectory
from orchestration.runtime.progress import log

OWNERS = ["team:warehouse"]
KINDS = {"python", "parquet"}
Stage = Callable[[Layout, date], StageResult]

PARSED_DESCRIPTIONS = {
    "parsed_documents": "One row per document: what kind it is and how many records were read from it.",
    "observations": (
        "One row per record of a posting: one posting as one document shows it. Duplicates and conflicts are marked "
        "in `dedup_status`, not removed. Read by dbt's staging."
    ),
    "annotations": "One row per set of labels that someone else gave a posting; never mixed with our own findings.",
    "rejects": "One row per document or record that could not be used, with a reason a person can act on.",
}


def _spec(key: str, description: str, deps: Sequence[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        key,
        deps=deps,
        description=description,
        group_name="ingestion",
        owners=OWNERS,
        kinds=KINDS,
        skippable=True,
    )


def _run_stage(context: dg.AssetExecutionContext, layout: Layout, stage: Stage) -> list[StageResult]:
    results = []
    for snapshot_on in snapshots_in(context):
        # The lock is held for one snapshot at a time, so that another writer waits no longer than that.
        with one_writer(layout):
            result = stage(layout, snapshot_on)
        counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in result.rows.items())
        log.info(f"{snapshot_on}  {counts}{'  (unchanged)' if result.was_fresh else ''}")
        for warning in result.warnings:
            log.warning(warning)
        results.append(result)
    return results


def _materialized(layout: Layout, results: list[StageResult], key: str) -> dg.MaterializeResult[None]:
    counts = {str(result.snapshot_on): result.rows[key] for result in results}
    columns, rows = pipeline.first_rows(layout, key, results[-1].snapshot_on)
    return dg.MaterializeResult(
        asset_key=key,
        metadata={
            "dagster/row_count": sum(counts.values()),
            "rebuilt_snapshots": sum(not result.was_fresh for result in results),
            "rows_by_snapshot": bars("snapshot", counts),
            "preview": preview(columns, rows),
        },
    )


@dg.multi_asset(
    specs=[_spec("raw_documents", "One row per document and snapshot: its unchanged bytes, hash, kind and uri.", [])],
    partitions_def=SNAPSHOTS,
    backfill_policy=ONE_RUN,
    name="collect_documents",
    # Only this step reads folders outside the data directory; a network disk may be away for a moment.
    retry_policy=dg.RetryPolicy(max_retries=2, delay=5),
)
def raw_documents(
    context: dg.AssetExecutionContext, data_directory: DataDirectory
) -> Iterator[dg.MaterializeResult[None]]:
    """Documents of the registered inputs, verbatim; everything after them can be rebuilt from them."""
    layout = data_directory.layout
    yield _materialized(layout, _run_stage(context, layout, pipeline.collect_snapshot), "raw_documents")


@dg.multi_asset(
    specs=[_spec(key, text, ["raw_documents"]) for key, text in PARSED_DESCRIPTIONS.items()],
    partitions_def=SNAPSHOTS,
    backfill_policy=ONE_RUN,
    name="parse_documents",
    can_subset=True,
)
def parsed_records(
    context: dg.AssetExecutionContext, data_directory: DataDirectory
) -> Iterator[dg.MaterializeResult[None]]:
    """Typed records of the documents: every record read is an observation, an annotation or a reject."""
    results = _run_stage(context, data_directory.layout, pipeline.parse_snapshot)
    # Parsing writes all four tables; only the assets that the run selected are reported as materialized.
    for key in (name for name in PARSED_DESCRIPTIONS if dg.AssetKey(name) in context.selected_asset_keys):
        yield _materialized(data_directory.layout, results, key)


@dg.multi_asset(
    specs=[
        _spec(
            "posting_versions",
            "One row per snapshot and distinct text of a posting, cleaned, with sections.",
            ["observations"],
        )
    ],
    partitions_def=SNAPSHOTS,
    backfill_policy=ONE_RUN,
    name="extract_versions",
)
def posting_versions(
    context: dg.AssetExecutionContext, data_directory: DataDirectory
) -> Iterator[dg.MaterializeResult[None]]:
    """The texts that mentions point into; offsets everywhere are code points of these."""
    layout = data_directory.layout
    yield _materialized(layout, _run_stage(context, layout, pipeline.version_snapshot), "posting_versions")


@dg.multi_asset(
    specs=[
        _spec(
            "mentions",
            "One row per piece of evidence in a text: skill, role signal, pay, level …, with its words and offsets.",
            ["posting_versions"],
        )
    ],
    partitions_def=SNAPSHOTS,
    backfill_policy=ONE_RUN,
    name="scan_versions",
)
def mentions(context: dg.AssetExecutionContext, data_directory: DataDirectory) -> Iterator[dg.MaterializeResult[None]]:
    """Every match in a text with the rule that made it; whether it counts is decided in dbt."""
    layout = data_directory.layout
    yield _materialized(layout, _run_stage(context, layout, pipeline.scan_snapshot), "mentions")


ASSETS = [raw_documents, parsed_records, posting_versions, mentions]
