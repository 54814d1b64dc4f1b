"""`warehouse build`: the job of the Dagster graph, run in this process over what is new or stale.

Here: deciding whether anything has to be built, running the job, collecting its failures and warnings. Dagster's user
interface runs the same job. Not here: the assets and checks (`orchestration/defs/`), what a build prints
(`orchestration/cli/builds.py`).
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion import pipeline
from ingestion.inputs.registry import active_inputs
from ingestion.storage.layout import Layout
from ingestion.storage.seeds import check_override_names
from orchestration.publication.pointer import current_publication, prune
from orchestration.publication.staleness import is_current
from orchestration.runtime.dagster_instance import COMMAND_TAG, end_dead_runs, prepare_instance
from orchestration.runtime.lock import build_lock
from orchestration.runtime.migrations import KEPT_PUBLICATIONS, make_ready, require_known
from orchestration.runtime.progress import log

if TYPE_CHECKING:
    import dagster as dg


class HistoryError(RuntimeError):
    """Dagster's history cannot be written: the disk is full, or its files are damaged or belong to another user."""


@dataclass(frozen=True)
class BuildOutcome:
    """The result of a build; `publication` is None when nothing was published, `previous` when nothing was before."""

    succeeded: bool
    was_needed: bool
    publication: Path | None
    is_synthetic: bool
    failures: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    run_id: str = ""
    previous: Path | None = None


def build(layout: Layout, *, force: bool = False, keep: int = KEPT_PUBLICATIONS) -> BuildOutcome:
    """Materialize what is new or stale and publish; after a failure the last publication is still the current one.

    The newest `keep` older publications are not removed.
    Raises BuildRunningError when another build holds the data directory, LayoutError when a newer program wrote it,
    SeedError for an override under an old name, HistoryError when the run cannot be recorded, and OSError when the
    directory cannot be written.
    """
    # Both before the lock: a directory or override that cannot be used is refused before anything is written to it.
    require_known(layout)
    check_override_names(layout.overrides)
    with build_lock(layout), temporary_files_in(layout.temporary):
        for line in make_ready(layout):
            log.info(line)
        is_synthetic = all(snapshot_input.is_synthetic for snapshot_input in active_inputs(layout))
        current = current_publication(layout.published)
        if not force and current is not None and is_current(layout, current):
            # Nothing to build, but the user may have asked to keep fewer publications than there are.
            prune(layout.published, keep)
            return BuildOutcome(succeeded=True, was_needed=False, publication=current, is_synthetic=is_synthetic)
        stale = pipeline.stale_snapshots(layout)
        log.info(f"building {layout.root}: {len(pipeline.snapshots_of(layout))} snapshots, {len(stale)} to be read")
        return replace(_run_recorded_job(layout, is_synthetic, keep), previous=current)


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Make `tempfile` use a folder beside the data: the system's own may be on a small or full disk."""
    folder.mkdir(parents=True, exist_ok=True)
    previous, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = previous


def _run_recorded_job(layout: Layout, is_synthetic: bool, keep: int) -> BuildOutcome:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return _run_job(layout, is_synthetic, keep)
    except SQLAlchemyError as error:
        free_megabytes = shutil.disk_usage(layout.root).free / 1e6
        cause = f"{getattr(error, 'orig', error)}; {free_megabytes:,.0f} MB free"
        message = (
            f"{layout.dagster_home}: the run cannot be recorded ({cause}); the last publication is as it was. "
            "Free space or fix permissions there, then `warehouse build`."
        )
        raise HistoryError(message) from error


def _run_job(layout: Layout, is_synthetic: bool, keep: int) -> BuildOutcome:
    # Imported here: loading Dagster and the dbt manifest takes longer than finding out that nothing is new.
    import dagster as dg

    from orchestration.defs.graph import JOB, build_defs
    from orchestration.defs.partitions import range_tags, sync_partitions

    with dg.DagsterInstance.from_config(str(prepare_instance(layout))) as instance:
        # A build that was killed has left its run as running in the history.
        end_dead_runs(instance)
        tags = {**range_tags(sync_partitions(instance, layout)), **COMMAND_TAG}
        job = build_defs(str(layout.root), keep).resolve_job_def(JOB)
        # Progress is printed by the command; what Dagster logs is in its own history.
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        result = job.execute_in_process(quiet, instance=instance, tags=tags, raise_on_error=False)
        failures, warnings = _failures_and_warnings(result)
    published = current_publication(layout.published) if result.success else None
    return BuildOutcome(result.success, True, published, is_synthetic, failures, warnings, result.run_id)


def _failures_and_warnings(result: "dg.ExecuteInProcessResult") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the checks that did not pass, by severity, and the steps that failed with their cause."""
    failures: list[str] = []
    warnings: list[str] = []
    for evaluation in result.get_asset_check_evaluations():
        if evaluation.passed:
            continue
        check = f"{evaluation.asset_key.to_user_string()}: {evaluation.check_name}"
        (warnings if evaluation.severity.value == "WARN" else failures).append(check)
    for event in result.all_events:
        if event.is_step_failure:
            # Dagster wraps the exception of a step in one of its own; the cause has the message that helps.
            error = event.step_failure_data.error
            cause = error.cause or error if error else None
            failures.append(f"step {event.step_key}: {(cause.message if cause else '').strip()}")
    return tuple(failures), tuple(warnings)
