"""Write, audit, publish: the candidate's files, and the pointer that makes them what readers get.

Here: gathering the facts of a build and calling the writers. Not here: the files themselves
(`orchestration/publication/`, `orchestration/report/`) or the last gate's expectations (`orchestration/quality/`).
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
from orchestration.quality.publication_gate import evaluated_checks, refused, unevaluated
from orchestration.report.render import render_site
from orchestration.runtime.progress import log
from orchestration.transform import work_database

OWNERS = ["team:warehouse"]
# A collection that is looked at each month: late after five weeks, too old after nine.
FRESHNESS = dg.FreshnessPolicy.time_window(fail_window=timedelta(days=65), warn_window=timedelta(days=35))


def build_publish_assets(
    upstream: Sequence[dg.AssetKey],
    checks: Mapping[str, Sequence[dg.AssetCheckKey]],
    keys: Mapping[str, Sequence[str]],
) -> list[dg.AssetsDefinition]:
    """The two assets of publication.

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
        # A check that this build did not select says nothing of it, even where an earlier build evaluated it.
        selected = checks[str(read_manifest(candidate_folder(layout))["selection"])]
        missing = unevaluated(context.instance, selected)
        if missing:
            told = f"Not published: selected checks did not look at what is there now: {', '.join(missing)}."
            told = f"{told} Materialize their assets again, with the checks."
            raise dg.Failure(description=told, allow_retries=False)
        failed = refused(context.instance, selected)
        if failed:
            told = f"Not published: these checks failed: {', '.join(failed)}."
            raise dg.Failure(description=told, allow_retries=False)
        with one_writer(layout):
            record_gate(candidate_folder(layout), evaluated_checks(context.instance, selected))
            build_id = str(read_manifest(candidate_folder(layout) / "manifest.json")["build_id"])
            published = promote(candidate_folder(layout), layout.published, build_id)
            prune(layout.published, data_directory.keep)
        log.info(f"published  {published}")
        return dg.MaterializeResult(metadata={"build_id": build_id, "path": dg.MetadataValue.path(str(published))})

    return [candidate, publication]


def candidate_folder(layout: Layout) -> Path:
    """Where the one candidate of a data directory lies."""
    return layout.candidates / "next"


def make_candidate(layout: Layout, facts: BuildFacts) -> dict[str, int]:
    """Write a fresh candidate; returns the rows of each table."""
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
    """Who this build is: its inputs, what they and the code hash to, and the checks passed so far."""
    built_at = datetime.now(UTC)
    origin = work_database.origin_of(layout)
    inputs = active_inputs(layout)
    return BuildFacts(
        build_id=f"{built_at:%Y%m%dT%H%M%SZ}-{origin.fingerprint[:8]}",
        fingerprint=origin.fingerprint,
        code_version=fingerprint.of_program()[:12],
        built_at=built_at,
        is_synthetic=all(taken.is_synthetic for taken in inputs),
        inputs=[_input_facts(layout, taken) for taken in inputs],
        selection=origin.selection,
        checks=evaluated_checks(context.instance, checks[origin.selection]),
        dagster_run_id=context.run.run_id,
        keys=keys,
    )


def _input_facts(layout: Layout, taken: Input) -> dict[str, object]:
    path = pipeline.raw_file(layout, taken)
    return {
        "source": taken.source,
        "snapshot_on": taken.snapshot_on,
        # The folder's own name: a publication is handed on and says nothing of the machine it was made on.
        "uri": Path(taken.location).name,
        "sampling_frame": taken.frame,
        "document_count": parquet.row_count(path),
        "sha256": parquet.metadata_of(path).get(parquet.FINGERPRINT, ""),
    }
