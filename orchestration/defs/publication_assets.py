"""The last two assets: the candidate's files, and the publication that a checked candidate becomes.

Here: gathering the facts of a build and calling the writers. Not here: the files themselves
(`orchestration/publication/`, `orchestration/report/`) or the checks of a candidate (`orchestration/quality/`).
"""

import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from ingestion import pipeline
from ingestion.inputs.registry import Input, active_inputs
from ingestion.storage import fingerprint, parquet
from ingestion.storage.layout import Layout
from orchestration.defs.one_writer import one_writer
from orchestration.defs.resources import DataDirectory
from orchestration.publication.candidate import write_candidate
from orchestration.publication.manifest import read_manifest, record_gate, write_manifest
from orchestration.publication.models import DATABASE, BuildFacts
from orchestration.publication.pointer import promote, prune
from orchestration.quality.publication_gate import evaluated_checks, failed_checks, unevaluated
from orchestration.report.render import render_site
from orchestration.runtime.progress import log
from orchestration.transform import work_database

OWNERS = ["team:warehouse"]
# Snapshots are collected about once a month, so a publication is late after five weeks and too old after nine.
FRESHNESS = dg.FreshnessPolicy.time_window(fail_window=timedelta(days=65), warn_window=timedelta(days=35))


def build_publish_assets(
    upstream: Sequence[dg.AssetKey],
    checks: Mapping[str, Sequence[dg.AssetCheckKey]],
    keys: Mapping[str, Sequence[str]],
) -> list[dg.AssetsDefinition]:
    """Return the assets `candidate` and `publication`.

    `upstream` are the published dbt assets, `checks` the checks that a build of each selection evaluates, `keys` the
    key columns of each table.
    """

    @dg.asset(deps=upstream, group_name="publish", owners=OWNERS, kinds={"python", "duckdb"})
    def candidate(context: dg.AssetExecutionContext, data_directory: DataDirectory) -> dg.MaterializeResult[None]:
        """The publication before the last gate: database, Parquet, CSV, workbook, site, manifest; nobody reads it."""
        layout = data_directory.layout
        with one_writer(layout):
            rows = make_candidate(layout, gather_facts(layout, context, checks, keys))
        log.info(f"candidate  {sum(rows.values()):,} rows in {len(rows)} tables")
        return dg.MaterializeResult(
            metadata={"dagster/row_count": sum(rows.values()), "tables": dg.MetadataValue.json(rows)}
        )

    @dg.asset(
        deps=[candidate],
        group_name="publish",
        owners=OWNERS,
        kinds={"python", "duckdb"},
        freshness_policy=FRESHNESS,
        # The folder may lie on a disk of another machine.
        retry_policy=dg.RetryPolicy(max_retries=2, delay=5),
    )
    def publication(context: dg.AssetExecutionContext, data_directory: DataDirectory) -> dg.MaterializeResult[None]:
        """What readers get: `published/current` moved, in one step, to a candidate that passed every check."""
        layout = data_directory.layout
        # A result that an earlier build left for a check outside of the selection does not concern this candidate.
        selected = checks[str(read_manifest(candidate_folder(layout))["selection"])]
        missing = unevaluated(context.instance, selected)
        if missing:
            # Declared is not the same as evaluated: a check that never ran would otherwise let anything pass.
            message = f"Not published: checks were not evaluated on the present assets: {', '.join(missing)}."
            message = f"{message} Materialize their assets again, with the checks."
            raise dg.Failure(description=message, allow_retries=False)
        failed = failed_checks(context.instance, selected)
        if failed:
            message = f"Not published: these checks failed: {', '.join(failed)}."
            raise dg.Failure(description=message, allow_retries=False)
        with one_writer(layout):
            record_gate(candidate_folder(layout), evaluated_checks(context.instance, selected))
            build_id = str(read_manifest(candidate_folder(layout) / "manifest.json")["build_id"])
            published = promote(candidate_folder(layout), layout.published, build_id)
            prune(layout.published, data_directory.keep)
        log.info(f"published  {published}")
        return dg.MaterializeResult(metadata={"build_id": build_id, "path": dg.MetadataValue.path(str(published))})

    return [candidate, publication]


def candidate_folder(layout: Layout) -> Path:
    """Return the folder of the one candidate of a data directory."""
    return layout.candidates / "next"


def make_candidate(layout: Layout, facts: BuildFacts) -> dict[str, int]:
    """Write a new candidate in place of an earlier one; return the row count of each table by its full name."""
    target = candidate_folder(layout)
    if target.exists():
        shutil.rmtree(target)
    tables = write_candidate(layout.work_database, target, facts)
    render_site(target / DATABASE, target / "site")
    write_manifest(target, facts, tables)
    return {f"{table.schema}.{table.name}": table.row_count for table in tables}


def gather_facts(
    layout: Layout,
    context: dg.AssetExecutionContext,
    checks: Mapping[str, Sequence[dg.AssetCheckKey]],
    keys: Mapping[str, Sequence[str]],
) -> BuildFacts:
    """Return the identity of this build: inputs, fingerprint, version of the code, and the checks evaluated so far."""
    built_at = datetime.now(UTC)
    origin = work_database.origin_of(layout)
    inputs = active_inputs(layout)
    return BuildFacts(
        build_id=f"{built_at:%Y%m%dT%H%M%SZ}-{origin.fingerprint[:8]}",
        fingerprint=origin.fingerprint,
        code_version=fingerprint.of_program()[:12],
        built_at=built_at,
        is_synthetic=all(snapshot_input.is_synthetic for snapshot_input in inputs),
        inputs=[_input_facts(layout, snapshot_input) for snapshot_input in inputs],
        selection=origin.selection,
        checks=evaluated_checks(context.instance, checks[origin.selection]),
        dagster_run_id=context.run.run_id,
        keys=keys,
    )


def _input_facts(layout: Layout, snapshot_input: Input) -> dict[str, object]:
    path = pipeline.raw_file(layout, snapshot_input)
    return {
        "source": snapshot_input.source,
        "snapshot_on": snapshot_input.snapshot_on,
        # Only the folder's own name: a publication is passed on and must not reveal paths of this machine.
        "uri": Path(snapshot_input.location).name,
        "sampling_frame": snapshot_input.frame,
        "document_count": parquet.row_count(path),
        "sha256": parquet.metadata_of(path).get(parquet.FINGERPRINT, ""),
    }
